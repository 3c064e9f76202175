"""What is kept about somebody: all of it shown, all of it erased."""

import datetime as dt
import json
import re

import pytest
import sqlalchemy as sa

from mitra import (
    alerts,
    audit,
    chores,
    conversations,
    invitations,
    join_requests,
    outbox,
    people,
    personal_data,
    ratings,
)
from mitra.access import CONSOLE, Act
from mitra.checks import lists, runs
from mitra.content.documents import personal_page
from mitra.kpis import indicators, readings
from mitra.notifications import KINDS
from mitra.outbox import Message
from mitra.plan import absences, answers
from mitra.plan import actions as plan
from mitra.prompts import answers as prompt_answers
from mitra.prompts import inbox, sending, writing
from mitra.prompts.answers import Given
from mitra.quizzes import runs as quizzes
from mitra.store.check_models import Alert
from mitra.store.models import Base, Enterprise
from mitra.store.suggestion_models import Suggestion
from mitra.suggestions import giving
from mitra.suggestions.cards import SUPPORT
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SITI = 5_000_000_041, 5_000_000_042
KEY = b"kunci"
TOPICS = ["m5-apar-pasang", "m4-lembur-hitung"]


@pytest.fixture
async def budi(connection):
    """Somebody who has left traces everywhere a person can."""
    here = await make_enterprise(connection, areas=["jahit"])
    other = await make_enterprise(connection, "UD Lain")
    budi = await make_person(connection, BUDI, (here, "worker"), (here, "manager"), name="Budi Jejak")
    await people.set_quiet(connection, budi, (480, 960))
    await invitations.to_move(connection, budi, at=NOW)
    await invitations.create(connection, budi, people.Role.WORKER, at=NOW, enterprise_id=here)
    code = await connection.scalar(sa.select(Enterprise.code).where(Enterprise.id == other))
    await join_requests.ask(connection, budi, code, "Budi Jejak", at=NOW)
    await invitations.count_guess(connection, BUDI, at=NOW)
    for sender in (str(BUDI), f"-100123:{BUDI}"):
        await conversations.save(connection, sender, {"slots": {}, "events": []}, at=NOW)
    await outbox.put(
        connection, [Message(chat_id=BUDI, method="send_message", payload={"text": "x"})], at=NOW
    )
    rater = ratings.pseudonym(KEY, str(BUDI), TOPICS[0])
    await ratings.rate(connection, TOPICS[0], rater, useful=True)
    await audit.note(connection, budi, Act.LEAVE, at=NOW, refused=True)
    await look_around(connection, budi, here)
    await outbox.give_up_chat(connection, BUDI, at=NOW)
    await outbox.put(
        connection, [Message(chat_id=BUDI, method="send_message", payload={"text": "x"})], at=NOW
    )
    return budi


async def look_around(connection, budi, here):
    """Leave traces in checks, alerts and the plan, as the one who does and as the one who is told."""
    await lists.publish(connection, [make_list(critical={"rapi-1"})], at=NOW)
    rina = await make_person(connection, 5_000_000_099, (here, "manager"), name="Rina")
    run = await runs.begin(connection, budi, here, None, "5s", at=NOW)
    await runs.write_note(connection, run, "catatan Jejak")
    await runs.add_photo(connection, run, run.item.id, "FOTO-Jejak", after=False, at=NOW)
    action = await plan.add(
        connection, budi, here, problem="p", action="a", module=1, origin="check:1:x", at=NOW
    )
    await plan.give(connection, rina, action.id, budi.person_id, at=NOW)
    await answers.progress(connection, budi, action.id, "kabar Jejak", at=NOW)
    await absences.go(connection, budi, here, NOW.date(), rina.person_id, at=NOW)
    await absences.go(connection, rina, here, NOW.date(), budi.person_id, at=NOW)
    told = await make_person(connection, 5_000_000_098, (here, "worker"))
    other = await runs.begin(connection, told, here, None, "5s", at=NOW)
    other = await runs.go_to(connection, other, 4, at=NOW)
    await runs.answer(connection, told, other, 0, at=NOW)
    await suggest(connection, budi, here, told)
    await watch_a_figure(connection, rina, budi, here)
    await quizzes.begin(connection, budi, 2, at=NOW)
    await be_asked(connection, budi, here)
    await alerts.see(connection, budi, await connection.scalar(sa.select(Alert.id)), at=NOW)
    own = await runs.go_to(connection, run, 4, at=NOW + dt.timedelta(days=1))
    await runs.answer(connection, budi, own, 0, at=NOW + dt.timedelta(days=1))
    await chores.do_due(connection, at=NOW + dt.timedelta(days=1))


