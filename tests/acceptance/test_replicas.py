"""Two Mitras behind one address, on PostgreSQL and Valkey, as a programme outgrows one machine."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import hmac
import socket

import httpx
import pytest
import sqlalchemy as sa

from bot.training import ROOT
from mitra import enterprises, people
from mitra.access import CONSOLE
from mitra.store.check_models import CheckAnswer
from mitra.store.database import Database
from mitra.store.models import Role
from simulator.client import Phone
from simulator.server import serve
from tests import servers
from tests.acceptance.balancer import balancing
from tests.acceptance.process import start

READY = "siap melayani"
ASK, ANSWER = "apar dipasang setinggi apa", "1,2 m"
OTHER, OTHER_ANSWER = "gmn cara nolong org kesetrum", "Jangan sentuh"
PATH = "/telegram"


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Fleet:
    """Replicas, what they stand on, and how to start one more."""

    def __init__(self, *, telegram, phones, balancer, database, environment):
        self.telegram = telegram
        self.phones = phones
        self.balancer = balancer
        self.database = database
        self.environment = environment
        self.processes = []

    def start(self, place):
        port = self.balancer.backends[place].rpartition(":")[2]
        return start("run", **self.environment, MITRA_HTTP_PORT=port)

    async def person(self, name):
        return await self.phones.person(name)

    async def metric(self, place, name):
        """Return the sum of a metric of one replica."""
        async with httpx.AsyncClient(trust_env=False) as http:
            text = (await http.get(self.balancer.backends[place] + "/metrics")).text
        lines = (line for line in text.splitlines() if line.startswith(name))
        return sum(float(line.rpartition(" ")[2]) for line in lines)


@pytest.fixture(scope="module")
async def fleet(model, tmp_path_factory, postgres, valkey):
    """Two replicas, both at work."""
    folder = tmp_path_factory.mktemp("replicas")
    (folder / "models").symlink_to(ROOT / "var" / "models")
    address = postgres.address(await postgres.create())
    database = Database(address)
    async with (
        serve() as telegram,
        Phone.connect(telegram.url) as phones,
        balancing([f"http://127.0.0.1:{free_port()}" for _ in range(2)], PATH) as balancer,
        contextlib.AsyncExitStack() as stack,
    ):
        telegram.world.webhook_pauses = (0.1, 0.3, 0.5, 1.0)
        fleet = Fleet(
            telegram=telegram,
            phones=phones,
            balancer=balancer,
            database=database,
            environment={
                "MITRA_TELEGRAM_TOKEN": "88:replica-tests-token",
                "MITRA_TELEGRAM_API": telegram.url,
                "MITRA_DATA_DIR": str(folder),
                "MITRA_DATABASE_URL": address.replace("+asyncpg", ""),
                "MITRA_VALKEY_URL": valkey,
                "MITRA_SECRET_KEY": "one-for-all",
                "MITRA_WEBHOOK_URL": balancer.url,
                "MITRA_SEND_RATE": "1000",
            },
        )
        # Both at once: they migrate one after the other, and both introduce themselves to Telegram.
        fleet.processes = [await stack.enter_async_context(fleet.start(place)) for place in range(2)]
        await asyncio.gather(*(process.prints(READY) for process in fleet.processes))
        yield fleet
    await database.close()


async def test_both_take_part(fleet):
    """Twenty people ask at the same time; each replica answers some of them, each person is answered."""
    before = [await fleet.metric(place, "mitra_updates_total") for place in range(2)]
    crowd = [await fleet.person(f"Orang {number}") for number in range(20)]

    async def ask(person):
        await person.says(ASK)
        assert ANSWER in (await person.hears(timeout=30)).text

    await asyncio.gather(*(ask(person) for person in crowd))
    after = [await fleet.metric(place, "mitra_updates_total") for place in range(2)]
    assert all(late - early >= 5 for early, late in zip(before, after, strict=True))


async def test_one_chat_stays_in_order_though_its_messages_go_to_different_replicas(fleet):
    budi = await fleet.person("Budi")
    for number in range(6):
        await budi.says(OTHER if number % 2 else ASK)
    heard = [(await budi.hears(timeout=20)).text for _ in range(6)]
    assert [OTHER_ANSWER in text for text in heard] == [False, True] * 3
    assert [ANSWER in text for text in heard] == [True, False] * 3


async def test_an_update_brought_to_both_at_the_same_moment_is_answered_once(fleet):
    rina = await fleet.person("Rina")
    fleet.balancer.copies = 2
    try:
        for _ in range(5):
            await rina.says(ASK)
            assert ANSWER in (await rina.hears(timeout=20)).text
            await rina.hears_nothing(0.3)
    finally:
        fleet.balancer.copies = 1


async def test_taps_brought_to_both_count_once(fleet):
    """A self-check tapped through while every tap reaches both replicas: each item has one answer."""
    joko = await fleet.person("Joko")
    now = dt.datetime.now(dt.UTC)
    async with fleet.database.transaction() as connection:
        number = await enterprises.add(
            connection, CONSOLE, "CV Dua", timezone="Asia/Jakarta", areas=["Jahit"], at=now
        )
        person = await people.enrol(connection, joko.id, at=now)
        await people.seat(connection, person, number, Role.WORKER, at=now)
    await joko.says("/cek5s")
    await joko.hears(timeout=20)
    for button in ("Jahit", "📋 Lengkap"):
        await joko.taps(button)
        await joko.hears(timeout=20)
    fleet.balancer.copies = 2
    try:
        for _ in range(10):
            await joko.taps("3")
            await joko.hears(timeout=20)
    finally:
        fleet.balancer.copies = 1
    async with fleet.database.transaction() as connection:
        answered = await connection.scalar(sa.select(sa.func.count()).select_from(CheckAnswer))
    assert answered == 10


async def test_who_does_not_know_the_secret_brings_nothing(fleet):
    siti = await fleet.person("Siti")
    user = {"id": siti.id, "is_bot": False, "first_name": "Siti"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": siti.id, "type": "private"},
        "from": user,
        "text": ASK,
    }
    update = {"update_id": 9_000_001, "message": message}
    async with httpx.AsyncClient(base_url=fleet.balancer.backends[0], trust_env=False) as http:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "tebakan"}):
            assert (await http.post(PATH, json=update, headers=headers)).status_code == 403
        assert (await http.get(PATH)).status_code == 405
        assert (await http.post("/lain", json=update)).status_code == 404
    await siti.hears_nothing(0.5)


async def test_what_is_no_update_is_taken_and_stops_nobody(fleet):
    """Brought again it would still be none: Telegram must not bring it for ever, before all others."""
    secret = hmac.new(b"one-for-all", b"webhook", hashlib.sha256).hexdigest()
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with httpx.AsyncClient(
        base_url=fleet.balancer.backends[0], headers=headers, trust_env=False
    ) as http:
        for body in (b"", b"{", b"[1]", b'{"update_id": "x"}', b'{"update_id": 1, "message": {"from": 7}}'):
            assert (await http.post(PATH, content=body)).status_code == 200
        assert (await http.post(PATH, content=b"x" * 2_000_000)).status_code == 413
    tono = await fleet.person("Tono")
    await tono.says(ASK)
    assert ANSWER in (await tono.hears(timeout=20)).text


async def test_health_is_told(fleet):
    async with httpx.AsyncClient(base_url=fleet.balancer.backends[1], trust_env=False) as http:
        assert (await http.get("/healthz")).text == "ok"
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "valkey": True})
    assert await fleet.metric(1, "mitra_replicas") == 2
    assert await fleet.metric(1, "mitra_valkey_up") == 1


async def test_without_valkey_it_goes_on(fleet):
    """Valkey is told to die, by name of its port; people notice nothing. Later it is back."""
    port = int(fleet.environment["MITRA_VALKEY_URL"].rpartition(":")[2].partition("/")[0])
    budi = await fleet.person("Budi Lagi")
    async with httpx.AsyncClient(base_url=fleet.balancer.backends[0], trust_env=False) as http:
        servers.stop_valkey(port)
        for question, answer in ((ASK, ANSWER), (OTHER, OTHER_ANSWER), (ASK, ANSWER)):
            await budi.says(question)
            assert answer in (await budi.hears(timeout=20)).text
        assert (await http.get("/readyz")).json()["ready"]
        with servers.valkey(port):
            await asyncio.sleep(2.5)
            for _ in range(2):
                await budi.says(ASK)
                assert ANSWER in (await budi.hears(timeout=20)).text
            assert (await http.get("/readyz")).json()["valkey"]


async def test_the_database_is_restarted_while_people_write(fleet, postgres):
    """What was written meanwhile is answered afterwards, once."""
    crowd = [await fleet.person(f"Sabar {number}") for number in range(6)]
    stopping = asyncio.create_task(asyncio.to_thread(postgres.restart))
    for person in crowd:
        await person.says(ASK)
    await stopping
    for person in crowd:
        assert ANSWER in (await person.hears(timeout=40)).text
    for person in crowd:
        await person.hears_nothing(0.2)


async def test_a_killed_replica_is_taken_over_within_seconds(fleet):
    """It dies with a message in hand: another one sends it, and new messages do not wait."""
    crowd = [await fleet.person(f"Tabah {number}") for number in range(8)]
    fleet.telegram.world.fail("hang", method="sendMessage", times=None, seconds=60)
    for person in crowd:
        await person.says(ASK)
    await asyncio.sleep(1.0)  # stored by now, and every call hangs
    await fleet.processes[0].is_killed()
    fleet.telegram.world.faults.clear()
    began = asyncio.get_running_loop().time()
    late = await fleet.person("Datang Kemudian")
    await late.says(OTHER)
    assert OTHER_ANSWER in (await late.hears(timeout=10)).text
    # Those whose call hangs at the one that lives are tried again when it gives up (20 s); those of the dead one much earlier.
    for person in crowd:
        assert ANSWER in (await person.hears(timeout=45)).text
    assert asyncio.get_running_loop().time() - began < 40
