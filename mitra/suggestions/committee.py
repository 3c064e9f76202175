"""The committee's table: its lists, and one suggestion with all that was done with it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor, RefusedError, demand
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.cards import CARD, OPEN, Card, Step, card_of, steps_of, subject_of
from mitra.suggestions.members import Committee, Member, committee_of, not_about
from mitra.suggestions.rules import rules_of

#: Lists of the committee: name → statuses.
BUCKETS: dict[str, tuple[SuggestionStatus, ...]] = {
    "new": (SuggestionStatus.NEW,),
    "asked": (SuggestionStatus.ASKED,),
    "accepted": (SuggestionStatus.ACCEPTED,),
    "trial": (SuggestionStatus.TRIAL,),
    "deferred": (SuggestionStatus.DEFERRED,),
    "done": (SuggestionStatus.DONE,),
    "declined": (SuggestionStatus.DECLINED,),
}
#: A bucket of its own: what waits for a second side.
AGREE = "agree"
LONGEST_TRIAL = 120
LONGEST_DEFERRED = 366


@dataclass(frozen=True, kw_only=True)
class Table:
    """A suggestion on the committee's table."""

    card: Card
    steps: list[Step]
    committee: Committee
    #: Who looks at it, where they may decide.
    me: Member | None
    #: Whether closing it takes both sides.
    both_sides: bool

    @property
    def proposer(self) -> Member | None:
        """Return who wants to close it; None when nobody does, or they may decide no longer."""
        return self.committee.find(self.card.proposed_by)

    @property
    def takes_both(self) -> bool:
        """Return whether somebody of the other side must agree before who looks at it can close it."""
        alone = self.me is None or self.me in self.committee.trainers
        return (
            self.both_sides
            and not alone
            and self.me is not None
            and self.committee.has_other_side(self.me.side)
        )


# --- looking


async def overview(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> dict[str, int]:
    """Return bucket → how many suggestions; raises RefusedError (index ix_suggestions_list)."""
    demand(actor, Act.SEE_SUGGESTIONS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    mine = (Suggestion.enterprise_id == enterprise_id, not_about(actor, Suggestion.id))
    query = (
        select(Suggestion.status, func.count(), func.count(Suggestion.proposed))
        .where(*mine)
        .group_by(Suggestion.status)
    )
    rows = (await connection.execute(query)).all()
    counts = {status: (count, agree) for status, count, agree in rows}
    found = {name: sum(counts.get(one, (0, 0))[0] for one in kinds) for name, kinds in BUCKETS.items()}
    return found | {AGREE: sum(agree for status, (_, agree) in counts.items() if status in OPEN)}


async def oldest(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> Card | None:
    """Return the new suggestion that has waited longest, or None (index ix_suggestions_list)."""
    shown, _ = await bucket(connection, actor, enterprise_id, "new", page=1)
    return shown[0] if shown else None


async def bucket(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, name: str, *, page: int
) -> tuple[list[Card], int]:
    """
    Return a page of a bucket and how many pages it has: what waits longest first, what is over last first.

    Raises RefusedError (index ix_suggestions_list).
    """
    demand(actor, Act.SEE_SUGGESTIONS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    if name != AGREE and name not in BUCKETS:
        raise RefusedError(Act.USE_BUTTON)
    statuses = OPEN if name == AGREE else BUCKETS[name]
    conditions: list[Any] = [Suggestion.enterprise_id == enterprise_id, Suggestion.status.in_(statuses)]
    conditions.append(not_about(actor, Suggestion.id))
    if name == AGREE:
        conditions.append(Suggestion.proposed.is_not(None))
    over = name in {"done", "declined"}
    order = (Suggestion.sent_at.desc(), Suggestion.id.desc()) if over else (Suggestion.sent_at, Suggestion.id)
    return await giving.paged(connection, tuple(conditions), order, page)


async def look(connection: AsyncConnection, actor: Actor, number: int) -> Table:
    """Return a suggestion to who may see it; raises RefusedError, also for whom it concerns."""
    query = CARD.where(Suggestion.id == number).with_for_update(of=Suggestion)
    row = (await connection.execute(query)).one_or_none()
    demand(actor, Act.SEE_SUGGESTIONS, row.enterprise_id if row else 0, subject=subject_of(number))
    if row is None:
        raise RefusedError(Act.SEE_SUGGESTIONS, subject=subject_of(number))
    card = card_of(row)
    committee = await committee_of(connection, card.enterprise_id, suggestion_id=number)
    if actor.person_id in committee.excluded:
        raise RefusedError(Act.SEE_SUGGESTIONS, subject=subject_of(number), enterprise_id=card.enterprise_id)
    rules = await rules_of(connection, card.enterprise_id)
    return Table(
        card=card,
        steps=await steps_of(connection, number),
        committee=committee,
        me=committee.find(actor.person_id),
        both_sides=rules.both_sides,
    )


async def alike(connection: AsyncConnection, actor: Actor, card: Card) -> list[tuple[int, str]]:
    """Return id and text of the open suggestions that one could be merged into (index ix_suggestions_list)."""
    query = (
        select(Suggestion.id, Suggestion.text)
        .where(
            Suggestion.enterprise_id == card.enterprise_id,
            Suggestion.status.in_(OPEN),
            Suggestion.id != card.id,
            not_about(actor, Suggestion.id),
        )
        .order_by(Suggestion.sent_at.desc())
        .limit(giving.COMPARED)
    )
    return [(row.id, row.text) for row in (await connection.execute(query)).all()]
