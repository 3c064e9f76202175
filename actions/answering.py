"""Answering questions: sure, unsure, lost."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.services import Services, services
from actions.turn import Events
from actions.views import button_view, topic_view
from actions.who import asker_of
from mitra import open_questions
from mitra.answers import Kind
from mitra.content.library import Library

#: lost_1 to lost_4; from the third time on the last two take turns.
LOST_MESSAGES = 4
#: What may stand among the choices: intents that content/messages/choices has a button for.
OFFERED_OPERATIONS = {"help", "modules", "human", "hazard"}
EMERGENCY = "m0-lapor-bantuan-darurat"
#: Below this confidence the nearest topics have nothing to do with the question.
NEAR = 0.08


class Answer(Action):
    """Answer when sure, offer up to three topics when not."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Say the answer or the choices."""
        decided = turn.decision(tracker)
        known = services()
        topics = [
            known.library.topics[name] for name in decided.get("topics", []) if name in known.library.topics
        ]
        if not topics:
            return await say_lost(dispatcher, tracker, known)
        question = open_questions.without_traces(turn.text(tracker))
        if decided["kind"] == Kind.ANSWER.value:
            names = [topics[0].id, *(name for name in decided["also"] if name in known.library.topics)]
            for name in names:
                say_topic(dispatcher, name, brief=name != names[-1])
            return turn.understood(names[-1], question=question)
        operation = decided["operation"] if decided["operation"] in OFFERED_OPERATIONS else ""
        views = [button_view(topic) for topic in topics]
        if decided["danger"]:
            views, operation = with_emergency(views, known.library), ""
        dispatcher.utter_message(
            response="utter_choices", topics=views, operation=operation, danger=decided["danger"]
        )
        return [SlotSet(turn.OFFERED_FOR, question)]


class Lost(Action):
    """Admit that one does not know; never twice in the same words."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_lost"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Say so, and note the question."""
        return await say_lost(dispatcher, tracker, services())


class SomethingElse(Action):
    """None of the offered topics was meant."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_something_else"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Note the question for which they were offered, and show other ways."""
        question = tracker.get_slot(turn.OFFERED_FOR)
        if not question:
            dispatcher.utter_message(response="utter_stale")
            return []
        known = services()
        async with known.database.transaction() as connection:
            await open_questions.note(connection, question, on=known.today(), asker=asker_of(tracker))
        dispatcher.utter_message(response="utter_something_else")
        return [SlotSet(turn.OFFERED_FOR, None), SlotSet(turn.LOST, 1)]


def say_topic(  # noqa: PLR0913 - each is one property of the message
    dispatcher: CollectingDispatcher,
    name: str,
    *,
    back: str = "",
    rated: str = "",
    edit: bool = False,
    brief: bool = False,
) -> None:
    """Say the short answer of topic `name`; `back` is the module page to return to, `brief` leaves out what is related."""
    library = services().library
    topic = topic_view(library, library.topics[name]) | ({"related": []} if brief else {})
    page = back.partition(":")[2]
    place = f"{name}@{page}" if back else name
    dispatcher.utter_message(
        response="utter_answer", topic=topic, place=place, back=back, rated=rated, edit=edit
    )


async def say_lost(dispatcher: CollectingDispatcher, tracker: Tracker, known: Services) -> Events:
    """Say that the question was not understood, in words not used just before, and note it."""
    async with known.database.transaction() as connection:
        await open_questions.note(connection, turn.text(tracker), on=known.today(), asker=asker_of(tracker))
    if turn.decision(tracker).get("danger"):
        views = with_emergency([], known.library)
        dispatcher.utter_message(response="utter_choices", topics=views, operation="", danger=True)
        return [SlotSet(turn.OFFERED_FOR, None)]
    times = int(tracker.get_slot(turn.LOST) or 0) + 1
    message = times if times <= LOST_MESSAGES else LOST_MESSAGES - times % 2
    decided = turn.decision(tracker)
    near = decided.get("topics", []) if decided.get("confidence", 0) >= NEAR else []
    topics = [button_view(known.library.topics[name]) for name in near if name in known.library.topics]
    dispatcher.utter_message(response=f"utter_lost_{message}", topics=topics)
    return [SlotSet(turn.LOST, times), SlotSet(turn.OFFERED_FOR, None)]


def with_emergency(views: list[dict[str, str]], library: Library) -> list[dict[str, str]]:
    """Return the emergency topic and up to two of the others."""
    emergency = library.topics.get(EMERGENCY)
    others = [view for view in views if view["id"] != EMERGENCY]
    return ([button_view(emergency)] if emergency else []) + others[:2]