async def suggest(connection, budi, here, other):
    """Leave traces in suggestions: as author, supporter, member of the committee, and as the one it concerns."""
    own = [
        (
            await giving.send(
                connection, budi, here, Draft(text="usul", module=1, named=named), key=KEY, at=NOW
            )
        ).card
        for named in (True, False)
    ]
    theirs = (await giving.send(connection, other, here, Draft(text="y", module=1), key=KEY, at=NOW)).card
    await giving.back(connection, budi, theirs.id, SUPPORT, key=KEY)
    desk = Desk(connection, budi, key=KEY, at=NOW)
    await desk.decline(theirs.id, theirs.version, "alasan")
    await desk.thank(own[0].id, own[0].version)
    about = Draft(text="soal", module=1, about=(budi.person_id,))
    await giving.send(connection, other, here, about, key=KEY, at=NOW)


async def watch_a_figure(connection, rina, budi, here):
    """Leave traces in figures, as the one who is responsible and as the one who reports."""
    kpi = await indicators.add_known(connection, rina, here, "defect_rate", at=NOW)
    kpi = await indicators.give(connection, rina, kpi, budi.person_id, at=NOW)
    amount = readings.amount_of(kpi, 12, 400)
    first = dt.date(2026, 11, 16)
    await readings.report(connection, budi, kpi, first, amount, seen="", at=NOW)


async def be_asked(connection, budi, here):
    """Leave traces in the follow-up: a prompt that was answered in words and with a photo, and replied to."""
    sari = await make_person(connection, 5_000_000_097, (here, "trainer"), name="Sari")
    made = await writing.begin(connection, sari, title="Kabar", text="Apa kabar?", at=NOW)
    await writing.start(connection, sari, made.id, at=NOW)
    await sending.look_due(connection, at=NOW + dt.timedelta(hours=8))  # after his quiet hours
    given = Given(answer="photo", text="balas Jejak", photo="FOTO-2-Jejak")
    taken = await prompt_answers.answer(connection, budi, made.id, given, at=NOW)
    await inbox.reply(connection, sari, taken.id, "Terima kasih, Pak Jejak", at=NOW)
    await prompt_answers.answer(connection, budi, made.id, Given(answer="text", text="lagi Jejak"), at=NOW)


async def everything(connection):
    """Return all rows of all tables as text."""
    rows = {}
    for table in Base.metadata.sorted_tables:
        rows[table.name] = [str(tuple(row)) for row in (await connection.execute(sa.select(table))).all()]
    return rows


async def erase(connection, telegram_id=BUDI):
    return await personal_data.erase(connection, CONSOLE, telegram_id, key=KEY, topics=TOPICS, at=NOW)


async def of(connection, telegram_id=BUDI):
    return await personal_data.of(connection, telegram_id, key=KEY, topics=TOPICS)


async def test_all_that_is_kept_is_shown(connection, budi):
    data = await of(connection)
    assert data["person"]["name"] == "Budi Jejak"
    assert [one["role"] for one in data["memberships"]] == ["worker", "manager"]
    assert [one["enterprise"] for one in data["join_requests"]] == ["UD Lain"]
    assert (len(data["conversation"]), len(data["ratings"])) == (2, 1)
    assert (data["messages_waiting"], data["unreachable"], data["invitation_guesses"]) == (1, True, 1)
    assert "leave" in [one["act"] for one in data["audit"]]
    assert (len(data["checks"]), len(data["check_notes"]), len(data["check_photos"])) == (1, 1, 1)
    assert (len(data["alerts"]), len(data["actions"])) == (2, 1)
    assert [(one["name"], one["rhythm"]) for one in data["figures"]] == [("Reject", "week")]
    assert [(one["name"], one["part"], one["whole"]) for one in data["figures_reported"]] == [
        ("Reject", 12, 400)
    ]
    assert [(one["module"], one["choices"]) for one in data["quizzes"]] == [(2, [])]
    assert [(one["title"], one["reminded"]) for one in data["prompts"]] == [("Kabar", 0)]
    assert [(one["answer"], one["text"], one["photo"], one["reply"]) for one in data["prompt_answers"]] == [
        ("photo", "balas Jejak", "FOTO-2-Jejak", "Terima kasih, Pak Jejak"),
        ("text", "lagi Jejak", None, ""),
    ]
    own = data["suggestions"]["own"]
    assert [(one["text"], one["named"]) for one in own] == [("usul", False), ("usul", True)]
    assert data["suggestions"]["backed"] == 1
    assert [one["act"] for one in data["decisions"]] == ["propose_declined", "read"]
    # What concerns them is kept from them: who wrote it must not suffer for it.
    assert "soal" not in json.dumps(data)
    json.dumps(data)


