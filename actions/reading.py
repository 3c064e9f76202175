"""Reading on: modules, their topics, the rest of an answer, and what one thinks of it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.answering import say_topic
from actions.services import Services, services
from actions.turn import Events
from actions.views import button_view, module_view, page_view, topic_view
from actions.who import asker_of, telegram_id
from mitra import open_questions, ratings


class ListModules(Action):
    """Show the modules that have answers."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_list_modules"

    def run(self, dispatcher: CollectingDispatcher, _tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Show them, in place of the message whose button was tapped."""
        library = services().library
        modules = [
            module_view(library, module) for module in library.modules if library.topics_of(module.number)
        ]
        dispatcher.utter_message(response="utter_modules", modules=modules, edit=True)
        return turn.understood()


class OpenModule(Action):
    """Show one page of a module's topics: the value is `5` or `5:2`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_open_module"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Show it, in place of the message whose button was tapped."""
        number, _, page = turn.value(tracker).partition(":")
        library = services().library
        module = library.module(_number(number, default=-1))
        if module is None or not library.topics_of(module.number):
            dispatcher.utter_message(response="utter_stale")
            return []
        view = page_view(library, module, _number(page, default=1))
        dispatcher.utter_message(response="utter_module", **view, edit=True)
        return turn.understood()


class OpenTopic(Action):
    """Show an answer: the value is a topic's id, with `@page` when it came from a module's list."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_open_topic"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Show it: in place of the list it was chosen from, else as a new message."""
        name, back = place(turn.value(tracker))
        if name not in services().library.topics:
            dispatcher.utter_message(response="utter_stale")
            return []
        say_topic(dispatcher, name, back=back, edit=bool(back))
        # Chosen among what a question offered, it answers that question.
        return turn.understood(name, question=None if back else tracker.get_slot(turn.OFFERED_FOR))


class More(Action):
    """Show the rest of an answer: the tapped one, or the last one for who types "terus?"."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Show it below."""
        library = services().library
        typed = bool(turn.decision(tracker))
        topic = library.topics.get(tracker.get_slot(turn.LAST_TOPIC) if typed else turn.value(tracker))
        if topic is None:
            dispatcher.utter_message(response="utter_greeting" if typed else "utter_stale")
            return []
        dispatcher.utter_message(response="utter_more", topic=topic_view(library, topic))
        return turn.understood()


class Clearer(Action):
    """Offer what may make the last answer clearer."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_clearer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Offer its longer form with examples, or a human."""
        topic = services().library.topics.get(tracker.get_slot(turn.LAST_TOPIC))
        dispatcher.utter_message(response="utter_clearer", topic=topic.id if topic else "")
        return []


class Rate(Action):
    """Store 👍 or 👎 for an answer: the value is `up:` or `down:` and where the answer stands."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_rate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Store it, mark the button, and after 👎 show where else the answer may be."""
        known = services()
        thumb, _, rest = turn.value(tracker).partition(":")
        name, back = place(rest)
        if name not in known.library.topics or thumb not in {"up", "down"}:
            dispatcher.utter_message(response="utter_stale")
            return []
        await _store_rating(tracker, known, name, useful=thumb == "up")
        say_topic(dispatcher, name, back=back, rated=thumb, edit=True)
        dispatcher.utter_message(response="utter_rated", toast=True)
        if thumb == "down":
            topics = [button_view(topic) for topic in known.library.related(known.library.topics[name])]
            dispatcher.utter_message(response="utter_not_helpful", topics=topics)
        return []


async def _store_rating(tracker: Tracker, known: Services, name: str, *, useful: bool) -> None:
    """Store the rating; the question that `name` answered badly is for the trainers, until 👍 takes that back."""
    question = tracker.get_slot(turn.LAST_QUESTION) if tracker.get_slot(turn.LAST_TOPIC) == name else None
    async with known.database.transaction() as connection:
        rater = ratings.pseudonym(known.key, str(telegram_id(tracker)), name)
        earlier = await ratings.rate(connection, name, rater, useful=useful)
        if not question:
            return
        if useful and earlier is False:
            await open_questions.take_back(connection, question, about=name, asker=asker_of(tracker))
        elif not useful and earlier is not False:  # a second 👎 is the same opinion
            await open_questions.note(
                connection, question, on=known.today(), about=name, asker=asker_of(tracker)
            )


def place(value: str) -> tuple[str, str]:
    """Return a topic's id and the module page it was chosen from, such as `5:2`, or empty."""
    name, _, page = value.partition("@")
    module = name[1:2]
    return name, f"{module}:{_number(page, default=1)}" if page and module.isdigit() else ""


def _number(text: str, *, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default  # noqa: PLR2004
