"""What people answer about an action by one tap: done, running, later, help, not mine; and taking that back."""

import datetime as dt
from collections.abc import Awaitable, Callable

from actions import turn
from actions.filling import Filling, opened
from actions.joining import begin, pushed
from actions.plan.views import AFTER, action_view, say_action
from actions.turn import Events, Page
from actions.who import Call, number
from mitra.access import Act, RefusedError
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.plan.actions import Action

#: Days by which one tap puts an action off.
PUT_OFF = (1, 3, 7)


def _simple(act: Callable[..., Awaitable[Action]], lead: str = "") -> Page:
    async def page(call: Call, which: str, *_: str) -> Events:
        changed = await act(call.connection, call.actor, number(which), at=call.at)
        await say_action(call, changed, lead=lead or AFTER[changed.status])
        return []

    return page


async def later(call: Call, which: str, *_: str) -> Events:
    """Ask until when it is put off, by tap or in words: `later:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    intro = f"{action.number}. {action.action}"
    state = opened("action_later", action=action.id, zone=action.timezone, intro=intro)
    await Filling().ask(call.dispatcher, call.tracker, state, lead="start")
    return [*turn.understood(), *pushed(call, state)]


async def put_off(call: Call, which: str, days: str = "", *_: str) -> Events:
    """Put it off by some days from today, or type a day: `put:5:3`, `put:5:day`."""
    if days == "day":
        return await later(call, which)
    if number(days) not in PUT_OFF:
        raise RefusedError(Act.USE_BUTTON)
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    day = await plan.today_in(call.connection, action.enterprise_id, call.at)
    day += dt.timedelta(days=number(days))
    put = await answers.postpone(call.connection, call.actor, number(which), day, at=call.at)
    await say_action(call, put, lead="postponed", about=day)
    return []


async def due(call: Call, which: str, days: str = "", *_: str) -> Events:
    """Set by when it is to be done, by those who plan it: `due:5:7`, `due:5:day`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    if days == "day":
        return await begin(call, opened("action_due", action=action.id, zone=action.timezone))
    if not days:
        call.say("action_due", action=action_view(call, action), edit=True)
        return []
    day = await plan.today_in(call.connection, action.enterprise_id, call.at)
    day += dt.timedelta(days=number(days) if number(days) <= plan.LONGEST_DAYS else 0)
    await say_action(
        call, await plan.set_due(call.connection, call.actor, action.id, day, at=call.at), lead="saved"
    )
    return []


async def help_wanted(call: Call, which: str, *_: str) -> Events:
    """Ask what the trouble is, then tell who leads: `help:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    return await begin(call, opened("action_help", action=action.id))


async def pass_on(call: Call, which: str, *_: str) -> Events:
    """Pass a cry for help on to the trainers: `pass:5`."""
    action, trainers = await answers.pass_on(call.connection, call.actor, number(which), at=call.at)
    await say_action(call, action, lead="passed" if trainers else "no_trainer")
    return []


async def outcome(call: Call, which: str, *_: str) -> Events:
    """Ask what came of a finished action: `result:5`."""
    action = await plan.one(call.connection, call.actor, number(which), at=call.at)
    return await begin(call, opened("action_done", action=action.id))


PAGES: dict[str, Page] = {
    "done": _simple(answers.finish),
    "run": _simple(answers.begin),
    "open": _simple(answers.reopen),
    "drop": _simple(answers.cancel),
    "refuse": _simple(answers.refuse, "refused"),
    "take": _simple(answers.take, "taken"),
    "helping": _simple(answers.helping, "helping"),
    "later": later,
    "put": put_off,
    "due": due,
    "help": help_wanted,
    "pass": pass_on,
    "result": outcome,
}
