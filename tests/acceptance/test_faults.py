"""What can go wrong around one Mitra: its disk, its database, Telegram, the clock. Nothing is lost, nobody waits for others."""

import asyncio
import datetime as dt
import sqlite3

import pytest
import sqlalchemy as sa

from bot.service import open_service
from mitra.store.models import OutboxMessage
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, office_hours, running

ASK, ANSWER = "apar dipasang setinggi apa", "1,2 m"
OTHER, OTHER_ANSWER = "gmn cara nolong org kesetrum", "Jangan sentuh"


class Watch:
    """A clock that somebody sets wrong."""

    def __init__(self):
        self.wrong = dt.timedelta(0)

    def __call__(self):
        return office_hours() + self.wrong


@pytest.fixture(scope="module")
async def simulator():
    """A Telegram of its own: in the others' a second bot would answer too."""
    async with serve() as running_simulator:
        yield running_simulator


@pytest.fixture(scope="module")
async def phones(simulator):
    async with Phone.connect(simulator.url) as connected:
        yield connected


@pytest.fixture(scope="module")
def watch():
    return Watch()


@pytest.fixture(scope="module")
async def lonely(simulator, library, model, tmp_path_factory, watch):
    """A Mitra of its own on SQLite, which these tests may hurt."""
    folder = tmp_path_factory.mktemp("faults")
    settings = make_settings(simulator.url, folder).model_copy(update={"telegram_token": "99:fault-tests"})
    async with open_service(settings, library, model, clock=watch) as service, running(service):
        yield service


@pytest.fixture
async def budi(lonely, phones):
    return await phones.person("Budi")


@pytest.fixture
async def rina(lonely, phones):
    return await phones.person("Rina")


@pytest.fixture(autouse=True)
def no_faults_left(simulator):
    yield
    simulator.world.faults.clear()


async def on_its_connection(service, statement):
    """Run a statement on the connection that Mitra itself uses: it has one."""
    async with service.database.transaction() as connection:
        found = await connection.exec_driver_sql(statement)
        return found.scalar() if found.returns_rows else None


async def test_the_disk_is_full(lonely, budi):
    """The question is not answered, and its writer told that it is not lost; with room again the answer comes, once."""
    await budi.says(ASK)
    await budi.hears()
    await fill_the_disk(lonely)
    await budi.says(OTHER)
    late = await budi.hears(timeout=20)
    assert "tidak hilang" in late.text
    await make_room(lonely)
    assert OTHER_ANSWER in (await budi.hears(timeout=30)).text
    await budi.hears_nothing(0.5)


async def fill_the_disk(service):
    """Have every update need a page more than there is: SQLite itself then says that the disk is full."""
    for statement in (
        "CREATE TABLE filler (x)",
        "CREATE TRIGGER grow AFTER INSERT ON handled BEGIN INSERT INTO filler VALUES (zeroblob(100000)); END",
    ):
        await on_its_connection(service, statement)
    pages = await on_its_connection(service, "PRAGMA page_count")
    await on_its_connection(service, f"PRAGMA max_page_count = {pages}")


async def make_room(service):
    await on_its_connection(service, "PRAGMA max_page_count = 1000000")
    await on_its_connection(service, "DROP TRIGGER grow")
    await on_its_connection(service, "DROP TABLE filler")


async def test_somebody_else_locks_the_database(lonely, budi, rina, monkeypatch):
    """A backup tool that forgot to let go: both are answered when it does."""
    monkeypatch.setattr("mitra.store.sqlite.BUSY_MS", 200)
    other = sqlite3.connect(lonely.settings.data_dir / "mitra.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await budi.says(ASK)
    await rina.says(OTHER)
    await asyncio.sleep(1.5)
    other.execute("COMMIT")
    other.close()
    assert ANSWER in (await budi.hears(timeout=20)).text
    assert OTHER_ANSWER in (await rina.hears(timeout=20)).text


async def test_telegram_hangs_in_one_chat(simulator, lonely, budi, rina):
    """While Budi's call hangs, Rina is answered; his own answer arrives too."""
    simulator.world.fail("hang", method="sendMessage", times=1, seconds=3, chat_id=budi.id)
    await budi.says(ASK)
    await rina.says(OTHER)
    assert OTHER_ANSWER in (await rina.hears(timeout=2.5)).text
    assert ANSWER in (await budi.hears(timeout=15)).text


async def test_telegram_takes_a_message_and_does_not_say_so(simulator, lonely, budi):
    """It cannot be known that it arrived: it comes twice at most, and what follows is in order."""
    simulator.world.fail("drop_after", method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)
    assert ANSWER in (await budi.hears(timeout=15)).text
    assert ANSWER in (await budi.hears(timeout=15)).text
    await budi.says(OTHER)
    assert OTHER_ANSWER in (await budi.hears(timeout=15)).text
    await budi.hears_nothing(0.5)


async def test_telegram_refuses_everything_for_a_while(simulator, lonely, budi):
    """A second of 500s, then a 429: the answers wait, and come in the order of the questions."""
    simulator.world.fail("error_500", method="sendMessage", times=2)
    simulator.world.fail("retry_after", method="sendMessage", times=1, seconds=1)
    await budi.says(ASK)
    await budi.says(OTHER)
    assert ANSWER in (await budi.hears(timeout=20)).text
    assert OTHER_ANSWER in (await budi.hears(timeout=20)).text


@pytest.mark.parametrize("jump", [dt.timedelta(days=2), -dt.timedelta(days=2)])
async def test_the_clock_jumps(simulator, lonely, watch, budi, jump):
    """An answer waits for its next try when somebody sets the clock: it is sent all the same, and so are the next ones."""
    simulator.world.fail("error_500", method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)
    await asyncio.sleep(0.3)
    watch.wrong += jump
    await budi.says(OTHER)
    heard = [(await budi.hears(timeout=20)).text for _ in range(2)]
    assert ANSWER in heard[0]
    assert OTHER_ANSWER in heard[1]
    watch.wrong = dt.timedelta(0)
    await budi.says(ASK)
    assert ANSWER in (await budi.hears(timeout=20)).text


async def test_updates_come_out_of_order_and_twice(simulator, lonely, budi, phones):
    """Each is answered once, whenever it comes."""
    mailbox = simulator.world.bot("99:fault-tests").mailbox
    simulator.world.fail("hang", method="getUpdates", times=1, seconds=1)
    await asyncio.sleep(0.1)
    await budi.says(ASK)
    await budi.says(OTHER)
    mailbox.again.extend(reversed(mailbox.pending))
    heard = {ANSWER in (await budi.hears(timeout=20)).text for _ in range(2)}
    assert heard == {True, False}
    await budi.hears_nothing(1)


async def test_nothing_is_left_over(lonely):
    """After all that the outbox is empty."""
    async with asyncio.timeout(10):
        while await waiting(lonely):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def waiting(service):
    async with service.database.transaction() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))
