"""
A trainer's answer: written, looked at, told to who asked, reviewed by somebody else, and written to content/ as a topic.

Who asked stays sealed: the trainer learns neither who nor how many they are.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import askers, audit, notifications
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.errors import MitraError
from mitra.notifications import Notification
from mitra.store.models import OpenQuestion, Person, Role
from mitra.store.trainer_models import DraftStatus
from mitra.store.trainer_models import TopicDraft as Table
from mitra.teaching import open_groups
from mitra.teaching.open_groups import GoneError

LONGEST_TITLE, LONGEST_ANSWER, LONGEST_SOURCE, LONGEST_LINE = 40, 2_000, 200, 120
FEWEST_LETTERS = 3
#: The programme itself, and SCORE's modules.
MODULES = range(6)
#: Drafts on one page.
PAGE = 6
#: What stands for a source when none was told.
EXPERIENCE = "Pengalaman pelatih SCORE"
#: Kind of what the author is told.
KIND = "inbox"
#: Answers that whoever reviews may still change.
_IN_REVIEW = (DraftStatus.SENT, DraftStatus.APPROVED)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One answer of a trainer."""

    id: int
    status: DraftStatus
    title: str
    module: int
    #: As asked, without traces of who asked, and wordings added by trainers.
    questions: tuple[str, ...]
    asked: tuple[int, ...]
    answer: str
    source: str
    author_id: int | None
    #: Empty when nameless, or gone.
    author: str


def _select() -> Any:
    return select(Table.__table__, Person.name.label("author")).outerjoin(
        Person, Person.id == Table.author_id
    )


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        status=row.status,
        title=row.title,
        module=row.module,
        questions=tuple(row.questions),
        asked=tuple(row.asked),
        answer=row.answer,
        source=row.source,
        author_id=row.author_id,
        author=row.author or "",
    )


async def one(connection: AsyncConnection, actor: Actor, number: int, *, lock: bool = False) -> Draft:
    """
    Return an answer to its author, or once it was sent to whoever reviews; raises RefusedError (primary key).

    With `lock` nobody else changes it before the transaction ends.
    """
    query = _select().where(Table.id == number)
    row = (await connection.execute(query.with_for_update(of=Table) if lock else query)).one_or_none()
    found = _draft(row) if row else None
    refused = RefusedError(Act.ANSWER_QUESTION, subject=f"draft:{number}")
    if found is None or not may(actor, Act.ANSWER_QUESTION):
        raise refused
    own = found.author_id is not None and found.author_id == actor.person_id
    if found.status is DraftStatus.DRAFT and not own:
        raise refused
    return found


# --- writing and sending


def clean(name: str, text: str, most: int) -> str:
    """Return a text made regular; raises MitraError with a sentence when it is too short or too long."""
    words = text.strip() if name == "jawaban" else " ".join(text.split())
    if not FEWEST_LETTERS <= len(words) <= most:
        raise MitraError(f"Panjang {name}: {FEWEST_LETTERS} sampai {most} huruf.")
    return words


async def write(  # noqa: PLR0913 - each is one property of the answer
    connection: AsyncConnection,
    actor: Actor,
    question_id: int,
    *,
    title: str,
    module: int,
    answer: str,
    source: str,
    at: dt.datetime,
) -> Draft:
    """Write an answer to the group that a question is in; raises RefusedError, GoneError, MitraError."""
    group = await open_groups.group(connection, actor, question_id)
    if module not in MODULES:
        raise RefusedError(Act.USE_BUTTON)
    row = {
        "status": DraftStatus.DRAFT,
        "title": clean("judul", title, LONGEST_TITLE),
        "module": module,
        "questions": [question.text for question in group.questions],
        "asked": [question.id for question in group.questions],
        "answer": clean("jawaban", answer, LONGEST_ANSWER),
        "source": clean("sumber", source, LONGEST_SOURCE) if source else EXPERIENCE,
        "author_id": actor.person_id,
        "created_at": at,
    }
    number = (await connection.execute(insert(Table).values(row).returning(Table.id))).scalar_one()
    return await one(connection, actor, int(number))


async def send(
    connection: AsyncConnection, actor: Actor, number: int, *, key: bytes, at: dt.datetime
) -> Draft:
    """
    Tell an answer to everybody who asked, sealed, and take the questions off the list.

    Raises RefusedError, and GoneError when somebody else has answered them all meanwhile, or it was sent already.
    """
    draft = await one(connection, actor, number, lock=True)
    if draft.author_id != actor.person_id:
        raise RefusedError(Act.ANSWER_QUESTION, subject=f"draft:{number}")
    left = await _still_open(connection, draft)
    if draft.status is not DraftStatus.DRAFT or not left:
        raise GoneError
    asked = await askers.accounts_of(connection, list(left), key=key)
    told = (
        _answer_for(account, left[question], draft, key)
        for account, question in asked.items()
        if account != actor.telegram_id
    )
    await notifications.notify(connection, told, at=at)
    await askers.drop(connection, list(left))
    await _set(connection, number, status=DraftStatus.SENT)
    await audit.note(connection, actor, Act.ANSWER_QUESTION, at=at, subject=f"draft:{number}")
    return await one(connection, actor, number)


async def _still_open(connection: AsyncConnection, draft: Draft) -> dict[int, str]:
    """
    Return the questions that an answer was written to and that nobody has answered since: number → text (primary key).

    Of two trainers who send at once the second waits here. A number whose text is another one's was given away again.
    """
    query = select(OpenQuestion.id, OpenQuestion.text).where(OpenQuestion.id.in_(draft.asked))
    rows = await connection.execute(query.order_by(OpenQuestion.id).with_for_update())
    written_to = dict(zip(draft.asked, draft.questions, strict=False))
    return {row.id: row.text for row in rows if row.text == written_to.get(row.id)}


