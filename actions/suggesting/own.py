"""One's own suggestions: what became of them, changed, taken back, answered for; with the receipt from any phone."""

from collections.abc import Awaitable, Callable

from actions.services import services
from actions.suggesting.drafts import words_of
from actions.suggesting.state import CODE, REPLY, REWRITE, content_of, waiting
from actions.suggesting.views import card_view, step_view
from actions.who import Call, number
from mitra import invitations
from mitra.access import Act, RefusedError, may
from mitra.stack import State
from mitra.store.suggestion_models import SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.authors import read_code
from mitra.suggestions.cards import UNDECIDED, Card, steps_of
from nlu.grievance import grievance

#: One's suggestions on a page.
_PAGE = 6


async def _own(call: Call, which: str) -> Card:
    return await giving.own(call.connection, call.actor, which, key=services().key, at=call.at)


def ask_for(call: Call, kind: str) -> None:
    """Ask for the words of a change, an answer or a receipt."""
    call.say("suggestion_type", kind=kind, lead="")


async def mine(call: Call, page: str = "1", *_: str) -> None:
    """Show one's own suggestions: `mine:2`."""
    every = await giving.mine(call.connection, call.actor, key=services().key)
    pages = max(1, -(-len(every) // _PAGE))
    at = min(max(number(page), 1), pages)
    shown = every[(at - 1) * _PAGE : at * _PAGE]
    call.say(
        "suggestion_mine",
        suggestions=[card_view(call, one) for one in shown],
        page=at,
        pages=pages,
        edit=True,
        private=True,
    )


async def see(call: Call, which: str, *_: str) -> None:
    """Show one's own suggestion with all that was done with it: `see:12`, or with its receipt `see:KM7P4X2Q`."""
    await _say(call, await _own(call, which), which, edit=True)


async def _say(call: Call, card: Card, which: str, *, edit: bool, lead: str = "") -> None:
    steps = await steps_of(call.connection, card.id)
    call.say(
        "suggestion_own",
        suggestion=card_view(call, card),
        steps=[step_view(one, card.timezone) for one in steps if one.act in _SHOWN][-6:],
        which=which,
        open=card.status in UNDECIDED and card.proposed is None,
        asked=card.status is SuggestionStatus.ASKED,
        thanks=bool(card.name),
        by_code=not which.isdigit() and may(call.actor, Act.GIVE_SUGGESTION, card.enterprise_id),
        lead=lead,
        edit=edit,
        private=True,
    )


#: What its author learns of; that one side wants to close it is told once the other agrees.
_SHOWN = {
    *(
        "sent",
        "edited",
        "read",
        "asked",
        "replied",
        "accepted",
        "deferred",
        "declined",
        "trial",
        "kept",
        "done",
    ),
    *("reopened", "merged", "withdrawn", "diverted"),
}


async def ask_withdraw(call: Call, which: str, *_: str) -> None:
    """Ask whether a suggestion is really taken back: `drop:12`."""
    card = await _own(call, which)
    call.say("suggestion_withdraw", suggestion=card_view(call, card), which=which, edit=True, private=True)


async def withdraw(call: Call, which: str, *_: str) -> None:
    """Take one's own suggestion back: `dropped:12`."""
    card = await _own(call, which)
    await giving.withdraw(call.connection, card, at=call.at)
    call.say("suggestion_withdrawn", number=card.number, edit=True, private=True)


async def take_over(call: Call, which: str, *_: str) -> None:
    """Have this phone told from now on: `over:KM7P4X2Q`."""
    card = await _own(call, which)
    await giving.take_over(call.connection, call.actor, card, key=services().key)
    await _say(call, card, str(card.id), edit=True, lead="over")


# --- what is written


async def rewrite(call: Call, which: str, *_: str) -> State:
    """Wait for other words: `edit:12`."""
    await _own(call, which)
    ask_for(call, REWRITE)
    return waiting(REWRITE, which=which)


async def reply(call: Call, which: str, *_: str) -> State:
    """Wait for the answer to what the committee asked: `answer:12`."""
    card = await _own(call, which)
    if card.status is not SuggestionStatus.ASKED:
        raise RefusedError(Act.USE_BUTTON)
    ask_for(call, REPLY)
    return waiting(REPLY, which=which)


async def ask_code(call: Call, *_: str) -> State:
    """Wait for a receipt: `code:`."""
    ask_for(call, CODE)
    return waiting(CODE)


async def rewritten(call: Call, state: State, text: str) -> None:
    """Change the words of a suggestion that was sent."""
    which = content_of(state).get("which", "0")
    if kind := grievance(words_of(text)):
        call.say("grievance", kind=kind)
        return
    card = await _own(call, which)
    changed = await giving.rewrite(call.connection, card, text, at=call.at)
    await _say(call, changed, which, edit=False, lead="edited")


async def replied(call: Call, state: State, text: str) -> None:
    """Answer the committee."""
    which = content_of(state).get("which", "0")
    card = await _own(call, which)
    changed = await giving.reply(call.connection, card, text, at=call.at)
    await _say(call, changed, which, edit=False, lead="replied")


async def shown_by_code(call: Call, _state: State | None, text: str) -> State | None:
    """Show the suggestion whose receipt was typed; ask again when there is none."""
    code = read_code(text)
    try:
        card = await _own(call, code or "?")
    except RefusedError:
        wait = await invitations.must_wait(call.connection, call.actor.telegram_id, at=call.at)
        call.say("suggestion_type", kind=CODE, lead="wait" if wait else "unknown")
        return None if wait else waiting(CODE)
    await _say(call, card, code or "", edit=False)
    return None


async def receipt(call: Call, text: str = "", *_: str) -> State | None:
    """Show the suggestion with this receipt, typed as it is: `receipt:KM7P4X2Q`."""
    return await shown_by_code(call, None, text)


#: Pages that wait for words afterwards.
WRITING: dict[str, Callable[..., Awaitable[State | None]]] = {
    "edit": rewrite,
    "answer": reply,
    "code": ask_code,
    "receipt": receipt,
}


async def safe(call: Call, *_: str) -> None:
    """Show who helps against violence, harassment and being punished for speaking up: `safe:0`."""
    call.say("grievance", kind="violence")


PAGES: dict[str, Callable[..., Awaitable[None]]] = {
    "mine": mine,
    "see": see,
    "drop": ask_withdraw,
    "dropped": withdraw,
    "over": take_over,
    "safe": safe,
}
