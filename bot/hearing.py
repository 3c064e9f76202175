"""Understanding a message as part of its conversation: a reply, a sum to work out, a follow-up, or a question."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from actions import stack, tasks
from actions.checks.task import Checking
from actions.reporting import Reporting
from actions.turn import LAST_TOPIC
from mitra.answers import ASK, Kind
from mitra.content.library import Library
from nlu.clauses import asks
from nlu.danger import in_danger
from nlu.follow_up import hangs_on, in_context
from nlu.negation import is_negated
from nlu.normaliser import normalise
from nlu.reckoning import wanted_sum
from nlu.spelling import Speller, read_lexicon

#: What Rasa makes of a message.
Parse = dict[str, Any]
#: Reads a text by itself, without its conversation.
Read = Callable[[str], Awaitable[Parse]]

#: A reply with a number in it has no more words: "gaji saya 4 juta sehari".
_MOST_IN_REPLY = 6
#: Said about something else than the open question, however little of a task it may resemble.
_SURE = {Kind.ANSWER.value, Kind.OPERATION.value}


class Listener:
    """Hears messages in their conversations."""

    def __init__(self, library: Library, read: Read) -> None:
        self._library = library
        self._read = read
        self._speller = Speller(read_lexicon(), ())

    async def hear(self, text: str, slots: Mapping[str, Any]) -> Parse:
        """Return Rasa's parse of `text`; `slots` are those of the conversation."""
        typed = normalise(text)
        words = self._speller.correct(typed)
        known = tasks.stack_in(slots.get(tasks.SLOT))
        state = stack.active(known)
        replies = state is not None and tasks.of(state).reads(state, text)
        surely = replies and state is not None and tasks.of(state).surely(state, text)
        if replies and (surely or (not asks(words) and not in_danger(words))):
            return named("reply", text=text)
        parsed = await self._read(text)
        decided = parsed["decision"]
        if decided["danger"]:
            return parsed
        if (wanted := wanted_sum(typed, words)) is not None:
            return parsed | named("calculate", wanted, text=text)
        if state is not None and _is_attempt(words, decided, replies=replies):
            return named("reply", text=text)
        if decided["kind"] == Kind.OPERATION.value:
            return _operation(parsed, words, known)
        return await self._in_context(text, words, parsed, slots.get(LAST_TOPIC))

    async def look(self, photo: str, caption: str, slots: Mapping[str, Any]) -> Parse:
        """Return the parse of a photo: it belongs to a check that is going on, else only what is written under it counts."""
        state = stack.active(tasks.stack_in(slots.get(tasks.SLOT)))
        if state is not None and state["name"] in {Checking.name, Reporting.name}:
            return named("photo", photo, text=caption)
        return await self.hear(caption, slots) if caption else named("unsupported", "photo")

    async def _in_context(self, text: str, words: list[str], parsed: Parse, last: str | None) -> Parse:
        """Return the parse of a follow-up to the answer shown `last`, or `parsed` when it is none."""
        topic = self._library.topics.get(last or "")
        if topic is None or not hangs_on(words, sure=parsed["decision"]["kind"] == Kind.ANSWER.value):
            return parsed
        context = await self._read(f"{topic.title} {text}")
        around = frozenset(one.id for one in self._library.topics_of(topic.module))
        close = frozenset({topic.id, *topic.related})
        decided = in_context(_shares(parsed), _shares(context), close=close, around=around | close)
        if decided is None:
            return parsed
        intent = {"name": ASK, "confidence": decided["confidence"]}
        return parsed | {"intent": intent, "decision": parsed["decision"] | decided}


def named(intent: str, value: str = "", *, text: str = "") -> Parse:
    """Return the parse of what needs no guessing: an intent by its name, with the value it carries, and what was typed."""
    entities = [{"entity": "value", "value": value}] if value else []
    return {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities}


def _is_attempt(words: list[str], decided: Mapping[str, Any], *, replies: bool) -> bool:
    """Return whether a message is meant for the open question, rightly or not: the task then asks back."""
    kind = str(decided["kind"])
    if replies:
        return kind != Kind.ANSWER.value
    numbers = any(word[0].isdigit() for word in words) and len(words) <= _MOST_IN_REPLY
    return not asks(words) and (numbers or kind not in _SURE)


def _operation(parsed: Parse, words: list[str], known: stack.Stack) -> Parse:
    """Return the parse of an operation, mended where the conversation or a "jangan" changes what it means."""
    operation = parsed["decision"]["operation"]
    if is_negated(operation, words):
        return parsed | named("no", text=parsed["text"])
    if operation in {"go_on", "back"} and stack.resting(known):
        return parsed | named("continue_task", text=parsed["text"])
    if operation == "go_on" and stack.active(known):
        return parsed | named("continue_task", text=parsed["text"])
    return parsed


def _shares(parsed: Parse) -> dict[str, float]:
    """Return the topics in a parse's ranking and their confidences."""
    prefix = f"{ASK}/"
    rows = parsed.get("intent_ranking", ())
    return {
        row["name"].removeprefix(prefix): row["confidence"] for row in rows if row["name"].startswith(prefix)
    }
