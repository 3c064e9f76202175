"""`mitra backup`, `restore`, `status` and `settings`, from the command line to what is printed."""

import asyncio
import json
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import cli, operation
from mitra import VERSION, installation
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate

ROOT = Path(operation.__file__).parents[1]
TOKEN = "4242:a-token-that-stays-secret"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run `mitra …` on a data folder of its own; return exit code, output and errors."""
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MITRA_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("MITRA_TELEGRAM_API", "http://127.0.0.1:1")

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


@pytest.fixture
def var(tmp_path, run):
    """The data folder of an installation that has run."""
    folder = tmp_path / "var"
    assert run("enterprise", "add", "CV Maju", "--timezone", "Asia/Jakarta")[0] == 0
    return folder


def names_in(path):
    return asyncio.run(_names_in(path))


async def _names_in(path):
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrate(database)
    async with database.transaction() as connection:
        found = list(await connection.scalars(sa.text("SELECT name FROM enterprises ORDER BY id")))
    await database.close()
    return found


def test_a_backup_brings_back_what_was_there(run, var):
    code, said, _ = run("backup")
    assert code == 0
    assert "tidak terkunci" in said
    assert "secret.key" in said
    (backup,) = (var / "backups").iterdir()
    run("enterprise", "add", "CV Kedua", "--timezone", "Asia/Jakarta")

    assert run("restore", str(backup), "--check")[1].startswith(f"{backup}: utuh, ")
    code, _, why = run("restore", str(backup))
    assert (code, "--replace" in why) == (2, True)
    code, said, _ = run("restore", str(backup), "--replace")
    assert code == 0
    assert names_in(var / "mitra.sqlite") == ["CV Maju"]
    (aside,) = var.glob("mitra-before-*.sqlite")
    assert str(aside) in said
    assert names_in(aside) == ["CV Maju", "CV Kedua"]


def test_a_lost_server_is_rebuilt_from_backup_and_key(run, var, tmp_path, monkeypatch):
    run("backup", str(tmp_path / "b.zip"))
    key = (var / "secret.key").read_text()
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path / "new"))

    code, _, why = run("restore", str(tmp_path / "b.zip"))
    assert (code, "secret.key" in why) == (2, True)
    assert not (tmp_path / "new" / "secret.key").exists()
    (tmp_path / "new" / "secret.key").write_text(key)
    assert run("restore", str(tmp_path / "b.zip"))[0] == 0
    assert names_in(tmp_path / "new" / "mitra.sqlite") == ["CV Maju"]
    assert stat.S_IMODE((tmp_path / "new" / "mitra.sqlite").stat().st_mode) == 0o600


def test_a_lost_key_is_lost_but_the_rest_comes_back(run, var, tmp_path, monkeypatch):
    run("backup", str(tmp_path / "b.zip"))
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path / "new"))
    assert run("restore", str(tmp_path / "b.zip"), "--without-key")[0] == 0
    assert run("enterprise", "add", "CV Kedua", "--timezone", "Asia/Jakarta")[0] == 0
    assert names_in(tmp_path / "new" / "mitra.sqlite") == ["CV Maju", "CV Kedua"]


def test_with_another_key_nothing_is_done_until_told_so(run, var, monkeypatch):
    monkeypatch.setenv("MITRA_SECRET_KEY", "another")
    code, _, why = run("enterprise", "add", "CV Kedua", "--timezone", "Asia/Jakarta")
    assert code == 2
    assert "Kunci rahasia bukan yang dipakai" in why
    assert run("doctor", "--accept-key")[0] == 0
    assert run("enterprise", "add", "CV Kedua", "--timezone", "Asia/Jakarta")[0] == 0


def test_locked_backups(run, var, tmp_path, monkeypatch):
    code, said, _ = run("backup", "--new-identity", str(tmp_path / "key.txt"))
    assert code == 0
    public = said.split()[-1]
    monkeypatch.setenv("MITRA_BACKUP_RECIPIENT", public)
    assert "terkunci." in run("backup")[1]
    (backup,) = (var / "backups").iterdir()
    assert backup.name.endswith(".zip.age")
    assert run("restore", str(backup), "--check")[0] == 2
    assert run("restore", str(backup), "--check", "--identity", str(tmp_path / "key.txt"))[0] == 0


def test_only_the_latest_backups_are_kept_in_the_data_folder(run, var, monkeypatch):
    monkeypatch.setenv("MITRA_KEEP_BACKUPS", "2")
    (var / "backups").mkdir()
    for day in (1, 2, 3):
        (var / "backups" / f"mitra-2026010{day}-030000.zip").touch()
    run("backup")
    names = sorted(path.name for path in (var / "backups").iterdir())
    assert names[0] == "mitra-20260103-030000.zip"
    assert len(names) == 2


def test_neither_token_nor_key_is_in_a_backup_or_in_what_is_printed(run, var, tmp_path):
    key = (var / "secret.key").read_text().strip()
    printed = [
        run("backup", str(tmp_path / "b.zip")),
        run("settings"),
        run("status"),
        run("status", "--json"),
        run("doctor"),
    ]
    for secret in (TOKEN, TOKEN.partition(":")[2], key):
        assert secret not in str(printed)
        assert secret.encode() not in (tmp_path / "b.zip").read_bytes()
    assert "MITRA_TELEGRAM_TOKEN=(diisi)" in printed[1][1]


def test_without_a_database_there_is_nothing_to_back_up(run):
    code, _, why = run("backup")
    assert (code, why) == (2, "Belum ada basis data: jalankan `mitra run` dulu.\n")


def test_status_says_what_runs_and_what_there_is(run, var):
    code, said, _ = run("status")
    assert code == 0
    assert VERSION in said
    told = json.loads(run("status", "--json")[1])
    assert told["running"] is False
    assert told["enterprises"] == 1
    assert told["due"] == {"urgent": 0, "direct": 0, "bulk": 0}
    assert told["backup_age_seconds"] is None
    run("backup")
    assert json.loads(run("status", "--json")[1])["backup_age_seconds"] < 60


def test_status_of_nothing(run):
    told = json.loads(run("status", "--json")[1])
    assert (told["running"], told["database"]) == (False, "belum ada")


def test_tables_go_back_a_release_and_forth_again_while_nothing_runs(run, var):
    code, _, why = run("migrate", "--to", "0011")
    assert (code, "1 perusahaan" in why, "--yes" in why) == (2, True, True)
    code, said, _ = run("migrate", "--to", "0011", "--yes")
    assert (code, "langkah 0011" in said) == (0, True)
    (kept,) = (var / "backups").glob("before-migrate-*.zip")
    assert str(kept) in said
    assert run("migrate")[0] == 0
    assert names_in(var / "mitra.sqlite") == ["CV Maju"]
    code, _, why = run("migrate", "--to", "9999")
    assert (code, "tidak ada" in why) == (2, True)
    with sqlite3.connect(var / "mitra.sqlite") as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT 1 FROM enterprises").fetchone()
        code, _, why = run("migrate", "--to", "0011")
        assert (code, "masih berjalan" in why) == (2, True)
    running.close()


def test_set_aside_messages_are_tried_again_or_dropped(run, var):
    assert run("doctor", "--retry")[1] == "0 pesan dicoba lagi.\n"
    assert run("doctor", "--drop")[1] == "0 pesan dibuang.\n"


def test_the_page_of_settings_is_that_of_the_class():
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == operation.settings_table() + "\n"
    for one in Settings.model_fields.values():
        assert one.description


def test_the_version_is_the_same_everywhere():
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert changelog.partition("## ")[2].startswith(VERSION)


async def test_the_key_is_noted_once_and_recognised(database):
    async with database.transaction() as connection:
        await installation.check_key(connection, b"ours")
        await installation.check_key(connection, b"ours")
        known = await installation.key_of(connection)
    assert known == installation.fingerprint(b"ours")
    assert known != installation.fingerprint(b"others")
