"""Whom a prompt is for: enterprises × roles × module attended × what is overdue or not answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.plan.actions import UNFINISHED
from mitra.prompts import kinds
from mitra.store.models import Membership, Role
from mitra.store.plan_models import ActionItem
from mitra.store.prompt_models import PromptReceiver, ReceiverState, Training

#: Of those, only: all; who has something overdue (managers: whose enterprise has); who has not answered an earlier prompt.
ALL, LATE, SILENT = "", "late", "silent"
ONLY = (ALL, LATE, SILENT)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Whom a prompt is for."""

    #: Empty: all those that the trainer looks after.
    enterprises: tuple[int, ...] = ()
    roles: tuple[Role, ...] = (Role.MANAGER,)
    #: Only enterprises that have attended its workshop; None: all.
    module: int | None = None
    only: str = ALL
    #: The earlier prompt that SILENT is about.
    of: int | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        roles = [role.value for role in self.roles]
        return {
            "enterprises": list(self.enterprises),
            "roles": roles,
            "module": self.module,
            "only": self.only,
            "of": self.of,
        }

    def with_enterprise(self, number: int) -> "Audience":
        """Return it with an enterprise added, or taken out."""
        there = number in self.enterprises
        others = tuple(one for one in self.enterprises if one != number)
        return replace(self, enterprises=others if there else (*self.enterprises, number))

    def with_role(self, role: Role) -> "Audience":
        """Return it with a role added, or taken out; one always stays."""
        if role in self.roles:
            others = tuple(one for one in self.roles if one is not role)
            return replace(self, roles=others or self.roles)
        return replace(self, roles=tuple(one for one in kinds.ROLES if one in {*self.roles, role}))


def read(plain: Mapping[str, Any]) -> Audience:
    """Return the audience that JSON keeps."""
    return Audience(
        enterprises=tuple(plain["enterprises"]),
        roles=tuple(Role(role) for role in plain["roles"]),
        module=plain["module"],
        only=plain["only"],
        of=plain["of"],
    )


async def places(connection: AsyncConnection, actor: Actor, audience: Audience) -> list[int]:
    """Return the enterprises meant, all of which `actor` may follow up; raises RefusedError when one is not theirs."""
    if audience.enterprises:
        for number in audience.enterprises:
            demand(actor, Act.FOLLOW_UP, number, subject=f"enterprise:{number}")
        return list(audience.enterprises)
    mine = [number for number, _ in await enterprises.looked_after(connection, actor)]
    if any(not may(actor, Act.FOLLOW_UP, number) for number in mine):
        raise RefusedError(Act.FOLLOW_UP)
    return mine


def select_people(
    audience: Audience, numbers: Sequence[int], *, but: int | None, today: dt.date
) -> Select[Any]:
    """
    Select person_id and enterprise_id of the receivers in these enterprises, each person once.

    `but` is who sends. Indexes: ix_memberships_enterprise_role; for each of them uq_trainings_…, ix_action_items_owner or
    ix_action_items_open, the primary key of prompt_receivers.
    """
    where = [
        Membership.enterprise_id.in_(numbers),
        Membership.role.in_(audience.roles),
        Membership.ended_at.is_(None),
        Membership.person_id != (but or 0),
    ]
    if audience.module is not None:
        attended = exists().where(
            Training.enterprise_id == Membership.enterprise_id, Training.module == audience.module
        )
        where.append(attended)
    if audience.only == LATE:
        where.append(_has_late(today))
    if audience.only == SILENT:
        where.append(_is_silent(audience.of or 0))
    columns: Any = select(Membership.person_id, func.min(Membership.enterprise_id).label("enterprise_id"))
    found: Select[Any] = columns.where(*where).group_by(Membership.person_id)
    return found


def _has_late(today: dt.date) -> Any:
    late = and_(ActionItem.status.in_(UNFINISHED), ActionItem.due_on < today)
    # Theirs in this enterprise: what they have to do elsewhere is not this trainer's to know.
    place = ActionItem.enterprise_id == Membership.enterprise_id
    own = exists().where(ActionItem.owner_id == Membership.person_id, place, late)
    there = exists().where(place, late)
    return or_(own, and_(Membership.role == Role.MANAGER, there))


def _is_silent(prompt_id: int) -> Any:
    return exists().where(
        PromptReceiver.prompt_id == prompt_id,
        PromptReceiver.person_id == Membership.person_id,
        PromptReceiver.state.in_([ReceiverState.WRITTEN, ReceiverState.REACHED]),
        PromptReceiver.answer.is_(None),
    )


async def count(connection: AsyncConnection, query: Select[Any]) -> tuple[int, int]:
    """Return how many people, in how many enterprises, a selection has."""
    found = query.subquery()
    columns = select(func.count(), func.count(found.c.enterprise_id.distinct()))
    row = (await connection.execute(columns)).one()
    return int(row[0]), int(row[1])
