"""The plan out into a spreadsheet and back again."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from mitra.access import RefusedError
from mitra.papers import workbook
from mitra.plan import actions as plan
from mitra.plan import answers, exchange, sheet
from mitra.store.models import OutboxMessage
from mitra.store.plan_models import ActionItem, ActionStatus
from tests.unit.mitra.make import make_person
from tests.unit.mitra.plan.factory import SITI, day


async def taken(here, rows, *, actor=None, made_at=None):
    return await exchange.take(
        here.connection, actor or here.rina, here.enterprise, rows, made_at=made_at, at=here.now
    )


async def everything(here):
    return (await here.connection.execute(sa.select(ActionItem.__table__).order_by(ActionItem.id))).all()


async def a_rich_plan(here):
    """Put actions of every kind into the plan."""
    first = await here.add(due=day("10-12"), owner=here.budi, cause="=1+1", cost=0, kpi="2 → 0", priority=1)
    await here.add(due=None, owner=here.siti, module=2, cost=750_000)
    done = await here.add(due=day("05-12"), owner=here.budi)
    await answers.finish(here.connection, here.budi, done.id, at=here.now)
    await answers.result(
        here.connection, here.budi, done.id, at=here.now, text="kering\nsekali", saving=200_000
    )
    await answers.postpone(here.connection, here.budi, first.id, day("12-12"), at=here.now)
    nobodys = await here.add(due=day("05-12"))
    await answers.refuse(here.connection, here.rina, nobodys.id, at=here.now)


async def test_out_and_back_in_it_is_the_same_to_the_last_column(here):
    await a_rich_plan(here)
    before = await everything(here)
    rows, known = await exchange.export(here.connection, here.rina, here.enterprise)
    owners, areas = list(known.owners.values()), list(known.areas.values())
    data = sheet.write(rows, enterprise="CV Maju", owners=owners, areas=areas, made_at=here.now)
    numbers = await exchange.numbers(here.connection, here.enterprise)
    read = sheet.read(data, owners=owners, areas=areas, numbers=numbers, today=here.now.date())
    assert (read.problems, read.rows) == ([], rows)
    result = await taken(here, read.rows, made_at=workbook.made_at(data))
    assert result == exchange.Taken(same=4, kept=[])
    assert await everything(here) == before


async def test_what_is_new_and_what_has_changed(here):
    await here.add(due=day("10-12"), owner=here.budi)
    rows, _ = await exchange.export(here.connection, here.rina, here.enterprise)
    changed = replace(rows[0], owner="Siti", area="Jahit", status=ActionStatus.RUNNING, cost=5_000)
    fresh = replace(rows[0], number=None, action="Cat garis", owner="Siti", status=ActionStatus.DONE)
    result = await taken(here, [changed, fresh])
    assert (result.added, result.changed, result.same, result.kept) == (1, 1, 0, [])
    first, second = [await plan.one(here.connection, here.rina, number, at=here.now) for number in (1, 2)]
    assert (first.owner, first.area, first.status, first.cost) == (
        "Siti",
        "Jahit",
        ActionStatus.RUNNING,
        5_000,
    )
    assert (second.number, second.action, second.ended_at) == (2, "Cat garis", here.now)
    rows = (await here.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    # What is finished already is news to nobody.
    assert [row.chat_id for row in rows if row.payload.get("template") == "action_given"] == [SITI]


async def test_an_old_sheet_leaves_what_was_answered_since(here):
    action = await here.add(due=day("10-12"), owner=here.budi)
    other = await here.add(due=day("10-12"), owner=here.budi)
    rows, _ = await exchange.export(here.connection, here.rina, here.enterprise)
    made_at, here.now = here.now, here.now + dt.timedelta(hours=1)
    await answers.finish(here.connection, here.budi, action.id, at=here.now)
    rows = [rows[0], replace(rows[1], cost=1_000)]
    result = await taken(here, rows, made_at=made_at)
    assert (result.changed, result.same, list(result.kept)) == (1, 0, [action.number])
    assert (await plan.one(here.connection, here.budi, action.id, at=here.now)).status is ActionStatus.DONE
    assert (await plan.one(here.connection, here.budi, other.id, at=here.now)).cost == 1_000
    # Without saying when it was made, what it says counts.
    assert list((await taken(here, rows)).kept) == []


async def test_who_numbers_new_actions_anew_wipes_nothing_out(here):
    await here.add(due=day("10-12"), owner=here.budi)
    rows, _ = await exchange.export(here.connection, here.rina, here.enterprise)
    reworded = replace(rows[0], action="Pasang alas antilicin yang tebal", problem="Lantai cuci licin sekali")
    other = replace(rows[0], action="Ganti jarum tiap minggu", problem="Jahitan loncat")
    assert await exchange.strange(here.connection, here.enterprise, [rows[0], reworded]) == []
    (problem,) = await exchange.strange(here.connection, here.enterprise, [other])
    assert problem.startswith("Nomor 1 milik tindakan “Pasang alas”")


async def test_a_sheet_sent_twice_adds_nothing_twice_and_tells_each_once(here):
    await here.add(due=day("10-12"), owner=here.budi)
    rows, _ = await exchange.export(here.connection, here.rina, here.enterprise)
    fresh = [replace(rows[0], number=None, action=f"Cat garis {n}", owner="Siti") for n in range(3)]
    assert (await taken(here, fresh)).added == 3
    again = await taken(here, fresh)
    assert (again.added, again.same) == (0, 3)
    rows = (await here.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    told = [row for row in rows if row.payload.get("template") == "action_given" and row.chat_id == SITI]
    assert [row.payload["values"]["count"] for row in told] == [3]


async def test_people_of_one_name_and_without_one_are_told_apart(connection, here):
    await make_person(connection, 50, (here.enterprise, "worker"), name="budi")
    await make_person(connection, 51, (here.enterprise, "worker"))
    known = await exchange.names(connection, here.enterprise)
    assert len(set(map(str.casefold, known.owners.values()))) == len(known.owners)
    assert sorted(known.owners.values())[:3] == ["Anggota (6)", "Budi (1)", "Ibu Rina"]
    for person, name in known.owners.items():
        assert known.owner_id(name) == person
    assert known.owner_id("") is None


async def test_workers_take_it_out_and_bring_nothing_back(here):
    await here.add(due=day("10-12"), owner=here.budi)
    rows, _ = await exchange.export(here.connection, here.budi, here.enterprise)
    assert len(rows) == 1
    with pytest.raises(RefusedError):
        await taken(here, rows, actor=here.budi)
