"""When an area is checked, as people say it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.checks.rhythm import first_day, is_rhythm, next_day, read_rhythm, say

THURSDAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("typed", "rhythm"),
    [
        ("tiap Senin minggu pertama", "month:1:0"),
        ("Senin pertama tiap bulan", "month:1:0"),
        ("tiap senin", "week:0"),
        ("tiap minggu hari senen", "week:0"),
        ("setiap jmt minggu kedua", "month:2:4"),
        ("jumat terakhir", "month:-1:4"),
        ("minggu terakhir hari kamis", "month:-1:3"),
        ("hari minggu", "week:6"),
        ("2 minggu sekali senin", "fortnight:0"),
        ("dua minggu sekali, hari jum'at", "fortnight:4"),
        ("tgl 5", "date:5"),
        ("tiap tanggal 28", "date:28"),
        ("tanggal 31", None),
        ("senin atau selasa", None),
        ("kapan-kapan", None),
        ("tiap minggu", None),
        ("", None),
    ],
)
def test_what_people_type(typed, rhythm):
    assert read_rhythm(typed) == rhythm


@pytest.mark.parametrize(
    ("rhythm", "first", "then"),
    [
        ("week:0", "2026-11-30", "2026-12-07"),
        ("week:3", "2026-12-03", "2026-12-10"),  # today is no day to begin with: it has begun
        ("fortnight:4", "2026-11-27", "2026-12-11"),
        ("month:1:0", "2026-12-07", "2027-01-04"),
        ("month:-1:4", "2026-11-27", "2026-12-25"),
        ("date:5", "2026-12-05", "2027-01-05"),
    ],
)
def test_the_days_that_follow(rhythm, first, then):
    day = first_day(rhythm, THURSDAY)
    assert (str(day), str(next_day(rhythm, day))) == (first, then)


_RHYTHMS = st.one_of(
    st.builds("week:{}".format, st.integers(0, 6)),
    st.builds("fortnight:{}".format, st.integers(0, 6)),
    st.builds("month:{}:{}".format, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)),
    st.builds("date:{}".format, st.integers(1, 28)),
)


@given(_RHYTHMS, st.dates(dt.date(2026, 1, 1), dt.date(2040, 1, 1)))
def test_each_day_comes_after_the_one_before_and_within_six_weeks(rhythm, day):
    assert is_rhythm(rhythm)
    assert day < next_day(rhythm, day) <= day + dt.timedelta(days=42)
    assert day < first_day(rhythm, day)


@given(_RHYTHMS)
def test_what_is_said_reads_as_the_same(rhythm):
    assert read_rhythm(say(rhythm)) == rhythm


@pytest.mark.parametrize(
    "text", ["week:7", "week", "date:0", "date:29", "month:5:1", "month:1", "x:1", "week:a", ""]
)
def test_what_is_none_of_ours(text):
    assert not is_rhythm(text)
