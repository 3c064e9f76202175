"""Visits: planned, reminded of, prepared, held, compared, reported; and who may do what."""

import datetime as dt
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from reportlab.platypus import Paragraph, Table

from mitra import hazards, notifications, people, personal_data, retention
from mitra.access import CONSOLE, RefusedError
from mitra.checks import lists, runs
from mitra.errors import MitraError
from mitra.kpis import indicators, readings
from mitra.outbox import Message
from mitra.papers import pdf
from mitra.papers import visit_pdf as drawn
from mitra.papers.visit_pdf import visit_pdf
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.settings import Keep
from mitra.store.models import OutboxMessage
from mitra.store.trainer_models import Visit as Row
from mitra.store.trainer_models import VisitStatus
from mitra.suggestions import giving
from mitra.suggestions.giving import Draft
from mitra.visits import names, report, visits
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci"
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
LARGE = (
    *(
        "action_items",
        "checks",
        "suggestions",
        "memberships",
        "persons",
        "enterprises",
        "areas",
        "kpis",
        "kpi_values",
    ),
    *("hazards", "alerts", "prompt_receivers", "prompts", "visits", "outbox_messages"),
)


@pytest.fixture
async def here(connection):
    """An enterprise with a worker, a manager and two trainers; another with its own."""
    number = await make_enterprise(connection, areas=["Jahit"])
    other = await make_enterprise(connection, "CV Lain")
    return SimpleNamespace(
        number=number,
        other=other,
        budi=await make_person(connection, 41, (number, "worker"), name="Budi"),
        rina=await make_person(connection, 43, (number, "manager"), name="Rina"),
        tari=await make_person(connection, 45, (number, "trainer"), name="Tari"),
        joko=await make_person(connection, 46, (number, "trainer"), name="Joko"),
        lain=await make_person(connection, 47, (other, "trainer"), (other, "manager"), name="Lain"),
    )


async def make_plan(connection, here, days=5, *, at=NOW):
    return await visits.plan(connection, here.tari, here.number, at.date() + days * DAY, at=at)


async def waiting(connection, account=45):
    """Return when which visit is reminded of."""
    query = sa.select(OutboxMessage.kind, OutboxMessage.due_at).where(
        OutboxMessage.chat_id == account, OutboxMessage.kind.startswith("visits:")
    )
    rows = (await connection.execute(query)).all()
    return [(row.kind, row.due_at.astimezone(NOW.tzinfo).strftime("%d-%m %H.%M")) for row in rows]


async def late(connection, here, *, days=6, owner=None, action="Pasang alas"):
    more = {"due_on": TODAY - days * DAY} | ({"owner_id": owner.person_id} if owner else {})
    return await plan.add(
        connection, here.rina, here.number, problem="p", action=action, module=1, at=NOW, more=more
    )


async def agenda(connection, here, visit, *, at=NOW):
    return (await report.card(connection, here.tari, visit, at=at)).agenda


# --- planning


async def test_the_trainer_is_reminded_the_day_before_at_four(connection, here):
    visit = await make_plan(connection, here)
    assert await waiting(connection) == [(f"visits:{visit.id}", "30-11 16.00")]
    assert (visit.held_on, visit.status, visit.trainer) == (TODAY + 5 * DAY, VisitStatus.PLANNED, "Tari")


@pytest.mark.parametrize(
    ("now", "days", "moments"),
    [
        ("2026-11-26T15:59:00+07:00", 1, ["26-11 16.00"]),
        ("2026-11-26T16:01:00+07:00", 1, ["27-11 07.00"]),
        ("2026-11-26T05:00:00+07:00", 0, ["26-11 07.00"]),
        ("2026-11-26T10:00:00+07:00", 0, []),
        # The evening before is a public holiday (New Year): in the morning of the next working day.
        ("2026-12-28T10:00:00+07:00", 5, ["02-01 07.00"]),
    ],
)
async def test_late_plans_are_reminded_of_in_the_morning(connection, here, now, days, moments):
    await make_plan(connection, here, days, at=dt.datetime.fromisoformat(now))
    assert [moment for _, moment in await waiting(connection)] == moments


