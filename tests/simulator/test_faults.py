"""Everything that goes wrong on purpose."""

import asyncio

import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from tests.simulator.helpers import plain_http


@pytest.fixture(autouse=True)
def _time_as_the_library_wants_it(monkeypatch):
    # Without it, each RetryAfter comes with a deprecation warning.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def test_too_many_requests_for_a_while(bot, budi, phones):
    await phones.fails("retry_after", method="sendMessage", times=2, seconds=7)
    assert await bot.get_me()
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(budi.id, "x")
        assert refused.value.retry_after.total_seconds() == 7
    assert await bot.send_message(budi.id, "x")


@pytest.mark.parametrize("kind", ["error_500", "bad_gateway"])
async def test_the_server_is_broken(bot, budi, simulator, kind):
    simulator.world.fail(kind)
    with pytest.raises(NetworkError):
        await bot.send_message(budi.id, "x")
    assert await bot.send_message(budi.id, "x")


async def test_a_bad_gateway_is_a_page_and_not_json(simulator, bot):
    simulator.world.fail("bad_gateway")
    async with plain_http() as http:
        response = await http.get(f"{simulator.url}/bot{bot.token}/getMe")
    assert (response.status_code, response.headers["content-type"]) == (502, "text/html; charset=utf-8")


async def test_a_connection_drops_before_anything_was_done(bot, budi, simulator):
    simulator.world.fail("drop_before", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(budi.id, "tidak sampai")
    await budi.hears_nothing(quiet=0.1)


async def test_a_connection_drops_after_it_was_done(bot, budi, simulator):
    simulator.world.fail("drop_after", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(budi.id, "sampai juga")
    assert (await budi.hears()).text == "sampai juga"


async def test_an_answer_takes_too_long(bot, budi, simulator):
    simulator.world.fail("hang", method="sendMessage", seconds=0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(budi.id, "lama", read_timeout=0.1)
    simulator.world.fail("hang", method="sendMessage", seconds=0.1)
    assert await bot.send_message(budi.id, "sebentar")


async def test_a_fault_can_be_for_one_chat_and_last(bot, budi, phones, simulator):
    ani = await phones.person("Ani")
    await ani.says("halo")
    await phones.fails("error_500", chat_id=budi.id, times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(budi.id, "x")
    assert await bot.send_message(ani.id, "x")
    simulator.world.faults.clear()
    assert await bot.send_message(budi.id, "x")
    with pytest.raises(AssertionError, match="unknown fault"):
        await phones.fails("gempa")


async def test_telegrams_own_rate_limits(bot, budi, phones, simulator):
    people = [await phones.person(f"Orang {number}") for number in range(31)]
    await asyncio.gather(*(person.says("halo") for person in people))
    simulator.world.rate_limits.enabled = True
    assert await bot.send_message(budi.id, "satu")
    with pytest.raises(RetryAfter):
        await bot.send_message(budi.id, "dua, terlalu cepat")
    answers = [bot.send_message(person.id, "x") for person in people]
    refused = [
        answer
        for answer in await asyncio.gather(*answers, return_exceptions=True)
        if isinstance(answer, RetryAfter)
    ]
    assert len(refused) == 2
