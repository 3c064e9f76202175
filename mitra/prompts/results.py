"""What became of a prompt: sent, reached, answered, what was said, and who is silent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor, RefusedError
from mitra.hours import HOME_ZONE
from mitra.prompts import kinds, writing
from mitra.prompts.writing import ChangedError, Prompt
from mitra.store.models import Enterprise, Person, Role
from mitra.store.prompt_models import PromptAnswer, PromptReceiver, PromptStatus, ReceiverState

#: Lines of one page of the silent.
PAGE = 10
_GOT = (ReceiverState.WRITTEN, ReceiverState.REACHED)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One answer, and how many gave it."""

    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """The figures of one prompt."""

    prompt: Prompt
    #: All it was meant for.
    meant: int
    #: Still to be written.
    planned: int
    sent: int
    reached: int
    answered: int
    #: Reason → how many did not get it.
    skipped: dict[str, int]
    #: In the order of the buttons, or of the scale; empty for words and photos.
    shares: tuple[Share, ...]
    #: Mean of figures, and of the scale; None where there is none.
    mean: float | None

    @property
    def percent(self) -> int:
        """Return the share of answers among those reached or written to, in percent, rounded half up."""
        return (200 * self.answered + self.sent) // (2 * self.sent) if self.sent else 0

    @property
    def silent(self) -> int:
        """Return how many have got it and not answered."""
        return max(0, self.sent - self.answered)


async def of(connection: AsyncConnection, actor: Actor, number: int) -> Results:
    """Return a prompt's figures as they are now; raises RefusedError (index ix_prompt_receivers_results)."""
    prompt = await writing.one(connection, actor, number)
    query = (
        select(
            PromptReceiver.state,
            PromptReceiver.answer,
            PromptReceiver.reason,
            func.count().label("number"),
            func.sum(PromptReceiver.number).label("total"),
            func.count(PromptReceiver.number).label("numbers"),
        )
        .where(PromptReceiver.prompt_id == number)
        .group_by(PromptReceiver.state, PromptReceiver.answer, PromptReceiver.reason)
    )
    rows = (await connection.execute(query)).all()
    answered = [row for row in rows if row.answer is not None]
    numbers = [(row.total, row.numbers) for row in answered if row.total is not None]
    count = sum(many for _, many in numbers)
    return Results(
        prompt=prompt,
        meant=sum(row.number for row in rows),
        planned=_sum(rows, ReceiverState.PLANNED),
        sent=sum(_sum(rows, state) for state in _GOT),
        reached=_sum(rows, ReceiverState.REACHED),
        answered=sum(row.number for row in answered),
        skipped=_skipped(rows),
        shares=_shares(prompt, answered),
        mean=sum(total for total, _ in numbers) / count if count else None,
    )


def _sum(rows: Sequence[Any], state: ReceiverState) -> int:
    return sum(row.number for row in rows if row.state is state)


