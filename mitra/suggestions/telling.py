"""What is told of a suggestion: to its author and supporters sealed, to the committee openly."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.notifications import Notification
from mitra.suggestions.authors import accounts_of, author_of, supporters_of
from mitra.suggestions.cards import Card, hour_of
from mitra.suggestions.members import Member

#: Kind of what the committee is told, which its members can stop.
KIND = "suggestions"
#: What a notification repeats of a text: it can be read in full behind the button.
SHORT = 160
_HOUR = dt.timedelta(hours=1)


def short(text: str, most: int = SHORT) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def news_of(card: Card) -> dict[str, Any]:
    """Return what all messages about a suggestion name."""
    return {
        "id": card.id,
        "number": card.number,
        "text": short(card.text) or ("pesan suara" if card.voice else ""),
        "enterprise": card.enterprise,
        "module": card.module,
    }


async def tell_people(  # noqa: PLR0913 - what the message needs
    connection: AsyncConnection,
    card: Card,
    event: str,
    *,
    key: bytes,
    at: dt.datetime,
    text: str = "",
    by: Sequence[str] = (),
    supporters: bool = True,
) -> None:
    """Owe author and supporters what came of a suggestion: `event` is one of content/messages/suggestion_news."""
    author = await author_of(connection, card.id, key=key)
    backing = await supporters_of(connection, card.id, key=key) if supporters else []
    accounts = await accounts_of(connection, [*backing, *([author] if author else [])])
    values = news_of(card) | {"event": event, "reason": short(text, 600), "by": list(by)}
    told = [
        Notification(
            telegram_id=account,
            kind=KIND,
            template="suggestion_news",
            values=values | {"mine": person == author},
            enterprise_id=card.enterprise_id,
            sealed_with=key,
        )
        for person, account in accounts.items()
    ]
    await notifications.notify(connection, told, at=at)


async def tell_committee(  # noqa: PLR0913 - what the message needs
    connection: AsyncConnection,
    card: Card,
    members: Sequence[Member],
    event: str,
    *,
    at: dt.datetime,
    text: str = "",
    by: str = "",
    at_once: bool = True,
) -> None:
    """
    Owe members of the committee what happened to a suggestion.

    What somebody without a name did is told at the next full hour (not `at_once`): the minute would point to who was on the
    phone then.
    """
    later = None if at_once or card.name else hour_of(at) + _HOUR
    values = news_of(card) | {"event": event, "reason": short(text, 600), "by": by, "name": card.name}
    told = [
        Notification(
            telegram_id=one.telegram_id,
            kind=KIND,
            template="committee_news",
            values=values,
            enterprise_id=card.enterprise_id,
            not_before=later,
        )
        for one in members
    ]
    await notifications.notify(connection, told, at=at)
