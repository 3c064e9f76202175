"""Messages owed: in order per chat, in one sender's hands at a time, never lost."""

import contextlib
import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import outbox
from mitra.outbox import LEASE, Message
from mitra.store.models import OutboxMessage, OutboxStatus, UnreachableChat

at = dt.datetime.fromisoformat
NOW = at("2026-11-24T09:00:00+07:00")
SECOND = dt.timedelta(seconds=1)
BUDI, SITI = 42, 43


def make_message(text: str = "halo", chat_id: int = BUDI) -> Message:
    return Message(chat_id=chat_id, method="send_message", payload={"text": text})


@pytest.fixture
async def connection(database):
    async with database.transaction() as open_one:
        yield open_one


async def put(connection, *messages: Message, moment: dt.datetime = NOW) -> list[Message]:
    """Store messages that nobody has in hand."""
    stored = await outbox.put(connection, list(messages), at=moment)
    await outbox.release(connection, [message.id for message in stored])
    return stored


async def due(connection, moment: dt.datetime = NOW) -> list[str]:
    return [message.payload["text"] for message in await outbox.lease_due(connection, at=moment)]


async def test_messages_come_back_as_they_were_put_oldest_first(connection):
    stored = await put(
        connection,
        make_message("satu"),
        make_message("dua", chat_id=SITI),
        Message(
            chat_id=-100_123_456_789_012, method="edit_message_text", payload={"text": "🙏", "rows": [[1]]}
        ),
    )
    assert [message.id for message in stored] == sorted({message.id for message in stored})
    assert await outbox.lease_due(connection, at=NOW) == stored


async def test_nothing_put_is_nothing_owed(connection):
    assert await outbox.put(connection, [], at=NOW) == []
    assert await due(connection) == []


async def test_a_message_is_the_callers_until_the_lease_runs_out(connection):
    """The caller hands it to its sender after the commit; should it die, any sender may go on."""
    await outbox.put(connection, [make_message()], at=NOW)
    assert await due(connection, NOW + LEASE - SECOND) == []
    assert await due(connection, NOW + LEASE) == ["halo"]


async def test_what_one_sender_has_leased_no_other_gets(connection):
    await put(connection, make_message())
    assert await due(connection, NOW) == ["halo"]
    assert await due(connection, NOW + LEASE - SECOND) == []
    assert await due(connection, NOW + LEASE) == ["halo"]


async def test_messages_put_in_a_transaction_that_fails_are_not_owed(database):
    with contextlib.suppress(RuntimeError):
        async with database.transaction() as connection:
            await put(connection, make_message())
            raise RuntimeError
    async with database.transaction() as connection:
        assert await due(connection, NOW + LEASE) == []


async def test_what_is_sent_is_forgotten(connection):
    first, _ = await put(connection, make_message("satu"), make_message("dua"))
    await outbox.sent(connection, [first.id])
    assert await due(connection) == ["dua"]


async def test_only_so_many_are_leased_at_a_time(connection):
    await put(connection, *(make_message(str(number), chat_id=number) for number in range(5)))
    leased = await outbox.lease_due(connection, at=NOW, most=3)
    assert [message.chat_id for message in leased] == [0, 1, 2]
    assert [message.chat_id for message in await outbox.lease_due(connection, at=NOW, most=3)] == [3, 4]


async def test_a_message_is_not_due_before_its_time(connection):
    await put(connection, make_message(), moment=NOW + SECOND)
    assert await due(connection, NOW) == []
    assert await due(connection, NOW + SECOND) == ["halo"]


async def test_a_postponed_message_holds_up_later_ones_of_its_chat_only(connection):
    first, *_ = await put(
        connection, make_message("satu"), make_message("lain", chat_id=SITI), make_message("dua")
    )
    await outbox.postpone(connection, first, until=NOW + 10 * SECOND, reason="flood")
    assert await due(connection, NOW) == ["lain"]
    assert await outbox.held_up_chats(connection) == [BUDI]
    # When its time has come, both go out in their order, and the number of tries is known.
    tried = await outbox.lease_due(connection, at=NOW + 10 * SECOND)
    assert [(message.payload["text"], message.attempts) for message in tried] == [("satu", 1), ("dua", 0)]


