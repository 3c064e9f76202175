"""Polls and quizzes: what a bot may ask, how people vote, what the bot learns of it."""

import pytest
from telegram import Update
from telegram.error import BadRequest

from tests.simulator.helpers import TOKEN, drain, plain_http

OPTIONS = ["Lantai", "Papan alat", "Laci"]


async def send_quiz(bot, budi, **more):
    given = {
        "type": "quiz",
        "is_anonymous": False,
        "correct_option_ids": [1],
        "explanation": "Supaya terlihat.",
    }
    return await bot.send_poll(budi.id, "Palu ditaruh di mana?", OPTIONS, **(given | more))


async def test_a_quiz_is_seen_answered_and_told_to_the_bot(bot, budi):
    sent = await send_quiz(bot, budi)
    heard = await budi.hears()
    assert (heard.kind, heard.text, heard.options) == ("poll", "Palu ditaruh di mana?", OPTIONS)
    assert sent.poll.correct_option_ids == (1,)
    assert sent.poll.explanation == "Supaya terlihat."

    seen = await budi.votes(heard, "Laci")

    answer, state = (await drain(bot))[::-1]
    assert answer.poll_answer.poll_id == sent.poll.id
    assert (answer.poll_answer.user.id, answer.poll_answer.option_ids) == (budi.id, (2,))
    assert answer.poll_answer.option_persistent_ids == ("2",)
    assert state.poll.total_voter_count == 1
    assert [option.voter_count for option in state.poll.options] == [0, 0, 1]
    assert seen.view["votes"] == {str(budi.id): [2]}
    await budi.hears_nothing(quiet=0.05)


async def test_who_has_answered_a_quiz_cannot_answer_again(bot, budi):
    await send_quiz(bot, budi)
    heard = await budi.hears()
    await budi.votes(heard, 0)
    await drain(bot)
    for again in [(1,), ()]:
        with pytest.raises(AssertionError, match="cannot answer again"):
            await budi.votes(heard, *again)
    assert await drain(bot) == []


async def test_only_who_asks_for_answers_gets_them(bot, budi):
    await bot.get_updates(allowed_updates=[Update.MESSAGE])
    await send_quiz(bot, budi)
    await budi.votes(await budi.hears(), 1)
    assert await drain(bot) == []
    await bot.get_updates(allowed_updates=[Update.POLL_ANSWER])
    await send_quiz(bot, budi)
    await budi.votes(await budi.hears(), 1)
    assert [update.poll_answer.option_ids for update in await drain(bot)] == [(1,)]


async def test_an_anonymous_poll_tells_how_many_not_who(bot, budi):
    await bot.send_poll(budi.id, "Sudah makan?", ["Ya", "Belum"])
    await budi.votes(await budi.hears(), "Ya")
    (update,) = await drain(bot)
    assert update.poll_answer is None
    assert update.poll.total_voter_count == 1


async def test_a_vote_in_a_poll_can_be_changed_and_taken_back(bot, budi):
    await bot.send_poll(budi.id, "Jam berapa?", ["8", "9"], is_anonymous=False)
    heard = await budi.hears()
    for options in [("8",), ("9",), ()]:
        await budi.votes(heard, *options)
    answers = [update.poll_answer.option_ids for update in await drain(bot) if update.poll_answer]
    assert answers == [(0,), (1,), ()]


async def test_a_poll_that_was_passed_on_is_the_same_poll(bot, budi, phones):
    sent = await send_quiz(bot, budi)
    ani = await phones.person("Ani")
    await ani.says("halo")
    await bot.forward_message(ani.id, budi.id, sent.message_id)
    await budi.votes(await budi.hears(), 1)
    passed_on = await ani.hears()
    await ani.votes(passed_on, 0)
    answers = [update.poll_answer for update in await drain(bot) if update.poll_answer]
    assert [(answer.poll_id, answer.user.id) for answer in answers] == [
        (sent.poll.id, budi.id),
        (sent.poll.id, ani.id),
    ]


async def test_a_stopped_poll_takes_no_votes(bot, budi):
    sent = await send_quiz(bot, budi)
    heard = await budi.hears()
    assert (await bot.stop_poll(budi.id, sent.message_id)).is_closed
    with pytest.raises(AssertionError, match="closed"):
        await budi.votes(heard, 1)
    with pytest.raises(BadRequest, match=r"[Pp]oll has already been closed"):
        await bot.stop_poll(budi.id, sent.message_id)
    text = await bot.send_message(budi.id, "x")
    with pytest.raises(BadRequest, match=r"[Mm]essage is not a poll"):
        await bot.stop_poll(budi.id, text.message_id)
    with pytest.raises(BadRequest, match=r"[Mm]essage with poll to stop not found"):
        await bot.stop_poll(budi.id, 999_999)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"question": " "}, "text must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": ["x"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["x", ""]}, "text must be non-empty"),
        ({"options": ["x", "y" * 101]}, "poll options length must not exceed 100"),
        ({"options": {}}, "expected an Array of InputPollOption"),
        ({"options": [{}]}, "can't parse InputPollOption: Can't find field \"text\""),
        ({"type": "survey"}, "unsupported poll type specified"),
        ({"correct_option_ids": None}, "correct quiz option list must be non-empty"),
        ({"correct_option_ids": [1, 0]}, "correct quiz option list must be increasing"),
        ({"correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        ({"explanation": "x" * 201}, "MESSAGE_TOO_LONG"),
        ({"explanation": "<b>x", "explanation_parse_mode": "HTML"}, "can't parse entities"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(simulator, budi, wrong, words):
    fine = {
        "chat_id": budi.id,
        "question": "Mana?",
        "options": ["a", {"text": "b"}],
        "type": "quiz",
        "correct_option_ids": [1],
    }
    async with plain_http() as http:
        url = f"{simulator.url}/bot{TOKEN}/sendPoll"
        assert (await http.post(url, json=fine)).json()["ok"]
        refused = (await http.post(url, json=fine | wrong)).json()
    assert refused["error_code"] == 400
    assert words in refused["description"]


async def test_the_parameter_of_older_bots_is_taken(simulator, budi):
    body = {
        "chat_id": budi.id,
        "question": "Mana?",
        "options": '["a", "b"]',
        "type": "quiz",
        "correct_option_id": 1,
    }
    async with plain_http() as http:
        answer = (await http.post(f"{simulator.url}/bot{TOKEN}/sendPoll", data=body)).json()
    assert answer["result"]["poll"]["correct_option_ids"] == [1]
