"""Setting figures up by buttons: choosing one, who reports it, how often, retiring it; what is typed: actions/kpis/forms.py."""

import datetime as dt

from actions.filling import Filling, opened
from actions.joining import pushed
from actions.kpis import menu, task
from actions.kpis.forms import given_for
from actions.kpis.menu import Page
from actions.kpis.views import kpi_view, watched_view
from actions.turn import Events, understood
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand
from mitra.kpis import indicators, readings
from mitra.kpis.indicators import Kpi
from mitra.kpis.periods import RHYTHMS
from mitra.plan.actions import candidates
from mitra.stack import State

#: People on one page.
_PEOPLE = 8
#: More than anybody looks through.
_MOST_PEOPLE = 400


async def add(call: Call, which: str, *_: str) -> None:
    """Offer the figures of the catalogue that are not watched yet, and retired ones: `add:12`."""
    where = number(which)
    demand(call.actor, Act.EDIT_KPIS, where, subject=f"enterprise:{where}")
    active = await indicators.watched(call.connection, call.actor, where)
    retired = await indicators.watched(call.connection, call.actor, where, retired=True)
    gone = {kpi.code for kpi in retired}
    call.say(
        "kpi_add",
        enterprise={"id": where, "name": await enterprises.name_of(call.connection, where)},
        offered=[
            {"code": one.code, "icon": one.icon, "name": one.name}
            for one in indicators.offered(active)
            if one.code not in gone
        ],
        retired=[kpi_view(call, one) for one in retired],
        room=indicators.MOST - len(active),
        edit=True,
    )


async def known(call: Call, which: str, code: str = "", *_: str) -> None:
    """Watch a figure of the catalogue, then ask who reports it: `known:12:defect_rate`."""
    kpi = await indicators.add_known(call.connection, call.actor, number(which), code, at=call.at)
    await _added(call, kpi, edit=True)


async def _added(call: Call, kpi: Kpi, *, edit: bool) -> None:
    if kpi.fed or kpi.owner_id is not None:
        await settings(call, kpi, edit=edit, lead="added")
    else:
        await say_people(call, kpi, 1, edit=edit, lead="added")


async def own(call: Call, which: str, *_: str) -> Events:
    """Ask for a figure of one's own: `own:12`."""
    where = number(which)
    demand(call.actor, Act.EDIT_KPIS, where, subject=f"enterprise:{where}")
    return await _begin(call, opened("kpi_own", enterprise=where))


async def _begin(call: Call, state: State) -> Events:
    """Ask the first question of a form, below the words it was given."""
    await Filling().ask(call.dispatcher, call.tracker, state, lead="start")
    return [*understood(), *pushed(call, state)]


# --- one figure


async def _to_edit(call: Call, which: str, version: str) -> Kpi:
    return await indicators.to_edit(call.connection, call.actor, number(which), number(version))


async def show(call: Call, which: str, *_: str) -> None:
    """Show how a figure is set up: `set:34`."""
    await settings(call, await indicators.to_edit(call.connection, call.actor, number(which)), edit=True)


async def settings(call: Call, kpi: Kpi, *, edit: bool, lead: str = "") -> None:
    """Show how a figure is set up; `lead` is one of content/messages/kpi_settings."""
    watched = await readings.look(call.connection, call.actor, kpi.id, at=call.at)
    rhythms = kpi.known.rhythms if kpi.known else RHYTHMS
    call.say(
        "kpi_settings",
        kpi=watched_view(call, watched),
        # A week and a month cannot stand in one line.
        rhythms=[one for one in rhythms if one != kpi.rhythm] if kpi.first_on is None else [],
        lead=lead,
        edit=edit,
    )


async def people(call: Call, which: str, version: str = "", page: str = "1", *_: str) -> None:
    """Offer who may report a figure: `owner:34:2:1`."""
    await say_people(call, await _to_edit(call, which, version), number(page), edit=True)


