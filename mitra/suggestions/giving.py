"""
Giving a suggestion: sent, changed, taken back, supported, answered for; by its author, or whoever has its receipt.

Nothing here is noted in the audit, and nothing a database's reader sees of it is finer than an hour: who gave what must not
be found by when.
"""

import datetime as dt
import os
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import invitations
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.store.models import Enterprise
from mitra.store.suggestion_models import Suggestion, SuggestionBacker, SuggestionExclusion, SuggestionStatus
from mitra.store.upsert import insert as upsert
from mitra.suggestions.authors import (
    BACKED,
    LIKED,
    OWN,
    author_of,
    code_from,
    mark_of,
    put_on_shelf,
    receipt_of,
    sealed_author,
    shelf,
)
from mitra.suggestions.cards import (
    CARD,
    LIKE,
    OPEN,
    SUPPORT,
    UNDECIDED,
    Card,
    backers,
    by_ids,
    card_of,
    forget_words,
    hour_of,
    note_step,
    subject_of,
)
from mitra.suggestions.clocks import due_times, next_look
from mitra.suggestions.members import committee_of
from mitra.suggestions.rules import rules_of
from mitra.suggestions.telling import tell_committee
from mitra.visible import visible

#: Letters of a suggestion, as many as one message of Telegram holds.
LONGEST = 4_000
PAGE = 5
#: Suggestions that are compared with a new one: the latest open ones.
COMPARED = 1_000


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A suggestion before it is sent; it stands in no table."""

    text: str
    module: int
    photo: str = ""
    voice: str = ""
    named: bool = False
    public: bool = True
    #: People of the committee whom it concerns.
    about: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A suggestion as just sent, with the code that proves who wrote it; the code is kept nowhere."""

    card: Card
    code: str


def clean(text: str) -> str:
    """Return a text as it is kept: as typed, without invisible marks, at most 4,000 letters."""
    lines = (line.rstrip() for line in visible(text).strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))[:LONGEST].rstrip()


