"""Which figures somebody is asked for on a day, once each, however long nobody looked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.kpis import asking, indicators
from mitra.kpis.periods import ASKED, period_of
from tests.unit.mitra.kpis.factory import LAST, day
from tests.unit.mitra.make import NOW, at

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
#: Chosen two weeks before, so that the week of 16 November is asked for.
THEN = NOW - 2 * WEEK
MONDAY = day("2026-11-23")


@pytest.fixture
async def reject(here):
    return await here.add(owner=here.siti, at=THEN)


async def asked(here, today, *, since=None, who=None):
    person = (who or here.siti).person_id
    found = await asking.asks_for(
        here.connection, person, here.enterprise, since=since or today - DAY, today=today
    )
    return [(one.name, one.period) for one in found]


async def next_on(here, after, who=None):
    return await asking.next_ask_on(
        here.connection, (who or here.siti).person_id, here.enterprise, after=after
    )


@pytest.mark.parametrize(
    ("today", "is_asked"),
    [
        ("2026-11-22", False),  # Sunday: the week is not over
        ("2026-11-23", True),
        ("2026-11-24", False),
        ("2026-11-25", True),  # once more
        ("2026-11-26", False),
        ("2026-11-30", True),  # the next week
    ],
)
async def test_on_the_day_after_and_two_days_later(here, reject, today, is_asked):
    assert bool(await asked(here, day(today))) is is_asked


async def test_the_period_is_named(here, reject):
    assert await asked(here, MONDAY) == [("Reject", "minggu 16–22 November")]


async def test_a_month_across_new_year(here):
    await here.add("accidents", owner=here.siti)
    assert await asked(here, day("2026-12-01")) == [("Kecelakaan kerja", "November 2026")]
    assert await asked(here, day("2027-01-01")) == [("Kecelakaan kerja", "Desember 2026")]
    assert await asked(here, day("2027-01-03")) == [("Kecelakaan kerja", "Desember 2026")]
    assert await asked(here, day("2027-01-04")) == []


async def test_what_is_reported_meanwhile_is_not_asked_for(here, reject):
    await here.report(reject, LAST, 12, 400, by=here.siti)
    assert await asked(here, MONDAY) == []
    assert await asked(here, MONDAY + 2 * DAY) == []
    assert await asked(here, MONDAY + WEEK) == [("Reject", "minggu 23–29 November")]


async def test_after_a_long_time_only_the_latest_week(here, reject):
    assert await asked(here, MONDAY + 5 * WEEK, since=MONDAY - WEEK) == [("Reject", "minggu 21–27 Desember")]
    # A year of downtime asks no more.
    later = MONDAY + 60 * WEEK
    assert len(await asked(here, later, since=MONDAY - WEEK)) == 1


async def test_if_the_latest_is_reported_an_earlier_one_of_these_days_is_asked_for(here, reject):
    await here.report(reject, LAST, 12, 400)
    assert await asked(here, MONDAY, since=day("2026-11-15")) == [("Reject", "minggu 9–15 November")]


async def test_a_day_looked_at_is_not_asked_again(here, reject):
    assert await asked(here, MONDAY, since=MONDAY) == []
    assert await asked(here, MONDAY + DAY, since=MONDAY) == []


async def test_the_first_week_asked_for_is_the_one_it_was_chosen_in(here):
    await here.add(owner=here.siti)  # Thursday 26 November
    assert await asked(here, MONDAY + 3 * DAY, since=MONDAY - 3 * WEEK) == []
    assert await asked(here, MONDAY + WEEK) == [("Reject", "minggu 23–29 November")]
    assert await next_on(here, NOW.date()) == MONDAY + WEEK


async def test_only_their_own_while_they_are_there_and_it_is_watched(here, reject):
    await here.add("rework_rate", owner=here.budi, at=THEN)
    await here.add("on_time_delivery", at=THEN)
    assert [name for name, _ in await asked(here, MONDAY)] == ["Reject"]
    assert [name for name, _ in await asked(here, MONDAY, who=here.budi)] == ["Kerja ulang"]
    assert await asked(here, MONDAY, who=here.rina) == []
    gone = await indicators.retire(here.connection, here.rina, reject, at=NOW)
    assert (await asked(here, MONDAY), await next_on(here, MONDAY)) == ([], None)
    await indicators.restore(here.connection, here.rina, gone, at=NOW)
    await here.remove(here.siti)
    assert (await asked(here, MONDAY), await next_on(here, MONDAY)) == ([], None)


async def test_several_figures_come_together(here, reject):
    await here.add("rework_rate", owner=here.siti, at=THEN)
    own = await here.own("Keluhan", rhythm="week", at=THEN)
    await indicators.give(here.connection, here.rina, own, here.siti.person_id, at=NOW)
    assert [name for name, _ in await asked(here, MONDAY)] == ["Reject", "Kerja ulang", "Keluhan"]


async def test_another_enterprise_asks_for_its_own(here, reject):
    found = await asking.asks_for(
        here.connection, here.siti.person_id, here.other, since=MONDAY - DAY, today=MONDAY
    )
    assert found == []


async def test_the_next_day(here, reject):
    assert await next_on(here, day("2026-11-21")) == day("2026-11-22") + DAY
    assert await next_on(here, MONDAY) == MONDAY + 2 * DAY
    assert await next_on(here, MONDAY + 2 * DAY) == MONDAY + WEEK
    await here.report(reject, LAST, 12, 400)
    assert await next_on(here, MONDAY) == MONDAY + WEEK
    assert await next_on(here, MONDAY, who=here.rina) is None


@pytest.mark.parametrize("rhythm", ["week", "month"])
async def test_going_from_one_next_day_to_the_next_misses_nothing(here, rhythm):
    """Looking only on the days named beforehand asks as often as looking every day."""
    own = await here.own("Keluhan", rhythm=rhythm)
    await indicators.give(here.connection, here.rina, own, here.siti.person_id, at=NOW)
    start, end = NOW.date(), day("2027-03-08")
    daily = [start + n * DAY for n in range((end - start).days)]
    expected = [one for one in daily if await asked(here, one)]
    found, today = [], start
    while (today := await next_on(here, today)) and today < end:
        found.append(today)
    assert found == expected
    assert len(found) == (2 * 14 if rhythm == "week" else 2 * 4)


@given(st.dates(day("2026-01-01"), day("2028-12-31")), st.sampled_from(["week", "month"]))
def test_days_of_asking_come_before_the_next_period_is_over(inside, rhythm):
    period = period_of(rhythm, inside)
    assert all(period.last < one <= period.following.last for one in period.asked_on)
    assert len(period.asked_on) == len(ASKED)


async def test_the_moment_it_was_chosen_is_seen_from_where_it_is_reported(here):
    """Chosen on Sunday night in Jakarta, which is Sunday noon in UTC and Monday nowhere that matters."""
    await here.add(owner=here.siti, at=at("2026-11-22T23:30:00+07:00"))
    assert await asked(here, MONDAY) == [("Reject", "minggu 16–22 November")]
