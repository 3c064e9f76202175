"""The sender: what it does with what Telegram says. The courier is a small real class; the clock can be turned."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.delivery import CannotRenderError
from bot.sender import MOST_TRIES, Sender
from mitra import notifications, outbox, people
from mitra.notifications import Notification
from mitra.outbox import Message
from mitra.store.models import Lane, OutboxMessage, OutboxStatus
from tests.unit.mitra.make import NOW, make_person

BUDI, SITI = 42, 43


class FakeCourier:
    """Takes note of what it delivers; fails where told."""

    def __init__(self) -> None:
        self.delivered: list[tuple[int, str]] = []
        self.fails: dict[int, Exception] = {}
        self.slow = 0.0

    async def deliver(self, message: Message) -> None:
        await asyncio.sleep(self.slow)
        if message.chat_id in self.fails:
            raise self.fails[message.chat_id]
        self.delivered.append((message.chat_id, message.payload.get("text") or message.payload["template"]))


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
async def post(database):
    """Courier, clock, and a sender that can be swept by hand."""
    courier, clock = FakeCourier(), Clock(NOW)
    sender = Sender(courier, database, rate=5_000, clock=clock)
    yield courier, clock, sender
    await sender.stop()


async def sweep(sender):
    await sender._sweep()
    while sender._tasks:
        await asyncio.wait(set(sender._tasks))


async def owe(database, *messages):
    async with database.transaction() as connection:
        await outbox.owe(connection, list(messages), at=NOW)


def text(words, chat_id=BUDI, lane=Lane.DIRECT):
    return Message(chat_id=chat_id, method="send_message", payload={"text": words}, lane=lane)


async def statuses(database):
    async with database.transaction() as connection:
        query = sa.select(OutboxMessage.status, OutboxMessage.reason).order_by(OutboxMessage.id)
        return [tuple(row) for row in (await connection.execute(query)).all()]


async def test_danger_overtakes_a_broadcast(post, database):
    courier, _, sender = post
    await owe(database, *(text(f"kabar {n}", 100 + n, Lane.BULK) for n in range(3_000)))
    courier.slow = 0.002
    await sender._sweep()
    await asyncio.sleep(0.02)
    await owe(database, text("bahaya", SITI, Lane.URGENT))
    await sender._sweep()
    while (SITI, "bahaya") not in courier.delivered:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    assert len(courier.delivered) < 1_000


async def test_a_poisoned_message_is_set_aside_when_others_get_through(post, database):
    courier, clock, sender = post
    courier.fails[BUDI] = NetworkError("boom")
    await owe(database, text("racun"))
    for _ in range(MOST_TRIES + 2):
        await owe(database, text("lancar", SITI))
        await sweep(sender)
        clock.at += dt.timedelta(minutes=6)
    assert await statuses(database) == [(OutboxStatus.REFUSED, "gave-up: NetworkError")]


async def test_an_outage_sets_nothing_aside_and_all_arrives_in_order_afterwards(post, database):
    courier, clock, sender = post
    courier.fails[BUDI] = NetworkError("boom")
    await owe(database, text("satu"), text("dua"))
    for _ in range(MOST_TRIES * 3):
        await sweep(sender)
        clock.at += dt.timedelta(minutes=6)
    courier.fails.clear()
    await sweep(sender)
    assert courier.delivered == [(BUDI, "satu"), (BUDI, "dua")]


async def test_being_told_to_wait_is_no_failure(post, database):
    courier, clock, sender = post
    courier.fails[BUDI] = RetryAfter(3)
    await owe(database, text("satu"))
    for _ in range(MOST_TRIES * 2):
        await owe(database, text("lancar", SITI))
        await sweep(sender)
        clock.at += dt.timedelta(seconds=4)
    assert await statuses(database) == [(OutboxStatus.WAITING, "too-many-requests")]


async def test_what_cannot_be_rendered_is_set_aside_at_once_and_the_rest_goes_on(post, database):
    courier, _, sender = post
    courier.fails[BUDI] = CannotRenderError("KeyError")
    await owe(database, text("satu"), text("dua", SITI))
    await sweep(sender)
    assert await statuses(database) == [(OutboxStatus.REFUSED, "cannot-render: KeyError")]
    assert courier.delivered == [(SITI, "dua")]


async def test_who_has_blocked_the_bot_gets_nothing_more_in_any_lane(post, database):
    courier, _, sender = post
    courier.fails[BUDI] = Forbidden("bot was blocked by the user")
    await owe(database, text("satu"), text("dua", lane=Lane.BULK), text("tiga", lane=Lane.URGENT))
    await sweep(sender)
    assert await statuses(database) == []


async def test_a_menu_that_cannot_be_set_costs_no_message(post, database):
    courier, _, sender = post
    courier.fails[BUDI] = BadRequest("chat not found")
    menu = Message(chat_id=BUDI, method="set_my_commands", payload={"commands": []})
    await owe(database, menu)
    await sweep(sender)
    courier.fails.clear()
    await owe(database, text("satu"))
    await sweep(sender)
    assert courier.delivered == [(BUDI, "satu")]


async def test_a_notice_waits_for_the_morning_even_if_written_before_night(post, database):
    """A broadcast that runs into the evening stops, and goes on the next day."""
    courier, clock, sender = post
    async with database.transaction() as connection:
        await notifications.notify(
            connection, [Notification(telegram_id=BUDI, kind="requests", template="kabar")], at=NOW
        )
    clock.at = NOW.replace(hour=21)
    await sweep(sender)
    assert courier.delivered == []
    clock.at = NOW.replace(hour=7) + dt.timedelta(days=1)
    await sweep(sender)
    assert courier.delivered == [(BUDI, "kabar")]


async def test_a_kind_that_was_stopped_meanwhile_is_dropped(post, database):
    courier, _, sender = post
    async with database.transaction() as connection:
        budi = await make_person(connection, BUDI)
        await connection.execute(sa.delete(OutboxMessage))
        await notifications.notify(
            connection, [Notification(telegram_id=BUDI, kind="requests", template="kabar")], at=NOW
        )
        await people.mute(connection, budi, "requests", on=True)
    await sweep(sender)
    assert courier.delivered == []
    assert await statuses(database) == []


async def test_with_its_lease_nearly_over_a_message_is_left_to_the_next_one(post, database):
    courier, clock, sender = post
    async with database.transaction() as connection:
        stored = await outbox.put(connection, [text("satu"), text("dua")], at=NOW)
    clock.at = NOW + outbox.LEASE - dt.timedelta(seconds=4)
    sender.hand_over(stored)
    while sender._tasks:
        await asyncio.wait(set(sender._tasks))
    assert courier.delivered == []
    clock.at = NOW + outbox.LEASE
    await sweep(sender)
    await sweep(sender)
    assert courier.delivered == [(BUDI, "satu"), (BUDI, "dua")]
