"""Danger reports: sent by one tap; then whether somebody was hurt; and what who is in charge answers."""

from collections.abc import Awaitable, Callable

from actions import tasks, turn
from actions.filling import opened
from actions.joining import begin
from actions.reporting import draft, place_of, preview, say, says_what, waiting
from actions.services import services
from actions.turn import Events
from actions.views import enterprise_views
from actions.who import Call, Personal, number
from mitra import enterprises, hazards, stack
from mitra.access import Act, RefusedError
from mitra.hazards import Report
from mitra.store.check_models import HazardStatus


class Hazard(Personal):
    """/lapor, or saying so; the value is what to do with which report, such as `send:12:3`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_hazard"

    async def act(self, call: Call) -> Events:
        """Ask, draft, or do what the value says."""
        if turn.value(call.tracker):
            verb, *rest = call.value()
            page = _PAGES.get(verb)
            if page is None or not rest:
                raise RefusedError(Act.USE_BUTTON)
            return await page(call, *rest) or turn.understood()
        if place_of(call) is None:
            call.say("hazard_stranger")
            return turn.understood()
        text = turn.text(call.tracker)
        known = stack.all_paused(tasks.stack_of(call.tracker))
        if says_what(text):
            await draft(call, text)
            return [*turn.understood(), *tasks.stored(known)]
        call.say("hazard_ask", lead="")
        return [*turn.understood(), *tasks.stored(stack.with_on_top(known, waiting()))]


async def _mine(call: Call, which: str) -> Report:
    return await hazards.mine(call.connection, call.actor, number(which), key=services().key)


async def _send(call: Call, which: str, severity: str = "", *_: str) -> None:
    report = await _mine(call, which)
    is_new = report.status is HazardStatus.DRAFT
    if is_new and not await hazards.may_send(call.connection, call.actor, key=services().key, at=call.at):
        call.say("hazard_limit", most=hazards.MOST_A_DAY)
        return
    raised = await hazards.send(
        call.connection, call.actor, report, number(severity), at=call.at, climb=services().alert_after
    )
    names = [one.name for one in raised.told if one.name]
    told = {"told": len(raised.told), "names": names, "own": raised.own, "seen": raised.seen}
    await say(call, "hazard_sent", await _mine(call, which), told=told, edit=True)


async def _name(call: Call, which: str, *_: str) -> None:
    report = await hazards.name_it(call.connection, call.actor, await _mine(call, which))
    await preview(call, report, edit=True)


async def _where(call: Call, which: str, area: str = "", *_: str) -> None:
    """Ask where it is, or keep it: `where:12`, `where:12:7`, `where:12:0` for nowhere in particular."""
    report = await _mine(call, which)
    if not area:
        areas = enterprise_views(await enterprises.areas_of(call.connection, report.enterprise_id))
        await say(call, "hazard_where", report, areas=areas, edit=True)
        return
    report = await hazards.place(call.connection, report, number(area) or None)
    await preview(call, report, edit=True)


async def _form(call: Call, which: str, *_: str) -> Events:
    """Collect what the report of an accident asks for: `form:12`."""
    report = await hazards.in_charge(call.connection, call.actor, number(which))
    return await begin(call, opened("accident", hazard=report.id))


async def _injury(call: Call, which: str, injury: str = "", *_: str) -> None:
    report = await _mine(call, which)
    await hazards.note_injury(call.connection, report, injury, at=call.at)
    await say(call, "hazard_injury", await _mine(call, which), edit=True)


async def _drop(call: Call, which: str, *_: str) -> None:
    report = await _mine(call, which)
    told = await hazards.take_back(call.connection, report, at=call.at)
    call.say("hazard_dropped", told=told, edit=True)


async def _handled(call: Call, which: str, *_: str) -> None:
    report = await hazards.handle(call.connection, call.actor, number(which), key=services().key, at=call.at)
    call.say("hazard_done", report=report.text, already=report.status is not HazardStatus.OPEN, edit=True)


_PAGES: dict[str, Callable[..., Awaitable[Events | None]]] = {
    "send": _send,
    "where": _where,
    "form": _form,
    "name": _name,
    "hurt": _injury,
    "drop": _drop,
    "handled": _handled,
}
