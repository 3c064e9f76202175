"""Reporting figures and correcting them, and the lines they make."""

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from mitra.access import Act, RefusedError
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest, looked_back_on
from mitra.kpis.readings import Amount, TakenError, UnusableError
from mitra.kpis.saying import say_amount, say_value
from mitra.store.models import AuditEntry
from tests.unit.mitra.kpis.factory import BEFORE, EARLIER, LAST, OCTOBER, SEPTEMBER, day
from tests.unit.mitra.make import NOW, at

WEEK = dt.timedelta(days=7)


def values(line):
    return [point.value for point in line.points]


# --- numbers


async def test_what_two_numbers_come_to(here):
    share, ratio = await here.add("defect_rate"), await here.add("productivity")
    assert readings.amount_of(share, 12, 400) == Amount(value=3, part=12, whole=400)
    assert readings.amount_of(ratio, 400, 40) == Amount(value=10, part=400, whole=40)
    assert readings.amount_of(share, 0, 400).value == 0


@pytest.mark.parametrize(
    ("code", "numbers", "says"),
    [
        ("defect_rate", (12, 10), "terbalik"),
        ("defect_rate", (0, 0), "lebih dari nol"),
        ("energy_per_unit", (100, 0), "lebih dari nol"),
        ("defect_rate", (101,), "lebih dari 100"),
        ("accidents", (1.5,), "bilangan bulat"),
        ("lost_days", (1e13,), "terlalu besar"),
    ],
)
async def test_what_cannot_be_right_is_said(here, code, numbers, says):
    with pytest.raises(UnusableError, match=says):
        await here.report(await here.add(code, at=NOW), LAST, *numbers)


async def test_amounts_in_words(here):
    share, ratio, days = [await here.add(code) for code in ("defect_rate", "energy_per_unit", "lost_days")]
    assert say_amount(share, readings.amount_of(share, 12, 400)) == "3% (12 dari 400)"
    assert say_amount(share, Amount(value=2.5)) == "2,5%"
    assert say_amount(ratio, readings.amount_of(ratio, 4_800, 12_000)) == "0,4 kWh/produk (4.800 : 12.000)"
    assert say_amount(days, Amount(value=12)) == "12 hari"
    assert say_value(None, "%") == ""


# --- reporting


async def test_reported_corrected_and_in_the_audit(here):
    kpi = await here.add(owner=here.siti)
    first = await here.report(kpi, LAST, 12, 400, by=here.siti)
    assert values(await here.line(kpi)) == [3, None][:1]
    again = await here.report(kpi, LAST, 8, 400, by=here.siti)
    assert values(await here.line(kpi))[0] == 2
    assert again.stamp != first.stamp
    query = sa.select(AuditEntry.person_id).where(AuditEntry.act == Act.REPORT_KPI.value)
    assert list(await here.connection.scalars(query)) == [here.siti.person_id] * 2


async def test_twice_the_same_is_once(here):
    kpi = await here.add()
    first = await here.report(kpi, LAST, 12, 400)
    amount = readings.amount_of(kpi, 12, 400)
    again = await readings.report(here.connection, here.rina, kpi, LAST, amount, seen="", at=NOW)
    assert again.stamp == first.stamp


async def test_of_two_who_report_at_once_the_second_is_asked(here):
    kpi = await here.add(owner=here.siti)
    await here.report(kpi, LAST, 12, 400, by=here.siti)
    amount = readings.amount_of(kpi, 20, 400)
    with pytest.raises(TakenError) as taken:
        await readings.report(here.connection, here.rina, kpi, LAST, amount, seen="", at=NOW)
    assert taken.value.reading.amount.part == 12
    seen = taken.value.reading.stamp
    await readings.report(here.connection, here.rina, kpi, LAST, amount, seen=seen, at=NOW)
    assert (await here.line(kpi)).now.value == 5


