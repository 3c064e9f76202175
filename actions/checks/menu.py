"""Where a check begins: which enterprise, which area, how thoroughly."""

import re
from typing import Any

from actions import tasks, turn
from actions.checks.task import Checking, begun
from actions.checks.views import day_of, place_of, run_view
from actions.services import services
from actions.turn import Events
from actions.views import enterprise_views
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand, may
from mitra.checks import history, lists, runs
from mitra.checks.history import AreaState
from mitra.checks.lists import Version
from mitra.checks.runs import Run
from mitra.stack import all_paused, with_on_top
from mitra.store.models import Role

#: Enterprises offered to who looks after many; the others are in /pelatih.
MOST_ENTERPRISES = 8
#: Minutes that an item takes.
MINUTES_AN_ITEM = 0.25


async def open_list(call: Call, name: str) -> Events:
    """Begin a check by its checklist: find the enterprise that is meant, then show its areas."""
    places = _enterprises_of(call)
    if not places:
        topics = services().library.checklists[name].module
        call.say("check_stranger", module=topics)
        return turn.understood()
    if call.actor.here is None and len(places) > 1:
        named = await enterprises.names_of(call.connection, places[:MOST_ENTERPRISES])
        shown = enterprise_views((one, named[one]) for one in places[:MOST_ENTERPRISES])
        call.say("check_enterprises", list=name, enterprises=shown, more=len(places) > MOST_ENTERPRISES)
    else:
        await _open_in(call, name, call.actor.here or places[0])
    # The menu is a new beginning: a check in the middle of which it was opened waits for "Lanjutkan".
    paused = all_paused(tasks.stack_of(call.tracker))
    return [*turn.understood(), *tasks.stored(paused)]


async def _open_in(call: Call, name: str, enterprise_id: int) -> None:
    """Show the areas; or, where one was named ("mau cek k3 bagian potong"), that one at once."""
    words = turn.text(call.tracker).casefold()
    areas = await enterprises.areas_of(call.connection, enterprise_id)
    named = [number for number, area in areas if re.search(rf"\b{re.escape(area.casefold())}\b", words)]
    if len(named) == 1:
        await area(call, name, str(enterprise_id), str(named[0]))
    else:
        await _menu(call, name, enterprise_id)


def _enterprises_of(call: Call) -> list[int]:
    """Return the enterprises in which somebody may check: their own first, then those they look after."""
    trained = [seat.enterprise_id for seat in call.actor.seats if seat.role == Role.TRAINER]
    return list(dict.fromkeys([*call.actor.enterprises, *(number for number in trained if number)]))


