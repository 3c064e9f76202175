"""The 5S score and suggestions a person feed in by themselves, month by month."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import people
from mitra.kpis import readings
from mitra.store.check_models import Check, ChecklistVersion
from mitra.store.models import Area, Membership, Role
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.giving import Draft
from tests.unit.mitra.kpis.factory import OCTOBER, SEPTEMBER, day
from tests.unit.mitra.make import NOW, at, make_person

NOVEMBER = day("2026-11-01")
KEY = b"kunci"


@pytest.fixture
async def areas(here) -> dict[str, int]:
    rows = (await here.connection.execute(sa.select(Area.name, Area.id).order_by(Area.id))).all()
    row = {"name": "5s", "version": 1, "digest": "x", "body": {}, "created_at": NOW, "retired": False}
    await here.connection.execute(sa.insert(ChecklistVersion).values(row))
    return {row.name: row.id for row in rows}


async def check(here, percent, when, *, area=None, enterprise=None, name="5s"):  # noqa: PLR0913
    row = {
        "enterprise_id": enterprise or here.enterprise,
        "area_id": area,
        "checklist_id": 1,
        "list_name": name,
        "items": [],
        "short": False,
        "team": False,
        "opened_at": at(when),
        "finished_at": at(when),
        "closed": True,
        "people": 1,
        "percent": percent,
    }
    await here.connection.execute(sa.insert(Check).values(row))


async def figures(here, code, *, when=NOW):
    line = await here.line(await here.add(code), at=when)
    return {point.first: point.value for point in line.points}


async def test_the_latest_result_of_each_area_of_a_month_on_average(here, areas):
    await check(here, 40, "2026-09-03T10:00:00+07:00", area=areas["Jahit"])
    await check(here, 60, "2026-09-20T10:00:00+07:00", area=areas["Jahit"])
    await check(here, 80, "2026-09-10T10:00:00+07:00", area=areas["Potong"])
    # In October only one area, and the whole workplace.
    await check(here, 50, "2026-10-10T10:00:00+07:00", area=areas["Potong"])
    await check(here, 70, "2026-10-11T10:00:00+07:00")
    assert await figures(here, "five_s") == {SEPTEMBER: 70, OCTOBER: 60}


async def test_the_score_of_the_running_month_counts_too(here, areas):
    await check(here, 62, "2026-11-20T10:00:00+07:00", area=areas["Jahit"])
    assert await figures(here, "five_s") == {NOVEMBER: 62}


async def test_a_month_without_a_check_is_a_gap(here, areas):
    await check(here, 40, "2026-08-20T10:00:00+07:00", area=areas["Jahit"])
    await check(here, 50, "2026-10-20T10:00:00+07:00", area=areas["Jahit"])
    line = await here.line(await here.add("five_s"))
    assert [point.value for point in line.points] == [40, None, 50]
    assert (line.baseline, line.now.value) == (40, 50)
    watched = await readings.look(here.connection, here.rina, (await here.add("five_s")).id, at=NOW)
    assert (list(watched.missing), watched.due) == ([], False)  # nobody is asked for it


async def test_other_lists_other_enterprises_and_what_did_not_apply_do_not_count(here, areas):
    await check(here, 10, "2026-10-20T10:00:00+07:00", area=areas["Jahit"], name="k3")
    await check(here, None, "2026-10-20T10:00:00+07:00", area=areas["Jahit"])
    await check(here, 20, "2026-10-20T10:00:00+07:00", enterprise=here.other)
    await check(here, 90, "2026-10-20T10:00:00+07:00", area=areas["Potong"])
    assert await figures(here, "five_s") == {OCTOBER: 90}


@pytest.mark.parametrize(
    ("when", "month"),
    [
        ("2026-09-30T23:59:00+07:00", SEPTEMBER),
        ("2026-10-01T00:00:00+07:00", OCTOBER),
        # The same moments in UTC lie in September both.
        ("2026-09-30T17:00:00+00:00", OCTOBER),
    ],
)
async def test_the_month_is_the_enterprises_own(here, areas, when, month):
    await check(here, 50, when, area=areas["Jahit"])
    assert [first for first, value in (await figures(here, "five_s")).items() if value] == [month]


async def give(here, actor, when, **more):
    draft = Draft(text="usul", module=1, **more)
    return (await giving.send(here.connection, actor, here.enterprise, draft, key=KEY, at=at(when))).card


async def joined(here, when):
    """Let everybody have joined at some moment."""
    await here.connection.execute(sa.update(Membership).values(since=at(when)))


async def test_suggestions_for_each_person_who_had_joined(here):
    await joined(here, "2026-08-15T10:00:00+07:00")
    # Siti, Budi, Ani and Ibu Rina: four; Bu Sari looks after them and is not counted.
    for when in ("2026-09-01T08:00:00+07:00", "2026-09-30T23:00:00+07:00", "2026-10-05T08:00:00+07:00"):
        await give(here, here.siti, when)
    dewi = await make_person(here.connection, 77, name="Dewi")
    await people.seat(
        here.connection, dewi.person_id, here.enterprise, Role.WORKER, at=at("2026-10-20T10:00:00+07:00")
    )
    assert await figures(here, "suggestions_per_worker") == {
        day("2026-08-01"): 0,
        SEPTEMBER: 2 / 4,
        OCTOBER: 1 / 5,
    }


async def test_the_running_month_is_not_over_so_it_has_no_count(here):
    await joined(here, "2026-10-15T10:00:00+07:00")
    await give(here, here.siti, "2026-11-05T08:00:00+07:00")
    assert await figures(here, "suggestions_per_worker") == {OCTOBER: 0}
    assert await figures(here, "suggestions_per_worker", when=at("2026-12-01T10:00:00+07:00")) == {
        OCTOBER: 0,
        NOVEMBER: 1 / 4,
    }


async def test_withdrawn_and_merged_ones_do_not_count(here):
    await joined(here, "2026-10-01T10:00:00+07:00")
    cards = [await give(here, here.siti, "2026-10-05T08:00:00+07:00") for _ in range(3)]
    for card, status in zip(cards, (SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED), strict=False):
        mine = sa.update(Suggestion).where(Suggestion.id == card.id)
        await here.connection.execute(mine.values(status=status))
    assert await figures(here, "suggestions_per_worker") == {OCTOBER: 1 / 4}


async def test_who_has_left_is_counted_in_the_months_they_were_there(here):
    await joined(here, "2026-09-15T10:00:00+07:00")
    await give(here, here.siti, "2026-10-05T08:00:00+07:00")
    budis = sa.update(Membership).where(Membership.person_id == here.budi.person_id)
    await here.connection.execute(budis.values(ended_at=at("2026-10-10T10:00:00+07:00")))
    assert (await figures(here, "suggestions_per_worker"))[OCTOBER] == 1 / 4
    later = await figures(here, "suggestions_per_worker", when=NOW + dt.timedelta(days=10))
    assert later[NOVEMBER] == 0


async def test_months_before_anybody_joined_have_no_figure(here):
    assert await figures(here, "suggestions_per_worker") == {OCTOBER: None}
