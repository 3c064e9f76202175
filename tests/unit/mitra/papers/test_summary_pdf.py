"""The summary for an owner or a buyer: one page whatever is on it, and photos on further ones."""

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Spacer, Table

from mitra.papers import pdf
from mitra.papers import summary_pdf as drawn
from mitra.papers.summary_pdf import share, summary_pdf
from mitra.summary.content import ActionLine, CheckLine, PhotoPair, SuggestionLine
from mitra.summary.picture import NO_CHECKS, NO_SUGGESTIONS
from tests.unit.mitra.kpis.test_charts import CASES as KPI_CASES
from tests.unit.mitra.kpis.test_charts import figure
from tests.unit.mitra.plan.test_charts import HOSTILE, figures
from tests.unit.mitra.summary.test_picture import EMPTY, FULL, HARSH, ON

LONG = "Ganti sarung tangan las yang sobek dan simpan yang baru di rak dekat mesin potong"


def late(number=1, **overrides) -> ActionLine:
    usual = {
        "action": "Cat ulang garis lorong",
        "area": "Gudang",
        "owner": "Siti Aminah",
        "on": dt.date(2026, 10, 12),
    }
    return ActionLine(number=number, **{**usual, **overrides})


def done(number=1, **overrides) -> ActionLine:
    return late(number, **{"result": "Lorong bersih", "saving": 1_250_000, **overrides})


USUAL = replace(
    FULL,
    late=[late(at) for at in range(1, 6)],
    done=[done(at, action=LONG) for at in range(6, 16)],
    photos=(),
)
ENDLESS = replace(
    HARSH,
    late=[late(99_999, action=HOSTILE, area=HOSTILE, owner=HOSTILE)] * 50,
    done=[done(99_999, action=HOSTILE, area=HOSTILE, owner=HOSTILE, result=HOSTILE, saving=10**15)] * 50,
)
CASES = {
    "usual": USUAL,
    "empty": EMPTY,
    "hostile": HARSH,
    "endless": ENDLESS,
    "thirty figures": replace(USUAL, kpis=[figure(name=f"Angka ke-{at}", saved=10**8) for at in range(30)]),
    "thirty figures and nothing else": replace(EMPTY, kpis=[figure(name=LONG)] * 30),
    "many late ones": replace(EMPTY, late=[late(action=LONG)] * 200),
    "many done ones": replace(EMPTY, done=[done(action=LONG, result=LONG)] * 200),
    "all kinds of figures": replace(USUAL, kpis=list(KPI_CASES.values())),
    "eight checks": replace(EMPTY, checks=[CheckLine(name="5R", percent=0, change=None, areas=1, on=ON)] * 8),
    "one word of a thousand letters": replace(
        EMPTY, enterprise="w" * 1_000, late=[late(action="w" * 1_000)] * 9
    ),
    "letters that are wide": replace(USUAL, late=[late(action="m w m " * 100)] * 30),
    "breaks": replace(USUAL, late=[late(action="satu\n\ndua\ttiga\r\n" * 20)] * 30),
}
EVERY = pytest.mark.parametrize("summary", CASES.values(), ids=CASES)


def photo(colour="red", size=(800, 600)) -> bytes:
    file = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x010F] = "Rahasia Kamera"
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def pair(before="a", after="b", **overrides) -> PhotoPair:
    usual = {
        "action": "Ganti sarung tangan",
        "area": "Las",
        "on": dt.date(2026, 11, 3),
        "result": "Tidak ada luka lagi",
    }
    return PhotoPair(before=before, after=after, **{**usual, **overrides})


PHOTOS = {
    "a": photo(),
    "b": photo("lime"),
    "tall": photo("blue", (600, 1_200)),
    "broken": b"\xff\xd8\xff\xe0 no picture",
    "nothing": b"",
}


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def pictures(data: bytes) -> int:
    return len(re.findall(rb"/Subtype /Image\b", data))


def story(summary, photos=PHOTOS) -> list:
    pdf._register()
    return list(drawn._story(summary, photos))


def printed(summary, photos=PHOTOS) -> list[str]:
    """All texts in order; a cell of several lines is one text."""
    return list(_texts(story(summary, photos)))


