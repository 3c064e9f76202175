"""`mitra doctor`: each thing that can be wrong is found, and says what to do; what is right is no problem."""

import datetime as dt
import os
import tarfile

import pytest
import sqlalchemy as sa

from bot import doctor, watch
from bot.training import fingerprint
from mitra import installation, outbox
from mitra.backup import saving
from mitra.clock import utc_now
from mitra.settings import Settings
from mitra.state import CONFLICT, SEEN
from mitra.store.database import Database
from mitra.store.migrate import migrate, revisions
from mitra.store.models import OutboxMessage
from simulator.server import serve
from tests import servers
from tests.unit.mitra.make import make_enterprise, make_person
from tests.unit.mitra.suggestions.factory import Factory

TOKEN = "4242:a-token-for-the-doctor"
KEY = "the doctor's key"


@pytest.fixture(scope="module")
async def telegram():
    async with serve() as simulator:
        yield simulator


@pytest.fixture
def settings(telegram, tmp_path, database):
    return Settings(
        telegram_token=TOKEN,
        telegram_api=telegram.url,
        data_dir=tmp_path,
        secret_key=KEY,
        database_url=database.engine.url.render_as_string(hide_password=False),
    )


@pytest.fixture
async def healthy(settings, database):
    """An installation at which nothing is wrong; returns its settings."""
    settings.models_dir.mkdir()
    with tarfile.open(settings.models_dir / f"mitra-{fingerprint()}.tar.gz", "w:gz"):
        pass
    async with database.transaction() as connection:
        await installation.check_key(connection, settings.key)
        await installation.note(connection, SEEN, utc_now().isoformat())
        await make_person(connection, 1, (None, "operator"))
        await connection.execute(sa.delete(OutboxMessage))  # the menu of a new operator
    await saving.save(
        database, settings.backups_dir / "mitra-20261101-030000.zip", key=settings.key, at=utc_now()
    )
    return settings


async def found(settings, **options):
    """Return what is wrong: area → what and what to do."""
    findings = await doctor.examine(settings, **options)
    for one in findings:
        assert one.remedy or one.level == "well", f"{one.area}: no way out"
    return {
        one.area: f"{one.what} {one.remedy}"
        for one in findings
        if one.level != "well" and not (one.area == "Isi" and "aturan" in one.what)
    }


async def run(database, *statements):
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(sa.text(statement))


async def test_at_a_healthy_installation_nothing_is_wrong(healthy):
    assert await found(healthy) == {}
    findings = await doctor.examine(healthy)
    assert doctor.is_well(findings)
    assert "✅ Token: milik @" in doctor.report(findings)


async def test_a_new_installation_is_told_what_comes_next(tmp_path):
    wrong = await found(Settings(data_dir=tmp_path))
    assert wrong.keys() == {"Model", "Token", "Cadangan"}
    assert "@BotFather" in wrong["Token"]
    assert doctor.is_well(await doctor.examine(Settings(data_dir=tmp_path)))


async def test_a_refused_token(healthy):
    wrong = await found(healthy.model_copy(update={"telegram_token": "1:x"}))
    assert "ditolak Telegram" in wrong["Token"]
    assert "1:x" not in str(wrong)


async def test_telegram_away(healthy):
    wrong = await found(healthy.model_copy(update={"telegram_api": "http://127.0.0.1:1"}))
    assert "tidak bisa dihubungi" in wrong["Telegram"]
    assert TOKEN not in str(wrong)


async def test_a_webhook_that_is_not_ours(healthy):
    wrong = await found(healthy.model_copy(update={"webhook_url": "https://mitra.contoh.id/hook"}))
    assert "tercatat tidak ada, di sini https://mitra.contoh.id/hook" in wrong["Webhook"]


@pytest.mark.parametrize(("seconds", "word"), [(60, "cepat"), (-60, "lambat")])
async def test_a_clock_that_is_wrong(healthy, seconds, word):
    wrong = await found(healthy, clock=lambda: utc_now() + dt.timedelta(seconds=seconds))
    assert f"detik lebih {word} dari" in wrong["Jam"]
    assert "timedatectl" in wrong["Jam"]


async def test_a_full_disk(healthy, monkeypatch):
    monkeypatch.setattr(watch, "FEWEST_BYTES", 10**18)
    assert "tinggal" in (await found(healthy))["Disk"]


async def test_a_model_that_does_not_fit_the_content_or_is_damaged(healthy):
    (model,) = healthy.models_dir.iterdir()
    older = model.rename(healthy.models_dir / "mitra-0000000000000000.tar.gz")
    assert "isi sudah berubah" in (await found(healthy))["Model"]
    older.unlink()
    assert "belum ada" in (await found(healthy))["Model"]
    model.write_bytes(b"half a model")
    assert "rusak" in (await found(healthy))["Model"]


async def test_messages_that_were_set_aside(healthy, database):
    async with database.transaction() as connection:
        message = outbox.Message(chat_id=7, method="send_message", payload={"text": "rahasia"})
        (owed,) = await outbox.put(connection, [message], at=utc_now())
        await outbox.refuse(connection, owed, reason="chat-restricted")
    wrong = (await found(healthy))["Pesan"]
    assert "1 disisihkan" in wrong
    assert "chat-restricted" in wrong
    assert "mitra doctor --retry" in wrong
    assert "rahasia" not in wrong


