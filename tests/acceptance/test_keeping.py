"""What an operator relies on for years: backups under load, a lost server rebuilt, an upgrade, a word when something needs them."""

import asyncio
import datetime as dt
import itertools
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.service import open_service
from mitra import outbox
from mitra.store.database import Database
from mitra.store.migrate import revisions
from mitra.store.models import Lane
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, office_hours, running
from tests.acceptance.people import add_enterprise, join
from tests.acceptance.process import start
from tests.acceptance.test_administration import mitra as command
from tests.acceptance.test_crashes import READY, environment, telegram  # noqa: F401 - fixtures
from tests.acceptance.test_suggestions import give

FIRST_RELEASE = Path(__file__).parents[1] / "data" / "first_release.sql"
ASKED = ("apar dipasang setinggi apa", "gmn cara nolong org kesetrum", "/modul", "halo", "5s itu apa")


@pytest.fixture(params=["sqlite", "postgresql"])
async def served(request, environment):  # noqa: F811
    """Settings of a process on one of the two databases."""
    if request.param == "sqlite":
        return environment
    postgres = request.getfixturevalue("postgres")
    return environment | {
        "MITRA_DATABASE_URL": postgres.address(await postgres.create()),
        "MITRA_SECRET_KEY": "kunci bersama",
    }


async def test_backups_are_made_while_people_write_and_nobody_waits(telegram, served, tmp_path):  # noqa: F811
    async with Phone.connect(telegram.url) as phones, start("run", **served) as bot:
        await bot.prints(READY)
        people = [await phones.person(f"Orang {number}") for number in range(6)]
        stopping = asyncio.Event()
        talking = [asyncio.create_task(talks(phone, stopping)) for phone in people]
        await asyncio.sleep(1)
        backups = [tmp_path / f"b{number}.zip" for number in range(3)]
        for backup in backups:
            assert "tidak terkunci" in await command(served, "backup", str(backup))
        stopping.set()
        answered = sum(await asyncio.gather(*talking))
        assert answered > len(people) * 3

    # Each is whole, and one moment's: what was handled only grows, and every conversation has a message that was handled.
    handled = []
    for number, backup in enumerate(backups):
        folder = tmp_path / f"restored-{number}"
        folder.mkdir()
        if "MITRA_SECRET_KEY" not in served:
            shutil.copy(tmp_path / "secret.key", folder)
        there = {name: value for name, value in served.items() if name != "MITRA_DATABASE_URL"}
        there["MITRA_DATA_DIR"] = str(folder)
        assert "dipulihkan" in await command(there, "restore", str(backup))
        handled.append(updates_in(folder / "mitra.sqlite"))
    assert handled == sorted(handled)
    assert handled[-1] > handled[0] > 0


async def talks(phone, stopping) -> int:
    """Write and wait for the answer, again and again; return how many came. None may take long."""
    count = 0
    for text in itertools.cycle(ASKED):
        if stopping.is_set():
            return count
        await phone.says(text)
        await phone.hears(timeout=5)
        count += 1
        await asyncio.sleep(0.2)  # a person; who writes faster is asked to slow down
    return count


def updates_in(path) -> int:
    with sqlite3.connect(path) as file:
        (count,) = file.execute("SELECT count(*) FROM handled WHERE key LIKE 'update:%'").fetchone()
        (talking,) = file.execute("SELECT count(*) FROM conversations").fetchone()
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()
    assert count >= talking
    return count


async def test_after_a_fire_everything_goes_on(telegram, environment, tmp_path):  # noqa: F811
    """Server gone in the middle of a task; a new one with backup and key: the task goes on, the anonymous author finds their suggestion."""
    async with Phone.connect(telegram.url) as phones:
        async with start("run", **environment) as bot:
            await bot.prints(READY)
            database = Database(f"sqlite+aiosqlite:///{tmp_path / 'mitra.sqlite'}")
            here = SimpleNamespace(database=database, clock=lambda: dt.datetime.now(dt.UTC))
            number = await add_enterprise(here, "CV Maju", "Jahit")
            budi, ani = await phones.person("Budi"), await phones.person("Ani")
            await join(budi, here, "worker", number, name="Budi")
            await join(ani, here, "committee", number, side="workers", name="Ani")
            await database.close()
            await give(budi, "usul kipas di ruang jahit")
            await budi.says("hitung lembur")
            asked = await budi.hears()
            saved = tmp_path.parent / f"{tmp_path.name}-elsewhere"
            saved.mkdir()
            await command(environment, "backup", str(saved / "mitra.zip"))
            shutil.copy(tmp_path / "secret.key", saved)
            await bot.is_killed()
        for path in tmp_path.iterdir():
            if path.name != "models":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copy(saved / "secret.key", tmp_path)
        assert "dipulihkan" in await command(environment, "restore", str(saved / "mitra.zip"))
        async with start("run", **environment) as bot:
            await bot.prints(READY)
            await budi.taps(asked.labels[0])
            going_on = await budi.hears(timeout=15)
            assert "tidak berlaku" not in going_on.text
            await budi.says("/batal")
            await budi.hears()
            await budi.says("/saran_saya")
            await budi.hears()
            await budi.taps("1")
            assert "kipas di ruang jahit" in (await budi.hears()).text


async def test_the_first_releases_installation_goes_on_in_this_one(telegram, environment, tmp_path):  # noqa: F811
    """Its very database: what was owed arrives, who had written is answered, what was asked in vain is still there."""
    with sqlite3.connect(tmp_path / "mitra.sqlite") as file:
        file.executescript(FIRST_RELEASE.read_text("utf-8"))
    file.close()
    settings = environment | {"MITRA_SECRET_KEY": "first-release"}
    async with Phone.connect(telegram.url) as phones:
        budi, rina = await phones.person("Budi"), await phones.person("Rina")
        await rina.says(
            "apar dipasang setinggi apa"
        )  # while nothing runs: from here on a bot may write to her
        async with start("run", **settings) as bot:
            await bot.prints(READY)
            heard = [message.text for message in await rina.hears_all(quiet=2, timeout=20)]
            assert "Belum sempat dikirim" in heard
            assert "1,2 m" in " ".join(heard)
            await budi.says("apar dipasang setinggi apa")
            assert "1,2 m" in (await budi.hears(timeout=15)).text
            assert "siapa presiden prancis" in await command(settings, "questions")
            assert '"running": true' in await command(settings, "status", "--json")
    with sqlite3.connect(tmp_path / "mitra.sqlite") as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == (revisions()[-1],)
    file.close()


async def test_an_operator_hears_in_the_chat_what_cannot_be_sent(library, model, tmp_path):
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        settings = make_settings(simulator.url, tmp_path)
        async with open_service(settings, library, model, clock=office_hours) as service, running(service):
            dewi, budi = await phones.person("Dewi"), await phones.person("Budi")
            await join(dewi, service, "operator", None, name="Dewi")
            await budi.says("halo")
            await budi.hears()
            broken = outbox.Message(
                chat_id=budi.id,
                method="send_message",
                payload={"template": "no_such_message"},
                lane=Lane.BULK,
            )
            async with service.database.transaction() as connection:
                await outbox.owe(connection, [broken], at=service.clock())
            async with asyncio.timeout(15):
                while "poisoned" not in await service.watch.look():  # noqa: ASYNC110 - as the minutes pass
                    await asyncio.sleep(0.2)
            told = await dewi.hears(timeout=15)
            assert "1 pesan tidak bisa dikirim" in told.text
            assert "mitra doctor" in told.text
            await service.watch.look()
            await dewi.hears_nothing(1)
            await budi.hears_nothing(0.1)
