"""The trainer's overview and visits in conversation: what is tapped and typed, what comes back; without Rasa and Telegram."""

import datetime as dt
from types import SimpleNamespace

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks
from actions.leading import Lead, Trainer
from actions.services import Services, provided
from actions.steering import Reply, Steer
from actions.visiting import Visiting
from mitra import people, stack
from mitra.content.library import read_library
from mitra.content.messages import Messages
from mitra.plan import actions as plan
from mitra.visits import visits
from tests.unit.mitra.make import NOW, make_enterprise, make_person

MESSAGES = Messages()
TARI, RINA, LAIN = 45, 43, 47
DAY = dt.timedelta(days=1)
_ACTIONS = {"visit": Visiting, "lead": Lead, "trainer": Trainer, "reply": Reply}
_OWN = (
    "text",
    "buttons",
    "elements",
    "custom",
    "template",
    "image",
    "attachment",
    "response",
    "edit",
    "file",
)


class Chat:
    """Somebody's chat: taps and typed replies, and what is said, rendered."""

    def __init__(self, account: int) -> None:
        self.account, self.slot, self.rows, self.files = account, None, (), []

    async def tap(self, data: str) -> str:
        """Tap a button by its data, or open a page."""
        intent, _, value = data.partition(":")
        return await self._run(_ACTIONS.get(intent, Steer)(), intent, value=value)

    async def reply(self, text: str) -> str:
        """Reply to the open question."""
        assert tasks.of(self.open).reads(self.open, text), f"{text!r} is no reply to {self.open}"
        return await self._run(Reply(), "reply", text=text)

    async def press(self, label: str) -> str:
        """Tap the first button of the last message with this beginning."""
        return await self.tap(
            next(one.data for row in self.rows for one in row if one.text.startswith(label))
        )

    @property
    def open(self):
        return stack.active(tasks.stack_in(self.slot))

    @property
    def labels(self):
        return [button.text for row in self.rows for button in row]

    async def _run(self, action, intent, *, value="", text="") -> str:
        dispatcher = CollectingDispatcher()
        entities = [{"entity": "value", "value": value}] if value else []
        latest = {"entities": entities, "intent": {"name": intent}, "text": text}
        tracker = Tracker(
            str(self.account), {tasks.SLOT: self.slot}, latest, [], False, None, {}, "action_listen"
        )
        for event in await action.run(dispatcher, tracker, {}):
            if event["event"] == "slot" and event["name"] == tasks.SLOT:
                self.slot = event["value"]
        said, self.files = [], []
        for message in dispatcher.messages:
            values = {name: one for name, one in message.items() if name not in _OWN}
            shown = MESSAGES.render(message["response"].removeprefix("utter_"), **values)
            self.files += [message["file"]] if message.get("file") else []
            said.append(shown.html)
            self.rows = shown.rows or self.rows
        return "\n---\n".join(said)


@pytest.fixture(scope="module")
def library():
    return read_library()


@pytest.fixture
async def world(database, library):
    """An enterprise with a manager and a trainer; another with a trainer of its own."""
    clock = SimpleNamespace(now=NOW)
    async with database.transaction() as connection:
        number = await make_enterprise(connection, "CV Maju & Jaya", areas=["Jahit"])
        other = await make_enterprise(connection, "CV Lain")
        await make_person(connection, TARI, (number, "trainer"), name="Tari")
        rina = await make_person(connection, RINA, (number, "manager"), name="Rina")
        await make_person(connection, LAIN, (other, "trainer"), name="Lain")
        for days in (20, 1):
            await plan.add(
                connection, rina, number, problem="p", action=f"Pasang <alas> {days}", module=1, at=NOW,
                more={"due_on": NOW.date() - days * DAY, "owner_id": rina.person_id},
            )  # fmt: skip
    services = Services(library=library, database=database, key=b"kunci", clock=lambda: clock.now)
    with provided(services):
        yield SimpleNamespace(number=number, other=other, database=database, clock=clock)


async def test_the_overview_says_who_needs_attention_and_why(world):
    chat = Chat(TARI)
    said = await chat.tap("trainer:")
    assert "🔴 <b>CV Maju &amp; Jaya</b>: 2 tugas terlambat" in said
    assert chat.labels[0] == "🔴 CV Maju & Jaya"
    assert {"📣 Tindak lanjut", "📍 Kunjungan saya", "🖼️ Gambar", "➕ Tambah perusahaan"} <= set(chat.labels)
    await chat.press("🖼️ Gambar")
    assert [(one["make"], one["values"]) for one in chat.files] == [
        ("overview_picture", {"telegram_id": TARI})
    ]
    await chat.tap("trainer:")
    said = await chat.press("🔴")
    assert "🔴 Rencana: 2 belum selesai, 2 terlambat (paling lama 20 hari)" in said
    assert "⚪ Cek 5R: belum pernah" in said
    assert "📍 Kunjungan" in chat.labels
    # Who leads the enterprise sees its page without the light.
    chat = Chat(RINA)
    said = await chat.tap(f"lead:see:{world.number}")
    assert "🏭 <b>CV Maju" in said
    assert "terlambat" not in said
    assert "📍 Kunjungan" not in chat.labels


