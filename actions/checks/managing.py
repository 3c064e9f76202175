"""For who leads: all areas at a glance, when each is checked, which items are asked, lists of one's own."""

from actions.checks.menu import area_number, list_view, offered, state_view
from actions.checks.views import place_of
from actions.filling import opened
from actions.joining import begin
from actions.turn import Events
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand, may
from mitra.checks import history, lists, rhythm, runs, schedules

#: Rhythms that one tap chooses; any other can be typed.
PRESETS = ("week:0", "week:4", "fortnight:0", "month:1:0")


async def overview(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Show all areas: when each was checked last, by how much it moved, and which are late: `all:5s:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.SEE_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    found = await offered(call, name, enterprise_id)
    states = await history.areas(call.connection, enterprise_id, name)
    planned = await schedules.of(call.connection, enterprise_id, name)
    zone = await enterprises.zone_of(call.connection, enterprise_id)
    views = []
    for state in states:
        schedule = planned.get(state.area_id)
        late = schedules.is_late(schedule, state.finished_at, zone, call.at)
        who = await history.checkers(call.connection, state.check_id) if state.check_id else []
        views.append(
            state_view(state, zone)
            | {
                "late": late,
                "next": schedule.next_on if schedule else None,
                "who": [name for name in who if name],
                "people": len(who),
            }
        )
    call.say(
        "check_overview",
        list=list_view(found),
        enterprise={
            "id": enterprise_id,
            "name": await enterprises.name_of(call.connection, enterprise_id),
        },
        areas=views,
        edits=may(call.actor, Act.EDIT_CHECKS, enterprise_id),
        adds=may(call.actor, Act.ADD_CHECKLIST, enterprise_id),
        edit=True,
    )
    return []


# --- when


async def schedule_areas(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Show how often each area is checked: `when:5s:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await _say_schedules(call, name, enterprise_id)
    return []


async def _say_schedules(call: Call, name: str, enterprise_id: int, *, edit: bool = True) -> None:
    found = await offered(call, name, enterprise_id)
    planned = await schedules.of(call.connection, enterprise_id, name)
    areas = await enterprises.areas_of(call.connection, enterprise_id)
    rows: list[tuple[int | None, str]] = [*areas] or [(None, "")]
    call.say(
        "check_schedules",
        list=list_view(found),
        enterprise=enterprise_id,
        areas=[
            {
                "id": area or 0,
                "name": place_of(area_name),
                "rhythm": rhythm.say(planned[area].rhythm) if area in planned else "",
                "next": planned[area].next_on if area in planned else None,
            }
            for area, area_name in rows
        ],
        edit=edit,
    )


async def schedule_area(call: Call, name: str, which: str = "", area: str = "", *_: str) -> Events:
    """Offer rhythms for one area: `day:5s:12:7`."""
    enterprise_id, area_id = number(which), area_number(area)
    demand(call.actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await runs.check_area(call.connection, enterprise_id, area_id)
    found = await offered(call, name, enterprise_id)
    planned = (await schedules.of(call.connection, enterprise_id, name)).get(area_id)
    call.say(
        "check_schedule",
        list=list_view(found),
        enterprise=enterprise_id,
        area={"id": area_id or 0, "name": place_of(await enterprises.area_name(call.connection, area_id))},
        presets=[{"id": one.replace(":", "-"), "words": rhythm.say(one)} for one in PRESETS],
        rhythm=rhythm.say(planned.rhythm) if planned else "",
        edit=True,
    )
    return []


async def set_schedule(
    call: Call, name: str, which: str = "", area: str = "", wanted: str = "", *_: str
) -> Events:
    """Set an area's rhythm: `every:5s:12:7:week-0`, `none`, or `own` to type one."""
    enterprise_id, area_id = number(which), area_number(area)
    demand(call.actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    if wanted == "own":
        given = {"list": name, "enterprise": enterprise_id, "area": area_id or 0}
        return await begin(call, opened("check_rhythm", **given))
    chosen = None if wanted == "none" else wanted.replace("-", ":").replace("::", ":-")
    if chosen is not None and not rhythm.is_rhythm(chosen):
        raise RefusedError(Act.USE_BUTTON)
    await store_rhythm(call, name, enterprise_id, area_id, chosen)
    await _say_schedules(call, name, enterprise_id)
    return []


async def store_rhythm(
    call: Call, name: str, enterprise_id: int, area_id: int | None, wanted: str | None
) -> None:
    """Have an area checked in a rhythm; raises RefusedError."""
    await offered(call, name, enterprise_id)
    await schedules.set_rhythm(
        call.connection, call.actor, enterprise_id, area_id, name, wanted=wanted, at=call.at
    )


async def say_schedules(call: Call, name: str, enterprise_id: int) -> None:
    """Show how often each area is checked, below what was typed."""
    await _say_schedules(call, name, enterprise_id, edit=False)


# --- what is asked


async def pillars(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Show the pillars of a checklist and how many items of each are asked: `items:5s:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    found = await offered(call, name, enterprise_id)
    off = await lists.switched_off(call.connection, enterprise_id, name)
    call.say(
        "check_pillars",
        list=list_view(found),
        enterprise=enterprise_id,
        pillars=[
            {
                "place": place,
                "title": pillar.title,
                "count": len(pillar.items),
                "on": sum(item.id not in off for item in pillar.items),
            }
            for place, pillar in enumerate(found.checklist.pillars)
        ],
        edit=True,
    )
    return []


async def items(call: Call, name: str, which: str = "", place: str = "", *_: str) -> Events:
    """Show the items of one pillar, to switch them off or on: `pillar:5s:12:0`."""
    enterprise_id = number(which)
    demand(call.actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await _say_items(call, name, enterprise_id, number(place))
    return []


async def _say_items(call: Call, name: str, enterprise_id: int, place: int, *, refused: bool = False) -> None:
    found = await offered(call, name, enterprise_id)
    if place >= len(found.checklist.pillars):
        raise RefusedError(Act.USE_BUTTON)
    pillar = found.checklist.pillars[place]
    off = await lists.switched_off(call.connection, enterprise_id, name)
    every = list(found.checklist.items)
    call.say(
        "check_items",
        list=list_view(found),
        enterprise=enterprise_id,
        pillar=pillar.title,
        items=[
            {
                "place": every.index(item.id),
                "text": item.text,
                "on": item.id not in off,
                "critical": item.critical,
            }
            for item in pillar.items
        ],
        refused=refused,
        edit=True,
    )


async def switch(call: Call, name: str, which: str = "", place: str = "", *_: str) -> Events:
    """Switch an item off, or on again: `switch:5s:12:4`."""
    enterprise_id = number(which)
    found = await offered(call, name, enterprise_id)
    every = list(found.checklist.items)
    if number(place) >= len(every):
        raise RefusedError(Act.USE_BUTTON)
    item_id = every[number(place)]
    off = await lists.switched_off(call.connection, enterprise_id, name)
    done = await lists.switch(
        call.connection,
        call.actor,
        enterprise_id,
        found.checklist,
        item_id,
        on=item_id in off,
        at=call.at,
    )
    pillar = found.checklist.pillar_of[item_id]
    where = found.checklist.pillars.index(pillar)
    await _say_items(call, name, enterprise_id, where, refused=not done)
    return []


# --- lists of one's own


async def own_lists(call: Call, which: str = "", *_: str) -> Events:
    """Show an enterprise's own checklists: `lists:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.ADD_CHECKLIST, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await _say_lists(call, enterprise_id)
    return []


async def _say_lists(call: Call, enterprise_id: int) -> None:
    own = await lists.own(call.connection, enterprise_id)
    call.say(
        "check_lists",
        enterprise={
            "id": enterprise_id,
            "name": await enterprises.name_of(call.connection, enterprise_id),
        },
        lists=[{"id": one.id, "title": one.title, "count": len(one.items)} for one in own],
        room=len(own) < lists.MOST_OWN,
        edit=True,
    )


async def template(call: Call, which: str = "", *_: str) -> Events:
    """Send the sheet to fill in: `sheet:12`."""
    demand(call.actor, Act.ADD_CHECKLIST, number(which), subject=f"enterprise:{number(which)}")
    file = {"method": "send_document", "make": "checklist_template", "values": {}}
    call.say("checklist_template", file=file)
    return []


async def send_list(call: Call, which: str = "", *_: str) -> Events:
    """Wait for a filled sheet: `new:12`."""
    demand(call.actor, Act.ADD_CHECKLIST, number(which), subject=f"enterprise:{number(which)}")
    return await begin(call, opened("checklist_sheet", enterprise=number(which)))


async def retire(call: Call, which: str = "", name: str = "", *_: str) -> Events:
    """Offer an own checklist no longer: `retire:12:own-…`."""
    await lists.retire_own(call.connection, call.actor, number(which), name, at=call.at)
    await _say_lists(call, number(which))
    return []
