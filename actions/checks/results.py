"""What came of a check: the result with its picture, each finding with what to do about it, and the files to keep."""

from typing import Any

from actions.checks.views import day_of, finding_view, outcome_view, run_view
from actions.plan.views import action_view, say_action
from actions.services import services
from actions.turn import Events
from actions.views import button_view
from actions.who import Call, number
from mitra.access import Act, RefusedError, may
from mitra.checks import history, runs
from mitra.checks.answers import say_answer
from mitra.checks.history import Outcome
from mitra.checks.runs import Run
from mitra.plan import actions as plan
from mitra.plan.actions import Action

#: Findings shown with a result; the others are one tap away.
WORST = 3
#: Findings on one page.
PAGE = 6


async def say_done(call: Call, run: Run, *, danger: dict[str, Any] | None) -> None:
    """Say that a run is through: its message says so in place, then the picture, then the result."""
    call.say("check_done", run=run_view(run), danger=danger, edit=True)
    outcome = await history.outcome(call.connection, call.actor, run.check_id)
    if not call.actor.low_data:
        _send_picture(call, outcome, "radar")
    await say_result(call, outcome, edit=False, run_id=run.id)


async def say_result(call: Call, outcome: Outcome, *, edit: bool, run_id: int = 0) -> None:
    """Say what a check came to; `run_id` is the run of who may still change their answers."""
    earlier = await history.before(call.connection, outcome)
    states = await history.areas(call.connection, outcome.enterprise_id, outcome.list_name)
    failed = outcome.failed
    call.say(
        "check_result",
        outcome=outcome_view(outcome),
        comparison=_comparison_view(outcome, earlier),
        others=history.average_of_others(states, outcome),
        worst=[finding_view(outcome, item) for item in failed[:WORST]],
        failed=len(failed),
        run=run_id,
        low_data=call.actor.low_data,
        manages=may(call.actor, Act.SEE_CHECKS, outcome.enterprise_id),
        edit=edit,
    )


def _comparison_view(outcome: Outcome, earlier: Outcome | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    compared = history.comparison(outcome, earlier)
    return {
        "change": compared.change,
        "items": compared.items,
        "partly": compared.partly,
        "on": day_of(earlier.finished_at, earlier.timezone),
    }


async def result(call: Call, which: str, *_: str) -> Events:
    """Show a result: `result:33`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    await say_result(call, outcome, edit=True)
    return []


async def findings(call: Call, which: str, page: str = "1", *_: str) -> Events:
    """Show all findings of a result, page by page: `more:33:2`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    failed = outcome.failed
    pages = max(1, -(-len(failed) // PAGE))
    here = min(max(number(page), 1), pages)
    call.say(
        "check_findings",
        outcome=outcome_view(outcome),
        findings=[finding_view(outcome, item) for item in failed[(here - 1) * PAGE : here * PAGE]],
        first=(here - 1) * PAGE + 1,
        count=len(failed),
        page=here,
        pages=pages,
        edit=True,
    )
    return []


def _item_of(outcome: Outcome, place: str) -> str:
    """Return the item at a place of the checklist, or of this id; raises RefusedError when there is none."""
    items = list(outcome.checklist.items)
    if place in outcome.checklist.items:
        return place
    if number(place) >= len(items):
        raise RefusedError(Act.USE_BUTTON)
    return items[number(place)]


def origin(outcome: Outcome, item_id: str) -> str:
    """Return what an action that comes from a finding is known by."""
    return f"check:{outcome.id}:{item_id}"


async def finding(call: Call, which: str, place: str = "", *_: str) -> Events:
    """Show one finding and what to do about it: `item:33:4`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    item_id = _item_of(outcome, place)
    item = outcome.checklist.items[item_id]
    known = origin(outcome, item_id)
    planned = (await plan.by_origin(call.connection, outcome.enterprise_id, [known])).get(known)
    there = (await history.evidence(call.connection, outcome.id)).get(item_id)
    topic = services().library.topics.get(item.topic)
    call.say(
        "check_finding",
        outcome=outcome_view(outcome),
        finding=finding_view(outcome, item_id),
        notes=there.notes if there else [],
        photos=len(there.before) + len(there.after) if there else 0,
        topic=button_view(topic) if topic else None,
        planned=action_view(call, planned) if planned else None,
        changeable=bool(planned and plan.may_change(call.actor, planned, at=call.at)),
        edit=True,
    )
    return []


# --- into the plan


async def _plan_item(call: Call, outcome: Outcome, item_id: str) -> Action:
    item = outcome.checklist.items[item_id]
    there = (await history.evidence(call.connection, outcome.id)).get(item_id)
    return await plan.add(
        call.connection,
        call.actor,
        outcome.enterprise_id,
        problem=f"{item.text} ({say_answer(outcome.checklist, outcome.points.get(item_id))})",
        action=item.action or item.text,
        module=outcome.checklist.module,
        origin=origin(outcome, item_id),
        area_id=outcome.area_id,
        at=call.at,
        more={"photo_before": there.before[0]} if there and there.before else None,
    )


async def plan_finding(call: Call, which: str, place: str = "", *_: str) -> Events:
    """Make a finding an action of the plan: `plan:33:4`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    item_id = _item_of(outcome, place)
    if item_id not in outcome.failed:
        raise RefusedError(Act.USE_BUTTON)
    action = await _plan_item(call, outcome, item_id)
    await say_action(call, action)
    return []


async def plan_all(call: Call, which: str, *_: str) -> Events:
    """Make all findings actions of the plan: `planall:33`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    origins = [origin(outcome, item) for item in outcome.failed]
    known = await plan.by_origin(call.connection, outcome.enterprise_id, origins)
    fresh = [item for item in outcome.failed if origin(outcome, item) not in known]
    for item_id in fresh:
        await _plan_item(call, outcome, item_id)
    call.say(
        "check_planned",
        outcome=outcome_view(outcome),
        fresh=len(fresh),
        known=len(known),
        enterprise=outcome.enterprise_id,
        edit=True,
    )
    return []


# --- files


def _send_picture(call: Call, outcome: Outcome, kind: str) -> None:
    values = {"check": outcome.id, "kind": kind}
    file = {"method": "send_photo", "make": "check_picture", "values": values}
    call.say("check_picture", outcome=outcome_view(outcome), kind=kind, file=file)


async def picture(call: Call, kind: str, which: str = "", *_: str) -> Events:
    """Send a picture of a result: `picture:trend:33`."""
    if kind not in {"radar", "trend"}:
        raise RefusedError(Act.USE_BUTTON)
    _send_picture(call, await history.outcome(call.connection, call.actor, number(which)), kind)
    return []


async def report(call: Call, which: str, *_: str) -> Events:
    """Send the report to print: `pdf:33`."""
    outcome = await history.outcome(call.connection, call.actor, number(which))
    file = {"method": "send_document", "make": "check_report", "values": {"check": outcome.id}}
    call.say("check_report", outcome=outcome_view(outcome), file=file)
    return []


async def close(call: Call, which: str, *_: str) -> Events:
    """Let nobody join a team's check any more: `close:17`, by whoever is in it."""
    run = await runs.load(call.connection, call.actor, number(which))
    await runs.close_team(call.connection, run)
    await say_result(
        call,
        await history.outcome(call.connection, call.actor, run.check_id),
        edit=True,
        run_id=run.id,
    )
    return []
