"""The whole of Mitra, talking to the simulator over HTTP; nothing is patched."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.service import Service, open_service, run_until
from bot.training import ROOT, ensure_model
from mitra.content.library import Library, read_library
from mitra.settings import Settings
from simulator.client import Phone, Phones
from simulator.server import Simulator, serve
from tests import servers

TOKEN = "4242:acceptance-tests-token"
MORNING = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")
STARTED = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that fits the content, trained if need be (half a minute)."""
    return ensure_model(ROOT / "var" / "models", Console(stderr=True))


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
async def simulator() -> AsyncIterator[Simulator]:
    async with serve() as running:
        yield running


@pytest.fixture(scope="session")
async def phones(simulator) -> AsyncIterator[Phones]:
    async with Phone.connect(simulator.url) as connected:
        yield connected


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A PostgreSQL server, started when it is first asked for."""
    with servers.postgres() as running_server:
        yield running_server


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The address of a Valkey server, started when it is first asked for."""
    with servers.valkey() as running_server:
        yield servers.address_of(running_server)


@pytest.fixture(scope="session")
async def backend(request) -> dict[str, str]:
    """Settings of what the whole suite runs on: nothing for SQLite."""
    if servers.BACKEND != "postgresql":
        return {}
    server = request.getfixturevalue("postgres")
    address = server.address(await server.create())
    return {"database_url": address, "valkey_url": request.getfixturevalue("valkey")}


@pytest.fixture(scope="session")
def settings(simulator, tmp_path_factory, backend) -> Settings:
    return make_settings(simulator.url, tmp_path_factory.mktemp("mitra"), **backend)


@pytest.fixture(scope="session")
async def mitra(settings, library, model) -> AsyncIterator[Service]:
    """A Mitra that polls and sends, for all tests that do not break it."""
    async with open_service(settings, library, model, clock=office_hours) as service, running(service):
        yield service


@pytest.fixture
async def budi(mitra, phones) -> Phone:
    """A worker who has never written before."""
    return await phones.person("Budi")


@pytest.fixture
async def rina(mitra, phones) -> Phone:
    """A manager who has never written before."""
    return await phones.person("Rina")


def office_hours() -> dt.datetime:
    """A working day from ten o'clock in Jakarta on: whenever the tests run, notifications need not wait."""
    return MORNING + (dt.datetime.now(dt.UTC) - STARTED)


def make_settings(url: str, folder: Path, **overrides: object) -> Settings:
    given = {
        "telegram_token": TOKEN,
        "telegram_api": url,
        "data_dir": folder,
        "secret_key": "for-tests-only",
        # Conversations are played faster than people have them; the limits have tests of their own.
        "send_rate": 1000,
    }
    return Settings(**(given | overrides))


@contextlib.asynccontextmanager
async def running(service: Service) -> AsyncIterator[None]:
    """Poll and send until the block ends."""
    stopping = asyncio.Event()
    work = asyncio.create_task(run_until(stopping, service))
    try:
        yield
    finally:
        stopping.set()
        await work
