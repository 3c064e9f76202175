"""Several processes, one outbox: nobody overtakes, and what a dead one had in hand is taken over."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import outbox
from mitra.outbox import Message
from mitra.store.models import Lane, OutboxMessage, Replica

NOW = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")
SECOND = dt.timedelta(seconds=1)


def say(text, chat=7, lane=Lane.DIRECT):
    return Message(chat_id=chat, method="send_message", payload={"text": text}, lane=lane)


@pytest.fixture
async def connection(database):
    async with database.transaction() as opened:
        yield opened


async def held(connection):
    """Return who has which text in hand."""
    rows = await connection.execute(sa.select(OutboxMessage.payload, OutboxMessage.leased_by))
    return {row.payload["text"]: row.leased_by for row in rows}


async def test_what_comes_after_somebody_elses_message_waits_for_it(connection):
    await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    deferred = await outbox.put(connection, [say("dua"), say("lain", chat=8)], at=NOW, holder="b")
    assert [bool(one.id) for one in deferred] == [False, True]
    assert await held(connection) == {"satu": "a", "dua": None, "lain": "b"}
    # And what comes after that waits too, even for who has the first one.
    assert [one.id for one in await outbox.put(connection, [say("tiga")], at=NOW, holder="a")] == [0]
    # Another lane is another line.
    (urgent,) = await outbox.put(connection, [say("awas", lane=Lane.URGENT)], at=NOW, holder="b")
    assert urgent.id


async def test_what_waits_is_found_when_the_first_has_gone(connection):
    (first,) = await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    await outbox.put(connection, [say("dua")], at=NOW, holder="b")
    assert await outbox.lease_due(connection, Lane.DIRECT, at=NOW + SECOND, holder="b") == []
    await outbox.sent(connection, [first.id])
    (found,) = await outbox.lease_due(connection, Lane.DIRECT, at=NOW + SECOND, holder="b")
    assert found.payload == {"text": "dua"}


async def test_what_is_to_be_tried_again_is_not_overtaken_by_anybody(connection):
    (first,) = await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    await outbox.postpone(connection, first, until=NOW + 5 * SECOND, reason="x")
    for holder in ("a", "b"):
        (later,) = await outbox.put(connection, [say(holder)], at=NOW, holder=holder)
        assert not later.id


async def test_ones_own_messages_follow_at_once(connection):
    await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    assert all(one.id for one in await outbox.put(connection, [say("dua")], at=NOW, holder="a"))


async def test_a_silent_process_is_taken_over_and_a_living_one_is_not(connection):
    await outbox.beat(connection, "a", at=NOW)
    await outbox.beat(connection, "b", at=NOW + 7 * SECOND)
    await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    await outbox.put(connection, [say("dua", chat=8)], at=NOW, holder="b")
    await outbox.beat(connection, "b", at=NOW + 8 * SECOND)
    assert await held(connection) == {"satu": "a", "dua": "b"}
    await outbox.beat(connection, "b", at=NOW + 9 * SECOND)
    assert await held(connection) == {"satu": None, "dua": "b"}
    assert list(await connection.scalars(sa.select(Replica.id))) == ["b"]
    (found,) = await outbox.lease_due(connection, Lane.DIRECT, at=NOW + 9 * SECOND, holder="b")
    assert found.payload == {"text": "satu"}


async def test_only_ones_own_leases_are_given_back(connection):
    (first,) = await outbox.put(connection, [say("satu")], at=NOW, holder="a")
    (second,) = await outbox.put(connection, [say("dua", chat=8)], at=NOW, holder="b")
    await outbox.release(connection, [first.id, second.id], at=NOW, holder="b")
    assert await held(connection) == {"satu": "a", "dua": None}


async def test_lanes_tell_how_many_are_due_and_since_when(connection):
    await outbox.owe(connection, [say("satu"), say("dua")], at=NOW)
    await outbox.owe(connection, [say("nanti", lane=Lane.BULK)], at=NOW + 60 * SECOND)
    states = await outbox.lanes(connection, at=NOW + SECOND)
    assert states == {Lane.URGENT: (0, None), Lane.DIRECT: (2, NOW), Lane.BULK: (0, None)}
