"""The picture of a figure: where it began, where it is, where it is to go; what nobody reported is not drawn."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mitra.kpis import charts
from mitra.kpis.charts import better, change, kpi_png, reached, runs, scale, shorter, sparkline
from mitra.kpis.lines import KpiLine, KpiPoint
from mitra.papers.canvas import FINE, GOOD, GRID, LATE, OPEN, QUIET, Canvas
from tests.unit.mitra.plan.test_charts import HOSTILE, dots, opened, written

#: A year of rejects in percent: not reported in February, June, July and November.
YEAR = [5.1, 4.8, None, 4.9, 4.4, 4.2, None, None, 3.9, 4.0, 3.8, None]


def figure(values=YEAR, **overrides) -> KpiLine:
    """A figure whose last period is November 2026, or the week from 23 November on."""
    weekly = overrides.get("rhythm") == "week"
    last = dt.date(2026, 11, 23) if weekly else dt.date(2026, 11, 1)
    firsts = [last]
    for _ in values[1:]:
        before = firsts[0] - dt.timedelta(days=7 if weekly else 1)
        firsts.insert(0, before if weekly else before.replace(day=1))
    usual = {
        "name": "Reject", "unit": "%", "higher": False, "rhythm": "month", "baseline": 5.0, "target": 2.5,
        "target_on": dt.date(2026, 12, 31), "saved": None,
    }  # fmt: skip
    points = [KpiPoint(first=first, value=value) for first, value in zip(firsts, values, strict=bool(values))]
    return KpiLine(**{**usual, "points": points, **overrides})


CASES = {
    "a year": figure(saved=12_500_000),
    "a quarter of weeks": figure([41, 44, None, 47, 46, 52, 51, None, 55, 58, 61, 60, 63], rhythm="week", unit="kWh/produk", baseline=45, target=60),
    "half a year of weeks": figure([float(40 + at) if at % 5 else None for at in range(30)], rhythm="week", higher=True, baseline=40, target=80),
    "a single one": figure([5.4]),
    "the same all along": figure([12.0] * 8, unit="hari", baseline=12, target=12),
    "nought all along": figure([0.0] * 12, unit="kejadian", baseline=0, target=0),
    "thousands of millions": figure([1.25e9, 1.31e9, None, 1.5e9], unit="rupiah", baseline=1.2e9, target=2e9, higher=True, saved=-(10**12)),
    "beyond all measure": figure([1e14, 9.99e14], unit=HOSTILE, baseline=1, target=9.99e14, saved=10**18),
    "hundreds of thousands": figure([123_456.78, 998_765.43], unit="lembar", baseline=999_999.99, target=111_111.11),
    "tiny": figure([0.0012, 0.0011, 0.0009], unit="kWh/produk", baseline=0.0013, target=0.0008),
    "near to each other": figure([97.1, 96.9, 97.4, 98.2], higher=True, baseline=96.5, target=99),
    "below nought": figure([-3.0, 4.0, 5.0, -7.0], unit="selisih", baseline=-3, target=0),
    "begin and aim side by side": figure([10.0, 9.0], baseline=5.01, target=5.0),
    "no begin, no aim": figure([3.0, 4.0, 5.0], unit="lembar", baseline=None, target=None, target_on=None),
    "nothing yet": figure([None] * 6),
    "no periods": figure([], points=[]),
    "a long unit": figure([1.0, 2.0], unit="W" * 20),
}  # fmt: skip
EVERY = pytest.mark.parametrize("line", CASES.values(), ids=CASES)


def texts(line, title="Reject", subtitle="CV Maju") -> list[str]:
    return [text for text, _, _ in written(lambda: kpi_png(title, subtitle, line))]


def plot(line):
    """The picture, and where a value and a period are on it."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        curve = charts._curve
        patch.setattr(
            charts,
            "_curve",
            lambda canvas, where, *rest, **more: found.append(where) or curve(canvas, where, *rest, **more),
        )
        image = opened(kpi_png("Reject", "CV Maju", line))
    return image, found[0]


# --- what it says


