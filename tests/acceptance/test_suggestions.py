"""What scripts cannot show of suggestions: two who decide at once, long and strange texts, receipts, papers, and no traces."""

import asyncio
import datetime as dt
import io
import re
import sqlite3
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from docx import Document
from PIL import Image

from bot.service import open_service
from mitra.store.database import Database
from mitra.store.models import Conversation, Person
from mitra.store.suggestion_models import Suggestion
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.conftest import TOKEN, make_settings, office_hours, running
from tests.acceptance.people import add_enterprise, join
from tests.acceptance.process import start
from tests.acceptance.test_crashes import READY

ANI, RUDI = ("Ani", "workers"), ("Rudi", "management")


@pytest.fixture
async def factory(mitra, budi, phones):
    """Budi works at an enterprise whose committee is Ani (workers) and Rudi (management)."""
    number = await add_enterprise(mitra, "CV Saran", "Jahit")
    await join(budi, mitra, "worker", number, name="Budi")
    members = []
    for name, side in (ANI, RUDI):
        phone = await phones.person(name)
        await join(phone, mitra, "committee", number, side=side, name=name)
        members.append(phone)
    return budi, *members


async def give(phone, text) -> str:
    """Send a suggestion, and return its receipt."""
    await phone.says(text if text.startswith("usul") else "/saran")
    if not text.startswith("usul"):
        await phone.hears()
        await phone.says(text)
    await phone.hears()
    await phone.taps("📨 Kirim")
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", (await phone.hears()).text)[0]


async def open_first(phone) -> str:
    """Open the first new suggestion in the committee's menu; return what it says."""
    await phone.says("/panitia")
    await phone.hears(timeout=15)
    await phone.taps("🆕 Baru")
    await phone.hears()
    await phone.taps("1")
    return (await phone.hears()).text


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(factory):
    budi, ani, rudi = factory
    await give(budi, "usul troli kain ditambah satu lagi")
    await open_first(ani)
    await open_first(rudi)
    await ani.taps("✅ Terima")
    await ani.hears()
    await rudi.taps("✅ Terima")
    await rudi.hears()
    await asyncio.gather(ani.taps("✅ Ya, terima"), rudi.taps("✅ Ya, terima"))
    heard = {(await ani.hears()).text[:24], (await rudi.hears()).text[:24]}
    assert any("diterima" in text for text in heard)
    assert any("Keputusan Anda belum" in text for text in heard)
    news = [message.text for message in await budi.hears_all()]
    assert len(news) == 1
    assert "diterima" in news[0]


async def test_a_changed_one_is_not_decided_on_what_it_was(factory):
    budi, ani, _ = factory
    await give(budi, "usul rak sepatu di depan musala")
    await open_first(ani)
    await budi.says("/saran_saya")
    await budi.hears()
    await budi.taps("1")
    await budi.hears()
    await budi.taps("↩️ Tarik kembali")
    await budi.hears()
    await budi.taps("↩️ Ya")
    await budi.hears()
    await ani.taps("✅ Terima")
    told = await ani.hears()
    assert "Keputusan Anda belum berlaku" in told.text
    assert "rak sepatu" not in told.text
    assert "Terima" not in " ".join(told.labels)


@pytest.mark.parametrize(
    "text",
    [
        "meja <b>packing</b> & 'kursi' \"tinggi\" {{ x }} " + "panjang sekali " * 262,
        "مروحة في غرفة الخياطة kipas 🪭🪭 jahit",
        "baris satu\nbaris dua\n\nbaris <tiga>",
    ],
    ids=["4,000 letters and HTML", "right to left and emoji", "lines"],
)
async def test_texts_come_back_as_typed(factory, text):
    budi, ani, _ = factory
    text = text[:4_000].strip()
    await give(budi, text)
    shown = await open_first(ani)
    if len(text) <= 700:
        assert text in shown
        return
    assert text[:600] in shown
    await ani.taps("📄 Baca semuanya")
    assert (await ani.hears()).text == text


async def test_one_letter_too_many_is_said_and_nothing_is_sent(factory):
    budi, ani, _ = factory
    await budi.says("/saran")
    await budi.hears()
    await budi.says("x" * 4_001)
    assert "panjang" in (await budi.hears()).text
    await ani.says("/panitia")
    assert "Tidak ada saran baru" in (await ani.hears()).text


