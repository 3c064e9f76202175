"""A trainer looks at the overview, plans a visit, is reminded, holds it, and its report reaches the manager."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest
from PIL import Image

from bot.service import open_service
from mitra import people as mitra_people
from mitra.plan import actions as plan
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, running
from tests.acceptance.people import add_enterprise, join

#: A Thursday, ten in Jakarta.
START = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")


@pytest.fixture
async def world(library, model, tmp_path):
    """A Mitra with a clock of its own, an enterprise with an overdue action, its manager, its trainer."""
    clock = SimpleNamespace(now=START)
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        settings = make_settings(simulator.url, tmp_path)
        async with open_service(settings, library, model, clock=lambda: clock.now) as mitra, running(mitra):
            number = await add_enterprise(mitra, "CV Jam", "Jahit")
            there = {"clock": clock, "mitra": mitra, "number": number}
            for name, role in (("Rina", "manager"), ("Tari", "trainer")):
                there[name] = await phones.person(name)
                await join(there[name], mitra, role, number, name=name)
            async with mitra.database.transaction() as connection:
                rina = await mitra_people.actor_of(connection, there["Rina"].id)
                await plan.add(
                    connection, rina, number, problem="Lantai licin", action="Pasang alas", module=5, at=START,
                    more={"due_on": START.date() - dt.timedelta(days=3), "owner_id": rina.person_id},
                )  # fmt: skip
            yield SimpleNamespace(**there)


async def test_the_overview_says_why_and_is_a_picture_too(world):
    tari = world.Tari
    await tari.says("/pelatih")
    overview = await tari.hears()
    assert "🟡 CV Jam: 1 tugas terlambat" in overview.text
    await tari.taps("🖼️ Gambar")
    picture = Image.open(io.BytesIO(await (await tari.hears(timeout=30)).file()))
    assert picture.width >= 720
    await tari.says("/pelatih")
    await tari.hears()
    await tari.taps("🟡 CV Jam")
    assert "Rencana: 1 belum selesai, 1 terlambat" in (await tari.hears()).text


async def test_a_visit_is_planned_moved_reminded_of_held_and_reported(world):
    tari, rina = world.Tari, world.Rina
    await tari.says("/pelatih")
    await tari.hears()
    await tari.taps("🟡 CV Jam")
    await tari.hears()
    await tari.taps("📍 Kunjungan")
    assert "Belum ada kunjungan" in (await tari.hears()).text
    await tari.taps("➕ Rencanakan kunjungan")
    assert "Kapan kunjungannya" in (await tari.hears()).text
    await tari.says("hari selasa depan")
    planned = (await tari.hears()).text
    assert "Selasa, 1 Desember" in planned
    assert "Tugas 1 (Rina) terlambat 3 hari: Pasang alas" in planned
    await tari.taps("📅 Ganti hari")
    await tari.hears()
    await tari.says("rabu depan aja")
    assert "Rabu, 2 Desember" in (await tari.hears()).text

    world.clock.now = dt.datetime.fromisoformat("2026-11-30T16:00:00+07:00")
    heard = [one.text for one in await rina.hears_all(1, 20)]  # her own reminder of the overdue task
    assert not any("kunjungan" in text for text in heard)
    world.clock.now = dt.datetime.fromisoformat("2026-12-01T16:00:00+07:00")
    reminder = await tari.hears(timeout=20)
    while "Pengingat: kunjungan" not in reminder.text:  # of late tasks trainers are told as well
        reminder = await tari.hears(timeout=20)
    assert "CV Jam, 2 Des 2026" in reminder.text

    world.clock.now = dt.datetime.fromisoformat("2026-12-02T11:00:00+07:00")
    await tari.taps("📋 Lihat agenda")
    assert "Hari ini" in (await tari.hears()).text
    await tari.taps("✅ Selesai")
    assert "Kunjungan selesai" in (await tari.hears()).text
    await tari.taps("📝 Tulis catatan")
    await tari.hears()
    await tari.says("alas dipasang jumat oleh bu rina\nkenapa lampu mati? dicek teknisi")
    assert "Catatan tersimpan" in (await tari.hears()).text
    await tari.taps("📄 PDF")
    assert (await (await tari.hears(timeout=30)).file())[:5] == b"%PDF-"
    await tari.taps("📤 Kirim ke pimpinan")
    assert "sudah saya kabarkan ke pimpinan" in (await tari.hears()).text

    news = await rina.hears(timeout=20)
    while "Laporan kunjungan pelatih Tari" not in news.text:
        news = await rina.hears(timeout=20)
    await rina.taps("📄 Buka laporan")
    report = await rina.hears(timeout=30)
    assert report.kind == "document"
    assert (await report.file())[:5] == b"%PDF-"
    await tari.says("/pelatih")
    await tari.hears()
    await tari.taps("📍 Kunjungan saya")
    assert "Belum ada kunjungan" in (await tari.hears()).text
