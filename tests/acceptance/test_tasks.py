"""A task outlives silence and restarts: the next reply goes to the question that was open."""

import datetime as dt

import pytest
from sqlalchemy import update

from bot.service import open_service
from mitra.store.models import Conversation
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, running


@pytest.fixture
async def alone():
    """A Telegram of its own: nobody else polls it while Mitra is down."""
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        yield simulator, phones


async def test_after_a_day_and_a_restart_the_reply_still_counts(alone, library, model, tmp_path):
    simulator, phones = alone
    settings = make_settings(simulator.url, tmp_path)
    budi = await phones.person("Budi")
    async with open_service(settings, library, model) as service, running(service):
        await budi.says("hitungin thr saya dong")
        assert "upah Anda sebulan" in (await budi.hears(timeout=15)).text
        await budi.says("3 juta")
        assert "berapa lama" in (await budi.hears(timeout=15)).text
        yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        async with service.database.transaction() as connection:
            await connection.execute(update(Conversation).values(updated_at=yesterday))
    async with open_service(settings, library, model) as service, running(service):
        await budi.says("selamat pagi")
        assert "bantu" in (await budi.hears(timeout=15)).text
        assert "berapa lama" in (await budi.hears(timeout=15)).text
        await budi.says("6 bulan")
        assert "Rp1.500.000" in (await budi.hears(timeout=15)).text