async def test_the_reminder_moves_and_goes_with_its_visit(connection, here):
    visit, other = await make_plan(connection, here), await make_plan(connection, here, 8)
    await visits.move(connection, here.tari, visit.id, TODAY + 6 * DAY, at=NOW)
    kept = (f"visits:{other.id}", "03-12 16.00")
    assert sorted(await waiting(connection)) == sorted([(f"visits:{visit.id}", "01-12 16.00"), kept])
    await visits.cancel(connection, here.joko, visit.id, at=NOW)
    assert await waiting(connection) == [kept]
    again = await visits.restore(connection, here.tari, visit.id, at=NOW)
    assert again.status is VisitStatus.PLANNED
    assert len(await waiting(connection)) == 2


async def test_who_stops_reminders_of_visits_gets_none(connection, here):
    visit = await make_plan(connection, here)
    await people.mute(connection, here.tari, "visits", on=True)
    row = (
        await connection.execute(
            sa.select(OutboxMessage.__table__).where(OutboxMessage.kind == f"visits:{visit.id}")
        )
    ).one()
    message = Message(
        id=row.id, chat_id=row.chat_id, method=row.method, payload=row.payload, lane=row.lane, kind=row.kind,
        enterprise_id=row.enterprise_id,
    )  # fmt: skip
    assert await notifications.wanted_now(connection, [message], at=NOW) == []


async def test_days_past_or_too_far_are_said_in_words_and_one_day_is_one_visit(connection, here):
    for days in (-1, 181):
        with pytest.raises(MitraError) as said:
            await make_plan(connection, here, days)
        assert not isinstance(said.value, RefusedError)
    await make_plan(connection, here, 180)
    first, second = await make_plan(connection, here), await make_plan(connection, here)
    assert first.id == second.id
    # A colleague may go on the same day.
    third = await visits.plan(connection, here.joko, here.number, first.held_on, at=NOW)
    assert third.id != first.id


async def test_only_trainers_of_the_enterprise_see_and_change_a_visit(connection, here):
    visit = await make_plan(connection, here)
    for actor in (here.budi, here.rina, here.lain):
        for act in (
            visits.one(connection, actor, visit.id),
            visits.plan(connection, actor, here.number, TODAY, at=NOW),
            visits.move(connection, actor, visit.id, TODAY, at=NOW),
            visits.cancel(connection, actor, visit.id, at=NOW),
            visits.restore(connection, actor, visit.id, at=NOW),
            visits.add_line(connection, actor, visit.id, [], "x", at=NOW),
            visits.cut_line(connection, actor, visit.id, ["x"], names.mark("x"), at=NOW),
            visits.redraft(connection, actor, visit.id, at=NOW),
            visits.note(connection, actor, visit.id, "x", at=NOW),
            visits.of_enterprise(connection, actor, here.number, page=1),
            report.close(connection, actor, visit.id, at=NOW),
            report.share(connection, actor, visit.id, at=NOW),
            report.readable(connection, actor, visit.id),
        ):
            with pytest.raises(RefusedError):
                await act
    with pytest.raises(RefusedError):
        await visits.one(connection, here.tari, 999)
    assert (await visits.one(connection, here.joko, visit.id)).id == visit.id


async def test_lists_show_ones_own_to_come_and_all_of_an_enterprise(connection, here):
    for days in (9, 3, 6):
        await make_plan(connection, here, days)
    await visits.plan(connection, here.joko, here.number, TODAY + DAY, at=NOW)
    gone = await make_plan(connection, here, 7)
    await visits.cancel(connection, here.tari, gone.id, at=NOW)
    mine, pages = await visits.mine(connection, here.tari, page=1, at=NOW)
    assert ([(one.held_on - TODAY).days for one in mine], pages) == ([3, 6, 9], 1)
    theirs, _ = await visits.of_enterprise(connection, here.tari, here.number, page=1)
    assert [(one.held_on - TODAY).days for one in theirs] == [9, 6, 3, 1]
    # Who no longer looks after an enterprise does not see its visits.
    await people.remove(connection, CONSOLE, here.tari.seats[0].id, at=NOW)
    actor = await people.actor_of(connection, 45)
    with pytest.raises(RefusedError):
        await visits.one(connection, actor, mine[0].id)


