"""What checks cost does not grow with how many there are: every statement on their tables goes by an index."""

import datetime as dt

import pytest

from mitra import alerts, chores
from mitra.checks import history, lists, pictures, runs, schedules
from mitra.checks.report import report_content
from mitra.plan import actions as plan
from mitra.plan import listing
from tests.unit.mitra.make import NOW

pytestmark = pytest.mark.sqlite

LARGE = (
    "checks", "check_runs", "check_answers", "check_notes", "check_photos", "check_schedules", "alerts", "alert_receivers",
    "action_items", "checklist_versions", "switched_off_items",
)  # fmt: skip
DAY = dt.timedelta(days=1)


async def everything_people_do(connection, here):
    """Go once through all that is done with checks; return nothing."""
    await here.check(here.siti, 4, 4, 4, 4, 4, at=NOW - DAY)
    run = await here.begin(here.budi)
    await runs.write_note(connection, run, "kabel")
    await runs.add_photo(connection, run, run.item.id, "F", after=False, at=NOW)
    await runs.at_item(connection, run, run.item)
    run = await here.answer(here.budi, run, 0, 1, 2, 3, 0)
    await runs.left_out(connection, run)
    await runs.unfinished(connection, here.budi)
    await runs.finish(connection, run, at=NOW)
    await runs.open_team(connection, here.enterprise, None, "5s", at=NOW)
    outcome = await history.outcome(connection, here.budi, run.check_id)
    await history.before(connection, outcome)
    await history.areas(connection, here.enterprise, "5s")
    await history.checkers(connection, outcome.id)
    await pictures.drawing(connection, outcome.id, "radar")
    await pictures.drawing(connection, outcome.id, "trend")
    await report_content(connection, outcome.id)
    await lists.own(connection, here.enterprise)
    await schedules.set_rhythm(connection, here.rina, here.enterprise, None, "5s", wanted="week:0", at=NOW)
    await schedules.of(connection, here.enterprise, "5s")
    action = await plan.add(
        connection, here.budi, here.enterprise, problem="p", action="a", module=1, origin="x", at=NOW
    )
    await plan.give(connection, here.rina, action.id, here.siti.person_id, at=NOW)
    await listing.plan_page(connection, here.rina, here.enterprise, listing.ALL, page=1, at=NOW)
    await alerts.see(connection, here.rina, 1, at=NOW)
    await chores.do_due(connection, at=NOW + 9 * DAY)


async def test_every_statement_goes_by_an_index(connection, here, statements):
    await everything_people_do(connection, here)
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
    assert len(statements) > 80


async def test_an_answer_takes_as_many_statements_after_a_hundred_checks_as_after_one(
    connection, here, statements
):
    async def cost() -> int:
        run = await here.begin(here.budi)
        statements.clear()
        await here.answer(here.budi, run, 4)
        return len(statements)

    first = await cost()
    for days in range(30):
        await here.check(here.budi, 4, 4, 4, 4, 4, at=NOW + days * DAY)
    assert await cost() == first
