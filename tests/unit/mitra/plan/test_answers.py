"""What people answer when they are reminded: done, running, later, help, not mine."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.access import RefusedError
from mitra.plan import absences, answers, history
from mitra.plan import actions as plan
from mitra.store.models import OutboxMessage, Role
from mitra.store.plan_models import ActionStatus
from tests.unit.mitra.make import make_person
from tests.unit.mitra.plan.factory import BUDI, RINA, SITI, TARI, at, day


async def waiting(here, event) -> list[tuple[int, dt.datetime]]:
    """Return chat and hour of the news of an event that wait."""
    rows = (await here.connection.execute(sa.select(OutboxMessage.__table__))).all()
    mine = [row for row in rows if row.payload.get("values", {}).get("event") == event]
    return sorted((row.chat_id, row.due_at.astimezone(here.now.tzinfo)) for row in mine)


@pytest.fixture
async def action(here):
    return await here.add(due=day("10-12"), owner=here.budi)


async def test_it_is_begun_and_told_of_in_words(here, action):
    running = await answers.begin(here.connection, here.budi, action.id, at=here.now)
    assert running.status is ActionStatus.RUNNING
    told = await answers.progress(here.connection, here.budi, action.id, " baru 50% ", at=here.now)
    assert told.status is ActionStatus.RUNNING
    steps = await history.steps(here.connection, action.id)
    assert [(step.act, step.name, step.text) for step in steps] == [
        ("made", "Ibu Rina", ""),
        ("running", "Budi", ""),
        ("progress", "Budi", "baru 50%"),
    ]


async def test_done_it_says_so_to_who_gave_it_after_second_thoughts(here, action):
    done = await answers.finish(here.connection, here.budi, action.id, at=here.now)
    assert (done.status, done.ended_at) == (ActionStatus.DONE, here.now)
    assert await waiting(here, "done") == [(RINA, here.now + dt.timedelta(minutes=10))]
    again = await answers.reopen(here.connection, here.budi, action.id, at=here.now)
    assert (again.status, again.ended_at) == (ActionStatus.OPEN, None)
    assert await waiting(here, "done") == []


async def test_tapped_twice_nothing_happens_twice(here, action):
    for act in (answers.begin, answers.finish, answers.reopen, answers.cancel):
        await act(here.connection, here.budi, action.id, at=here.now)
        before = len(await history.steps(here.connection, action.id))
        await act(here.connection, here.budi, action.id, at=here.now)
        assert len(await history.steps(here.connection, action.id)) == before
        await answers.reopen(here.connection, here.budi, action.id, at=here.now)


async def test_put_off_it_has_a_new_day_and_is_counted_once(here, action):
    for _ in range(2):
        put = await answers.postpone(here.connection, here.budi, action.id, day("12-12"), at=here.now)
    assert (put.due_on, put.status, put.postponed) == (day("12-12"), ActionStatus.POSTPONED, 1)
    for wrong in (day("25-11"), day("2036-01-01")):
        with pytest.raises(RefusedError):
            await answers.postpone(here.connection, here.budi, action.id, wrong, at=here.now)


async def test_put_off_five_times_the_manager_is_asked(here, action):
    for number in range(1, 7):
        then = day("10-12") + dt.timedelta(days=number)
        await answers.postpone(here.connection, here.budi, action.id, then, at=here.now)
        assert [chat for chat, _ in await waiting(here, "postponed")] == ([RINA] if number >= 5 else [])


async def test_what_came_of_it_is_kept(here, action):
    await answers.finish(here.connection, here.budi, action.id, at=here.now)
    kept = await answers.result(
        here.connection, here.budi, action.id, at=here.now, text="kering", saving=200_000, photo="FOTO"
    )
    assert (kept.result, kept.saving, kept.photo_after) == ("kering", 200_000, "FOTO")
    same = await answers.result(here.connection, here.budi, action.id, at=here.now)
    assert (same.result, same.saving, same.photo_after) == ("kering", 200_000, "FOTO")


async def test_help_reaches_the_manager_at_once_and_the_trainer_a_day_later(here, action):
    await answers.progress(here.connection, here.budi, action.id, "alasnya sudah dibeli", at=here.now)
    _, told = await answers.ask_help(here.connection, here.budi, action.id, "tidak ada lem", at=here.now)
    assert told is Role.MANAGER
    assert await waiting(here, "help") == [(RINA, here.now), (TARI, here.now + dt.timedelta(days=1))]
    payloads = (await here.connection.scalars(sa.select(OutboxMessage.payload))).all()
    values = next(one["values"] for one in payloads if one.get("template") == "action_news")
    assert (values["text"], values["said"]) == ("tidak ada lem", ["alasnya sudah dibeli"])


async def test_a_manager_who_helps_spares_the_trainer_and_who_asked_learns_it(here, action):
    await answers.ask_help(here.connection, here.budi, action.id, "", at=here.now)
    for _ in range(2):
        await answers.helping(here.connection, here.rina, action.id, at=here.now)
    assert [chat for chat, _ in await waiting(here, "help")] == [RINA]
    assert [chat for chat, _ in await waiting(here, "helping")] == [BUDI]


async def test_once_it_is_done_nobody_needs_to_help(here, action):
    await answers.ask_help(here.connection, here.budi, action.id, "", at=here.now)
    await answers.finish(here.connection, here.budi, action.id, at=here.now)
    assert [chat for chat, _ in await waiting(here, "help")] == [RINA]


async def test_given_up_by_who_does_it_the_manager_learns_it(here, action):
    await answers.cancel(here.connection, here.budi, action.id, at=here.now)
    assert await waiting(here, "cancelled") == [(RINA, here.now + dt.timedelta(minutes=10))]
    await answers.reopen(here.connection, here.budi, action.id, at=here.now)
    assert await waiting(here, "cancelled") == []


async def test_what_holds_it_up_is_noted_without_setting_it_running(here, action):
    noted = await answers.progress(
        here.connection, here.budi, action.id, "belum sempat", at=here.now, running=False
    )
    assert noted.status is ActionStatus.OPEN


async def test_a_stand_in_answers_for_who_is_away_as_long_as_they_are(here, action):
    await absences.go(
        here.connection, here.budi, here.enterprise, day("30-11"), here.siti.person_id, at=here.now
    )
    rows = (await here.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    assert [row.chat_id for row in rows if row.payload.get("template") == "stand_in"] == [SITI]
    running = await answers.begin(here.connection, here.siti, action.id, at=here.now)
    assert running.status is ActionStatus.RUNNING
    with pytest.raises(RefusedError):
        await answers.refuse(here.connection, here.siti, action.id, at=here.now)
    here.now = at("01-12")
    with pytest.raises(RefusedError):
        await answers.finish(here.connection, here.siti, action.id, at=here.now)


async def test_passed_on_the_trainer_learns_it_now_and_once(here, action):
    await answers.ask_help(here.connection, here.budi, action.id, "tidak ada lem", at=here.now)
    _, trainers = await answers.pass_on(here.connection, here.rina, action.id, at=here.now)
    assert trainers == 1
    assert await waiting(here, "help") == [(RINA, here.now), (TARI, here.now)]


async def test_a_manager_s_own_trouble_reaches_the_trainer_at_once(here):
    mine = await here.add(here.rina, due=day("10-12"))
    _, told = await answers.ask_help(here.connection, here.rina, mine.id, "", at=here.now)
    assert (told, await waiting(here, "help")) == (Role.TRAINER, [(TARI, here.now)])


async def test_without_anybody_to_tell_it_says_so(connection, here):
    mine = await here.add(here.rina, due=day("10-12"))
    await connection.execute(sa.text("UPDATE memberships SET ended_at = since WHERE role = 'trainer'"))
    assert await answers.ask_help(connection, here.rina, mine.id, "", at=here.now) == (
        await plan.one(connection, here.rina, mine.id, at=here.now),
        None,
    )


async def test_a_weekend_puts_the_trainer_s_news_off(here, action):
    here.now = at("05-12")  # a Saturday
    await answers.ask_help(here.connection, here.budi, action.id, "", at=here.now)
    assert dict(await waiting(here, "help"))[TARI] == at("07-12")


async def test_not_mine_it_belongs_to_nobody_and_is_taken_back_or_by_others(here, action):
    refused = await answers.refuse(here.connection, here.budi, action.id, at=here.now)
    assert refused.owner_id is None
    assert [chat for chat, _ in await waiting(here, "refused")] == [RINA]
    taken = await answers.take(here.connection, here.siti, action.id, at=here.now)
    assert taken.owner_id == here.siti.person_id
    assert await waiting(here, "refused") == []
    with pytest.raises(RefusedError):
        await answers.take(here.connection, here.budi, action.id, at=here.now)


async def test_only_who_does_it_or_leads_may_answer(connection, here, action):
    tono = await make_person(connection, 46, (here.enterprise, "worker"), name="Tono")
    for attempt in (
        answers.begin(connection, tono, action.id, at=here.now),
        answers.finish(connection, here.siti, action.id, at=here.now),
        answers.postpone(connection, here.siti, action.id, day("12-12"), at=here.now),
        answers.refuse(connection, here.rina, action.id, at=here.now),
        answers.ask_help(connection, here.siti, action.id, "", at=here.now),
        answers.helping(connection, here.siti, action.id, at=here.now),
        answers.pass_on(connection, here.budi, action.id, at=here.now),
    ):
        with pytest.raises(RefusedError):
            await attempt
    assert (await answers.finish(connection, here.rina, action.id, at=here.now)).status is ActionStatus.DONE


async def test_what_has_ended_is_neither_begun_nor_put_off(here, action):
    await answers.finish(here.connection, here.budi, action.id, at=here.now)
    for attempt in (
        answers.begin(here.connection, here.budi, action.id, at=here.now),
        answers.postpone(here.connection, here.budi, action.id, day("12-12"), at=here.now),
        answers.refuse(here.connection, here.budi, action.id, at=here.now),
        answers.progress(here.connection, here.budi, action.id, "x", at=here.now),
    ):
        with pytest.raises(RefusedError):
            await attempt


async def test_who_was_given_it_can_see_who_gave_it(here):
    action = await here.add(due=day("10-12"))
    await plan.give(here.connection, here.rina, action.id, here.siti.person_id, at=here.now)
    assert await history.last(here.connection, action.id, "given") == (here.rina.person_id, "")
    rows = (await here.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    assert [row.chat_id for row in rows if row.payload.get("template") == "action_given"] == [SITI]