async def test_tries_are_counted(connection):
    (message,) = await put(connection, make_message())
    for tries in range(1, 4):
        await outbox.postpone(connection, message, until=NOW + tries * SECOND, reason="flood")
        (message,) = await outbox.lease_due(connection, at=NOW + tries * SECOND)
        assert message.attempts == tries


async def test_a_message_in_hand_holds_up_later_ones_of_its_chat_only(connection):
    """Another sender must not overtake: answers would come out of order."""
    await outbox.put(connection, [make_message("satu")], at=NOW)
    await put(connection, make_message("dua"), make_message("lain", chat_id=SITI))
    assert await due(connection, NOW) == ["lain"]
    assert await due(connection, NOW + LEASE) == ["satu", "dua", "lain"]


async def test_a_later_message_does_not_hold_up_an_earlier_one(connection):
    _, second = await put(connection, make_message("satu"), make_message("dua"))
    await outbox.postpone(connection, second, until=NOW + SECOND, reason="flood")
    assert await due(connection, NOW) == ["satu"]


async def test_postponing_leaves_other_leases_alone(connection):
    first, _ = await outbox.put(
        connection, [make_message("satu"), make_message("lain", chat_id=SITI)], at=NOW
    )
    await outbox.postpone(connection, first, until=NOW + SECOND, reason="flood")
    assert await due(connection, NOW + SECOND) == ["satu"]


async def test_at_start_all_leases_are_given_back(connection):
    """No other sender can be alive then: what it had in hand need not wait for the lease to run out."""
    await outbox.put(connection, [make_message("satu"), make_message("dua", chat_id=SITI)], at=NOW)
    await outbox.release(connection)
    assert await due(connection, NOW) == ["satu", "dua"]


async def test_releasing_some_leaves_the_others_leased(connection):
    first, _ = await outbox.put(connection, [make_message("satu"), make_message("dua", chat_id=SITI)], at=NOW)
    await outbox.release(connection, [first.id])
    assert await due(connection, NOW) == ["satu"]
    await outbox.release(connection, [])
    assert await due(connection, NOW) == []


async def test_a_refused_message_is_kept_for_the_operator_and_holds_up_nobody(connection):
    first, _ = await put(connection, make_message("satu"), make_message("dua"))
    await outbox.postpone(connection, first, until=NOW + SECOND, reason="flood")
    await outbox.refuse(connection, first, reason="message is too long")
    assert await due(connection, NOW) == ["dua"]
    assert await outbox.held_up_chats(connection) == []
    kept = await connection.execute(
        sa.select(OutboxMessage.id, OutboxMessage.reason).where(OutboxMessage.status == OutboxStatus.REFUSED)
    )
    assert [tuple(row) for row in kept] == [(first.id, "message is too long")]


async def test_a_chat_given_up_is_noted_and_owed_nothing_more(connection):
    refused, *_ = await put(
        connection, make_message("lama"), make_message("satu"), make_message("lain", chat_id=SITI)
    )
    await outbox.refuse(connection, refused, reason="message is too long")
    await outbox.give_up_chat(connection, BUDI, at=NOW)
    # Blocked twice is blocked since the first time.
    await outbox.give_up_chat(connection, BUDI, at=NOW + SECOND)
    assert await due(connection, NOW) == ["lain"]
    gone = await connection.execute(sa.select(UnreachableChat.chat_id, UnreachableChat.since))
    assert [tuple(row) for row in gone] == [(BUDI, NOW)]
    assert (
        await connection.scalar(sa.select(OutboxMessage.id).where(OutboxMessage.chat_id == BUDI))
        == refused.id
    )


async def test_who_writes_again_is_reachable_again(connection):
    for chat in (BUDI, SITI):
        await outbox.give_up_chat(connection, chat, at=NOW)
    await outbox.reachable_again(connection, BUDI)
    assert list(await connection.scalars(sa.select(UnreachableChat.chat_id))) == [SITI]


def test_a_message_does_not_show_its_text_when_printed():
    """Messages get into logs and tracebacks; what they say must not."""
    assert "halo" not in repr(make_message("halo"))
