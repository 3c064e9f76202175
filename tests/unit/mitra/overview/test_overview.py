"""What the overview finds in the database, for whom, and what it costs."""

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from PIL import Image

from mitra import hazards, overview, people
from mitra.access import CONSOLE, RefusedError
from mitra.checks import lists, runs
from mitra.kpis import indicators, readings
from mitra.overview import Colour, gather
from mitra.overview.picture import overview_png
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.store.check_models import Check, ChecklistVersion
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Area, Enterprise, Membership, Person, Role
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.prompt_models import Prompt, PromptReceiver, PromptStatus, ReceiverState
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci"
DAY = dt.timedelta(days=1)
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
    *("hazards", "alerts", "prompt_receivers", "prompts"),
)


@pytest.fixture
async def tari(connection):
    """A trainer of two enterprises; a third is somebody else's."""
    numbers = [await make_enterprise(connection, name, areas=["Jahit"]) for name in ("CV Dua", "CV Satu")]
    await make_enterprise(connection, "CV Lain")
    return await make_person(connection, 45, *((number, "trainer") for number in numbers), name="Tari")


async def facts_of(connection, number, at=NOW):
    places = await gather.places(connection, [number], at=at)
    return (await gather.facts(connection, places, at=at))[number]


async def add_worker(connection, number, account=41):
    return await make_person(connection, account, (number, "worker"), name="Budi")


async def test_a_trainer_sees_their_own_by_need_and_others_see_nothing(connection, tari):
    second = tari.seats[1].enterprise_id
    await plan.add(
        connection,
        tari,
        second,
        problem="p",
        action="a",
        module=1,
        at=NOW,
        more={"due_on": NOW.date() - 20 * DAY},
    )
    lights = await overview.overview(connection, tari, at=NOW)
    assert [(one.name, one.colour) for one in lights] == [("CV Satu", Colour.RED), ("CV Dua", Colour.NEW)]
    shown = await overview.page(connection, tari, 9, at=NOW)
    assert (shown.number, shown.pages, shown.count) == (1, 1, 2)
    assert shown.colours == {Colour.RED: 1, Colour.NEW: 1}
    budi = await add_worker(connection, second)
    with pytest.raises(RefusedError):
        await overview.overview(connection, budi, at=NOW)
    with pytest.raises(RefusedError):
        await overview.page(connection, budi, 1, at=NOW)
    other = await connection.scalar(sa.select(Enterprise.id).where(Enterprise.name == "CV Lain"))
    for number in (other, 999):
        with pytest.raises(RefusedError):
            await overview.one(connection, tari, number, at=NOW)
    assert (await overview.one(connection, tari, second, at=NOW)).colour is Colour.RED


async def test_activity_is_of_its_people_and_not_of_trainers(connection, tari):
    number = tari.seats[0].enterprise_id
    assert (await facts_of(connection, number)).people == 0
    budi = await add_worker(connection, number)
    await connection.execute(
        sa.update(Person).where(Person.id == budi.person_id).values(seen_on=NOW.date() - 20 * DAY)
    )
    found = await facts_of(connection, number)
    assert (found.people, found.silent) == (1, 20)
    await people.leave(connection, budi, number, at=NOW)
    assert (await facts_of(connection, number)).people == 0


async def test_the_plan_counts_what_is_late_by_the_enterprises_own_day(connection):
    east = await make_enterprise(connection, "CV Timur", zone="Asia/Jayapura")
    west = await make_enterprise(connection, "CV Barat")
    for number in (east, west):
        for days in (0, -3):
            await plan.add(
                connection, CONSOLE, number, problem="p", action="a", module=1, at=NOW,
                more={"due_on": NOW.date() + days * DAY},
            )  # fmt: skip
    done = await plan.add(connection, CONSOLE, west, problem="p", action="a", module=1, at=NOW)
    await answers.finish(connection, CONSOLE, done.id, at=NOW)
    # Half past ten in the evening in Jakarta is the next day in Jayapura.
    night = dt.datetime.fromisoformat("2026-11-26T22:30:00+07:00")
    places = await gather.places(connection, [east, west], at=night)
    found = await gather.facts(connection, places, at=night)
    assert [(found[n].unfinished, found[n].late, found[n].longest) for n in (east, west)] == [
        (2, 2, 4),
        (2, 1, 3),
    ]
    assert (found[west].done, found[east].done) == (1, 0)


