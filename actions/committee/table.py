"""One suggestion on the committee's table, with the buttons that fit."""

from typing import Any

from actions.suggesting.views import card_view, step_view
from actions.who import Call, number
from mitra.access import Act, RefusedError
from mitra.store.suggestion_models import SuggestionStatus
from mitra.suggestions import committee
from mitra.suggestions.cards import UNDECIDED, by_ids
from mitra.suggestions.committee import Table
from mitra.suggestions.deciding import REVOCABLE, STARTED, ChangedError
from nlu.likeness import alike

#: Steps of the history that are shown beside the suggestion; all of them are one tap away.
_LATEST = 3


async def say(call: Call, which: int, *, edit: bool, lead: str = "", by: str = "") -> None:
    """Show a suggestion to a member of the committee; `lead` is one of content/messages/committee_see."""
    table = await committee.look(call.connection, call.actor, which)
    call.say(
        "committee_see",
        suggestion=card_view(call, table.card),
        enterprise=table.card.enterprise_id,
        decides=table.me is not None,
        can=_can(table),
        proposer=_proposer(table),
        concerns=[one.name for one in table.committee.members if one.person_id in table.committee.excluded],
        steps=[step_view(one, table.card.timezone) for one in table.steps[-_LATEST:]],
        more=len(table.steps) > _LATEST,
        lead=lead,
        by=by,
        edit=edit,
    )


def _can(table: Table) -> dict[str, bool]:
    """Return what can be done with a suggestion as it stands."""
    card, open_one = table.card, table.card.proposed is None
    return {
        "decide": open_one and card.status in UNDECIDED,
        "thank": open_one and card.answered_at is None,
        "carry_out": open_one and card.status in STARTED,
        "try_out": open_one and card.status is SuggestionStatus.ACCEPTED,
        "end_trial": open_one and card.status is SuggestionStatus.TRIAL,
        "reopen": open_one and card.status in REVOCABLE,
        "agree": card.proposed is not None and _may_agree(table),
        "object": card.proposed is not None,
        "publish": not table.committee.excluded
        and card.status
        not in {SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED, SuggestionStatus.DECLINED},
    }


def _may_agree(table: Table) -> bool:
    proposer, me = table.proposer, table.me
    return me is not None and (proposer is None or proposer.side is not me.side or not table.takes_both)


def _proposer(table: Table) -> dict[str, Any]:
    """Return who wants to close it, and which side must agree; `alone` where that side has nobody."""
    one = table.proposer
    sides = {member.side for member in table.committee.members}
    return {
        "name": one.name if one else "",
        "side": one.side.value if one else "",
        "alone": bool(one) and sides == {one.side} if one else False,
    }


async def see(call: Call, which: str, *_: str) -> None:
    """Show a suggestion: `see:34`."""
    await say(call, number(which), edit=True)


async def whole(call: Call, which: str, *_: str) -> None:
    """Send all of a long text: `text:34`."""
    table = await committee.look(call.connection, call.actor, number(which))
    call.say("committee_text", body=table.card.text, number=table.card.number)


async def history(call: Call, which: str, *_: str) -> None:
    """Show who did what, when: `steps:34`."""
    table = await committee.look(call.connection, call.actor, number(which))
    call.say(
        "committee_history",
        suggestion=card_view(call, table.card),
        steps=[step_view(one, table.card.timezone) for one in table.steps[-20:]],
        edit=True,
    )


async def media(call: Call, which: str, kind: str = "", *_: str) -> None:
    """Send the photo, the voice note or the photo afterwards of a suggestion: `media:34:voice`."""
    card = (await committee.look(call.connection, call.actor, number(which))).card
    files = {"photo": card.photo, "voice": card.voice, "after": card.photo_after}
    if not files.get(kind):
        raise RefusedError(Act.USE_BUTTON)
    method = "send_voice" if kind == "voice" else "send_photo"
    make = "voice" if kind == "voice" else "clean_photo"
    file = {"method": method, "make": make, "values": {"file": files[kind]}}
    call.say("committee_media", number=card.number, kind=kind, file=file)


async def choose_merge(call: Call, which: str, version: str = "", *_: str) -> None:
    """Offer the suggestions that this one could be merged into: `merge:34:2`."""
    table = await committee.look(call.connection, call.actor, number(which))
    card = table.card
    if card.version != number(version):
        raise ChangedError(card, "")
    others = await committee.alike(call.connection, call.actor, card)
    found = alike(card.text, others)
    # Nothing alike: then the latest ones, since people see what machines do not.
    shown = found or [one for one, _text in others[:5]]
    cards = {one.id: one for one in await by_ids(call.connection, shown)}
    call.say(
        "committee_merge",
        suggestion=card_view(call, card),
        others=[card_view(call, cards[one]) for one in shown],
        alike=bool(found),
        edit=True,
    )
