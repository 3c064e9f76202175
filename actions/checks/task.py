"""
A check as a task: one item a message, edited in place.

The state holds only which run, which item is open and what is being typed: {"name": "check", "of": "17", "values": {"at": 6,
"answers": "score", "mode": "note"}}. What was answered is in the database at once, so nothing is lost in between.
"""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.checks import typed
from actions.checks.results import say_done
from actions.checks.views import item_view, run_view
from actions.services import services
from actions.turn import Brought
from actions.who import Call, guarded, number
from mitra.access import Act, RefusedError
from mitra.alerts import Raised
from mitra.checks import runs
from mitra.checks.checklist import Answers, Item
from mitra.checks.runs import Run
from mitra.checks.scoring import Mark
from mitra.prompts import answers as prompt_answers
from mitra.prompts.kinds import CHECK
from mitra.stack import State

#: What buttons send besides points (!3); typed answers never begin so.
NOT_APPLICABLE, WHY, NOTE, NO_NOTE, AFTER, NO_PHOTO, LEFT, FINISH = (
    "!na", "!why", "!note", "!nonote", "!after", "!nophoto", "!left", "!finish",
)  # fmt: skip
#: Intents that answer on the item's own message, which is then edited in place.
_ON_ITS_MESSAGE = {"reply", "back", "check"}
_MOST_NOTE_WORDS = 60
#: Said to us while a note is awaited.
_NO_NOTE_WORDS = {
    "batal",
    "ga jadi",
    "gak jadi",
    "tidak jadi",
    "lewati",
    "kembali",
    "stop",
    "berhenti",
    "nanti",
}
#: In a photo's caption: it shows how it looks now that it is put right.
_AFTER_WORDS = ("sesudah", "setelah", "sudah diperbaiki", "udah diperbaiki", "udah beres", "after")