async def test_taken_back_only_while_it_still_stands(here):
    kpi = await here.add()
    first = await here.report(kpi, LAST, 12, 400)
    await here.report(kpi, LAST, 8, 400)
    take_back = readings.take_back
    assert not await take_back(here.connection, here.rina, kpi, LAST, first.stamp, at=NOW)
    there = await readings.reading_of(here.connection, kpi, LAST)
    assert await take_back(here.connection, here.rina, kpi, LAST, there.stamp, at=NOW)
    assert not await take_back(here.connection, here.rina, kpi, LAST, there.stamp, at=NOW)
    assert (await here.line(kpi)).now is None


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (LAST + WEEK, "still running"),
        (LAST + 2 * WEEK, "ahead"),
        (LAST + dt.timedelta(days=1), "no Monday"),
        (LAST - 13 * WEEK, "too long ago"),
    ],
)
async def test_only_what_is_over_and_not_long_ago_can_be_reported(here, first, reason):
    kpi = await here.add()
    with pytest.raises(RefusedError):
        await readings.report(here.connection, here.rina, kpi, first, Amount(value=1), seen="", at=NOW)
    assert (await here.line(kpi)).now is None, reason


async def test_the_oldest_that_can_be_reported(here):
    kpi = await here.add()
    await here.report(kpi, LAST - 12 * WEEK, 3)
    assert len((await here.line(kpi)).points) == 13


async def test_the_day_is_the_enterprises_own(here):
    """At half past eleven on Sunday night in Jakarta the week still runs; in Jayapura it is Monday."""
    kpi = await here.add()
    sunday = at("2026-11-29T23:30:00+07:00")
    with pytest.raises(RefusedError):
        readings.fillable(kpi, LAST + WEEK, at=sunday)
    assert readings.fillable(kpi, LAST + WEEK, at=sunday + dt.timedelta(minutes=30))


async def test_who_may_report(here):
    kpi, other = await here.add(owner=here.siti), await here.add("rework_rate")
    for weeks, actor in enumerate((here.siti, here.ani, here.rina, here.sari)):
        await here.report(kpi, LAST - weeks * WEEK, 3, by=actor)
    for actor, what in ((here.budi, kpi), (here.siti, other), (here.tono, kpi)):
        with pytest.raises(RefusedError):
            await here.report(what, LAST, 1, by=actor)
    await here.remove(here.siti)
    siti = here.siti
    with pytest.raises(RefusedError):
        await readings.report(
            here.connection, siti, await here.again(kpi), EARLIER - 5 * WEEK, Amount(value=1), seen="", at=NOW
        )
    assert (await here.line(other)).now is None


async def test_nobody_reports_what_mitra_counts_or_what_is_retired(here):
    for kpi in (await here.add("five_s"), await here.add()):
        gone = kpi if kpi.fed else await indicators.retire(here.connection, here.rina, kpi, at=NOW)
        with pytest.raises(RefusedError):
            await readings.report(here.connection, here.rina, gone, LAST, Amount(value=1), seen="", at=NOW)


# --- lines


async def test_missing_periods_are_gaps_not_zeros(here):
    kpi = await here.add()
    await here.report(kpi, EARLIER, 5)
    await here.report(kpi, LAST, 3)
    line = await here.line(kpi)
    assert [(point.first, point.value) for point in line.points] == [(EARLIER, 5), (BEFORE, None), (LAST, 3)]
    watched = await readings.look(here.connection, here.rina, kpi.id, at=NOW)
    assert [one.first for one in watched.missing] == [BEFORE]


async def test_before_anything_is_reported_there_is_no_line_and_no_gap(here):
    watched = await readings.look(here.connection, here.rina, (await here.add()).id, at=NOW)
    assert (list(watched.line.points), list(watched.missing), watched.line.now) == ([], [], None)
    assert watched.due  # the last week can be reported at once


async def test_what_was_chosen_and_never_reported_is_missing_from_then_on(here):
    kpi = await here.add()
    watched = await readings.look(here.connection, here.rina, kpi.id, at=NOW + 2 * WEEK)
    assert [one.first for one in watched.missing] == [day("2026-11-30"), day("2026-11-23")]
    assert values(watched.line) == [None, None]


