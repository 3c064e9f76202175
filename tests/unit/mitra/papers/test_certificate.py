"""The certificate of thanks: whoever it is for, all stands inside its frame."""

import io

import pytest
from PIL import Image, ImageChops

from mitra.papers import certificate
from mitra.papers.certificate import HEIGHT, WIDTH, certificate_png
from mitra.papers.lettering import clean, fitted, shrunk
from mitra.poster import font

HOSTILE = "<b>tebal</b> & \x00\x0b\ud800 \u202eterbalik 🎉👷 مروحة 王 " + "W" * 4_000
NAMES = (
    "Siti",
    "Raden Mas Haji Muhammad Abdurrahman Wahid Hadiningrat Kusumawijaya",
    "W" * 200,
    HOSTILE,
    "🎉",
    "",
)


def picture(name="Siti", enterprise="CV Maju", idea="Kipas angin", month="November 2026") -> Image.Image:
    return Image.open(io.BytesIO(certificate_png(name, enterprise, idea, month))).convert("RGB")


@pytest.mark.parametrize("text", NAMES)
def test_nothing_runs_over_the_frame(text):
    plain, image = picture().convert("L"), picture(text, text, text, text).convert("L")
    assert image.size == (WIDTH, HEIGHT) == (1_200, 848)
    inside = (104, 138, WIDTH - 104, HEIGHT - 74)
    for one in (plain, image):
        one.paste(0, inside)
    # Each picture chooses its own few colours: they differ a little.
    assert ImageChops.difference(plain, image).getextrema()[1] < 60


@pytest.mark.parametrize("text", NAMES)
def test_its_lines_never_touch(text):
    blocks = certificate._blocks(clean(text), clean(text), clean(text), clean(text))
    assert sum(block.height for block in blocks) <= certificate._FOOT - certificate._TOP


@pytest.mark.parametrize("text", NAMES)
def test_it_costs_little_data(text):
    assert len(certificate_png(text, text, text, text)) <= 120_000


def test_a_long_name_is_written_smaller_and_whole():
    name = NAMES[1]
    size, lines = shrunk(name, certificate._NAME, certificate._ROOM, bold=True)
    assert " ".join(lines) == name
    assert 36 <= size < 72


def test_a_long_idea_is_cut_inside_its_quotes():
    block = certificate._blocks("Siti", "CV", "kipas angin " * 60, "")[4]
    assert block.lines[0].startswith("“kipas")
    assert block.lines[-1].endswith("…”")


def test_it_thanks_also_who_has_no_printable_name():
    lines = [line for block in certificate._blocks("", "CV", "", "") for line in block.lines]
    assert "Terima kasih" in lines
    assert "Rekan kerja" in lines
    assert "“”" not in lines


def test_names_are_seen_on_it():
    assert ImageChops.difference(picture("Siti"), picture("Darto")).getbbox() is not None


def test_it_may_be_called_by_name():
    values = {"name": "Siti", "enterprise": "CV Maju", "idea": "Kipas", "month": "November 2026"}
    assert certificate_png(**values) == certificate_png("Siti", "CV Maju", "Kipas", "November 2026")


def test_texts_lose_what_has_no_picture():
    assert clean("  Siti\n\x00\ud800\u202e Aminah 👷 ") == "Siti Aminah"
    assert clean("👷") == ""


@pytest.mark.parametrize("text", ["", "a", "W" * 500, "kata " * 100, "x" * 30 + " y " + "z" * 90])
def test_no_line_is_wider_than_its_room(text):
    size, lines = shrunk(text, ((40, 1), (20, 3)), 300)
    assert len(lines) <= 3
    assert all(font(size).getlength(line) <= 300 for line in lines)
    assert font(20).getlength(fitted(text, 20, 120)) <= 120
