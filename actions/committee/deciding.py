"""Deciding by buttons; what needs words opens a form (actions/committee/forms.py)."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions.committee import table
from actions.committee.desk import desk
from actions.filling import opened
from actions.joining import begin
from actions.plan.views import say_action
from actions.suggesting.views import card_view
from actions.turn import Events
from actions.who import Call, number
from mitra.access import Act, RefusedError
from mitra.suggestions import committee
from mitra.suggestions.deciding import ChangedError

#: Verb → form that asks for the words of a decision.
_FORMS = {
    "ask": "committee_question",
    "decline": "committee_decline",
    "defer": "committee_defer",
    "try": "committee_trial",
    "tried": "committee_trial_result",
    "done": "committee_done",
}


async def write(call: Call, verb: str, which: str, version: str = "", *_: str) -> Events:
    """Open the form of a decision: `decline:34:2`."""
    shown = await committee.look(call.connection, call.actor, number(which))
    if shown.me is None:
        raise RefusedError(
            Act.DECIDE_SUGGESTION, subject=shown.card.subject, enterprise_id=shown.card.enterprise_id
        )
    if shown.card.version != number(version):
        raise ChangedError(shown.card, shown.steps[-1].name if shown.steps else "")
    given = {"id": shown.card.id, "version": shown.card.version, "number": shown.card.number}
    return await begin(call, opened(_FORMS[verb], **given))


async def accept(call: Call, which: str, version: str = "", *_: str) -> None:
    """Ask whether a suggestion is really accepted: `accept:34:2`."""
    shown = await committee.look(call.connection, call.actor, number(which))
    if shown.card.version != number(version):
        raise ChangedError(shown.card, shown.steps[-1].name if shown.steps else "")
    call.say("committee_accept", suggestion=card_view(call, shown.card), edit=True)


async def ask_divert(call: Call, which: str, version: str = "", *_: str) -> None:
    """Ask whether it is really no suggestion but a grievance: `divert:34:2`."""
    shown = await committee.look(call.connection, call.actor, number(which))
    if shown.card.version != number(version):
        raise ChangedError(shown.card, shown.steps[-1].name if shown.steps else "")
    call.say("committee_divert", suggestion=card_view(call, shown.card), edit=True)


async def accepted(call: Call, which: str, version: str = "", *_: str) -> None:
    """Accept it, and show the action it has become, to give it an owner and a date: `accepted:34:2`."""
    card, action = await desk(call).accept(number(which), number(version))
    call.say("committee_accepted", suggestion=card_view(call, card), edit=True)
    if action is not None:
        await say_action(call, action, edit=False)


def _simple(name: str, lead: str) -> Callable[..., Awaitable[None]]:
    async def page(call: Call, which: str, version: str = "", *_: str) -> None:
        decide: Callable[[int, int], Awaitable[Any]] = getattr(desk(call), name)
        await decide(number(which), number(version))
        await table.say(call, number(which), edit=True, lead=lead)

    return page


async def merge(call: Call, which: str, version: str = "", into: str = "", *_: str) -> None:
    """Merge it into another one: `merged:34:2:12`."""
    other = await desk(call).merge(number(which), number(version), number(into))
    await table.say(call, other.id, edit=True, lead="merged")


PAGES: dict[str, Callable[..., Awaitable[None]]] = {
    "accept": accept,
    "accepted": accepted,
    "thank": _simple("thank", "read"),
    "agree": _simple("agree", "closed"),
    "object": _simple("object_to", "objected"),
    "reopen": _simple("reopen", "reopened"),
    "show": _simple("publish", "published"),
    "merged": merge,
    "divert": ask_divert,
    "diverted": _simple("divert", "diverted"),
}
WRITING = frozenset(_FORMS)
