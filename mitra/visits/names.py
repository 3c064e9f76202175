"""
People in an agenda: kept by number, shown by name.

An agenda is stored for years, and somebody named in it may be erased or change their name; so a drafted line holds a mark with the
person's number, and the name is looked up when it is shown. What people type cannot hold such a mark.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import Person

#: Private characters of Unicode, which no keyboard has.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([0-9]{{1,15}}){_CLOSE}")
#: Who gave no name, or is gone.
NOBODY = "tanpa nama"


def of(person_id: int) -> str:
    """Return what stands in a stored line for somebody's name."""
    return f"{_OPEN}{person_id}{_CLOSE}"


def plain(text: str) -> str:
    """Return what somebody typed, without what could pass for a mark."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


async def shown(connection: AsyncConnection, lines: Sequence[str]) -> list[str]:
    """Return the lines with names in them (primary key)."""
    numbers = {int(number) for line in lines for number in _MARK.findall(line)}
    if not numbers:
        return [plain(line) for line in lines]
    query = select(Person.id, Person.name).where(Person.id.in_(numbers))
    named = {row.id: row.name or NOBODY for row in (await connection.execute(query)).all()}
    return list(_filled(lines, named))


def _filled(lines: Iterable[str], named: Mapping[int, str]) -> Iterable[str]:
    for line in lines:
        yield plain(_MARK.sub(lambda found: named.get(int(found[1]), NOBODY), line))


def mark(line: str) -> str:
    """Return a short mark of a stored line, for the button that removes it."""
    return hashlib.sha256(line.encode()).hexdigest()[:12]