async def test_a_line_is_thirteen_weeks_or_twelve_months_long(here):
    weekly, monthly = await here.add(), await here.add("accidents")
    for back in range(13):
        await here.report(weekly, LAST - back * WEEK, back + 1)
    for back, first in enumerate([OCTOBER, SEPTEMBER, *(f"2026-0{month}-01" for month in range(8, 0, -1))]):
        await here.report(monthly, first if isinstance(first, dt.date) else day(first), back)
    later = NOW + 5 * WEEK
    line = await here.line(weekly, at=later)
    assert (len(line.points), line.points[0].first, line.points[-1].first) == (
        13,
        LAST - 7 * WEEK,
        LAST + 5 * WEEK,
    )
    assert values(line)[-5:] == [None] * 5
    assert line.now.first == LAST
    line = await here.line(monthly, at=at("2027-02-03T10:00:00+07:00"))
    assert (len(line.points), line.points[0].first, line.points[-1].first) == (
        12,
        day("2026-02-01"),
        day("2027-01-01"),
    )
    # The first figure of all is the baseline still, though it is no longer drawn.
    assert line.baseline == 9


async def test_what_was_saved_since_it_began(here):
    kpi = await here.add(worth=15_000)
    await here.report(kpi, EARLIER, 20, 400)
    assert (await here.line(kpi)).saved == 0
    await here.report(kpi, BEFORE, 12, 400)
    assert (await here.line(kpi)).saved == 8 * 15_000
    await here.report(kpi, LAST, 3)  # of how many nobody said, so it cannot count
    assert (await here.line(kpi)).saved == 8 * 15_000
    await indicators.set_baseline(here.connection, here.rina, await here.again(kpi), 2.0, at=NOW)
    # It has become worse since: nothing saved, and no loss called a saving.
    assert (await here.line(kpi)).saved == 0


async def test_without_a_worth_nobody_says_what_was_saved(here):
    kpi = await here.add()
    await here.report(kpi, LAST, 12, 400)
    assert (await here.line(kpi)).saved is None


async def test_lines_are_for_who_may_see_them(here):
    kpi = await here.add(owner=here.siti)
    await here.add("rework_rate")
    await here.report(kpi, LAST, 12, 400)

    async def names(actor):
        found = await readings.lines_of(here.connection, actor, here.enterprise, at=NOW)
        return [line.name for line in found]

    assert await names(here.rina) == await names(here.ani) == ["Reject", "Kerja ulang"]
    assert await names(here.siti) == ["Reject"]
    assert await names(here.budi) == []
    with pytest.raises(RefusedError):
        await names(here.tono)
    with pytest.raises(RefusedError):
        await readings.line_of(here.connection, here.tono, kpi.id, at=NOW)


@given(st.lists(st.integers(0, 12), unique=True, max_size=13))
def test_a_line_has_no_holes_in_time(weeks):
    """Whatever was reported, the periods follow each other; this needs no database."""
    window = looked_back_on(latest("week", NOW.date()))
    found = readings._watched(_kpi(), window, {window[place].first: 1.0 for place in weeks}, {})
    firsts = [point.first for point in found.line.points]
    assert all(after - before == WEEK for before, after in itertools.pairwise(firsts))
    assert not firsts or firsts[-1] == LAST
    assert len(found.missing) == sum(point.value is None for point in found.line.points)
    assert sum(point.value is not None for point in found.line.points) == len(weeks)


def _kpi():
    return indicators.Kpi(
        id=1, enterprise_id=1, enterprise="CV", timezone="Asia/Jakarta", code="defect_rate", own_name="",
        own_unit="", higher=False, rhythm="week", owner_id=None, owner="", baseline=None, target=None,
        target_on=None, worth=None, retired=False, version=1, created_at=NOW, first_value=None, first_on=None,
    )  # fmt: skip
