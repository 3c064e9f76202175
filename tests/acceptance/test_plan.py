"""What scripts cannot show of the plan: reminders on a clock of their own, spreadsheets, pictures."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.service import open_service
from mitra import people as mitra_people
from mitra.access import CONSOLE
from mitra.plan import actions as plan
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import make_settings, running
from tests.acceptance.people import add_enterprise, join

#: A Thursday, ten in Jakarta.
START = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")


@pytest.fixture
async def world(library, model, tmp_path):
    """A Mitra with a clock of its own, an enterprise, a worker, a manager, a trainer."""
    clock = SimpleNamespace(now=START)
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        settings = make_settings(simulator.url, tmp_path)
        async with open_service(settings, library, model, clock=lambda: clock.now) as mitra, running(mitra):
            number = await add_enterprise(mitra, "CV Jam", "Jahit")
            there = {"clock": clock, "mitra": mitra, "number": number, "phones": phones}
            for name, role in (("Budi", "worker"), ("Rina", "manager"), ("Tari", "trainer")):
                there[name] = await phones.person(name)
                await join(there[name], mitra, role, number, name=name)
            yield SimpleNamespace(**there)


async def give(world, text, *, days) -> int:
    """Let Rina give Budi something to do within so many days; return its number in the database."""
    async with world.mitra.database.transaction() as connection:
        budi = await mitra_people.actor_of(connection, world.Budi.id)
        rina = await mitra_people.actor_of(connection, world.Rina.id)
        due = world.clock.now.date() + dt.timedelta(days=days)
        made = await plan.add(
            connection, rina, world.number, problem="Lantai licin", action=text, module=5, at=world.clock.now,
            more={"due_on": due, "owner_id": budi.person_id},
        )  # fmt: skip
    return made.id


async def state(world, which):
    async with world.mitra.database.transaction() as connection:
        return await plan.look(connection, CONSOLE, which)


def turn(world, moment) -> None:
    world.clock.now = dt.datetime.fromisoformat(moment)


async def test_a_reminder_at_eight_is_answered_by_one_tap_and_nothing_comes_after_it(world):
    action = await give(world, "Pasang alas", days=3)
    turn(world, "2026-11-27T07:59:00+07:00")
    await world.Budi.hears_nothing(6)
    turn(world, "2026-11-28T08:00:00+07:00")  # a Saturday, the day before it is due
    reminder = await world.Budi.hears(timeout=20)
    assert "Pengingat: satu tugas" in reminder.text
    assert "besok" in reminder.text
    assert reminder.labels[:3] == ["✅ Selesai", "▶️ Jalan", "⏸️ 1 hari"]
    await world.Budi.taps("✅ Selesai")
    done = await world.Budi.hears()
    assert (done.edited, "Selesai. Terima kasih" in done.text) == (True, True)
    turn(world, "2026-11-30T08:30:00+07:00")
    told = [message.text for message in await world.Rina.hears_all(3, 20)]
    assert any("Budi sudah menyelesaikan ini" in text for text in told)
    await world.Budi.hears_nothing(1)
    assert (await state(world, action)).status.value == "done"


async def test_several_are_one_message_with_a_row_of_buttons_each(world):
    for text in ("Pasang alas", "Ganti lampu", "Cat garis"):
        await give(world, text, days=1)
    turn(world, "2026-11-27T08:00:00+07:00")
    reminder = await world.Budi.hears(timeout=20)
    assert "Pengingat: 3 tugas" in reminder.text
    assert [label for label in reminder.labels if "✅" in label] == ["1 ✅", "2 ✅", "3 ✅"]
    await world.Budi.taps("2 ✅")
    assert "Ganti lampu" in (await world.Budi.hears()).text
    await world.Budi.hears_nothing(1)


async def test_after_a_week_without_power_one_message_for_all_then_progress_in_words(world):
    action = await give(world, "Pasang alas", days=2)
    turn(world, "2026-12-04T13:10:00+07:00")
    reminder = await world.Budi.hears(timeout=20)
    assert "terlambat 6 hari" in reminder.text
    await world.Budi.hears_nothing(1)
    late = (await world.Rina.hears(timeout=20)).text
    assert "Terlambat" in late
    assert "Minggu ini" in late
    await world.Budi.says("udah 80 persen bu, tinggal ngelem")
    assert "Kabar Anda tercatat" in (await world.Budi.hears()).text
    assert (await state(world, action)).status.value == "running"


async def test_the_plan_goes_out_as_a_spreadsheet_and_comes_back(world):
    await give(world, "Pasang alas", days=3)
    await world.Rina.says("/rencana")
    await world.Rina.hears()
    await world.Rina.taps("📗 Unduh Excel")
    sent = await world.Rina.hears(timeout=20)
    book = load_workbook(io.BytesIO(await sent.file()))
    page = book["Rencana"]
    titles = {cell.value: cell.column for row in page.iter_rows(max_row=6) for cell in row if cell.value}
    first = next(row[0].row for row in page.iter_rows() if row[0].value == 1)
    page.cell(first, titles["Biaya (Rp)"]).value = 750_000
    for name, value in (
        ("Modul", "5 K3"),
        ("Masalah", "Gelap"),
        ("Tindakan", "Tambah lampu"),
        ("Penanggung jawab", "Bdi"),
    ):
        page.cell(first + 1, titles[name]).value = value
    await world.Rina.taps("📥 Isi dari Excel")
    await world.Rina.hears()
    await world.Rina.sends_document(saved(book), "rencana.xlsx")
    problem = (await world.Rina.hears(timeout=20)).text
    assert f"Baris {first + 1}" in problem
    assert "Budi" in problem
    page.cell(first + 1, titles["Penanggung jawab"]).value = "Budi"
    await world.Rina.sends_document(saved(book), "rencana.xlsx")
    taken = (await world.Rina.hears(timeout=20)).text
    assert "1 baru · 1 diubah · 0 tetap" in taken
    assert "Tambah lampu" in (await world.Budi.hears(timeout=20)).text
    assert (await state(world, 1)).cost == 750_000


async def test_an_old_sheet_does_not_undo_what_was_answered_since(world):
    action = await give(world, "Pasang alas", days=3)
    await world.Rina.says("/rencana")
    await world.Rina.hears()
    await world.Rina.taps("📗 Unduh Excel")
    old = await (await world.Rina.hears(timeout=20)).file()
    world.clock.now += dt.timedelta(hours=1)
    await world.Budi.says("/tugas")
    await world.Budi.hears()
    await world.Budi.taps("1 ✅")
    await world.Budi.hears()
    await world.Rina.taps("📥 Isi dari Excel")
    await world.Rina.hears()
    await world.Rina.sends_document(old, "rencana.xlsx")
    taken = (await world.Rina.hears(timeout=20)).text
    assert "tidak saya ubah" in taken
    assert (await state(world, action)).status.value == "done"


async def test_the_summary_is_a_picture_a_page_and_a_sheet(world):
    await give(world, "Pasang alas", days=3)
    await world.Rina.says("ringkasan dong")
    picture = await world.Rina.hears(timeout=30)
    assert picture.kind == "photo"
    image = Image.open(io.BytesIO(await picture.file()))
    assert image.width >= 720
    lines = (await world.Rina.hears()).text
    assert "1 tindakan belum selesai" in lines
    await world.Rina.taps("📄 PDF")
    assert (await (await world.Rina.hears(timeout=30)).file())[:5] == b"%PDF-"
    await world.Rina.taps("📗 Excel")
    book = load_workbook(io.BytesIO(await (await world.Rina.hears(timeout=30)).file()))
    assert book.sheetnames == ["Ringkasan", "Rencana", "Angka"]


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
