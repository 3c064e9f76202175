"""Who decides on suggestions: the committee's two sides, without whom a suggestion concerns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Actor
from mitra.store.models import Membership, Person, Role, Side
from mitra.store.suggestion_models import SuggestionExclusion


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody who decides."""

    person_id: int
    telegram_id: int
    #: Empty when they gave none.
    name: str
    side: Side
    role: Role


@dataclass(frozen=True, kw_only=True)
class Committee:
    """Who decides on one enterprise's suggestions, or on one of them."""

    members: tuple[Member, ...]
    #: Who decides where nobody of the committee may.
    trainers: tuple[Member, ...] = ()
    #: Those whom the suggestion concerns.
    excluded: frozenset[int] = frozenset()

    @property
    def eligible(self) -> tuple[Member, ...]:
        """Return who may decide."""
        able = tuple(one for one in self.members if one.person_id not in self.excluded)
        return able or tuple(one for one in self.trainers if one.person_id not in self.excluded)

    @property
    def told(self) -> tuple[Member, ...]:
        """Return who is told and reminded: the committee; managers too where management has nobody on it."""
        sat = tuple(one for one in self.eligible if one.role is not Role.MANAGER)
        return sat if any(one.side is Side.MANAGEMENT for one in sat) else self.eligible

    def find(self, person_id: int | None) -> Member | None:
        """Return somebody who may decide, by person; None when they may not, or no longer."""
        return next((one for one in self.eligible if one.person_id == person_id), None)

    def has_other_side(self, side: Side) -> bool:
        """Return whether the other side can be asked: unless all of it is excluded, it must be."""
        other = [one for one in self.members if one.side is not side]
        return not other or any(one.person_id not in self.excluded for one in other)


async def committee_of(
    connection: AsyncConnection, enterprise_id: int, *, suggestion_id: int | None = None
) -> Committee:
    """Return who decides; `suggestion_id` leaves out whom it concerns (indexes on role and suggestion)."""
    query = (
        select(Person.id, Person.telegram_id, Person.name, Membership.role, Membership.side)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == enterprise_id,
            Membership.role.in_([Role.COMMITTEE, Role.MANAGER, Role.TRAINER]),
            Membership.ended_at.is_(None),
        )
        # Who sits on the committee and also leads speaks there for the side they sit on.
        .order_by(Membership.role != Role.COMMITTEE, Membership.id)
    )
    found: dict[int, Member] = {}
    for row in (await connection.execute(query)).all():
        member = Member(
            person_id=row.id,
            telegram_id=row.telegram_id,
            name=row.name or "",
            side=row.side or Side.MANAGEMENT,
            role=row.role,
        )
        found.setdefault(row.id, member)
    excluded = frozenset[int]()
    if suggestion_id is not None:
        kept = select(SuggestionExclusion.person_id).where(SuggestionExclusion.suggestion_id == suggestion_id)
        excluded = frozenset(await connection.scalars(kept))
    return Committee(
        members=tuple(one for one in found.values() if one.role is not Role.TRAINER),
        trainers=tuple(one for one in found.values() if one.role is Role.TRAINER),
        excluded=excluded,
    )


def not_about(actor: Actor, suggestion_column: Any) -> Any:
    """Return the condition that a suggestion does not concern `actor` (primary key)."""
    mine = (
        SuggestionExclusion.suggestion_id == suggestion_column,
        SuggestionExclusion.person_id == (actor.person_id or 0),
    )
    return ~select(SuggestionExclusion.suggestion_id).where(*mine).exists()
