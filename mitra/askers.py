"""
Who wants to hear the answer to an open question: sealed beside it, so that a trainer's answer finds them and nobody else does.

Only people who have agreed that Mitra keeps something of them; strangers leave nothing. No moment is kept either.
"""

import hashlib
import hmac
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.sealing import SealError, seal, unseal
from mitra.store.models import OpenQuestion, Person
from mitra.store.trainer_models import OpenQuestionAsker
from mitra.store.upsert import insert as upsert

#: People looked up at a time.
_CHUNK = 1_000


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who has asked, by account, and the key that seals it."""

    telegram_id: int
    key: bytes = field(repr=False)


def _mark(key: bytes, question_id: int, person_id: int) -> str:
    return hmac.new(key, f"asker:{question_id}:{person_id}".encode(), hashlib.sha256).hexdigest()[:32]


def _about(question_id: int) -> str:
    return f"question:{question_id}"


async def _person(connection: AsyncConnection, telegram_id: int) -> int | None:
    return await connection.scalar(select(Person.id).where(Person.telegram_id == telegram_id))


async def remember(connection: AsyncConnection, question_id: int, asker: Asker) -> None:
    """Remember that somebody wants to hear the answer, once; nothing of strangers (primary keys)."""
    person_id = await _person(connection, asker.telegram_id)
    if person_id is None:
        return
    row = {
        "question_id": question_id,
        "mark": _mark(asker.key, question_id, person_id),
        "person_sealed": seal(asker.key, person_id, about=_about(question_id)),
    }
    statement = upsert(connection, OpenQuestionAsker).values(row)
    await connection.execute(
        statement.on_conflict_do_nothing(
            index_elements=[OpenQuestionAsker.question_id, OpenQuestionAsker.mark]
        )
    )


async def forget(connection: AsyncConnection, question_id: int, asker: Asker) -> None:
    """Forget that somebody asked: they have found the answer (primary key)."""
    person_id = await _person(connection, asker.telegram_id)
    mine = (
        OpenQuestionAsker.question_id == question_id,
        OpenQuestionAsker.mark == _mark(asker.key, question_id, person_id or 0),
    )
    await connection.execute(delete(OpenQuestionAsker).where(*mine))


async def accounts_of(
    connection: AsyncConnection, question_ids: Sequence[int], *, key: bytes
) -> dict[int, int]:
    """Return who asked any of these questions and is still there: account → number of the one they asked (primary keys)."""
    query = select(OpenQuestionAsker.question_id, OpenQuestionAsker.person_sealed)
    query = query.where(OpenQuestionAsker.question_id.in_(question_ids))
    asked: dict[int, int] = {}
    for row in await connection.execute(query.order_by(OpenQuestionAsker.question_id)):
        person_id = _opened(key, row.question_id, row.person_sealed)
        if person_id is not None:
            asked.setdefault(person_id, row.question_id)
    found: dict[int, int] = {}
    # By thousands: a statement takes no more than 32,766 values.
    for start in range(0, len(asked), _CHUNK):
        some = list(itertools.islice(asked, start, start + _CHUNK))
        people = select(Person.id, Person.telegram_id).where(Person.id.in_(some)).order_by(Person.id)
        found |= {row.telegram_id: asked[row.id] for row in await connection.execute(people)}
    return found


def _opened(key: bytes, question_id: int, sealed: str) -> int | None:
    try:
        return int(unseal(key, sealed, about=_about(question_id)))
    except SealError:
        return None


async def drop(connection: AsyncConnection, question_ids: Sequence[int]) -> int:
    """Forget questions, and who asked them; return how many there were (primary keys)."""
    await connection.execute(delete(OpenQuestionAsker).where(OpenQuestionAsker.question_id.in_(question_ids)))
    gone = await connection.execute(delete(OpenQuestion).where(OpenQuestion.id.in_(question_ids)))
    return int(gone.rowcount)


async def waiting_of(connection: AsyncConnection, person_id: int, *, key: bytes) -> list[int]:
    """Return the numbers of the questions whose answer somebody waits for: found by trying each, for what is asked for rarely."""
    rows = await connection.execute(select(OpenQuestionAsker.question_id, OpenQuestionAsker.mark))
    return [row.question_id for row in rows.all() if row.mark == _mark(key, row.question_id, person_id)]


async def forget_person(connection: AsyncConnection, person_id: int, *, key: bytes) -> int:
    """Forget somebody as an asker everywhere; return how many rows that were."""
    found = await waiting_of(connection, person_id, key=key)
    for number in found:
        mine = (
            OpenQuestionAsker.question_id == number,
            OpenQuestionAsker.mark == _mark(key, number, person_id),
        )
        await connection.execute(delete(OpenQuestionAsker).where(*mine))
    return len(found)
