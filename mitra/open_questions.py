"""Questions the bot could not answer, kept for the trainers without the person."""

import datetime as dt
import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import OpenQuestion
from mitra.store.upsert import insert

LONGEST = 300
_TRACES = re.compile(r"https?://\S+|\b[\w-]+\.(?:me|com|id|net|org)\b\S*|\S+@\S+|@\w+|\+?\d[\d\s().-]{5,}\d")


def without_traces(text: str) -> str:
    """Return `text` with addresses, handles and long numbers blanked, at most 300 characters."""
    return " ".join(_TRACES.sub("…", text).split())[:LONGEST]


async def note(connection: AsyncConnection, text: str, *, on: dt.date) -> None:
    """Remember that `text` was asked on this day; the same question is counted, not repeated."""
    kept = without_traces(text)
    normalised = re.sub(r"[\W_]+", " ", kept.casefold()).strip()[:LONGEST]
    if not normalised:
        return
    statement = insert(connection, OpenQuestion).values(
        text=kept, normalised=normalised, times=1, first_on=on, last_on=on
    )
    statement = statement.on_conflict_do_update(
        index_elements=[OpenQuestion.normalised], set_={"times": OpenQuestion.times + 1, "last_on": on}
    )
    await connection.execute(statement)


async def latest(connection: AsyncConnection, most: int = 50) -> list[tuple[str, int]]:
    """Return (question, times asked), latest first (index ix_open_questions_last_on)."""
    query = select(OpenQuestion.text, OpenQuestion.times).order_by(OpenQuestion.last_on.desc()).limit(most)
    return [(text, times) for text, times in await connection.execute(query)]