async def test_the_receipt_opens_it_on_another_phone_which_then_gets_the_news(factory, phones, mitra):
    budi, ani, _ = factory
    code = await give(budi, "usul cermin cembung dipasang di tikungan")
    borrowed = await phones.person("Dewi")
    await borrowed.says(f"kode saran {code.lower()}")
    shown = await borrowed.hears()
    assert "cermin cembung" in shown.text
    assert "🔔 Kabari saya di HP ini" not in shown.labels  # a stranger may read and take back, not be told
    number = await _enterprise_of(mitra)
    await join(borrowed, mitra, "worker", number, name="Dewi")
    await borrowed.says(code)
    await borrowed.hears()
    await borrowed.taps("🔔 Kabari saya")
    assert "Mulai sekarang kabarnya datang ke HP ini" in (await borrowed.hears()).text
    await open_first(ani)
    await ani.taps("👀 Sudah dibaca")
    assert "sudah dibaca" in (await borrowed.hears()).text
    await budi.hears_nothing()
    await borrowed.says("ABCD-2345")
    assert "Kode itu tidak ada" in (await borrowed.hears()).text


async def _enterprise_of(mitra) -> int:
    async with mitra.database.transaction() as connection:
        return await connection.scalar(sa.select(sa.func.max(Suggestion.enterprise_id)))


async def test_photos_lose_their_metadata_and_papers_are_made(factory):
    budi, ani, rudi = factory
    await budi.says("/saran")
    await budi.hears()
    await budi.sends_photo(photo("red"), caption="kabel dirapikan ke dinding")
    await budi.hears()
    await budi.taps("📨 Kirim")
    await budi.hears()
    await open_first(ani)
    await ani.taps("📷 Lihat foto")
    seen = await (await ani.hears(timeout=20)).photo()
    assert b"Rahasia Kamera" in photo("red")
    assert b"Rahasia Kamera" not in seen
    assert not Image.open(io.BytesIO(seen)).getexif()
    await ani.taps("✅ Terima")
    await ani.hears()
    await ani.taps("✅ Ya, terima")
    await ani.hears()
    await ani.hears()
    await budi.hears()
    await rudi.says("/panitia")
    await rudi.hears()
    for label, kind in (("🗓️ Agenda (PDF)", b"%PDF"), ("🗓️ Agenda (Word)", b"PK")):
        await rudi.taps(label)
        sent = await rudi.hears(timeout=30)
        assert (await sent.file()).startswith(kind)
    document = Document(io.BytesIO(await sent.file()))
    said = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "kabel dirapikan ke dinding" in said
    assert "Ani" in said
    await rudi.taps("📊 Angka")
    assert "1 saran" in (await rudi.hears()).text
    await rudi.taps("📈 Gambar")
    assert (await rudi.hears(timeout=20)).kind == "photo"


def photo(colour) -> bytes:
    """Return a photo whose file says which camera took it."""
    picture = Image.new("RGB", (900, 600), colour)
    exif = picture.getexif()
    exif[0x010F] = "Rahasia Kamera"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


async def test_an_unanswered_one_is_called_to_mind(library, model, tmp_path):
    """With a clock of its own: the committee hears at the next full hour, and before its time is over."""
    clock = SimpleNamespace(now=office_hours())
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        settings = make_settings(simulator.url, tmp_path)
        async with open_service(settings, library, model, clock=lambda: clock.now) as mitra, running(mitra):
            number = await add_enterprise(mitra, "CV Jam")
            budi, ani = await phones.person("Budi"), await phones.person("Ani")
            await join(budi, mitra, "worker", number, name="Budi")
            await join(ani, mitra, "committee", number, side="workers", name="Ani")
            await give(budi, "usul jam dinding di ruang potong")
            await ani.hears_nothing(1)
            clock.now += dt.timedelta(hours=1)
            told = await ani.hears(timeout=20)
            assert "Saran baru (1)" in told.text
            assert "Tanpa nama" in told.text
            clock.now += dt.timedelta(hours=24)
            assert "jawaban pertama: sisa" in (await ani.hears(timeout=20)).text


