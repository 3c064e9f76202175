"""What scripts cannot show of a check: how few taps it takes, a restart in the middle, pictures and reports, who is told late."""

import datetime as dt
import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.service import open_service
from mitra import chores
from mitra.store.check_models import CheckPhoto, CheckRun
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, running
from tests.acceptance.people import add_enterprise, join
from tests.acceptance.script import picture

LARGEST_PICTURE = 60_000


@pytest.fixture
async def worker(mitra, budi):
    """Budi, who works at an enterprise with areas."""
    await join(budi, mitra, "worker", await add_enterprise(mitra, "CV Cek", "Jahit", "Potong"), name="Budi")
    return budi


async def begin(phone, *, area="Jahit", way="📋 Lengkap", command="/cek5s") -> None:
    await phone.says(command)
    await phone.hears(timeout=15)
    await phone.taps(area)
    await phone.hears()
    await phone.taps(way)
    await phone.hears()


async def end(phone, answers):
    """Give the answers; return the picture and the result that follow the last one."""
    for answer in answers:
        await phone.taps(answer)
        last = await phone.hears()
    assert "selesai" in last.text
    return await phone.hears(timeout=20), await phone.hears()


async def test_twenty_five_items_in_under_thirty_answers(worker):
    """A command, an area, a way, and a tap for each item; each in the same message."""
    given = 3
    await worker.says("/cek5s")
    await worker.hears()
    await worker.taps("Jahit")
    await worker.hears()
    await worker.taps("📋 Lengkap")
    messages = {(await worker.hears()).message_id}
    for place in range(25):
        await worker.taps(str(place % 5))
        messages.add((await worker.hears()).message_id)
        given += 1
    assert given < 30
    assert len(messages) == 1
    await worker.hears(timeout=20)  # the picture
    # each pillar has 0 + 1 + 2 + 3 + 4 = 10 of 20
    result = (await worker.hears()).text
    assert "Nilai 50 dari 100" in result
    assert "Ringkas 50 · Rapi 50 · Resik 50 · Rawat 50 · Rajin 50" in result


async def test_pictures_are_small_and_the_report_holds_the_photos(worker, mitra):
    await begin(worker, way="⚡ Singkat")
    await worker.sends_photo(photo("red"))
    await worker.hears()
    await worker.sends_photo(photo("green"), caption="sesudah dirapikan")
    await worker.hears()
    radar, _ = await end(worker, "0123401234")
    await begin(worker, way="⚡ Singkat")
    with_before, result = await end(worker, "4444444444")
    assert "Naik 50 dibanding 26 Nov 2026" in result.text
    await worker.taps("📈 Kemajuan")
    trend = await worker.hears(timeout=20)
    for sent in (radar, with_before, trend):
        data = await sent.photo()
        assert len(data) <= LARGEST_PICTURE
        assert Image.open(io.BytesIO(data)).width == 720
    first = worker.chat()
    await worker.taps("🖨️ Laporan", on=next(one for one in first if "Nilai 50" in one.text))
    report = await worker.hears(timeout=20)
    data = await report.file()
    assert report.view["media"]["file_name"] == "5s-2026-11-26.pdf"
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Subtype\s*/Image", data)) >= 3  # the chart and both photos
    async with mitra.database.transaction() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(CheckPhoto)) >= 2


def photo(colour) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((900, 700), 60).convert("RGB").save(file, "JPEG", comment=colour.encode())
    return file.getvalue()


async def test_who_saves_data_gets_no_picture_unless_they_ask(worker):
    await worker.says("/profil")
    await worker.hears()
    await worker.taps("📶 Hemat data")
    await worker.hears()
    await begin(worker, way="⚡ Singkat")
    for _ in range(10):
        await worker.taps("4")
        await worker.hears()
    result = await worker.hears()
    assert "Nilai 100" in result.text
    await worker.taps("🖼️ Gambar")
    assert (await worker.hears(timeout=20)).kind == "photo"


async def test_a_day_and_a_restart_later_one_reminder_and_the_same_item(library, model, tmp_path):
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        settings = make_settings(simulator.url, tmp_path)
        days = [dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")]

        def clock() -> dt.datetime:
            return days[0]

        budi = await phones.person("Budi")
        async with open_service(settings, library, model, clock=clock) as service, running(service):
            number = await add_enterprise(service, "CV Esok", "Jahit")
            await join(budi, service, "worker", number, name="Budi")
            await begin(budi)
            await budi.taps("4")
            assert "2/25" in (await budi.hears()).text
        days[0] += dt.timedelta(days=1)
        async with open_service(settings, library, model, clock=clock) as service, running(service):
            reminder = await budi.hears(timeout=15)
            assert "1 dari 25 butir" in reminder.text
            await budi.hears_nothing(1)
            await budi.says("3")
            assert "3/25" in (await budi.hears()).text
            await budi.taps("▶️ Lanjutkan", on=reminder)
            assert "3/25" in (await budi.hears()).text
            async with service.database.transaction() as connection:
                assert await chores.do_due(connection, at=days[0] + dt.timedelta(days=2)) == 0


async def test_a_tap_on_a_check_that_is_over_says_so(worker, mitra):
    await begin(worker, way="⚡ Singkat")
    item = worker.chat()[-1]
    await worker.says("2")  # below, so that the first item's buttons stay
    await worker.hears()
    for _ in range(9):
        await worker.says("2")
        last = await worker.hears()
    assert "selesai" in last.text
    await worker.hears(timeout=20)
    await worker.hears()
    await worker.taps_data(item.buttons[0][0].data, item.message_id, item.chat_id)
    assert "sudah tidak berlaku" in (await worker.hears()).text
    async with mitra.database.transaction() as connection:
        runs = sa.select(CheckRun.finished_at).order_by(CheckRun.id.desc()).limit(1)
        assert await connection.scalar(runs) is not None


async def test_a_photo_without_a_check_is_no_trouble(worker):
    await worker.sends_photo(picture())
    assert "belum bisa membaca gambar" in (await worker.hears()).text
    await worker.sends_photo(picture(), caption="apar dipasang setinggi apa")
    assert "1,2 m" in (await worker.hears()).text