async def send(  # noqa: PLR0913 - who, where, what, and what sealing needs
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    draft: Draft,
    *,
    key: bytes,
    at: dt.datetime,
) -> Sent:
    """Send a suggestion to the committee, which is told; raises RefusedError for who does not belong there."""
    demand(actor, Act.GIVE_SUGGESTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    person_id = _person(actor)
    rules, hour, code = await rules_of(connection, enterprise_id), hour_of(at), code_from(os.urandom(16))
    answer_due_at, decide_due_at = due_times(hour, rules)
    row = {
        "enterprise_id": enterprise_id,
        "number": await _next_number(connection, enterprise_id),
        "text": clean(draft.text),
        "module": draft.module,
        "photo": draft.photo or None,
        "voice": draft.voice or None,
        "author_sealed": "",
        "named_id": person_id if draft.named else None,
        "receipt": receipt_of(key, code),
        "public": draft.public and not draft.about,
        "status": SuggestionStatus.NEW,
        "version": 1,
        "sent_at": hour,
        "answer_due_at": answer_due_at,
        "decide_due_at": decide_due_at,
    }
    number = (await connection.execute(insert(Suggestion).values(row).returning(Suggestion.id))).scalar_one()
    await _exclude(connection, enterprise_id, number, draft.about)
    await note_step(connection, number, "sent", at=hour)
    await put_on_shelf(connection, person_id, OWN, number, key=key)
    card = await _card(connection, number)
    sealed = {
        "author_sealed": sealed_author(key, person_id, number),
        "look_at": next_look(card, after=hour),
    }
    await connection.execute(update(Suggestion).where(Suggestion.id == number).values(sealed))
    committee = await committee_of(connection, enterprise_id, suggestion_id=number)
    await tell_committee(connection, card, committee.told, "new", at=at, at_once=False)
    return Sent(card=card, code=code)


async def _next_number(connection: AsyncConnection, enterprise_id: int) -> int:
    # Locked, so that two who send at once do not get one number.
    await connection.execute(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update())
    latest = select(func.max(Suggestion.number)).where(Suggestion.enterprise_id == enterprise_id)
    return (await connection.scalar(latest) or 0) + 1


async def _exclude(
    connection: AsyncConnection, enterprise_id: int, number: int, about: tuple[int, ...]
) -> None:
    members = {one.person_id for one in (await committee_of(connection, enterprise_id)).members}
    rows = [{"suggestion_id": number, "person_id": person} for person in about if person in members]
    if rows:
        await connection.execute(insert(SuggestionExclusion), rows)


async def _card(connection: AsyncConnection, number: int) -> Card:
    return card_of((await connection.execute(CARD.where(Suggestion.id == number))).one())


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise RefusedError(Act.GIVE_SUGGESTION)
    return actor.person_id


# --- one's own


async def mine(connection: AsyncConnection, actor: Actor, *, key: bytes) -> list[Card]:
    """Return one's own suggestions, the newest first."""
    kept = await shelf(connection, actor.person_id or 0, key=key)
    return await by_ids(connection, kept[OWN])


async def own(connection: AsyncConnection, actor: Actor, which: str, *, key: bytes, at: dt.datetime) -> Card:
    """
    Return a suggestion to who had it: `which` is its id, or its receipt's code, which works for anybody who has it.

    Raises RefusedError for somebody else's, for one that is gone, and for who has guessed too often (unique index).
    """
    if which.isdigit():
        number = int(which)
        if not await is_own(connection, actor, number, key=key):
            raise RefusedError(Act.USE_BUTTON)
        mine = Suggestion.id == number
    else:
        if await invitations.must_wait(connection, actor.telegram_id, at=at):
            raise RefusedError(Act.USE_BUTTON)
        mine = Suggestion.receipt == receipt_of(key, which)
    row = (await connection.execute(CARD.where(mine).with_for_update(of=Suggestion))).one_or_none()
    if row is None:
        if not which.isdigit():
            await invitations.count_guess(connection, actor.telegram_id, at=at)
        raise RefusedError(Act.USE_BUTTON)
    return card_of(row)


async def is_own(connection: AsyncConnection, actor: Actor, number: int, *, key: bytes) -> bool:
    """Return whether somebody had a suggestion themselves (primary key)."""
    author = await author_of(connection, number, key=key)
    return author is not None and author == actor.person_id


async def rewrite(connection: AsyncConnection, card: Card, text: str, *, at: dt.datetime) -> Card:
    """Change the words of one's own suggestion, until it is taken up; raises RefusedError afterwards."""
    _demand_undecided(card)
    await _change(connection, card, text=clean(text))
    await note_step(connection, card.id, "edited", at=hour_of(at))
    changed = await _card(connection, card.id)
    await _tell(connection, changed, "edited", at)
    return changed


async def withdraw(connection: AsyncConnection, card: Card, *, at: dt.datetime) -> None:
    """Take one's own suggestion back, until it is taken up: its words are forgotten. Raises RefusedError afterwards."""
    _demand_undecided(card)
    gone = {"text": "", "photo": None, "voice": None, "named_id": None, "public": False}
    ended = {"status": SuggestionStatus.WITHDRAWN, "look_at": None, "proposed": None, "proposed_by": None}
    await _change(connection, card, **gone, **ended)
    await forget_words(connection, card.id)
    await note_step(connection, card.id, "withdrawn", at=hour_of(at))
    await _tell(connection, await _card(connection, card.id), "withdrawn", at)


async def reply(connection: AsyncConnection, card: Card, text: str, *, at: dt.datetime) -> Card:
    """Answer what the committee asked, without a name if there was none; raises RefusedError when nothing was asked."""
    if card.status is not SuggestionStatus.ASKED:
        raise RefusedError(Act.USE_BUTTON)
    await _change(connection, card, status=SuggestionStatus.NEW)
    await note_step(connection, card.id, "replied", at=hour_of(at), text=clean(text))
    changed = await _card(connection, card.id)
    look = {"look_at": next_look(changed, after=at)}
    await connection.execute(update(Suggestion).where(Suggestion.id == card.id).values(look))
    await _tell(connection, changed, "replied", at, text)
    return changed


async def take_over(connection: AsyncConnection, actor: Actor, card: Card, *, key: bytes) -> None:
    """Have who shows the receipt told from now on, instead of who sent it; raises RefusedError for strangers."""
    demand(actor, Act.GIVE_SUGGESTION, card.enterprise_id, subject=card.subject)
    before, person_id = await author_of(connection, card.id, key=key), _person(actor)
    if before is not None:
        await put_on_shelf(connection, before, OWN, card.id, key=key, on=False)
    await put_on_shelf(connection, person_id, OWN, card.id, key=key)
    sealed = sealed_author(key, person_id, card.id)
    await connection.execute(update(Suggestion).where(Suggestion.id == card.id).values(author_sealed=sealed))


def _demand_undecided(card: Card) -> None:
    if card.status not in UNDECIDED or card.proposed:
        raise RefusedError(Act.USE_BUTTON)


async def _change(connection: AsyncConnection, card: Card, **values: Any) -> None:
    changed = values | {"version": card.version + 1}
    await connection.execute(update(Suggestion).where(Suggestion.id == card.id).values(changed))


async def _tell(connection: AsyncConnection, card: Card, event: str, at: dt.datetime, text: str = "") -> None:
    committee = await committee_of(connection, card.enterprise_id, suggestion_id=card.id)
    await tell_committee(connection, card, committee.told, event, at=at, text=text, at_once=False)


# --- colleagues'


async def compared(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, key: bytes
) -> list[tuple[int, str]]:
    """Return id and text of the latest suggestions that somebody can support (index ix_suggestions_list)."""
    own = set((await shelf(connection, actor.person_id or 0, key=key))[OWN])
    query = (
        select(Suggestion.id, Suggestion.text)
        .where(Suggestion.enterprise_id == enterprise_id, Suggestion.status.in_(OPEN), Suggestion.public)
        .order_by(Suggestion.sent_at.desc())
        .limit(COMPARED)
    )
    rows = (await connection.execute(query)).all()
    return [(row.id, row.text) for row in rows if row.id not in own]


async def published(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, page: int
) -> tuple[list[Card], int]:
    """Return a page of colleagues' open suggestions, the latest first, and how many pages there are; raises RefusedError."""
    demand(actor, Act.GIVE_SUGGESTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    theirs = (Suggestion.enterprise_id == enterprise_id, Suggestion.status.in_(OPEN), Suggestion.public)
    return await paged(connection, theirs, (Suggestion.sent_at.desc(), Suggestion.id.desc()), page)


async def paged(
    connection: AsyncConnection, conditions: tuple[Any, ...], order: tuple[Any, ...], page: int
) -> tuple[list[Card], int]:
    """Return a page of the suggestions that fit, and how many pages there are."""
    count = await connection.scalar(select(func.count()).select_from(Suggestion).where(*conditions)) or 0
    pages = max(1, -(-count // PAGE))
    at = min(max(page, 1), pages) - 1
    numbers = select(Suggestion.id).where(*conditions).order_by(*order).limit(PAGE).offset(at * PAGE)
    # The names and counts are looked up for those on the page only.
    ids = list(await connection.scalars(numbers))
    found = {card.id: card for card in await by_ids(connection, ids)}
    return [found[number] for number in ids], pages


async def seen_by_colleague(connection: AsyncConnection, actor: Actor, number: int) -> Card:
    """Return a published suggestion, open or carried out, to whoever belongs there; raises RefusedError."""
    found = await by_ids(connection, [number])
    shown = bool(found) and found[0].public and found[0].status in {*OPEN, SuggestionStatus.DONE}
    if not shown or not may(actor, Act.GIVE_SUGGESTION, found[0].enterprise_id):
        raise RefusedError(Act.USE_BUTTON)
    return found[0]


async def back(
    connection: AsyncConnection, actor: Actor, number: int, kind: str, *, key: bytes
) -> tuple[Card, bool]:
    """
    Support an open suggestion, or like one that was carried out; a second time takes it back.

    Returns the suggestion and whether one backs it now; raises RefusedError.
    """
    card, person_id = await seen_by_colleague(connection, actor, number), _person(actor)
    if await is_own(connection, actor, number, key=key):
        raise RefusedError(Act.USE_BUTTON)
    if (kind == LIKE) != (card.status is SuggestionStatus.DONE):
        raise RefusedError(Act.USE_BUTTON)
    mark = mark_of(key, person_id, subject_of(number))
    mine = (
        SuggestionBacker.suggestion_id == number,
        SuggestionBacker.kind == kind,
        SuggestionBacker.mark == mark,
    )
    gone = (await connection.execute(delete(SuggestionBacker).where(*mine))).rowcount
    if not gone:
        await add_backer(connection, number, person_id, kind, key=key)
    where = BACKED if kind == SUPPORT else LIKED
    await put_on_shelf(connection, person_id, where, number, key=key, on=not gone)
    return await _card(connection, number), not gone


async def add_backer(
    connection: AsyncConnection, number: int, person_id: int, kind: str, *, key: bytes
) -> None:
    """Keep that somebody backs a suggestion, once."""
    row = {
        "suggestion_id": number,
        "kind": kind,
        "mark": mark_of(key, person_id, subject_of(number)),
        "person_sealed": sealed_author(key, person_id, number) if kind == SUPPORT else "",
    }
    statement = upsert(connection, SuggestionBacker).values(row)
    index = [SuggestionBacker.suggestion_id, SuggestionBacker.kind, SuggestionBacker.mark]
    await connection.execute(statement.on_conflict_do_nothing(index_elements=index))


async def backs(connection: AsyncConnection, actor: Actor, number: int, kind: str, *, key: bytes) -> bool:
    """Return whether somebody backs a suggestion (primary key)."""
    mine = (
        SuggestionBacker.suggestion_id == number,
        SuggestionBacker.kind == kind,
        SuggestionBacker.mark == mark_of(key, actor.person_id or 0, subject_of(number)),
    )
    return await connection.scalar(select(SuggestionBacker.mark).where(*mine)) is not None


async def likes(connection: AsyncConnection, number: int) -> int:
    """Return how many like a suggestion that was carried out (primary key)."""
    query = select(backers(LIKE)).select_from(Suggestion).where(Suggestion.id == number)
    return await connection.scalar(query) or 0


async def gallery(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> list[int]:
    """Return the ids of the suggestions that were carried out, the latest first; raises RefusedError."""
    demand(actor, Act.GIVE_SUGGESTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    done = (
        Suggestion.enterprise_id == enterprise_id,
        Suggestion.status == SuggestionStatus.DONE,
        Suggestion.public,
    )
    query = select(Suggestion.id).where(*done).order_by(Suggestion.decided_at.desc()).limit(_GALLERY)
    return list(await connection.scalars(query))


#: Pictures that can be leafed through: more is history.
_GALLERY = 200
