"""Power cuts: what Telegram was told is done stays done, what was owed is sent, nothing twice."""

import asyncio

import pytest

from bot.training import ROOT
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.process import start

READY = "siap melayani"


@pytest.fixture
async def telegram():
    async with serve() as simulator:
        yield simulator


@pytest.fixture
async def budi(telegram):
    async with Phone.connect(telegram.url) as phones:
        yield await phones.person("Budi")


@pytest.fixture
def environment(telegram, model, tmp_path) -> dict[str, str]:
    (tmp_path / "models").symlink_to(ROOT / "var" / "models")
    return {
        "MITRA_TELEGRAM_TOKEN": "77:crash-tests-token",
        "MITRA_TELEGRAM_API": telegram.url,
        "MITRA_DATA_DIR": str(tmp_path),
    }


async def called(simulator, method, *, seconds=20):
    """Wait until the bot has begun another call of `method`."""
    before = sum(call["method"] == method for call in simulator.world.calls)
    async with asyncio.timeout(seconds):
        while sum(call["method"] == method for call in simulator.world.calls) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_killed_before_the_answer_is_out(telegram, budi, environment):
    """The answer was stored with its cause: after the restart it comes, once."""
    async with start("run", **environment) as first:
        await first.prints(READY)
        telegram.world.fail("drop_before", method="sendMessage", times=None)
        waiting = asyncio.create_task(called(telegram, "sendMessage"))
        await budi.says("apar dipasang setinggi apa")
        await waiting
        await first.is_killed()
    telegram.world.faults.clear()

    async with start("run", **environment) as second:
        await second.prints(READY)

        assert "1,2 m" in (await budi.hears(timeout=15)).text
        await budi.hears_nothing(1)


async def test_killed_before_the_update_is_acknowledged(telegram, budi, environment):
    """Telegram delivers the update again; its effects are stored, so nothing happens twice. SIGTERM then ends cleanly."""
    async with start("run", **environment) as first:
        await first.prints(READY)
        await budi.says("halo")
        await budi.hears(timeout=15)
        await asyncio.sleep(0.3)  # by then the next poll is open
        # The poll that is open brings the question; the next one, which would acknowledge it, never arrives.
        telegram.world.fail("hang", method="getUpdates", times=None, seconds=60)
        await budi.says("apar dipasang setinggi apa")
        assert "1,2 m" in (await budi.hears(timeout=15)).text
        await asyncio.sleep(0.3)  # that it arrived is noted 20 ms later
        await first.is_killed()
    telegram.world.faults.clear()

    async with start("run", **environment) as second:
        await second.prints(READY)
        await budi.hears_nothing(1)
        await budi.says("gmn cara nolong org kesetrum")

        assert "Jangan sentuh" in (await budi.hears(timeout=15)).text
        assert await second.is_asked_to_stop() == 0