def test_begin_now_and_aim_stand_in_a_row():
    found = written(lambda: kpi_png("Reject", "CV Maju", figure()))
    places = {text: box for text, _, box in found}
    sizes = {text: size for text, size, _ in found}
    assert places["5%"][2] < places["3,8%"][0] < places["3,8%"][2] < places["2,5%"][0]
    assert sizes["3,8%"] == max(sizes.values()) == 64
    for words in ("Awal", "Sekarang", "Target", "Okt 2026", "31 Des 2026"):
        assert words in places


@pytest.mark.parametrize(
    ("values", "overrides", "sentence", "aim"),
    [
        (YEAR, {}, "Turun 1,2 dari awal: membaik", "Makin rendah makin baik. 1,3 lagi ke target."),
        ([5.4], {}, "Naik 0,4 dari awal: memburuk", "Makin rendah makin baik. 2,9 lagi ke target."),
        ([2.5], {}, "Turun 2,5 dari awal: membaik", "Makin rendah makin baik. Target tercapai."),
        ([6.0], {"higher": True, "target": 9}, "Naik 1 dari awal: membaik", "Makin tinggi makin baik. 3 lagi ke target."),
        ([4.0], {"higher": True, "target": 3}, "Turun 1 dari awal: memburuk", "Makin tinggi makin baik. Target tercapai."),
        # What differs by less than is written does not differ.
        ([5.0 + 1e-12], {}, "Sama seperti awal", "Makin rendah makin baik. 2,5 lagi ke target."),
        ([5.0], {"baseline": None}, "Belum ada angka awal", "Makin rendah makin baik. 2,5 lagi ke target."),
        ([5.0], {"target": None}, "Sama seperti awal", "Makin rendah makin baik."),
        ([12_500.0], {"baseline": 10_000, "target": 9_000}, "Naik 2.500 dari awal: memburuk", "Makin rendah makin baik. 3.500 lagi ke target."),
    ],
)  # fmt: skip
def test_it_says_what_became_of_the_figure_and_what_is_good(values, overrides, sentence, aim):
    found = texts(figure(values, **overrides))
    assert sentence in found
    assert aim in found


def test_better_and_worse_differ_in_colour_and_shape():
    well, badly = (opened(kpi_png("a", "b", figure([one], target=None))) for one in (4.0, 6.0))
    mark = (charts.MARGIN, charts._VERDICT - 16, charts.MARGIN + 36, charts._VERDICT + 16)
    assert dots(well, LATE) == 0
    assert dots(badly, GOOD) == 0
    # A disc is wide at its top, a triangle is not.
    tops = [
        dots(image.crop((mark[0], mark[1], mark[2], mark[1] + 9)), colour)
        for image, colour in ((well, GOOD), (badly, LATE))
    ]
    assert tops[0] > 2 * tops[1]


def test_an_aim_that_is_not_set_has_no_date():
    assert "31 Des 2026" not in texts(figure(target=None))


def test_the_latest_figure_says_of_which_period_it_is():
    assert "16–22 Nov" in texts(figure([1.0, 2.0, None], rhythm="week"))
    assert "Okt 2026" in texts(figure())


def test_money_saved_or_lost_is_told():
    assert "Hemat Rp12.500.000 sejak awal" in texts(figure(saved=12_500_000))
    assert "Lebih mahal Rp750.000 sejak awal" in texts(figure(saved=-750_000))
    assert not any("Rp" in text for line in (figure(), figure(saved=0)) for text in texts(line))


@pytest.mark.parametrize("line", [CASES["nothing yet"], CASES["no periods"]])
def test_before_there_is_any_figure_it_says_what_to_do(line):
    found = texts(line)
    assert "Belum ada angka" in found
    assert "belum diisi" in found
    assert "–" in found
    assert "2,5%" in found


@pytest.mark.parametrize(
    ("value", "written_as"),
    [
        (2.5, "2,5"), (250.54, "250,5"), (1_250, "1.250"), (12_345.67, "12.346"), (1_250_000, "1,25 jt"), (-3e9, "-3 M"),
        (2.5e12, "2,5 T"), (0.0012, "0,0012"), (0, "0"),
    ],
)  # fmt: skip
def test_numbers_in_few_signs(value, written_as):
    assert shorter(value) == written_as


