"""Questions the bot could not answer, or answered badly, kept for the trainers without the person."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import askers
from mitra.askers import Asker
from mitra.privacy import LONGEST, without_traces
from mitra.store.models import OpenQuestion
from mitra.store.upsert import insert

__all__ = ["Group", "Question", "groups", "note", "read", "take_back", "without_traces"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question as trainers see it."""

    #: As first typed, without traces of who asked.
    text: str
    times: int
    last_on: dt.date
    #: Topic that was no good answer; empty when there was none.
    about: str = ""
    #: Number of its row; 0 when it has none.
    id: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Group:
    """Questions that ask for the same, the one nearest to all others first; never empty."""

    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """The question that stands for all."""
        return self.questions[0].text

    @property
    def about(self) -> str:
        """Topic that was no good answer to them; empty when there was none."""
        return self.questions[0].about

    @property
    def times(self) -> int:
        """How often they were asked, all together."""
        return sum(question.times for question in self.questions)

    @property
    def last_on(self) -> dt.date:
        """Day on which one of them was asked last."""
        return max(question.last_on for question in self.questions)


async def note(
    connection: AsyncConnection, text: str, *, on: dt.date, about: str = "", asker: Asker | None = None
) -> None:
    """
    Remember that `text` was asked on this day; the same question is counted, not repeated.

    `about` is the topic that was no good answer, empty when there was none. `asker` is told once a trainer has answered,
    if they are known; who they are is sealed (mitra/askers.py).
    """
    kept = without_traces(text)
    normalised = _normalised(kept)
    if not normalised:
        return
    statement = insert(connection, OpenQuestion).values(
        text=kept, normalised=normalised, about=about, times=1, first_on=on, last_on=on
    )
    statement = statement.on_conflict_do_update(
        index_elements=[OpenQuestion.normalised, OpenQuestion.about],
        set_={"times": OpenQuestion.times + 1, "last_on": on},
    )
    number = (await connection.execute(statement.returning(OpenQuestion.id))).scalar_one()
    if asker is not None:
        await askers.remember(connection, number, asker)


async def take_back(
    connection: AsyncConnection, text: str, *, about: str, asker: Asker | None = None
) -> None:
    """Undo one `note`; a question nobody asks any more is forgotten."""
    row = (OpenQuestion.normalised == _normalised(without_traces(text)), OpenQuestion.about == about)
    number = await connection.scalar(select(OpenQuestion.id).where(*row))
    if number is not None and asker is not None:
        await askers.forget(connection, number, asker)
    await connection.execute(update(OpenQuestion).where(*row).values(times=OpenQuestion.times - 1))
    await connection.execute(delete(OpenQuestion).where(*row, OpenQuestion.times <= 0))


async def read(
    connection: AsyncConnection, *, since: dt.date = dt.date.min, most: int | None = None
) -> list[Question]:
    """Return the questions last asked on `since` or later, latest first, at most `most` (index ix_open_questions_last_on)."""
    columns = (
        OpenQuestion.id,
        OpenQuestion.text,
        OpenQuestion.times,
        OpenQuestion.last_on,
        OpenQuestion.about,
    )
    query = select(*columns).where(OpenQuestion.last_on >= since)
    query = query.order_by(OpenQuestion.last_on.desc(), OpenQuestion.id.desc())
    rows = await connection.execute(query if most is None else query.limit(most))
    return [Question(**row) for row in rows.mappings()]


def groups(questions: Iterable[Question], *, background: Sequence[str] = ()) -> list[Group]:
    """
    Return the questions grouped by what they ask for, most asked first; the same questions give the same groups.

    Questions that different topics answered badly are never in one group. `background` are other questions, such as
    the content's own: what is frequent there ("gimana caranya") makes no two questions alike.
    """
    from mitra.similarity import Similarity  # noqa: PLC0415 - scikit-learn takes a second to import

    by_topic: dict[str, list[Question]] = defaultdict(list)
    # Most asked first: it leads its group when two are equally central.
    for question in sorted(questions, key=lambda question: (-question.times, question.text)):
        by_topic[question.about].append(question)
    texts = [question.text for several in by_topic.values() for question in several]
    similarity = Similarity([*background, *texts])
    found = [
        Group(tuple(several[at] for at in alike))
        for several in by_topic.values()
        for alike in similarity.groups(
            [question.text for question in several], [question.times for question in several]
        )
    ]
    return sorted(
        found, key=lambda group: (-group.times, -group.last_on.toordinal(), group.title, group.about)
    )


def _normalised(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()[:LONGEST]
