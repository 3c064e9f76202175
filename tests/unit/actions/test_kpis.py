"""Figures in conversation: what is typed and tapped, what comes back; without Rasa and Telegram."""

import datetime as dt
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks
from actions.kpi import Kpi
from actions.kpis import reading
from actions.services import Services, provided
from actions.steering import Reply, Steer
from mitra import stack
from mitra.content.library import read_library
from mitra.content.messages import Messages
from mitra.kpis import indicators, readings
from mitra.kpis.catalogue import Kind
from mitra.people import set_low_data
from mitra.store.kpi_models import KpiValue
from tests.unit.mitra.kpis.factory import BEFORE, LAST, Factory, day
from tests.unit.mitra.make import NOW, make_enterprise, make_person

MESSAGES = Messages()


class Chat:
    """Somebody's chat: taps and typed replies, and what is said, rendered."""

    def __init__(self, account: int) -> None:
        self.account, self.slot = account, None
        self.said, self.files = [], []

    async def tap(self, value: str) -> str:
        """Tap a button of the figures, or type /angka; return what is said."""
        return await self._run(Kpi(), "kpi", value=value)

    async def reply(self, text: str) -> str:
        """Reply to the open question; return what is said."""
        assert tasks.of(self.open).reads(self.open, text), f"{text!r} is no reply to {self.open}"
        return await self._run(Reply(), "reply", text=text)

    async def types(self, text: str) -> str:
        """Say something that is taken for a reply however it reads."""
        return await self._run(Reply(), "reply", text=text)

    async def press(self, label: str) -> str:
        """Tap the first button of the last message with this beginning."""
        button = next(one for row in self.rows for one in row if one.text.startswith(label))
        intent, _, value = button.data.partition(":")
        return await self.act(intent, value)

    async def act(self, intent: str, value: str) -> str:
        """Tap a button by its data."""
        action = {"kpi": Kpi, "reply": Reply}.get(intent, Steer)()
        return await self._run(action, intent, value=value)

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
        slots = {tasks.SLOT: self.slot}
        tracker = Tracker(str(self.account), slots, latest, [], False, None, {}, "action_listen")
        for event in await action.run(dispatcher, tracker, {}):
            if event["event"] == "slot" and event["name"] == tasks.SLOT:
                self.slot = event["value"]
        names = ("text", "buttons", "elements", "custom", "template", "image", "attachment")
        self.said, self.files, self.rows = [], [], ()
        for message in dispatcher.messages:
            name = message["response"].removeprefix("utter_")
            values = {key: one for key, one in message.items() if key not in {*names, "response"}}
            shown = MESSAGES.render(name, **{k: v for k, v in values.items() if k not in {"edit", "file"}})
            self.files += [values["file"]] if values.get("file") else []
            self.said.append(shown.html)
            self.rows = shown.rows or self.rows
        return "\n---\n".join(self.said)


@pytest.fixture
async def here(database):
    """CV Maju: Siti and Budi work there, Ibu Rina leads it; Pak Tono leads another."""
    async with database.transaction() as connection:
        enterprise = await make_enterprise(connection, "CV Maju")
        other = await make_enterprise(connection, "CV Lain")
        people = {
            "siti": await make_person(connection, 41, (enterprise, "worker"), name="Siti"),
            "budi": await make_person(connection, 42, (enterprise, "worker"), name="Budi"),
            "ani": await make_person(connection, 51, (enterprise, "committee"), name="Ani"),
            "rina": await make_person(connection, 53, (enterprise, "manager"), name="Ibu Rina"),
            "tono": await make_person(connection, 61, (other, "manager"), name="Pak Tono"),
        }
    clock = SimpleNamespace(now=NOW)
    services = Services(library=read_library(), database=database, key=b"kunci", clock=lambda: clock.now)
    chats = {name: Chat(actor.telegram_id) for name, actor in people.items()}
    with provided(services):
        yield SimpleNamespace(
            database=database, enterprise=enterprise, people=SimpleNamespace(**people), clock=clock, **chats
        )


