"""The picture of the plan: understood in three seconds, on a small phone, and also by who does not see red or green."""

import datetime as dt
import io
import itertools

import pytest
from PIL import Image, ImageDraw

from mitra.papers.canvas import GOOD, LATE, OPEN, WIDTH
from mitra.plan import charts
from mitra.plan.charts import plan_png
from mitra.plan.figures import PlanFigures, PlanMonth

HOSTILE = "<b>tebal</b> & \x00\x0b\ud800 \u202eterbalik 🎉👷 مروحة 王 " + "W" * 4_000
#: A year: finished in time and late, open at the end, overdue of these.
YEAR = [
    (1, 0, 6, 0), (2, 1, 9, 1), (3, 0, 11, 2), (2, 2, 14, 4), (4, 1, 15, 3), (3, 0, 13, 2),
    (5, 1, 10, 1), (2, 3, 12, 4), (1, 1, 18, 6), (4, 0, 19, 5), (2, 1, 17, 4), (1, 0, 17, 5),
]  # fmt: skip


def months(rows=YEAR, first=dt.date(2025, 12, 1)) -> list[PlanMonth]:
    firsts = [
        dt.date(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1)
        for at in range(len(rows))
    ]
    return [
        PlanMonth(first=day, done=done, done_late=late, open=still, overdue=overdue)
        for day, (done, late, still, overdue) in zip(firsts, rows, strict=True)
    ]


def figures(**overrides) -> PlanFigures:
    usual = {"open": 9, "running": 4, "postponed": 4, "overdue": 5, "done": 34, "cancelled": 2, "in_time": 82}
    return PlanFigures(**{**usual, "months": months(), **overrides})


NOTHING = figures(
    open=0,
    running=0,
    postponed=0,
    overdue=0,
    done=0,
    cancelled=0,
    in_time=None,
    months=months([(0, 0, 0, 0)] * 12),
)
FIRST_MONTH = figures(months=months([*[(0, 0, 0, 0)] * 11, (3, 1, 17, 5)]))
ALL_DONE = figures(open=0, running=0, postponed=0, overdue=0)
THOUSANDS = figures(
    open=12_345,
    overdue=1_250,
    done=98_765,
    months=months([(1_200, 3_000, 12_000, 900), (1, 2, 99_999, 3)] * 6),
)
ABSURD = figures(
    open=10**6, overdue=10**7, done=10**7, in_time=100, months=months([(10**9, 10**9, 10**9, 10**9)] * 12)
)
CASES = {
    "a year": figures(),
    "nothing": NOTHING,
    "first month": FIRST_MONTH,
    "all done": ALL_DONE,
    "no months": figures(months=[]),
    "thousands": THOUSANDS,
    "absurd": ABSURD,
    "negative": figures(open=-3, overdue=-1, done=-5, months=months([(-1, -2, -3, -4)] * 3)),
}
EVERY = pytest.mark.parametrize("shown", CASES.values(), ids=CASES)


def written(draw) -> list[tuple[str, int, tuple[float, float, float, float]]]:
    """What `draw` writes: each text, how large, and where. Nothing may leave the picture or touch another text."""
    found = []
    write = ImageDraw.ImageDraw.text

    def noted(self, at, text, fill, font, *anchor):
        if text:
            found.append((text, font.size, self.textbbox(at, text, font, *anchor)))
        write(self, at, text, fill, font, *anchor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageDraw.ImageDraw, "text", noted)
        image = opened(draw())
    for text, _, (left, top, right, bottom) in found:
        assert 0 <= left < right <= image.width, text
        assert 0 <= top < bottom <= image.height, text
    for (one, _, a), (other, _, b) in itertools.combinations(found, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)
    return found


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def dots(image: Image.Image, colour, near=12) -> int:
    """How many dots have a colour."""
    counted = image.getcolors(image.width * image.height)
    return sum(
        count for count, dot in counted if all(abs(a - b) <= near for a, b in zip(dot, colour, strict=True))
    )


def texts(shown, title="Rencana perbaikan", subtitle="CV Maju · November 2026") -> list[str]:
    return [text for text, _, _ in written(lambda: plan_png(title, subtitle, shown))]


def test_done_late_and_open_are_the_largest_things_on_it():
    found = written(lambda: plan_png("Rencana", "CV Maju", figures()))
    assert [text for text, size, _ in found if size > 70] == ["34", "5", "17"]
    words = [text for text, _, _ in found]
    for near in ("Selesai", "82% tepat waktu", "Terlambat", "dari 17 terbuka", "Terbuka", "belum selesai"):
        assert near in words


@EVERY
def test_all_of_it_is_legible_on_a_phone_of_360_dots_and_nothing_is_cut(shown):
    found = written(lambda: plan_png("Rencana", "CV Maju", shown))
    assert min(size for _, size, _ in found) >= 23
    assert not any("…" in text for text, _, _ in found)


@EVERY
def test_it_costs_little_data(shown):
    data = plan_png("Rencana", "CV Maju", shown)
    assert len(data) <= 30_000
    assert opened(data).width == WIDTH == 720


def test_strange_and_long_headings_stay_inside():
    found = texts(figures(), HOSTILE, HOSTILE)
    assert found[0].startswith("<b>tebal</b> & terbalik")
    assert found[0].endswith("…")
    assert not {mark for text in found for mark in text} & {"\x00", "\u202e", "👷"}