def _answer_for(account: int, question: str, draft: Draft, key: bytes) -> Notification:
    """Return what somebody is told, with the question in their own words."""
    values = {"question": question, "answer": draft.answer, "source": draft.source}
    return Notification(
        telegram_id=account, kind=KIND, template="question_answered", values=values, sealed_with=key
    )


async def _set(connection: AsyncConnection, number: int, **values: Any) -> None:
    await connection.execute(update(Table).where(Table.id == number).values(values))


# --- reviewing


async def to_review(
    connection: AsyncConnection, actor: Actor, *, page: int = 1
) -> tuple[list[Draft], int, int]:
    """
    Return a page of answers that are no topics yet, how many pages it has, and how many of them wait for a second pair of eyes.

    Those that wait come first, then those approved, which may lack something; raises RefusedError (index ix_topic_drafts_status).
    """
    demand(actor, Act.REVIEW_ANSWER)
    listed = Table.status.in_(_IN_REVIEW)
    counts = select(Table.status, func.count().label("answers")).where(listed).group_by(Table.status)
    count = {row.status: row.answers for row in await connection.execute(counts)}
    pages = max(1, -(-sum(count.values()) // PAGE))
    query = _select().where(listed).order_by(Table.status == DraftStatus.APPROVED, Table.id)
    rows = await connection.execute(query.limit(PAGE).offset((min(max(page, 1), pages) - 1) * PAGE))
    return [_draft(row) for row in rows.all()], pages, count.get(DraftStatus.SENT, 0)


def may_review(actor: Actor, draft: Draft) -> bool:
    """Return whether somebody may decide on an answer: not who wrote it, unless they run the programme."""
    own = draft.author_id is not None and draft.author_id == actor.person_id
    return may(actor, Act.REVIEW_ANSWER) and (not own or actor.has(Role.OPERATOR))


def _demand_open(draft: Draft, statuses: Collection[DraftStatus]) -> None:
    if draft.status not in statuses:
        raise MitraError("Jawaban ini sudah selesai ditinjau.")


def _demand_reviewer(actor: Actor, draft: Draft) -> None:
    if not may_review(actor, draft):
        raise RefusedError(Act.REVIEW_ANSWER, subject=f"draft:{draft.id}")


async def decide(  # noqa: PLR0913 - what was decided, about what, by whom, when
    connection: AsyncConnection,
    actor: Actor,
    number: int,
    *,
    good: bool,
    at: dt.datetime,
    of: DraftStatus = DraftStatus.SENT,
) -> Draft:
    """
    Let an answer become a topic, or not; its author is told. Raises RefusedError, MitraError when that was decided already.

    `of` is the status it is decided in: what was approved can still be given up, but not by a tap on an old message.
    """
    draft = await one(connection, actor, number, lock=True)
    _demand_reviewer(actor, draft)
    _demand_open(draft, [of])
    status = DraftStatus.APPROVED if good else DraftStatus.DECLINED
    await _set(connection, number, status=status, reviewed_by=actor.person_id, reviewed_at=at)
    account = await connection.scalar(select(Person.telegram_id).where(Person.id == draft.author_id))
    if account is not None and draft.author_id != actor.person_id:
        values = {"title": draft.title, "good": good}
        told = Notification(telegram_id=account, kind=KIND, template="teach_reviewed", values=values)
        await notifications.notify(connection, [told], at=at)
    await audit.note(connection, actor, Act.REVIEW_ANSWER, at=at, subject=f"draft:{number}")
    return await one(connection, actor, number)


async def mend(  # noqa: PLR0913 - each is one property of the answer
    connection: AsyncConnection,
    actor: Actor,
    number: int,
    *,
    title: str = "",
    module: int | None = None,
    answer: str = "",
    source: str = "",
) -> Draft:
    """
    Put right what is given of an answer: its author before sending, whoever reviews it until it is a topic.

    Raises RefusedError, MitraError.
    """
    draft = await one(connection, actor, number, lock=True)
    if draft.status is not DraftStatus.DRAFT:
        _demand_reviewer(actor, draft)
        _demand_open(draft, _IN_REVIEW)
    if module is not None and module not in MODULES:
        raise RefusedError(Act.USE_BUTTON)
    new = {
        "title": clean("judul", title, LONGEST_TITLE) if title else draft.title,
        "module": draft.module if module is None else module,
        "answer": clean("jawaban", answer, LONGEST_ANSWER) if answer else draft.answer,
        "source": clean("sumber", source, LONGEST_SOURCE) if source else draft.source,
    }
    await _set(connection, number, **new)
    return await one(connection, actor, number)


async def add_wordings(connection: AsyncConnection, actor: Actor, number: int, lines: Sequence[str]) -> Draft:
    """Add ways in which people may ask; raises RefusedError, MitraError."""
    draft = await one(connection, actor, number, lock=True)
    _demand_open(draft, (DraftStatus.DRAFT, *_IN_REVIEW))
    fresh = [clean("pertanyaan", line, LONGEST_LINE) for line in lines if line.strip()]
    await _set(connection, number, questions=list(dict.fromkeys([*draft.questions, *fresh])))
    return await one(connection, actor, number)


# --- becoming topics


async def approved(connection: AsyncConnection) -> list[Draft]:
    """Return the answers that may become topics (index ix_topic_drafts_status); for the operator's terminal."""
    rows = await connection.execute(_select().where(Table.status == DraftStatus.APPROVED).order_by(Table.id))
    return [_draft(row) for row in rows.all()]


async def published(connection: AsyncConnection, number: int) -> None:
    """Note that an answer was written to content/."""
    await _set(connection, number, status=DraftStatus.PUBLISHED)