# --- the agenda


async def test_the_agenda_is_drafted_from_what_is_open_without_authors(connection, here):
    await late(connection, here, owner=here.budi)
    await lists.publish(connection, [make_list(), make_list("k3", critical={"rapi-1"})], at=NOW)
    await answer_all(connection, here, "5s", [4, 4, 4, 4, 4], NOW - 30 * DAY)
    await answer_all(connection, here, "5s", [4, 2, 4, 0, 4], NOW - 3 * DAY)
    await answer_all(connection, here, "k3", [4, 4, 4, 4, 0], NOW - 3 * DAY)
    sent = NOW - 20 * DAY
    await giving.send(connection, here.budi, here.number, Draft(text="rahasia", module=1), key=KEY, at=sent)
    draft = await hazards.draft(connection, here.budi, here.number, "kabel rahasia", key=KEY, at=NOW)
    await hazards.send(connection, here.budi, draft, 3, at=NOW)
    kpi = await indicators.add_known(connection, here.rina, here.number, "defect_rate", at=NOW - 90 * DAY)
    assert kpi.target is None
    visit = await make_plan(connection, here)
    lines = await agenda(connection, here, visit)
    assert lines[0].startswith("Bahaya: 1 laporan")
    assert lines[1] == "Tugas 1 (Budi) terlambat 6 hari: Pasang alas"
    assert any(line.startswith("Saran: 1 sudah lewat waktunya") for line in lines)
    assert any(line.startswith("Cek 5R Jahit turun 30 poin, sekarang 70%") for line in lines)
    assert any(line.startswith("5R paling lemah:") for line in lines)
    assert any(line.startswith("K3 Jahit: ") for line in lines)
    assert any("belum diisi" in line for line in lines)
    assert len(lines) <= 8
    assert not any("rahasia" in line for line in lines)


async def answer_all(connection, here, name, values, at):
    area = (await connection.execute(sa.text("select min(id) from areas"))).scalar_one()
    run = await runs.begin(connection, here.budi, here.number, area, name, at=at)
    for value in values:
        run = (await runs.answer(connection, here.budi, run, value, at=at)).run
    await runs.finish(connection, run, at=at)


async def test_with_nothing_open_it_says_to_look_around(connection, here):
    visit = await make_plan(connection, here)
    assert await agenda(connection, here, visit) == [
        "Keliling tempat kerja, lalu tanyakan apa yang sudah berubah sejak pelatihan."
    ]


async def test_many_open_things_are_eight_lines(connection, here):
    for number in range(20):
        await late(connection, here, action=f"Tugas {number} " + "panjang " * 40)
    lines = await agenda(connection, here, await make_plan(connection, here))
    assert len(lines) == 4
    assert lines[3] == "Ada 17 tugas lain yang juga terlambat."
    assert max(map(len, lines)) <= 160


async def test_it_follows_what_is_open_until_somebody_edits_it(connection, here):
    visit = await make_plan(connection, here)
    await late(connection, here)
    card = await report.card(connection, here.tari, visit, at=NOW)
    assert len(card.agenda) == 1
    visit = await visits.add_line(
        connection, here.tari, visit.id, card.stored, "  Lihat gudang \n baru ", at=NOW
    )
    await late(connection, here, action="Cat garis")
    assert await agenda(connection, here, visit) == [*card.agenda, "Lihat gudang baru"]
    visit = await visits.cut_line(
        connection, here.tari, visit.id, visit.agenda, names.mark(visit.agenda[0]), at=NOW
    )
    assert await agenda(connection, here, visit) == ["Lihat gudang baru"]
    same = await visits.cut_line(connection, here.tari, visit.id, visit.agenda, "0" * 12, at=NOW)
    assert same.agenda == visit.agenda
    visit = await visits.redraft(connection, here.tari, visit.id, at=NOW)
    assert len(await agenda(connection, here, visit)) == 2