def _texts(part):
    if isinstance(part, Paragraph):
        yield part.getPlainText()
    elif isinstance(part, KeepTogether):
        yield from _texts(list(part._content))
    elif isinstance(part, Table):
        yield from _texts([cell for row in part._cellvalues for cell in row])
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)


# --- one page


@EVERY
def test_it_is_one_page_whatever_is_on_it(summary):
    assert pages(summary_pdf(summary, {})) == 1


@EVERY
def test_no_cell_is_higher_or_wider_than_its_place(summary):
    tables = [part for part in story(replace(summary, photos=())) if isinstance(part, Table)]
    tables += [
        cell for table in tables for row in table._cellvalues for cell in row if isinstance(cell, Table)
    ]
    assert len(tables) >= 7
    for table in tables:
        for row, height in zip(table._cellvalues, table._argH, strict=True):
            across = [cell for cell in row if cell != ""]
            widths = [sum(table._argW)] if len(across) == 1 else table._argW
            for cell, width in zip(row, widths, strict=False):
                parts = cell if isinstance(cell, list) else [cell]
                assert sum(_high(part, width) for part in parts) <= height


def _high(part, width) -> float:
    if isinstance(part, Paragraph):
        assert "\n" not in part.getPlainText()
        return part.wrap(width - 2 * drawn._PAD, 1_000)[1]
    if isinstance(part, Drawing):
        assert part.width <= width
        return part.height
    return 0


def test_it_stands_on_a4_between_its_margins():
    summary = CASES["endless"]
    blocks = story(replace(summary, photos=()))
    heights = [part.height if isinstance(part, Spacer) else sum(part._argH) for part in blocks]
    assert sum(heights) <= drawn._HIGH
    assert sum(heights) > 0.9 * drawn._HIGH  # and uses its room
    assert all(sum(part._argW) <= drawn._WIDE + 0.01 for part in blocks if isinstance(part, Table))


# --- what it says


def test_it_says_all_that_the_summary_says():
    whole = "\n".join(printed(USUAL))
    order = [
        "CV Maju Bersama", "Ringkasan per 27 Nov 2026", "Selesai", "34", "82% tepat waktu", "Terlambat", "5",
        "dari 17 terbuka", "Terbuka", "17", "Bahaya", "3", "Rp12.500.000", "Cek mandiri", "5R", "78%", "naik 8",
        "4 bagian · 20 Nov 2026", "K3", "64%", "turun 3", "Saran 12 bulan terakhir", "48", "40", "22", "0,8",
        "Angka", "Reject", "5", "3,8%", "2,5 · 31 Des 2026", "▼ 1,2 membaik", "Kirim tepat waktu", "✓ 98",
        "▲ 0,04 memburuk", "Terlambat", "Cat ulang garis lorong", "Gudang", "Siti Aminah", "12 Okt 2026",
        "Selesai tiga bulan terakhir", "Ganti sarung tangan las", "Lorong bersih", "Rp1.250.000",
    ]  # fmt: skip
    place = 0
    for words in order:
        assert words in whole[place:], words
        place = whole.index(words, place)


def test_where_there_is_nothing_a_sentence_says_so():
    found = printed(EMPTY)
    for words in (
        drawn.NO_FIGURES,
        drawn.NO_LATE,
        drawn.NO_DONE,
        NO_CHECKS,
        NO_SUGGESTIONS,
        "tidak ada",
    ):
        assert words in found


def test_of_many_rows_as_many_as_fit_are_shown_and_the_rest_counted():
    found = printed(CASES["thirty figures"])
    shown = sum(text.startswith("Angka ke-") for text in found)
    assert 10 <= shown < 30
    assert f"… dan {30 - shown} lainnya" in found


def test_thirty_figures_alone_are_all_shown():
    assert printed(CASES["thirty figures and nothing else"]).count("Reject") == 0
    found = printed(replace(EMPTY, kpis=[figure(name=f"Angka ke-{at}") for at in range(30)]))
    assert sum(text.startswith("Angka ke-") for text in found) == 30
    assert not any("lainnya" in text for text in found)


def test_where_there_is_room_long_texts_have_two_lines():
    def shown(**more):
        return [text.replace(" ", "") for text in printed(replace(EMPTY, **more))]

    assert LONG.replace(" ", "") in shown(late=[late(action=LONG)])
    assert LONG.replace(" ", "") not in shown(late=[late(action=LONG)] * 200)


