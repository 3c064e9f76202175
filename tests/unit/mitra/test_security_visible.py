"""What others read is what was typed: nothing hidden, nothing turned around, nothing piled up."""

import io

import pytest
from openpyxl import load_workbook

from mitra import people
from mitra.checks import sheet
from mitra.suggestions import giving
from mitra.visible import visible

TURNED = "\u202eijuBakaP\u202c"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Siti", "Siti"),
        # letters that are read from the right
        (TURNED, "ijuBakaP"),
        ("\u2067Budi\u2069", "Budi"),
        # blanks that nobody sees: two names that look alike
        ("Bu\u200bdi", "Budi"),
        ("Bu\u2060\ufeff\u00addi", "Budi"),
        # letters that show as nothing
        ("\u3164\u115f", ""),
        ("\U000e0042\U000e0075di", "di"),
        # what a terminal or a printer would obey
        ("Bu\x1b[2Jdi\x07", "Bu[2Jdi"),
        # marks piled up over the lines around
        ("S" + "\u0301" * 30 + "iti", "S\u0301\u0301iti"),
        # what people do type
        ("baris satu\nbaris dua\tkolom", "baris satu\nbaris dua\tkolom"),
        ("Zoë é ñ", "Zoë é ñ"),
        ("👩\u200d🏭 1\ufe0f\u20e3 ❤\ufe0f", "👩\u200d🏭 1\ufe0f\u20e3 ❤\ufe0f"),
    ],
)
def test_what_cannot_be_seen_is_left_out(typed, shown):
    assert visible(typed) == shown


def test_once_is_enough():
    for letter in map(chr, (*range(0x3000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0100))):
        text = f"a{letter * 5}b"
        assert visible(visible(text)) == visible(text)


def test_a_suggestion_is_kept_as_it_is_read():
    assert giving.clean(f"kipas {TURNED}") == "kipas ijuBakaP"


def test_so_is_a_checklist_from_a_spreadsheet():
    book = load_workbook(io.BytesIO(sheet.template()))
    book.active["B1"] = f"Cek {TURNED}"
    file = io.BytesIO()
    book.save(file)
    assert sheet._rows(file.getvalue())[0][1] == "Cek ijuBakaP"


@pytest.mark.parametrize(
    "typed", ["<b>Siti</b>", "@penipu", "t.me/penipu", "https://a.id", "a\\b", "{{ nama }}", "#x", "08123"]
)
def test_a_name_is_no_link_and_no_markup(typed):
    assert people.read_name(typed) is None
