"""A suggestion before it is sent: similar ones first, then read back, with what can be changed about it."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions.reporting import FEW, place_of
from actions.reporting import draft as draft_hazard
from actions.services import services
from actions.suggesting.state import DRAFT, NAME, NEW, RETYPE, content_of, draft_of, drafted, waiting
from actions.suggesting.views import card_view, module_views
from actions.turn import Brought
from actions.who import Call, number
from mitra import enterprises, stack
from mitra.access import Act, RefusedError
from mitra.stack import State
from mitra.suggestions import giving
from mitra.suggestions.authors import OWN, shelf
from mitra.suggestions.cards import SUPPORT, by_ids
from mitra.suggestions.giving import Sent, clean
from mitra.suggestions.members import committee_of
from mitra.suggestions.rules import rules_of
from nlu.danger import in_danger
from nlu.grievance import grievance
from nlu.likeness import alike
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon
from nlu.suggesting import guess_module, without_announcement

#: Similar ones that are shown.
_MOST_ALIKE = 3
#: Letters of a text that are looked at to understand it.
_READ = 1_000
#: Words before a photo or voice note that came without any.
_NO_WORDS = {"photo": "Lihat foto.", "voice": ""}
_speller = Speller(read_lexicon(), ())


def words_of(text: str) -> list[str]:
    """Return a text's words, spelled as they should be."""
    return _speller.correct(normalise(text[:_READ]))


async def ask(call: Call, *, lead: str = "") -> None:
    """Ask for the suggestion."""
    where = place_of(call)
    own = await shelf(call.connection, call.actor.person_id or 0, key=services().key)
    call.say("suggestion_ask", lead=lead, enterprise=where or 0, given=bool(own[OWN]))


async def begin_with(call: Call, _state: State | None, text: str) -> State | None:
    """Draft what somebody wrote; harassment and retaliation are pointed to who can help instead."""
    where = place_of(call)
    if where is None:
        call.say("suggestion_stranger")
        return None
    if kind := grievance(words_of(text)):
        call.say("grievance", kind=kind)
        return None
    content = drafted(where, clean(text), guess_module(words_of(text)))
    return await _compare(call, content)


async def _compare(call: Call, content: dict[str, Any]) -> State | None:
    """Show similar ones that can be supported instead; or, where there are none, the draft."""
    others = await giving.compared(call.connection, call.actor, content["where"], key=services().key)
    found = alike(content["text"][:_READ], others, most=_MOST_ALIKE)
    if not found or content["compared"]:
        return await _preview(call, content, edit=False)
    cards = {card.id: card for card in await by_ids(call.connection, found)}
    call.say(
        "suggestion_alike",
        suggestions=[card_view(call, cards[one]) for one in found],
        nonce=content["nonce"],
        private=True,
    )
    return waiting(DRAFT, **content | {"compared": True})


async def show(call: Call, state: State, *, edit: bool) -> bool:
    """Show a draft again; return False when it cannot be opened any more."""
    return await _preview(call, content_of(state), edit=edit) is not None


async def _preview(call: Call, content: dict[str, Any], *, edit: bool, lead: str = "") -> State | None:
    """Read a draft back; None when it cannot be opened any more."""
    if not content:
        return None
    where = content["where"]
    size = await enterprises.people_in(call.connection, where)
    members = await committee_of(call.connection, where)
    mentioned = [one.name for one in members.members if one.person_id in content["about"]]
    module = services().library.module(content["module"])
    call.say(
        "suggestion_preview",
        draft={
            "nonce": content["nonce"],
            "body": content["text"],
            "photo": bool(content["photo"]),
            "voice": bool(content["voice"]),
            "named": content["named"],
            "public": content["public"] and not content["about"],
            "about": mentioned,
            "module": f"{module.icon} {module.title}" if module else "",
        },
        enterprise=await enterprises.name_of(call.connection, where),
        small=size < FEW,
        danger=in_danger(words_of(content["text"])),
        lead=lead,
        edit=edit,
        private=True,
    )
    return waiting(DRAFT, **content | {"compared": True})


# --- typed and sent


async def retyped(call: Call, state: State, text: str) -> State | None:
    """Take other words for a draft."""
    content = content_of(state)
    if not content:
        return None
    if kind := grievance(words_of(text)):
        call.say("grievance", kind=kind)
        return None
    fresh = drafted(content["where"], clean(text), content["module"])
    return await _preview(call, content | {"text": fresh["text"], "nonce": fresh["nonce"]}, edit=False)


async def attached(call: Call, state: State, brought: Brought) -> State | None:
    """Put a photo or voice note beside a draft, or begin one with it."""
    content = content_of(state) if state["of"] in {DRAFT, RETYPE} else {}
    if not content:
        where = place_of(call)
        if where is None:
            call.say("suggestion_stranger")
            return None
        text = clean(brought.caption) or _NO_WORDS[brought.kind]
        content = drafted(where, text, guess_module(words_of(text)))
    elif brought.caption:
        content["text"] = clean(f"{content['text']}\n{brought.caption}")
    if kind := grievance(words_of(content["text"])):
        call.say("grievance", kind=kind)
        return None
    return await _preview(call, content | {brought.kind: brought.file_id}, edit=False)


