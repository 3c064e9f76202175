"""A backup holds everything and no key; put back, everything is as it was, on SQLite and PostgreSQL alike."""

import asyncio
import contextlib
import stat
import zipfile

import pyrage
import pytest
import sqlalchemy as sa

from mitra.backup import archive, restoring, saving
from mitra.backup.archive import BackupError
from mitra.installation import fingerprint
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.schema import tables
from tests.unit.mitra.every_table import AWKWARD, MOMENT, contents, fill

KEY = b"a key that stands in no backup"


@pytest.fixture
async def filled(database):
    """A database with rows in every table; returns them."""
    async with database.transaction() as connection:
        await fill(connection)
        return await contents(connection)


@pytest.fixture
async def backup(database, filled, tmp_path):
    """A backup of it."""
    path = tmp_path / "backups" / "mitra.zip"
    await saving.save(database, path, key=KEY, at=MOMENT)
    return path


async def restore(path, database, folder, **options):
    """Put a backup back into an empty place of the database's kind; return what is then there."""
    with archive.opened(path, options.pop("identity", None)) as reader:
        if database.shared:
            await restoring.restore_postgresql(database, reader, **{"replace": False} | options)
            return await read_all(database)
        target = folder / "restored.sqlite"
        await restoring.restore_sqlite(reader, target, at=MOMENT, **{"replace": False} | options)
    restored = Database(f"sqlite+aiosqlite:///{target}")
    try:
        return await read_all(restored)
    finally:
        await restored.close()


async def read_all(database):
    async with database.transaction() as connection:
        return await contents(connection)


@pytest.fixture
async def another(database, postgres):
    """Where it is put back: on PostgreSQL another database, on SQLite another file (`restore`)."""
    if postgres is None:
        yield database
        return
    name = await postgres.create()
    empty = Database(postgres.address(name))
    yield empty
    await empty.close()
    await postgres.drop(name)


async def test_what_is_put_back_is_what_was_there(database, filled, backup, tmp_path, another):
    restored = await restore(backup, another, tmp_path)
    assert restored | {"replicas": []} == filled | {"replicas": []}
    assert restored["replicas"] == []  # of the moment
    assert all(len(rows) == 3 for name, rows in filled.items())
    assert any(AWKWARD in str(value) for row in filled["open_questions"] for value in row)


async def test_rows_that_come_after_get_numbers_of_their_own(database, backup, tmp_path, another):
    await restore(backup, another, tmp_path)
    restored = another if another.shared else Database(f"sqlite+aiosqlite:///{tmp_path / 'restored.sqlite'}")
    async with restored.transaction() as connection:
        insert = sa.text(
            "INSERT INTO open_questions (text, normalised, about, times, first_on, last_on)"
            " VALUES ('x', 'x', '', 1, '2026-11-01', '2026-11-01') RETURNING id"
        )
        assert await connection.scalar(insert) == 4
    await restored.close()


async def test_a_backup_is_of_one_moment_and_holds_up_nobody(database, filled, tmp_path, monkeypatch):
    """Somebody writes while it is made: it neither waits nor shows."""
    wrote = []

    async def write_meanwhile(writer, connection, table):
        if table.name == "persons":
            async with asyncio.timeout(5), another_process(database) as too, too.transaction() as other:
                await other.execute(sa.text("DELETE FROM quiz_runs"))
                await other.execute(sa.text("DELETE FROM topic_ratings"))
            wrote.append(table.name)
        await usual(writer, connection, table)

    usual = saving._write_table
    monkeypatch.setattr(saving, "_write_table", write_meanwhile)
    manifest = await saving.save(database, tmp_path / "b.zip", key=KEY, at=MOMENT)
    assert wrote == ["persons"]
    assert {part.name: part.rows for part in manifest.parts} == {
        table.name: 3 for table in tables() if table.name != "replicas"
    }
    assert (await read_all(database))["quiz_runs"] == []


