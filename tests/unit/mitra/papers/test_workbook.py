"""Spreadsheets: hostile ones are turned away with a sentence, and in ours nothing is ever calculated."""

import datetime as dt
import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from mitra.papers import workbook
from tests.strategies import typed_texts

texts = st.one_of(st.text(), typed_texts)


def book(*rows, **sheets) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    for title, more in sheets.items():
        sheet = made.create_sheet(title)
        for row in more:
            sheet.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(data, **changed):
    return workbook.read_rows(data, **{"most_rows": 20, "most_columns": 3} | changed)


def packed(
    parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED, *, data: bytes | None = None
) -> bytes:
    """A sheet in whose zip some parts are others, or more."""
    source, file = zipfile.ZipFile(io.BytesIO(data or book(["halo"]))), io.BytesIO()
    with source, zipfile.ZipFile(file, "w", packing) as there:
        for name in {*source.namelist(), *parts}:
            there.writestr(name, parts[name] if name in parts else source.read(name))
    return file.getvalue()


def with_rows(xml: str, *, after: str = "", strings: str = "") -> bytes:
    """A sheet of these rows, as they stand in the file."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        "xl/worksheets/sheet1.xml": (
            f'<worksheet {main}><dimension ref="A1"/><sheetData>{xml}</sheetData>{after}</worksheet>'
        )
    }
    if strings:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        known = zipfile.ZipFile(io.BytesIO(book(["halo"]))).read("[Content_Types].xml").decode()
        there = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = known.replace("</Types>", there)
        parts["xl/sharedStrings.xml"] = f"<sst {main}>{strings}</sst>"
    return packed({name: text.encode() for name, text in parts.items()})


def lying(name: str, content: bytes) -> bytes:
    """A sheet with a part that is larger than its zip says, the checksum fitting what it says."""
    data = packed({name: content})
    said = 10
    for mark, place in (
        (b"PK\x03\x04", 14),
        (b"PK\x01\x02", 16),
    ):  # of the part itself, and in the list of parts
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            header = start + (30 if place == 14 else 46)
            if data[header : header + len(name)] != name.encode():
                continue
            packed_size = data[start + place + 4 : start + place + 8]
            facts = struct.pack("<I", zlib.crc32(content[:said])) + packed_size + struct.pack("<I", said)
            data = data[: start + place] + facts + data[start + place + 12 :]
    return data


# --- reading


def test_cells_come_back_row_by_row_down_to_the_last_filled_one():
    day = dt.datetime(2027, 2, 28)  # noqa: DTZ001 - a cell has no zone
    data = book(["Oven", 3, 2.5], [], [None, day, True], ["", " "])
    assert read(data) == [("Oven", 3, 2.5), (None, None, None), (None, day, True)]


def test_a_sheet_is_taken_by_its_title_or_else_the_first():
    data = book(["satu"], Rencana=[["dua"]])
    assert read(data, title="rencana") == [("dua", None, None)]
    assert read(data, title="Lain") == read(data) == [("satu", None, None)]


def test_a_formula_counts_as_what_it_last_came_to():
    cells = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>2+2</f></c><c r="C1" t="str"><f>A1</f><v>ya</v></c>'
    assert read(with_rows(f'<row r="1">{cells}</row>')) == [(2, None, "ya")]


def test_a_sheet_is_read_whole_whatever_size_it_claims():
    rows = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(1, 6))
    assert [row[1] for row in read(with_rows(rows))] == [1, 2, 3, 4, 5]  # it claims to be A1 alone


def test_what_stands_too_far_down_is_never_left_out_silently():
    assert len(read(book(*[["x"]] * 20))) == 20
    assert read(book(*[["x"]] * 21)) == "Baris 21 masih berisi, paling banyak 20 baris: hapus sisanya"


def test_columns_too_far_to_the_right_are_left_out():
    assert read(book([1, 2, 3, 4])) == [(1, 2, 3)]


def test_a_million_empty_rows_take_no_time():
    started = time.process_time()
    found = read(with_rows('<row r="1048576"><c><v>1</v></c></row>'))
    assert found.startswith("Baris 1048576 masih berisi")
    assert time.process_time() - started < 5


def test_what_excel_adds_of_its_own_is_no_trouble():
    """Excel keeps lists from another sheet in an extension, of which openpyxl warns (and warnings are errors here)."""
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
    assert read(with_rows('<row r="1"><c><v>1</v></c></row>', after=extension)) == [(1, None, None)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_parts_of_one_name_the_last_counts():
    file = io.BytesIO(with_rows('<row r="1"><c><v>1</v></c></row>'))
    other = zipfile.ZipFile(io.BytesIO(with_rows('<row r="1"><c><v>2</v></c></row>')))
    with other, zipfile.ZipFile(file, "a") as there:
        there.writestr("xl/worksheets/sheet1.xml", other.read("xl/worksheets/sheet1.xml"))
        before = read(with_rows('<row r="1"><c><v>2</v></c></row>'))
    assert read(file.getvalue()) == before == [(2, None, None)]


def test_texts_kept_once_for_many_cells():
    """As Excel itself saves them, with parts in different lettering."""
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>0</v></c></row>'
    ((first, _, third),) = read(with_rows(rows, strings="<si><r><t>Oven </t></r><r><t>depan</t></r></si>"))
    assert first == third == "Oven depan"


BROKEN, LARGE = "File tidak bisa dibaca", "Isi file terlalu besar"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
ONE_STRING = "<si><t>{}</t></si>".format


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", BROKEN),
        (b"halo", BROKEN),
        (b"PK\x03\x04" + b"x" * 99, BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, BROKEN),  # of an older Excel, or with a password
        (book(["halo"])[:-200], BROKEN),
        (packed({"xl/workbook.xml": b"<workbook/>"}), BROKEN),
        (packed({"xl/worksheets/sheet1.xml": ENTITIES.encode() + b"<worksheet>&b;</worksheet>"}), BROKEN),
        (with_rows('<row r="1"><c t="s"><v>7</v></c></row>'), BROKEN),  # a text that is not there
        (b"0" * 1_000_001, "File lebih dari 1 MB"),
        (packed({"xl/media/large.bin": b"0" * 50_000_000}), LARGE),
        (packed({f"xl/media/{number}.bin": b"" for number in range(300)}), LARGE),
        (packed({}, zipfile.ZIP_LZMA), LARGE),
        (with_rows('<row r="1">' + "<c/>" * 300_000 + "</row>"), LARGE),
        (packed({"xl/styles.xml": b"<xf/>" * 300_000}), LARGE),
        # one long text, and one of blanks, many times over
        (with_rows('<row><c t="s"><v>0</v></c></row>' * 15, strings=ONE_STRING("ab" * 99_999)), LARGE),
        (with_rows('<row><c t="s"><v>0</v></c></row>' * 15, strings=ONE_STRING("  " * 99_999)), LARGE),
    ],
)
def test_hostile_files_are_turned_away_with_a_sentence(data, said):
    found = read(data)
    assert isinstance(found, str)
    assert found.startswith(said)


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/media/large.bin"])
def test_a_part_larger_than_it_says_is_never_unpacked(name):
    data = lying(name, b"<styleShee" + b"0" * 60_000_000)
    assert len(data) < workbook.LARGEST
    tracemalloc.start()
    read(data)
    workbook.made_at(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    assert isinstance(read(data), str)
    assert isinstance(read(book(["halo"])[:-1] + data), str | list)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12, "12"),
        (12.0, "12"),
        (2.5, "2,5"),
        (0.1 + 0.2, "0,3"),
        (True, "TRUE"),
        (dt.datetime(2027, 1, 5, 7, 30), "5/1/2027"),  # noqa: DTZ001 - a cell has no zone
        (dt.time(7, 30), "07:30:00"),
        (" satu \r\n dua\r", "satu \n dua"),
        ("satu_x000D_\ndua", "satu\ndua"),
        ("\ud83d", ""),
        ("_xD83D_ya", "ya"),
    ],
)
def test_what_a_cell_says(value, text):
    assert workbook.as_text(value) == text


# --- writing


def written(*values) -> bytes:
    made, sheet = workbook.new_book("Rencana")
    workbook.fill(sheet, 1, values)
    return workbook.as_bytes(made)


@settings(deadline=None)
@given(texts)
@example("=1+1")
@example('=HYPERLINK("http://x")')
@example("+62 812")
@example("-5")
@example("@SUM(A1)")
@example("\t=1+1")
@example("\r=1+1")
@example("#N/A")
@example("_x000D_ and _x005F_x000D_")
@example("\x0b\x00\ufffe\ud83d")
def test_any_text_comes_back_as_a_text(text):
    data = written(text, "akhir")
    assert workbook.as_text(read(data)[0][0]) == workbook.tidy(text)
    cell = load_workbook(io.BytesIO(data)).active["A1"]
    assert cell.data_type == "s" or cell.value is None
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<f " not in sheet


@given(texts)
def test_what_is_tidy_stays_so(text):
    assert workbook.tidy(workbook.tidy(text)) == workbook.tidy(text)
    assert workbook.one_line(workbook.one_line(text)) == workbook.one_line(text)


@pytest.mark.parametrize(
    ("text", "quoted"), [("=1+1", True), ("+62", True), ("-5", True), ("@x", True), ("Oven", False)]
)
def test_whoever_edits_a_dangerous_text_still_has_a_text(text, quoted):
    cell = load_workbook(io.BytesIO(written(text))).active["A1"]
    assert (bool(cell.quotePrefix), cell.number_format) == (quoted, "@")


def test_numbers_and_days_are_real_ones():
    cells = load_workbook(io.BytesIO(written(4_500_000, dt.date(2027, 2, 28), None))).active[1]
    assert [cell.value for cell in cells[:2]] == [4_500_000, dt.datetime(2027, 2, 28)]  # noqa: DTZ001 - as above
    assert cells[1].is_date


def test_choices_stand_on_a_hidden_sheet_one_column_each():
    made, sheet = workbook.new_book("Rencana")
    workbook.offer(sheet, "A2:A9", ["Oven, depan", '"Gudang"', "Oven, depan", " "])
    workbook.offer(sheet, "B2:B9", [f"=Orang {number}" for number in range(100)])
    workbook.offer(sheet, "C2:C9", [])
    opened = load_workbook(io.BytesIO(workbook.as_bytes(made)))
    rules = {str(rule.sqref): rule.formula1 for rule in opened["Rencana"].data_validations.dataValidation}
    assert rules == {"A2:A9": "Pilihan!$A$1:$A$2", "B2:B9": "Pilihan!$B$1:$B$100"}
    lists = opened[workbook.LISTS]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["A"][:2]] == ["Oven, depan", '"Gudang"']
    assert {cell.data_type for cell in lists["B"]} == {"s"}
