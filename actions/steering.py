"""The conversation around a task: starting, replying, going back, pausing, coming back after an interruption."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks, turn
from actions.calculating import Calculation
from actions.turn import Events
from mitra import stack
from mitra.answers import Kind
from mitra.calculators import CALCULATORS
from mitra.stack import Stack

#: Actions after which the open question has been asked, or needs no asking.
OWN_ACTIONS = {
    "action_calculate",
    "action_reply",
    "action_steer",
    "action_back",
    "action_resume",
    "action_check",
    "action_media",
    "action_sheet",
    "action_hazard",
    "action_suggestion",
    "action_committee",
    "action_kpi",
    "action_tasks",
    "action_summary",
    "action_progress",
    "action_prompt",
    "action_quiz",
    "action_poll",
}
#: Intents that change a message in place: the question below still stands.
IN_PLACE = {
    "rate",
    "open_module",
    "profile",
    "privacy",
    "trainer",
    "lead",
    "check",
    "plan",
    "alert",
    "suggestion",
    "committee",
    "kpi",
    "prompt",
    "visit",
    "teach",
    "quiz",
}
#: Nobody wants to go on reckoning now.
SERIOUS = {"crisis", "violence", "hazard"}
#: Nor who has just asked one of these.
URGENT = {"m5-tolong-luka", "m5-tolong-tersetrum", "m0-lapor-bantuan-darurat"}
#: Intents of who does not want to answer what somebody else has asked.
_NOT_NOW = {"skip", "later", "no"}
#: What the bot tells itself with the intent `resume`.
ASK, REST, SAY_LATER = "ask", "rest", "later"


def after(
    slot: object, intent: str, actions: set[str], decided: Mapping[str, Any], *, asked: bool = False
) -> str:
    """
    Return what is to be done about the task that `actions`, in answer to `intent`, have interrupted, if any.

    `slot` is the one of the tasks, `decided` what the ranker made of the message; empty for taps. `asked` says that its
    question was asked this turn.
    """
    open_one = stack.active(tasks.stack_in(slot))
    if asked or open_one is None or stack.is_soft(open_one) or actions & OWN_ACTIONS or intent in IN_PLACE:
        return ""
    urgent = decided.get("kind") == Kind.ANSWER.value and decided["topics"][0] in URGENT
    if decided.get("danger") or urgent or intent in SERIOUS:
        return REST
    return SAY_LATER if intent == "goodbye" else ASK


class Calculate(Action):
    """Start a calculator, or show which there are: the value is its name, or empty."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_calculate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Ask its first question; one that was begun is gone on with."""
        name, known = turn.value(tracker), tasks.stack_of(tracker)
        if name and name not in CALCULATORS:
            dispatcher.utter_message(response="utter_stale")
            return []
        if not name:
            dispatcher.utter_message(response="utter_calculators", calculators=_calculators())
            return turn.understood()
        fresh = Calculation().start(name)
        begun = stack.found(known, stack.key_of(fresh))
        opened = stack.with_on_top(known, begun if begun and begun["values"] else fresh)
        lead = "begun" if begun and begun["values"] else "start"
        opened = await tasks.go_on(dispatcher, tracker, opened, lead=lead)
        return [*turn.understood(), *tasks.stored(opened)]


class Reply(Action):
    """Take a reply to the open question: typed, or tapped with the value `<task>.<question>=<reply>`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_reply"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Let the task take it; a tap on a question that is not open changes nothing."""
        known, text = tasks.stack_of(tracker), turn.text(tracker)
        if not text:
            place, _, text = turn.value(tracker).partition("=")
            key = place.rpartition(".")[0]
            known = _awake(known, key)
            if not _is_open(known, place):
                return await _say_out_of_date(dispatcher, tracker, known)
        state = stack.active(known)
        if state is None:
            dispatcher.utter_message(response="utter_stale")
            return []
        if not text and not tasks.of(state).may_skip(state):
            return tasks.stored(await tasks.go_on(dispatcher, tracker, known, lead="needed"))
        return await _replied(dispatcher, tracker, known, text)


async def _replied(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, text: str) -> Events:
    """Let the task on top take `text`; what was interrupted by it comes back when it has ended."""
    state = known[-1]
    following = await tasks.of(state).reply(dispatcher, tracker, state, text)
    known = stack.without_top(known)
    if following:
        known = stack.with_on_top(known, following)
    else:
        known = await tasks.go_on(dispatcher, tracker, known)
    return [*turn.understood(), *tasks.stored(known)]


