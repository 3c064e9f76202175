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
from mitra.kpis import indicators, outliers, readings
from mitra.kpis.catalogue import Kind, catalogue
from mitra.kpis.indicators import Kpi
from mitra.kpis.periods import latest
from mitra.kpis.readings import Amount
from mitra.kpis.typed import read_figure, read_pair, read_share
from mitra.notifications import Notification
from mitra.prompts import kinds, showing, writing
from mitra.prompts.writing import Prompt
from mitra.store.models import Lane, OutboxMessage, Person
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptAnswer, PromptReceiver, PromptStatus, ReceiverState

#: Letters of an answer in words.
LONGEST_TEXT = 1_500
#: What was done for another reason counts as an answer to a prompt that asked for it so long ago at most.
FULFILS = dt.timedelta(days=30)
#: Kind of notification.
INBOX = "inbox"
#: A trainer who has left something unread is told of what comes after so long a silence.
TOLD_AGAIN = dt.timedelta(hours=20)
_GOT = (ReceiverState.WRITTEN, ReceiverState.REACHED)


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
    again = mine.answer == given.answer and prompt.answer in {kinds.BUTTONS, kinds.SCALE} and not given.text
    if again:
        return Taken(id=0, prompt=prompt, given=given, changed=False)
    reader = await _reader(connection, prompt, mine.enterprise_id, given)
    row = {
        "prompt_id": number,
        "person_id": actor.person_id,
        "enterprise_id": mine.enterprise_id,
        "at": at,
        "answer": given.answer,
        "number": given.number,
        "text": given.text.strip(),
        "photo": given.photo,
        "inbox_of": reader,
    }
    if reader is not None:
        await _tell_trainer(connection, reader, at, urgent=given.answer not in kinds.READ)
    made = (
        await connection.execute(insert(PromptAnswer).values(row).returning(PromptAnswer.id))
    ).scalar_one()
    if given.answer != kinds.TEXT or prompt.answer == kinds.TEXT:  # else it is a letter beside it
        await _note(connection, mine, given, at)
        await _take_reminder_out(connection, actor, prompt, mine)
    reported = await _report(connection, actor, prompt, mine.enterprise_id, given, at=at)
    return Taken(id=int(made), prompt=prompt, given=given, changed=mine.answer is not None, reported=reported)


def asks_for_help(prompt: Prompt, given: Given) -> bool:
    """Return whether a button was chosen that asks the trainer for help."""
    is_button = prompt.answer == kinds.BUTTONS and given.answer.isdigit()
    return is_button and prompt.options[int(given.answer)].startswith(kinds.HELP)


def _is_read(prompt: Prompt, given: Given) -> bool:
    """Return whether a person has to read it: words, also beside a button, photos, and whoever asks for help."""
    if prompt.answer == kinds.BUTTONS and given.answer.isdigit():
        return bool(given.text) or asks_for_help(prompt, given)
    return given.answer in kinds.READ


async def _reader(
    connection: AsyncConnection, prompt: Prompt, enterprise_id: int, given: Given
) -> int | None:
    """Return who is to read an answer: who asked, or who looks after the enterprise now; None when nobody has to."""
    if not _is_read(prompt, given):
        return None
    return await writing.who_looks_after(connection, enterprise_id, prompt.trainer_id)


async def _note(connection: AsyncConnection, mine: Row[Any], given: Given, at: dt.datetime) -> None:
    same = (PromptReceiver.prompt_id == mine.prompt_id, PromptReceiver.person_id == mine.person_id)
    values: dict[str, Any] = {"answer": given.answer, "number": given.number, "answered_at": at}
    if mine.state is ReceiverState.SKIPPED:
        # It was sent, and seemed not to arrive: blocked, or stopped, in the very minute.
        values |= {"state": ReceiverState.REACHED, "reason": ""}
    await connection.execute(update(PromptReceiver).where(*same).values(values))


async def _take_reminder_out(
    connection: AsyncConnection, actor: Actor, prompt: Prompt, mine: Row[Any]
) -> None:
    """Drop a reminder that still waits, for the morning perhaps (index ix_outbox_messages_chat)."""
    if mine.reminded:
        await notifications.withdraw(connection, actor.telegram_id, kind=prompt.kind)


async def _tell_trainer(
    connection: AsyncConnection, person_id: int, at: dt.datetime, *, urgent: bool
) -> None:
    """Tell a trainer that something waits; not again while they leave it unread, but for calls for help, and after a while."""
    latest_one = select(PromptAnswer.at).where(PromptAnswer.inbox_of == person_id)
    before = await connection.scalar(latest_one.order_by(PromptAnswer.id.desc()).limit(1))
    if before is not None and not urgent and at - before < TOLD_AGAIN:
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
    """
    Put a figure among those the enterprise watches, if it is one, they may, and nobody has reported that period.

    One that /angka would ask back for is left to /angka.
    """
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
        before = [one.amount.value for one in await readings.earlier(connection, kpi, first)]
        if outliers.surprise(given.amount.value, before, kpi.bounds):
            return False
        await readings.report(connection, actor, kpi, first, given.amount, seen="", at=at)
    except (readings.UnusableError, readings.TakenError, RefusedError):
        return False
    return True


