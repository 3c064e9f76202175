"""What scripts cannot show of figures: a story with pictures, of who sets one up and who reports it."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from mitra.store.kpi_models import Kpi, KpiValue
from tests.acceptance.people import add_enterprise, join

LARGEST_PICTURE = 60_000


@pytest.fixture
async def factory(mitra, budi, rina):
    """Budi works at an enterprise that Rina leads."""
    number = await add_enterprise(mitra, "CV Angka", "Jahit")
    await join(budi, mitra, "worker", number, name="Budi")
    await join(rina, mitra, "manager", number, name="Rina")
    return budi, rina, number


async def set_up(rina, budi):
    """Let Rina watch rejects, with Budi to report them; return what Budi is told."""
    await rina.says("/angka")
    assert "Belum ada angka" in (await rina.hears(timeout=15)).text
    await rina.taps("➕ Tambah angka")
    await rina.hears()
    await rina.taps("🏷️ Reject")
    assert "Siapa yang mencatat Reject" in (await rina.hears()).text
    await rina.taps("Budi")
    assert "Budi saya kabari" in (await rina.hears()).text
    return await budi.hears(timeout=15)


async def values(mitra, number):
    """Return what is stored of the enterprise's figures."""
    query = sa.select(KpiValue.value, KpiValue.part, KpiValue.whole).join(Kpi, Kpi.id == KpiValue.kpi_id)
    async with mitra.database.transaction() as connection:
        rows = await connection.execute(query.where(Kpi.enterprise_id == number).order_by(KpiValue.first_on))
        return [tuple(row) for row in rows]


async def test_set_up_reported_asked_back_corrected_and_drawn(factory, mitra):
    budi, rina, number = factory
    told = await set_up(rina, budi)
    assert "Anda diminta mencatat" in told.text
    assert "tiap minggu" in told.text

    await budi.taps("✍️ Isi sekarang")
    assert "Minggu 16–22 November: berapa barang reject" in (await budi.hears()).text
    await budi.says("12 dari 400")
    heard = await budi.hears()
    assert "Tercatat: 🏷️ Reject 3% (12 dari 400)" in heard.text
    assert "angka awal" in heard.text

    # An older week, with a slip of the finger.
    await budi.taps("📊 Semua angka")
    await budi.hears()
    await budi.taps("🏷️ Reject")
    await budi.hears()
    await budi.taps("🗓️ Isi atau betulkan")
    await budi.hears()
    await budi.taps("✍️ 9–15 Nov")
    assert "Minggu 9–15 November" in (await budi.hears()).text
    await budi.says("200 dari 400")
    assert "Benar 50% (200 dari 400)?" in (await budi.hears()).text
    await budi.taps("✏️ Salah ketik")
    assert "Berapa yang benar?" in (await budi.hears()).text
    await budi.says("20 dari 400")
    assert "5% (20 dari 400)" in (await budi.hears()).text

    # The latest one corrected, in between a question about something else.
    await budi.taps("📊 Semua angka")
    assert "↘️👍" in (await budi.hears()).text
    await budi.taps("🏷️ Reject")
    await budi.hears()
    picture = await budi.hears(timeout=20)
    assert picture.kind == "photo"
    data = await picture.photo()
    assert len(data) <= LARGEST_PICTURE
    assert Image.open(io.BytesIO(data)).width == 720
    shown = next(one for one in reversed(budi.chat()) if "✏️ Betulkan 16–22 Nov" in one.labels)
    await budi.taps("✏️ Betulkan", on=shown)
    assert "Sekarang tercatat 3% (12 dari 400)" in (await budi.hears()).text
    await budi.says("apar dipasang setinggi apa?")
    assert "1,2 m" in (await budi.hears()).text
    assert "Kita lanjutkan" in (await budi.hears()).text
    await budi.says("10 dari 400")
    assert "2,5% (10 dari 400)" in (await budi.hears()).text
    assert await values(mitra, number) == [(5, 20, 400), (2.5, 10, 400)]

    await rina.says("/angka")
    shown = await rina.hears()
    assert "Reject: 2,5%" in shown.text
    assert "awal 5%" in shown.text


async def test_who_saves_data_gets_no_picture_unless_they_ask(factory):
    budi, rina, _ = factory
    await set_up(rina, budi)
    await budi.taps("✍️ Isi sekarang")
    await budi.hears()
    await budi.says("3%")
    await budi.hears()
    await budi.says("/profil")
    await budi.hears()
    await budi.taps("📶 Hemat data")
    await budi.hears()
    await budi.says("/angka")
    await budi.hears()
    await budi.taps("🏷️ Reject")
    await budi.hears()
    await budi.hears_nothing(1)
    await budi.taps("📈 Grafik")
    assert (await budi.hears(timeout=20)).kind == "photo"


async def test_tapped_twice_and_from_old_messages_nothing_happens_twice(factory, mitra):
    budi, rina, number = factory
    told = await set_up(rina, budi)
    await budi.taps("✍️ Isi sekarang")
    question = await budi.hears()
    await budi.says("12 dari 400")
    await budi.hears()
    await budi.hears_nothing(2.1)  # sooner it would be a double tap, which does nothing at all
    # The reminder's button says that it is done; the old question's skips nothing.
    await budi.taps("✍️ Isi sekarang", on=told)
    assert "sudah diisi" in (await budi.hears()).text
    await budi.taps("⏭️ Lewati", on=question)
    await budi.hears()
    assert await values(mitra, number) == [(3, 12, 400)]
    await rina.says("/angka")
    shown = await rina.hears()
    await rina.taps("➕ Tambah angka", on=shown)
    await rina.hears()
    assert "🏷️ Reject" not in " ".join(rina.chat()[-1].labels)
