"""Answers to prompts: the latest counts, the earlier ones stay as history; words and photos wait in the trainer's inbox."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.access import Act, Actor, RefusedError
from mitra.errors import MitraError
from mitra.kpis import indicators, readings
from mitra.kpis.catalogue import Kind, catalogue
from mitra.kpis.indicators import Kpi
from mitra.kpis.periods import latest
from mitra.kpis.readings import Amount
from mitra.kpis.typed import read_figure, read_pair, read_share
from mitra.notifications import Notification
from mitra.prompts import kinds, showing, writing
from mitra.prompts.writing import Prompt
from mitra.store.models import Person
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptAnswer, PromptReceiver, PromptStatus

#: Letters of an answer in words.
LONGEST_TEXT = 1_500
#: What was done for another reason counts as an answer to a prompt that asked for it so long ago at most.
FULFILS = dt.timedelta(days=30)
#: Kind of notification.
INBOX = "inbox"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer: what it is, with what belongs to it."""

    #: Place of a button, 1 to 5, or the kind of what is given (number, text, photo, check, quiz).
    answer: str
    number: float | None = None
    text: str = ""
    #: Telegram's name for it.
    photo: str | None = None
    #: Part and whole of a figure, if they were told.
    amount: Amount | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An answer that was stored."""

    id: int
    prompt: Prompt
    given: Given
    #: Whether there was another one before.
    changed: bool
    #: Whether the figure now stands among the enterprise's figures too.
    reported: bool = False


async def received(connection: AsyncConnection, actor: Actor, number: int) -> tuple[Prompt, Row[Any]]:
    """Return a prompt that somebody got, and their row; raises RefusedError for one that is not theirs (primary keys)."""
    mine = (PromptReceiver.prompt_id == number, PromptReceiver.person_id == (actor.person_id or 0))
    row = (await connection.execute(select(PromptReceiver.__table__).where(*mine))).one_or_none()
    there = (await writing.found(connection, [number])).get(number)
    if row is None or there is None or row.sent_at is None:
        raise RefusedError(Act.USE_BUTTON)
    return there, row


# --- reading


def read_tap(prompt: Prompt, text: str) -> Given:
    """Return the answer a button carries; raises RefusedError for what no button of this prompt has."""
    fits = text.isascii() and text.isdigit() and len(text) == 1
    if prompt.answer == kinds.BUTTONS and fits and int(text) < len(prompt.options):
        return Given(answer=text)
    if prompt.answer == kinds.SCALE and fits and int(text) in kinds.SCALE_VALUES:
        return Given(answer=text, number=float(text))
    raise RefusedError(Act.USE_BUTTON)


def read_number(options: Sequence[str], text: str) -> Given | None:
    """Return the figure somebody typed for a prompt that asks for the one in `options`; None when there is no single clear one."""
    known = catalogue().get(options[0]) if options else None
    if known is None:
        return None
    if known.kind is Kind.SHARE:
        typed = read_share(text)
        return _figure(Amount(value=typed.value, part=typed.part, whole=typed.whole)) if typed else None
    pair = read_pair(text) if known.kind is Kind.RATIO else None
    if pair and pair[1]:
        return _figure(Amount(value=pair[0] / pair[1], part=pair[0], whole=pair[1]))
    figure = read_figure(text)
    return None if figure is None or figure < 0 else _figure(Amount(value=figure))


def _figure(amount: Amount) -> Given:
    return Given(answer="number", number=amount.value, amount=amount)


# --- storing


async def answer(
    connection: AsyncConnection, actor: Actor, number: int, given: Given, *, at: dt.datetime
) -> Taken:
    """
    Store an answer, however late; the same button once more changes nothing.

    Raises RefusedError for a prompt that is not theirs, MitraError with a sentence for words that are too many.
    """
    prompt, mine = await received(connection, actor, number)
    if len(given.text) > LONGEST_TEXT:
        raise MitraError(f"Jawabannya terlalu panjang. Paling banyak {LONGEST_TEXT} huruf, ya.")
    again = mine.answer == given.answer and prompt.answer in {kinds.BUTTONS, kinds.SCALE}
    if again:
        return Taken(id=0, prompt=prompt, given=given, changed=False)
    reads = _is_read(prompt, given)
    row = {
        "prompt_id": number,
        "person_id": actor.person_id,
        "enterprise_id": mine.enterprise_id,
        "at": at,
        "answer": given.answer,
        "number": given.number,
        "text": given.text.strip(),
        "photo": given.photo,
        "inbox_of": prompt.trainer_id if reads else None,
    }
    if reads and prompt.trainer_id is not None:
        await _tell_trainer(connection, prompt.trainer_id, at)
    made = (
        await connection.execute(insert(PromptAnswer).values(row).returning(PromptAnswer.id))
    ).scalar_one()
    if given.answer != kinds.TEXT or prompt.answer == kinds.TEXT:
        await _note(connection, number, actor.person_id or 0, given, at)  # else it is a letter beside it
    reported = await _report(connection, actor, prompt, mine.enterprise_id, given, at=at)
    return Taken(id=int(made), prompt=prompt, given=given, changed=mine.answer is not None, reported=reported)


def _is_read(prompt: Prompt, given: Given) -> bool:
    """Return whether a person has to read it: words, photos, and whoever asks for help."""
    if prompt.answer == kinds.BUTTONS and given.answer.isdigit():
        return prompt.options[int(given.answer)].startswith(kinds.HELP)
    return given.answer in kinds.READ


async def _note(
    connection: AsyncConnection, number: int, person_id: int, given: Given, at: dt.datetime
) -> None:
    mine = (PromptReceiver.prompt_id == number, PromptReceiver.person_id == person_id)
    latest_answer = {"answer": given.answer, "number": given.number, "answered_at": at}
    await connection.execute(update(PromptReceiver).where(*mine).values(latest_answer))


async def _tell_trainer(connection: AsyncConnection, person_id: int, at: dt.datetime) -> None:
    """Tell a trainer that something waits; not again until they have looked at all that did."""
    waits = select(PromptAnswer.id).where(PromptAnswer.inbox_of == person_id).limit(1)
    if (await connection.execute(waits)).first() is not None:
        return
    account = await connection.scalar(select(Person.telegram_id).where(Person.id == person_id))
    if account is not None:
        note = Notification(telegram_id=account, kind=INBOX, template="prompt_waiting", values={})
        await notifications.notify(connection, [note], at=at)


async def _report(  # noqa: PLR0913 - who, what, where, when
    connection: AsyncConnection,
    actor: Actor,
    prompt: Prompt,
    enterprise_id: int,
    given: Given,
    *,
    at: dt.datetime,
) -> bool:
    """Put a figure among those the enterprise watches, if it is one, they may, and nobody has reported that period."""
    if given.amount is None or prompt.answer != kinds.KPI:
        return False
    kpi = await _watched(connection, actor, enterprise_id, prompt.options[0])
    if kpi is None:
        return False
    first = latest(kpi.rhythm, kpi.today(at)).first
    if await readings.reading_of(connection, kpi, first) is not None:
        return False
    try:
        readings.plain_amount(kpi, given.amount.value)
        await readings.report(connection, actor, kpi, first, given.amount, seen="", at=at)
    except (readings.UnusableError, RefusedError):
        return False
    return True


async def _watched(connection: AsyncConnection, actor: Actor, enterprise_id: int, code: str) -> Kpi | None:
    try:
        mine = await indicators.watched(connection, actor, enterprise_id)
    except RefusedError:
        return None
    return next((kpi for kpi in mine if kpi.code == code and indicators.may_report(actor, kpi)), None)


async def take_back(connection: AsyncConnection, actor: Actor, answer_id: int) -> Prompt:
    """Take one's latest answer back, as long as nobody has replied; raises RefusedError (primary key)."""
    row = (
        await connection.execute(select(PromptAnswer.__table__).where(PromptAnswer.id == answer_id))
    ).one_or_none()
    if row is None or row.person_id is None or row.person_id != actor.person_id or row.reply:
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(delete(PromptAnswer).where(PromptAnswer.id == answer_id))
    mine = (PromptAnswer.prompt_id == row.prompt_id, PromptAnswer.person_id == actor.person_id)
    before = select(PromptAnswer.__table__).where(*mine).order_by(PromptAnswer.id.desc()).limit(1)
    left = (await connection.execute(before)).one_or_none()
    kept = {
        "answer": left.answer if left else None,
        "number": left.number if left else None,
        "answered_at": left.at if left else None,
    }
    same = (PromptReceiver.prompt_id == row.prompt_id, PromptReceiver.person_id == actor.person_id)
    await connection.execute(update(PromptReceiver).where(*same).values(kept))
    return (await writing.found(connection, [row.prompt_id]))[row.prompt_id]


