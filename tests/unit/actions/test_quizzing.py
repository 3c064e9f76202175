"""Quizzes in conversation: what is tapped and voted, what comes back; without Rasa and Telegram."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks
from actions.quizzing import Poll, Quiz
from actions.services import Services, provided
from mitra.content.library import read_library
from mitra.content.messages import Messages
from mitra.content.telegram_html import plain
from mitra.quizzes import runs
from mitra.quizzes.runs import OpenPoll
from mitra.store.prompt_models import QuizRun
from tests.unit.mitra.make import NOW, make_enterprise, make_person

MESSAGES = Messages()
_NOT_VARIABLES = {
    "text",
    "buttons",
    "elements",
    "custom",
    "template",
    "image",
    "attachment",
    "response",
    "poll",
}


class Chat:
    """Somebody's chat: taps and votes, and what is said, rendered."""

    def __init__(self, account, database) -> None:
        self.sender, self.database = str(account), database
        self.said, self.labels, self.data, self.poll, self.polls = [], [], [], None, 0

    async def tap(self, value=""):
        """Tap a button of the quizzes; return what is said."""
        return await self._run(Quiz(), "quiz", value)

    async def vote(self, option, *, poll=""):
        """Choose an option of the open poll, or of the poll with this number."""
        return await self._run(Poll(), "poll", f"{poll or self.polls}:{option}")

    async def _run(self, action, intent, value):
        dispatcher = CollectingDispatcher()
        entities = [{"entity": "value", "value": value}] if value else []
        latest = {"entities": entities, "intent": {"name": intent}, "text": ""}
        tracker = Tracker(self.sender, {}, latest, [], False, None, {}, "action_listen")
        self.events = await action.run(dispatcher, tracker, {})
        self.said, self.labels, self.data, self.poll = [], [], [], None
        for message in dispatcher.messages:
            variables = {name: one for name, one in message.items() if name not in _NOT_VARIABLES}
            shown = MESSAGES.render(message["response"].removeprefix("utter_"), **variables)
            self.said.append(plain(shown.html))
            self.labels += [button.text for row in shown.rows for button in row]
            self.data += [button.data for row in shown.rows for button in row]
            if poll := message.get("poll"):
                await self._deliver(poll)
        return "\n---\n".join(self.said)

    async def _deliver(self, poll):
        self.poll, self.polls = poll, self.polls + 1
        async with self.database.transaction() as connection:
            await runs.note_poll(
                connection, OpenPoll(run=poll["run"], place=poll["place"], poll=str(self.polls))
            )

    @property
    def right(self):
        return self.poll["answer"]

    @property
    def wrong(self):
        return (self.poll["answer"] + 1) % len(self.poll["options"])


@pytest.fixture
async def here(database):
    async with database.transaction() as connection:
        enterprise = await make_enterprise(connection, "CV Maju")
        await make_person(connection, 42, (enterprise, "worker"), name="Budi")
    services = Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)
    with provided(services):
        yield SimpleNamespace(database=database, budi=Chat(42, database), stranger=Chat(99, database))


async def count(here):
    async with here.database.transaction() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(QuizRun))


async def test_five_questions_two_wrong_two_things_to_read(here):
    budi = here.budi
    assert "Soal 1 dari 5: " in await budi.tap("2")
    assert budi.said[0].startswith("🎯 ")
    assert budi.labels == []  # the poll itself is all there is to tap
    for place in range(1, 5):
        said = await budi.vote(budi.wrong if place in {1, 3} else budi.right)
        assert f"Soal {place + 1} dari 5: " in said
    assert "3 dari 5 benar" in await budi.vote(budi.right)
    assert [label[0] for label in budi.labels] == ["📖", "📖", "🔁", "🧠"]
    topics = read_library().topics
    assert [topics[data.removeprefix("open_topic:")].module for data in budi.data[:2]] == [2, 2]
    assert budi.data[2:] == ["quiz:2", "quiz:menu"]


async def test_more_than_two_tips_would_fill_the_screen(here):
    budi = here.budi
    await budi.tap("2")
    for _ in range(4):
        await budi.vote(budi.wrong)
    assert "0 dari 5 benar" in await budi.vote(budi.wrong)
    assert [label[0] for label in budi.labels] == ["📖", "📖", "🔁", "🧠"]


async def test_the_menu_shows_where_one_stands(here):
    budi = here.budi
    assert "Pilih modulnya" in await budi.tap()
    assert budi.data == [f"quiz:{module}" for module in range(1, 6)]
    await budi.tap("5")
    await budi.vote(budi.right)
    await budi.tap("menu")
    assert budi.labels[4].endswith(" · lanjut soal 2")


async def test_a_quiz_that_was_left_goes_on_with_the_same_question(here):
    budi = here.budi
    await budi.tap("2")
    second = await budi.vote(budi.right)
    await budi.tap("5")
    assert await budi.tap("2") == second


async def test_an_answer_to_an_older_poll_shows_the_way_to_the_open_one(here):
    budi = here.budi
    await budi.tap("2")
    await budi.vote(budi.right)
    assert "tidak saya hitung" in await budi.vote(0, poll="1")
    assert budi.data == ["quiz:2"]


async def test_to_a_stranger_it_says_how_to_join_and_to_their_votes_nothing(here):
    assert "sudah bergabung" in await here.stranger.tap()
    assert "sudah bergabung" in await here.stranger.tap("2")
    assert await here.stranger.vote(0, poll="1") == ""


async def test_a_task_in_progress_is_left_alone(here):
    for act in (here.budi.tap("2"), here.budi.vote(0)):
        await act
        assert tasks.SLOT not in {event["name"] for event in here.budi.events}


@pytest.mark.parametrize("value", ["0", "6", "2:", "2:x", "2:1", "2:1:1", "-2", "²", "menu:2", "9" * 40])
async def test_forged_buttons_do_nothing(here, value):
    assert "Tombol" in await here.budi.tap(value)
    assert await count(here) == 0


async def test_in_a_group_there_is_no_quiz(database, here):
    group = Chat("-100123:42", database)
    await group.tap("2")
    assert group.poll is None
    assert await count(here) == 0
