"""What prompts cost does not grow with how many there are: every statement goes by an index, and looks stay as long as they were."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import people, personal_data, trainings
from mitra.access import CONSOLE
from mitra.prompts import answers, inbox, results, sending, series, writing
from mitra.prompts.answers import Given
from mitra.prompts.audience import LATE, SILENT, Audience
from mitra.store.models import Enterprise, Membership, OutboxMessage, Person, Role
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptReceiver, PromptStatus, ReceiverState
from tests.unit.mitra.prompts.factory import ALL, DAY, HOUR, WORKERS, day

pytestmark = pytest.mark.sqlite

LARGE = {
    "prompts", "prompt_receivers", "prompt_answers", "series_runs", "series_steps", "trainings", "persons", "memberships",
    "outbox_messages", "conversations", "enterprises", "unreachable_chats", "action_items", "suggestions", "checks", "kpis",
    "kpi_values",
}  # fmt: skip
BUTTONS = {"answer": "buttons", "options": ["Sudah", "Belum", "🆘 Bantuan"]}


async def everything_people_do(here):
    """Go once through all that is done with prompts and series."""
    c, now = here.connection, here.now
    await trainings.record(c, here.sari, here.places["maju"], 3, day("24-11"), at=now)
    await here.talks(here.budi, busy=False)
    text = (
        "{{ nama }} {{ tugas_saya }} {{ tugas_terbuka }} {{ skor_5s }} {{ hari }} {{ saran }} {{ pelatih }}"
    )
    first = await here.prompt(text, to=ALL, reminders=2, module=3, **BUTTONS)
    later = await here.prompt(to=ALL, module=3, after_days=4)
    await here.turn_to(now + DAY, every=6 * HOUR)
    for actor, value in ((here.budi, "2"), (here.rina, "0"), (here.rina, "1")):
        taken = await here.answers(actor, first, value)
    letter = await here.answers(here.budi, first, Given(answer="text", text="halo"))
    await answers.take_back(c, here.rina, taken.id)
    await inbox.waiting(c, here.sari)
    await inbox.count(c, here.sari)
    await inbox.reply(c, here.sari, letter.id, "ya", at=here.now)
    await inbox.close(c, here.sari, (await inbox.waiting(c, here.sari))[0].id)
    for only in (LATE, SILENT):
        chosen = Audience(roles=ALL, module=3, only=only, of=first.id)
        made = await here.draft(audience=chosen)
        await writing.reach(c, here.sari, made, at=here.now)
        await writing.example(c, here.sari, made, Role.WORKER, at=here.now)
        await writing.drop(c, here.sari, made.id)
    await writing.drafts(c, here.sari)
    await writing.running(c, here.sari)
    await results.of(c, here.sari, first.id)
    await results.silent(c, here.sari, first.id)
    await results.lines(c, here.sari, first.id)
    await results.remind(c, here.sari, first.id, at=here.now)
    await answers.fulfilled(c, here.budi, "check", option="5s", at=here.now)
    await answers.stop(c, here.budi, module=3)
    await here.turn_to(here.now + 9 * DAY, every=12 * HOUR)
    await writing.cancel(c, here.sari, later.id, at=here.now)
    places = [here.places["maju"], here.places["jaya"]]
    run, _ = await series.start(c, here.sari, places[0], 3, day("24-11"), at=here.now)
    await series.pause(c, here.sari, run.id, at=here.now)
    run = await series.go_on(c, here.sari, run.id, at=here.now)
    run = await series.leave_out(c, here.sari, run.id, run.next.step.id, at=here.now)
    await here.turn_to(here.now + 20 * DAY, every=DAY)
    await series.of_enterprises(c, here.sari, places)
    await series.page(c, here.sari, places, page=1)
    await series.under_way(c, here.sari, places)
    await series.started(c, here.sari, places, 3, day("24-11"))
    await series.stop(c, here.sari, run.id, at=here.now)
    await personal_data.erase(c, CONSOLE, here.siti.telegram_id, key=b"k", topics=[], at=here.now)
    await personal_data.of(c, here.budi.telegram_id, key=b"k", topics=[])


def looks_through(step) -> bool:
    """Return whether a step of SQLite's plan reads a table, or all memberships that have not ended, which is the same."""
    scans = step.startswith("SCAN") and step.split()[1] in LARGE
    return scans or "ix_memberships_ended_at (ended_at=?)" in step


