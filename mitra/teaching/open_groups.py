"""Open questions as trainers see them: grouped by what they ask for, the most asked first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import askers, audit, open_questions
from mitra.access import Act, Actor, demand
from mitra.errors import MitraError
from mitra.open_questions import Group, Question

#: The latest questions looked at: grouping 500 takes 50 ms, once for each change.
MOST = 500
#: Questions shown of one group.
SHOWN = 8


class GoneError(MitraError):
    """Somebody else was faster: the questions are answered, or dropped."""

    def __init__(self) -> None:
        super().__init__("Pertanyaan ini sudah tidak ada di daftar. Mungkin pelatih lain sudah menjawabnya.")


class _Cache:
    """The groups of the questions looked at last: paging through them must not group them anew."""

    def __init__(self) -> None:
        self._of: list[tuple[int, str, int]] = []
        self._groups: list[Group] = []

    def groups(self, questions: Sequence[Question]) -> list[Group]:
        """Return the groups of these questions."""
        # With the text: SQLite may give the number of a question that is gone to another.
        now = [(question.id, question.text, question.times) for question in questions]
        if now != self._of:
            self._groups, self._of = open_questions.groups(questions), now
        return self._groups


_cache = _Cache()


async def groups(connection: AsyncConnection, actor: Actor) -> list[Group]:
    """Return the groups of the latest open questions; raises RefusedError (index ix_open_questions_last_on)."""
    demand(actor, Act.ANSWER_QUESTION)
    return _cache.groups(await open_questions.read(connection, most=MOST))


async def group(connection: AsyncConnection, actor: Actor, question_id: int) -> Group:
    """Return the group that a question is in now; raises RefusedError, GoneError."""
    for one in await groups(connection, actor):
        if any(question.id == question_id for question in one.questions):
            return one
    raise GoneError


async def drop(connection: AsyncConnection, actor: Actor, question_id: int, *, at: dt.datetime) -> int:
    """Take a group off the list, for it is nothing for Mitra; return how many questions. Raises RefusedError, GoneError."""
    found = await group(connection, actor, question_id)
    dropped = await askers.drop(connection, [question.id for question in found.questions])
    await audit.note(connection, actor, Act.ANSWER_QUESTION, at=at, subject=f"question:{question_id}")
    return dropped