async def check(connection, actor, number, area, values, *, at):  # noqa: PLR0913
    run = await runs.begin(connection, actor, number, area, "5s", at=at)
    for value in values:
        run = (await runs.answer(connection, actor, run, value, at=at)).run
    await runs.finish(connection, run, at=at)


async def test_5s_is_the_mean_of_the_areas_and_how_it_changed(connection, tari):
    number = tari.seats[0].enterprise_id
    budi = await add_worker(connection, number)
    await lists.publish(connection, [make_list()], at=NOW)
    area = await connection.scalar(sa.select(Area.id).where(Area.enterprise_id == number))
    assert (await facts_of(connection, number)).percent is None
    await check(connection, budi, number, area, [4] * 5, at=NOW - 40 * DAY)
    await check(connection, budi, number, area, [4, 4, 4, 2, 2], at=NOW - 20 * DAY)
    await check(connection, budi, number, area, [2] * 5, at=NOW - 3 * DAY)
    await check(connection, budi, number, None, [4] * 5, at=NOW - 2 * DAY)
    found = await facts_of(connection, number)
    assert (found.percent, found.change, found.checked) == (75, -30, 2)


async def test_suggestions_over_their_time_wait_and_those_answered_count(connection, tari):
    number = tari.seats[0].enterprise_id
    budi = await add_worker(connection, number)
    siti = await make_person(connection, 42, (number, "committee"), name="Siti")
    sent = [
        await giving.send(connection, budi, number, Draft(text=text, module=1), key=KEY, at=NOW - 20 * DAY)
        for text in ("satu", "dua", "tiga")
    ]
    await Desk(connection, siti, key=KEY, at=NOW - 20 * DAY).accept(sent[0].card.id, sent[0].card.version)
    found = await facts_of(connection, number)
    assert (found.waiting, found.judged, found.in_time) == (2, 3, 1)
    assert found.waited >= 7


async def test_figures_are_behind_a_week_after_their_period(connection, tari):
    number = tari.seats[0].enterprise_id
    kpi = await indicators.add_known(connection, CONSOLE, number, "defect_rate", at=NOW - 60 * DAY)
    await indicators.add_known(connection, CONSOLE, number, "five_s", at=NOW - 60 * DAY)
    found = await facts_of(connection, number)
    assert (found.figures, found.behind) == (1, 1)
    last = NOW.date() - dt.timedelta(days=NOW.date().weekday() + 14)
    first = last if kpi.rhythm == "week" else last.replace(day=1)
    await readings.report(
        connection, CONSOLE, kpi, first if kpi.rhythm == "week" else dt.date(2026, 10, 1),
        readings.plain_amount(kpi, 3.0), seen="", at=NOW,
    )  # fmt: skip
    found = await facts_of(connection, number)
    assert (found.figures, found.behind, found.missed) == (1, 0, 0)
    later = await facts_of(connection, number, at=NOW + 120 * DAY)
    assert later.behind == 1
    assert later.missed >= 3


async def test_danger_nobody_has_seen_is_red_until_it_is_dealt_with(connection, tari):
    number = tari.seats[0].enterprise_id
    budi = await add_worker(connection, number)
    report = await hazards.draft(connection, budi, number, "kabel", key=KEY, at=NOW)
    assert (await facts_of(connection, number)).dangers == 0  # a draft is nobody's business
    await hazards.send(connection, budi, report, 3, at=NOW)
    found = await facts_of(connection, number, NOW + 2 * DAY)
    assert (found.unseen, found.dangers, found.danger_days) == (1, 1, 2)
    await hazards.handle(connection, tari, report.id, key=KEY, at=NOW)
    found = await facts_of(connection, number)
    assert (found.unseen, found.dangers) == (0, 0)


async def test_prompts_count_once_there_was_time_to_answer(connection, tari):
    number = tari.seats[0].enterprise_id
    budi = await add_worker(connection, number)
    await send_prompts(connection, number, [budi.person_id], "scale", sent_at=NOW - 5 * DAY, count=6)
    await send_prompts(connection, number, [budi.person_id], "none", sent_at=NOW - 5 * DAY, count=1)
    await send_prompts(connection, number, [budi.person_id], "scale", sent_at=NOW - 1 * DAY, count=2)
    await send_prompts(connection, number, [budi.person_id], "scale", sent_at=NOW - 40 * DAY, count=2)
    await connection.execute(
        sa.update(PromptReceiver).where(PromptReceiver.prompt_id == 1).values(answer="3")
    )
    found = await facts_of(connection, number)
    assert (found.prompted, found.answered) == (6, 1)


