"""Whatever comes in from outside, Mitra goes on: no update is given up, and nothing is owed that Telegram would refuse."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile import kinds, road
from tests.hostile.arguments import questions
from tests.hostile.taps import tap
from tests.hostile.world import STRANGER, open_world


@pytest.fixture(scope="session")
async def world(library, model):
    with kinds.quick_folder() as folder:
        async with open_world(kinds.Path(folder), library, model) as opened:
            yield opened


def few(examples):
    """Try so many examples, however busy the machine is; what is shared by them is put back for each."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.function_scoped_fixture,
        ],
    )


@few(40)
@given(kinds.ON_THE_ROAD["taps and words"].examples)
async def test_whatever_people_tap_and_type_in_a_row_gets_an_answer(world, example):
    await road.walk(world, *example)


@few(40)
@given(kinds.ON_THE_ROAD["updates"].examples)
async def test_every_update_that_telegram_may_send_is_taken(world, example):
    await road.take_valid(world, example)


@few(60)
@given(kinds.ON_THE_ROAD["broken updates"].examples)
async def test_an_update_that_telegram_would_never_send_is_refused_or_harmless(world, example):
    await road.take_broken(world, example)


@few(15)
@given(kinds.ON_THE_ROAD["files sent"].examples)
async def test_whatever_is_called_a_spreadsheet_is_taken_or_refused(world, example):
    await road.upload(world, *example)


@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questions)
def test_every_line_asked_at_the_terminal_gets_a_line_of_json(library, model, lines):
    asyncio.run(road.ask_in_lines(library, model, lines))


def test_a_line_too_long_for_a_question_gets_a_line_too(library, model):
    lines = ["apar " * 400, "apa itu 5s"]
    assert asyncio.run(road.ask_in_lines(library, model, lines)) == 2


@pytest.mark.parametrize("number", ["9" * 15, "9" * 16, str(2**63), "9" * 40, "-1", "²", "١"])
async def test_a_button_with_a_number_of_nobody_changes_nothing(world, number):
    await world.restore()
    for page in (
        "plan:see",
        "kpi:see",
        "lead:see",
        "visit:see",
        "committee:see",
        "prompt:d",
        "alert",
        "check:result",
    ):
        before = world.lasting()
        assert await world.take(tap(4, f"{page}:{number}"))
        assert [message.method for message in world.owed.messages] != []
        assert world.lasting() == before


@pytest.mark.parametrize("account", [2**63, -(2**70), 10**30])
async def test_an_account_beyond_64_bits_is_refused_before_it_reaches_the_database(world, account):
    await world.restore()
    assert not await world.take(tap(account, "profile:"))


async def test_the_largest_account_is_a_stranger_like_any_other(world):
    await world.restore()
    for account in (2**63 - 1, STRANGER):
        assert await world.take(tap(account, "profile:"))
        assert "ask_to_join:" in world.shown()


@pytest.mark.parametrize("size", [1_000_001, 50_000_000, 2**31])
async def test_a_file_announced_as_too_large_is_not_fetched(world, size):
    """Were it fetched, the simulator would not know it, and Mitra would say that it could not be had."""
    await world.restore()
    await world.take(tap(4, "plan:fill:1"))
    document = {"file_id": "none", "file_unique_id": "none", "file_name": "rencana.xlsx", "file_size": size}
    await world.take(road.sent(4, document=document))
    assert "terlalu besar" in world.owed.messages[0].payload["text"]
