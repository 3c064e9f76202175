"""A worker asks what Mitra does not know; a trainer answers without learning who asked; another one makes it a topic."""

import shutil

import pytest
import sqlalchemy as sa

from bot.reports import topics_report
from mitra.content.library import CONTENT_DIR, read_library
from mitra.store.models import OpenQuestion
from tests.acceptance.people import add_enterprise, join

QUESTION = "semprul kwaci zigzag mblebes opo obate"
SOON = 20


@pytest.fixture
async def factory(mitra, budi, phones):
    number = await add_enterprise(mitra, "CV Tanya", "Jahit")
    sari, tari = await phones.person("Sari"), await phones.person("Tari")
    await join(budi, mitra, "worker", number, name="Budi")
    await join(sari, mitra, "trainer", number, name="Sari")
    await join(tari, mitra, "trainer", number, name="Tari")
    async with mitra.database.transaction() as connection:  # what other stories left
        await connection.execute(sa.delete(OpenQuestion))
    return budi, sari, tari


async def answer(sari):
    """Let a trainer find the question, who asked unseen, and answer it."""
    await sari.says("/pelatih")
    await sari.hears(timeout=15)
    await sari.taps("❓ Belum terjawab")
    listed = await sari.hears()
    assert "zigzag" in listed.text
    assert "Budi" not in listed.text
    await sari.taps("1")
    shown = await sari.hears()
    assert "Siapa yang bertanya tidak terlihat" in shown.text
    await sari.taps("✍️ Buatkan jawaban")
    await sari.hears()
    await sari.says("Obat kain mblebes")
    await sari.hears()
    await sari.taps("Produktivitas")
    await sari.hears()
    await sari.says("Jemur dulu. Lalu lipat dua kali. Simpan di rak yang kering?")
    await sari.hears()
    await sari.taps("⏭️ Lewati")
    preview = await sari.hears()
    assert "belum dikirim" in preview.text
    await sari.taps("📤 Kirim ke yang bertanya")
    assert "sedang diantar" in (await sari.hears()).text


async def review(tari):
    """Let another trainer approve the answer."""
    await tari.says("/pelatih")
    await tari.hears(timeout=15)
    await tari.taps("❓ Belum terjawab")
    await tari.hears()
    await tari.taps("🔍 Tinjau jawaban rekan (1)")
    await tari.hears()
    await tari.taps("Obat kain mblebes")
    await tari.hears()
    await tari.taps("✅ Jadikan topik")
    assert "disetujui" in (await tari.hears()).text


async def test_from_a_question_to_a_topic(factory, mitra, tmp_path):
    budi, sari, tari = factory
    await budi.says(QUESTION)
    assert "belum paham" in (await budi.hears()).text

    await answer(sari)
    told = await budi.hears(timeout=SOON)
    assert "Ada jawaban untuk Anda" in told.text
    assert "Jemur dulu" in told.text

    await review(tari)
    assert "disetujui" in (await sari.hears(timeout=SOON)).text

    content = shutil.copytree(CONTENT_DIR, tmp_path / "content")
    said = await topics_report(mitra.settings, mitra.library, write=False)
    assert "1 jawaban siap" in said
    said = await topics_report(mitra.settings, mitra.library, write=True, content_dir=content)
    assert "belum ditulis. pertanyaan baru 1 ragam: tambah" in said  # one way of asking is too few
    assert "m3-obat-kain-mblebes" not in read_library(content).topics

    await tari.taps("➕ Cara bertanya")
    await tari.hears()
    await tari.says(
        "\n".join(f"kain mblebes nomer {letter * 3} kudu piye" for letter in "abcdefghijklmnopqrstuvwxyz")
    )
    assert "cara bertanya lagi" not in (await tari.hears()).text
    said = await topics_report(mitra.settings, mitra.library, write=True, content_dir=content)
    assert "Obat kain mblebes: ditulis." in said
    topic = read_library(content).topics["m3-obat-kain-mblebes"]
    assert QUESTION in topic.questions
    assert topic.sources == ("Pengalaman pelatih SCORE",)
    assert (
        await topics_report(mitra.settings, mitra.library, write=False) == "Belum ada jawaban yang disetujui."
    )
