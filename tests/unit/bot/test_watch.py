"""Operators hear what they must mend: once for each thing, at most once an hour of a kind, and when a silence is over."""

import datetime as dt
import os

import pytest
import sqlalchemy as sa

from bot import watch
from bot.contact import Contact
from bot.training import fingerprint
from bot.watch import Watch
from mitra import installation, outbox
from mitra.backup import saving
from mitra.settings import Settings
from mitra.state import CONFLICT, SEEN, state_of
from mitra.store.models import OutboxMessage
from tests.unit.mitra.make import make_enterprise, make_person

NOON = dt.datetime.fromisoformat("2026-11-26T12:00:00+07:00")


class Clock:
    """Stands until it is moved."""

    now = NOON

    def __call__(self):
        return self.now

    def passes(self, **time):
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def watching(database, tmp_path, clock):
    """A watch over an installation with two operators, at which all is well."""
    settings = Settings(data_dir=tmp_path)
    settings.models_dir.mkdir()
    model = settings.models_dir / f"mitra-{fingerprint()}.tar.gz"
    model.touch()
    async with database.transaction() as connection:
        here = await make_enterprise(connection)
        for number, role in ((1, (None, "operator")), (2, (None, "operator")), (3, (here, "manager"))):
            await make_person(connection, number, role)
        await connection.execute(sa.delete(OutboxMessage))
    return Watch(settings, database, Contact(clock), model, clock)


async def told(database):
    """Return whom which alerts wait for, and forget them."""
    async with database.transaction() as connection:
        rows = await connection.execute(
            sa.select(OutboxMessage.chat_id, OutboxMessage.payload)
            .where(OutboxMessage.kind == "operator_alert")
            .order_by(OutboxMessage.id)
        )
        found = [(row.chat_id, row.payload["values"]) for row in rows]
        await connection.execute(sa.delete(OutboxMessage).where(OutboxMessage.kind == "operator_alert"))
    return found


async def set_aside(database, clock):
    async with database.transaction() as connection:
        message = outbox.Message(chat_id=7, method="send_message", payload={"text": "x"})
        (owed,) = await outbox.put(connection, [message], at=clock())
        await outbox.refuse(connection, owed, reason="bad-request")


async def test_when_all_is_well_nobody_is_disturbed_and_it_is_noted_that_somebody_looked(
    watching, database, clock
):
    assert await watching.look() == []
    async with database.transaction() as connection:
        assert (await state_of(connection, at=clock())).seen_at == clock()
        assert SEEN == "seen"


async def test_all_operators_hear_of_a_message_that_cannot_be_sent_and_nobody_else(watching, database, clock):
    await set_aside(database, clock)
    assert await watching.look() == ["poisoned"]
    assert await told(database) == [
        (1, {"kind": "poisoned", "count": 1}),
        (2, {"kind": "poisoned", "count": 1}),
    ]


async def test_the_same_message_is_told_once_and_another_after_an_hour(watching, database, clock):
    await set_aside(database, clock)
    await watching.look()
    clock.passes(hours=2)
    assert await watching.look() == []
    await set_aside(database, clock)
    assert await watching.look() == ["poisoned"]
    await set_aside(database, clock)
    clock.passes(minutes=59)
    assert await watching.look() == []
    clock.passes(minutes=2)
    assert await watching.look() == ["poisoned"]
    assert [values["count"] for _, values in await told(database)] == [1, 1, 2, 2, 3, 3]


async def test_two_processes_tell_it_once(watching, database, clock):
    other = Watch(watching.settings, database, Contact(clock), watching.model, clock)
    await set_aside(database, clock)
    assert [await watching.look(), await other.look()] == [["poisoned"], []]


async def test_a_silence_of_telegram_is_told_when_it_is_over(watching, database, clock):
    watching.contact.failed()
    clock.passes(minutes=3)
    watching.contact.failed()
    clock.passes(minutes=4)
    assert await watching.look() == []
    watching.contact.answered(200)
    assert await watching.look() == ["telegram"]
    assert (1, {"kind": "telegram", "minutes": 7, "since": "12.00", "until": "12.07"}) in await told(database)
    clock.passes(hours=3)
    assert await watching.look() == []


async def test_a_short_silence_is_not_worth_telling(watching, clock):
    watching.contact.answered(502)
    await watching.look()
    clock.passes(minutes=4)
    watching.contact.answered(401)
    assert await watching.look() == []


async def test_a_disk_nearly_full_is_told_every_six_hours(watching, database, clock, monkeypatch):
    monkeypatch.setattr(watch, "FEWEST_BYTES", 10**18)
    assert await watching.look() == ["disk"]
    clock.passes(hours=5, minutes=59)
    assert await watching.look() == []
    clock.passes(minutes=2)
    assert await watching.look() == ["disk"]


async def test_a_model_that_is_gone_or_no_longer_fits(watching, clock):
    assert await watching.look() == []
    watching.model.unlink()
    assert await watching.look() == []  # files are looked at now and then only
    clock.passes(minutes=16)
    assert await watching.look() == ["model"]
    watching.model.touch()
    watching.model = watching.model.rename(watching.model.with_name("mitra-0000000000000000.tar.gz"))
    clock.passes(hours=7)
    assert await watching.look() == ["model"]


async def test_backups_that_stopped_are_missed(watching, database, clock):
    folder = watching.settings.backups_dir
    await saving.save(database, folder / "mitra-20261120-030000.zip", key=b"k", at=clock())
    made = clock().timestamp()
    os.utime(folder / "mitra-20261120-030000.zip", (made, made))
    assert await watching.look() == []
    clock.passes(days=3)
    assert await watching.look() == ["backup"]


async def test_another_mitra_with_the_same_token(watching, database, clock):
    watching.contact.answered(409)
    assert await watching.look() == ["conflict"]
    async with database.transaction() as connection:
        assert await installation.fact(connection, CONFLICT) == clock().isoformat()
    clock.passes(hours=2)
    assert await watching.look() == []


async def test_chores_that_fail(watching):
    watching.chores_fail = True
    assert await watching.look() == ["chores"]


async def test_a_database_that_was_away_is_told_afterwards(watching, database, clock, monkeypatch):
    async def away(_work):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(database, "serialized", away)
        for _ in range(2):
            await watching.look_safely()
            clock.passes(minutes=4)
    assert await watching.look() == ["database"]
    assert (2, {"kind": "database", "minutes": 8, "since": "12.00", "until": "12.08"}) in await told(database)


async def test_at_night_operators_sleep(watching, database, clock):
    clock.now = dt.datetime.fromisoformat("2026-11-26T23:30:00+07:00")
    await set_aside(database, clock)
    await watching.look()
    async with database.transaction() as connection:
        query = sa.select(OutboxMessage.due_at).where(OutboxMessage.kind == "operator_alert")
        due = (await connection.execute(query)).scalars().first()
    assert due.astimezone(clock.now.tzinfo).hour == 7
