"""The summary as one picture: for who reads nothing but pictures, on a small phone."""

import datetime as dt
from dataclasses import replace

import pytest

from mitra.papers.canvas import FINE, GOOD, LATE, OPEN
from mitra.poster import ACCENT
from mitra.summary.content import ActionLine, CheckLine, SuggestionLine, Summary
from mitra.summary.picture import summary_png
from tests.unit.mitra.kpis.test_charts import CASES as KPI_CASES
from tests.unit.mitra.kpis.test_charts import figure
from tests.unit.mitra.plan.test_charts import ABSURD, HOSTILE, NOTHING, dots, figures, opened, written

ON = dt.date(2026, 11, 27)
CHECKS = (
    CheckLine(name="5R", percent=78, change=8, areas=4, on=dt.date(2026, 11, 20)),
    CheckLine(name="K3", percent=64, change=-3, areas=3, on=dt.date(2026, 11, 13)),
)
KPIS = (
    figure(name="Reject"),
    figure([88.0, 94.0, 98.5], name="Kirim tepat waktu", higher=True, baseline=88, target=98),
    figure([0.42, 0.46], name="Listrik per produk", rhythm="week", unit="kWh/produk", baseline=0.42, target=0.35),
    figure([3.0, 0.0], name="Hari kerja hilang karena kecelakaan", unit="hari", baseline=None, target=0),
    figure([12.0, 12.0], name="Hasil per jam orang", higher=True, unit="produk/jam", baseline=12, target=14),
    figure([None], name="Saran per orang", higher=True, unit="saran/orang", baseline=None, target=2),
)  # fmt: skip
FULL = Summary(
    enterprise="CV Maju Bersama",
    on=ON,
    plan=figures(),
    kpis=KPIS,
    checks=CHECKS,
    suggestions=SuggestionLine(given=48, answered=40, done=22, per_person=0.8),
    hazards=3,
    savings=12_500_000,
)
EMPTY = Summary(enterprise="CV Maju", on=ON, plan=NOTHING)
HARSH = Summary(
    enterprise=HOSTILE,
    on=ON,
    plan=ABSURD,
    kpis=[figure([1.0, 1e14], name=HOSTILE, unit=HOSTILE, baseline=1, target=9.99e14, higher=True)] * 30,
    checks=[CheckLine(name=HOSTILE, percent=100, change=-100, areas=9, on=ON)] * 9,
    suggestions=SuggestionLine(given=48_000_000, answered=40_000_000, done=22_000_000, per_person=1e6 / 3),
    hazards=10**9,
    savings=10**15,
    late=[ActionLine(number=1, action=HOSTILE, area=HOSTILE, owner=HOSTILE, on=ON)] * 50,
)
#: All kinds of figures, six at a time.
KINDS = [replace(line, name="Hari kerja hilang karena kecelakaan") for line in KPI_CASES.values()]
CASES = {"full": FULL, "empty": EMPTY, "harsh": HARSH} | {
    f"figures from {at} on": replace(EMPTY, kpis=KINDS[at : at + 6]) for at in range(0, len(KINDS), 6)
}
EVERY = pytest.mark.parametrize("summary", CASES.values(), ids=CASES)


def texts(summary) -> list[str]:
    return [text for text, _, _ in written(lambda: summary_png(summary))]


@EVERY
def test_all_of_it_is_legible_on_a_phone_of_360_dots_and_no_number_is_cut(summary):
    found = written(lambda: summary_png(summary))
    assert min(size for _, size, _ in found) >= 23
    assert not any("…" in text and any(mark.isdigit() for mark in text) for text, _, _ in found)


@EVERY
def test_it_costs_little_data(summary):
    data = summary_png(summary)
    assert len(data) <= 60_000
    image = opened(data)
    assert image.width == 720
    assert image.height <= 1_700


def test_it_says_all_from_the_urgent_to_the_pleasant():
    found = written(lambda: summary_png(FULL))
    heights = [next(box[1] for text, _, box in found if text == words) for words in (
        "CV Maju Bersama", "Ringkasan per 27 Nov 2026", "34", "3 bahaya belum ditangani", "Angka", "Reject",
        "Cek mandiri", "78%", "64%", "Saran 12 bulan terakhir", "48", "Rp12.500.000",
    )]  # fmt: skip
    assert heights == sorted(heights)
    words = [text for text, _, _ in found]
    for more in (
        "0,8 per orang",
        "diberikan",
        "dijawab",
        "dilaksanakan",
        "40",
        "22",
        "Hemat tiap bulan (perkiraan)",
    ):
        assert more in words