async def given(here, code="defect_rate", *, owner="siti", reports=(), **settings):
    """Let a figure be watched, and some of it be reported."""
    async with here.database.transaction() as connection:
        factory = Factory(connection, here.enterprise, **here.people.__dict__)
        kpi = await factory.add(code, owner=getattr(here.people, owner) if owner else None, **settings)
        for first, *numbers in reports:
            await factory.report(kpi, first, *numbers)
    return kpi.id


async def stored(here):
    async with here.database.transaction() as connection:
        rows = await connection.execute(
            sa.select(KpiValue.first_on, KpiValue.value, KpiValue.part, KpiValue.whole)
        )
        return [tuple(row) for row in rows]


# --- reporting


async def test_a_share_is_typed_and_stored(here):
    kpi = await given(here, baseline=4.2)
    asked = await here.siti.tap(f"fill:{kpi}")
    assert "Minggu 16–22 November: berapa barang reject, dari berapa yang diperiksa?" in asked
    assert "langkah" not in asked
    said = await here.siti.reply("12 dari 400")
    assert "Reject <b>3% (12 dari 400)</b>, minggu 16–22 November. Turun 1,2 dari awal 👍" in said
    assert await stored(here) == [(LAST, 3, 12, 400)]
    assert here.siti.open is None


@pytest.mark.parametrize(
    ("replies", "value"),
    [
        (["3%"], 3),
        (["2,5 persen"], 2.5),
        (["nol"], 0),
        (["tidak ada"], 0),
        (["12", "400"], 3),
        (["12", "5 dari 200"], 2.5),
        (["12", "20 x 20"], 3),
        (["12/400"], 3),
        (["dua belas dari empat ratus"], 3),
    ],
)
async def test_numbers_as_people_type_them(here, replies, value):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    for text in replies:
        said = await here.siti.reply(text)
    assert "Tercatat" in said
    assert [row[1] for row in await stored(here)] == [value]


async def test_two_numbers_are_asked_one_after_the_other_with_a_short_cut(here):
    kpi = await given(here, "productivity", reports=[(BEFORE, 2_000, 200)])
    assert "berapa produk baik yang jadi" in await here.siti.tap(f"fill:{kpi}")
    asked = await here.siti.reply("2.400")
    assert "<b>2.400</b>. Dalam berapa jam kerja semua orang?" in asked
    said = await here.siti.press("200, seperti yang lalu")
    assert "12 produk/jam (2.400 : 200)" in said
    assert "Naik 2 dari awal 👍" in said


async def test_where_money_counts_of_how_many_is_asked_also_for_nought_but_may_be_left_out(here):
    kpi = await given(here, worth=15_000)
    await here.siti.tap(f"fill:{kpi}")
    assert "Dari berapa barang" in await here.siti.reply("nol")
    assert "Tercatat" in await here.siti.press("⏭️ Lewati")
    assert await stored(here) == [(LAST, 0, None, None)]


@pytest.mark.parametrize(
    ("code", "typed", "says"),
    [
        ("defect_rate", "banyak sekali", "Tulis seperti ini: 12 dari 400"),
        ("defect_rate", "12 atau 13", "Tulis seperti ini: 12 dari 400"),
        ("defect_rate", "500 dari 400", "terbalik"),
        ("defect_rate", "150 persen", "lebih dari 100"),
        ("defect_rate", "5 dari 0", "Tulis seperti ini"),
        ("accidents", "satu setengah", "bilangan bulat"),
        ("accidents", "aman", "Tulis satu angka saja"),
    ],
)
async def test_what_cannot_be_used_is_said_with_an_example_and_asked_again(here, code, typed, says):
    kpi = await given(here, code)
    await here.siti.tap(f"fill:{kpi}")
    said = await here.siti.types(typed)
    assert says in said
    assert "berapa" in said
    assert here.siti.open
    assert await stored(here) == []


async def test_a_surprising_number_is_asked_back_once(here):
    kpi = await given(here, reports=[(BEFORE, 10, 400)])
    await here.siti.tap(f"fill:{kpi}")
    said = await here.siti.reply("100 dari 400")
    assert "Minggu sebelumnya <b>2,5%</b>. Benar <b>25% (100 dari 400)</b>?" in said
    assert await stored(here) == [(BEFORE, 2.5, 10, 400)]
    assert "Berapa yang benar?" in await here.siti.press("✏️ Salah ketik")
    assert "Tercatat" in await here.siti.reply("10 dari 400")


