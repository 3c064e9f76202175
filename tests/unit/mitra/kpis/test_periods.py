"""Weeks and months: where they begin and end, what they are called, across the ends of months and years."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.kpis.periods import KEPT, RHYTHMS, Period, between, latest, looked_back_on, period_of

day = dt.date.fromisoformat
days = st.dates(min_value=day("2000-01-01"), max_value=day("2090-12-31"))
rhythms = st.sampled_from(RHYTHMS)


@pytest.mark.parametrize(
    ("rhythm", "inside", "first", "last", "said", "short"),
    [
        ("week", "2026-11-18", "2026-11-16", "2026-11-22", "minggu 16–22 November", "16–22 Nov"),
        # Monday and Sunday belong to it.
        ("week", "2026-11-16", "2026-11-16", "2026-11-22", "minggu 16–22 November", "16–22 Nov"),
        ("week", "2026-11-22", "2026-11-16", "2026-11-22", "minggu 16–22 November", "16–22 Nov"),
        # Across the end of a month and of a year.
        ("week", "2026-12-01", "2026-11-30", "2026-12-06", "minggu 30 November–6 Desember", "30 Nov–6 Des"),
        ("week", "2027-01-01", "2026-12-28", "2027-01-03", "minggu 28 Desember–3 Januari", "28 Des–3 Jan"),
        ("month", "2026-11-18", "2026-11-01", "2026-11-30", "November 2026", "Nov 2026"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31", "Desember 2026", "Des 2026"),
        ("month", "2028-02-29", "2028-02-01", "2028-02-29", "Februari 2028", "Feb 2028"),
        ("month", "2027-08-01", "2027-08-01", "2027-08-31", "Agustus 2027", "Agu 2027"),
    ],
)
def test_a_period(rhythm, inside, first, last, said, short):  # noqa: PLR0913, PLR0917
    period = period_of(rhythm, day(inside))
    assert (period.first, period.last) == (day(first), day(last))
    assert (str(period), period.short) == (said, short)


@pytest.mark.parametrize(
    ("rhythm", "today", "first"),
    [
        # On the first day of a new one the last one is over, the day before it is not.
        ("week", "2026-11-23", "2026-11-16"),
        ("week", "2026-11-22", "2026-11-09"),
        ("month", "2027-01-01", "2026-12-01"),
        ("month", "2026-12-31", "2026-11-01"),
    ],
)
def test_the_latest_that_is_over(rhythm, today, first):
    assert latest(rhythm, day(today)).first == day(first)


def test_it_is_asked_for_on_the_day_after_and_two_days_later():
    assert period_of("week", day("2026-11-18")).asked_on == (day("2026-11-23"), day("2026-11-25"))
    assert period_of("month", day("2026-12-05")).asked_on == (day("2027-01-01"), day("2027-01-03"))


@given(rhythms, days)
def test_periods_join_without_gaps_or_overlap(rhythm, inside):
    period = period_of(rhythm, inside)
    assert period.first <= inside <= period.last
    assert period.following.first == period.last + dt.timedelta(days=1)
    assert period.following.before == period == period.before.following
    assert latest(rhythm, inside) == period.before


@given(rhythms, days, st.integers(1, 60))
def test_looking_back_is_the_same_as_going_forward(rhythm, inside, count):
    last = period_of(rhythm, inside)
    found = looked_back_on(last, count)
    assert len(found) == count
    assert found == list(between(found[0], last))
    assert len(looked_back_on(last)) == KEPT[rhythm]


@given(days)
def test_only_a_monday_begins_a_week_and_only_a_first_a_month(inside):
    for rhythm, begins in (("week", inside.weekday() == 0), ("month", inside.day == 1)):
        if begins:
            assert Period(inside, rhythm).first == inside
        else:
            with pytest.raises(ValueError, match="begins on"):
                Period(inside, rhythm)


def test_there_are_no_other_rhythms():
    with pytest.raises(ValueError, match="no year begins"):
        Period(day("2026-01-01"), "year")