async def say_people(call: Call, kpi: Kpi, page: int, *, edit: bool, lead: str = "") -> None:
    """Offer a page of the people with a name; `lead` is one of content/messages/kpi_owner."""
    if kpi.fed:
        raise RefusedError(Act.USE_BUTTON)
    found = await candidates(call.connection, call.actor, kpi.enterprise_id, most=_MOST_PEOPLE)
    pages = max(1, -(-len(found) // _PEOPLE))
    page = min(max(page, 1), pages)
    call.say(
        "kpi_owner",
        kpi=kpi_view(call, kpi),
        people=[
            {"id": person, "name": name, "role": role.value}
            for person, name, role in found[(page - 1) * _PEOPLE : page * _PEOPLE]
        ],
        page=page,
        pages=pages,
        lead=lead,
        edit=edit,
    )


async def give(call: Call, which: str, version: str = "", person: str = "", *_: str) -> None:
    """Make somebody responsible, who learns it: `give:34:2:7`."""
    kpi = await _to_edit(call, which, version)
    given = await indicators.give(call.connection, call.actor, kpi, number(person), at=call.at)
    await settings(call, given, edit=True, lead="given")


async def every(call: Call, which: str, version: str = "", rhythm: str = "", *_: str) -> None:
    """Ask for it every week or month: `every:34:2:month`."""
    kpi = await _to_edit(call, which, version)
    changed = await indicators.set_rhythm(call.connection, call.actor, kpi, rhythm, at=call.at)
    await settings(call, changed, edit=True, lead="saved")


async def baseline(call: Call, which: str, version: str = "", *_: str) -> Events:
    """Ask where it began: `base:34:2`."""
    return await _begin(call, opened("kpi_baseline", **given_for(await _to_edit(call, which, version))))


async def target(call: Call, which: str, version: str = "", *_: str) -> Events:
    """Ask where it is to go: `target:34:2`."""
    return await _begin(call, opened("kpi_target", **given_for(await _to_edit(call, which, version))))


async def worth(call: Call, which: str, version: str = "", *_: str) -> Events:
    """Ask what a unit is worth: `worth:34:2`."""
    kpi = await _to_edit(call, which, version)
    if not indicators.may_have_worth(kpi):
        raise RefusedError(Act.USE_BUTTON)
    words = (
        kpi.known.worth if kpi.known else f"Kira-kira berapa rupiah nilai tiap satu {kpi.unit or kpi.name}?"
    )
    return await _begin(call, opened("kpi_worth", **given_for(kpi) | {"intro": words}))


async def ask_retire(call: Call, which: str, version: str = "", *_: str) -> None:
    """Ask whether it is really not watched any more: `retire:34:2`."""
    call.say("kpi_retire", kpi=kpi_view(call, await _to_edit(call, which, version)), edit=True)


async def retire(call: Call, which: str, version: str = "", *_: str) -> None:
    """Stop watching it: `retired:34:2`."""
    kpi = await _to_edit(call, which, version)
    await indicators.retire(call.connection, call.actor, kpi, at=call.at)
    await menu.say_menu(call, kpi.enterprise_id, edit=True, lead="retired")


async def restore(call: Call, which: str, version: str = "", *_: str) -> None:
    """Watch it again: `restore:34:2`."""
    kpi = await _to_edit(call, which, version)
    await indicators.restore(call.connection, call.actor, kpi, at=call.at)
    await _added(call, await indicators.to_edit(call.connection, call.actor, kpi.id), edit=True)


# --- reporting


async def fill(call: Call, which: str, *_: str) -> Events | None:
    """Ask for the latest period of a figure, or show it when that is reported: `fill:34`."""
    watched = await readings.look(call.connection, call.actor, number(which), at=call.at)
    if await readings.reading_of(call.connection, watched.kpi, watched.latest.first):
        await menu.say(call, watched, edit=False, lead="already")
        return None
    return await _report(call, watched.kpi, watched.latest.first)


async def at(call: Call, which: str, day: str = "", *_: str) -> Events | None:
    """Ask for one of its periods, reported or not: `at:34:2026-11-16`."""
    kpi = await indicators.one(call.connection, call.actor, number(which))
    return await _report(call, kpi, _day(day))


async def _report(call: Call, kpi: Kpi, first: dt.date) -> Events:
    return [*understood(), *pushed(call, await task.begin(call, kpi, first))]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RefusedError(Act.USE_BUTTON) from None


async def undo(call: Call, which: str, day: str = "", stamp: str = "", *_: str) -> None:
    """Take back what was just reported: `undo:34:2026-11-16:1763888400`."""
    kpi = await indicators.one(call.connection, call.actor, number(which))
    done = await readings.take_back(call.connection, call.actor, kpi, _day(day), stamp, at=call.at)
    watched = await readings.look(call.connection, call.actor, kpi.id, at=call.at)
    await menu.say(call, watched, edit=True, lead="undone" if done else "changed")


PAGES: dict[str, Page] = {
    "add": add,
    "known": known,
    "own": own,
    "set": show,
    "owner": people,
    "give": give,
    "every": every,
    "base": baseline,
    "target": target,
    "worth": worth,
    "retire": ask_retire,
    "retired": retire,
    "restore": restore,
    "fill": fill,
    "at": at,
    "undo": undo,
}
