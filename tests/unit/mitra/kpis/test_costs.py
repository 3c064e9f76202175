"""What figures cost does not grow with how many there are, or how old they are: every statement goes by an index."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.kpis import asking, indicators, readings
from mitra.store.check_models import Check, ChecklistVersion
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Area
from tests.unit.mitra.kpis.factory import LAST, day
from tests.unit.mitra.make import NOW, make_enterprise

pytestmark = pytest.mark.sqlite

LARGE = ("kpis", "kpi_values", "checks", "suggestions", "memberships", "persons", "enterprises", "areas")
WEEK = dt.timedelta(days=7)


async def everything_people_do(here):
    """Go once through all that is done with figures."""
    kpi = await here.add(owner=here.siti, worth=15_000)
    for code in ("five_s", "suggestions_per_worker", "accidents"):
        await here.add(code)
    kpi = await indicators.set_baseline(here.connection, here.rina, kpi, 5.0, at=NOW)
    kpi = await indicators.set_target(here.connection, here.rina, kpi, 2.0, on=day("2027-03-31"), at=NOW)
    own = await here.own()
    gone = await indicators.retire(here.connection, here.rina, own, at=NOW)
    await indicators.restore(here.connection, here.rina, gone, at=NOW)
    reading = await here.report(kpi, LAST, 12, 400, by=here.siti)
    await readings.earlier(here.connection, kpi, LAST)
    await readings.board(here.connection, here.rina, here.enterprise, at=NOW)
    await readings.board(here.connection, here.siti, here.enterprise, at=NOW)
    await readings.line_of(here.connection, here.rina, kpi.id, at=NOW)
    await readings.take_back(here.connection, here.siti, kpi, LAST, reading.stamp, at=NOW)
    person = here.siti.person_id
    await asking.asks_for(here.connection, person, here.enterprise, since=LAST, today=NOW.date() + 2 * WEEK)
    await asking.next_ask_on(here.connection, person, here.enterprise, after=NOW.date())


async def test_every_statement_goes_by_an_index(connection, here, statements):
    await everything_people_do(here)
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
    assert len(statements) > 60


async def test_a_page_takes_as_many_statements_for_twelve_old_figures_as_for_one(here, statements):
    async def cost() -> int:
        statements.clear()
        await readings.board(here.connection, here.rina, here.enterprise, at=NOW)
        return len(statements)

    await here.add(worth=1)
    first = await cost()
    for number in range(11):
        own = await here.own(f"Angka {number}", rhythm="week")
        await fill(here.connection, own.id, weeks=52)
    assert len(await readings.board(here.connection, here.rina, here.enterprise, at=NOW)) == 12
    assert await cost() == first


async def fill(connection, number, *, weeks):
    rows = [
        {"kpi_id": number, "first_on": LAST - place * WEEK, "value": 1.0, "at": NOW} for place in range(weeks)
    ]
    await connection.execute(sa.insert(KpiValue), rows)


async def steps_of(connection, query) -> int:
    """Return how many steps SQLite's machine takes for a query, in hundreds of instructions."""
    raw = (await connection.get_raw_connection()).driver_connection
    count = [0]

    def step():
        count[0] += 1

    await raw.set_progress_handler(step, 1)
    await query()
    await raw.set_progress_handler(None, 0)
    return count[0]


async def test_a_factory_pays_nothing_for_a_thousand_others(connection, here):
    """The same steps with 3,000 figures of others and their 36,000 values in the tables."""
    kpi = await here.add(owner=here.siti, worth=15_000)
    for weeks in range(13):
        await here.report(kpi, LAST - weeks * WEEK, 12, 400)

    async def look():
        await readings.board(connection, here.rina, here.enterprise, at=NOW)
        await readings.reading_of(connection, kpi, LAST)
        await asking.asks_for(
            connection, here.siti.person_id, here.enterprise, since=NOW.date() - 2 * WEEK, today=NOW.date()
        )

    before = await steps_of(connection, look)
    other = await make_enterprise(connection, "CV Besar")
    rows = [
        {"enterprise_id": other, "code": f"own-{n}", "name": "x", "unit": "", "higher": False, "rhythm": "week",
         "version": 1, "retired": False, "created_at": NOW}
        for n in range(3_000)
    ]  # fmt: skip
    await connection.execute(sa.insert(Kpi), rows)
    theirs = list(await connection.scalars(sa.select(Kpi.id).where(Kpi.enterprise_id == other)))
    values = [
        {"kpi_id": number, "first_on": LAST - place * WEEK, "value": 1.0, "at": NOW}
        for number in theirs
        for place in range(12)
    ]
    await connection.execute(sa.insert(KpiValue), values)
    assert await steps_of(connection, look) <= before * 1.05


async def test_what_is_older_than_a_year_is_not_read(connection, here):
    """The same steps after ten years of weekly values and 5S checks of three areas."""
    kpi, score = await here.add(), await here.add("five_s")
    for weeks in range(13):
        await here.report(kpi, LAST - weeks * WEEK, 12, 400)
    row = {"name": "5s", "version": 1, "digest": "x", "body": {}, "created_at": NOW, "retired": False}
    await connection.execute(sa.insert(ChecklistVersion).values(row))

    async def look():
        await readings.board(connection, here.rina, here.enterprise, at=NOW)
        await readings.reading_of(connection, kpi, LAST)
        await readings.earlier(connection, kpi, LAST)
        await readings.line_of(connection, here.rina, score.id, at=NOW)

    before = await steps_of(connection, look)
    old = [
        {"kpi_id": kpi.id, "first_on": LAST - place * WEEK, "value": 1.0, "at": NOW}
        for place in range(20, 520)
    ]
    await connection.execute(sa.insert(KpiValue), old)
    numbers = [
        None,
        *await connection.scalars(sa.select(Area.id).where(Area.enterprise_id == here.enterprise)),
    ]
    checks = [
        {"enterprise_id": here.enterprise, "area_id": area, "checklist_id": 1, "list_name": "5s", "items": [],
         "short": False, "team": False, "opened_at": NOW - place * WEEK, "finished_at": NOW - place * WEEK,
         "closed": True, "people": 1, "percent": 50}
        for place in range(60, 560)
        for area in numbers
    ]  # fmt: skip
    await connection.execute(sa.insert(Check), checks)
    assert await steps_of(connection, look) <= before * 1.1
