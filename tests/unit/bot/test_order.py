"""One chat's updates one after the other, in Telegram's order, in one process and in several."""

import asyncio
import contextlib

import pytest

from bot import order as orders
from bot.bucket import Bucket
from bot.order import CrowdedError, LocalOrder, SharedOrder
from bot.tokens import SharedBucket, Tokens
from bot.valkey import Valkey
from tests import servers


@pytest.fixture(scope="module")
def server():
    with servers.valkey() as running:
        yield running


@pytest.fixture
async def both(server):
    """Two processes, so to speak, with one Valkey."""
    valkeys = [Valkey(servers.address_of(server)) for _ in range(2)]
    yield [SharedOrder(valkey) for valkey in valkeys]
    for valkey in valkeys:
        await valkey.close()


async def worked(order, chat, number, done, *, until=None):
    async with order.turn(chat, number):
        if until:
            await until.wait()
        done.append(number)


async def test_who_waits_goes_by_the_updates_number(both):
    """However they came in: 5 is at work, then 9, 7 and 8 come."""
    for number, (first, second) in enumerate([(LocalOrder(), None), both]):
        done, go = [], asyncio.Event()
        tasks = [asyncio.create_task(worked(first, number, 5, done, until=go))]
        await asyncio.sleep(0.05)
        for late in (9, 7, 8):
            order = second or first if late != 7 else first
            tasks.append(asyncio.create_task(worked(order, number, late, done)))
            await asyncio.sleep(0.02)
        go.set()
        await asyncio.gather(*tasks)
        assert done == [5, 7, 8, 9]


async def test_other_chats_do_not_wait(both):
    for order in (LocalOrder(), both[0]):
        go, done = asyncio.Event(), []
        held = asyncio.create_task(worked(order, 21, 1, done, until=go))
        await asyncio.sleep(0.05)
        await asyncio.wait_for(worked(order, 22, 2, done), 1)
        assert done == [2]
        go.set()
        await held


async def test_never_two_at_once(both):
    inside, most = 0, 0

    async def work(number):
        nonlocal inside, most
        async with both[number % 2].turn(30, number):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.003)
            inside -= 1

    await asyncio.gather(*(work(number) for number in range(30)))
    assert most == 1


async def test_who_falls_silent_is_passed_over(both, monkeypatch):
    """A process that was killed renews nothing; the next one does not wait for ever."""
    monkeypatch.setattr(orders, "LEASE_MS", 300)
    dead = both[0]

    async def never(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(dead, "_renew", never)
    entered = asyncio.Event()

    async def dies():
        with contextlib.suppress(asyncio.CancelledError):
            async with dead.turn(40, 1):
                entered.set()
                await asyncio.Event().wait()

    dying = asyncio.create_task(dies())
    await entered.wait()
    done = []
    await asyncio.wait_for(worked(both[1], 40, 2, done), 3)
    assert done == [2]
    dying.cancel()
    await dying


async def test_who_waits_too_long_gives_up_and_leaves_nobody_stuck(both, monkeypatch):
    monkeypatch.setattr(orders, "PATIENCE_SECONDS", 0.1)
    for order in (LocalOrder(), both[0]):
        go, done = asyncio.Event(), []
        held = asyncio.create_task(worked(order, 50, 1, done, until=go))
        await asyncio.sleep(0.05)
        with pytest.raises(CrowdedError):
            await worked(order, 50, 2, done)
        go.set()
        await held
        await asyncio.wait_for(worked(order, 50, 3, done), 1)
        assert done == [1, 3]


async def test_given_up_just_when_the_turn_comes_it_is_handed_on():
    order, go, done = LocalOrder(), asyncio.Event(), []
    held = asyncio.create_task(worked(order, 60, 1, done, until=go))
    await asyncio.sleep(0)
    given_up = asyncio.create_task(worked(order, 60, 2, done))
    last = asyncio.create_task(worked(order, 60, 3, done))
    await asyncio.sleep(0)
    go.set()
    await held
    given_up.cancel()
    await asyncio.wait_for(last, 1)
    assert 3 in done


async def test_while_valkey_is_away_each_process_keeps_its_own_order(monkeypatch):
    with servers.valkey() as server:
        valkey = Valkey(servers.address_of(server))
        order, done = SharedOrder(valkey), []
        await worked(order, 70, 1, done)
    go = asyncio.Event()
    held = asyncio.create_task(worked(order, 70, 2, done, until=go))
    await asyncio.sleep(0.2)
    assert not valkey.is_there
    waiting = asyncio.create_task(worked(order, 70, 3, done))
    await asyncio.sleep(0.1)
    assert done == [1]
    go.set()
    await asyncio.gather(held, waiting)
    assert done == [1, 2, 3]
    await valkey.close()


# --- the rate they share


async def taken(buckets, seconds):
    """Return how many tokens two processes get, that take whenever they can."""
    loop = asyncio.get_running_loop()
    ends, counts = loop.time() + seconds, [0] * len(buckets)
    while loop.time() < ends:
        for place, bucket in enumerate(buckets):
            if bucket.wait(loop.time()) == 0 and bucket.take(loop.time()):
                counts[place] += 1
        await asyncio.sleep(0.002)
    return counts


def bucket_of(valkey, name):
    alone = Bucket(10.0, 50.0, asyncio.get_running_loop().time())
    return SharedBucket("all", alone, Tokens(valkey, name), lambda: None)


async def test_two_processes_share_one_rate_and_one_alone_has_all_of_it(server):
    valkeys = [Valkey(servers.address_of(server)) for _ in range(2)]
    both = [bucket_of(valkey, name) for valkey, name in zip(valkeys, "ab", strict=True)]
    counts = await taken(both, 1.5)
    # 10 at once and 50 a second; what each has fetched and not used is one fetch more.
    assert 60 <= sum(counts) <= 10 + 75 + 6
    assert min(counts) >= 8  # who asks first gets more, but nobody starves
    alone = await taken(both[:1], 1.0)
    assert alone[0] >= 40
    for valkey in valkeys:
        await valkey.close()


async def test_without_valkey_each_has_its_part_of_the_rate():
    with servers.valkey() as server:
        valkey = Valkey(servers.address_of(server))
        bucket, other = bucket_of(valkey, "a"), bucket_of(valkey, "b")
        await taken([bucket, other], 0.2)
    counts = await taken([bucket], 1.5)
    assert 20 <= counts[0] <= 50  # half of 50 a second, and what it still had
    await valkey.close()
