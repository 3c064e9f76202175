"""Self-checks and alerts: what the taps of their pages ask for; and spreadsheets, whatever they are for."""

import asyncio
import functools
from collections.abc import Awaitable, Callable

from actions import tasks, turn
from actions.checks import managing, menu, results
from actions.plan import exchange as plan_exchange
from actions.services import services
from actions.turn import Events
from actions.who import Call, Personal, number
from mitra import alerts, hazards, stack
from mitra.access import Act, RefusedError, may
from mitra.checks import lists, sheet
from mitra.stack import State

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
        """Let take it what waits for one, or say that nothing does."""
        known = tasks.stack_of(call.tracker)
        state = stack.active(known)
        take = _TAKEN_BY.get(f"{state['name']}.{state['of']}") if state else None
        if state is None or take is None:
            here = call.actor.here or 0
            plans = may(call.actor, Act.ASSIGN_ACTION, here)
            call.say("sheet_where", enterprise=here if plans else 0)
            return []
        data = services().brought
        if data is None:
            call.say("sheet_missing")
            return []
        return await take(call, state, data)


async def _take_checklist(call: Call, state: State, data: bytes) -> Events:
    enterprise_id = state["values"]["given"]["enterprise"]
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
    return [*turn.understood(), *tasks.stored(stack.without_top(tasks.stack_of(call.tracker)))]


#: Form that waits for a sheet → what takes it.
_TAKEN_BY: dict[str, Callable[[Call, State, bytes], Awaitable[Events]]] = {
    "fill.checklist_sheet": _take_checklist,
    "fill.plan_sheet": plan_exchange.take,
}


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