async def _watched(connection: AsyncConnection, actor: Actor, enterprise_id: int, code: str) -> Kpi | None:
    try:
        mine = await indicators.watched(connection, actor, enterprise_id)
    except RefusedError:
        return None
    return next((kpi for kpi in mine if kpi.code == code and indicators.may_report(actor, kpi)), None)


async def take_back(connection: AsyncConnection, actor: Actor, answer_id: int) -> Prompt:
    """Take one's answer back, as long as nobody has replied; the one before it counts again. Raises RefusedError (primary key)."""
    row = (
        await connection.execute(select(PromptAnswer.__table__).where(PromptAnswer.id == answer_id))
    ).one_or_none()
    if row is None or row.person_id is None or row.person_id != actor.person_id or row.replied_at:
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(delete(PromptAnswer).where(PromptAnswer.id == answer_id))
    prompt = (await writing.found(connection, [row.prompt_id]))[row.prompt_id]
    mine = [PromptAnswer.prompt_id == row.prompt_id, PromptAnswer.person_id == actor.person_id]
    if prompt.answer != kinds.TEXT:
        mine.append(PromptAnswer.answer != kinds.TEXT)  # a letter beside it answers nothing
    before = select(PromptAnswer.__table__).where(*mine).order_by(PromptAnswer.id.desc()).limit(1)
    left = (await connection.execute(before)).one_or_none()
    kept = {
        "answer": left.answer if left else None,
        "number": left.number if left else None,
        "answered_at": left.at if left else None,
    }
    same = (PromptReceiver.prompt_id == row.prompt_id, PromptReceiver.person_id == actor.person_id)
    await connection.execute(update(PromptReceiver).where(*same).values(kept))
    return prompt


async def fulfilled(  # noqa: PLR0913 - who did what, for which prompt, when
    connection: AsyncConnection,
    actor: Actor,
    what: str,
    *,
    at: dt.datetime,
    option: str = "",
    enterprise_id: int | None = None,
    prompt_id: int | None = None,
    number: float | None = None,
) -> bool:
    """
    Note that somebody did what a prompt asked for: a check (`option` 5s, k3), a quiz, a figure (`option` its code).

    With `enterprise_id` it was done there: prompts about another enterprise of the same person are left alone.

    With `prompt_id` that one, else the latest unanswered one of a month; return whether there was any (index ix_prompt_receivers_person_id).
    """
    query = (
        select(PromptReceiver.prompt_id, PromptRow.options)
        .join(PromptRow, PromptRow.id == PromptReceiver.prompt_id)
        .where(
            PromptReceiver.person_id == (actor.person_id or 0),
            PromptReceiver.sent_at > at - FULFILS,
            PromptReceiver.state.in_(_GOT),
            PromptRow.answer == what,
            PromptRow.status == PromptStatus.RUNNING,
            *([PromptReceiver.enterprise_id == enterprise_id] if enterprise_id is not None else []),
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
    if on:
        await _settle(connection, actor, module)
    muted = set(await connection.scalar(select(Person.muted).where(Person.id == actor.person_id)) or ())
    wanted = showing.stop_of(module)
    if on:
        muted.add(wanted)
    else:
        muted = {one for one in muted if one not in {wanted, writing.KIND}}
    await connection.execute(update(Person).where(Person.id == actor.person_id).values(muted=sorted(muted)))


async def _settle(connection: AsyncConnection, actor: Actor, module: int | None) -> None:
    """Note which of the stopped prompts that were written have arrived, and which are taken out of the outbox (index ix_prompt_receivers_person_id)."""
    mine = [
        PromptReceiver.person_id == (actor.person_id or 0),
        PromptReceiver.state == ReceiverState.WRITTEN,
    ]
    if module is not None:
        mine.append(PromptRow.module == module)
    query = select(PromptReceiver.prompt_id, PromptRow.module)
    rows = await connection.execute(
        query.join(PromptRow, PromptRow.id == PromptReceiver.prompt_id).where(*mine)
    )
    for row in rows.all():
        waiting = delete(OutboxMessage).where(
            OutboxMessage.chat_id == actor.telegram_id,
            OutboxMessage.lane == int(Lane.BULK),
            OutboxMessage.kind == writing.kind_of(row.prompt_id, row.module),
            OutboxMessage.leased_until.is_(None),
        )
        values: dict[str, Any] = {"state": ReceiverState.REACHED, "look_at": None}
        if (await connection.execute(waiting)).rowcount:
            values = {"state": ReceiverState.SKIPPED, "reason": "muted", "look_at": None, "sent_at": None}
        same = (PromptReceiver.prompt_id == row.prompt_id, PromptReceiver.person_id == actor.person_id)
        await connection.execute(update(PromptReceiver).where(*same).values(values))
