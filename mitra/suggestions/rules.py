"""How a committee works: its clocks, whether both sides close a suggestion, thanks and ranking."""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError, demand
from mitra.store.suggestion_models import CommitteeRules
from mitra.store.upsert import insert as upsert

#: What can be chosen: hours to a first answer, days to a decision.
ANSWER_HOURS = (24, 48, 72)
DECIDE_DAYS = (7, 14, 30)
SWITCHES = ("both_sides", "thanks", "ranking")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The usual ones, unless an enterprise says otherwise."""

    both_sides: bool = True
    answer_hours: int = 48
    decide_days: int = 7
    thanks: bool = False
    ranking: bool = False


async def rules_of(connection: AsyncConnection, enterprise_id: int) -> Rules:
    """Return an enterprise's rules (primary key)."""
    query = select(CommitteeRules.__table__).where(CommitteeRules.enterprise_id == enterprise_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return (
        Rules(**{name: value for name, value in row.items() if name != "enterprise_id"}) if row else Rules()
    )


async def change(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, what: str, *, at: dt.datetime
) -> Rules:
    """Switch one of SWITCHES, or take the next of the choices for `answer_hours` or `decide_days`; raises RefusedError."""
    demand(actor, Act.EDIT_COMMITTEE_RULES, enterprise_id, subject=f"enterprise:{enterprise_id}")
    known = await rules_of(connection, enterprise_id)
    if what in SWITCHES:
        changed = replace(known, **{what: not getattr(known, what)})
    elif what == "answer_hours":
        changed = replace(known, answer_hours=_next(ANSWER_HOURS, known.answer_hours))
    elif what == "decide_days":
        changed = replace(known, decide_days=_next(DECIDE_DAYS, known.decide_days))
    else:
        raise RefusedError(Act.USE_BUTTON)
    statement = upsert(connection, CommitteeRules).values(enterprise_id=enterprise_id, **asdict(changed))
    statement = statement.on_conflict_do_update(
        index_elements=[CommitteeRules.enterprise_id], set_=asdict(changed)
    )
    await connection.execute(statement)
    await audit.note(connection, actor, Act.EDIT_COMMITTEE_RULES, at=at, enterprise_id=enterprise_id)
    return changed


def _next(choices: tuple[int, ...], now: int) -> int:
    return choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]