def test_each_figure_has_its_value_its_change_and_its_target():
    found = texts(FULL)
    for words in (
        "3,8%",
        "1,2 membaik",
        "target 2,5",
        "98,5%",
        "target 98",
        "0,46",
        "kWh/produk",
        "0,04 memburuk",
        "sama seperti awal",
        "belum diisi",
    ):
        assert words in found


def test_a_long_name_takes_two_lines():
    found = texts(FULL)
    assert "Hari kerja hilang" in found
    assert "karena kecelakaan" in found


def test_better_and_worse_have_their_colours():
    def colours(**overrides):
        image = opened(summary_png(replace(EMPTY, kpis=[figure([5.0, 4.0], target=None, **overrides)])))
        return dots(image, GOOD) > 50, dots(image, LATE) > 50

    assert colours() == (True, False)
    assert colours(higher=True) == (False, True)
    assert colours(baseline=None) == (False, False)


@pytest.mark.parametrize(("value", "upwards"), [(6.0, True), (4.0, False)])
def test_arrows_point_where_the_figure_went(value, upwards):
    line = figure([value], higher=value > 5, target=None)
    found = written(lambda: summary_png(replace(EMPTY, kpis=[line])))
    left, top, _, bottom = next(box for text, _, box in found if text.endswith("membaik"))
    image, middle = opened(summary_png(replace(EMPTY, kpis=[line]))), (top + bottom) / 2
    above, below = (
        dots(image.crop((24, round(y), round(left) - 4, round(y) + 8)), GOOD) for y in (middle - 8, middle)
    )
    assert (above < below) is upwards


def test_a_target_that_is_reached_has_a_tick():
    images = [
        opened(summary_png(replace(EMPTY, kpis=[figure([4.0], baseline=None, target=one)])))
        for one in (4.5, 3.5)
    ]
    ticks = [dots(image.crop((500, 0, 720, image.height)), GOOD) for image in images]
    assert ticks[0] > 500
    assert ticks[1] == 0


def test_where_there_is_nothing_a_line_says_what_to_do():
    found = texts(EMPTY)
    for words in (
        "Belum ada tindakan. Tekan “Rencana”.",
        "Belum ada angka. Tekan “Angka”.",
        "Belum ada cek. Mulai dari satu bagian dulu.",
        "Belum ada saran. Ajak rekan menulis /saran.",
    ):
        assert words in found
    assert not any("Rp" in text or "bahaya" in text for text in found)
    assert (
        texts(replace(EMPTY, suggestions=SuggestionLine(given=0, answered=0, done=0, per_person=0.0))).count(
            "Belum ada saran. Ajak rekan menulis /saran."
        )
        == 1
    )


def test_of_many_figures_the_first_six_are_shown_and_all_counted():
    many = [figure(name=f"Angka ke-{at}") for at in range(9)]
    found = texts(replace(FULL, kpis=many))
    assert "Angka ke-5" in found
    assert "Angka ke-6" not in found
    assert "6 dari 9" in found
    assert not any(" dari 6" in text for text in texts(FULL))


def test_a_bar_is_as_long_as_its_percent():
    def length(percent):
        check = replace(CHECKS[0], percent=percent, change=None)
        return dots(opened(summary_png(replace(EMPTY, checks=[check]))), OPEN)

    none, half, whole = (length(percent) for percent in (0, 50, 100))
    assert whole - none > 5_000
    assert whole - none == pytest.approx(2 * (half - none), rel=0.02)
    assert ACCENT == OPEN  # so that only the bar's part is compared, the heading being the same in all three


def test_what_was_gained_or_lost_is_written_beside_the_bar():
    found = texts(
        replace(
            EMPTY, checks=[CHECKS[0], replace(CHECKS[1], change=0), replace(CHECKS[1], name="X", change=None)]
        )
    )
    assert "8" in found
    assert "tetap" in found
    assert "20 Nov 2026" in found


def test_savings_stand_on_the_ground_of_what_is_well():
    assert dots(opened(summary_png(FULL)), FINE, 3) > 30_000
    assert dots(opened(summary_png(replace(FULL, savings=0))), FINE, 3) < 2_000


def test_strange_texts_lose_only_what_cannot_be_drawn():
    found = texts(HARSH)
    assert found[0].startswith("<b>tebal</b> & terbalik")
    assert not {mark for text in found for mark in text} & {"\x00", "\u202e", "👷"}


def test_the_same_summary_is_the_same_picture():
    assert summary_png(FULL) == summary_png(FULL)
