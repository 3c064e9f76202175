"""What opens a form: a new action, its texts and photos, its cause, an absence, a spreadsheet to send."""

from actions.filling import CHOICES, opened
from actions.joining import begin, pushed
from actions.plan.forms import ask_why, offered
from actions.plan.pages import tasks_of
from actions.turn import Events, Page
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand, may
from mitra.plan import absences
from mitra.plan import actions as plan
from mitra.stack import State

#: Texts of an action that can be written anew, each by a form of its own.
TEXTS = frozenset({"problem", "action", "cause", "kpi", "cost"})
_MOST_PEOPLE = 8


async def new(call: Call, which: str, *_: str) -> Events:
    """Ask for a new action: `new:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    return await begin(call, await _new(call, enterprise_id))


async def _new(call: Call, enterprise_id: int) -> State:
    zone = await enterprises.zone_of(call.connection, enterprise_id)
    return opened(
        "action_new",
        enterprise=enterprise_id,
        zone=zone,
        **{CHOICES: {"owner": await _owners(call, enterprise_id)}},
    )


async def _owners(call: Call, enterprise_id: int) -> list[list[str]]:
    """Return whom an action can be given to, oneself first; workers keep what they add."""
    mine = (
        [offered(call.actor.person_id or 0, "Saya sendiri")]
        if enterprise_id in call.actor.enterprises
        else []
    )
    if not may(call.actor, Act.ASSIGN_ACTION, enterprise_id):
        return mine
    people = await plan.candidates(call.connection, call.actor, enterprise_id, _MOST_PEOPLE)
    return mine + [offered(person, name) for person, name, _ in people if person != call.actor.person_id]


async def text(call: Call, name: str, which: str = "", *_: str) -> Events:
    """Ask for a text anew: `text:cause:5`."""
    if name not in TEXTS:
        raise RefusedError(Act.USE_BUTTON)
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    return await begin(call, opened(f"action_{name}", action=action.id))


async def photo(call: Call, when: str, which: str = "", *_: str) -> Events:
    """Ask for a photo: `photo:before:5`."""
    if when not in {"before", "after"}:
        raise RefusedError(Act.USE_BUTTON)
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    return await begin(call, opened("action_photo", action=action.id, which=when))


async def why(call: Call, which: str, *_: str) -> Events:
    """Look for the cause by asking why, again and again: `why:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    return pushed(call, await ask_why(call, action, []))


async def away(call: Call, which: str, *_: str) -> Events:
    """Ask until when somebody is away, and who stands in: `away:12`."""
    enterprise_id = number(which)
    if enterprise_id not in call.actor.enterprises:
        raise RefusedError(Act.USE_BUTTON, subject=f"enterprise:{enterprise_id}")
    people = await plan.colleagues(call.connection, call.actor, enterprise_id, _MOST_PEOPLE)
    choices = [offered(person, name) for person, name in people]
    zone = await enterprises.zone_of(call.connection, enterprise_id)
    return await begin(
        call, opened("away", enterprise=enterprise_id, zone=zone, **{CHOICES: {"stand_in": choices}})
    )


async def back(call: Call, which: str, *_: str) -> Events:
    """Be back: `back:12`."""
    await absences.come_back(call.connection, call.actor, number(which), at=call.at)
    await tasks_of(call, number(which), edit=True)
    return []


PAGES: dict[str, Page] = {"new": new, "text": text, "photo": photo, "why": why, "away": away, "back": back}