async def send_typed(call: Call, state: State, _text: str) -> State | None:
    """Send a draft for which somebody typed yes."""
    await _send(call, content_of(state), edit=False)
    return None


async def typed_beside(call: Call, state: State, text: str) -> State | None:
    """Begin anew with another suggestion; anything else leaves the draft as it is, and says that it is not sent yet."""
    said = without_announcement(text)
    if said and said != text.strip():
        return await begin_with(call, None, said)
    return await _preview(call, content_of(state), edit=False, lead="unsent")


async def _send(call: Call, content: dict[str, Any], *, edit: bool) -> None:
    if not content:
        raise RefusedError(Act.USE_BUTTON)
    draft = draft_of(content)
    sent: Sent = await giving.send(
        call.connection, call.actor, content["where"], draft, key=services().key, at=call.at
    )
    rules = await rules_of(call.connection, content["where"])
    committee = await committee_of(call.connection, content["where"], suggestion_id=sent.card.id)
    call.say(
        "suggestion_sent",
        suggestion=card_view(call, sent.card),
        code=f"{sent.code[:4]}-{sent.code[4:]}",
        rules={"answer_hours": rules.answer_hours, "decide_days": rules.decide_days},
        heard=len(committee.told),
        edit=edit,
        private=True,
    )


# --- taps on a draft: `send:3f2a91`

#: Does what a tap asks for; returns the state that follows, or None when the draft is gone.
_Tap = Callable[..., Awaitable[State | None]]


async def tapped(call: Call, known: stack.Stack, verb: str, *rest: str) -> stack.Stack:
    """Do what a draft's button asks for, and return the stack; raises RefusedError for an earlier draft's button."""
    state = next((one for one in reversed(known) if one["name"] == NAME and one["of"] == DRAFT), None)
    content = content_of(state) if state else {}
    nonce, *more = rest or [""]
    if state is None or not content or content["nonce"] != nonce:
        raise RefusedError(Act.USE_BUTTON)
    others = [one for one in known if one is not state]
    following = await TAPS[verb](call, content, *more)
    return stack.with_on_top(others, following) if following else others


async def _send_tapped(call: Call, content: dict[str, Any], *_: str) -> None:
    await _send(call, content, edit=True)


async def _keep(call: Call, content: dict[str, Any], *_: str) -> State | None:
    return await _preview(call, content, edit=True)


async def _name(call: Call, content: dict[str, Any], *_: str) -> State | None:
    return await _preview(call, content | {"named": not content["named"]}, edit=True)


async def _public(call: Call, content: dict[str, Any], *_: str) -> State | None:
    return await _preview(call, content | {"public": not content["public"]}, edit=True)


async def _module(call: Call, content: dict[str, Any], which: str = "", *_: str) -> State | None:
    if which:
        if services().library.module(number(which)) is None or which == "0":
            raise RefusedError(Act.USE_BUTTON)
        return await _preview(call, content | {"module": number(which)}, edit=True)
    call.say("suggestion_module", modules=module_views(), nonce=content["nonce"], edit=True)
    return waiting(DRAFT, **content)


async def _about(call: Call, content: dict[str, Any], who: str = "", *_: str) -> State:
    """Choose whom of the committee it concerns, who then learns nothing of it."""
    members = (await committee_of(call.connection, content["where"])).members
    if who:
        about = set(content["about"]) ^ ({number(who)} & {one.person_id for one in members})
        content = content | {"about": sorted(about)}
    shown = [
        {
            "id": one.person_id,
            "name": one.name,
            "side": one.side.value,
            "on": one.person_id in content["about"],
        }
        for one in members
        if one.name
    ]
    call.say("suggestion_about", members=shown[:20], nonce=content["nonce"], edit=True, private=True)
    return waiting(DRAFT, **content)


async def _retype(call: Call, content: dict[str, Any], *_: str) -> State:
    call.say("suggestion_type", kind=RETYPE, lead="")
    return waiting(RETYPE, **content)


async def _drop(call: Call, _content: dict[str, Any], *_: str) -> None:
    call.say("suggestion_dropped", edit=True)


async def _join(call: Call, _content: dict[str, Any], which: str = "", *_: str) -> None:
    """Support a similar one instead of sending one's own."""
    key = services().key
    if not await giving.backs(call.connection, call.actor, number(which), SUPPORT, key=key):
        await giving.back(call.connection, call.actor, number(which), SUPPORT, key=key)
    card = await giving.seen_by_colleague(call.connection, call.actor, number(which))
    call.say("suggestion_joined", suggestion=card_view(call, card), edit=True, private=True)


async def _hazard(call: Call, content: dict[str, Any], *_: str) -> None:
    """Report it as a danger instead."""
    await draft_hazard(call, content["text"], photo=content["photo"])


TAPS: dict[str, _Tap] = {
    "send": _send_tapped,
    "keep": _keep,
    "name": _name,
    "public": _public,
    "module": _module,
    "about": _about,
    "retype": _retype,
    "stop": _drop,
    "join": _join,
    "hazard": _hazard,
}


def started() -> State:
    """Return the state of a suggestion that waits for its words."""
    return waiting(NEW)
