"""Where each conversation stands: one row, overwritten."""

import datetime as dt

import sqlalchemy as sa

from mitra import conversations
from mitra.store.models import Conversation

at = dt.datetime.fromisoformat
NOW = at("2026-11-24T09:00:00+07:00")
LATER = at("2026-11-24T09:05:00+07:00")


async def test_somebody_new_has_no_conversation(database):
    async with database.transaction() as connection:
        assert await conversations.load(connection, "42") is None


async def test_a_conversation_is_found_as_it_was_left(database):
    state = {"slots": {"lost": 2, "offered_for": "apar 🙏"}, "events": [], "x": None}
    async with database.transaction() as connection:
        await conversations.save(connection, "42", state, at=NOW)
    async with database.transaction() as connection:
        assert await conversations.load(connection, "42") == state


async def test_the_later_state_takes_the_place_of_the_earlier_one(database):
    async with database.transaction() as connection:
        await conversations.save(connection, "42", {"lost": 1}, at=NOW)
        await conversations.save(connection, "42", {"slots": {}}, at=LATER)
        rows = await connection.execute(sa.select(Conversation.state, Conversation.updated_at))
        # Of when, only the day: a moment would point to what somebody without a name sent then.
        day = LATER.astimezone(dt.UTC).replace(hour=0, minute=0)
        assert [tuple(row) for row in rows] == [({"slots": {}}, day)]


async def test_conversations_do_not_touch_each_other(database):
    """In a group, everybody has a conversation of their own."""
    async with database.transaction() as connection:
        await conversations.save(connection, "-100:42", {"lost": 1}, at=NOW)
        await conversations.save(connection, "-100:43", {"lost": 2}, at=NOW)
        assert await conversations.load(connection, "-100:42") == {"lost": 1}
        assert sorted(await conversations.sender_ids(connection)) == ["-100:42", "-100:43"]