async def test_the_page_says_deeds_and_kinds_in_bahasa(connection, budi):
    """Nobody meets the names that the database uses."""
    data = await of(connection)
    data["person"]["muted"] = list(KINDS)
    data["audit"] = [{**data["audit"][0], "act": act.value} for act in Act]
    page = personal_page(data)
    assert "diusulkan ditolak" in page
    names = {*KINDS, *(act.value for act in Act), *(one["act"] for one in data["decisions"])}
    assert names & set(re.findall(r"\w+", page)) == set()


async def test_on_paper_nothing_leads_from_a_name_to_what_was_sent_without_one(connection, budi):
    """An operator hands it out, or an enterprise asks for it: the author's own /privasi alone shows these."""
    data = personal_data.without_anonymous(await of(connection))
    page = personal_page(data)
    assert "tulis /privasi kepada Mitra, lalu tekan" in page
    assert "usul" not in json.dumps(data["suggestions"])
    assert (data["hazards"], data["ratings"], data["questions_waiting"], data["conversation"]) == (
        [],
        [],
        0,
        [],
    )
    assert data["person"]["name"] == "Budi Jejak"
    assert "tulis /privasi kepada Mitra, lalu tekan" not in personal_page(await of(connection))


async def test_it_can_be_read_as_a_page_with_names_as_typed(connection, budi):
    await people.call(connection, budi, "<b>Budi</b>")
    page = personal_page(await of(connection))
    assert "&lt;b&gt;Budi" in page
    assert "08.00–16.00" in page
    assert "Anda mencatat Reject" in page
    assert "3 (12 dari 400)" in page
    assert "Modul 2, 26 Nov 2026: dijawab 0 dari 5 soal, belum selesai" in page
    assert (
        "Jawaban Anda untuk Kabar, 26 Nov 2026: balas Jejak (dengan foto). Balasan pelatih: Terima kasih"
        in page
    )


async def test_a_stranger_has_a_page_too(connection):
    assert "belum bergabung" in personal_page(await of(connection, SITI))


async def test_erased_is_gone_from_every_table(connection, budi):
    """Each table is searched, so a new one with people in it fails here until erasing knows it."""
    assert await erase(connection)
    kept = await everything(connection)
    menus = [row for row in kept.pop("outbox_messages") if str(BUDI) in row]
    assert ["set_my_commands" in row for row in menus] == [True]
    traces = [row for rows in kept.values() for row in rows if str(BUDI) in row or "Jejak" in row]
    assert traces == []
    assert kept["topic_ratings"] == []
    assert (kept["suggestion_exclusions"], kept["suggestion_backers"]) == ([], [])
    assert len(kept["suggestion_shelves"]) == 1  # of who is still there
    sealed = await connection.execute(
        sa.select(Suggestion.text, Suggestion.author_sealed != "", Suggestion.receipt.is_not(None)).order_by(
            Suggestion.id
        )
    )
    assert [tuple(row) for row in sealed] == [("usul", False, False)] * 2 + [
        ("y", True, True),
        ("soal", True, True),
    ]
    for table in Base.metadata.sorted_tables:
        for key in (one for one in table.foreign_keys if one.column.table.name == "persons"):
            mine = sa.select(key.parent).where(key.parent == budi.person_id)
            assert (await connection.execute(mine)).all() == [], f"{table.name}.{key.parent.name}"


async def test_others_stay_as_they_are(connection, budi):
    siti = await make_person(connection, SITI, (budi.here, "worker"), name="Siti")
    await erase(connection)
    assert (await people.actor_of(connection, SITI)) == siti
    assert (await of(connection, SITI))["person"]["name"] == "Siti"


async def test_erasing_nobody_finds_nothing(connection):
    assert not await erase(connection, SITI)