def test_it_says_how_far_the_open_ones_are():
    assert "Terbuka: 9 belum mulai · 4 dikerjakan · 4 ditunda" in texts(figures())
    assert "Terbuka: 4 dikerjakan" in texts(figures(open=0, postponed=0))
    assert "Semua tindakan sudah beres." in texts(ALL_DONE)


@pytest.mark.parametrize(
    ("percent", "said"), [(100, "tanpa terlambat"), (0, "0% tepat waktu"), (99, "99% tepat waktu")]
)
def test_it_says_how_many_were_finished_in_time(percent, said):
    assert said in texts(figures(in_time=percent))


def test_without_any_finished_nothing_is_said_of_being_in_time():
    assert not any("waktu" in text for text in texts(figures(in_time=None, months=[])))


def test_before_there_is_anything_it_says_what_to_do():
    assert texts(NOTHING) == texts(figures(**{**vars(NOTHING), "months": []}))
    assert "Belum ada tindakan" in texts(NOTHING)
    assert any("apa, siapa, kapan" in text for text in texts(NOTHING))


def test_only_what_is_late_looks_late():
    calm = opened(plan_png("Rencana", "CV Maju", figures(overdue=0, months=[])))
    alarming = opened(plan_png("Rencana", "CV Maju", figures(months=[])))
    assert dots(calm, LATE) == 0
    assert dots(alarming, LATE) > 20_000
    assert "tidak ada" in texts(figures(overdue=0))


def test_each_month_has_its_three_numbers():
    found = texts(figures())
    for month in "Des Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov".split():
        assert month in found
    for count in {count for row in YEAR for count in row[:3]}:
        assert str(count) in found
    assert "Des 2025 sampai Nov 2026 (Nov masih berjalan)" in found


def test_months_before_the_first_action_are_left_out():
    found = texts(FIRST_MONTH)
    assert "Nov" in found
    assert "Des" not in found
    assert "Bulan pertama: bulan depan sudah bisa dibandingkan." in found


def test_a_month_in_which_nothing_happened_afterwards_is_shown():
    assert "Jan" in texts(figures(months=months([(1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 1, 0)])))


def test_of_more_than_a_year_the_latest_twelve_months_are_shown():
    longer = figures(months=months([(7, 7, 7, 7), *YEAR], dt.date(2025, 11, 1)))
    assert texts(longer) == texts(figures())


def test_thousands_are_written_as_people_write_them():
    found = texts(THOUSANDS)
    for number in ("98.765", "1.250", "12.353", "dari 12rb terbuka", "1rb", "3rb", "99rb"):
        assert number in found
    assert not any("…" in text for text in found)


def test_what_is_finished_late_or_open_is_told_apart_without_colours():
    same = figures(months=months([(9, 9, 9, 0)]))
    grey = opened(plan_png("Rencana", "CV Maju", same)).convert("L")
    parts = []
    for row in range(3):
        bottom = charts._TOP + charts._TILE_HEIGHT + charts._LINE + row * charts._ROW + 148
        part = grey.crop((WIDTH // 2 - 20, bottom - 74, WIDTH // 2 + 20, bottom - 10))
        parts.append(sum(dot < 200 for dot in part.tobytes()) / (part.width * part.height))
    full, striped, framed = parts
    assert full == 1
    assert 0.3 < striped < 0.7
    assert framed == 0


def test_bars_are_as_high_as_their_numbers_and_the_late_part_is_within():
    image = opened(plan_png("Rencana", "CV Maju", figures(months=months([(8, 2, 20, 10), (4, 0, 0, 0)]))))
    top = charts._TOP + charts._TILE_HEIGHT + charts._LINE
    left, right = (image.crop((x, top + 60, x + 40, top + 150)) for x in (170, 506))
    assert dots(left, GOOD) == pytest.approx(2 * dots(right, GOOD), rel=0.05)
    still = image.crop((150, top + 2 * charts._ROW + 60, 240, top + 2 * charts._ROW + 150))
    assert dots(still, LATE) == pytest.approx(64 * charts._BARS / 2, rel=0.08)


def test_a_single_one_among_hundreds_is_still_seen():
    image = opened(plan_png("Rencana", "CV Maju", figures(overdue=0, months=months([(1, 999, 999, 0)]))))
    bottom = charts._TOP + charts._TILE_HEIGHT + charts._LINE + 148
    assert dots(image.crop((300, bottom - 8, 420, bottom)), GOOD) > 250


#: How red, green and blue look to who lacks the cones for red, and for green (Machado and others, 2009).
BLINDNESS = {
    "red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def linear(colour) -> list[float]:
    shares = [part / 255 for part in colour]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]


@pytest.mark.parametrize("blindness", BLINDNESS.values(), ids=BLINDNESS)
def test_colours_differ_also_for_who_does_not_see_red_or_green(blindness):
    def seen(colour):
        light = linear(colour)
        mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in blindness]
        return [255 * max(0.0, one) ** (1 / 2.4) for one in mixed]

    for one, other in itertools.combinations((GOOD, LATE, OPEN), 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5
        assert apart > 60


@pytest.mark.parametrize("colour", [GOOD, LATE, OPEN, charts.QUIET])
def test_letters_stand_out_on_every_ground(colour):
    light = sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
    assert 1.05 / (light + 0.05) >= 4.5


def test_the_same_plan_is_the_same_picture():
    assert plan_png("a", "b", figures()) == plan_png("a", "b", figures())