class Checking:
    """A check that somebody is going through."""

    name = "check"

    def knows(self, of: str) -> bool:
        """Return whether there may be such a run; whether there is, the database says."""
        return of.isascii() and of.isdigit()

    def title(self, state: State) -> str:
        """Return what it is called."""
        return str(state["values"].get("title", "Cek"))

    def question(self, state: State) -> str:
        """Return the place of the item that is open."""
        return str(state["values"]["at"])

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is an answer, a note, or asks what the item means."""
        if state["values"].get("mode") == "note":
            return text.strip().casefold() not in _NO_NOTE_WORDS and len(text.split()) <= _MOST_NOTE_WORDS
        answers = Answers(state["values"]["answers"])
        return self.surely(state, text) or typed.read(text, answers) is not None

    def surely(self, _state: State, text: str) -> bool:
        """Return whether somebody asks what the item means, writes a note, or has had enough."""
        return typed.asks_why(text) or bool(typed.note_in(text)) or typed.ends(text)

    async def ask(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, *, lead: str = ""
    ) -> bool:
        """Show the open item; return False when the run is over, or no longer theirs."""

        async def show(call: Call) -> bool:
            run = await runs.load(call.connection, call.actor, int(state["of"]))
            if run.finished_at:
                return False
            run = await runs.go_to(call.connection, run, state["values"]["at"], at=call.at)
            await _show(call, run, state, lead=lead)
            return True

        return bool(await guarded(dispatcher, tracker, show))

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """Take an answer, or what else a button or a typed text asks for; return None at the end."""

        async def take(call: Call) -> State | None:
            run = await runs.load(call.connection, call.actor, int(state["of"]))
            if run.finished_at:
                raise RefusedError(Act.USE_BUTTON)
            run = await runs.go_to(call.connection, run, state["values"]["at"], at=call.at)
            return await _take(call, run, state, text)

        return await guarded(dispatcher, tracker, take)

    def back(self, state: State) -> State | None:
        """Return the state at the item before, or None at the first one."""
        at = state["values"]["at"]
        return _at(state, at - 1) if at > 0 else None

    def may_skip(self, _state: State) -> bool:
        """Return True: what one cannot see from here is left out, and counts for nothing."""
        return True

    def takes(self, _state: State) -> frozenset[str]:
        """Return that photos belong to the open item."""
        return frozenset({"photo"})

    async def take(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,
        brought: Brought,
    ) -> State | None:
        """Keep a photo at the open item."""
        kept = await guarded(
            dispatcher, tracker, lambda call: _photographed(call, state, brought.file_id, brought.caption)
        )
        return kept or state


def begun(run: Run) -> State:
    """Return the state of a run at its open item."""
    where = f" {run.area}" if run.area else ""
    values = {
        "at": run.position,
        "answers": run.checklist.answers.value,
        "title": f"{run.checklist.title}{where}",
    }
    return {"name": Checking.name, "of": str(run.id), "values": values}


def _at(state: State, place: int, **more: Any) -> State:
    """Return the state with another item open; nothing is being typed there."""
    kept = {name: value for name, value in state["values"].items() if name != "mode"}
    return state | {"values": kept | {"at": place} | more}


async def _photographed(call: Call, state: State, file_id: str, caption: str) -> State:
    """Keep a photo at the open item; its caption says whether it shows the state after, or becomes the note."""
    run = await runs.load(call.connection, call.actor, int(state["of"]))
    run = await runs.go_to(call.connection, run, state["values"]["at"], at=call.at)
    item = run.item
    if item is None or run.finished_at:
        call.say("unsupported", kind="photo")
        return state
    after = any(word in caption.casefold() for word in _AFTER_WORDS)
    kept = await runs.add_photo(call.connection, run, item.id, file_id, after=after, at=call.at)
    if kept and caption and not after:
        await runs.write_note(call.connection, run, caption)
    await _show(call, run, state, lead="photo_kept" if kept else "too_many_photos")
    return _at(state, run.position)


# --- one reply


async def _take(call: Call, run: Run, state: State, text: str) -> State | None:
    if not text:
        return await _go_on(call, run, state)
    if text in _COMMANDS:
        return await _COMMANDS[text](call, run, state)
    if run.item is None:
        return await _show(call, run, state)
    if text[0] == "!":
        return await _answer(call, run, state, number(text[1:]))
    if state["values"].get("mode") == "note":
        return await _noted(call, run, state, text)
    return await _typed(call, run, state, text)


async def _typed(call: Call, run: Run, state: State, text: str) -> State | None:
    """Take what was typed."""
    if note := typed.note_in(text):
        return await _noted(call, run, state, note)
    if typed.asks_why(text):
        return await _why(call, run, state)
    if typed.ends(text):
        return await _go_to_end(call, run, state)
    reading = typed.read(text, run.checklist.answers, run.item)
    if isinstance(reading, (int, Mark)):
        return await _answer(call, run, state, reading)
    lead = typed.DONT_KNOW if reading == typed.DONT_KNOW else typed.UNCLEAR
    return await _show(call, run, state, lead=lead)


async def _go_to_end(call: Call, run: Run, state: State) -> State:
    """Show what is left, and let them choose to finish: nobody loses the rest by one word."""
    run = await runs.go_to(call.connection, run, len(run.items), at=call.at)
    return await _show(call, run, _at(state, run.position))


async def _answer(call: Call, run: Run, state: State, value: int | Mark) -> State | None:
    item = run.item
    done = await runs.answer(
        call.connection, call.actor, run, value, at=call.at, climb=services().alert_after
    )
    danger = _danger_view(item, done.alert) if item and done.alert else None
    return await _go_on(call, done.run, state, answered=True, danger=danger)


def _danger_view(item: Item, alert: Raised) -> dict[str, Any]:
    """Return what who has found a danger is told: what to do now, and who knows of it."""
    names = [one.name for one in alert.told if one.name]
    return {"now": item.now, "told": len(alert.told), "names": names, "own": alert.own, "seen": alert.seen}


async def _go_on(
    call: Call,
    run: Run,
    state: State,
    *,
    answered: bool = False,
    danger: dict[str, Any] | None = None,
) -> State | None:
    """Open the next item; behind the last one, end the run if nothing was left out."""
    place = run.position if answered else run.position + 1
    if state["values"].get("left"):
        left = await runs.left_out(call.connection, run)
        place = next((one for one in left if one >= place), len(run.items))
    run = await runs.go_to(call.connection, run, place, at=call.at) if place != run.position else run
    if run.item is None and not await runs.left_out(call.connection, run):
        return await _finish(call, run, state, danger=danger)
    following = _at(state, run.position)
    await _show(call, run, following, danger=danger)
    return following


async def _finish(
    call: Call, run: Run, state: State, *, danger: dict[str, Any] | None = None
) -> State | None:
    if not await runs.finish(call.connection, run, at=call.at):
        return await _show(call, run, state, lead="nothing_answered")
    done = run.checklist.id
    await prompt_answers.fulfilled(
        call.connection, call.actor, CHECK, option=done, enterprise_id=run.enterprise_id, at=call.at
    )
    await say_done(call, run, danger=danger)
    return None


async def _why(call: Call, run: Run, state: State) -> State:
    return await _show(call, run, state, lead="why")


async def _ask_note(call: Call, run: Run, state: State) -> State:
    following = _at(state, run.position, mode="note")
    return await _show(call, run, following, lead="note")


async def _noted(call: Call, run: Run, state: State, text: str) -> State:
    if run.item is None:
        return await _show(call, run, state)
    await runs.write_note(call.connection, run, text)
    return await _show(call, run, _at(state, run.position), lead="note_kept")


async def _no_note(call: Call, run: Run, state: State) -> State:
    if run.item is not None:
        await runs.write_note(call.connection, run, "")
    return await _show(call, run, _at(state, run.position))


async def _after(call: Call, run: Run, state: State) -> State:
    await runs.turn_photo(call.connection, run)
    return await _show(call, run, state)


async def _no_photo(call: Call, run: Run, state: State) -> State:
    await runs.remove_photo(call.connection, run)
    return await _show(call, run, state)


async def _left(call: Call, run: Run, state: State) -> State:
    """Go to what was left out, from one to the next."""
    left = await runs.left_out(call.connection, run)
    run = await runs.go_to(call.connection, run, left[0] if left else len(run.items), at=call.at)
    return await _show(call, run, _at(state, run.position, left=True))


async def _na(call: Call, run: Run, state: State) -> State | None:
    return await _answer(call, run, state, Mark.NOT_APPLICABLE)


_COMMANDS = {
    NOT_APPLICABLE: _na,
    WHY: _why,
    NOTE: _ask_note,
    NO_NOTE: _no_note,
    AFTER: _after,
    NO_PHOTO: _no_photo,
    LEFT: _left,
    FINISH: _finish,
}


async def _show(
    call: Call,
    run: Run,
    state: State,
    *,
    lead: str = "",
    danger: dict[str, Any] | None = None,
) -> State:
    """Show the open item, or what is left behind the last one, on its own message if that was tapped; return the state."""
    intent = str((call.tracker.latest_message.get("intent") or {}).get("name"))
    edit = intent in _ON_ITS_MESSAGE and lead != "resume"
    item = run.item
    if item is None:
        left = len(await runs.left_out(call.connection, run))
        call.say("check_end", run=run_view(run), left=left, lead=lead, danger=danger, edit=edit)
        return _at(state, run.position)
    there = await runs.at_item(call.connection, run, item)
    view = item_view(item, there)
    call.say("check_item", run=run_view(run), item=view, lead=lead, danger=danger, edit=edit)
    return state
