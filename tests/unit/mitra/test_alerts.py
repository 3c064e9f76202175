"""Danger: told at once, climbing until somebody has seen it, answered."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import alerts, chores, outbox, people
from mitra.access import RefusedError
from mitra.checks import lists, runs
from mitra.store.check_models import Alert
from mitra.store.models import Lane
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.checks.workplace import Workplace
from tests.unit.mitra.make import NOW, make_enterprise, make_person

MINUTE = dt.timedelta(minutes=1)
NIGHT = dt.datetime.fromisoformat("2026-11-26T02:00:00+07:00")


@pytest.fixture
async def here(connection) -> Workplace:
    """Budi and Siti work there; Ibu Rina and Pak Tono lead it; Bu Sari looks after it."""
    enterprise = await make_enterprise(connection, areas=["Jahit", "Potong"])
    await lists.publish(connection, [make_list(pillars={"mesin": 5}, critical={"mesin-0"})], at=NOW)
    names = (
        ("budi", "worker"),
        ("siti", "worker"),
        ("rina", "manager"),
        ("tono", "manager"),
        ("sari", "trainer"),
    )
    crew = {
        name: await make_person(connection, 41 + place, (enterprise, role), name=name.title())
        for place, (name, role) in enumerate(names)
    }
    return Workplace(connection, enterprise, **crew)


async def find_danger(here, actor=None, *, at=NOW, value=0, **more):
    """Answer the critical item; return what came of it."""
    actor = actor or here.budi
    run = await here.begin(actor, at=at, **more)
    return await runs.answer(here.connection, actor, run, value, at=at)


async def the_alert(here):
    return (await here.connection.execute(sa.select(Alert.__table__))).one()


async def test_the_manager_learns_it_at_once_and_at_night(connection, here):
    done = await find_danger(here, at=NIGHT)
    assert [one.name for one in done.alert.told] == ["Rina"]
    (sent,) = await outbox.lease_due(connection, Lane.URGENT, at=NIGHT)
    assert (sent.chat_id, sent.payload["template"]) == (43, "alert_check")


@pytest.mark.parametrize(("value", "told"), [(0, 1), (1, 1), (2, 0), (4, 0)])
async def test_half_done_is_no_alarm(here, value, told):
    await find_danger(here, value=value)
    assert len(await here.told("alert_check")) == told


async def test_unseen_it_climbs_to_the_next_manager_and_the_trainer_and_then_to_all(connection, here):
    await find_danger(here)
    await chores.do_due(connection, at=NOW + 14 * MINUTE)
    assert await here.told("alert_check") == [43]
    await chores.do_due(connection, at=NOW + 15 * MINUTE)
    assert await here.told("alert_check") == [43, 44, 45]
    await chores.do_due(connection, at=NOW + 60 * MINUTE)
    assert await here.told("alert_check") == [43, 43, 44, 44, 45, 45]
    await chores.do_due(connection, at=NOW + 600 * MINUTE)
    assert len(await here.told("alert_check")) == 6


async def test_seen_it_climbs_no_more_and_who_found_it_learns_that(connection, here):
    await find_danger(here)
    await alerts.see(connection, here.rina, (await the_alert(here)).id, at=NOW + MINUTE)
    await chores.do_due(connection, at=NOW + 600 * MINUTE)
    assert await here.told("alert_check") == [43]
    assert await here.told("alert_seen") == [41]


async def test_the_second_who_taps_learns_who_was_faster(connection, here):
    await find_danger(here)
    number = (await the_alert(here)).id
    await alerts.see(connection, here.rina, number, at=NOW)
    row = await alerts.see(connection, here.tono, number, at=NOW + MINUTE)
    assert await alerts.name_of_seer(connection, row) == "Rina"
    assert await here.told("alert_seen") == [41]


async def test_only_who_is_in_charge_there_says_that_they_saw_it(connection, here):
    await find_danger(here)
    number = (await the_alert(here)).id
    elsewhere = await make_enterprise(connection, "UD Lain")
    other = await make_person(connection, 90, (elsewhere, "manager"))
    for nobody in (here.budi, here.siti, other):
        with pytest.raises(RefusedError):
            await alerts.see(connection, nobody, number, at=NOW)
    with pytest.raises(RefusedError):
        await alerts.see(connection, here.rina, number + 7, at=NOW)


async def test_a_team_that_finds_it_five_times_alarms_once(connection, here):
    await find_danger(here)
    again = await find_danger(here, here.siti)
    assert [one.name for one in again.alert.told] == ["Rina"]
    assert await here.told("alert_check") == [43]
    assert (await find_danger(here, here.siti, area="Potong")).alert.seen is False
    assert await here.told("alert_check") == [43, 43]  # another area is another danger


async def test_the_next_day_it_is_told_again(connection, here):
    await find_danger(here)
    await find_danger(here, at=NOW + dt.timedelta(days=1))
    assert await here.told("alert_check") == [43, 43]


async def test_a_slip_of_the_thumb_is_taken_back(connection, here):
    done = await find_danger(here)
    run = await runs.go_to(connection, done.run, 0, at=NOW)
    await runs.answer(connection, here.budi, run, 4, at=NOW)
    assert await here.told("alert_withdrawn") == [43]
    await chores.do_due(connection, at=NOW + 600 * MINUTE)
    assert await here.told("alert_check") == [43]
    run = await runs.go_to(connection, done.run, 0, at=NOW)
    await runs.answer(connection, here.budi, run, 0, at=NOW)
    assert await here.told("alert_check") == [43, 43]


async def test_nobody_takes_back_what_another_has_found(connection, here):
    await find_danger(here)
    await find_danger(here, here.siti, value=4)
    assert await here.told("alert_withdrawn") == []


async def test_who_is_in_charge_and_finds_it_alarms_nobody(connection, here):
    done = await find_danger(here, here.rina)
    assert (done.alert.own, done.alert.told) == (True, ())
    await chores.do_due(connection, at=NOW + 600 * MINUTE)
    assert await here.told("alert_check") == []


async def test_without_a_manager_the_trainer_is_told_and_without_anybody_nobody(connection, here):
    for account in (43, 44):
        await outbox.give_up_chat(connection, account, at=NOW)  # both have blocked the bot
    done = await find_danger(here)
    assert [one.name for one in done.alert.told] == ["Sari"]
    await outbox.give_up_chat(connection, 45, at=NOW)
    done = await find_danger(here, area="Potong")
    assert done.alert.told == ()


async def test_the_manager_of_that_area_comes_first(connection, here):
    await people.work_in(connection, here.tono, await here.area())
    done = await find_danger(here)
    assert [one.name for one in done.alert.told] == ["Tono"]
