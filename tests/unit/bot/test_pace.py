"""Whose turn it is: urgent before direct before bulk, within Telegram's limits. On a clock of its own."""

import asyncio
import itertools

import pytest

from bot.bucket import Bucket
from bot.flood import BURST, Flood
from bot.pace import ANSWERS_AT_ONCE, Pace
from mitra.store.models import Lane


async def grants(asked, *, rate=25.0, bulk_rate=None, before=None):
    """Return (second, name) of each turn, on the loop's clock; `asked` are (name, chat, lane)."""
    loop = asyncio.get_running_loop()
    pace, began, given = Pace(rate, bulk_rate=bulk_rate, clock=loop.time), loop.time(), []
    if before:
        before(pace)

    async def one(name, chat, lane):
        assert await pace.turn(chat, lane)
        given.append((loop.time() - began, name))
        pace.done()

    await asyncio.gather(*(one(*each) for each in asked))
    return given


def most_within(given, seconds):
    """Return the largest number of turns in any stretch of so many seconds."""
    moments = [moment for moment, _ in given]
    return max(sum(start <= other < start + seconds for other in moments) for start in moments)


async def test_no_stretch_of_a_tenth_has_more_than_the_rate_and_a_small_burst():
    given = await grants([(n, 1_000 + n, Lane.DIRECT) for n in range(200)], rate=400)
    assert most_within(given, 0.1) <= 400 * 0.1 + 400 * 0.2 + 1


async def test_bulk_leaves_a_fifth_of_the_rate():
    given = await grants([(n, 1_000 + n, Lane.BULK) for n in range(160)], rate=400)
    # 64 at once, and then 320 a second: 96 more take 0.3 s. At the whole rate it would be 0.2 s.
    assert given[-1][0] >= 0.27


async def test_bulk_may_have_a_rate_of_its_own_and_never_more_than_its_share():
    asked = [(n, 1_000 + n, Lane.BULK) for n in range(50)]
    # Twenty at once, and then 100 a second: thirty more take 0.3 s.
    assert (await grants(asked, rate=1_000, bulk_rate=100))[-1][0] >= 0.27
    answers = [(n, 1_000 + n, Lane.DIRECT) for n in range(50)]
    assert (await grants(answers, rate=1_000, bulk_rate=100))[-1][0] < 0.2
    # More than its share is not to be had: 16 at once, and 80 a second.
    assert (await grants(asked, rate=100, bulk_rate=1_000))[-1][0] >= 0.4


async def test_when_turns_are_short_the_urgent_go_first():
    asked = [(f"bulk{n}", 1_000 + n, Lane.BULK) for n in range(60)]
    asked += [(f"direct{n}", 2_000 + n, Lane.DIRECT) for n in range(30)]
    asked += [("urgent", 3_000, Lane.URGENT)]
    order = [name for _, name in await grants(asked, rate=100)]
    # The first twenty go at once: sixteen of the bulk, four answers. From then on it is by rank.
    assert order[20] == "urgent"
    assert all(name.startswith("direct") for name in order[21:47])


async def test_a_private_chat_gets_one_notice_a_second_but_answers_at_once():
    """At forty times the usual rate, the second is 25 ms."""
    notifications = await grants([(n, 7, Lane.BULK) for n in range(5)], rate=1_000)
    gaps = [later - sooner for (sooner, _), (later, _) in itertools.pairwise(notifications)]
    assert min(gaps) >= 0.02
    answers = await grants([(n, 7, Lane.DIRECT) for n in range(ANSWERS_AT_ONCE)], rate=1_000)
    assert answers[-1][0] < 0.02


async def test_answers_beyond_a_burst_come_at_their_pace():
    given = await grants([(n, 7, Lane.DIRECT) for n in range(ANSWERS_AT_ONCE + 4)], rate=1_000)
    assert given[-1][0] >= 4 / 40 - 0.01


async def test_a_group_gets_twenty_a_minute():
    given = await grants([(n, -100, Lane.DIRECT) for n in range(21)], rate=1_000)
    assert given[-2][0] < 0.05
    assert given[-1][0] >= 0.05


async def test_bulk_leaves_connections_for_answers_when_telegram_is_slow():
    pace = Pace(1_000.0, calls=10)
    bulk = [asyncio.ensure_future(pace.turn(chat, Lane.BULK)) for chat in range(1, 21)]
    await asyncio.sleep(0.1)
    assert sum(turn.done() for turn in bulk) == 8
    assert await asyncio.wait_for(pace.turn(99, Lane.DIRECT), 0.1)
    pace.done()
    pace.done()
    await asyncio.sleep(0.05)
    assert sum(turn.done() for turn in bulk) == 9
    pace.close()
    await asyncio.gather(*bulk)


async def test_one_chat_told_to_wait_is_its_own_affair_but_three_are_everybodys():
    def two_refused(pace):
        pace.refused(1, 0.2)
        pace.refused(2, 0.2)
        pace.refused(2, 0.2)

    def three_refused(pace):
        two_refused(pace)
        pace.refused(3, 0.2)

    assert (await grants([("x", 9, Lane.DIRECT)], before=two_refused))[0][0] < 0.1
    assert (await grants([("x", 9, Lane.URGENT)], before=three_refused))[0][0] >= 0.19


async def test_when_all_stops_nobody_waits_any_longer():
    pace = Pace(25.0)
    turns = [asyncio.ensure_future(pace.turn(-5, Lane.BULK)) for _ in range(60)]
    await asyncio.sleep(0.01)
    pace.close()
    given = await asyncio.wait_for(asyncio.gather(*turns), 1)
    assert False in given
    assert not await pace.turn(1, Lane.URGENT)


def test_a_bucket_fills_with_time_and_not_above_its_rim():
    bucket = Bucket(2, 0.5, at=0)
    assert [bucket.take(0), bucket.take(0), bucket.take(0)] == [True, True, False]
    assert bucket.wait(0) == pytest.approx(2)
    assert bucket.take(2)
    assert not bucket.is_full(5)
    assert [bucket.take(100), bucket.take(100), bucket.take(100)] == [True, True, False]


def test_who_writes_too_fast_is_told_once_and_read_again_when_slower():
    now = [0.0]
    flood = Flood(rate=25, clock=lambda: now[0])
    assert all(flood.admits(1) for _ in range(BURST))
    assert not flood.admits(1)
    assert flood.should_tell(1)
    assert not flood.admits(1)
    assert not flood.should_tell(1)
    # Others are not held up by it.
    assert flood.admits(2)
    now[0] = 1.0
    assert flood.admits(1)
    assert not flood.admits(1)
    assert flood.should_tell(1)


def test_the_silent_are_forgotten():
    now = [0.0]
    flood = Flood(rate=25, clock=lambda: now[0])
    for person in range(5_000):
        now[0] += 0.1
        flood.admits(person)
    assert len(flood._buckets) <= 1_000
