"""
Forms as a task: one question a message, then something is done with the replies.

A form is a class with `read` (typed or tapped text → value, None when it cannot be used) and `done`; its words stand in
content/forms.yml. Who replies is looked up anew at each step: roles can change while a form is open.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Brought
from actions.who import Call, guarded
from mitra.content.forms import FieldWords, FormWords
from mitra.errors import MitraError
from mitra.stack import State, key_of
from nlu.normaliser import normalise

Values = dict[str, Any]
#: Choices that depend on the moment, such as an enterprise's areas: field → pairs of value and label.
CHOICES = "choices"
#: Said to us, not an answer, whatever the question.
STEERING = {
    *("batal", "batalkan", "stop", "berhenti", "ga jadi", "gak jadi", "nggak jadi", "tidak jadi", "gajadi"),
    *("lewati", "skip", "kembali", "balik", "nanti", "nanti aja", "nanti saja", "lanjut", "bantuan", "menu"),
}
_MOST_WORDS = 12
_WORDS_IN, _MOST_NAMING = re.compile(r"[^\W_]+"), 4
#: Said around a name: "si budi aja".
_AROUND = frozenset(
    "si aja saja yg yang nomor no pak bu mas mbak kak bang dong ya deh itu ke untuk buat tentang soal tugas".split()
)
#: Words of labels that tell nothing apart.
_EVERYWHERE = {"dan", "yang", "yg", "saja", "aja", "nomor", "orang", "hari", "lagi", "minggu", "bulan"}


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """What to ask back: a sentence, and what may have been meant as pairs of value and label."""

    problem: str
    choices: Sequence[tuple[str, str]] = ()


class Form(Protocol):
    """One kind of form."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the value of what was typed; None when it cannot be used."""

    def read_in(self, field: str, text: str, given: Values, /) -> Any | None:
        """Return the same, with what was given when the form was opened: a day depends on where one is."""

    def certain(self, field: str, text: str, /) -> bool:
        """Return whether readable text is surely meant as the reply, however much it looks like something else."""

    def attempts(self, field: str, text: str, /) -> bool:
        """Return whether unreadable text is meant as the reply all the same."""

    def surely(self, field: str, text: str, /) -> bool:
        """Return whether words that read like a question, or like a cry for help, are meant as the reply to a field of words."""

    def unclear(self, field: str, text: str, given: Values, /) -> Unclear | None:
        """Return what to ask back when the reply was meant and cannot be used as it is; None for the usual words."""

    async def done(self, dispatcher: CollectingDispatcher, tracker: Tracker, values: Values) -> State | None:
        """Use the values, say what came of it; return the state of what is asked next, if anything."""


class PlainForm(ABC):
    """What forms have in common: they end inside a transaction, knowing who replies."""

    def read(self, field: str, text: str, /) -> Any | None:  # noqa: ARG002
        """Return None: what is sent, such as a photo or a sheet, cannot be typed."""
        return None

    def read_in(self, field: str, text: str, given: Values, /) -> Any | None:  # noqa: ARG002
        """Return the same: mostly it depends on nothing else."""
        return self.read(field, text)

    def certain(self, field: str, text: str, /) -> bool:  # noqa: ARG002
        """Return True: what can be read is meant."""
        return True

    def attempts(self, field: str, text: str, /) -> bool:  # noqa: ARG002
        """Return False: what cannot be read is most likely about something else."""
        return False

    def surely(self, field: str, text: str, /) -> bool:  # noqa: ARG002
        """Return True: a committee may well ask something, and who reports an accident tells of danger."""
        return True

    def unclear(self, field: str, text: str, given: Values, /) -> Unclear | None:  # noqa: ARG002
        """Return None: the field's own words say what is wrong."""
        return None

    async def done(self, dispatcher: CollectingDispatcher, tracker: Tracker, values: Values) -> State | None:
        """Use the values; what is refused or cannot be used is said in a sentence."""
        try:
            return await guarded(dispatcher, tracker, lambda call: self.use(call, values))
        except MitraError as error:
            dispatcher.utter_message(response="utter_cannot", reason=str(error))
            return None

    @abstractmethod
    async def use(self, call: Call, values: Values) -> State | None:
        """Use the values."""


FORMS: dict[str, Form] = {}
_WORDS: dict[str, FormWords] = {}


def register(forms: Mapping[str, Form], words: Mapping[str, FormWords]) -> None:
    """Make forms known with their words."""
    FORMS.update(forms)
    _WORDS.update(words)


def opened(name: str, **given: Any) -> State:
    """Return a form with nothing filled in but what is `given`; it is about the `action`, or else the `id`, among it."""
    state: State = {"name": Filling.name, "of": name, "values": {"given": given}}
    about = given.get("action", given.get("id"))
    return state | {"about": about} if about else state


