"""What the messages about actions show."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from actions.who import Call
from mitra import enterprises
from mitra.access import Act, may
from mitra.amounts import as_rupiah
from mitra.plan import actions as plan
from mitra.plan import listing
from mitra.plan.actions import Action
from mitra.plan.answers import TOO_OFTEN
from mitra.plan.listing import Page
from mitra.store.plan_models import ActionStatus


def action_view(call: Call, action: Action) -> dict[str, Any]:
    """Return what the messages about an action need."""
    today = call.at.astimezone(ZoneInfo(action.timezone)).date()
    return {
        "id": action.id,
        "number": action.number,
        "action": action.action,
        "problem": action.problem,
        "cause": action.cause,
        "area": action.area,
        "enterprise": action.enterprise,
        "module": action.module,
        "owner": action.owner,
        "owned": action.owner_id is not None,
        "mine": action.owner_id is not None and action.owner_id == call.actor.person_id,
        "due": action.due_on,
        "days": (action.due_on - today).days if action.due_on and action.unfinished else None,
        "cost": _rupiah(action.cost),
        "kpi": action.kpi,
        "priority": action.priority,
        "status": action.status.value,
        "unfinished": action.unfinished,
        "postponed": action.postponed,
        "too_often": action.unfinished and action.postponed >= TOO_OFTEN,
        "result": action.result,
        "saving": _rupiah(action.saving),
        "photos": sum(photo is not None for photo in (action.photo_before, action.photo_after)),
        "changeable": plan.may_change(call.actor, action, at=call.at),
    }


def _rupiah(amount: int | None) -> str:
    return "" if amount is None else as_rupiah(Decimal(amount))


async def say_action(
    call: Call, action: Action, *, edit: bool = True, lead: str = "", about: dt.date | None = None
) -> None:
    """Show an action; `lead` says what has just become of it (content/messages/parts/actions.j2), `about` which day that is."""
    assigns = may(call.actor, Act.ASSIGN_ACTION, action.enterprise_id)
    call.say(
        "action",
        action=action_view(call, action),
        assigns=assigns,
        enterprise=action.enterprise_id,
        origin=_origin(call, action),
        lead=lead,
        about=about,
        edit=edit,
    )


def _origin(call: Call, action: Action) -> dict[str, str]:
    """Return intent and value of the button that shows what an action came from; empty where one may not see it."""
    kind, _, place = action.origin.partition(":")
    sees = may(call.actor, Act.SEE_CHECKS, action.enterprise_id)
    mine = action.created_by is not None and action.created_by == call.actor.person_id
    return {"intent": "check", "value": f"item:{place}"} if kind == "check" and (sees or mine) else {}


async def say_plan(
    call: Call, enterprise_id: int, which: str = listing.ALL, page: int = 1, *, edit: bool = True
) -> None:
    """Show one page of an enterprise's plan."""
    shown = await listing.plan_page(call.connection, call.actor, enterprise_id, which, page=page, at=call.at)
    call.say(
        "plan",
        enterprise={"id": enterprise_id, "name": await enterprises.name_of(call.connection, enterprise_id)},
        counts=await listing.counts(call.connection, call.actor, enterprise_id, at=call.at),
        which=which,
        owner=await _filtered_owner(call, enterprise_id, which),
        assigns=may(call.actor, Act.ASSIGN_ACTION, enterprise_id),
        edit=edit,
        **_page_view(call, shown),
    )


async def _filtered_owner(call: Call, enterprise_id: int, which: str) -> str:
    """Return the name of whose actions are listed; empty when it is no such list."""
    if not which.startswith(listing.OWNER):
        return ""
    named = await listing.owners(call.connection, call.actor, enterprise_id)
    return next((name for number, name, _ in named if f"{listing.OWNER}{number}" == which), "")


def _page_view(call: Call, shown: Page) -> dict[str, Any]:
    return {
        "actions": [action_view(call, one) for one in shown.actions],
        "page": shown.number,
        "pages": shown.pages,
        "count": shown.count,
        "first": (shown.number - 1) * listing.PAGE,
    }


async def say_tasks(
    call: Call, enterprise_id: int, page: int = 1, *, edit: bool = True, away: str = ""
) -> None:
    """Show one page of what somebody has to do; `away` names until when they are away."""
    shown = await listing.my_page(call.connection, call.actor, enterprise_id, page=page, at=call.at)
    call.say(
        "tasks",
        enterprise={"id": enterprise_id, "name": await enterprises.name_of(call.connection, enterprise_id)},
        away=away,
        edit=edit,
        **_page_view(call, shown),
    )


#: What an action is said to be after an answer: status → lead.
AFTER = {
    ActionStatus.RUNNING: "running",
    ActionStatus.DONE: "done",
    ActionStatus.CANCELLED: "cancelled",
    ActionStatus.OPEN: "reopened",
}
