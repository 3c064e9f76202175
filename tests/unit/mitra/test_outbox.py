"""Messages owed: by lane, in order per chat, in one sender's hands at a time, never lost."""

import contextlib
import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import notifications, outbox
from mitra.notifications import Notification
from mitra.outbox import LEASE, Message
from mitra.store.models import Lane, OutboxMessage, OutboxStatus, UnreachableChat

at = dt.datetime.fromisoformat
#: A Tuesday morning, no holiday.
NOW = at("2026-11-24T09:00:00+07:00")
SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)
BUDI, SITI = 42, 43


def make_message(text: str = "halo", chat_id: int = BUDI, lane: Lane = Lane.DIRECT) -> Message:
    return Message(chat_id=chat_id, method="send_message", payload={"text": text}, lane=lane)


async def put(connection, *messages: Message, moment: dt.datetime = NOW) -> list[Message]:
    """Store messages that nobody has in hand."""
    stored = await outbox.put(connection, list(messages), at=moment)
    await outbox.release(connection, [message.id for message in stored], at=moment)
    return stored


async def due(connection, moment: dt.datetime = NOW, lane: Lane = Lane.DIRECT) -> list[str]:
    leased = await outbox.lease_due(connection, lane, at=moment)
    return [message.payload.get("text") or message.payload["template"] for message in leased]


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
    assert await outbox.lease_due(connection, Lane.DIRECT, at=NOW) == stored


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
    leased = await outbox.lease_due(connection, Lane.DIRECT, at=NOW, most=3)
    assert [message.chat_id for message in leased] == [0, 1, 2]
    assert [
        message.chat_id for message in await outbox.lease_due(connection, Lane.DIRECT, at=NOW, most=3)
    ] == [3, 4]


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
    assert await outbox.held_up(connection) == {(BUDI, Lane.DIRECT): NOW + 10 * SECOND}
    # When its time has come, both go out in their order, and the number of tries is known.
    tried = await outbox.lease_due(connection, Lane.DIRECT, at=NOW + 10 * SECOND)
    assert [(message.payload["text"], message.attempts) for message in tried] == [("satu", 1), ("dua", 0)]


async def test_tries_are_counted(connection):
    (message,) = await put(connection, make_message())
    for tries in range(1, 4):
        await outbox.postpone(connection, message, until=NOW + tries * SECOND, reason="flood")
        (message,) = await outbox.lease_due(connection, Lane.DIRECT, at=NOW + tries * SECOND)
        assert message.attempts == tries


async def test_a_message_in_hand_holds_up_later_ones_of_its_chat_only(connection):
    """Another sender must not overtake: answers would come out of order."""
    await outbox.put(connection, [make_message("satu")], at=NOW)
    await put(connection, make_message("dua"), make_message("lain", chat_id=SITI))
    assert await due(connection, NOW) == ["lain"]
    # Its sender is gone: it goes first, and what follows once it is through.
    assert await due(connection, NOW + LEASE) == ["satu", "lain"]
    await connection.execute(
        sa.delete(OutboxMessage).where(OutboxMessage.payload["text"].as_string() == "satu")
    )
    assert await due(connection, NOW + LEASE) == ["dua"]


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
    await outbox.release(connection, at=NOW)
    assert await due(connection, NOW) == ["satu", "dua"]


async def test_releasing_some_leaves_the_others_leased(connection):
    first, _ = await outbox.put(connection, [make_message("satu"), make_message("dua", chat_id=SITI)], at=NOW)
    await outbox.release(connection, [first.id], at=NOW)
    assert await due(connection, NOW) == ["satu"]
    await outbox.release(connection, [], at=NOW)
    assert await due(connection, NOW) == []


async def test_a_refused_message_is_kept_for_the_operator_and_holds_up_nobody(connection):
    first, _ = await put(connection, make_message("satu"), make_message("dua"))
    await outbox.postpone(connection, first, until=NOW + SECOND, reason="flood")
    await outbox.refuse(connection, first, reason="message is too long")
    assert await due(connection, NOW + SECOND) == ["dua"]
    assert await outbox.held_up(connection) == {}
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


# --- lanes


async def test_lanes_are_apart_and_do_not_hold_each_other_up(connection):
    bulk, _, _ = await put(
        connection,
        make_message("kabar", lane=Lane.BULK),
        make_message("bahaya", lane=Lane.URGENT),
        make_message("jawaban"),
    )
    await outbox.postpone(connection, bulk, until=NOW + HOUR, reason="flood")
    assert await due(connection, lane=Lane.URGENT) == ["bahaya"]
    assert await due(connection) == ["jawaban"]
    assert await due(connection, lane=Lane.BULK) == []