async def send_prompts(connection, number, persons, answer, *, sent_at, count):  # noqa: PLR0913
    for _ in range(count):
        row = {
            "status": PromptStatus.RUNNING, "title": "t", "template": "t", "answer": answer, "options": [], "audience": {},
            "busy": "wait", "created_at": NOW,
        }  # fmt: skip
        prompt = (await connection.execute(sa.insert(Prompt).values(row).returning(Prompt.id))).scalar_one()
        rows = [
            {
                "prompt_id": prompt,
                "person_id": person,
                "enterprise_id": number,
                "state": ReceiverState.REACHED,
                "sent_at": sent_at,
            }
            for person in persons
        ]
        await connection.execute(sa.insert(PromptReceiver), rows)


# --- costs


async def fill(connection, count, *, weeks=4):
    """Let there be `count` enterprises with people, areas checked weekly, actions, suggestions and figures."""
    numbers = []
    for place in range(count):
        row = {
            "name": f"CV {place:03}",
            "code": f"C{place:05}",
            "timezone": "Asia/Jakarta",
            "created_at": NOW - 300 * DAY,
        }
        numbers.append(
            (
                await connection.execute(sa.insert(Enterprise).values(row).returning(Enterprise.id))
            ).scalar_one()
        )
    version = {
        "name": "5s",
        "version": 1,
        "digest": f"x{count}",
        "body": {},
        "created_at": NOW,
        "retired": False,
    }
    if not await connection.scalar(sa.select(ChecklistVersion.id)):
        await connection.execute(sa.insert(ChecklistVersion).values(version))
    areas = [{"enterprise_id": number, "name": name, "closed": False} for number in numbers for name in "ABC"]
    await connection.execute(sa.insert(Area), areas)
    persons = [
        {
            "telegram_id": number * 100 + one,
            "consented_at": NOW,
            "seen_on": NOW.date(),
            "muted": [],
            "low_data": False,
        }
        for number in numbers
        for one in range(5)
    ]
    await connection.execute(sa.insert(Person), persons)
    known = (await connection.execute(sa.select(Person.id, Person.telegram_id))).all()
    seats = [
        {
            "person_id": row.id,
            "enterprise_id": row.telegram_id // 100,
            "role": Role.WORKER,
            "since": NOW,
            "removed": False,
        }
        for row in known
        if row.telegram_id // 100 in numbers
    ]
    await connection.execute(sa.insert(Membership), seats)
    places = (
        await connection.execute(
            sa.select(Area.id, Area.enterprise_id).where(Area.enterprise_id.in_(numbers))
        )
    ).all()
    checks = [
        {"enterprise_id": row.enterprise_id, "area_id": row.id, "checklist_id": 1, "list_name": "5s", "items": [],
         "short": False, "team": False, "opened_at": NOW - week * 7 * DAY, "finished_at": NOW - week * 7 * DAY,
         "closed": True, "people": 1, "percent": 50, "points": {f"i{n}": "2" for n in range(25)}}
        for row in places
        for week in range(weeks)
    ]  # fmt: skip
    await connection.execute(sa.insert(Check), checks)
    actions = [
        {"enterprise_id": number, "number": n, "module": 1, "problem": "p", "action": "a", "origin": f"x:{n}", "cause": "",
         "kpi": "", "result": "", "due_on": NOW.date() + (n - 5) * DAY, "created_at": NOW - 200 * DAY,
         "status": ActionStatus.OPEN if n < 8 else ActionStatus.DONE, "ended_at": None if n < 8 else NOW - n * DAY}
        for number in numbers
        for n in range(8 + weeks * 3)
    ]  # fmt: skip
    await connection.execute(sa.insert(ActionItem), actions)
    suggestions = [
        {"enterprise_id": number, "number": n, "text": "t", "module": 1, "author_sealed": "", "public": False,
         "status": SuggestionStatus.NEW if n < 2 else SuggestionStatus.DONE, "sent_at": NOW - 4 * n * DAY, "version": 1,
         "answer_due_at": NOW - 4 * n * DAY, "decide_due_at": NOW, "answered_at": None if n < 2 else NOW - 4 * n * DAY}
        for number in numbers
        for n in range(2 + weeks)
    ]  # fmt: skip
    await connection.execute(sa.insert(Suggestion), suggestions)
    figures = [
        {"enterprise_id": number, "code": f"own-{n}", "name": "x", "unit": "", "higher": False, "rhythm": "week",
         "version": 1, "retired": False, "created_at": NOW - 200 * DAY}
        for number in numbers
        for n in range(3)
    ]  # fmt: skip
    await connection.execute(sa.insert(Kpi), figures)
    kpis = list(await connection.scalars(sa.select(Kpi.id).where(Kpi.enterprise_id.in_(numbers))))
    monday = NOW.date() - dt.timedelta(days=NOW.date().weekday())
    values = [
        {"kpi_id": kpi, "first_on": monday - week * 7 * DAY, "value": 1.0, "at": NOW}
        for kpi in kpis
        for week in range(weeks)
    ]
    await connection.execute(sa.insert(KpiValue), values)
    return numbers