async def scans(connection, statements):
    """Return the statements that look through a large table."""
    slow = []
    for statement, values in list(statements):
        if (
            not statement.lstrip()
            .upper()
            .startswith(("SELECT", "UPDATE", "DELETE", "INSERT INTO PROMPT_RECEIVERS"))
        ):
            continue
        one = values[0] if isinstance(values, list) else values
        steps = await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, one)
        slow += [(row[3], statement) for row in steps if looks_through(row[3])]
    return slow


async def test_every_statement_goes_by_an_index(here, statements):
    await everything_people_do(here)
    own = [
        one for one in statements if "sender_id LIKE" not in one[0]
    ]  # groups' conversations, when somebody is erased
    assert await scans(here.connection, own) == []
    assert len(statements) > 800


async def steps_of(connection, call) -> int:
    """Return how many steps SQLite's machine takes, in hundreds of instructions."""
    raw = (await connection.get_raw_connection()).driver_connection
    count = [0]

    def step():
        count[0] += 1

    await raw.set_progress_handler(step, 100)
    try:
        await call()
    finally:
        await raw.set_progress_handler(None, 0)
    return count[0]


async def crowd(here, many, *, first):
    """Seat so many workers in thirty enterprises that Sari trains; return them."""
    c, at = here.connection, here.now
    person = {"consented_at": at, "seen_on": at.date(), "muted": [], "low_data": False, "prompted": []}
    places = [here.places["maju"]]
    for number in range(29):
        code = f"{first // 10_000:06}{number:02}"
        row = {"name": f"CV {number}", "code": code, "timezone": "Asia/Jakarta", "created_at": at}
        places += [(await c.execute(sa.insert(Enterprise).values(row).returning(Enterprise.id))).scalar_one()]
    for place in places[1:]:
        await people.seat(c, here.sari.person_id, place, Role.TRAINER, at=at)
    numbers = range(first, first + many)
    await c.execute(sa.insert(Person), [person | {"id": n, "telegram_id": n} for n in numbers])
    seats = [
        {"person_id": n, "enterprise_id": places[n % 30], "role": Role.WORKER, "since": at, "removed": False, "safety": False}
        for n in numbers
    ]  # fmt: skip
    await c.execute(sa.insert(Membership), seats)
    await c.execute(sa.delete(OutboxMessage))
    await here.again("sari")


@pytest.fixture
async def looks(here, statements):
    """Measure one look that writes to fifty people and one that sees them arrive: (statements, steps)."""

    async def measure():
        found = []
        for _ in range(2):
            statements.clear()
            steps = await steps_of(here.connection, lambda: sending.look_due(here.connection, at=here.now))
            found.append((len(statements), steps))
            await here.send()
            here.now += 2 * dt.timedelta(minutes=1)
        return found

    return measure


async def test_a_look_takes_as_long_with_twenty_thousand_planned_as_with_a_hundred(here, looks):
    await crowd(here, 100, first=10_000)
    small = await here.prompt("Halo {{ nama }} {{ tugas_saya }} {{ skor_5s }}", to=WORKERS, **BUTTONS)
    before = await looks()
    while await sending.look_due(here.connection, at=here.now):
        await here.send()
    await crowd(here, 20_000, first=100_000)
    large = await here.prompt("Halo {{ nama }} {{ tugas_saya }} {{ skor_5s }}", to=WORKERS, **BUTTONS)
    # Those of the small one are prompted today already: they are put off, and the new ones are served.
    move = sa.update(PromptReceiver).where(
        PromptReceiver.prompt_id == large.id, PromptReceiver.person_id < 100_000
    )
    await here.connection.execute(move.values(look_at=None))
    after = await looks()
    assert small.id != large.id
    for (few, short), (many, long) in zip(before, after, strict=True):
        assert many <= few + 2
        assert long <= short * 1.3