async def test_an_agenda_has_room_for_twelve_lines(connection, here):
    visit = await make_plan(connection, here)
    shown = [f"baris {number}" for number in range(visits.MOST_LINES)]
    with pytest.raises(MitraError):
        await visits.add_line(connection, here.tari, visit.id, shown, "satu lagi", at=NOW)


async def test_names_are_looked_up_and_cannot_be_typed(connection, here):
    await late(connection, here, owner=here.budi, action=f"Minta {names.of(here.lain.person_id)} datang")
    visit = await make_plan(connection, here)
    card = await report.card(connection, here.tari, visit, at=NOW)
    assert "(Budi)" in card.agenda[0]
    assert "Lain" not in card.agenda[0]
    assert "Budi" not in card.stored[0]
    visit = await visits.add_line(
        connection, here.tari, visit.id, card.stored, names.of(here.lain.person_id), at=NOW
    )
    await people.call(connection, here.budi, "Pak Budi")
    lines = await agenda(connection, here, visit)
    assert "(Pak Budi)" in lines[0]
    assert "Lain" not in "".join(lines)


# --- holding it


async def held(connection, here, *, at=NOW):
    visit = await make_plan(connection, here, 0, at=at)
    return await report.close(connection, here.tari, visit.id, at=at)


async def test_a_visit_is_closed_on_its_day_and_keeps_how_things_stood(connection, here):
    await late(connection, here)
    coming = await make_plan(connection, here)
    with pytest.raises(MitraError):
        await report.close(connection, here.tari, coming.id, at=NOW)
    visit = await held(connection, here)
    assert (visit.status, visit.facts["late"], visit.facts["unfinished"]) == (VisitStatus.DONE, 1, 1)
    assert len(visit.agenda) == 1
    again = await report.close(connection, here.tari, visit.id, at=NOW + DAY)
    assert again == visit
    for act in (
        visits.cancel(connection, here.tari, visit.id, at=NOW),
        visits.move(connection, here.tari, visit.id, TODAY + DAY, at=NOW),
        visits.add_line(connection, here.tari, visit.id, [], "x", at=NOW),
    ):
        with pytest.raises(RefusedError):
            await act
    noted = await visits.note(connection, here.tari, visit.id, " Rak dipasang Jumat \nAPAR dicek ", at=NOW)
    assert noted.notes == "Rak dipasang Jumat \nAPAR dicek"


async def test_the_next_visit_shows_what_has_changed_and_was_agreed(connection, here):
    action = await late(connection, here)
    await lists.publish(connection, [make_list()], at=NOW)
    await answer_all(connection, here, "5s", [2] * 5, NOW - 3 * DAY)
    first = await held(connection, here)
    await visits.note(connection, here.tari, first.id, "- Rak dipasang Jumat\nlain", at=NOW)
    assert (await report.card(connection, here.tari, first, at=NOW)).changes == []
    later = NOW + 30 * DAY
    await answers.finish(connection, here.rina, action.id, at=NOW + 2 * DAY)
    await answer_all(connection, here, "5s", [4, 4, 4, 2, 2], NOW + 5 * DAY)
    await giving.send(
        connection, here.budi, here.number, Draft(text="u", module=1), key=KEY, at=NOW + 6 * DAY
    )
    second = await make_plan(connection, here, 3, at=later)
    card = await report.card(connection, here.tari, second, at=later)
    assert card.before_on == TODAY
    assert "Cek 5R: 50% → 80%" in card.changes
    assert "Tugas: 1 selesai, terlambat 1 → 0" in card.changes
    assert "Saran: 1 baru, 0 di antaranya dijawab, 1 masih menunggu" in card.changes
    assert "Cek mandiri: 1 kali" in card.changes
    assert any(line == "Kesepakatan 26 Nov 2026: Rak dipasang Jumat" for line in card.agenda)
    # Once it is closed, its card stays as it was.
    closed = await report.close(connection, here.tari, second.id, at=later + 3 * DAY)
    await answer_all(connection, here, "5s", [0] * 5, later + 4 * DAY)
    assert (await report.card(connection, here.tari, closed, at=later + 5 * DAY)).changes == card.changes


