"""The question of a trainer's prompt, listening for what is typed or sent; its buttons need no task (answering.py)."""

import datetime as dt
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.filling import STEERING
from actions.prompts import saying
from actions.turn import Brought
from actions.who import Call, guarded, now
from mitra import stack
from mitra.errors import MitraError
from mitra.prompts import answers, kinds, showing, writing
from mitra.prompts.answers import Given
from mitra.stack import State
from nlu.clauses import asks
from nlu.danger import in_danger
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

#: Words of an answer in words.
_FEWEST_LETTERS = 2
#: Longer than this it is a story of its own, however it begins.
_MOST_WORDS = 40
_SPELLER = Speller(read_lexicon(), ())
#: "sudah bu", "belum pak, ya": said to somebody, not about something.
_FILLERS = frozenset("bu ibu pak bapak kak bos mas mbak min ya yah dong nih kok sih deh saja".split())


class Prompting:
    """A prompt that waits for an answer."""

    name = showing.TASK

    def knows(self, of: str) -> bool:
        """Return whether it can be a prompt's number; whether it is somebody's, the answer is asked."""
        return of.isascii() and of.isdigit() and len(of) < 16  # noqa: PLR2004

    def title(self, state: State) -> str:
        """Return what it is called."""
        return str(state["values"].get("title", ""))

    def question(self, state: State) -> str:
        """Return the name of its one question."""
        return str(state["values"].get("answer", ""))

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` answers it; after some days what is typed is about something else, and only buttons count."""
        if stack.is_soft(state) and now().date().isoformat() > str(state["values"].get("until", "")):
            return False
        return _given(state["values"], text) is not None

    def surely(self, state: State, text: str) -> bool:
        """Return whether `text` is a label or a number, and no more: words may be about anything."""
        given = _given(state["values"], text)
        return self.question(state) != kinds.TEXT and given is not None and not given.text

    async def ask(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,
        *,
        lead: str = "",
    ) -> bool:
        """Show the prompt again; return False when it is gone."""
        return bool(
            await guarded(
                dispatcher, tracker, lambda call: saying.say_prompt(call, int(state["of"]), lead=lead)
            )
        )

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """Take an answer; ask back for one that cannot be read; without one, leave the prompt be."""
        if not text:
            asked = self.question(state) in kinds.TYPED
            dispatcher.utter_message(response="utter_prompt_later", asked=asked)
            return None
        given = _given(state["values"], text)
        if given is None:
            _ask_back(dispatcher, state)
            return state
        await guarded(dispatcher, tracker, lambda call: _take(call, int(state["of"]), given))
        # Who writes often writes in several messages; but what was interrupted goes on.
        more = given.answer == kinds.TEXT and stack.is_soft(state)
        return listening(state, now().date()) if more else None

    def back(self, state: State) -> State | None:  # noqa: ARG002
        """Return None: there is one question."""
        return None

    def may_skip(self, state: State) -> bool:  # noqa: ARG002
        """Return True: nobody has to answer."""
        return True

    def takes(self, state: State) -> frozenset[str]:
        """Return whether a photo answers it."""
        return frozenset({"photo"} if self.question(state) == kinds.PHOTO else ())

    async def take(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, brought: Brought
    ) -> State | None:
        """Take a photo as the answer, with what stands below it."""
        given = Given(answer="photo", photo=brought.file_id, text=brought.caption)
        await guarded(dispatcher, tracker, lambda call: _take(call, int(state["of"]), given))
        return None


def _ask_back(dispatcher: CollectingDispatcher, state: State) -> None:
    values = state["values"]
    figure = showing.figure_in(values["answer"], values["options"])
    dispatcher.utter_message(
        response="utter_prompt_write", id=int(state["of"]), kind=values["answer"], figure=figure, again=True
    )


async def _take(call: Call, number: int, given: Given) -> None:
    try:
        taken = await answers.answer(call.connection, call.actor, number, given, at=call.at)
    except MitraError as error:
        saying.say_problem(call, error)
        return
    saying.say_taken(call, taken)


def listening(state: State, today: dt.date) -> State:
    """Return the state that hears some more words to the trainer, until the end of the day."""
    values = state["values"] | {"answer": kinds.TEXT, "until": today.isoformat()}
    return state | {"values": values, "soft": True}


def opened(prompt: writing.Prompt, today: dt.date) -> State:
    """Return the state of who wants to answer now."""
    return showing.task_of(prompt, until=today, hard=True)


def _given(values: dict[str, Any], text: str) -> Given | None:
    """Return the answer that was typed; None when it is none."""
    kind, options = values.get("answer"), list(values.get("options", ()))
    if kind == kinds.TEXT:
        words = text.strip()
        fits = len(words) >= _FEWEST_LETTERS and " ".join(normalise(text)) not in STEERING
        return Given(answer="text", text=words) if fits else None
    if kind == kinds.KPI:
        return answers.read_number(options, text)
    if kind == kinds.SCALE:
        typed = text.strip().strip(".!")
        fits = typed.isascii() and typed.isdigit() and len(typed) == 1 and int(typed) in kinds.SCALE_VALUES
        return Given(answer=typed, number=float(typed)) if fits else None
    return _chosen(options, text) if kind == kinds.BUTTONS else None


def _chosen(options: list[str], text: str) -> Given | None:
    """
    Return the button that was typed: "sudah" or "udh" for "✅ Sudah"; or what begins so, with its words: "belum sempat, operator sakit".

    A question is none, and neither is a cry for help.
    """
    typed = normalise(text)
    said = _SPELLER.correct(typed)
    labels = [_words(label) for label in options]
    bare = [word for word in said if word not in _FILLERS]
    for words in (said, bare):
        if words and words in labels:
            return Given(answer=str(labels.index(words))) if labels.count(words) == 1 else None
    if not said or len(said) > _MOST_WORDS or asks(said) or in_danger(said) or in_danger(typed):
        return None
    begun = [place for place, label in enumerate(labels) if label and said[: len(label)] == label]
    return Given(answer=str(begun[0]), text=text.strip()) if len(begun) == 1 else None


def _words(label: str) -> list[str]:
    return [word for word in _SPELLER.correct(normalise(label)) if any(map(str.isalnum, word))]