def test_rows_are_shared_so_that_no_table_pushes_another_away():
    assert share([30, 50, 50], 27) == [9, 9, 9]
    assert share([30, 2, 0], 27) == [25, 2, 0]
    assert share([1, 2, 3], 27) == [1, 2, 3]
    assert share([5, 5, 5], 0) == [0, 0, 0]


def test_numbers_are_never_cut():
    huge = replace(USUAL, savings=987_654_321_000, done=[done(saving=123_456_789_012)])
    found = printed(huge)
    assert "Rp987,65 M" in found
    assert "Rp123,46 M" in found
    assert not any(re.match(r"(Rp)?[\d.,]+…", text) for text in printed(ENDLESS) + found)


def test_money_saved_by_figures_has_a_column_only_when_there_is_any():
    without, found = (
        printed(replace(EMPTY, kpis=[figure()])),
        printed(
            replace(
                EMPTY, kpis=[figure(saved=12_500_000), figure(saved=-750), figure(saved=-(10**9)), figure()]
            )
        ),
    )
    assert (without.count("Hemat"), found.count("Hemat")) == (1, 2)
    for money in ("Rp12,5 jt", "-Rp750", "-Rp1 M"):
        assert money in found


def test_nothing_late_and_no_danger_are_good_news():
    calm = printed(replace(USUAL, plan=figures(overdue=0), hazards=0))
    assert calm.count("tidak ada") == 2
    assert not any(text.startswith("! ") for text in calm)
    assert sum(text.startswith("! ") for text in printed(USUAL)) == 2


def test_an_action_without_owner_or_date_says_so():
    assert printed(replace(EMPTY, late=[late(owner="", on=None)])).count("belum ada") == 2


def test_strange_texts_lose_only_what_cannot_be_printed():
    whole = "\n".join(printed(ENDLESS))
    assert "<b>tebal</b> & terbalik" in whole
    assert not set(whole) & {"\x00", "\x0b", "\ud800", "\u202e", "👷"}


def test_suggestions_without_members_have_no_share_a_person():
    line = SuggestionLine(given=1, answered=0, done=0, per_person=None)
    assert "saran per orang" not in printed(replace(EMPTY, suggestions=line))


def test_the_same_summary_is_the_same_file():
    with_photos = replace(USUAL, photos=[pair(), pair("tall", "")])
    assert summary_pdf(with_photos, PHOTOS) == summary_pdf(with_photos, PHOTOS)


# --- photos


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], 0),
        ([pair()], 1),
        ([pair("a", ""), pair("", "b")], 2),
        ([pair("a", "gone"), pair("gone", "gone")], 1),
        # A broken one is left out, the other one is shown.
        ([pair("broken", "b"), pair("a", "nothing"), pair("broken", "nothing"), pair("broken", "")], 2),
    ],
)
def test_pairs_are_shown_of_which_a_photo_could_be_had(pairs, expected):
    data = summary_pdf(replace(EMPTY, photos=pairs), PHOTOS)
    assert pictures(data) == expected
    assert pages(data) == 1 + bool(expected)


@pytest.mark.parametrize(("count", "expected"), [(1, 2), (3, 2), (4, 3), (7, 4)])
def test_three_pairs_are_a_page(count, expected):
    pairs = [
        pair("tall", "b") if at % 2 else pair("a", "tall", action=HOSTILE, area=HOSTILE, result=HOSTILE)
        for at in range(count)
    ]
    assert pages(summary_pdf(replace(USUAL, photos=pairs), PHOTOS)) == expected


def test_each_pair_says_what_was_done_where_and_when():
    found = printed(replace(EMPTY, photos=[pair(), pair(area="", result="")]))
    assert "Foto sebelum dan sesudah" in found
    assert "Ganti sarung tangan" in found
    assert "Las · 3 Nov 2026 · Tidak ada luka lagi" in found
    assert "3 Nov 2026" in found


def test_without_photos_there_is_no_empty_page():
    assert not any(
        isinstance(part, PageBreak) for part in story(replace(USUAL, photos=[pair("gone", "broken")]))
    )


def test_photos_do_not_tell_who_took_them():
    assert b"Rahasia" not in summary_pdf(replace(EMPTY, photos=[pair()]), PHOTOS)


def test_a_page_without_photos_is_a_small_file():
    assert len(summary_pdf(ENDLESS, {})) < 100_000