async def test_figures_are_compared_with_the_last_visit(connection, here):
    kpi = await indicators.add_known(connection, here.rina, here.number, "defect_rate", at=NOW - 90 * DAY)
    periods = (
        (dt.date(2026, 10, 1), dt.date(2026, 11, 1))
        if kpi.rhythm == "month"
        else (dt.date(2026, 11, 16), dt.date(2026, 11, 23))
    )
    await readings.report(
        connection, here.rina, kpi, periods[0], readings.plain_amount(kpi, 5.0), seen="", at=NOW
    )
    await held(connection, here)
    later = NOW + 14 * DAY
    await readings.report(
        connection, here.rina, kpi, periods[1], readings.plain_amount(kpi, 3.5), seen="", at=later
    )
    card = await report.card(connection, here.tari, await make_plan(connection, here, at=later), at=later)
    assert f"{kpi.name}: 5% → 3,5%" in card.changes


# --- the report


async def test_managers_may_read_it_once_a_trainer_has_sent_it(connection, here):
    visit = await held(connection, here)
    with pytest.raises(RefusedError):
        await report.readable(connection, here.rina, visit.id)
    assert await report.share(connection, here.tari, visit.id, at=NOW) == 1
    told = sa.select(OutboxMessage.chat_id, OutboxMessage.payload).where(OutboxMessage.kind == "visits")
    rows = (await connection.execute(told)).all()
    assert [(row.chat_id, row.payload["template"]) for row in rows] == [(43, "visit_news")]
    assert (await report.readable(connection, here.rina, visit.id)).id == visit.id
    for actor in (here.budi, here.lain):
        with pytest.raises(RefusedError):
            await report.readable(connection, actor, visit.id)
    # A second tap tells nobody twice.
    assert await report.share(connection, here.tari, visit.id, at=NOW) == 0


async def test_nothing_is_sent_before_it_was_held_or_to_nobody(connection, here):
    visit = await make_plan(connection, here, 0)
    with pytest.raises(MitraError):
        await report.share(connection, here.tari, visit.id, at=NOW)
    await people.leave(connection, here.rina, here.number, at=NOW)
    await report.close(connection, here.tari, visit.id, at=NOW)
    with pytest.raises(MitraError):
        await report.share(connection, here.tari, visit.id, at=NOW)
    assert not (await visits.one(connection, here.tari, visit.id)).shared


async def printed(connection, visit, *, at=NOW) -> str:
    """Return all texts of the report; its pages are made as well."""
    content = await report.content(connection, visit.id, at=at)
    data = visit_pdf(content)
    assert data[:5] == b"%PDF-"
    assert data == visit_pdf(content)
    pdf._register()
    return "\n".join(_texts(list(drawn._story(content))))


def _texts(part):
    if isinstance(part, Paragraph):
        yield part.getPlainText()
    elif isinstance(part, Table):
        yield from _texts([cell for row in part._cellvalues for cell in row])
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)


async def test_the_report_says_what_was_talked_about_agreed_and_is_to_be_done(connection, here):
    await late(connection, here, owner=here.budi, action="Pasang <alas> & karpet")
    await plan.add(connection, here.rina, here.number, problem="p", action="Cat garis", module=1, at=NOW)
    visit = await held(connection, here)
    await visits.note(connection, here.tari, visit.id, "Rak dipasang Jumat.\nAPAR <dicek> & dicatat.", at=NOW)
    text = await printed(connection, visit)
    for words in (
        "CV Maju Bersama", "26 Nov 2026 · pelatih Tari", "kunjungan pertama", "Rak dipasang Jumat.", "APAR <dicek> & dicatat.",
        "Pasang <alas> & karpet", "Budi", "20 Nov 2026 (terlambat)", "Cat garis",
    ):  # fmt: skip
        assert words in text