async def trainer_of(connection, numbers):
    return await make_person(connection, 9, *((number, "trainer") for number in numbers), name="Tari")


@pytest.mark.sqlite
async def test_the_statements_are_few_by_index_and_as_many_for_thirty_as_for_one(connection, statements):
    first = await trainer_of(connection, await fill(connection, 1))
    statements.clear()
    await overview.page(connection, first, 1, at=NOW)
    few = len(statements)
    numbers = await fill_more(connection, 29)
    trainer = await trainer_of(connection, numbers)
    statements.clear()
    shown = await overview.page(connection, trainer, 1, at=NOW)
    assert shown.count == 30
    assert len(statements) == few <= 14
    slow = []
    for statement, values in list(statements):
        one = values[0] if isinstance(values, list) else values
        steps = await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, one)
        slow += [
            (row[3], statement) for row in steps if row[3].startswith("SCAN") and row[3].split()[1] in LARGE
        ]
    assert slow == []


async def fill_more(connection, count):
    """Let there be more, numbered on."""
    await connection.execute(sa.update(Enterprise).values(code=sa.func.printf("D%05d", Enterprise.id)))
    return await fill(connection, count)


async def steps_of(connection, query) -> int:
    """Return how many steps SQLite's machine takes."""
    raw = (await connection.get_raw_connection()).driver_connection
    count = [0]

    def step():
        count[0] += 1

    await raw.set_progress_handler(step, 1)
    await query()
    await raw.set_progress_handler(None, 0)
    return count[0]


@pytest.mark.sqlite
async def test_a_page_costs_no_more_after_years(connection):
    """What an enterprise has done long ago is not read: checks, figures and finished actions of years."""
    young = await fill(connection, 5, weeks=14)
    await connection.execute(sa.update(Enterprise).values(code=sa.func.printf("D%05d", Enterprise.id)))
    old = await fill(connection, 5, weeks=150)

    async def look(numbers):
        await gather.facts(connection, await gather.places(connection, numbers, at=NOW), at=NOW)

    few = await steps_of(connection, lambda: look(young))
    many = await steps_of(connection, lambda: look(old))
    assert many <= few * 1.35


async def test_of_hundreds_only_the_page_shown_is_looked_at(connection, statements):
    numbers = await fill(connection, 70)
    trainer = await trainer_of(connection, numbers)
    statements.clear()
    shown = await overview.page(connection, trainer, 2, at=NOW)
    assert (shown.count, shown.pages, shown.colours) == (70, 9, {})
    assert [one.name for one in shown.lights] == [f"CV {place:03}" for place in range(8, 16)]
    assert len(statements) <= 14
    whole = await overview.overview(connection, CONSOLE, at=NOW)
    assert len(whole) == 70
    picture = overview_png(whole)
    assert len(picture) < 80_000


async def test_a_picture_has_a_row_for_each(connection, tari):
    lights = await overview.overview(connection, tari, at=NOW)
    sizes = [Image.open(io.BytesIO(overview_png(shown))).size for shown in (lights, [])]
    assert [width for width, _ in sizes] == [720, 720]
    assert sizes[0][1] > sizes[1][1]
