"""Beside the last time, and the other areas."""

import datetime as dt

from mitra.checks import history
from tests.unit.mitra.checks.workplace import SKIP
from tests.unit.mitra.make import NOW

DAY = dt.timedelta(days=1)


async def test_the_time_before_and_the_trend(connection, here):
    for days, points in enumerate(((0, 0, 0, 0, 0), (2, 2, 2, 2, 2), (4, 4, 4, 4, 4))):
        last = await here.check(here.budi, *points, at=NOW + days * DAY)
    await here.check(here.budi, 1, 1, 1, 1, 1, area="Potong", at=NOW + DAY)
    earlier = await history.before(connection, last)
    assert (earlier.percent, history.comparison(last, earlier).change) == (50, 50)
    assert (await history.before(connection, earlier)).percent == 0
    assert [percent for _, percent in await history.trend(connection, last)] == [0, 50, 100]
    assert [percent for _, percent in await history.trend(connection, earlier)] == [0, 50]


async def test_the_first_time_stands_alone(connection, here):
    assert await history.before(connection, await here.check(here.budi, 4, 4, 4, 4, 4)) is None


async def test_all_areas_at_a_glance(connection, here):
    await here.check(here.budi, 2, 2, 2, 2, 2)
    now = await here.check(here.budi, 4, 2, 2, 2, SKIP, at=NOW + DAY)
    states = await history.areas(connection, here.enterprise, "5s")
    assert [(one.area, one.percent, one.change) for one in states] == [
        ("Jahit", 63, 13),  # 10 of 16 is 62.5; on the four items alike it was 8 of 16
        ("Potong", None, None),
    ]
    assert history.average_of_others(states, now) is None


async def test_the_average_of_the_other_areas_forgets_what_is_long_ago(connection, here):
    await here.check(here.budi, 4, 4, 4, 4, 4, area="Potong")
    now = await here.check(here.budi, 2, 2, 2, 2, 2, at=NOW + 10 * DAY)
    states = await history.areas(connection, here.enterprise, "5s")
    assert history.average_of_others(states, now) == 100
    late = await here.check(here.budi, 2, 2, 2, 2, 2, at=NOW + 300 * DAY)
    states = await history.areas(connection, here.enterprise, "5s")
    assert history.average_of_others(states, late) is None


async def test_the_whole_workplace_where_there_are_no_areas(connection, here):
    outcome = await here.check(here.budi, 4, 4, 4, 4, 4, area=None)
    assert outcome.area == ""
    states = await history.areas(connection, here.enterprise, "5s")
    assert [one.area for one in states] == ["Jahit", "Potong", ""]