# --- the plot


def test_missing_periods_are_gaps_with_a_question_mark():
    image, where = plot(figure())
    for at in (2, 6, 7):
        x = round(where.x(at))
        gap = image.crop((x - 8, charts._PLOT_TOP, x + 8, charts._PLOT_TOP + charts._PLOT_HEIGHT))
        assert dots(gap, OPEN) == 0
    # Where nothing is missing, the line goes on.
    x = round((where.x(3) + where.x(4)) / 2)
    assert (
        dots(image.crop((x - 3, charts._PLOT_TOP, x + 3, charts._PLOT_TOP + charts._PLOT_HEIGHT)), OPEN) > 20
    )
    found = texts(figure())
    assert found.count("?") == 4
    assert "? = belum ada angka" in found
    assert not any("?" in text for text in texts(figure([5.0, 4.0])))


def test_stretches_without_gaps():
    assert list(runs(figure([None, 1.0, 2.0, None, None, 3.0]).points)) == [[(1, 1.0), (2, 2.0)], [(5, 3.0)]]
    assert list(runs([])) == []


def test_periods_before_the_first_figure_are_left_out():
    assert texts(figure([None, None, 5.0, None, 4.0])) == texts(figure([5.0, None, 4.0]))


def test_of_many_weeks_the_latest_are_shown():
    line = figure([1.0] * 40, rhythm="week")
    assert len(charts.shown_points(line)) == 26
    assert "Per minggu, 1 Jun 2026 sampai 29 Nov 2026" in texts(line)


def test_points_stand_where_their_values_are():
    image, where = plot(figure([5.0, 4.0, 2.0], baseline=None, target=None))
    for at, value in enumerate((5.0, 4.0, 2.0)):
        x, y = round(where.x(at)), round(where.y(value))
        assert dots(image.crop((x - 3, y - 3, x + 3, y + 3)), OPEN) == 36
    heights = [where.y(value) for value in (5.0, 4.0, 2.0)]
    assert heights[0] < heights[1] < heights[2]


def test_the_baseline_is_dashed_and_the_target_is_not():
    image, where = plot(figure([4.0], baseline=5.0, target=2.5))
    left, _, right, _ = where.box
    baseline, target = (
        image.crop((round(left), round(where.y(value)) - 1, round(right), round(where.y(value)) + 1))
        for value in (5.0, 2.5)
    )
    assert dots(target, GOOD) == target.width * target.height
    assert 0.4 < dots(baseline, QUIET, 30) / (baseline.width * baseline.height) < 0.7
    found = written(lambda: kpi_png("a", "b", figure([4.0], baseline=5.0, target=2.5)))
    beside = [text for text, _, box in found if box[0] > right + 10 and box[1] > charts._PLOT_TOP - 20]
    assert sorted(beside) == ["2,5", "5", "Awal", "Target"]


@pytest.mark.parametrize(("higher", "good", "bad"), [(False, 1.0, 4.0), (True, 4.0, 1.0)])
def test_where_the_target_is_reached_the_ground_is_coloured(higher, good, bad):
    image, where = plot(figure([5.0, 0.5], higher=higher, baseline=None, target=2.5))
    x = round(where.x(0)) + 200
    grounds = [
        image.crop((x, round(where.y(one)) - 8, x + 20, round(where.y(one)) + 4)) for one in (good, bad)
    ]
    assert [dots(ground, FINE, 3) > 120 for ground in grounds] == [True, False]


@pytest.mark.parametrize("values", [[97.1, 98.2], [1_200.0, 1_250.0], [5.0, 0.5], [3.0], [0.0]])
def test_an_axis_always_has_its_numbers(values):
    line = figure(values, unit="x", baseline=None, target=None)
    found = texts(line)
    for one in scale(values):
        assert shorter(one) in found


NUMBERS = st.one_of(st.floats(-1e12, 1e12), st.floats(0, 100), st.integers(0, 10**9).map(float))