async def test_the_longest_report_is_printed_whole(connection, here):
    for number in range(40):
        await late(connection, here, owner=here.budi, action=f"{number} " + "panjang " * 36)
    visit = await held(connection, here)
    await visits.note(connection, here.tari, visit.id, "kata " * 399 + "TAMAT", at=NOW)
    assert "panjang" in await printed(connection, visit)
    await visits.note(connection, here.tari, visit.id, "baris\n" * 300 + "TAMAT", at=NOW)
    assert "TAMAT" in await printed(connection, visit)


# --- whose it is, and how long


async def test_a_trainers_visits_are_shown_to_them_and_stay_without_them(connection, here):
    visit = await held(connection, here)
    await visits.note(connection, here.tari, visit.id, "Rak", at=NOW)
    await make_plan(connection, here)
    data = await personal_data.of(connection, 45, key=KEY, topics=[])
    assert [(one["enterprise"], one["status"], one["notes"]) for one in data["visits"]] == [
        ("CV Maju Bersama", "done", "Rak"),
        ("CV Maju Bersama", "planned", ""),
    ]
    await personal_data.erase(connection, here.tari, 45, key=KEY, topics=[], at=NOW)
    kept = await visits.one(connection, here.joko, visit.id)
    assert (kept.trainer_id, kept.trainer, kept.notes) == (None, "", "Rak")
    assert await waiting(connection) == []
    await visits.note(connection, here.joko, visit.id, "Rak dan cat", at=NOW)


async def test_whoever_is_erased_is_no_longer_named_in_agendas(connection, here):
    await late(connection, here, owner=here.budi)
    visit = await held(connection, here)
    await personal_data.erase(connection, here.budi, 41, key=KEY, topics=[], at=NOW)
    assert (await agenda(connection, here, visit))[0].startswith("Tugas 1 (tanpa nama)")


async def test_notes_go_after_their_time_and_that_it_was_held_stays(connection, here):
    visit = await held(connection, here)
    await visits.note(connection, here.tari, visit.id, "Rak", at=NOW)
    keep = Keep()
    for after, notes in ((-DAY, "Rak"), (2 * DAY, "")):
        await retention.purge_nightly(connection, keep, at=NOW + keep.evidence + after, key=KEY, topics=[])
        row = (await connection.execute(sa.select(Row.notes, Row.agenda, Row.facts, Row.status))).one()
        assert (row.notes, bool(row.agenda)) == (notes, bool(notes))
    assert row.facts is not None
    assert row.status is VisitStatus.DONE
    # What is gone is not drafted from what is open today.
    await late(connection, here)
    assert await agenda(connection, here, await visits.one(connection, here.tari, visit.id)) == []


# --- costs


@pytest.mark.sqlite
async def test_every_statement_goes_by_an_index_and_pages_cost_the_same(connection, here, statements):
    costs = []
    for many in (1, 30):
        for number in range(many):
            await late(connection, here, owner=here.budi, days=number + 1)
            old = await make_plan(connection, here, number)
        statements.clear()
        await visits.mine(connection, here.tari, page=1, at=NOW)
        await visits.of_enterprise(connection, here.tari, here.number, page=1)
        await report.card(connection, here.tari, old, at=NOW)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    first = await held(connection, here)
    await report.share(connection, here.tari, first.id, at=NOW)
    await visits.move(connection, here.tari, old.id, TODAY + 90 * DAY, at=NOW)
    await visits.cancel(connection, here.tari, old.id, at=NOW)
    await report.card(connection, here.tari, old, at=NOW + DAY)
    await report.content(connection, first.id, at=NOW)
    slow = []
    for statement, values in list(statements):
        if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            continue
        one = values[0] if isinstance(values, list) else values
        steps = await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, one)
        slow += [
            (row[3], statement) for row in steps if row[3].startswith("SCAN") and row[3].split()[1] in LARGE
        ]
    assert slow == []
