"""Going through a check: alone, in a team, interrupted, twice at once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.access import RefusedError
from mitra.checks import history, lists, runs
from mitra.checks.scoring import Mark
from mitra.store.check_models import Check, CheckAnswer, CheckPhoto, CheckRun
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.checks.workplace import NA, SKIP
from tests.unit.mitra.make import NOW, make_enterprise, make_person

DAY = dt.timedelta(days=1)


async def count(connection, table) -> int:
    return await connection.scalar(sa.select(sa.func.count()).select_from(table))


async def test_from_the_first_item_to_the_result(connection, here):
    outcome = await here.check(here.budi, 4, 3, 2, 1, 0)
    assert (outcome.percent, outcome.area, outcome.people) == (50, "Jahit", 1)
    assert await history.checkers(connection, outcome.id) == ["Budi"]


async def test_going_back_and_answering_anew_counts_once(connection, here):
    run = await here.answer(here.budi, await here.begin(here.budi), 4, 0)
    run = await runs.go_to(connection, run, run.position - 1, at=NOW)
    there = await runs.at_item(connection, run, run.item)
    assert there.value == 0
    run = await here.answer(here.budi, run, 4, 4, 4, 4)
    await runs.finish(connection, run, at=NOW)
    assert (await history.outcome(connection, here.budi, run.check_id)).percent == 100


async def test_what_was_left_out_can_be_found(connection, here):
    run = await here.answer(here.budi, await here.begin(here.budi), 4, SKIP, 4, SKIP, 4)
    assert run.item is None
    assert await runs.left_out(connection, run) == [1, 3]


async def test_nothing_answered_is_no_check(connection, here):
    run = await here.begin(here.budi)
    assert not await runs.finish(connection, run, at=NOW)
    with pytest.raises(RefusedError):
        await history.outcome(connection, here.budi, run.check_id)


async def test_nothing_applies(here):
    outcome = await here.check(here.budi, NA, NA, NA, NA, NA)
    assert (outcome.percent, outcome.failed) == (None, [])


@pytest.mark.parametrize("value", [-1, 5, 99])
async def test_points_off_the_scale_are_refused(connection, here, value):
    run = await here.begin(here.budi)
    with pytest.raises(RefusedError):
        await runs.answer(connection, here.budi, run, value, at=NOW)
    assert await count(connection, CheckAnswer) == 0


async def test_nobody_answers_for_another(connection, here):
    run = await here.begin(here.budi)
    for other in (here.siti, here.rina, here.sari):
        with pytest.raises(RefusedError):
            await runs.load(connection, other, run.id)


async def test_who_has_left_can_go_on_no_more(connection, here):
    run = await here.begin(here.budi)
    gone = here.budi.__class__(telegram_id=41, person_id=here.budi.person_id)
    with pytest.raises(RefusedError):
        await runs.load(connection, gone, run.id)
    assert await runs.unfinished(connection, gone) == []


async def test_strangers_and_others_enterprises(connection, here):
    elsewhere = await make_enterprise(connection, "UD Lain", areas=["Oven"])
    stranger = await make_person(connection, 77, (elsewhere, "worker"))
    with pytest.raises(RefusedError):
        await here.begin(stranger)
    outcome = await here.check(here.budi, 4, 4, 4, 4, 4)
    with pytest.raises(RefusedError):
        await history.outcome(connection, stranger, outcome.id)
    oven = await connection.scalar(sa.text("SELECT id FROM areas WHERE name = 'Oven'"))
    with pytest.raises(RefusedError):
        await runs.begin(connection, here.budi, here.enterprise, oven, "5s", at=NOW)


async def test_a_colleague_sees_only_what_they_took_part_in_who_leads_sees_all(connection, here):
    outcome = await here.check(here.budi, 4, 4, 4, 4, 4)
    with pytest.raises(RefusedError):
        await history.outcome(connection, here.siti, outcome.id)
    for leader in (here.rina, here.sari):
        assert (await history.outcome(connection, leader, outcome.id)).percent == 100


async def test_an_unfinished_run_waits_and_a_new_one_takes_its_place(connection, here):
    first = await here.answer(here.budi, await here.begin(here.budi), 4, 4)
    (waiting,) = await runs.unfinished(connection, here.budi)
    assert (waiting.id, waiting.position) == (first.id, 2)
    await here.begin(here.budi, area="Potong")
    assert len(await runs.unfinished(connection, here.budi)) == 2
    second = await here.begin(here.budi)
    assert {run.id for run in await runs.unfinished(connection, here.budi)} >= {second.id}
    assert len(await runs.unfinished(connection, here.budi)) == 2
    assert await count(connection, Check) == 2


# --- in a team


async def test_a_team_counts_the_median(connection, here):
    await here.check(here.budi, 0, 4, 4, 4, 4, team=True)
    await here.check(here.siti, 4, 4, 4, 4, 4, team=True)
    outcome = await here.check(here.rina, 4, 4, 4, 0, 4, team=True)
    assert (outcome.people, outcome.percent) == (3, 100)
    assert await count(connection, Check) == 1
    assert await history.checkers(connection, outcome.id) == ["Budi", "Siti", "Ibu Rina"]


async def test_two_who_finish_at_once_both_count(connection, here):
    first, second = await here.begin(here.budi, team=True), await here.begin(here.siti, team=True)
    first = await here.answer(here.budi, first, 4, 4, 4, 4, 4)
    second = await here.answer(here.siti, second, 2, 2, 2, 2, 2)
    await runs.finish(connection, first, at=NOW)
    await runs.finish(connection, second, at=NOW)
    await runs.finish(connection, second, at=NOW)  # a double tap
    outcome = await history.outcome(connection, here.budi, first.check_id)
    assert (outcome.people, outcome.percent) == (2, 75)


async def test_a_team_is_joined_for_a_day_and_until_it_is_closed(connection, here):
    run = await here.begin(here.budi, team=True)
    assert (await here.begin(here.siti, team=True)).check_id == run.check_id
    assert (await here.begin(here.rina, team=True, area="Potong")).check_id != run.check_id
    assert (await here.begin(here.sari, team=True, at=NOW + DAY)).check_id != run.check_id
    await runs.close_team(connection, run)
    assert (await here.begin(here.rina, team=True)).check_id != run.check_id


# --- afterwards


async def test_answers_can_be_changed_for_a_day(connection, here):
    outcome = await here.check(here.budi, 0, 0, 0, 4, 4)
    run = await runs.load(connection, here.budi, await connection.scalar(sa.select(CheckRun.id)))
    run = await runs.reopen(connection, run, at=NOW + DAY)
    with pytest.raises(RefusedError):
        await history.outcome(connection, here.budi, outcome.id)  # for now there is no result
    run = await here.answer(here.budi, run, 4, 4, 4)
    await runs.finish(connection, run, at=NOW + DAY)
    assert (await history.outcome(connection, here.budi, outcome.id)).percent == 100
    done = await runs.load(connection, here.budi, run.id)
    with pytest.raises(RefusedError):
        await runs.reopen(connection, done, at=NOW + 3 * DAY)


async def test_a_late_tap_on_an_old_run_changes_nothing(connection, here):
    await here.check(here.budi, 4, 4, 4, 4, 4)
    old = await runs.load(connection, here.budi, await connection.scalar(sa.select(CheckRun.id)))
    with pytest.raises(RefusedError):
        await runs.answer(connection, here.budi, old, 0, at=NOW)


async def test_a_changed_checklist_leaves_old_checks_as_they_were(connection, here):
    before = await here.check(here.budi, 0, 0, 0, 2, 2)
    changed = make_list(pillars={"ringkas": 1, "rapi": 2, "resik": 2})
    await lists.publish(connection, [changed], at=NOW)
    now = await here.check(here.budi, 4, 4, 4, 4, 4, at=NOW + DAY)
    assert list(now.result.pillars) == ["ringkas", "rapi", "resik"]
    old = await history.outcome(connection, here.budi, before.id)
    assert (old.percent, list(old.result.pillars)) == (20, ["ringkas", "rapi"])
    earlier = await history.before(connection, now)
    compared = history.comparison(now, earlier)
    # alike are ringkas-0, rapi-0 and rapi-1: 12 of 12 now, 4 of 12 before
    assert (earlier.id, compared.items, compared.change, compared.partly) == (before.id, 3, 67, True)


async def test_a_run_begun_before_a_change_goes_on_with_its_own_items(connection, here):
    run = await here.answer(here.budi, await here.begin(here.budi), 4, 4)
    await lists.publish(connection, [make_list(pillars={"ringkas": 1})], at=NOW)
    again = await runs.load(connection, here.budi, run.id)
    assert (len(again.items), again.item.id) == (5, "ringkas-2")


async def test_the_short_way_and_items_switched_off(connection, here):
    assert (await here.begin(here.budi, short=True)).items == ("ringkas-0", "rapi-1")
    # five items must stay: one of five cannot go
    found = await lists.offered(connection, "5s", here.enterprise)
    assert not await lists.switch(
        connection, here.rina, here.enterprise, found.checklist, "ringkas-0", on=False, at=NOW
    )
    six = make_list(pillars={"ringkas": 4, "rapi": 3}, critical={"rapi-1"})
    await lists.publish(connection, [six], at=NOW)
    switch = {"on": False, "at": NOW}
    assert await lists.switch(connection, here.rina, here.enterprise, six, "ringkas-0", **switch)
    assert await lists.switch(connection, here.rina, here.enterprise, six, "ringkas-0", **switch)  # twice
    assert not await lists.switch(connection, here.rina, here.enterprise, six, "rapi-1", **switch)
    with pytest.raises(RefusedError):
        await lists.switch(connection, here.budi, here.enterprise, six, "ringkas-1", **switch)
    assert (await here.begin(here.budi)).items[0] == "ringkas-1"
    await lists.switch(connection, here.rina, here.enterprise, six, "ringkas-0", on=True, at=NOW)
    assert (await here.begin(here.budi)).items[0] == "ringkas-0"


# --- notes and photos


async def test_a_note_is_kept_as_typed_and_shortened(connection, here):
    run = await here.begin(here.budi)
    await runs.write_note(connection, run, "  kabel\n<b>dekat</b> pintu " + "x" * 400)
    note = (await runs.at_item(connection, run, run.item)).note
    assert note.startswith("kabel <b>dekat</b> pintu x")
    assert len(note) == runs.LONGEST_NOTE
    await runs.write_note(connection, run, "")
    assert (await runs.at_item(connection, run, run.item)).note == ""


async def test_photos_before_and_after_but_not_too_many(connection, here):
    run = await here.begin(here.budi)
    kept = [
        await runs.add_photo(connection, run, run.item.id, f"F{place}", after=place == 1, at=NOW)
        for place in range(runs.MOST_AT_ITEM + 1)
    ]
    assert kept == [True] * runs.MOST_AT_ITEM + [False]
    await runs.remove_photo(connection, run)
    await runs.turn_photo(connection, run)
    there = await runs.at_item(connection, run, run.item)
    assert (there.photos, there.after) == (3, True)
    run = await here.answer(here.budi, run, 4, 4, 4, 4, 4)
    assert await history.evidence(connection, run.check_id) == {}  # not before it is finished
    await runs.finish(connection, run, at=NOW)
    found = (await history.evidence(connection, run.check_id))["ringkas-0"]
    assert (found.before, found.after) == (["F0"], ["F1", "F2"])


async def test_a_run_has_room_for_so_many_photos(connection, here):
    run = await here.begin(here.budi)
    rows = [
        {"run_id": run.id, "item_id": f"other-{place}", "file_id": "F", "after": False, "at": NOW}
        for place in range(runs.MOST_IN_RUN)
    ]
    await connection.execute(sa.insert(CheckPhoto), rows)
    assert not await runs.add_photo(connection, run, run.item.id, "F", after=False, at=NOW)


async def test_what_was_left_long_ago_is_forgotten(connection, here):
    await here.answer(here.budi, await here.begin(here.budi), 4)
    outcome = await here.check(here.siti, 4, 4, 4, 4, 4)
    await runs.drop_stale(connection, before=NOW + DAY)
    assert (await count(connection, CheckRun), await count(connection, Check)) == (1, 1)
    assert (await history.outcome(connection, here.siti, outcome.id)).percent == 100


async def test_a_mark_is_no_number(connection, here):
    run = await here.answer(here.budi, await here.begin(here.budi), NA)
    again = await runs.go_to(connection, run, 0, at=NOW)
    assert (await runs.at_item(connection, again, again.item)).value is Mark.NOT_APPLICABLE


async def test_the_number_of_a_run_that_is_gone_is_never_another_s(connection, here):
    """Old buttons name their run by its number."""
    first = await here.begin(here.budi)
    second = await here.begin(here.budi)  # takes the first one's place
    assert second.id > first.id
    assert second.check_id > first.check_id
    with pytest.raises(RefusedError):
        await runs.load(connection, here.budi, first.id)