async def test_what_is_postponed_takes_what_follows_along(connection):
    """So the search for due rows does not come upon rows that may not go yet, sweep after sweep."""
    first, *_ = await put(connection, *(make_message(str(number)) for number in range(5)))
    await outbox.postpone(connection, first, until=NOW + HOUR, reason="flood")
    early = await connection.scalars(sa.select(OutboxMessage.id).where(OutboxMessage.due_at < NOW + HOUR))
    assert list(early) == []
    assert await due(connection, NOW + HOUR) == ["0", "1", "2", "3", "4"]


# --- for the operator


async def test_what_was_set_aside_is_shown_without_its_text_and_can_be_tried_again_or_dropped(connection):
    first, second = await put(connection, make_message("rahasia"), make_message(chat_id=SITI))
    await outbox.refuse(connection, first, reason="bad-request")
    await outbox.refuse(connection, second, reason="bad-request")
    shown = await outbox.set_aside(connection)
    assert [(one.what, one.reason) for one in shown] == [("send_message", "bad-request")] * 2
    assert "rahasia" not in str(shown)
    assert await outbox.retry_set_aside(connection, at=NOW) == 2
    assert len(await due(connection)) == 2
    await outbox.refuse(connection, first, reason="bad-request")
    assert await outbox.drop_set_aside(connection) == 1


# --- what looking costs


async def rows_of(connection, count: int, **columns) -> None:
    """Fill the outbox with so many bulk rows, and one that is due."""
    await connection.execute(sa.delete(OutboxMessage))
    row = {
        "method": "send_message",
        "payload": {},
        "lane": int(Lane.BULK),
        "kind": "",
        "enterprise_id": None,
        "status": OutboxStatus.WAITING,
        "attempts": 0,
        "leased_until": None,
        "due_at": NOW + HOUR,
    }
    rows = [row | columns | {"chat_id": number % 1000} for number in range(count)]
    await connection.execute(sa.insert(OutboxMessage), rows)
    await notifications.notify(
        connection, [Notification(telegram_id=2_000, kind="requests", template="kabar")], at=NOW
    )


async def steps_to_find(connection) -> int:
    """Return how many steps SQLite's machine takes to find what is due."""
    raw = (await connection.get_raw_connection()).driver_connection
    ticks = []
    await raw.set_progress_handler(lambda: ticks.append(1) and None, 1)
    found = (await connection.execute(outbox.due(Lane.BULK, NOW).limit(200))).all()
    await raw.set_progress_handler(None, 1)
    assert len(found) == 1
    return len(ticks)


@pytest.mark.parametrize(
    "columns",
    [
        # Next week's reminders; rows in somebody's hands; rows behind one that is tried again; what was set aside.
        {},
        {"leased_until": NOW + LEASE, "due_at": NOW + LEASE},
        {"attempts": 3, "due_at": NOW + HOUR},
        {"status": OutboxStatus.REFUSED, "due_at": NOW - HOUR},
    ],
)
@pytest.mark.sqlite
async def test_finding_what_is_due_costs_the_same_however_much_waits(connection, columns):
    await rows_of(connection, 100, **columns)
    few = await steps_to_find(connection)
    await rows_of(connection, 20_000, **columns)
    assert await steps_to_find(connection) <= few * 1.1


@pytest.mark.sqlite
async def test_the_plan_uses_the_indexes_and_sorts_nothing(connection):
    await rows_of(connection, 1_000)
    statement = outbox.due(Lane.BULK, NOW).limit(200)
    compiled = statement.compile(dialect=connection.dialect)
    values = tuple(map(str, compiled.params.values()))  # a plan does not depend on them
    plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
    steps = [row[3] for row in plan]
    assert any("ix_outbox_messages_due (status=? AND lane=? AND due_at<?)" in step for step in steps), steps
    assert any("ix_outbox_messages_chat (chat_id=? AND lane=? AND id<?)" in step for step in steps), steps
    assert [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step] == []


@pytest.mark.sqlite
async def test_other_queries_have_their_indexes_too(connection):
    await rows_of(connection, 1_000)
    for sql, index in (
        ("UPDATE outbox_messages SET due_at = 1 WHERE leased_until IS NOT NULL", "ix_outbox_messages_leased"),
        ("DELETE FROM outbox_messages WHERE chat_id = 1 AND status = 'waiting'", "ix_outbox_messages_chat"),
        ("SELECT 1 FROM persons WHERE telegram_id IN (1, 2)", "sqlite_autoindex_persons_1"),
        ("DELETE FROM handled WHERE kept_until < 1", "ix_handled_kept_until"),
    ):
        plan = [row[3] for row in await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql)]
        assert any(index in step for step in plan), plan