class Filling:
    """A form that is being filled in."""

    name = "fill"

    def knows(self, of: str) -> bool:
        """Return whether there is such a form."""
        return of in FORMS

    def title(self, state: State) -> str:
        """Return what it is called."""
        return _WORDS[state["of"]].title

    def question(self, state: State) -> str:
        """Return the name of the field that is asked for."""
        return _field(state)[0]

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is a reply to the question."""
        name, words = _field(state)
        typed = normalise(text)
        if " ".join(typed) in STEERING or (len(typed) > _MOST_WORDS and not words.long):
            return False
        if _chosen(state, words, text) is not None:
            return True
        form = FORMS[state["of"]]
        if form.read_in(name, text, _given(state)) is None:
            return form.attempts(name, text)
        return form.certain(name, text)

    def surely(self, state: State, text: str) -> bool:
        """Return whether words are asked for: elsewhere, what reads like a question is one."""
        name, words = _field(state)
        return words.long and FORMS[state["of"]].surely(name, text) and self.reads(state, text)

    async def ask(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - who is asked does not matter
        state: State,
        *,
        lead: str = "",
    ) -> bool:
        """Ask the question; `lead` names what stands before it (content/messages/question)."""
        _ask(dispatcher, state, lead=lead)
        return True

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """Take a reply: ask back, go on, or use what was filled in."""
        name, words = _field(state)
        value = _value(state, name, words, text) if text else None
        if text and value is None:
            unclear = FORMS[state["of"]].unclear(name, text, _given(state))
            _ask(dispatcher, state, problem=unclear or Unclear(problem=words.problem))
            return state
        return await self._go_on(dispatcher, tracker, state | {"values": state["values"] | {name: value}})

    async def _go_on(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, following: State
    ) -> State | None:
        if len(_answered(following)) < len(_fields(following)):
            _ask(dispatcher, following)
            return following
        return await FORMS[following["of"]].done(dispatcher, tracker, _flat(following))

    def back(self, state: State) -> State | None:
        """Return the state at the question before, or None at the first one."""
        answered = _answered(state)
        if not answered:
            return None
        return state | {"values": {k: v for k, v in state["values"].items() if k != answered[-1]}}

    def may_skip(self, state: State) -> bool:
        """Return whether the open question may be left out."""
        return _field(state)[1].skip

    def takes(self, state: State) -> frozenset[str]:
        """Return whether a photo is asked for."""
        return frozenset({"photo"} if _field(state)[1].photo else ())

    async def take(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,
        brought: Brought,
    ) -> State | None:
        """Take the photo that is asked for as the reply."""
        name, _ = _field(state)
        return await self._go_on(
            dispatcher, tracker, state | {"values": state["values"] | {name: brought.file_id}}
        )


def _fields(state: State) -> Mapping[str, FieldWords]:
    return _WORDS[state["of"]].fields


def _given(state: State) -> Values:
    """Return what was given when the form was opened."""
    given: Values = state["values"].get("given", {})
    return given


def _answered(state: State) -> list[str]:
    return [name for name in _fields(state) if name in state["values"]]


def _field(state: State) -> tuple[str, FieldWords]:
    """Return the first field that has no value yet."""
    for name, words in _fields(state).items():
        if name not in state["values"]:
            return name, words
    raise ValueError(f"{state['of']}: nothing is left to ask")


def _flat(state: State) -> Values:
    values = dict(state["values"])
    given: Values = values.pop("given", {})
    return given | values


def _choices(state: State, words: FieldWords) -> list[tuple[str, str]]:
    given = _given(state).get(CHOICES, {}).get(_field(state)[0], ())
    return [*words.choices.items(), *((str(value), str(label)) for value, label in given)]


def _chosen(state: State, words: FieldWords, text: str) -> str | None:
    """Return the choice that was tapped, or whose label was typed."""
    typed = text.strip().casefold()
    choices = _choices(state, words)
    same = next((value for value, label in choices if typed in {value.casefold(), label.casefold()}), None)
    return same or (None if words.long else _named(typed, choices))


def _named(typed: str, choices: list[tuple[str, str]]) -> str | None:
    """Return the one choice that a few words name: "si budi aja", "keselamatan", "yg nomor 4"."""
    said = set(_WORDS_IN.findall(typed))
    if not 0 < len(said) <= _MOST_NAMING:
        return None
    fitting = [value for value, label in choices if _tells(said, set(_WORDS_IN.findall(label.casefold())))]
    return fitting[0] if len(fitting) == 1 else None


def _tells(said: set[str], label: set[str]) -> bool:
    """Return whether what was said is of a label's words, among them one that counts: a name, or a number."""
    counts = any(len(word) > 2 or word.isdigit() for word in said & label - _EVERYWHERE)  # noqa: PLR2004
    return counts and said <= label | _AROUND


def _value(state: State, name: str, words: FieldWords, text: str) -> Any | None:
    chosen = _chosen(state, words, text)
    return FORMS[state["of"]].read_in(name, text if chosen is None else chosen, _given(state))


def _ask(
    dispatcher: CollectingDispatcher, state: State, *, lead: str = "", problem: Unclear | None = None
) -> None:
    name, words = _field(state)
    offered = problem.choices if problem and problem.choices else _choices(state, words)
    dispatcher.utter_message(
        response="utter_question",
        task={
            "title": _WORDS[state["of"]].title,
            "intro": state["values"].get("given", {}).get("intro", ""),
            "key": key_of(state),
            "kind": Filling.name,
        },
        question={
            "name": name,
            "text": problem.problem if problem else words.question,
            "number": len(_answered(state)) + 1,
            "count": len(_fields(state)),
            "choices": [{"value": value, "label": label} for value, label in offered],
            "skip": words.skip,
        },
        lead=lead,
    )


def choice_label(form: str, field: str, value: str) -> str:
    """Return the words of one of a field's choices; empty when there is none."""
    return _WORDS[form].fields[field].choices.get(value, "")