async def fulfilled(  # noqa: PLR0913 - who did what, for which prompt, when
    connection: AsyncConnection,
    actor: Actor,
    what: str,
    *,
    at: dt.datetime,
    option: str = "",
    prompt_id: int | None = None,
    number: float | None = None,
) -> bool:
    """
    Note that somebody did what a prompt asked for: a check (`option` 5s, k3), a quiz, a figure (`option` its code).

    With `prompt_id` that one, else the latest unanswered one of a month; return whether there was any (index ix_prompt_receivers_person_id).
    """
    query = (
        select(PromptReceiver.prompt_id, PromptRow.options)
        .join(PromptRow, PromptRow.id == PromptReceiver.prompt_id)
        .where(
            PromptReceiver.person_id == (actor.person_id or 0),
            PromptReceiver.sent_at > at - FULFILS,
            PromptRow.answer == what,
            PromptRow.status == PromptStatus.RUNNING,
        )
        .order_by(PromptReceiver.sent_at.desc())
    )
    query = (
        query.where(PromptReceiver.answer.is_(None))
        if prompt_id is None
        else query.where(PromptReceiver.prompt_id == prompt_id)
    )
    rows = (await connection.execute(query)).all()
    fitting = [row.prompt_id for row in rows if not option or option in row.options]
    if not fitting:
        return False
    name = "number" if what == kinds.KPI else what
    await answer(connection, actor, fitting[0], Given(answer=name, number=number), at=at)
    return True


# --- stopping


async def stop(connection: AsyncConnection, actor: Actor, *, module: int | None, on: bool = True) -> None:
    """Stop a module's prompts, or (None) all, for who asks; not `on`: have them come again."""
    if actor.person_id is None:
        raise RefusedError(Act.USE_BUTTON)
    muted = set(await connection.scalar(select(Person.muted).where(Person.id == actor.person_id)) or ())
    wanted = showing.stop_of(module)
    if on:
        muted.add(wanted)
    else:
        muted = {one for one in muted if one not in {wanted, writing.KIND}}
    await connection.execute(update(Person).where(Person.id == actor.person_id).values(muted=sorted(muted)))
