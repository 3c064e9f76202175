"""What waits for a trainer to read: answers in words, photos, calls for help; and replies that go back through Mitra."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.access import Act, Actor, RefusedError, may
from mitra.errors import MitraError
from mitra.notifications import Notification
from mitra.prompts import kinds, showing, writing
from mitra.prompts.answers import LONGEST_TEXT
from mitra.store.models import Enterprise, Person, Role
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptAnswer


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An answer as its trainer reads it."""

    id: int
    prompt_id: int
    title: str
    #: Of who wrote; empty when nameless, or gone.
    name: str
    person_id: int | None
    telegram_id: int | None
    enterprise_id: int
    enterprise: str
    at: dt.datetime
    #: What was chosen, or written.
    text: str
    photo: str | None
    #: Whether it still waits.
    waiting: bool
    reply: str


def _letters() -> Any:
    return (
        select(
            PromptAnswer.__table__,
            PromptRow.title,
            PromptRow.options,
            PromptRow.answer.label("kind"),
            Person.name,
            Person.telegram_id,
            Enterprise.name.label("enterprise"),
        )
        .join(PromptRow, PromptRow.id == PromptAnswer.prompt_id)
        .join(Enterprise, Enterprise.id == PromptAnswer.enterprise_id)
        .outerjoin(Person, Person.id == PromptAnswer.person_id)
    )


def _letter(row: Any) -> Letter:
    chosen = row.options[int(row.answer)] if row.kind == kinds.BUTTONS and row.answer.isdigit() else ""
    return Letter(
        id=row.id,
        prompt_id=row.prompt_id,
        title=row.title,
        name=row.name or "",
        person_id=row.person_id,
        telegram_id=row.telegram_id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        at=row.at,
        text=" ".join(part for part in (chosen, row.text) if part),
        photo=row.photo,
        waiting=row.inbox_of is not None,
        reply=row.reply,
    )


async def waiting(connection: AsyncConnection, actor: Actor, *, most: int = 50) -> list[Letter]:
    """Return what waits for a trainer, oldest first, at most `most` (index ix_prompt_answers_inbox)."""
    rows = await connection.execute(_letters().where(*_own(actor)).order_by(PromptAnswer.id).limit(most))
    return [_letter(row) for row in rows.all()]


async def letter(connection: AsyncConnection, actor: Actor, number: int) -> Letter:
    """
    Return one answer to whom it waits for, who replied, or who may see its prompt; raises RefusedError (primary key).

    They have to look after the enterprise still.
    """
    row = (await connection.execute(_letters().where(PromptAnswer.id == number))).one_or_none()
    if row is None or not may(actor, Act.FOLLOW_UP, row.enterprise_id):
        raise RefusedError(Act.FOLLOW_UP, subject=f"answer:{number}")
    if actor.person_id is None or actor.person_id not in {row.inbox_of, row.replied_by}:
        await writing.one(connection, actor, row.prompt_id)
    return _letter(row)


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    """Return what holds for the answers that wait for a trainer, in enterprises they look after still."""
    mine: list[ColumnElement[bool]] = [PromptAnswer.inbox_of == (actor.person_id or 0)]
    if not actor.has(Role.OPERATOR):
        places = [seat.enterprise_id for seat in actor.seats if seat.role == Role.TRAINER]
        mine.append(PromptAnswer.enterprise_id.in_(places))
    return mine


async def close(connection: AsyncConnection, actor: Actor, number: int) -> Letter:
    """Take an answer out of the inbox; raises RefusedError."""
    there = await letter(connection, actor, number)
    await connection.execute(update(PromptAnswer).where(PromptAnswer.id == number).values(inbox_of=None))
    return replace(there, waiting=False)


async def reply(
    connection: AsyncConnection, actor: Actor, number: int, text: str, *, at: dt.datetime
) -> Letter:
    """Answer somebody through Mitra; raises RefusedError, or MitraError when they cannot be reached any more."""
    there = await letter(connection, actor, number)
    words = text.strip()
    if not 1 <= len(words) <= LONGEST_TEXT:
        raise MitraError(f"Tulis balasan 1 sampai {LONGEST_TEXT} huruf.")
    if there.telegram_id is None:
        raise MitraError("Orang ini sudah tidak ada di Mitra, jadi balasan tidak bisa dikirim.")
    note = Notification(
        telegram_id=there.telegram_id,
        kind="prompt_reply",
        template="prompt_reply",
        values={
            "id": there.prompt_id,
            "trainer": await showing.trainer_name(connection, actor.person_id),
            "asked": there.text[:200],
            "text": words,
        },
        enterprise_id=there.enterprise_id,
    )
    if not await notifications.notify(connection, [note], at=at):
        raise MitraError("Orang ini sedang tidak bisa dihubungi lewat Telegram.")
    values = {"reply": words, "replied_by": actor.person_id, "replied_at": at, "inbox_of": None}
    await connection.execute(update(PromptAnswer).where(PromptAnswer.id == number).values(values))
    return await letter(connection, actor, number)


async def count(connection: AsyncConnection, actor: Actor) -> int:
    """Return how much waits for a trainer (index ix_prompt_answers_inbox)."""
    return await connection.scalar(select(func.count()).select_from(PromptAnswer).where(*_own(actor))) or 0
