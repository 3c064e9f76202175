"""Two replicas do the same thing at the same moment, on PostgreSQL: one does it, the other sees it done."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import chores, enterprises, invitations, people
from mitra.access import CONSOLE
from mitra.store.alone import CHORES, is_alone
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import OutboxMessage, Role, Side
from mitra.store.suggestion_models import SuggestionStep
from mitra.suggestions import giving
from mitra.suggestions.deciding import ChangedError, Desk
from mitra.suggestions.giving import Draft

KEY = b"kunci di luar"
NOW = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")


@pytest.fixture
async def replicas(postgres):
    """Two connections of two processes, so to speak, to one database."""
    address = postgres.address(await postgres.create())
    both = [Database(address) for _ in range(2)]
    # They start together: each brings the database up to date, one after the other.
    await asyncio.gather(*(migrate(one) for one in both))
    yield both
    for one in both:
        await one.close()


@pytest.fixture
async def committee(replicas):
    """An enterprise with a worker, and a committee of two."""
    async with replicas[0].transaction() as connection:
        number = await enterprises.add(connection, CONSOLE, "CV Balap", timezone="Asia/Jakarta", at=NOW)
        for account, role, side in (
            (41, Role.WORKER, None),
            (51, Role.COMMITTEE, Side.WORKERS),
            (52, Role.COMMITTEE, Side.MANAGEMENT),
        ):
            person = await people.enrol(connection, account, at=NOW)
            await people.seat(connection, person, number, role, at=NOW, side=side)
        return number, [await people.actor_of(connection, account) for account in (41, 51, 52)]


async def at_the_same_moment(replicas, *works):
    """Do each work in a replica of its own; all have read before the first writes."""
    ready = asyncio.Barrier(len(works))

    async def run(database, work):
        first = True

        async def together(connection):
            nonlocal first
            # Only the first time: who comes a second time comes alone.
            await connection.execute(sa.text("SELECT 1"))
            if first:
                first = False
                await ready.wait()
            return await work(connection)

        return await database.serialized(together)

    runs = [run(database, work) for database, work in zip(replicas, works, strict=True)]
    return await asyncio.gather(*runs, return_exceptions=True)


async def test_two_members_decide_on_one_suggestion(replicas, committee):
    """One accepts, one defers: whoever is second is told that somebody was faster, and the author hears one thing."""
    number, (budi, ani, tono) = committee
    for _ in range(8):
        async with replicas[0].transaction() as connection:
            await connection.execute(sa.delete(OutboxMessage))
            card = (
                await giving.send(
                    connection, budi, number, Draft(text="Tambah kipas", module=5), key=KEY, at=NOW
                )
            ).card

        async def accept(connection, card=card):
            return await Desk(connection, ani, key=KEY, at=NOW).accept(card.id, card.version)

        async def defer(connection, card=card):
            return await Desk(connection, tono, key=KEY, at=NOW).defer(
                card.id, card.version, 30, "Tunggu dana"
            )

        outcomes = await at_the_same_moment(replicas, accept, defer)
        assert [type(one) for one in outcomes].count(ChangedError) == 1
        async with replicas[0].transaction() as connection:
            decided = SuggestionStep.act.in_(["accepted", "deferred"])
            mine = SuggestionStep.suggestion_id == card.id
            query = sa.select(sa.func.count()).select_from(SuggestionStep).where(decided, mine)
            assert await connection.scalar(query) == 1


async def test_two_people_open_the_link_for_the_first_operator(replicas):
    """The link makes one operator, whoever is first."""
    async with replicas[0].transaction() as connection:
        made = await invitations.first_operator(connection, at=NOW)

    def accepts(account):
        async def work(connection):
            await people.enrol(connection, account, at=NOW)
            guest = await people.actor_of(connection, account)
            return await invitations.accept(connection, guest, made.token, at=NOW)

        return work

    outcomes = await at_the_same_moment(replicas, accepts(61), accepts(62))
    assert sorted(str(one) for one in outcomes if isinstance(one, str)) == ["used_up"], outcomes


async def test_clock_work_is_done_by_one(replicas):
    """While one replica is at it, the other finds nothing to do."""
    at_work, done = asyncio.Event(), asyncio.Event()

    async def slowly(connection):
        first = await chores.do_due(connection, at=NOW)
        at_work.set()
        await done.wait()
        return first

    slow = asyncio.create_task(replicas[0].serialized(slowly))
    await at_work.wait()
    async with replicas[1].transaction() as connection:
        assert not await is_alone(connection, CHORES)
    done.set()
    await slow
    async with replicas[1].transaction() as connection:
        assert await is_alone(connection, CHORES)