async def test_a_visit_is_planned_edited_held_and_reported(world):
    chat = Chat(TARI)
    assert "Belum ada kunjungan" in await chat.tap(f"visit:list:{world.number}")
    assert "Kapan kunjungannya" in await chat.press("➕ Rencanakan kunjungan")
    assert "sudah lewat" in await chat.reply("kemarin")
    said = await chat.reply("Senin depan")
    assert "Kunjungan tercatat" in said
    assert "Senin, 30 November" in said
    assert "1. Tugas 1 (Rina) terlambat 20 hari: Pasang &lt;alas&gt; 20" in said
    await chat.press("✏️ Ubah agenda")
    assert "✖️ 2" in chat.labels
    said = await chat.press("✖️ 2")
    assert "terlambat 1 hari" not in said
    await chat.press("➕ Tambah baris")
    said = await chat.reply("Gimana kabar mesin obras yang baru?")
    assert "2. Gimana kabar mesin obras yang baru?" in said
    await chat.press("⬅️ Kembali")
    assert "✅ Selesai" not in chat.labels
    await chat.press("📅 Ganti hari")
    said = await chat.reply("besok")
    assert "Hari kunjungan sudah diubah" in said
    world.clock.now = NOW + DAY
    said = await chat.tap("visit:mine")
    assert "<b>CV Maju &amp; Jaya</b>: hari ini" in said
    await chat.press("27 Nov 2026")
    assert "Kunjungan selesai" in await chat.press("✅ Selesai")
    assert "Apa yang Anda lihat" in await chat.press("📝 Tulis catatan")
    said = await chat.reply("Rak dipasang Jumat\n<b>APAR</b> dicek Pak Budi?")
    assert "Rak dipasang Jumat\n&lt;b&gt;APAR&lt;/b&gt; dicek Pak Budi?" in said
    await chat.press("📄 PDF")
    assert [(one["method"], one["make"], one["values"]) for one in chat.files] == [
        ("send_document", "visit_report", {"visit": 1})
    ]
    manager = Chat(RINA)
    assert "tidak" in (await manager.tap("visit:report:1")).casefold()
    assert manager.files == []
    await chat.tap("visit:see:1")
    assert "pimpinan" in (await chat.press("📤 Kirim ke pimpinan")).casefold()
    await manager.tap("visit:report:1")
    assert [one["make"] for one in manager.files] == ["visit_report"]


async def test_calling_off_can_be_undone(world):
    async with world.database.transaction() as connection:
        tari = await people.actor_of(connection, TARI)
        await visits.plan(connection, tari, world.number, NOW.date() + 3 * DAY, at=NOW)
    chat = Chat(TARI)
    await chat.tap("visit:see:1")
    assert "dibatalkan" in await chat.press("✖️ Batalkan")
    assert "Belum ada kunjungan" in await chat.tap(f"visit:list:{world.number}")
    await chat.tap("visit:see:1")
    await chat.press("↩️ Rencanakan lagi")
    assert "✏️ Ubah agenda" in chat.labels


@pytest.mark.parametrize("days", [181, 400])
async def test_a_day_too_far_ahead_is_said_in_words(world, days):
    chat = Chat(TARI)
    await chat.tap(f"visit:new:{world.number}")
    day = NOW.date() + days * DAY
    assert "setengah tahun" in await chat.reply(f"{day:%d-%m-%Y}")


HOSTILE = (
    *("x", "see", "list", "cut:1", "cut:1:zzz", "see:x", "see:-1", "see:99", "mine:x", "see:1:2:3", "new:99", "done:1:2"),
    *("move:99", "report:99", "list:1:x", "fresh:", ":", "see:１", "cut:99:abc", "edit:0", "share:1e9", "notes:" + "9" * 30),
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("account", [TARI, RINA, LAIN, 99])
async def test_nonsense_and_what_is_others_is_refused_politely(world, account, value):
    async with world.database.transaction() as connection:
        tari = await people.actor_of(connection, TARI)
        await visits.plan(connection, tari, world.number, NOW.date() + 3 * DAY, at=NOW)
    chat = Chat(account)
    said = await chat.tap(f"visit:{value}")
    assert chat.open is None
    assert chat.files == []
    if account != TARI:
        assert "CV Maju" not in said
        assert "Agenda" not in said
    async with world.database.transaction() as connection:
        visit = await visits.stored(connection, 1)
    assert (visit.status.value, visit.agenda) == ("planned", ())
