"""Promises that had no test of their own (docs/promises.md)."""

import asyncio
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import Lost
from actions.services import Services, provided
from actions.views import topic_view
from bot.polling import Poller
from mitra.content.library import read_library
from mitra.content.messages import Messages, tanggal
from mitra.content.telegram_html import plain
from mitra.store.models import OpenQuestion

LIBRARY, MESSAGES = read_library(), Messages()


class Telegram:
    """Hands out one batch, then nothing; notes which offset was asked for when."""

    def __init__(self, updates, asked):
        self._batches = [updates]
        self._asked = asked

    async def get_updates(self, *, offset, **_):
        self._asked.append(offset)
        if self._batches:
            return self._batches.pop()
        await asyncio.Event().wait()
        return ()


def make_update(number, chat):
    return SimpleNamespace(
        update_id=number, effective_chat=SimpleNamespace(id=chat), effective_user=None, poll_answer=None
    )


async def test_what_follows_is_asked_for_only_when_all_of_the_batch_is_stored():
    """The slowest chat of a batch holds back the acknowledgement of all."""
    done, asked = [], []
    slow = asyncio.Event()

    async def travel(update):
        if update.update_id == 7:
            await slow.wait()
        done.append(update.update_id)

    poller = Poller(Telegram((make_update(7, 1), make_update(8, 2)), asked), travel)
    polling = asyncio.create_task(poller.run())
    await asyncio.sleep(0.05)
    assert (done, asked) == ([8], [None])
    slow.set()
    await asyncio.sleep(0.05)
    assert (done, asked) == ([8, 7], [None, 9])
    poller.stop()
    await polling


@pytest.mark.parametrize("topic", LIBRARY.topics.values(), ids=lambda topic: topic.id)
def test_every_answer_shows_its_source_and_the_day_it_was_checked(topic):
    """The answer one source and its day, the rest of it all of them."""
    view = topic_view(LIBRARY, topic)
    answer = plain(MESSAGES.render("answer", topic=view, place=topic.id, back="", rated="").html)
    assert f"Sumber: {topic.sources[0]}" in answer
    assert f"dicek {tanggal(topic.checked)}" in answer
    more = plain(MESSAGES.render("more", topic=view).html)
    assert all(source in more for source in topic.sources)
    assert f"Dicek {tanggal(topic.checked)}" in more


async def test_what_is_not_understood_is_noted_for_the_trainers_with_a_way_to_a_human(database):
    """As it was asked, without who asked; and the message has the button."""
    decided = {
        "kind": "fallback",
        "topics": [],
        "also": [],
        "operation": None,
        "danger": False,
        "confidence": 0,
    }
    latest = {
        "text": "Pak Budi tanya: kapan mesin cuci baru datang",
        "decision": decided,
        "intent": {"name": "x"},
    }
    tracker = Tracker("42", {}, latest, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    with provided(Services(library=LIBRARY, database=database, key=b"k")):
        await Lost().run(dispatcher, tracker, {})
    async with database.transaction() as connection:
        kept = list(await connection.scalars(sa.select(OpenQuestion.text)))
    assert len(kept) == 1
    assert "mesin cuci baru" in kept[0]
    assert "Budi" not in kept[0]
    (said,) = dispatcher.messages
    text = MESSAGES.render(said["response"].removeprefix("utter_"), topics=said.get("topics", []))
    assert "human:" in [button.data for row in text.rows for button in row]