@pytest.mark.parametrize("agreed", ["ya", "Bener!", "100 dari 400", "👍"])
async def test_it_is_meant(here, agreed):
    kpi = await given(here, reports=[(BEFORE, 10, 400)])
    await here.siti.tap(f"fill:{kpi}")
    await here.siti.reply("100 dari 400")
    said = await (here.siti.press("👍 Ya") if agreed == "👍" else here.siti.reply(agreed))
    assert "25% (100 dari 400)" in said
    assert "Naik 22,5 dari awal." in said
    assert len(await stored(here)) == 2


async def test_another_number_in_place_of_the_surprising_one(here):
    kpi = await given(here, reports=[(BEFORE, 10, 400)])
    await here.siti.tap(f"fill:{kpi}")
    await here.siti.reply("100 dari 400")
    assert "Benar <b>30%" in await here.siti.reply("120 dari 400")
    # The button of the first question does not confirm the second number.
    assert "Benar <b>30%" in await here.siti.act("reply", f"kpi.{kpi}-{LAST}.sure=yes1")
    assert "2,75%" in await here.siti.reply("11 dari 400")


async def test_the_first_number_is_where_it_began(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    said = await here.siti.reply("12 dari 400")
    assert "Ini menjadi angka awal" in said
    assert "dari awal" not in said.replace("Hemat sejak awal", "")


async def test_the_target_is_reached(here):
    kpi = await given(here, baseline=5.0, target=3.0, worth=15_000)
    await here.siti.tap(f"fill:{kpi}")
    said = await here.siti.reply("12 dari 400")
    assert "Target 3% tercapai" in said
    assert "Hemat sejak awal: <b>Rp120.000</b>" in said


async def test_the_next_figure_is_one_tap_away(here):
    first, _ = await given(here), await given(here, "rework_rate")
    await given(here, "accidents", owner="budi")
    await here.siti.tap(f"fill:{first}")
    await here.siti.reply("3%")
    assert "Isi: 🔁 Kerja ulang" in " ".join(here.siti.labels)
    asked = await here.siti.press("➡️ Isi")
    assert "dikerjakan ulang" in asked
    await here.siti.reply("2%")
    assert "➡️" not in " ".join(here.siti.labels)


async def test_taken_back_and_corrected(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    await here.siti.reply("12 dari 400")
    assert "Sekarang tercatat <b>3% (12 dari 400)</b>" in await here.siti.press("✏️ Betulkan")
    assert "2% (8 dari 400)" in await here.siti.reply("8 dari 400")
    assert "↩️ Batalkan" not in here.siti.labels  # what stood there before is gone
    await here.siti.tap(f"at:{kpi}:{BEFORE}")
    await here.siti.reply("4%")
    button = next(one for row in here.siti.rows for one in row if one.text.startswith("↩️"))
    assert "Dibatalkan" in await here.siti.press("↩️ Batalkan")
    assert [row[0] for row in await stored(here)] == [LAST]
    # Once more, as from an old message, it changes nothing.
    assert "sudah berubah" in await here.siti.act(*button.data.split(":", 1))
    assert [row[0] for row in await stored(here)] == [LAST]


async def test_asked_again_for_what_is_reported_says_so(here):
    kpi = await given(here, reports=[(LAST, 12, 400)])
    assert "sudah diisi" in await here.siti.tap(f"fill:{kpi}")
    assert here.siti.open is None


async def test_two_at_once_the_second_is_asked(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    await here.rina.tap(f"fill:{kpi}")
    await here.siti.reply("12 dari 400")
    said = await here.rina.reply("8 dari 400")
    assert "angkanya sudah berubah: <b>3% (12 dari 400)</b>. Ganti dengan <b>2% (8 dari 400)</b>?" in said
    assert "3% (12 dari 400)" in await here.rina.press("Biarkan saja")
    assert (await stored(here))[0][1] == 3
    await here.rina.tap(f"at:{kpi}:{LAST}")
    await here.rina.reply("8 dari 400")
    assert (await stored(here))[0][1] == 2


async def test_the_same_number_by_two_is_no_quarrel(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    await here.rina.tap(f"fill:{kpi}")
    await here.siti.reply("12 dari 400")
    assert "Tercatat" in await here.rina.reply("12 dari 400")


async def test_a_question_that_is_over_does_not_come_back(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    await here.rina.tap(f"fill:{kpi}")
    await here.rina.reply("12 dari 400")
    assert await tasks.go_on(*_tracker(here.siti), tasks.stack_in(here.siti.slot)) == []


def _tracker(chat):
    tracker = Tracker(str(chat.account), {}, {"entities": [], "intent": {}}, [], False, None, {}, "x")
    return CollectingDispatcher(), tracker


async def test_an_empty_week_may_be_left_empty(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    assert "saya biarkan kosong" in await here.siti.press("⏭️ Lewati")
    assert (here.siti.open, await stored(here)) == (None, [])


async def test_a_stale_reply_is_refused_when_somebody_may_no_longer(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    async with here.database.transaction() as connection:
        shown = await indicators.one(connection, here.people.rina, kpi)
        await indicators.give(connection, here.people.rina, shown, here.people.budi.person_id, at=NOW)
    assert "tidak" in (await here.siti.reply("12 dari 400")).lower()
    assert (await stored(here), here.siti.open) == ([], None)


async def test_a_week_later_the_old_question_still_means_its_own_week(here):
    kpi = await given(here)
    await here.siti.tap(f"fill:{kpi}")
    here.clock.now = NOW + dt.timedelta(days=7)
    await here.siti.reply("12 dari 400")
    assert [row[0] for row in await stored(here)] == [LAST]


# --- looking and setting up


async def test_the_list_shows_what_is_new_where_it_goes_and_what_is_missing(here):
    await given(here, baseline=4.2, target=2.0, reports=[(LAST - dt.timedelta(days=21), 5), (LAST, 3)])
    await given(here, "accidents", owner=None)
    shown = await here.rina.tap("")
    assert "Angka (KPI) · CV Maju" in shown
    assert "Reject: <b>3%</b> ↘️👍" in shown
    assert "minggu 16–22 November · awal 4,2% · target 2% · ❔ 2 kosong" in shown
    assert "Kecelakaan kerja: <i>belum ada angka</i>" in shown
    assert "➕ Tambah angka" in here.rina.labels
    await here.ani.tap("")
    assert "➕ Tambah angka" not in here.ani.labels


async def test_a_worker_sees_their_own_only(here):
    kpi = await given(here)
    await given(here, "rework_rate", owner="budi")
    shown = await here.siti.tap("")
    assert "Angka Anda" in shown
    assert "Reject" in shown
    assert "Kerja ulang" not in shown
    assert "KPI" not in shown
    assert "Menunggu angka dari Anda: 1" in shown
    assert "Minggu 16–22" in await here.siti.press("✍️ Isi")
    assert here.siti.open["of"] == f"{kpi}-{LAST}"


async def test_who_reports_none_is_told_kindly(here):
    await given(here)
    assert "Belum ada angka yang menunggu dari Anda" in await here.budi.tap("")
    stranger = Chat(99)
    assert "belum bergabung" in await stranger.tap("")


async def test_set_up_in_three_taps(here):
    assert "Belum ada angka" in await here.rina.tap("")
    await here.rina.press("➕")
    assert "Siapa yang mencatat Reject tiap minggu?" in await here.rina.press("🏷️ Reject")
    said = await here.rina.press("Siti · pekerja")
    assert "Siti saya kabari" in said
    assert "Pencatat: <b>Siti</b>" in said
    # Tapping the old buttons again changes nothing.
    async with here.database.transaction() as connection:
        (kpi,) = await indicators.watched(connection, here.people.rina, here.enterprise)
    assert "belum berlaku" in await here.rina.tap(f"give:{kpi.id}:1:{here.people.budi.person_id}")
    assert "Pencatat: <b>Siti</b>" in await here.rina.tap(f"known:{here.enterprise}:defect_rate")


async def test_baseline_target_and_worth_are_typed(here):
    kpi = await given(here)
    await here.rina.tap(f"set:{kpi}")
    assert "🏷️ Reject" in await here.rina.press("📍 Angka awal")
    assert "Angka awal: <b>5%</b>" in await here.rina.reply("20 dari 400")
    await here.rina.press("🎯 Target")
    asked = await here.rina.reply("2,5")
    assert "Kapan mau tercapai" in asked
    assert "Akhir Februari 2027" in here.rina.labels
    assert "Target: <b>2,5%</b> sampai 31 Mar 2027" in await here.rina.reply("31 maret")
    asked = await here.rina.press("💰 Nilai rupiah")
    assert "rugi berapa rupiah tiap satu reject" in asked
    assert "<b>Rp15.000 tiap reject</b>" in await here.rina.reply("15 rb")
    await here.rina.press("🎯 Target")
    assert "Target: <b>belum ada</b>" in await here.rina.press("⏭️ Lewati")


@pytest.mark.parametrize("typed", ["31 Januari 2020", "kapan-kapan 99"])
async def test_a_target_day_that_cannot_be_is_asked_again(here, typed):
    kpi = await given(here)
    await here.rina.tap(f"set:{kpi}")
    await here.rina.press("🎯 Target")
    await here.rina.reply("2")
    await here.rina.types(typed)
    assert here.rina.open["of"] == "kpi_target_day"


async def test_of_two_who_set_it_up_the_second_sees_how_it_stands(here):
    kpi = await given(here)
    await here.rina.tap(f"set:{kpi}")
    await here.rina.press("📍 Angka awal")
    async with here.database.transaction() as connection:
        shown = await indicators.one(connection, here.people.rina, kpi)
        await indicators.set_baseline(connection, here.people.rina, shown, 9.0, at=NOW)
    said = await here.rina.reply("5")
    assert "belum berlaku" in said
    assert "Angka awal: <b>9%</b>" in said


async def test_one_of_ones_own_by_form(here):
    await here.rina.tap(f"own:{here.enterprise}")
    await here.rina.reply("Keluhan pembeli")
    await here.rina.press("kali")
    await here.rina.press("⬇️ Makin kecil")
    assert "Siapa yang mencatat Keluhan pembeli tiap bulan?" in await here.rina.press("Tiap bulan")
    await here.rina.press("Siti")
    async with here.database.transaction() as connection:
        (kpi,) = await indicators.watched(connection, here.people.rina, here.enterprise)
    asked = await here.siti.tap(f"fill:{kpi.id}")
    assert "Oktober 2026: Keluhan pembeli, berapa kali?" in asked
    assert "4 kali" in await here.siti.reply("4")


async def test_a_name_is_never_taken_for_html(here):
    async with here.database.transaction() as connection:
        factory = Factory(connection, here.enterprise, **here.people.__dict__)
        kpi = await factory.own("<b>Retur</b> & komplain", unit="%")
    asked = await here.rina.tap(f"fill:{kpi.id}")
    assert "&lt;b&gt;Retur&lt;/b&gt; &amp; komplain, berapa dari berapa?" in asked


async def test_retired_and_back(here):
    kpi = await given(here)
    await here.rina.tap(f"set:{kpi}")
    await here.rina.press("🗄️")
    assert "Tidak dicatat lagi" in await here.rina.press("🗄️ Ya")
    assert "tidak berlaku" in await here.siti.tap(f"fill:{kpi}")
    await here.rina.press("➕")
    assert "Pencatat: <b>Siti</b>" in await here.rina.press("♻️ Reject")


async def test_the_old_weeks_can_be_filled(here):
    kpi = await given(here, reports=[(LAST, 3)])
    await here.rina.tap(f"gaps:{kpi}")
    assert here.rina.labels[:2] == ["✏️ 16–22 Nov: 3%", "✍️ 9–15 Nov"]
    assert len(here.rina.labels) == 14
    assert "Minggu 9–15 November" in await here.rina.press("✍️ 9–15 Nov")


async def test_pictures_for_who_does_not_save_data(here):
    kpi = await given(here, reports=[(BEFORE, 4), (LAST, 3)])
    await here.rina.tap(f"see:{kpi}")
    assert [file["make"] for file in here.rina.files] == ["kpi_chart"]
    await here.rina.tap(f"one:{kpi}")
    assert here.rina.files == []
    async with here.database.transaction() as connection:
        await set_low_data(connection, here.people.rina, on=True)
    await here.rina.tap(f"see:{kpi}")
    assert here.rina.files == []
    await here.rina.tap(f"chart:{kpi}")
    assert len(here.rina.files) == 1


async def test_one_value_makes_no_line_to_draw(here):
    kpi = await given(here, reports=[(LAST, 3)])
    await here.rina.tap(f"see:{kpi}")
    assert here.rina.files == []


async def test_what_mitra_counts_cannot_be_given_or_filled(here):
    kpi = await given(here, "five_s", owner=None)
    assert "Saya hitung sendiri" in await here.rina.tap(f"see:{kpi}")
    for value in (f"fill:{kpi}", f"at:{kpi}:2026-10-01", f"owner:{kpi}:1:1"):
        await here.rina.tap(value)
        assert here.rina.open is None


@pytest.mark.parametrize(
    "value",
    ["see", "see:", "see:x", "see:-1", "fill:999", "at:1:gestern", "at:1:2026-11-17", "undo:1:x:y", "give:1:1:x",
     "every:1:1:year", "known:1:nix", "known:x:defect_rate", "nix:1", "owner:1:1:x", "set:1:2:3:4:5", "base:1"],
)  # fmt: skip
async def test_forged_buttons_change_nothing(here, value):
    await given(here)
    await here.tono.tap(value)
    await here.rina.tap(value)
    async with here.database.transaction() as connection:
        (kpi,) = await indicators.watched(connection, here.people.rina, here.enterprise)
    assert (kpi.owner, kpi.version, kpi.rhythm) == ("Siti", 2, "week")
    assert await stored(here) == []


async def test_another_enterprise_is_refused_politely(here):
    kpi = await given(here, reports=[(LAST, 3)])
    for verb in ("see", "one", "chart", "about", "gaps", "set", "fill"):
        said = await here.tono.tap(f"{verb}:{kpi}")
        assert "Reject" not in said
    assert "Reject" not in await here.tono.tap(f"menu:{here.enterprise}")
    assert "Reject" not in await here.tono.tap("")


# --- numbers


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("40 x 25", Kind.SHARE, (1_000, None, None)),
        ("5 orang × 40 jam = 200", Kind.RATIO, (200, None, None)),
        ("1.000 x 2", Kind.NUMBER, (2_000, None, None)),
        ("4.800 kwh untuk 12.000 produk", Kind.NUMBER, None),
        ("4.800 dari 12.000", Kind.RATIO, (4_800, 12_000, None)),
        ("12 dari 400", Kind.NUMBER, None),
        ("3%", Kind.RATIO, (3, None, None)),
        ("berapa sih maksudnya", Kind.SHARE, None),
        (
            "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua belas tiga",
            Kind.NUMBER,
            None,
        ),
    ],
)
def test_what_a_reply_says(text, kind, expected):
    found = reading.read(text, kind)
    assert (None if found is None else (found.part, found.whole, found.percent)) == expected


def test_yes_and_no():
    assert all(map(reading.says_yes, ("ya", "Iya!", "BENAR", "bener", "y")))
    assert all(map(reading.says_no, ("salah ketik", "tdk", "Bukan.", "gak")))
    assert not any(map(reading.says_yes, ("12", "tidak", "yah gimana")))


async def test_the_line_of_a_figure_in_a_conversation_is_the_one_of_the_summary(here):
    kpi = await given(here, reports=[(BEFORE, 4), (LAST, 3)])
    async with here.database.transaction() as connection:
        (line,) = await readings.lines_of(connection, here.people.rina, here.enterprise, at=NOW)
        assert line == await readings.line_of(connection, here.people.rina, kpi, at=NOW)
    assert line.now.first == day("2026-11-16")
