"""Polls on their way: whose turn an answer is, in what order it is handled, what is noted when one was sent."""

import asyncio
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from telegram import Chat, Message, PollAnswer, Update, User

from bot.channel import Turn
from bot.polling import ALLOWED_UPDATES, Poller
from bot.road import turn_of
from bot.sender import Sender
from mitra import outbox
from mitra.quizzes import runs
from mitra.quizzes.runs import OpenPoll
from mitra.store.prompt_models import QuizRun
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI = User(42, "Budi", is_bot=False)


def answered(number, user=BUDI):
    return Update(number, poll_answer=PollAnswer("77", [1], user=user, option_persistent_ids=["1"]))


def wrote(number):
    chat = Chat(BUDI.id, Chat.PRIVATE)
    return Update(number, message=Message(number, NOW, chat, from_user=BUDI, text="halo"))


def test_answers_are_asked_for():
    assert "poll_answer" in ALLOWED_UPDATES


def test_an_answer_is_a_turn_in_the_private_chat():
    turn = turn_of(answered(1))
    assert (turn.chat_id, turn.person_id, turn.sender_id) == (42, 42, "42")
    assert (turn.tap_id, turn.tapped_message) == (None, None)
    assert turn_of(answered(1, user=None)) is None  # an anonymous administrator's


async def test_an_answer_waits_for_what_the_same_person_did_before():
    """Different chats go side by side, so an answer must count among its person's."""
    seen, running = [], set()

    async def travel(update):
        person = update.effective_user.id
        assert person not in running
        running.add(person)
        await asyncio.sleep(0.002)
        running.discard(person)
        seen.append(update.update_id)

    poller = Poller(SimpleNamespace(), travel)
    await poller._handle((wrote(1), answered(2), wrote(3), answered(4)))
    assert seen == [1, 2, 3, 4]


def test_the_question_is_plain_text():
    turn = Turn(chat_id=42, person_id=42, sender_id="42")
    turn.send_quiz(
        "Mana &lt; <b>yang</b> &amp; benar?",
        options=["a", "b", "c"],
        answer=1,
        explanation="x",
        run=3,
        place=0,
    )
    (message,) = turn.outgoing
    assert (message.method, message.payload["question"]) == ("send_poll", "Mana < yang & benar?")


@pytest.fixture
async def asked(database):
    async with database.transaction() as connection:
        here = await make_enterprise(connection)
        budi = await make_person(connection, BUDI.id, (here, "worker"))
        return await runs.begin(connection, budi, 2, at=NOW)


async def test_the_number_of_a_poll_is_noted_with_its_delivery(database, asked):
    """Both or neither: what is not noted is sent again."""

    async def deliver(message):
        return OpenPoll(run=message.payload["run"], place=0, poll="77")

    sender = Sender(SimpleNamespace(deliver=deliver), database, rate=1_000, clock=lambda: NOW)
    message = outbox.Message(chat_id=BUDI.id, method="send_poll", payload={"run": asked.run})
    async with database.transaction() as connection:
        owed = await outbox.put(connection, [message], at=NOW)
    sender.hand_over(owed)
    while sender._tasks:
        await asyncio.wait(set(sender._tasks))
    await sender.stop()
    async with database.transaction() as connection:
        assert await connection.scalar(sa.select(QuizRun.poll)) == "77"
        waiting = await connection.scalars(sa.select(outbox.OutboxMessage.method))
        assert "send_poll" not in waiting.all()