async def menu(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Show an enterprise's areas: `menu:5s:12`."""
    await _menu(call, name, number(which), edit=True)
    return []


async def _menu(call: Call, name: str, enterprise_id: int, *, edit: bool = False) -> None:
    demand(call.actor, Act.RUN_CHECK, enterprise_id, subject=f"enterprise:{enterprise_id}")
    found = await offered(call, name, enterprise_id)
    states = await history.areas(call.connection, enterprise_id, name)
    mine = {seat.area_id for seat in call.actor.seats if seat.enterprise_id == enterprise_id}
    ordered = sorted(states, key=lambda state: state.area_id is None or state.area_id not in mine)
    zone = await enterprises.zone_of(call.connection, enterprise_id)
    unfinished = [
        run
        for run in await runs.unfinished(call.connection, call.actor)
        if run.enterprise_id == enterprise_id and run.checklist.id == name
    ]
    own = [one for one in await lists.own(call.connection, enterprise_id) if one.id != name]
    call.say(
        "check_menu",
        list=list_view(found),
        enterprise={
            "id": enterprise_id,
            "name": await enterprises.name_of(call.connection, enterprise_id),
        },
        areas=[state_view(state, zone) | {"mine": state.area_id in mine} for state in ordered],
        unfinished=[run_view(run) for run in unfinished],
        own=[{"id": one.id, "title": one.title, "icon": one.icon} for one in own],
        manages=may(call.actor, Act.SEE_CHECKS, enterprise_id),
        edit=edit,
    )


async def offered(call: Call, name: str, enterprise_id: int) -> Version:
    """Return the checklist of a name; raises RefusedError when this enterprise has none such."""
    found = await lists.offered(call.connection, name, enterprise_id)
    if found is None:
        raise RefusedError(Act.USE_BUTTON)
    return found


def list_view(found: Version) -> dict[str, Any]:
    """Return what the messages about a checklist need."""
    one = found.checklist
    return {
        "id": one.id,
        "title": one.title,
        "icon": one.icon,
        "intro": one.intro,
        "count": len(one.items),
        "short": len(one.short_items),
    }


def state_view(state: AreaState, zone: str) -> dict[str, Any]:
    """Return what the messages about an area need."""
    return {
        "id": state.area_id or 0,
        "name": place_of(state.area),
        "check": state.check_id or 0,
        "percent": state.percent,
        "on": day_of(state.finished_at, zone) if state.finished_at else None,
        "change": state.change,
    }


def area_number(text: str) -> int | None:
    """Return an area's number; None for the whole workplace, which buttons call 0."""
    return number(text) or None


async def area(call: Call, name: str, which: str = "", area: str = "", *_: str) -> Events:
    """Show how an area can be checked: `area:5s:12:7`."""
    enterprise_id, area_id = number(which), area_number(area)
    demand(call.actor, Act.RUN_CHECK, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await runs.check_area(call.connection, enterprise_id, area_id)
    found = await offered(call, name, enterprise_id)
    off = await lists.switched_off(call.connection, enterprise_id, name)
    full = lists.asked(found.checklist, off, short=False)
    short = lists.asked(found.checklist, off, short=True)
    team = await runs.open_team(call.connection, enterprise_id, area_id, name, at=call.at)
    through = len(await history.checkers(call.connection, team)) if team else 0
    call.say(
        "check_area",
        list=list_view(found),
        enterprise=enterprise_id,
        area={"id": area_id or 0, "name": place_of(await enterprises.area_name(call.connection, area_id))},
        full={"items": len(full), "minutes": _minutes(full)},
        short={"items": len(short), "minutes": _minutes(short)} if len(short) < len(full) else None,
        team={"open": team is not None, "people": through},
        edit=True,
    )
    return []


def _minutes(items: list[str]) -> int:
    return max(1, round(len(items) * MINUTES_AN_ITEM))


async def go(call: Call, name: str, which: str = "", area: str = "", way: str = "", *_: str) -> Events:
    """Begin: `go:5s:12:7:full`, `short` or `team`."""
    if way not in {"full", "short", "team"}:
        raise RefusedError(Act.USE_BUTTON)
    run = await runs.begin(
        call.connection,
        call.actor,
        number(which),
        area_number(area),
        name,
        at=call.at,
        short=way == "short",
        team=way == "team",
    )
    if run.finished_at:  # a team's check that they have been through already
        run = await runs.reopen(call.connection, run, at=call.at)
    return await _open(call, run, lead="start")


async def resume(call: Call, which: str, *_: str) -> Events:
    """Go on with an unfinished run: `resume:17`."""
    run = await runs.load(call.connection, call.actor, number(which))
    if run.finished_at:
        raise RefusedError(Act.USE_BUTTON)
    return await _open(call, run, lead="go_on")


async def change(call: Call, which: str, *_: str) -> Events:
    """Open a finished run again, to change answers: `change:17`."""
    run = await runs.load(call.connection, call.actor, number(which))
    return await _open(call, await runs.reopen(call.connection, run, at=call.at), lead="change")


async def _open(call: Call, run: Run, *, lead: str) -> Events:
    state = begun(run)
    await Checking().ask(call.dispatcher, call.tracker, state, lead=lead)
    known = all_paused(tasks.stack_of(call.tracker))
    return [*turn.understood(), *tasks.stored(with_on_top(known, state))]