async def test_messages_that_wait_while_nothing_runs(healthy, database):
    async with database.transaction() as connection:
        message = outbox.Message(chat_id=7, method="send_message", payload={"text": "x"})
        await outbox.owe(connection, [message], at=utc_now() - dt.timedelta(hours=1))
    assert "1 pesan terlambat, yang terlama 60 menit" in (await found(healthy))["Pesan"]
    async with database.transaction() as connection:
        await installation.note(connection, SEEN, (utc_now() - dt.timedelta(hours=1)).isoformat())
    assert "tidak jalan, 1 pesan menunggu" in (await found(healthy))["Mitra"]


async def test_another_key_than_the_databases(healthy):
    wrong = await found(Settings(**healthy.model_dump() | {"secret_key": "another key of its own"}))
    assert "bukan yang dipakai basis data ini" in wrong["Kunci"]


async def test_another_mitra_with_the_same_token(healthy, database):
    async with database.transaction() as connection:
        await installation.note(connection, CONFLICT, utc_now().isoformat())
    assert "/revoke" in (await found(healthy))["Token"]


async def test_a_key_file_that_is_empty(healthy):
    kept = Settings(**healthy.model_dump() | {"secret_key": ""})
    (kept.data_dir / "secret.key").write_text("")
    assert "salin lagi kunci yang lama" in (await found(kept))["Kunci"]


async def test_a_key_that_can_be_guessed(healthy):
    wrong = await doctor.check_key(
        doctor.Patient(settings=Settings(secret_key="a", data_dir=healthy.data_dir))
    )
    assert "bisa ditebak" in wrong[0].what
    assert "openssl rand -hex 32" in wrong[0].remedy


async def test_a_key_that_others_can_read(healthy, database):
    kept = Settings(**healthy.model_dump() | {"secret_key": ""})
    assert kept.key
    async with database.transaction() as connection:
        await installation.accept_key(connection, kept.key)
    path = kept.data_dir / "secret.key"
    assert "Kunci" not in await found(kept)
    path.chmod(0o644)
    assert f"chmod 600 {path}" in (await found(kept))["Kunci"]


async def test_backups_that_stopped(healthy):
    (backup,) = healthy.backups_dir.iterdir()
    old = (utc_now() - dt.timedelta(days=5)).timestamp()
    os.utime(backup, (old, old))
    assert "yang terakhir 5 hari lalu" in (await found(healthy))["Cadangan"]
    backup.unlink()
    assert "belum ada" in (await found(healthy))["Cadangan"]


async def test_nobody_who_runs_it(healthy, database):
    await run(database, "DELETE FROM memberships")
    assert "Buka tautan" in (await found(healthy))["Pengelola"]


async def test_suggestions_nobody_answers(healthy, database):
    async with database.transaction() as connection:
        here = await make_enterprise(connection, "CV Lambat")
        budi = await make_person(connection, 2, (here, "worker"))
        factory = Factory(connection, here, budi=budi)
        await factory.give(at=utc_now())
        await factory.give(at=utc_now())
        await connection.execute(sa.delete(OutboxMessage))
    later = utc_now() + dt.timedelta(days=30)
    wrong = (await found(healthy, clock=lambda: later))["Saran"]
    assert "CV Lambat: 2 terlambat ditanggapi" in wrong


async def test_answers_that_were_checked_long_ago(healthy):
    findings = await doctor.check_content(
        doctor.Patient(settings=healthy, clock=lambda: utc_now() + dt.timedelta(days=500))
    )
    assert "dicek lebih dari setahun lalu" in findings[0].what


async def test_tables_of_another_release(healthy, database):
    await migrate(database, revisions()[-2])
    assert "dari versi sebelumnya" in (await found(healthy))["Basis data"]
    await run(database, "UPDATE alembic_version SET version_num = '9999'")
    assert "versi Mitra yang lebih baru" in (await found(healthy))["Basis data"]


async def test_a_database_that_cannot_be_reached(healthy):
    wrong = await found(healthy.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/mitra"}))
    assert "tidak bisa dibuka" in wrong["Basis data"]


@pytest.mark.sqlite
async def test_a_damaged_file(healthy, database, tmp_path):
    await database.close()
    path = tmp_path / "mitra.sqlite"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    path.write_bytes(content)
    wrong = (await found(healthy))["Basis data"]
    assert "mitra restore" in wrong


async def test_valkey_away(healthy):
    wrong = await found(healthy.model_copy(update={"valkey_url": "redis://127.0.0.1:1/0"}))
    assert "tidak bisa dihubungi" in wrong["Valkey"]
    with servers.valkey() as server:
        there = healthy.model_copy(update={"valkey_url": servers.address_of(server)})
        assert "Valkey" not in await found(there)


async def test_a_check_that_fails_itself_is_told_and_the_others_go_on(healthy, monkeypatch):
    async def breaks(_patient):
        raise KeyError("secret")

    monkeypatch.setattr(doctor, "CHECKS", (breaks, doctor.check_disk))
    first, second = await doctor.examine(healthy)
    assert "breaks tidak bisa memeriksa (KeyError)" in first.what
    assert (second.area, second.level) == ("Disk", "well")


async def test_the_clock_of_the_database_counts_too(healthy, database):
    if not isinstance(database, Database) or not database.shared:
        pytest.skip("SQLite has no clock of its own")
    findings = await doctor.examine(healthy)
    assert any("server basis data" in one.what for one in findings)
