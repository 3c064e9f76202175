"""A suggestion as it is read: the row with the names beside it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from mitra.store.models import Enterprise, Person
from mitra.store.suggestion_models import Suggestion, SuggestionBacker, SuggestionStatus, SuggestionStep

SUPPORT, LIKE = "support", "like"
#: Not taken up yet: its author can change it, or take it back.
UNDECIDED = (SuggestionStatus.NEW, SuggestionStatus.ASKED, SuggestionStatus.DEFERRED)
#: What colleagues can support.
OPEN = (*UNDECIDED, SuggestionStatus.ACCEPTED, SuggestionStatus.TRIAL)

#: What its author does with it.
OF_AUTHOR = ("sent", "edited", "replied", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One suggestion, without who had it."""

    id: int
    enterprise_id: int
    enterprise: str
    timezone: str
    number: int
    text: str
    module: int
    photo: str
    voice: str
    #: The author's name, where they wanted it told; empty for an anonymous one.
    name: str
    named_id: int | None
    public: bool
    status: SuggestionStatus
    version: int
    sent_at: dt.datetime
    answer_due_at: dt.datetime
    decide_due_at: dt.datetime
    answered_at: dt.datetime | None
    decided_at: dt.datetime | None
    proposed: SuggestionStatus | None
    proposed_by: int | None
    merged_into: int | None
    trial: str
    trial_until: dt.date | None
    trial_result: str
    result: str
    benefit: int | None
    photo_after: str
    supports: int

    @property
    def subject(self) -> str:
        """What it is called where things are named: suggestion:7."""
        return subject_of(self.id)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was done with a suggestion."""

    at: dt.datetime
    #: Who did it; empty for the author, and for who gave no name or was erased.
    name: str
    act: str
    text: str
    #: Whether it was somebody of the committee.
    committee: bool


def subject_of(number: int) -> str:
    """Return what a suggestion is called where things are named."""
    return f"suggestion:{number}"


_AUTHOR = aliased(Person)


def backers(kind: str) -> Any:
    """Return the number of a suggestion's backers of a kind, to select (primary key)."""
    mine = (SuggestionBacker.suggestion_id == Suggestion.id, SuggestionBacker.kind == kind)
    return select(func.count()).select_from(SuggestionBacker).where(*mine).scalar_subquery()


CARD = (
    select(
        *(column for column in Suggestion.__table__.columns if column.name != "author_sealed"),
        Enterprise.name.label("enterprise"),
        Enterprise.timezone,
        _AUTHOR.name.label("author"),
        backers(SUPPORT).label("supports"),
    )
    .join(Enterprise, Enterprise.id == Suggestion.enterprise_id)
    .outerjoin(_AUTHOR, _AUTHOR.id == Suggestion.named_id)
)


def card_of(row: Any) -> Card:
    """Return the card of a row of CARD."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    author = values.pop("author")
    for dropped in ("receipt", "look_at"):
        values.pop(dropped)
    for text in ("photo", "voice", "trial", "trial_result", "result", "photo_after"):
        values[text] = values[text] or ""
    name = (author or "tanpa nama panggilan") if values["named_id"] else ""
    return Card(name=name, **values)


async def cards(connection: AsyncConnection, query: Any) -> list[Card]:
    """Return the cards that a narrowed CARD selects."""
    return [card_of(row) for row in (await connection.execute(query)).all()]


async def by_ids(connection: AsyncConnection, numbers: Iterable[int]) -> list[Card]:
    """Return cards by primary key, the newest first."""
    query = CARD.where(Suggestion.id.in_(list(numbers))).order_by(Suggestion.id.desc())
    return await cards(connection, query)


async def note_step(  # noqa: PLR0913 - each is one column
    connection: AsyncConnection,
    suggestion_id: int,
    act: str,
    *,
    at: dt.datetime,
    person_id: int | None = None,
    text: str = "",
) -> None:
    """Note what was done with a suggestion; without a person it was the author."""
    row = {"suggestion_id": suggestion_id, "at": at, "person_id": person_id, "act": act, "text": text}
    await connection.execute(insert(SuggestionStep).values(row))


async def forget_words(connection: AsyncConnection, suggestion_id: int) -> None:
    """Forget what was asked and answered about a suggestion (index ix_suggestion_steps_suggestion_id)."""
    mine = SuggestionStep.suggestion_id == suggestion_id
    await connection.execute(update(SuggestionStep).where(mine).values(text=""))


async def steps_of(connection: AsyncConnection, suggestion_id: int) -> list[Step]:
    """Return all that was done with a suggestion, in order (index ix_suggestion_steps_suggestion_id)."""
    query = (
        select(
            SuggestionStep.at, SuggestionStep.act, SuggestionStep.text, SuggestionStep.person_id, Person.name
        )
        .outerjoin(Person, Person.id == SuggestionStep.person_id)
        .where(SuggestionStep.suggestion_id == suggestion_id)
        .order_by(SuggestionStep.id)
    )
    return [
        Step(
            at=row.at,
            name=row.name or "",
            act=row.act,
            text=row.text,
            committee=row.act not in OF_AUTHOR,
        )
        for row in (await connection.execute(query)).all()
    ]


def hour_of(at: dt.datetime) -> dt.datetime:
    """Return the full hour before a moment: what people without a name did is never kept more closely."""
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
