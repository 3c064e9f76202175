"""The improvement plan: what, who, by when."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.access import RefusedError
from mitra.plan import absences, answers, exchange, listing
from mitra.plan import actions as plan
from mitra.store.plan_models import ActionItem, ActionStatus
from tests.unit.mitra.checks.workplace import Workplace
from tests.unit.mitra.make import NOW, make_enterprise, make_person


@pytest.fixture
async def here(connection) -> Workplace:
    enterprise = await make_enterprise(connection, areas=["Jahit"])
    return Workplace(
        connection,
        enterprise,
        budi=await make_person(connection, 41, (enterprise, "worker"), name="Budi"),
        siti=await make_person(connection, 42, (enterprise, "worker"), name="Siti"),
        rina=await make_person(connection, 43, (enterprise, "manager"), name="Ibu Rina"),
    )


async def add(here, actor, *, origin="check:7:k3-apar", at=NOW):
    return await plan.add(
        here.connection,
        actor,
        here.enterprise,
        problem="APAR kosong",
        action="Isi APAR",
        module=5,
        origin=origin,
        at=at,
    )


async def test_whoever_adds_it_does_it_within_a_week(here):
    action = await add(here, here.budi)
    assert (action.owner, action.due_on, action.status) == ("Budi", dt.date(2026, 12, 3), ActionStatus.OPEN)


async def test_tapped_twice_or_by_two_it_is_there_once(connection, here):
    first, second = await add(here, here.budi), await add(here, here.rina)
    assert (first.id, second.owner) == (second.id, "Budi")
    assert await connection.scalar(sa.select(sa.func.count()).select_from(ActionItem)) == 1


async def test_the_week_is_counted_by_the_enterprise_s_own_calendar(connection, here):
    papua = await make_enterprise(connection, "UD Papua", zone="Asia/Jayapura")
    yosep = await make_person(connection, 90, (papua, "manager"))
    late = dt.datetime.fromisoformat("2026-11-26T23:00:00+07:00")  # the 27th in Jayapura already
    there = await plan.add(connection, yosep, papua, problem="p", action="a", module=1, origin="x", at=late)
    assert (there.due_on, (await add(here, here.budi, at=late)).due_on) == (
        dt.date(2026, 12, 4),
        dt.date(2026, 12, 3),
    )


async def test_a_manager_gives_it_to_somebody_who_learns_it(connection, here):
    action = await add(here, here.rina)
    given = await plan.give(connection, here.rina, action.id, here.siti.person_id, at=NOW)
    assert given.owner == "Siti"
    assert await here.told("action_given") == [42]
    await plan.give(connection, here.rina, action.id, here.siti.person_id, at=NOW)
    assert await here.told("action_given") == [42]


async def test_a_worker_changes_their_own_and_gives_none_away(connection, here):
    action = await add(here, here.budi)
    done = await answers.finish(connection, here.budi, action.id, at=NOW)
    assert done.status is ActionStatus.DONE
    with pytest.raises(RefusedError):
        await plan.give(connection, here.budi, action.id, here.siti.person_id, at=NOW)
    with pytest.raises(RefusedError):
        await plan.set_due(connection, here.siti, action.id, dt.date(2026, 12, 1), at=NOW)


async def test_others_enterprises_neither_see_nor_get_it(connection, here):
    action = await add(here, here.budi)
    elsewhere = await make_enterprise(connection, "UD Lain")
    other = await make_person(connection, 90, (elsewhere, "manager"))
    for attempt in (
        plan.one(connection, other, action.id, at=NOW),
        plan.look(connection, other, action.id),
        listing.plan_page(connection, other, here.enterprise, "all", page=1, at=NOW),
        listing.my_page(connection, other, here.enterprise, page=1, at=NOW),
        listing.counts(connection, other, here.enterprise, at=NOW),
        listing.owners(connection, other, here.enterprise),
        exchange.export(connection, other, here.enterprise),
        exchange.take(connection, other, here.enterprise, [], made_at=None, at=NOW),
        plan.colleagues(connection, other, here.enterprise),
        plan.give(connection, here.rina, action.id, other.person_id, at=NOW),
        plan.one(connection, here.rina, 999, at=NOW),
        plan.set_due(connection, here.rina, action.id, dt.date(2036, 1, 1), at=NOW),
        plan.set_due(connection, here.rina, action.id, dt.date(2026, 11, 25), at=NOW),
        absences.go(connection, other, here.enterprise, dt.date(2026, 12, 1), None, at=NOW),
        absences.go(connection, here.budi, here.enterprise, dt.date(2026, 12, 1), other.person_id, at=NOW),
    ):
        with pytest.raises(RefusedError):
            await attempt


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("cause", "  tidak ada alas ", "tidak ada alas"),
        ("cause", "", ""),
        ("action", "x" * 400, "x" * 300),
        ("cost", 750_000, 750_000),
        ("cost", None, None),
        ("priority", 1, 1),
        ("module", 2, 2),
        ("area_id", None, None),
        ("photo_before", "FOTO", "FOTO"),
    ],
)
async def test_each_property_can_be_changed(here, name, value, kept):
    action = await add(here, here.budi)
    changed = await plan.edit(here.connection, here.budi, action.id, name, value, at=NOW)
    assert getattr(changed, name) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [("action", "  "), ("cost", -1), ("cost", 10**13), ("priority", 4), ("module", 0), ("area_id", 999),
     ("owner_id", 1), ("status", "done")],
)  # fmt: skip
async def test_what_no_property_can_be_is_refused(here, name, value):
    action = await add(here, here.budi)
    with pytest.raises(RefusedError):
        await plan.edit(here.connection, here.budi, action.id, name, value, at=NOW)


async def test_actions_are_numbered_in_each_enterprise(connection, here):
    elsewhere = await make_enterprise(connection, "UD Lain")
    other = await make_person(connection, 90, (elsewhere, "manager"))
    first = await add(here, here.budi, origin="a")
    there = await plan.add(connection, other, elsewhere, problem="p", action="a", module=1, at=NOW)
    second = await add(here, here.budi, origin="b")
    assert (first.number, there.number, second.number) == (1, 1, 2)


async def test_what_the_release_before_added_is_called_by_its_id(connection, here):
    action = await add(here, here.budi)
    await connection.execute(sa.update(ActionItem).values(number=None))
    assert (await plan.one(connection, here.budi, action.id, at=NOW)).number == action.id


async def test_who_it_may_be_given_to(connection, here):
    await make_person(connection, 50, (here.enterprise, "worker"))  # without a name
    await make_person(connection, 51, (here.enterprise, "trainer"), name="Bu Sari")
    found = await plan.candidates(connection, here.rina, here.enterprise)
    assert [name for _, name, _ in found] == ["Ibu Rina", "Budi", "Siti"]