@contextlib.asynccontextmanager
async def another_process(database):
    """Yield the same database as another process has it."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    try:
        yield other
    finally:
        await other.close()


async def test_only_its_owner_reads_it_and_the_key_is_not_in_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]
    with zipfile.ZipFile(backup) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert KEY not in everything
    assert fingerprint(KEY).encode() in everything


async def test_an_encrypted_one_opens_with_its_key_only(database, filled, tmp_path, another):
    public = archive.new_identity(tmp_path / "key.txt")
    assert stat.S_IMODE((tmp_path / "key.txt").stat().st_mode) == 0o600
    path = tmp_path / "mitra.zip.age"
    await saving.save(database, path, key=KEY, at=MOMENT, recipient=archive.recipient_of(public))

    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"manifest" not in path.read_bytes()
    for wrong, why in ((None, "terkunci"), (pyrage.x25519.Identity.generate(), "tidak bisa dibuka")):
        with pytest.raises(BackupError, match=why), archive.opened(path, wrong):
            pass
    restored = await restore(path, another, tmp_path, identity=archive.read_identity(tmp_path / "key.txt"))
    assert restored | {"replicas": []} == filled | {"replicas": []}


def test_a_key_is_never_written_over_another(tmp_path):
    archive.new_identity(tmp_path / "key.txt")
    with pytest.raises(BackupError, match="sudah ada"):
        archive.new_identity(tmp_path / "key.txt")


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1QQ", "halo", "age1" + "q" * 58])
def test_what_is_no_public_key_is_told(text):
    with pytest.raises(BackupError, match="bukan kunci publik"):
        archive.recipient_of(text)


@pytest.mark.parametrize("text", ["", "# halo\n", "bukan kunci", "kunci é"])
def test_what_is_no_private_key_is_told(text, tmp_path):
    (tmp_path / "key.txt").write_text(text, "utf-8")
    with pytest.raises(BackupError, match="bukan kunci cadangan"):
        archive.read_identity(tmp_path / "key.txt")


async def test_a_damaged_backup_changes_nothing(database, filled, backup, tmp_path):
    """One letter in one row: noticed, and what was there stays."""
    with zipfile.ZipFile(backup) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    held["tables/persons.jsonl"] = held["tables/persons.jsonl"].replace(b"id", b"en", 1)[:-1] + b" \n"
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(damaged, "w") as parts:
        for name, content in held.items():
            parts.writestr(name, content)
    with (
        archive.opened(damaged, None) as reader,
        pytest.raises(BackupError, match="rusak pada tabel persons"),
    ):
        reader.check()
    with (
        archive.opened(damaged, None) as reader,
        pytest.raises(BackupError, match="rusak pada tabel persons"),
    ):
        await put_back_here(database, reader, tmp_path)
    assert await read_all(database) == filled
    assert not list(tmp_path.glob("*restoring*"))


async def put_back_here(database, reader, folder, *, replace=True):
    await database.close()
    if database.shared:
        return await restoring.restore_postgresql(database, reader, replace=replace)
    return await restoring.restore_sqlite(reader, folder / "mitra.sqlite", at=MOMENT, replace=replace)


@pytest.mark.parametrize("content", [b"", b"PK", b"halo" * 100])
def test_what_is_no_backup_is_told(content, tmp_path):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BackupError, match="bukan cadangan Mitra"), archive.opened(tmp_path / "x.zip", None):
        pass


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"format": 99}', '{"format": 1, "made_at": 3}', "{"])
def test_a_strange_manifest_is_told(manifest, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as parts:
        parts.writestr(archive.MANIFEST, manifest)
    with pytest.raises(BackupError), archive.opened(tmp_path / "x.zip", None):
        pass


async def test_what_is_there_is_replaced_only_when_asked_and_kept_aside(database, filled, backup, tmp_path):
    async with database.transaction() as connection:
        await connection.execute(sa.text("DELETE FROM topic_ratings"))
    changed = await read_all(database)
    await database.close()
    with archive.opened(backup, None) as reader, pytest.raises(BackupError, match="sudah berisi"):
        await put_back_here(database, reader, tmp_path, replace=False)
    assert await read_all(database) == changed
    await database.close()

    with archive.opened(backup, None) as reader:
        restored = await put_back_here(database, reader, tmp_path)
    assert await read_all(database) | {"replicas": []} == filled | {"replicas": []}
    if not database.shared:
        before = Database(f"sqlite+aiosqlite:///{restored.kept}")
        assert await read_all(before) == changed
        await before.close()


async def test_nothing_is_put_back_under_a_running_mitra(database, filled, backup, tmp_path):
    async with another_process(database) as other:
        await read_all(other)  # has it open from here on
        with archive.opened(backup, None) as reader, pytest.raises(BackupError, match="masih berjalan"):
            await put_back_here(database, reader, tmp_path)
    assert await read_all(database) == filled


def test_another_key_is_noticed_before_anything_happens():
    manifest = archive.Manifest(made_at=MOMENT, revision="0012", key=fingerprint(KEY))
    restoring.check_key(manifest, KEY)
    for wrong in (None, b"another"):
        with pytest.raises(BackupError, match="--without-key"):
            restoring.check_key(manifest, wrong)


async def test_a_backup_of_tables_of_another_release_is_refused(database, tmp_path):
    await migrate(database, "0005")
    with pytest.raises(BackupError, match="bukan dari versi Mitra ini"):
        await saving.save(database, tmp_path / "b.zip", key=KEY, at=MOMENT)
    assert list(tmp_path.glob("*b.zip*")) == []


def test_a_backup_of_a_later_release_is_refused():
    with pytest.raises(BackupError, match="lebih baru"):
        restoring.check_revision(archive.Manifest(made_at=MOMENT, revision="9999", key=""))


async def test_where_nothing_can_be_written_is_told(database, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="tidak bisa ditulis"):
        await saving.save(database, tmp_path / "file" / "b.zip", key=KEY, at=MOMENT)


def test_old_ones_are_forgotten_by_their_names(tmp_path):
    for day in range(1, 8):
        (tmp_path / f"mitra-2026110{day}-030000.zip").touch()
    (tmp_path / "mitra-20261108-030000.zip.age").touch()
    (tmp_path / "catatan.txt").touch()
    saving.forget_old(tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "catatan.txt",
        "mitra-20261107-030000.zip",
        "mitra-20261108-030000.zip.age",
    ]
