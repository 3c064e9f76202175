"""Figures: counted by month, answered within days, and never split so finely that it points to somebody."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.access import RefusedError
from mitra.clock import months_before
from mitra.suggestions.figures import figures, ranking, safe_split
from tests.unit.mitra.make import NOW, at

DAY = dt.timedelta(days=1)


async def test_the_figures_of_a_year(connection, here):
    early = at("2026-10-30T08:00:00+07:00")
    first = await here.give(at=early)
    await here.desk(here.ani, early + DAY).thank(first.id, first.version)
    await here.give(at=early, text="Lampu")
    done = await here.give(at=NOW - DAY)
    await here.done(done, at=NOW, benefit=750_000)
    found = await figures(connection, here.ani, here.enterprise, at=NOW)
    assert (found.given, found.answered, found.done, found.accepted) == (3, 2, 1, 1)
    assert (found.answer_days, found.in_time, found.savings) == (1.0, 66, 750_000)
    assert [(one.first.month, one.given, one.answered, one.done) for one in found.months][-2:] == [
        (10, 2, 1, 0),
        (11, 1, 1, 1),
    ]
    assert (found.people, found.share(found.done)) == (6, 33)


async def test_what_was_taken_back_or_merged_is_not_counted_twice(connection, here):
    first, second = await here.give(), await here.give(text="Kipas")
    await here.desk(here.ani).merge(second.id, second.version, first.id)
    assert (await figures(connection, here.ani, here.enterprise, at=NOW)).given == 1


async def test_nothing_given_gives_no_figures(connection, here):
    found = await figures(connection, here.ani, here.enterprise, at=NOW)
    assert (found.given, found.answer_days, found.in_time, found.modules) == (0, None, None, None)
    assert found.share(0) == 0


async def test_workers_do_not_see_them(connection, here):
    with pytest.raises(RefusedError):
        await figures(connection, here.budi, here.enterprise, at=NOW)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, None),
        ({1: 4}, None),
        ({1: 5}, {1: 5}),
        ({1: 9, 2: 5}, {1: 9, 2: 5}),
        ({1: 9, 2: 3, 3: 3}, {1: 9, 0: 6}),
        # Two of module 2 alone would be what the others leave over.
        ({1: 9, 2: 2}, None),
        ({1: 9, 2: 2, 3: 7}, {1: 9, 0: 9}),
    ],
)
def test_small_groups_are_put_together(counts, shown):
    assert safe_split(counts) == shown


@given(st.dictionaries(st.integers(1, 5), st.integers(1, 30)))
def test_no_group_shown_is_small_and_none_is_lost(counts):
    shown = safe_split(counts)
    if shown is not None:
        assert all(count >= 5 for count in shown.values())
        assert sum(shown.values()) == sum(counts.values())


def test_months_before_cross_the_year():
    assert months_before(dt.date(2026, 2, 28), 4) == [
        dt.date(2025, 11, 1), dt.date(2025, 12, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1),
    ]  # fmt: skip


async def test_only_those_named_are_ranked(connection, here):
    for actor, named in ((here.budi, True), (here.budi, True), (here.siti, True), (here.siti, False)):
        await here.done(await here.give(actor, named=named))
    found = await ranking(connection, here.enterprise, since=NOW - DAY)
    assert found == [("Budi", 2), ("Siti", 1)]
