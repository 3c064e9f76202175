"""A fresh simulator, a bot that talks to it and phones, for each test."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from simulator.client import Phone, Phones
from simulator.server import Simulator, serve
from tests.simulator.helpers import drain, make_bot


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with serve() as running:
        yield running


@pytest.fixture
async def bot(simulator) -> AsyncIterator[Bot]:
    async with make_bot(simulator) as running:
        yield running


@pytest.fixture
async def phones(simulator) -> AsyncIterator[Phones]:
    async with Phone.connect(simulator.url) as connected:
        yield connected


@pytest.fixture
async def budi(phones, bot) -> Phone:
    """A worker who has written to the bot, and whose message the bot has fetched."""
    phone = await phones.person("Budi", last_name="Santoso", username="budi_s")
    await phone.says("/start")
    await drain(bot)
    return phone
