"""What suggestions cost does not grow with how many there are: every statement on their tables goes by an index."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import chores
from mitra.store.suggestion_models import Suggestion
from mitra.suggestions import committee, figures, giving, papers, rules
from mitra.suggestions.cards import LIKE, SUPPORT
from tests.unit.mitra.make import NOW
from tests.unit.mitra.suggestions.factory import KEY

pytestmark = pytest.mark.sqlite

LARGE = (
    "suggestions", "suggestion_steps", "suggestion_backers", "suggestion_exclusions", "suggestion_shelves",
    "committee_rules", "action_items", "memberships",
)  # fmt: skip
DAY = dt.timedelta(days=1)


async def everything_people_do(here):
    """Go once through all that is done with suggestions."""
    connection, place = here.connection, here.enterprise
    sent = await here.sent(about=())
    await here.give(about=(here.tono.person_id,))
    own = await giving.own(connection, here.budi, sent.code, key=KEY, at=NOW)
    await giving.rewrite(connection, own, "lain", at=NOW)
    await giving.mine(connection, here.budi, key=KEY)
    await giving.compared(connection, here.siti, place, key=KEY)
    await giving.published(connection, here.siti, place, page=1)
    await giving.back(connection, here.siti, sent.card.id, SUPPORT, key=KEY)
    for name in (*committee.BUCKETS, committee.AGREE):
        await committee.bucket(connection, here.ani, place, name, page=1)
    await committee.overview(connection, here.ani, place)
    table = await committee.look(connection, here.ani, sent.card.id)
    await committee.alike(connection, here.ani, table.card)
    other = await here.give()
    merged = await here.desk(here.ani).merge(other.id, other.version, sent.card.id)
    done = await here.done(merged)
    await giving.gallery(connection, here.siti, place)
    await giving.back(connection, here.siti, done.id, LIKE, key=KEY)
    await giving.likes(connection, done.id)
    await rules.change(connection, here.rina, place, "thanks", at=NOW)
    await figures.figures(connection, here.ani, place, at=NOW)
    await figures.ranking(connection, place, since=NOW - DAY)
    await papers.minutes_file(connection, here.ani, place, {}, at=NOW)
    await chores.do_due(connection, at=NOW + 9 * DAY)


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
    assert len(statements) > 150


async def test_a_page_takes_as_many_statements_of_a_thousand_as_of_one(connection, here, statements):
    async def cost() -> int:
        statements.clear()
        await committee.bucket(connection, here.ani, here.enterprise, "new", page=1)
        await committee.overview(connection, here.ani, here.enterprise)
        await giving.mine(connection, here.budi, key=KEY)
        return len(statements)

    card = await here.give()
    first = await cost()
    row = (await connection.execute(sa.select(Suggestion.__table__))).mappings().one()
    rows = [dict(row) | {"id": card.id + n, "number": n + 1, "receipt": str(n)} for n in range(1, 1_000)]
    await connection.execute(sa.insert(Suggestion), rows)
    assert await cost() == first
