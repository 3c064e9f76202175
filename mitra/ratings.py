"""👍 and 👎 per answer: one a person, changeable, without saying who."""

import hashlib
import hmac

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import TopicRating
from mitra.store.upsert import insert


def pseudonym(key: bytes, telegram_id: str, topic_id: str) -> str:
    """Return a name for this person at this topic only: equal again next time, linkable to nothing else."""
    return hmac.new(key, f"rating:{topic_id}:{telegram_id}".encode(), hashlib.sha256).hexdigest()[:32]


async def rate(connection: AsyncConnection, topic_id: str, rater: str, *, useful: bool) -> bool | None:
    """Store the rating in place of the same rater's earlier one; return that one, None when there was none."""
    query = select(TopicRating.useful).where(TopicRating.topic_id == topic_id, TopicRating.rater == rater)
    earlier: bool | None = await connection.scalar(query)
    statement = insert(connection, TopicRating).values(topic_id=topic_id, rater=rater, useful=useful)
    statement = statement.on_conflict_do_update(
        index_elements=[TopicRating.topic_id, TopicRating.rater], set_={"useful": useful}
    )
    await connection.execute(statement)
    return earlier


async def counts(connection: AsyncConnection, topic_id: str) -> tuple[int, int]:
    """Return how many found the answer useful, and how many not (primary key's first column)."""
    query = select(TopicRating.useful, func.count().label("number")).where(TopicRating.topic_id == topic_id)
    rows = await connection.execute(query.group_by(TopicRating.useful))
    found = {row.useful: row.number for row in rows}
    return found.get(True, 0), found.get(False, 0)