@example([1e12, 1e12 + 1e-3], False)
@example([5e-324], True)
@example([0.000_001, 0.000_002], False)
@given(
    st.lists(NUMBERS.filter(lambda one: one == 0 or abs(one) > 1e-6), min_size=1, max_size=20), st.booleans()
)
def test_all_values_lie_on_a_short_axis_of_even_steps(values, share):
    ticks = scale(values, share=share)
    near = 1e-8 * max(map(abs, values))
    assert ticks[0] - near <= min(values) <= max(values) <= ticks[-1] + near
    assert 2 <= len(ticks) <= 7
    steps = [later - one for one, later in pairwise(ticks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-6, abs=max(map(abs, ticks)) * 1e-6)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_shares_stay_between_nought_and_a_hundred(values):
    ticks = scale(values, share=True)
    assert ticks[0] >= 0
    assert ticks[-1] <= 100


def test_shares_beyond_a_hundred_are_shown_all_the_same():
    assert scale([150, 160], share=True)[-1] >= 160
    assert scale([-279, 22], share=True)[-1] >= 22


def test_an_axis_begins_at_nought_unless_nothing_would_be_seen():
    assert scale([80, 100])[0] > 0
    assert scale([60, 100])[0] == 0
    # What never changed is no drama either.
    assert scale([97, 97])[0] == 0
    assert scale([-80, -100])[-1] < 0


# --- as a whole


@EVERY
def test_all_of_it_is_legible_on_a_phone_of_360_dots_and_no_number_is_cut(line):
    found = written(lambda: kpi_png(HOSTILE, HOSTILE, line))
    assert min(size for _, size, _ in found) >= 23
    assert not any(text[:1].isdigit() and "…" in text for text, _, _ in found)


@EVERY
def test_it_costs_little_data(line):
    data = kpi_png("Reject", "CV Maju Bersama · November 2026", line)
    assert len(data) <= 30_000
    assert opened(data).width == 720


def test_a_unit_that_fits_stands_beside_the_number_and_one_that_does_not_only_at_the_axis():
    assert texts(figure([12.0], unit="hari")).count("hari") == 2
    assert texts(figure([12.0], unit="W" * 12)).count("W" * 12) == 1


def test_strange_texts_lose_only_what_cannot_be_drawn():
    found = texts(figure(unit=HOSTILE), HOSTILE, HOSTILE)
    assert found[0].startswith("<b>tebal</b> & terbalik")
    assert not {mark for text in found for mark in text} & {"\x00", "\u202e", "👷"}


def test_the_same_figure_is_the_same_picture():
    assert kpi_png("a", "b", figure()) == kpi_png("a", "b", figure())


# --- small


def small(line):
    canvas = Canvas(120)
    sparkline(canvas, (100, 20, 300, 100), line)
    return opened(canvas.png())


def test_a_small_line_has_gaps_and_a_question_mark_at_its_end():
    image = small(figure([5.0, None, 5.0]))
    assert dots(image.crop((110, 0, 290, 120)), OPEN) == 0
    assert dots(image, LATE) == 0
    assert dots(small(figure([5.0, 5.0, None])), LATE) > 0


def test_a_small_line_begins_at_nought_so_that_no_small_change_looks_large():
    image = small(figure([96.0, 97.0, 98.0], baseline=None, target=None))
    below = image.crop((100, 40, 300, 96))
    assert dots(below, OPEN) == 0
    assert dots(image.crop((100, 97, 300, 103)), GRID, 30) > 100


def test_without_figures_there_is_no_small_line():
    assert small(figure([None])).getcolors() == [(720 * 120, (255, 255, 255))]


@pytest.mark.parametrize(
    ("values", "overrides", "expected"),
    [
        ([4.0], {}, (-1.0, True, False)),
        ([6.0], {}, (1.0, False, False)),
        ([2.0], {}, (-3.0, True, True)),
        ([None], {}, (None, None, None)),
        ([4.0], {"baseline": None, "target": None}, (None, None, None)),
        ([5.0], {}, (0.0, None, False)),
    ],
)
def test_what_a_figure_comes_to(values, overrides, expected):
    line = figure(values, **overrides)
    assert (change(line), better(line), reached(line)) == expected
    if expected[1] is not None:
        assert better(replace(line, higher=True)) is not expected[1]
