"""Understanding a message as part of its conversation: a reply, a sum to work out, a follow-up, or a question."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from actions import tasks
from actions.turn import LAST_TOPIC
from mitra import stack
from mitra.answers import ASK, Kind
from mitra.content.library import Library
from nlu.clauses import asks
from nlu.danger import in_danger
from nlu.figures import REPORT, wants_figures
from nlu.follow_up import hangs_on, in_context
from nlu.negation import is_negated
from nlu.normaliser import normalise
from nlu.progress import read_progress
from nlu.reckoning import wanted_sum
from nlu.reporting import announces_report
from nlu.spelling import Speller, read_lexicon
from nlu.suggesting import announces

#: What Rasa makes of a message.
Parse = dict[str, Any]
#: Reads a text by itself, without its conversation.
Read = Callable[[str], Awaitable[Parse]]

#: Longer than this it is a story, not a question, and most likely pasted; unless a story is asked for.
LONGEST_QUESTION = 1_000
#: A reply with a number in it has no more words: "gaji saya 4 juta sehari".
_MOST_IN_REPLY = 6
#: Said about something else than the open question, however little of a task it may resemble.
#: What a word like "udah", "beres" or "nanti" is also taken for.
_LIKE_PROGRESS = {
    "stop",
    "yes",
    "no",
    "later",
    "skip",
    "go_on",
    "back",
    "thanks",
    "goodbye",
    "greeting",
    "tasks",
    "plan",
}
#: Modules in which dangers of the workshop stand: about machines and waste, and about safety and health.
_WORKSHOP = {3, 5}
_SURE = {Kind.ANSWER.value, Kind.OPERATION.value}


class Listener:
    """Hears messages in their conversations."""

    def __init__(self, library: Library, read: Read) -> None:
        self._library = library
        self._read = read
        self._speller = Speller(read_lexicon(), ())

    async def hear(self, text: str, slots: Mapping[str, Any]) -> Parse:
        """Return Rasa's parse of `text`; `slots` are those of the conversation."""
        known = tasks.stack_in(slots.get(tasks.SLOT))
        state = stack.active(known)
        if len(text) > LONGEST_QUESTION:
            return _long(text, state)
        typed = normalise(text)
        words = self._speller.correct(typed)
        replies = state is not None and tasks.of(state).reads(state, text)
        surely = replies and state is not None and tasks.of(state).surely(state, text)
        plainly = not asks(words) and not _alarming(typed, words) and not _only_listens(state)
        if replies and (surely or plainly):
            return named("reply", text=text)
        return await self._read_in(text, (typed, words), known, replies=replies, last=slots.get(LAST_TOPIC))

    async def _read_in(
        self,
        text: str,
        said: tuple[list[str], list[str]],
        known: stack.Stack,
        *,
        replies: bool,
        last: str | None,
    ) -> Parse:
        """Return the parse of what is not surely a reply; `said` are its words as typed and as meant."""
        typed, words = said
        state = stack.active(known)
        parsed = await self._read(text)
        decided = parsed["decision"]
        if decided["danger"]:
            return parsed
        if (wanted := wanted_sum(typed, words)) is not None:
            return parsed | named("calculate", wanted, text=text)
        # What only listens must not swallow the report of a danger.
        reports = self._is_report(parsed, words)
        if reports and _only_listens(state):
            return parsed | named("hazard", text=text)
        # Who cries for help in the middle of a task wants no next question, whatever the cry resembles.
        if state is not None and not _alarming(typed, words):
            meant = _answers if stack.is_soft(state) else _is_attempt
            if meant(words, decided, replies=replies):
                return named("reply", text=text)
        if reports:
            return parsed | named("hazard", text=text)
        done = _something_done(parsed, words, known)
        return done or await self._in_context(text, words, parsed, last)

    def _is_report(self, parsed: Parse, words: list[str]) -> bool:
        """
        Return whether somebody reports a danger, however much it resembles a question about one: "lapor, pintu darurat terkunci".

        "lapor, gaji belum dibayar" is no danger: what resembles the other modules keeps its answer.
        """
        decided = parsed["decision"]
        if decided["kind"] == Kind.OPERATION.value or not announces_report(parsed["text"], words):
            return False
        shares = _shares(parsed)
        nearest = self._library.topics.get(max(shares, key=shares.__getitem__, default=""))
        return nearest is None or nearest.module in _WORKSHOP

    async def look(self, kind: str, file_id: str, caption: str, slots: Mapping[str, Any]) -> Parse:
        """Return the parse of a photo or voice note: it belongs to what takes it, else only its caption counts."""
        state = stack.active(tasks.stack_in(slots.get(tasks.SLOT)))
        if state is not None and kind in tasks.of(state).takes(state):
            return named(kind, file_id, text=caption)
        return await self.hear(caption, slots) if caption else named("unsupported", kind)

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


