"""The poster: scannable, one page, whatever the enterprise is called."""

import datetime as dt
import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from mitra import poster
from mitra.poster import Invite, invite_of

LINK = "https://t.me/MitraScoreBot?start=NC0L1QWktxuKeaNomndUwg"
#: Short, long, one endless word, letters of other scripts, signs the font has no picture for.
NAMES = (
    "CV",
    "CV Maju Bersama",
    "PT Industri Garmen Nusantara Sejahtera Abadi Bersama Putra Putri Indonesia Raya",
    "W" * 80,
    "أهلا 🎉 王",
    "🎉",
)


def make_invite(name="CV Maju Bersama") -> Invite:
    return Invite(
        enterprise=name,
        audience="pekerja",
        link=LINK,
        code="KM7P4X",
        bot="MitraScoreBot",
        expires=dt.date(2027, 2, 24),
    )


def picture(name="CV Maju Bersama") -> Image.Image:
    return Image.open(io.BytesIO(poster.png(make_invite(name)))).convert("RGB")


def printed(name="CV Maju Bersama") -> Image.Image:
    """The page's picture, taken out of the PDF."""
    page = poster.pdf(make_invite(name))
    start = page.index(b"\xff\xd8\xff")
    return Image.open(io.BytesIO(page[start:])).convert("L")


def scanned(image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_reads_the_link_from_the_picture(name):
    assert scanned(picture(name)) == [LINK]


def test_it_reads_a_small_picture_on_another_phone_too():
    image = picture()
    assert scanned(image.resize((360, round(image.height * 360 / image.width)))) == [LINK]


def test_it_reads_a_grey_and_blurred_print():
    image = printed()
    assert scanned(image.resize((827, 1169)).filter(ImageFilter.GaussianBlur(2))) == [LINK]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_over_the_edge(name):
    image = picture(name).convert("L")
    width, height = image.size
    top = round(20 / 297 * height)  # below the coloured band
    edge = round(8 / 210 * width)
    sides = [image.crop((0, top, edge, height)), image.crop((width - edge, top, width, height))]
    assert min(side.getextrema()[0] for side in sides) > 250
    assert image.crop((0, height - edge // 2, width, height)).getextrema()[0] > 250


@pytest.mark.parametrize("name", NAMES)
def test_it_costs_little_data(name):
    assert len(poster.png(make_invite(name))) <= 60_000
    assert len(poster.pdf(make_invite(name))) <= 400_000


def test_it_prints_as_one_page_of_a4_without_the_link_in_its_data():
    page = poster.pdf(make_invite())
    assert page.count(b"/Type /Page\n") + page.count(b"/Type /Page ") == 1
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", page)
    width, height = (float(side) / 72 * 25.4 for side in box.groups())
    assert (width, height) == (pytest.approx(210, abs=0.5), pytest.approx(297, abs=0.5))
    assert LINK.encode() not in page


def test_the_same_poster_is_the_same_file():
    assert poster.pdf(make_invite()) == poster.pdf(make_invite())
    assert poster.png(make_invite()) == poster.png(make_invite())


@pytest.mark.parametrize(("role", "code"), [("worker", "KM7P4X"), ("manager", "")])
def test_only_workers_can_ask_with_the_code(role, code):
    """Whoever asks with it becomes a worker: on a manager's poster it would mislead."""
    values = {"enterprise": "CV", "role": role, "side": "", "link": LINK, "code": "KM7P4X", "bot": "b"}
    assert invite_of(values | {"expires": "2027-02-24"}).code == code
