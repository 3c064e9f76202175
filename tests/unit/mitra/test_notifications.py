"""Notifications: in decent hours, once, and as their receivers want them."""

import datetime as dt

import sqlalchemy as sa

from mitra import notifications, outbox, people
from mitra.notifications import Notification
from mitra.outbox import Message
from mitra.store.models import Lane, OutboxMessage
from tests.unit.mitra.make import make_enterprise, make_person

at = dt.datetime.fromisoformat
#: A Tuesday morning, no holiday.
NOW = at("2026-11-24T09:00:00+07:00")
HOUR = dt.timedelta(hours=1)
BUDI, SITI = 42, 43


async def due(connection, moment, lane) -> list[str]:
    return [one.payload["template"] for one in await outbox.lease_due(connection, lane, at=moment)]


def notification(telegram_id=BUDI, **more) -> Notification:
    return Notification(telegram_id=telegram_id, kind=more.pop("kind", "requests"), template="kabar", **more)


async def bulk_due(connection, moment) -> list[str]:
    return await due(connection, moment, Lane.BULK)


async def test_a_notice_waits_for_whoever_sends(connection):
    assert await notifications.notify(connection, [notification(values={"name": "Budi"})], at=NOW) == 1
    (leased,) = await outbox.lease_due(connection, Lane.BULK, at=NOW)
    assert leased.payload == {"template": "kabar", "values": {"name": "Budi"}}


async def test_nobody_is_woken_at_night_but_for_danger(connection):
    night = at("2026-11-24T22:00:00+07:00")
    await notifications.notify(connection, [notification(), notification(SITI, lane=Lane.URGENT)], at=night)
    assert await due(connection, night, Lane.URGENT) == ["kabar"]
    assert await bulk_due(connection, at("2026-11-25T06:59:59+07:00")) == []
    assert await bulk_due(connection, at("2026-11-25T07:00:00+07:00")) == ["kabar"]


async def test_night_falls_earlier_in_the_east(connection):
    jayapura = await make_enterprise(connection, zone="Asia/Jayapura")
    evening = at("2026-11-24T18:30:00+07:00")
    await notifications.notify(
        connection, [notification(), notification(SITI, enterprise_id=jayapura)], at=evening
    )
    assert len(await bulk_due(connection, evening)) == 1


async def test_who_works_nights_is_not_woken_by_day(connection):
    budi = await make_person(connection, BUDI)
    await people.set_quiet(connection, budi, (8 * 60, 16 * 60))
    await notifications.notify(connection, [notification()], at=NOW)
    assert await bulk_due(connection, NOW + HOUR) == []
    assert await bulk_due(connection, at("2026-11-24T16:00:00+07:00")) == ["kabar"]


async def test_not_before_its_time_nor_on_a_holiday(connection):
    christmas = at("2026-12-25T09:00:00+07:00")
    await notifications.notify(connection, [notification(not_before=christmas)], at=NOW)
    assert await bulk_due(connection, christmas + HOUR) == []
    assert await bulk_due(connection, at("2026-12-26T07:00:00+07:00")) == ["kabar"]


async def test_a_later_notice_does_not_hold_up_an_earlier_one_of_the_same_person(connection):
    await notifications.notify(connection, [notification(not_before=NOW + HOUR), notification()], at=NOW)
    assert len(await bulk_due(connection, NOW)) == 1


async def test_a_key_is_good_for_one_notice_even_after_it_was_sent(connection):
    twice = [
        notification(once_key="a"),
        notification(once_key="a"),
        notification(once_key="b"),
        notification(),
    ]
    assert await notifications.notify(connection, twice, at=NOW) == 3
    await connection.execute(sa.delete(OutboxMessage))
    assert await notifications.notify(connection, twice, at=NOW + 30 * 24 * HOUR) == 1


async def test_who_has_blocked_the_bot_is_owed_nothing(connection):
    await outbox.give_up_chat(connection, BUDI, at=NOW)
    assert await notifications.notify(connection, [notification(), notification(SITI)], at=NOW) == 1


async def test_settings_that_change_while_a_notice_waits_count(connection):
    """Bulk can take hours: what people say meanwhile holds."""
    budi, siti = await make_person(connection, BUDI), await make_person(connection, SITI)
    await notifications.notify(connection, [notification(), notification(SITI), notification(99)], at=NOW)
    await people.mute(connection, budi, "requests", on=True)
    await people.set_quiet(connection, siti, (8 * 60, 16 * 60))
    leased = await outbox.lease_due(connection, Lane.BULK, at=NOW)
    wanted = await notifications.wanted_now(connection, leased, at=NOW)
    assert [message.chat_id for message in wanted] == [99]
    # Siti's waits for the end of her quiet hours, Budi's is gone.
    assert await bulk_due(connection, at("2026-11-24T16:00:00+07:00")) == ["kabar", "kabar"]


async def test_answers_and_danger_ask_nobodys_hours(connection):
    night = at("2026-11-24T22:00:00+07:00")
    urgent = Message(chat_id=BUDI, method="send_message", payload={}, kind="hazards", lane=Lane.URGENT)
    messages = [Message(chat_id=BUDI, method="send_message", payload={}), urgent]
    assert await notifications.wanted_now(connection, messages, at=night) == messages


async def test_an_undone_notice_is_never_sent(connection):
    await notifications.notify(connection, [notification(kind="removal"), notification()], at=NOW)
    await notifications.withdraw(connection, BUDI, kind="removal")
    assert len(await bulk_due(connection, NOW)) == 1
