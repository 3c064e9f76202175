"""Reminders of an area's day, in its own time zone; told when it is late; once, after whatever downtime."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import outbox, people
from mitra.access import RefusedError
from mitra.checks import reminders, runs, schedules
from mitra.store.check_models import CheckRun, CheckSchedule
from mitra.store.models import Lane
from tests.unit.mitra.make import NOW, make_enterprise, make_person

at = dt.datetime.fromisoformat
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
#: NOW is Thursday, 26 November; the first Monday after it, and when people are reminded.
MONDAY = at("2026-11-30T08:00:00+07:00")


async def do_due(connection, *, at) -> int:
    """Do what is due of checks; what else has its hour is not counted."""
    reminded = await reminders.remind_due(connection, at=at)
    return reminded + await schedules.look_after_due(connection, at=at)


async def plan(here, rhythm="week:0", *, who=None):
    return await schedules.set_rhythm(
        here.connection, who or here.rina, here.enterprise, await here.area(), "5s", wanted=rhythm, at=NOW
    )


async def work_in_jahit(here, actor):
    await people.work_in(here.connection, actor, await here.area())


async def test_who_works_there_is_reminded_in_the_morning(connection, here):
    await work_in_jahit(here, here.budi)
    assert await plan(here) == dt.date(2026, 11, 30)
    assert await do_due(connection, at=MONDAY - HOUR) == 0
    assert await do_due(connection, at=MONDAY) == 1
    assert await do_due(connection, at=MONDAY) == 0
    assert await here.told("check_reminder") == [41]


async def test_where_nobody_works_who_leads_is_reminded(connection, here):
    await plan(here)
    await do_due(connection, at=MONDAY)
    assert await here.told("check_reminder") == [43]


async def test_what_was_checked_that_day_needs_no_reminder(connection, here):
    await plan(here)
    await here.check(here.budi, 4, 4, 4, 4, 4, at=at("2026-11-30T06:00:00+07:00"))
    await do_due(connection, at=MONDAY)
    await do_due(connection, at=MONDAY + 3 * DAY)
    assert await here.told("check_reminder") == []
    assert await here.told("check_late") == []


async def test_the_day_before_is_another_day_in_the_enterprise_s_own_zone(connection, here):
    await plan(here)
    # 23.30 on Sunday in Jakarta is still Sunday's check, though it is Monday further east
    await here.check(here.budi, 4, 4, 4, 4, 4, at=at("2026-11-29T23:30:00+07:00"))
    await do_due(connection, at=MONDAY)
    assert await here.told("check_reminder") == [43]


async def test_the_morning_comes_earlier_in_the_east(connection, here):
    papua = await make_enterprise(connection, "UD Papua", zone="Asia/Jayapura")
    yosep = await make_person(connection, 90, (papua, "manager"))
    await schedules.set_rhythm(connection, yosep, papua, None, "5s", wanted="week:0", at=NOW)
    assert await do_due(connection, at=at("2026-11-30T07:59:00+09:00")) == 0
    assert await do_due(connection, at=at("2026-11-30T08:00:00+09:00")) == 1


async def test_late_after_two_days(connection, here):
    await plan(here)
    await do_due(connection, at=MONDAY)
    await do_due(connection, at=MONDAY + 2 * DAY)
    assert await here.told("check_late") == []
    await do_due(connection, at=MONDAY + 3 * DAY)
    assert await here.told("check_late") == [43]
    await do_due(connection, at=MONDAY + 7 * DAY)
    assert await here.told("check_reminder") == [43, 43]


async def test_a_week_s_downtime_brings_one_reminder(connection, here):
    await plan(here)
    assert await do_due(connection, at=MONDAY + 24 * DAY) == 1
    assert await here.told("check_reminder") == [43]
    (row,) = (await connection.execute(sa.select(CheckSchedule.__table__))).all()
    assert (row.last_on, row.next_on) == (dt.date(2026, 12, 21), dt.date(2026, 12, 28))


async def test_on_a_holiday_it_waits_for_the_day_after(connection, here):
    await plan(here, "date:25")
    await do_due(connection, at=at("2026-12-25T08:00:00+07:00"))
    due = [
        await outbox.lease_due(connection, Lane.BULK, at=at(f"2026-12-{day}T12:00:00+07:00"))
        for day in (25, 26)
    ]
    assert [len(some) for some in due] == [0, 1]


async def test_set_anew_or_stopped(connection, here):
    await plan(here)
    await plan(here, "week:4")
    assert {one.rhythm for one in (await schedules.of(connection, here.enterprise, "5s")).values()} == {
        "week:4"
    }
    await plan(here, None)
    assert await schedules.of(connection, here.enterprise, "5s") == {}


async def test_a_worker_sets_no_schedule(here):
    with pytest.raises(RefusedError):
        await plan(here, who=here.budi)


async def test_which_areas_are_late(here):
    one = schedules.Schedule(rhythm="week:0", next_on=dt.date(2026, 12, 7), last_on=dt.date(2026, 11, 30))
    zone = "Asia/Jakarta"
    assert not schedules.is_late(one, None, zone, MONDAY + 2 * DAY)
    assert schedules.is_late(one, None, zone, MONDAY + 3 * DAY)
    assert schedules.is_late(one, MONDAY - 2 * DAY, zone, MONDAY + 3 * DAY)
    assert not schedules.is_late(one, MONDAY + DAY, zone, MONDAY + 3 * DAY)
    assert not schedules.is_late(None, None, zone, MONDAY)


# --- runs left in the middle


async def test_one_reminder_of_an_unfinished_run(connection, here):
    run = await here.answer(here.budi, await here.begin(here.budi), 4, 4)
    assert await do_due(connection, at=NOW + 19 * HOUR) == 0
    assert await do_due(connection, at=NOW + 20 * HOUR) == 1
    assert await here.told("check_unfinished") == [41]
    await here.answer(here.budi, run, 4, at=NOW + 21 * HOUR)  # goes on, and stops once more
    await do_due(connection, at=NOW + 3 * DAY)
    assert await here.told("check_unfinished") == [41]


async def test_each_answer_puts_the_reminder_off_and_the_end_cancels_it(connection, here):
    run = await here.begin(here.budi)
    run = await here.answer(here.budi, run, 4, 4, at=NOW + 10 * HOUR)
    assert await do_due(connection, at=NOW + 20 * HOUR) == 0
    run = await here.answer(here.budi, run, 4, 4, 4, at=NOW + 10 * HOUR)
    await runs.finish(connection, run, at=NOW + 11 * HOUR)
    assert await do_due(connection, at=NOW + 3 * DAY) == 0


async def test_what_was_left_weeks_ago_is_not_brought_up_again(connection, here):
    await here.begin(here.budi)
    await do_due(connection, at=NOW + 20 * DAY)
    assert await here.told("check_unfinished") == []
    assert await connection.scalar(sa.select(CheckRun.remind_at)) is None
