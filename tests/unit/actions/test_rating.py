"""👎 notes the question that was badly answered, without the person; 👍 takes that back."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.reading import OpenTopic, Rate
from actions.services import Services, provided
from mitra import open_questions, ratings
from mitra.content.library import read_library

APAR, ALARM = "m5-apar-pasang", "m5-apar-cek"
QUESTION = "apar digantung setinggi apa"


@pytest.fixture
def services(database):
    """The real content; only a library is needed to say an answer."""
    known = Services(library=read_library(), database=database, key=b"kunci")
    with provided(known):
        yield known


def tracker_of(value, *, sender="42", **slots):
    """The conversation of `sender` at a tap that carries `value`."""
    tapped = {"entities": [{"entity": "value", "value": value}]}
    return Tracker(sender, slots, tapped, [], False, None, {}, "action_listen")


async def rate(value, *, sender="42", topic=APAR, question=QUESTION):
    dispatcher = CollectingDispatcher()
    tracker = tracker_of(value, sender=sender, last_topic=topic, last_question=question)
    await Rate().run(dispatcher, tracker, {})
    return [message["response"] for message in dispatcher.messages]


async def noted(services):
    async with services.database.transaction() as connection:
        return [(one.text, one.about, one.times) for one in await open_questions.read(connection)]


async def test_thumbs_down_notes_the_question_with_its_topic(services):
    said = await rate(f"down:{APAR}@2")
    assert said == ["utter_answer", "utter_rated", "utter_not_helpful"]
    assert await noted(services) == [(QUESTION, APAR, 1)]


async def test_two_people_are_counted_one_person_once(services):
    for sender in ("42", "42", "43"):
        await rate(f"down:{APAR}", sender=sender)
    assert await noted(services) == [(QUESTION, APAR, 2)]


async def test_changing_ones_mind_takes_the_question_back_and_notes_it_again(services):
    await rate(f"down:{APAR}", sender="43")
    for thumb, times in [("down", 2), ("up", 1), ("up", 1), ("down", 2), ("up", 1)]:
        await rate(f"{thumb}:{APAR}")
        assert await noted(services) == [(QUESTION, APAR, times)]
    await rate(f"up:{APAR}", sender="43")
    assert await noted(services) == []


@pytest.mark.parametrize(
    ("value", "slots"),
    [
        # 👍 is no complaint.
        (f"up:{APAR}", {}),
        # Another answer than the one the question got.
        (f"down:{ALARM}", {}),
        # Chosen from a list: nothing was asked.
        (f"down:{APAR}", {"question": None}),
        (f"down:{APAR}", {"question": ""}),
        # A forged or outdated button.
        ("down:m5-hilang", {"topic": "m5-hilang"}),
        (f"sideways:{APAR}", {}),
    ],
)
async def test_without_a_badly_answered_question_nothing_is_noted(services, value, slots):
    await rate(value, **slots)
    assert await noted(services) == []


async def test_the_rating_itself_is_stored_without_a_question_too(services):
    await rate(f"down:{APAR}", question=None)
    async with services.database.transaction() as connection:
        assert await ratings.counts(connection, APAR) == (0, 1)


def test_a_topic_chosen_among_those_offered_answers_the_question(services):
    events = OpenTopic().run(CollectingDispatcher(), tracker_of(APAR, offered_for=QUESTION), {})
    assert slots_of(events)[turn.LAST_QUESTION] == QUESTION


@pytest.mark.parametrize("value", [APAR, f"{APAR}@2"])
def test_a_topic_chosen_from_a_list_answers_no_question(services, value):
    """What was asked before belongs to another answer."""
    offered = QUESTION if "@" in value else None
    tracker = tracker_of(value, offered_for=offered, last_topic=ALARM, last_question=QUESTION)
    slots = slots_of(OpenTopic().run(CollectingDispatcher(), tracker, {}))
    assert (slots[turn.LAST_TOPIC], slots[turn.LAST_QUESTION]) == (APAR, None)


def slots_of(events):
    return {event["name"]: event["value"] for event in events}