def _alarming(typed: list[str], words: list[str]) -> bool:
    """Return whether somebody may be in danger; a sign may be lost when words are put right."""
    return in_danger(words) or in_danger(typed)


def named(intent: str, value: str = "", *, text: str = "") -> Parse:
    """Return the parse of what needs no guessing: an intent by its name, with the value it carries, and what was typed."""
    entities = [{"entity": "value", "value": value}] if value else []
    return {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities}


def _long(text: str, state: stack.State | None) -> Parse:
    waited_for = state is not None and tasks.of(state).reads(state, text)
    return named("reply", text=text) if waited_for else named("unsupported", "long")


def _is_attempt(words: list[str], decided: Mapping[str, Any], *, replies: bool) -> bool:
    """Return whether a message is meant for the open question, rightly or not: the task then asks back."""
    kind = str(decided["kind"])
    if replies:
        return kind != Kind.ANSWER.value
    numbers = any(word[0].isdigit() for word in words) and len(words) <= _MOST_IN_REPLY
    return not asks(words) and (numbers or kind not in _SURE)


def _only_listens(state: stack.State | None) -> bool:
    return state is not None and stack.is_soft(state)


def _answers(words: list[str], decided: Mapping[str, Any], *, replies: bool) -> bool:
    """Return whether words answer what somebody else has asked: no question, and nothing that people ask Mitra to do."""
    if not replies or asks(words):
        return False
    # "ga ada" says that there are no problems.
    return decided["kind"] != Kind.OPERATION.value or decided["operation"] in {"yes", "no"}


def _something_done(parsed: Parse, words: list[str], known: stack.Stack) -> Parse | None:
    """Return the parse of what is no question: progress, an operation, a suggestion; None for the others."""
    decided, text = parsed["decision"], parsed["text"]
    if told := _progress(words, decided):
        return parsed | named("progress", told, text=text)
    if wanted := wants_figures(words):
        return parsed | named("kpi", "waiting" if wanted == REPORT else "", text=text)
    if decided["kind"] == Kind.OPERATION.value:
        return _operation(parsed, words, known)
    if decided["kind"] != Kind.ANSWER.value and not asks(words) and announces(text):
        return parsed | named("suggestion", text=text)
    return None


def _progress(words: list[str], decided: Mapping[str, Any]) -> str:
    """Return what kind of progress somebody tells; empty for a question, and for what is surely about something else."""
    kind, operation = str(decided["kind"]), decided["operation"]
    about_else = kind == Kind.ANSWER.value or (
        kind == Kind.OPERATION.value and operation not in _LIKE_PROGRESS
    )
    return "" if about_else or asks(words) else read_progress(words)


def _operation(parsed: Parse, words: list[str], known: stack.Stack) -> Parse:
    """Return the parse of an operation, mended where the conversation or a "jangan" changes what it means."""
    operation = parsed["decision"]["operation"]
    if is_negated(operation, words):
        return parsed | named("no", text=parsed["text"])
    # "usul, cermin nomor 2 dipasang" reads like what the committee says of a suggestion's number.
    own = announces(parsed["text"]) and not asks(words) and not words[0].startswith("saran")
    if operation == "committee" and own:
        return parsed | named("suggestion", text=parsed["text"])
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
