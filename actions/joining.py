"""Joining: by a link, or by asking with the enterprise's code."""

from typing import Any

from actions import forms, tasks, turn
from actions.filling import Filling, opened
from actions.turn import Events
from actions.who import Call, Personal
from mitra import invitations, people
from mitra.invitations import Found
from mitra.stack import State, with_on_top
from mitra.store.models import Role


class Join(Personal):
    """Somebody opens a link: the value is its token."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_join"

    async def act(self, call: Call) -> Events:
        """Say who invites, what would be kept and why; or why the link does not work."""
        token = turn.value(call.tracker)
        found = await invitations.find(call.connection, call.actor, token, at=call.at)
        if isinstance(found, Found):
            call.say("invitation", invitation=_view(found), token=token, consent=call.actor.person_id is None)
        else:
            call.say("join_problem", reason=found)
        return turn.understood()


class Accept(Personal):
    """Somebody agrees: the value is the token."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_accept"

    async def act(self, call: Call) -> Events:
        """Let them in, and ask for a name and an area, both of which can be left out."""
        token = turn.value(call.tracker)
        found = await invitations.accept(call.connection, call.actor, token, at=call.at)
        if not isinstance(found, Found):
            call.say("join_problem", reason=found)
            return []
        await call.again()
        call.say("joined", invitation=_view(found), edit=True)
        return await _ask_about_oneself(call, found)


class AskToJoin(Personal):
    """Somebody without a link: the value is a code, or `yes:` and the code once they agree."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_ask_to_join"

    async def act(self, call: Call) -> Events:
        """Show the enterprise; or ask for the name those who decide need."""
        agreed, _, code = turn.value(call.tracker).rpartition(":")
        if not code:
            return await begin(call, opened("join_code"))
        if agreed:
            return await begin(call, opened("request", code=code))
        await forms.say_place(call, code)
        return turn.understood()


async def _ask_about_oneself(call: Call, found: Found) -> Events:
    known = await people.profile(call.connection, call.actor)
    if known is not None and known.name is None and found.role is not None:
        return await begin(call, opened("my_name", joining=True))
    state = await forms.go_on_joining(call)
    return [*turn.understood(), *(pushed(call, state) if state else [])]


async def begin(call: Call, state: State) -> Events:
    """Ask the first question of a form; return the events that keep it."""
    await Filling().ask(call.dispatcher, call.tracker, state)
    return [*turn.understood(), *pushed(call, state)]


def pushed(call: Call, state: State) -> Events:
    """Return the events that put `state`, whose question is asked, on top of what is going on."""
    return tasks.stored(with_on_top(tasks.stack_of(call.tracker), state))


def _view(found: Found) -> dict[str, Any]:
    return {
        "enterprise": found.enterprise,
        "role": found.role.value if found.role else "move",
        "side": found.side.value if found.side else "",
        "invited_by": found.invited_by or "",
        "sees_names": found.role in {Role.WORKER, Role.COMMITTEE, Role.MANAGER},
    }