class Steer(Action):
    """Go back, skip, pause, go on; and say yes or no where nobody has asked."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_steer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Do what the intent says; outside a task, say where to go."""
        intent = str(tracker.latest_message["intent"]["name"])
        known = tasks.stack_of(tracker)
        if intent == "continue_task":
            return await _continue(dispatcher, tracker, known, turn.value(tracker))
        state = stack.active(known)
        if state is None or (stack.is_soft(state) and intent not in _NOT_NOW):
            dispatcher.utter_message(response="utter_nothing_open", intent=intent)
            return turn.understood()
        if stack.is_soft(state):
            return [*turn.understood(), *tasks.stored(await _let_be(dispatcher, tracker, known))]
        if intent == "skip" and tasks.of(state).may_skip(state):
            return await _replied(dispatcher, tracker, known, "")
        steps = {"back": _back, "skip": _cannot_skip, "later": _later}
        step = steps.get(intent, _ask_again)
        return [*turn.understood(), *await step(dispatcher, tracker, known, turn.value(tracker))]


class Back(Steer):
    """Go back: `back` is an intent that Rasa has an action of its own for, so this takes that one's place."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_back"


class Resume(Action):
    """After an interruption: the value says what to do with the open question."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Ask it again, or let the task rest, with or without saying so."""
        known, what = tasks.stack_of(tracker), turn.value(tracker)
        if what == SAY_LATER:
            return await _later(dispatcher, tracker, known, "")
        if what == REST:
            return tasks.stored(stack.all_paused(known))
        return tasks.stored(await tasks.go_on(dispatcher, tracker, known))


async def _let_be(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack) -> Stack:
    """Leave unanswered what only listens; return the stack without it."""
    await tasks.of(known[-1]).reply(dispatcher, tracker, known[-1], "")
    return stack.without_top(known)


def _awake(known: Stack, key: str) -> Stack:
    """Return the stack with `key` active when it was merely paused on top: its question can still be answered."""
    state = stack.resting(known)
    paused = state and state["rest"] == stack.PAUSED and stack.key_of(state) == key
    return stack.continued(known) or known if paused else known


def _is_open(known: Stack, place: str) -> bool:
    state = stack.active(known)
    return state is not None and place == f"{stack.key_of(state)}.{tasks.of(state).question(state)}"


async def _say_out_of_date(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack) -> Events:
    if stack.active(known):
        return tasks.stored(await tasks.go_on(dispatcher, tracker, known, lead="out_of_date"))
    dispatcher.utter_message(response="utter_stale")
    return []


async def _continue(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, key: str) -> Events:
    going = stack.continued(known, key)
    if going is None:
        dispatcher.utter_message(
            response="utter_stale" if key else "utter_nothing_open", intent="continue_task"
        )
        return turn.understood()
    going = await tasks.go_on(dispatcher, tracker, going)
    return [*turn.understood(), *tasks.stored(going)]


async def _back(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, place: str) -> Events:
    if place and not _is_open(known, place):
        return await _say_out_of_date(dispatcher, tracker, known)
    state = known[-1]
    before = tasks.of(state).back(state)
    known = stack.with_on_top(known, before or state)
    return tasks.stored(await tasks.go_on(dispatcher, tracker, known, lead="back" if before else "first"))


async def _cannot_skip(
    dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, _place: str
) -> Events:
    return tasks.stored(await tasks.go_on(dispatcher, tracker, known, lead="needed"))


async def _later(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, key: str) -> Events:
    state = known[-1]
    if key and key != stack.key_of(state):
        return await _say_out_of_date(dispatcher, tracker, known)
    task = {"title": tasks.of(state).title(state), "key": stack.key_of(state)}
    dispatcher.utter_message(response="utter_paused", task=task, edit=True)
    return tasks.stored(stack.all_paused(known))


async def _ask_again(dispatcher: CollectingDispatcher, tracker: Tracker, known: Stack, _place: str) -> Events:
    return tasks.stored(await tasks.go_on(dispatcher, tracker, known))


def _calculators() -> list[dict[str, str]]:
    return [{"id": name, "title": calculator.title} for name, calculator in CALCULATORS.items()]