def _skipped(rows: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.state is ReceiverState.SKIPPED:
            found[row.reason] = found.get(row.reason, 0) + row.number
    return found


def _shares(prompt: Prompt, answered: Sequence[Any]) -> tuple[Share, ...]:
    counts: dict[str, int] = {}
    for row in answered:
        counts[row.answer] = counts.get(row.answer, 0) + row.number
    if prompt.answer == kinds.BUTTONS:
        labels = {str(place): label for place, label in enumerate(prompt.options)}
    elif prompt.answer == kinds.SCALE:
        labels = {str(value): str(value) for value in kinds.SCALE_VALUES}
    else:
        return ()
    return tuple(Share(label=label, count=counts.get(place, 0)) for place, label in labels.items())


@dataclass(frozen=True, kw_only=True)
class Line:
    """One receiver, for lists and sheets."""

    enterprise: str
    name: str
    state: ReceiverState
    reason: str
    sent_on: dt.date | None
    answered_on: dt.date | None
    #: Latest answer: the label chosen, the figure, or the words.
    answer: str
    #: Earlier ones, oldest first.
    earlier: tuple[str, ...] = ()


async def silent(
    connection: AsyncConnection, actor: Actor, number: int, *, page: int = 1
) -> tuple[list[Line], int]:
    """
    Return a page of those who have got a prompt and not answered, by enterprise and name, and how many pages there are.

    Only people of enterprises that one still looks after; raises RefusedError.
    """
    await writing.one(connection, actor, number)
    where = (
        PromptReceiver.prompt_id == number,
        PromptReceiver.state.in_(_GOT),
        PromptReceiver.answer.is_(None),
        *_own(actor),
    )
    count = await connection.scalar(select(func.count()).select_from(PromptReceiver).where(*where)) or 0
    pages = max(1, -(-count // PAGE))
    place = (min(max(page, 1), pages) - 1) * PAGE
    rows = await connection.execute(
        _receivers().where(*where).order_by(Enterprise.name, Person.name, Person.id).limit(PAGE).offset(place)
    )
    return [_line(row, {}) for row in rows.all()], pages


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    """Return what holds for the receivers whose names somebody may read: those of enterprises they look after still."""
    if actor.has(Role.OPERATOR):
        return []
    places = [seat.enterprise_id for seat in actor.seats if seat.role == Role.TRAINER]
    return [PromptReceiver.enterprise_id.in_(places)]


def _receivers() -> Any:
    return (
        select(
            PromptReceiver.__table__,
            Person.name,
            Enterprise.name.label("enterprise"),
            Enterprise.timezone,
        )
        .join(Person, Person.id == PromptReceiver.person_id)
        .join(Enterprise, Enterprise.id == PromptReceiver.enterprise_id)
    )


def _line(row: Any, said: dict[int, list[str]]) -> Line:
    words = said.get(row.person_id, [])
    return Line(
        enterprise=row.enterprise,
        name=row.name or "",
        state=row.state,
        reason=row.reason,
        sent_on=_day(row.sent_at, row.timezone) if row.state in _GOT else None,
        answered_on=_day(row.answered_at, row.timezone),
        answer=words[-1] if words else "",
        earlier=tuple(words[:-1]),
    )


def _day(moment: dt.datetime | None, zone: str) -> dt.date | None:
    return moment.astimezone(ZoneInfo(zone or HOME_ZONE)).date() if moment else None


async def lines(connection: AsyncConnection, actor: Actor, number: int) -> tuple[Prompt, list[Line]]:
    """
    Return a prompt and all its receivers with what they said, earlier answers too, for a sheet.

    Only people of enterprises that one still looks after; raises RefusedError.
    """
    prompt = await writing.one(connection, actor, number)
    said: dict[int, list[str]] = {}
    answers = select(PromptAnswer.__table__).where(PromptAnswer.prompt_id == number).order_by(PromptAnswer.id)
    for row in (await connection.execute(answers)).all():
        if row.answer != kinds.TEXT or prompt.answer == kinds.TEXT:  # no letter beside it
            said.setdefault(row.person_id or 0, []).append(saying(prompt, row))
    query = _receivers().where(PromptReceiver.prompt_id == number, *_own(actor))
    rows = await connection.execute(query.order_by(Enterprise.name, Person.name, Person.id))
    return prompt, [_line(row, said) for row in rows.all()]


def saying(prompt: Prompt, row: Any) -> str:
    """Return an answer in words: the label that was chosen, the figure, or what was written."""
    if prompt.answer == kinds.BUTTONS and row.answer.isdigit() and int(row.answer) < len(prompt.options):
        return prompt.options[int(row.answer)]
    if row.number is not None:
        return f"{row.number:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    names = {"photo": "foto", "check": "cek selesai", "text": ""}
    return str(row.text or names.get(row.answer, row.answer))


async def remind(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> int:
    """
    Remind the silent now, as far as they were not reminded twice; return how many.

    Raises RefusedError, and ChangedError for a prompt that is not under way.
    """
    prompt = await writing.one(connection, actor, number)
    if prompt.status is not PromptStatus.RUNNING:
        raise ChangedError("Pesan ini sudah dibatalkan, jadi tidak ada yang diingatkan.")
    if prompt.answer == kinds.NONE:
        raise RefusedError(Act.USE_BUTTON)
    reached = (
        PromptReceiver.prompt_id == number,
        PromptReceiver.state == ReceiverState.REACHED,
        PromptReceiver.answer.is_(None),
        PromptReceiver.reminded < kinds.MOST_REMINDERS,
    )
    most = await connection.scalar(select(func.max(PromptReceiver.reminded)).where(*reached))
    if most is None:
        return 0
    # Once more, no oftener: what comes by itself afterwards is what the trainer had chosen.
    await writing.allow_reminders(connection, number, most + 1)
    reminded = await connection.execute(update(PromptReceiver).where(*reached).values(look_at=at))
    return int(reminded.rowcount)