async def test_nothing_leads_from_an_anonymous_suggestion_to_its_author(tmp_path, model):
    """
    The process as it runs, its log at its most talkative, its files read byte by byte.

    Looked for: the words anywhere but where the committee reads them, and the author's account beside them.
    """
    words = "pintu belakang zamrud jangan dikunci"
    (tmp_path / "models").symlink_to(model.parent)
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        environment = {
            "MITRA_TELEGRAM_TOKEN": TOKEN,
            "MITRA_TELEGRAM_API": simulator.url,
            "MITRA_DATA_DIR": str(tmp_path),
            "MITRA_SECRET_KEY": "kunci di luar",
            "MITRA_LOG_LEVEL": "DEBUG",
        }
        file = tmp_path / "mitra.sqlite"
        async with start("run", **environment) as process:
            await process.prints(READY, seconds=90)
            # Read all the while: a full pipe would stop the process.
            pipe = asyncio.create_task(process.process.stdout.read())
            database = Database(f"sqlite+aiosqlite:///{file}")
            mitra = SimpleNamespace(database=database, clock=lambda: dt.datetime.now(dt.UTC))
            number = await add_enterprise(mitra, "CV Rahasia")
            budi, ani = await phones.person("Budi"), await phones.person("Ani")
            await join(budi, mitra, "worker", number, name="Budi")
            await join(ani, mitra, "committee", number, side="workers", name="Ani")
            await give(budi, f"usul {words}")
            await open_first(ani)
            await ani.taps("❓ Tanya penulis")
            await ani.hears()
            await ani.says("pintu yang mana")
            await ani.hears()
            # The news may have to wait until morning: this process has the real clock.
            await budi.says("/saran_saya")
            await budi.hears()
            await budi.taps("1")
            await budi.hears()
            await budi.taps("✍️ Jawab")
            await budi.hears()
            await budi.says("jawaban safir rahasia")
            await budi.hears()
            await ani.says("/privasi")
            await ani.hears()
            await ani.taps("📄 Unduh")
            exports = [await (await ani.hears(timeout=20)).file() for _ in range(2)]
            await database.close()
            await _menus_sent(file)
            process.process.terminate()
            printed = await asyncio.wait_for(pipe, 20)
            await process.ends()
    account = str(budi.id)
    log = process.printed + printed.decode()
    assert len(log) > 100
    assert not [word for word in ("zamrud", "safir", account) if word in log]
    assert not [one for one in exports if account.encode() in one or b"safir" in one]
    rows = _rows(file)
    holding = {table for table, row in rows if "zamrud" in row or "safir" in row}
    assert holding <= {"suggestions", "suggestion_steps", "outbox_messages"}
    beside = {table for table, row in rows if account in row}
    assert beside == {"persons", "conversations"}
    (state,) = [row for table, row in rows if table == "conversations" and account in row]
    assert "suggest" not in state.replace('"name": "suggestion"', "").replace("action_suggestion", "")


async def _menus_sent(file) -> None:
    """Wait for the sweep of a second: until then the menus of who has just joined name their accounts."""
    for _ in range(200):
        if not any("set_my_commands" in row for table, row in _rows(file) if table == "outbox_messages"):
            return
        await asyncio.sleep(0.1)
    raise TimeoutError


def _rows(file) -> list[tuple[str, str]]:
    """Return every row of every table as text."""
    connection = sqlite3.connect(file)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(table, str(row)) for table in tables for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables' names


async def test_a_days_worth_of_moments_beside_people_is_all_there_is(mitra, factory):
    """What is kept beside an account is never finer than a day, so that it meets no suggestion's hour."""
    budi, *_ = factory
    await give(budi, "usul kursi dikasih sandaran")
    async with mitra.database.transaction() as connection:
        row = (await connection.execute(sa.select(Person.seen_on).where(Person.telegram_id == budi.id))).one()
        kept = sa.select(Conversation.state, Conversation.updated_at)
        state, moment = (await connection.execute(kept.where(Conversation.sender_id == str(budi.id)))).one()
    assert type(row.seen_on) is dt.date
    assert "timestamp" not in str(state)
    assert moment.time() == dt.time(0, 0)