async def test_what_is_ahead_or_over_costs_nothing(here):
    """A look that finds nothing to do, with twenty thousand rows that have their moment later, or never again."""
    await here.prompt(to=WORKERS)
    await here.minute()
    nothing = lambda: sending.look_due(here.connection, at=here.now)  # noqa: E731
    before = await steps_of(here.connection, nothing)
    await crowd(here, 20_000, first=100_000)
    over = await here.prompt(to=WORKERS)
    ahead = await here.draft(audience=Audience(roles=WORKERS))
    await writing.set_due(here.connection, here.sari, ahead.id, here.now + 9 * DAY, at=here.now)
    await writing.start(here.connection, here.sari, ahead.id, at=here.now)
    gone = {"state": ReceiverState.REACHED, "look_at": None, "sent_at": here.now}
    await here.connection.execute(
        sa.update(PromptReceiver).where(PromptReceiver.prompt_id == over.id).values(gone)
    )
    assert await steps_of(here.connection, nothing) <= before + 1


async def test_an_answer_costs_the_same_in_a_crowd(here):
    prompt = await here.prompt(to=WORKERS, answer="text")
    await here.minute()
    words = lambda: here.answers(here.budi, prompt, Given(answer="text", text="halo"))  # noqa: E731
    await words()
    before = await steps_of(here.connection, words)
    await crowd(here, 20_000, first=100_000)
    other = await here.prompt(to=WORKERS, answer="text")
    rows = sa.update(PromptReceiver).where(PromptReceiver.prompt_id == other.id)
    await here.connection.execute(rows.values(state=ReceiverState.REACHED, sent_at=here.now, look_at=None))
    assert await steps_of(here.connection, words) <= before + 5


async def test_planning_is_one_statement_whatever_the_number(here, statements):
    counts = []
    for many, first in ((50, 10_000), (2_000, 100_000)):
        await crowd(here, many, first=first)
        made = await here.draft(audience=Audience(roles=WORKERS, enterprises=(here.places["maju"],)))
        statements.clear()
        await writing.start(here.connection, here.sari, made.id, at=here.now)
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_a_page_of_the_silent_reads_no_more_statements_in_a_crowd(here, statements):
    counts = []
    for many, first in ((50, 10_000), (2_000, 100_000)):
        await crowd(here, many, first=first)
        prompt = await here.prompt(to=WORKERS)
        rows = sa.update(PromptReceiver).where(PromptReceiver.prompt_id == prompt.id)
        await here.connection.execute(rows.values(state=ReceiverState.REACHED, sent_at=here.now))
        statements.clear()
        await results.of(here.connection, here.sari, prompt.id)
        await results.silent(here.connection, here.sari, prompt.id)
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_a_run_is_looked_after_at_the_same_cost_among_thousands_of_others(here, statements):
    """Of two enterprises that are alike, the second one after a crowd has come."""
    costs = []
    for place, first in (("maju", 100_000), ("jaya", 200_000)):
        await series.start(here.connection, here.sari, here.places[place], 3, day("24-11"), at=here.now)
        statements.clear()
        steps = await steps_of(here.connection, lambda: series.look_due(here.connection, at=here.now))
        costs.append((len(statements), steps))
        row = {
            "trainer_id": here.lina.person_id, "status": PromptStatus.RUNNING, "title": "x", "template": "x", "module": 3,
            "answer": "none", "options": [], "audience": Audience().plain(), "busy": "wait", "reminders": 0, "created_at": here.now,
        }  # fmt: skip
        await here.connection.execute(sa.insert(PromptRow), [row] * 5_000)
        await crowd(here, 5_000, first=first)
    (few, short), (many, long) = costs
    assert (many <= few, long <= short + 5) == (True, True)
