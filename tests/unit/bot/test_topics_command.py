"""`mitra topics`: what trainers answered in the chat becomes files, once `mitra doctor` has nothing to say about it."""

import asyncio
import shutil

import pytest
import sqlalchemy as sa

from bot import cli
from bot.reports import topics_report
from mitra.content.library import CONTENT_DIR, read_library
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.trainer_models import DraftStatus, TopicDraft
from tests.unit.mitra.make import NOW

ENOUGH = [f"kain mblebes nomer {letter * 3} kudu piye" for letter in "abcdefghijklmnopqrstuvwxyz"]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A data folder of its own."""
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path))
    return Settings()


@pytest.fixture
def approved(settings):
    """Two approved answers: one with enough ways of asking, one with too few."""
    asyncio.run(_approve_two(settings))


async def _approve_two(settings):
    database = Database(settings.database_address)
    await migrate(database)
    async with database.transaction() as connection:
        for title, questions in (("Obat kain mblebes", ENOUGH), ("Obat kain apek", ["kain apek kudu piye"])):
            row = {
                "status": DraftStatus.APPROVED,
                "title": title,
                "module": 3,
                "questions": questions,
                "asked": [],
            }
            row |= {"answer": "Jemur dulu.", "source": "Pengalaman pelatih SCORE", "created_at": NOW}
            await connection.execute(sa.insert(TopicDraft).values(row))
    await database.close()


def listed(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["topics"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_without_answers_one_sentence_says_so(settings, capsys):
    assert listed(capsys) == "Belum ada jawaban yang disetujui.\n"


def test_what_is_complete_is_written_and_the_rest_waits(settings, approved, capsys, tmp_path):
    said = listed(capsys)
    assert "- modul 3: Obat kain mblebes\n" in said
    assert "- modul 3: Obat kain apek (kurang 24 cara bertanya)\n" in said

    content = shutil.copytree(CONTENT_DIR, tmp_path / "content")
    said = asyncio.run(topics_report(settings, read_library(), write=True, content_dir=content))
    assert "- Obat kain mblebes: ditulis." in said
    assert (
        "- Obat kain apek: belum ditulis. pertanyaan baru 1 ragam: tambah sampai paling sedikit 25." in said
    )
    assert "`mitra train`" in said
    assert "/pelatih" in said
    assert "m3-obat-kain-mblebes" in read_library(content).topics
    assert listed(capsys).startswith("1 jawaban siap menjadi topik:\n- modul 3: Obat kain apek")


def test_a_title_that_is_taken_is_told(settings, approved, capsys, tmp_path):
    content = shutil.copytree(CONTENT_DIR, tmp_path / "content")
    (content / "modules" / "m3-produktivitas" / "obat-kain-mblebes.md").write_text("punya orang")
    said = asyncio.run(topics_report(settings, read_library(), write=True, content_dir=content))
    assert "sudah ada: ganti judulnya" in said
    assert (content / "modules" / "m3-produktivitas" / "obat-kain-mblebes.md").read_text() == "punya orang"
