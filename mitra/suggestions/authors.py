"""
Who had a suggestion or supports one: kept sealed, and found again by the key alone (mitra/sealing.py).

A person's suggestions stand on a shelf under a keyed hash, so that neither the shelf leads to the person nor a suggestion to
the shelf. Without the key, two suggestions cannot even be seen to be one person's.
"""

import hashlib
import hmac
from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.sealing import SealError, seal, unseal
from mitra.store.models import Person
from mitra.store.suggestion_models import Suggestion, SuggestionBacker, SuggestionShelf
from mitra.store.upsert import insert as upsert
from mitra.suggestions.cards import SUPPORT, subject_of

#: Kinds of what a shelf holds.
OWN, BACKED, LIKED = "own", "backed", "liked"
#: A shelf keeps so many of each kind; older ones are found by their receipt only.
_MOST = 300
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes, person_id: int, subject: str) -> str:
    """Return the pseudonym of a person, another one for each subject."""
    return _hash(key, f"mark:{subject}:{person_id}")[:32]


def receipt_of(key: bytes, code: str) -> str:
    """Return what is kept of a receipt's code."""
    return _hash(key, f"receipt:{code}")


def read_code(text: str) -> str | None:
    """Return the receipt's code in "km7p-4x2q", or None."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(_CODE_LETTERS) else None


def code_from(random: bytes) -> str:
    """Return a receipt's code made of 8 random bytes: 31 to the 8th, about 40 bits."""
    return "".join(_CODE_LETTERS[byte % len(_CODE_LETTERS)] for byte in random[:CODE_LENGTH])


def sealed_author(key: bytes, person_id: int, suggestion_id: int) -> str:
    """Return what is kept of who had a suggestion."""
    return seal(key, person_id, about=subject_of(suggestion_id))


async def author_of(connection: AsyncConnection, suggestion_id: int, *, key: bytes) -> int | None:
    """Return the person who had a suggestion; None when erased, or sealed by another key (primary key)."""
    query = select(Suggestion.author_sealed).where(Suggestion.id == suggestion_id)
    return _opened(key, await connection.scalar(query), suggestion_id)


def _opened(key: bytes, sealed: str | None, suggestion_id: int) -> int | None:
    try:
        return int(unseal(key, sealed, about=subject_of(suggestion_id))) if sealed else None
    except SealError:
        return None


async def supporters_of(connection: AsyncConnection, suggestion_id: int, *, key: bytes) -> list[int]:
    """Return the people who support a suggestion (primary key)."""
    mine = (SuggestionBacker.suggestion_id == suggestion_id, SuggestionBacker.kind == SUPPORT)
    sealed = await connection.scalars(select(SuggestionBacker.person_sealed).where(*mine))
    opened = [_opened(key, one, suggestion_id) for one in sealed]
    return [person for person in opened if person is not None]


async def accounts_of(connection: AsyncConnection, people: Iterable[int]) -> dict[int, int]:
    """Return person → account, of those that are still there (primary key)."""
    query = select(Person.id, Person.telegram_id).where(Person.id.in_(set(people)))
    return {row.id: row.telegram_id for row in (await connection.execute(query)).all()}


# --- shelves


async def shelf(connection: AsyncConnection, person_id: int, *, key: bytes) -> dict[str, list[int]]:
    """Return the numbers of a person's suggestions, by kind, the latest last (primary key)."""
    mark = mark_of(key, person_id, "shelf")
    content = await connection.scalar(select(SuggestionShelf.content).where(SuggestionShelf.mark == mark))
    try:
        found = unseal(key, content, about=f"shelf:{mark}") if content else {}
    except SealError:
        found = {}
    return {kind: list(found.get(kind, ())) for kind in (OWN, BACKED, LIKED)}


async def put_on_shelf(  # noqa: PLR0913 - whose, which shelf, what, on or off
    connection: AsyncConnection, person_id: int, kind: str, suggestion_id: int, *, key: bytes, on: bool = True
) -> None:
    """Put a suggestion on a person's shelf, or (not `on`) take it off."""
    mark = mark_of(key, person_id, "shelf")
    kept = await shelf(connection, person_id, key=key)
    others = [number for number in kept[kind] if number != suggestion_id]
    kept[kind] = [*others, suggestion_id][-_MOST:] if on else others
    content = seal(key, kept, about=f"shelf:{mark}")
    statement = upsert(connection, SuggestionShelf).values(mark=mark, content=content)
    statement = statement.on_conflict_do_update(
        index_elements=[SuggestionShelf.mark], set_={"content": content}
    )
    await connection.execute(statement)


async def forget(connection: AsyncConnection, person_id: int, *, key: bytes) -> int:
    """Take the way back to a person out of all their suggestions; return how many rows that were."""
    kept = await shelf(connection, person_id, key=key)
    found = 0
    for number in kept[OWN]:
        if await author_of(connection, number, key=key) == person_id:
            gone = {"author_sealed": "", "named_id": None, "receipt": None}
            changed = await connection.execute(update(Suggestion).where(Suggestion.id == number).values(gone))
            found += changed.rowcount
    for number in {*kept[BACKED], *kept[LIKED]}:
        mine = (
            SuggestionBacker.suggestion_id == number,
            SuggestionBacker.mark == mark_of(key, person_id, subject_of(number)),
        )
        found += (await connection.execute(delete(SuggestionBacker).where(*mine))).rowcount
    mark = mark_of(key, person_id, "shelf")
    await connection.execute(delete(SuggestionShelf).where(SuggestionShelf.mark == mark))
    return found
