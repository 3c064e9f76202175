"""The plan's pages: lists and filters, one action, its history and photos, what can be changed about it."""

from typing import Any
from zoneinfo import ZoneInfo

from actions.plan.views import action_view, say_action, say_plan, say_tasks
from actions.turn import Events, Page
from actions.views import enterprise_views
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, may
from mitra.plan import absences, history, listing
from mitra.plan import actions as plan
from mitra.store.models import Role

#: Enterprises offered to who looks after many; the others are in /pelatih.
_MOST = 8
#: People that an action can be given to.
_MOST_PEOPLE = 10


def places_of(call: Call) -> list[int]:
    """Return the enterprises whose plans somebody may see, their own first."""
    trained = [seat.enterprise_id for seat in call.actor.seats if seat.role == Role.TRAINER]
    found = dict.fromkeys(one for one in (*call.actor.enterprises, *trained) if one is not None)
    return list(found)


async def open_page(call: Call, intent: str) -> None:
    """Find the enterprise that is meant, and show its plan, or one's own tasks there."""
    places = places_of(call)
    mine = call.actor.here if call.actor.here in places else None
    if not places:
        call.say("plan_stranger", intent=intent)
    elif mine is None and len(places) > 1:
        named = await enterprises.names_of(call.connection, places[:_MOST])
        call.say("plan_enterprises", enterprises=enterprise_views(named.items()), intent=intent)
    elif intent == "tasks":
        await tasks_of(call, mine or places[0], edit=False)
    else:
        await say_plan(call, mine or places[0], edit=False)


async def tasks_of(call: Call, enterprise_id: int, page: int = 1, *, edit: bool) -> None:
    """Show somebody's own tasks, and until when they are away."""
    absence = await absences.of(call.connection, call.actor.person_id or 0, enterprise_id)
    today = await plan.today_in(call.connection, enterprise_id, call.at)
    away = absence.until_on.isoformat() if absence and absence.holds(today) else ""
    await say_tasks(call, enterprise_id, page, edit=edit, away=away)


async def plan_list(call: Call, which: str, page: str = "1", kept: str = listing.ALL, *_: str) -> Events:
    """Show a page of the plan: `list:12:1:late`."""
    await say_plan(call, number(which), kept, number(page))
    return []


async def mine(call: Call, which: str, page: str = "1", *_: str) -> Events:
    """Show a page of one's own tasks: `mine:12:1`."""
    await tasks_of(call, number(which), number(page), edit=True)
    return []


async def choose_filter(call: Call, which: str, *_: str) -> Events:
    """Offer filters: `filter:12`."""
    enterprise_id = number(which)
    call.say(
        "plan_filter",
        enterprise=enterprise_id,
        counts=await listing.counts(call.connection, call.actor, enterprise_id, at=call.at),
        owners=[
            {"id": person, "name": name or "Tanpa nama", "count": count}
            for person, name, count in await listing.owners(call.connection, call.actor, enterprise_id)
        ],
        edit=True,
    )
    return []


async def see(call: Call, which: str, *_: str) -> Events:
    """Show an action: `see:5`."""
    await say_action(call, await plan.look(call.connection, call.actor, number(which)))
    return []


async def steps(call: Call, which: str, *_: str) -> Events:
    """Show who did what with an action: `steps:5`."""
    action = await plan.look(call.connection, call.actor, number(which))
    zone = ZoneInfo(action.timezone)
    found = await history.steps(call.connection, action.id)
    shown = [
        {"on": one.at.astimezone(zone).date(), "act": one.act, "name": one.name, "text": one.text}
        for one in found
    ]
    call.say("action_steps", action=action_view(call, action), steps=shown, edit=True)
    return []


async def photos(call: Call, which: str, *_: str) -> Events:
    """Send the photos before and after, side by side: `pics:5`."""
    action = await plan.look(call.connection, call.actor, number(which))
    values = {"before": action.photo_before, "after": action.photo_after}
    if not any(values.values()):
        raise RefusedError(Act.USE_BUTTON)
    file = {"method": "send_photo", "make": "before_after", "values": values}
    call.say("action_photos", action=action_view(call, action), file=file)
    return []


async def change(call: Call, which: str, *_: str) -> Events:
    """Offer what can be changed: `edit:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    assigns = may(call.actor, Act.ASSIGN_ACTION, action.enterprise_id)
    call.say("action_edit", action=action_view(call, action), assigns=assigns, edit=True)
    return []


async def who(call: Call, which: str, *_: str) -> Events:
    """Offer whom an action can be given to: `who:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    people = await plan.candidates(call.connection, call.actor, action.enterprise_id, _MOST_PEOPLE)
    others = [
        {"id": person, "name": name, "role": role.value}
        for person, name, role in people
        if person != action.owner_id
    ]
    call.say("action_who", action=action_view(call, action), people=others, edit=True)
    return []


async def give(call: Call, which: str, person: str = "", *_: str) -> Events:
    """Give an action to somebody: `give:5:7`."""
    given = await plan.give(call.connection, call.actor, number(which), number(person), at=call.at)
    await say_action(call, given, lead="given")
    return []


async def choose(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Offer the values of a property: `pick:priority:5`, module or area_id."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    offered: list[dict[str, Any]] = []
    if name == "area_id":
        areas = await enterprises.areas_of(call.connection, action.enterprise_id)
        offered = [{"id": area, "name": title} for area, title in areas]
    elif name not in {"priority", "module"}:
        raise RefusedError(Act.USE_BUTTON)
    call.say("action_pick", action=action_view(call, action), name=name, areas=offered, edit=True)
    return []


async def set_property(call: Call, name: str, which: str = "", value: str = "", *_: str) -> Events:
    """Set one of these: `set:priority:5:1`; an area 0 is none."""
    if name not in {"priority", "module", "area_id"}:
        raise RefusedError(Act.USE_BUTTON)
    wanted = number(value) or None if name == "area_id" else number(value)
    changed = await plan.edit(call.connection, call.actor, number(which), name, wanted, at=call.at)
    await say_action(call, changed, lead="saved")
    return []


PAGES: dict[str, Page] = {
    "list": plan_list,
    "mine": mine,
    "filter": choose_filter,
    "see": see,
    "steps": steps,
    "pics": photos,
    "edit": change,
    "who": who,
    "give": give,
    "pick": choose,
    "set": set_property,
}
