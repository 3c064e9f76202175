"""The plan and one's own tasks, filtered and page by page; and what it comes to."""

import datetime as dt

import pytest

from mitra.access import RefusedError
from mitra.plan import absences, answers, figures, listing
from tests.unit.mitra.plan.factory import at, day


async def numbers(here, which, *, page=1):
    shown = await listing.plan_page(
        here.connection, here.siti, here.enterprise, which, page=page, at=here.now
    )
    return [one.number for one in shown.actions]


async def test_filters(here):
    late = await here.add(due=day("20-11"), owner=here.budi, module=2)
    nobodys = await here.add(due=day("05-12"))
    await answers.refuse(here.connection, here.rina, nobodys.id, at=here.now)
    undated = await here.add(due=None, owner=here.siti)
    done = await here.add(due=day("01-12"), owner=here.siti)
    await answers.finish(here.connection, here.siti, done.id, at=here.now)
    assert await numbers(here, "all") == [late.number, nobodys.number, undated.number]
    assert await numbers(here, "late") == [late.number]
    assert await numbers(here, "none") == [nobodys.number]
    assert await numbers(here, "done") == [done.number]
    assert await numbers(here, "m2") == [late.number]
    assert await numbers(here, f"o{here.siti.person_id}") == [undated.number]
    counts = await listing.counts(here.connection, here.siti, here.enterprise, at=here.now)
    assert counts == {"all": 3, "late": 1, "none": 1}
    owners = await listing.owners(here.connection, here.siti, here.enterprise)
    assert [(name, count) for _, name, count in owners] == [("Budi", 1), ("Siti", 1)]


@pytest.mark.parametrize("which", ["", "x", "m", "m0", "m6", "o", "o-1", "m²", "o" + "9" * 20, "m1;"])
async def test_what_is_no_filter_is_refused(here, which):
    with pytest.raises(RefusedError):
        await numbers(here, which)


async def test_pages_end_at_the_last_one(here):
    for place in range(8):
        await here.add(due=day("10-12") - dt.timedelta(days=place), owner=here.budi)
    assert await numbers(here, "all") == [8, 7, 6, 5, 4, 3]
    assert await numbers(here, "all", page=99) == [2, 1]
    assert await numbers(here, "all", page=0) == [8, 7, 6, 5, 4, 3]


async def test_one_s_own_tasks_are_with_those_one_stands_in_for(here):
    await here.add(due=day("10-12"), owner=here.siti)
    await here.add(due=day("09-12"), owner=here.budi)
    await here.add(due=day("08-12"), owner=here.rina)
    await absences.go(
        here.connection, here.budi, here.enterprise, day("30-11"), here.siti.person_id, at=here.now
    )
    shown = await listing.my_page(here.connection, here.siti, here.enterprise, page=1, at=here.now)
    assert [one.owner for one in shown.actions] == ["Budi", "Siti"]
    here.now = at("01-12")
    shown = await listing.my_page(here.connection, here.siti, here.enterprise, page=1, at=here.now)
    assert [one.owner for one in shown.actions] == ["Siti"]


async def test_lately_due_is_what_a_message_can_be_about(here):
    soon = await here.add(due=day("01-12"), owner=here.budi)
    await here.add(due=day("10-01"), owner=here.budi)
    running = await here.add(due=day("10-01"), owner=here.budi)
    await answers.begin(here.connection, here.budi, running.id, at=here.now)
    found = await listing.lately_due(here.connection, here.budi, at=here.now)
    assert [one.id for one in found] == [soon.id, running.id]


async def test_what_is_finished_on_its_day_is_in_time(here):
    action = await here.add(due=day("26-11"), owner=here.budi)
    await answers.finish(here.connection, here.budi, action.id, at=here.now)
    found = await figures.figures(here.connection, here.enterprise, today=day("26-11"), zone="Asia/Jakarta")
    assert (found.in_time, found.months[-1].done, found.months[-1].done_late) == (100, 1, 0)


async def test_figures_month_by_month(here):
    here.now = at("05-09")
    made = [await here.add(due=day("20-09"), owner=here.budi) for _ in range(4)]
    ends = (("18-09", answers.finish), ("05-10", answers.finish), ("06-10", answers.cancel))
    for action, (when, end) in zip(made, ends, strict=False):
        await end(here.connection, here.budi, action.id, at=at(when))
    found = await figures.figures(here.connection, here.enterprise, today=day("26-11"), zone="Asia/Jakarta")
    assert (found.open, found.unfinished, found.overdue, found.done, found.cancelled) == (1, 1, 1, 2, 1)
    assert found.in_time == 50
    months = {one.first.month: (one.done, one.done_late, one.open, one.overdue) for one in found.months}
    assert [months[month] for month in (8, 9, 10, 11)] == [
        (0, 0, 0, 0),
        (1, 0, 3, 3),
        (0, 1, 1, 1),
        (0, 0, 1, 1),
    ]
    assert (len(found.months), found.months[-1].first) == (12, day("01-11"))
