"""What the plan costs does not grow with how many there are: every statement goes by an index."""

import datetime as dt

import pytest

from mitra.access import CONSOLE
from mitra.plan import absences, answers, digest, exchange, figures, history, listing, reminders
from mitra.plan import actions as plan
from mitra.summary.gather import gather
from tests.unit.mitra.plan.factory import day

pytestmark = pytest.mark.sqlite

LARGE = {
    "action_items", "action_steps", "reminder_clocks", "absences", "persons", "memberships", "outbox_messages", "kpis",
    "kpi_values", "enterprises",
}  # fmt: skip


async def everything_people_do(here):
    """Go once through all that is done with a plan."""
    c, e, now = here.connection, here.enterprise, here.now
    first = await here.add(due=day("27-11"), owner=here.budi)
    second = await here.add(due=day("05-12"))
    await plan.by_origin(c, e, [first.origin])
    await plan.give(c, here.rina, second.id, here.siti.person_id, at=now)
    await plan.set_due(c, here.siti, second.id, day("06-12"), at=now)
    await plan.edit(c, here.siti, second.id, "cause", "licin", at=now)
    await answers.begin(c, here.siti, second.id, at=now)
    await answers.postpone(c, here.siti, second.id, day("07-12"), at=now)
    await answers.ask_help(c, here.siti, second.id, "", at=now)
    await answers.helping(c, here.rina, second.id, at=now)
    await answers.pass_on(c, here.rina, second.id, at=now)
    await answers.refuse(c, here.siti, second.id, at=now)
    await answers.take(c, here.siti, second.id, at=now)
    await absences.go(c, here.siti, e, day("01-12"), here.budi.person_id, at=now)
    await answers.finish(c, here.siti, second.id, at=now)
    await answers.reopen(c, here.siti, second.id, at=now)
    await history.steps(c, second.id)
    for which in ("all", "late", "done", "none", "m1", "o1"):
        await listing.plan_page(c, here.rina, e, which, page=1, at=now)
    await listing.my_page(c, here.budi, e, page=1, at=now)
    await listing.counts(c, here.rina, e, at=now)
    await listing.owners(c, here.rina, e)
    await listing.lately_due(c, here.budi, at=now)
    await figures.figures(c, e, today=now.date(), zone="Asia/Jakarta")
    await digest.of_week(c, e, now.date(), zone="Asia/Jakarta")
    rows, _ = await exchange.export(c, here.rina, e)
    await exchange.numbers(c, e)
    await exchange.take(c, here.rina, e, rows, made_at=now - dt.timedelta(days=1), at=now)
    await gather(c, CONSOLE, e, at=now)
    here.now += dt.timedelta(days=5)
    while await reminders.look_due(c, at=here.now):
        pass
    await answers.cancel(c, here.budi, first.id, at=here.now)
    await plan.end_by_origin(c, e, second.origin, answers.ActionStatus.DONE, at=here.now)


async def test_every_statement_goes_by_an_index(here, statements):
    await everything_people_do(here)
    slow = []
    for statement, values in list(statements):
        if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            continue
        one = values[0] if isinstance(values, list) else values
        steps = await here.connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, one)
        slow += [
            (row[3], statement) for row in steps if row[3].startswith("SCAN") and row[3].split()[1] in LARGE
        ]
    assert slow == []
    assert len(statements) > 250


async def test_a_page_takes_as_many_statements_of_a_hundred_as_of_ten(here, statements):
    counts = []
    for many in (10, 100):
        for _ in range(many):
            await here.add(due=day("05-12"), owner=here.budi)
        statements.clear()
        await listing.plan_page(here.connection, here.rina, here.enterprise, "all", page=1, at=here.now)
        await listing.my_page(here.connection, here.budi, here.enterprise, page=1, at=here.now)
        counts.append(len(statements))
    assert counts[0] == counts[1]
