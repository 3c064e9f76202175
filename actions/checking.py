"""Self-checks, alerts and the plan: what the taps of their pages ask for."""

import asyncio
import functools
from collections.abc import Awaitable, Callable

from actions import stack, tasks, turn
from actions.checks import managing, menu, results
from actions.checks.results import action_view, say_action
from actions.services import services
from actions.turn import Events
from actions.who import Call, Personal, number
from mitra import alerts, enterprises, hazards
from mitra.access import Act, RefusedError
from mitra.checks import lists, sheet
from mitra.plan import actions as plan
from mitra.plan.actions import Action
from mitra.store.models import Role
from mitra.store.plan_models import ActionStatus

#: Mistakes in a sheet that fit into one message.
_MOST_PROBLEMS = 12
_Page = Callable[..., Awaitable[Events]]
#: What the first part of a tap's value asks for.
_PAGES: dict[str, _Page] = {
    "menu": menu.menu,
    "area": menu.area,
    "go": menu.go,
    "resume": menu.resume,
    "change": menu.change,
    "result": results.result,
    "more": results.findings,
    "item": results.finding,
    "plan": results.plan_finding,
    "planall": results.plan_all,
    "picture": results.picture,
    "pdf": results.report,
    "close": results.close,
    "all": managing.overview,
    "when": managing.schedule_areas,
    "day": managing.schedule_area,
    "every": managing.set_schedule,
    "items": managing.pillars,
    "pillar": managing.items,
    "switch": managing.switch,
    "lists": managing.own_lists,
    "sheet": managing.template,
    "new": managing.send_list,
    "retire": managing.retire,
}
#: Intents of who types a command, or says so → checklist.
_BY_INTENT = {"check_5s": "5s", "check_k3": "k3"}


class Check(Personal):
    """/cek5s, /cekk3, and every page of self-checks: the value is what to show or do, such as `area:5s:12:7`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_check"

    async def act(self, call: Call) -> Events:
        """Do what the intent or the value says."""
        intent = str(call.tracker.latest_message["intent"]["name"])
        if intent in _BY_INTENT:
            return await menu.open_list(call, _BY_INTENT[intent])
        return await _page(call, _PAGES)


async def _page(call: Call, pages: dict[str, _Page]) -> Events:
    verb, *rest = call.value()
    page = pages.get(verb)
    if page is None or not rest:
        raise RefusedError(Act.USE_BUTTON)
    return await page(call, *rest) or turn.understood()


class Sheet(Personal):
    """A spreadsheet was sent; it was downloaded before the turn began (bot/road.py)."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_sheet"

    async def act(self, call: Call) -> Events:
        """Take it as a checklist, if one is awaited; or say everything that is wrong with it."""
        known = tasks.stack_of(call.tracker)
        state = stack.active(known)
        if state is None or stack.key_of(state) != "fill.checklist_sheet":
            call.say("unsupported", kind="file")
            return []
        enterprise_id = state["values"]["given"]["enterprise"]
        data = services().brought
        if data is None:
            call.say("sheet_missing")
            return []
        name_of = functools.partial(lists.own_name, enterprise_id)
        read = await asyncio.to_thread(sheet.read_sheet, data, name_of=name_of)
        if read.checklist is None:
            call.say("sheet_problems", problems=read.problems[:_MOST_PROBLEMS], count=len(read.problems))
            return []
        await lists.add_own(call.connection, call.actor, enterprise_id, read.checklist, at=call.at)
        call.say(
            "sheet_taken",
            list={"id": read.checklist.id, "title": read.checklist.title, "count": len(read.checklist.items)},
            pillars=[pillar.title for pillar in read.checklist.pillars],
            enterprise=enterprise_id,
        )
        return [*turn.understood(), *tasks.stored(stack.without_top(known))]


class AlertSeen(Personal):
    """Somebody in charge has seen an alert: the value is its number."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_alert"

    async def act(self, call: Call) -> Events:
        """Note it, tell who raised it, and say what comes next."""
        row = await alerts.see(call.connection, call.actor, number(turn.value(call.tracker)), at=call.at)
        subject, _, which = row.subject.partition(":")
        if subject == hazards.KIND and not (row.seen_at or row.withdrawn_at or row.reporter_id):
            await hazards.tell_author(
                call.connection, int(which), "hazard_seen", key=services().key, at=call.at
            )
        faster = await alerts.name_of_seer(call.connection, row) if row.seen_at else ""
        call.say(
            "alert_noted",
            alert=row.values | {"hazard": row.values.get("hazard", 0)},
            enterprise=row.enterprise_id,
            seen=row.seen_at is not None,
            own=row.seen_by == call.actor.person_id,
            by=faster,
            withdrawn=row.withdrawn_at is not None,
            edit=True,
        )
        return []


# --- the plan


class Plan(Personal):
    """/rencana: what is to be done; the value is a page or a change, such as `see:5` or `due:5:14`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_plan"

    async def act(self, call: Call) -> Events:
        """Show it, or change an action."""
        if not turn.value(call.tracker):
            return await _open_plan(call)
        return await _page(call, _PLAN)


async def _open_plan(call: Call) -> Events:
    trained = [seat.enterprise_id for seat in call.actor.seats if seat.role == Role.TRAINER]
    mine = call.actor.here or next((one for one in (*call.actor.enterprises, *trained) if one), None)
    if mine is None:
        call.say("check_stranger", module=1)
        return turn.understood()
    await _say_plan(call, mine, 1)
    return turn.understood()


async def _say_plan(call: Call, enterprise_id: int, page: int) -> None:
    shown, pages = await plan.open_ones(call.connection, call.actor, enterprise_id, page=page)
    call.say(
        "plan",
        enterprise={
            "id": enterprise_id,
            "name": await enterprises.name_of(call.connection, enterprise_id),
        },
        actions=[action_view(one) | {"changeable": plan.may_change(call.actor, one)} for one in shown],
        page=min(max(page, 1), pages),
        pages=pages,
        edit=True,
    )


async def _list(call: Call, which: str, page: str = "1", *_: str) -> Events:
    await _say_plan(call, number(which), number(page))
    return []


async def _see(call: Call, which: str, *_: str) -> Events:
    await say_action(call, await plan.one(call.connection, call.actor, number(which)))
    return []


async def _give(call: Call, which: str, person: str = "", *_: str) -> Events:
    given = await plan.give(call.connection, call.actor, number(which), number(person), at=call.at)
    await say_action(call, given)
    return []


async def _due(call: Call, which: str, days: str = "", *_: str) -> Events:
    await say_action(
        call, await plan.set_due(call.connection, call.actor, number(which), number(days), at=call.at)
    )
    return []


async def _status(status: ActionStatus, call: Call, which: str, *_: str) -> Events:
    changed: Action = await plan.set_status(call.connection, call.actor, number(which), status, at=call.at)
    await say_action(call, changed)
    return []


_PLAN: dict[str, _Page] = {
    "list": _list,
    "see": _see,
    "give": _give,
    "due": _due,
    "done": functools.partial(_status, ActionStatus.DONE),
    "open": functools.partial(_status, ActionStatus.OPEN),
    "drop": functools.partial(_status, ActionStatus.CANCELLED),
}
