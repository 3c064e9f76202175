"""Who is reminded of what, when, and how often."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import people
from mitra.content import telegram_html
from mitra.content.messages import Messages
from mitra.kpis import asking
from mitra.plan import absences, answers
from mitra.plan import actions as plan
from mitra.store.models import Membership, OutboxMessage
from mitra.store.plan_models import ReminderClock
from tests.unit.mitra.make import make_enterprise, make_person
from tests.unit.mitra.plan.factory import BUDI, RINA, SITI, TARI, at, day, make_factory


async def test_seven_three_and_one_days_before_on_the_day_and_after(here):
    action = await here.add(due=day("10-12"), owner=here.budi)  # a Thursday
    await here.turn_to(at("31-12"))
    # 13 December is a Sunday: said on Monday.
    assert here.days(BUDI, action) == ["03-12", "07-12", "09-12", "10-12", "11-12", "14-12", "17-12"]
    assert {one.at.hour for one in here.mornings(BUDI)} == {8}


async def test_three_days_late_the_manager_learns_it_and_after_a_week_the_trainer(here):
    action = await here.add(due=day("10-12"), owner=here.budi)
    await here.turn_to(at("31-12"))
    assert here.days(RINA, action, "late") == ["14-12", "17-12"]
    assert here.days(TARI, action, "late") == ["17-12"]


async def test_without_a_manager_the_trainer_takes_their_place(here):
    action = await here.add(here.tari, due=day("10-12"), owner=here.budi)
    gone = Membership.person_id == here.rina.person_id
    await here.connection.execute(sa.update(Membership).where(gone).values(ended_at=here.now))
    await here.turn_to(at("31-12"))
    assert here.days(TARI, action, "late") == ["14-12", "17-12"]


async def test_nothing_comes_on_holidays_and_sundays(here):
    # Christmas is a Friday; the 27th a Sunday; New Year a Friday.
    action = await here.add(due=day("25-12"), owner=here.budi)
    await here.turn_to(at("09-01"))
    assert here.days(BUDI, action) == ["18-12", "22-12", "24-12", "26-12", "28-12", "02-01"]


async def test_what_falls_together_is_one_message(here):
    first, second = [await here.add(due=day("10-12"), owner=here.budi) for _ in range(2)]
    third = await here.add(due=day("04-12"), owner=here.budi)
    await here.turn_to(at("03-12"))
    assert [one.ids() for one in here.mornings(BUDI) if f"{one.at:%d}" == "03"] == [
        [third.id, first.id, second.id]
    ]


async def test_each_has_an_hour_of_their_own_outside_their_quiet_hours(here):
    await people.set_reminder(here.connection, here.budi, 16 * 60, at=here.now)
    await people.set_quiet(here.connection, here.siti, (8 * 60, 15 * 60))
    for owner in (here.budi, here.siti):
        await here.add(due=day("03-12"), owner=owner)
    await here.turn_to(at("05-12"))
    assert {one.at.hour for one in here.mornings(BUDI)} == {16}
    assert {one.at.hour for one in here.mornings(SITI)} == {15}


async def test_an_hour_changed_later_holds_from_the_next_reminder_on(here):
    await here.add(due=day("03-12"), owner=here.budi)
    await here.turn_to(at("30-11", 12))
    await people.set_reminder(here.connection, here.budi, 13 * 60, at=here.now)
    await here.turn_to(at("05-12"))
    assert [f"{one.at:%d %H}" for one in here.mornings(BUDI)] == ["30 08", "02 13", "03 13", "04 13"]


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Makassar", 7), ("Asia/Jayapura", 6)])
async def test_eight_o_clock_is_that_of_the_enterprise(connection, zone, hour):
    there = await make_factory(connection, zone=zone)
    await there.add(due=day("03-12"), owner=there.budi)
    await there.turn_to(at("05-12"))
    assert {one.at.hour for one in there.mornings(BUDI)} == {hour}


async def test_a_look_that_comes_too_early_waits_for_the_hour(here):
    await here.add(due=day("03-12"), owner=here.budi)
    await here.connection.execute(sa.update(ReminderClock).values(look_at=at("30-11", 4)))
    here.now = at("30-11", 3)
    await here.turn_to(at("30-11", 12))
    assert [one.at.hour for one in here.mornings(BUDI)] == [8]


async def test_in_ramadan_nobody_is_disturbed_before_eight_or_after_five(here):
    # Ramadan 1448 begins on 8 February 2027.
    await people.set_reminder(here.connection, here.budi, 7 * 60, at=here.now)
    here.now = at("01-02")
    await here.add(due=day("12-02"), owner=here.budi)
    await here.turn_to(at("14-02"))
    assert [f"{one.at:%d %H}" for one in here.mornings(BUDI)] == ["05 07", "09 08", "11 08", "12 08", "13 08"]


async def test_finished_cancelled_given_away_and_put_off_end_what_was_planned(here):
    for end in (answers.finish, answers.cancel, answers.refuse):
        action = await here.add(due=day("10-12"), owner=here.budi)
        await end(here.connection, here.budi, action.id, at=here.now)
    given = await here.add(due=day("10-12"), owner=here.budi)
    await plan.give(here.connection, here.rina, given.id, here.siti.person_id, at=here.now)
    later = await here.add(due=day("10-12"), owner=here.budi)
    await answers.postpone(here.connection, here.budi, later.id, day("17-12"), at=here.now)
    await here.turn_to(at("11-12"))
    assert [one.ids() for one in here.mornings(BUDI)] == [[later.id]]
    assert len(here.days(SITI, given)) == 5


async def test_a_reminder_not_sent_yet_forgets_what_has_been_done_meanwhile(here):
    done, other = [await here.add(due=day("03-12"), owner=here.budi) for _ in range(2)]
    await here.turn_to(at("03-12", 9), send=False)
    await answers.finish(here.connection, here.budi, done.id, at=here.now)
    await here.send()
    assert [one.ids() for one in here.mornings(BUDI)] == [[other.id]]
    here.forget()
    await here.turn_to(at("04-12", 9), send=False)
    await answers.finish(here.connection, here.budi, other.id, at=here.now)
    await here.send()
    assert here.mornings(BUDI) == []


async def test_after_a_week_s_downtime_there_is_one_message_for_all(here):
    due = [day("02-12"), day("03-12"), day("04-12"), day("07-12")]
    actions = [await here.add(due=one, owner=here.budi) for one in due]
    here.now = at("08-12", 14)
    await here.turn_to(at("08-12", 15))
    assert [one.ids() for one in here.mornings(BUDI)] == [[one.id for one in actions]]
    assert len(here.mornings(RINA)) == 1


async def test_when_telegram_is_away_for_a_week_there_is_one_message_too(here):
    due = [day("02-12"), day("03-12"), day("04-12"), day("07-12")]
    actions = [await here.add(due=one, owner=here.budi) for one in due]
    await here.turn_to(at("08-12", 14), send=False)
    await here.send()
    assert [one.ids() for one in here.mornings(BUDI)] == [[one.id for one in actions]]
    assert len(here.mornings(RINA)) == 1


async def test_looking_again_says_nothing_again(here):
    await here.add(due=day("03-12"), owner=here.budi)
    await here.turn_to(at("30-11", 9))
    told = len(here.sent)
    await here.connection.execute(sa.update(ReminderClock).values(look_at=here.now))
    await here.turn_to(at("30-11", 12))
    assert len(here.sent) == told


# The first of June is a holiday, on which nobody is looked after.
@pytest.mark.parametrize("wrong", ["2027-06-01", "2027-06-02"])
async def test_a_server_clock_that_ran_ahead_and_was_put_right_loses_and_repeats_nothing(here, wrong):
    action = await here.add(due=day("10-12"), owner=here.budi)
    await here.turn_to(at("03-12", 12))
    here.now = at(wrong)
    await here.turn_to(at(wrong, 12), send=False)
    await here.connection.execute(sa.delete(OutboxMessage))  # what a clock that is wrong says does not count
    here.now = at("03-12", 13)
    await here.turn_to(at("31-12"))
    assert here.days(BUDI, action) == ["03-12", "07-12", "09-12", "10-12", "11-12", "14-12", "17-12"]


async def test_who_is_away_is_left_in_peace_and_a_colleague_gets_it(here):
    action = await here.add(due=day("03-12"), owner=here.budi)
    await absences.go(
        here.connection, here.budi, here.enterprise, day("03-12"), here.siti.person_id, at=here.now
    )
    await here.turn_to(at("05-12"))
    assert here.days(SITI, action) == ["30-11", "02-12", "03-12"]
    assert here.days(BUDI, action) == ["04-12"]


async def test_what_a_stand_in_is_not_told_is_told_on_coming_back(here, monkeypatch):
    """Figures and what is late of others: Ibu Rina is away for a week, Siti has her tasks."""

    async def asks_for(_connection, person_id, _enterprise_id, *, since, today):
        wanted = person_id == here.rina.person_id and since < day("30-11") <= today
        return [asking.Ask(id=7, name="Reject", period="minggu 23–29 November")] if wanted else []

    monkeypatch.setattr(asking, "asks_for", asks_for)
    late = await here.add(due=day("27-11"), owner=here.budi)
    own = await here.add(due=day("01-12"), owner=here.rina)
    await absences.go(
        here.connection, here.rina, here.enterprise, day("04-12"), here.siti.person_id, at=here.now
    )
    await here.turn_to(at("05-12"))
    (told,) = here.mornings(RINA)
    assert [one["id"] for one in told.values["sections"][0]["asks"]] == [7]
    assert (told.ids("late"), told.ids()) == ([late.id], [])
    assert here.days(SITI, own) == ["28-11", "30-11", "01-12", "02-12", "04-12"]


async def test_what_a_stand_in_was_told_is_not_said_again_on_coming_back(here):
    action = await here.add(due=day("01-12"), owner=here.budi)
    await absences.go(
        here.connection, here.budi, here.enterprise, day("04-12"), here.siti.person_id, at=here.now
    )
    await here.turn_to(at("09-12"))
    assert here.days(SITI, action) == ["28-11", "30-11", "01-12", "02-12", "04-12"]
    assert here.days(BUDI, action) == ["08-12"]


async def test_what_is_planned_meanwhile_reaches_the_stand_in_in_time(here):
    await absences.go(
        here.connection, here.budi, here.enterprise, day("10-12"), here.siti.person_id, at=here.now
    )
    await here.turn_to(at("28-11"))
    action = await here.add(due=day("01-12"), owner=here.budi)
    await here.turn_to(at("03-12"))
    assert here.days(SITI, action) == ["30-11", "01-12", "02-12"]


async def test_without_a_stand_in_it_is_said_once_on_coming_back(here):
    action = await here.add(due=day("03-12"), owner=here.budi)
    await absences.go(here.connection, here.budi, here.enterprise, day("03-12"), None, at=here.now)
    await here.turn_to(at("05-12"))
    assert here.days(BUDI, action) == ["04-12"]


async def test_who_comes_back_early_goes_on_where_the_stand_in_was(here):
    action = await here.add(due=day("03-12"), owner=here.budi)
    await absences.go(
        here.connection, here.budi, here.enterprise, day("20-12"), here.siti.person_id, at=here.now
    )
    await here.turn_to(at("30-11", 12))
    assert await absences.come_back(here.connection, here.budi, here.enterprise, at=here.now)
    await here.turn_to(at("05-12"))
    assert here.days(SITI, action) == ["30-11"]
    assert here.days(BUDI, action) == ["02-12", "03-12", "04-12"]


async def test_what_nobody_does_is_told_to_the_manager(here):
    action = await here.add(due=day("03-12"), owner=here.budi)
    await answers.refuse(here.connection, here.budi, action.id, at=here.now)
    left = await here.add(due=day("03-12"), owner=here.siti)
    await people.leave(here.connection, here.siti, here.enterprise, at=here.now)
    await here.turn_to(at("03-12", 12))
    for one in (action, left):
        assert here.days(RINA, one, "orphans") == ["30-11", "02-12", "03-12"]
    assert here.mornings(SITI) == []


async def test_stopped_kinds_are_left_out(here):
    await here.add(due=day("03-12"), owner=here.budi)
    await people.mute(here.connection, here.budi, "actions", on=True)
    await people.mute(here.connection, here.rina, "late_actions", on=True)
    await people.mute(here.connection, here.rina, "digest", on=True)
    await here.turn_to(at("15-12"))
    assert here.mornings(BUDI) == here.mornings(RINA) == []


async def test_managers_get_the_week_on_monday_and_a_picture_on_the_first(here):
    late = await here.add(due=day("27-11"), owner=here.budi)
    done = await here.add(due=day("10-12"), owner=here.budi)
    await answers.finish(here.connection, here.budi, done.id, at=here.now)
    await here.turn_to(at("02-01", 12))
    digests = [one for one in here.mornings(RINA) if one.values["sections"][0]["digest"]]
    assert [f"{one.at:%d-%m}" for one in digests] == ["30-11", "07-12", "14-12", "21-12", "28-12"]
    first = digests[0].values["sections"][0]["digest"]
    assert (first["done"], first["unfinished"], first["late"]) == (1, 1, 1)
    # It is three days late that very morning: named once.
    assert (digests[0].ids("late"), first["latest"]) == ([late.id], [])
    assert digests[2].values["sections"][0]["digest"]["latest"][0]["id"] == late.id
    pictures = [one for one in here.sent if one.template == "plan_month"]
    # New Year's Day is a holiday.
    assert [(f"{one.at:%d-%m}", one.chat) for one in pictures] == [("01-12", RINA), ("02-01", RINA)]
    assert pictures[0].values["month"] == "2026-11-01"


async def test_what_was_done_last_week_is_counted_from_monday_to_sunday(here):
    for moment in ("28-11", "30-11"):
        here.now = at(moment, 9)
        action = await here.add(due=day("20-12"), owner=here.budi)
        await answers.finish(here.connection, here.budi, action.id, at=here.now)
    await here.add(due=day("20-12"), owner=here.budi)
    await here.turn_to(at("09-12"))
    (late,) = [one.values["sections"][0]["digest"] for one in here.mornings(RINA) if one.at.day == 7]
    assert late["done"] == 1


async def test_a_trainer_hears_of_all_their_enterprises_in_one_message(connection, here):
    other = await make_enterprise(connection, "UD Lain")
    eko = await make_person(connection, 90, (other, "worker"), name="Eko")
    await make_person(connection, TARI, (other, "trainer"))
    boss = await make_person(connection, 91, (other, "manager"))
    await here.add(due=day("27-11"), owner=here.budi)
    more = {"due_on": day("27-11"), "owner_id": eko.person_id}
    await plan.add(connection, boss, other, problem="p", action="a", module=1, at=here.now, more=more)
    await here.turn_to(at("05-12"))
    (told,) = here.mornings(TARI)
    assert [one["enterprise"]["name"] for one in told.values["sections"]] == ["CV Maju Bersama", "UD Lain"]


async def test_what_waits_of_one_enterprise_is_not_lost_to_another_s_hour(connection, here):
    """Telegram is away; a trainer's enterprises lie in two zones."""
    there = await make_factory(connection, zone="Asia/Jayapura", name="UD Timur", accounts=200)
    await make_person(connection, TARI, (there.enterprise, "trainer"))
    for one in (here, there):
        await one.add(due=day("27-11"), owner=one.budi)
    await here.turn_to(at("04-12", 9), send=False)
    await here.send()
    told = [
        section["enterprise"]["name"] for one in here.mornings(TARI) for section in one.values["sections"]
    ]
    assert sorted(told) == ["CV Maju Bersama", "UD Timur"]


async def test_thirty_enterprises_fit_into_one_message(connection, here):
    for place in range(30):
        other = await make_enterprise(connection, f"UD Perusahaan Lain Nomor {place} Sejahtera")
        eko = await make_person(connection, 100 + place, (other, "worker"), name="Eko Suryanto Wibowo")
        await make_person(connection, TARI, (other, "trainer"))
        boss = await make_person(connection, 200 + place, (other, "manager"))
        more = {"due_on": day("27-11"), "owner_id": eko.person_id}
        for _ in range(5):
            await plan.add(
                connection,
                boss,
                other,
                problem="p",
                action="Ganti semua kabel. " * 15,
                module=1,
                at=here.now,
                more=more,
            )
    await here.turn_to(at("05-12"))
    (told,) = here.mornings(TARI)
    text = Messages().render("plan_morning", **told.values)
    assert telegram_html.visible_length(text.html) < 2_500
    assert "… dan 22 perusahaan lain" in text.html
    assert sum(map(len, text.rows)) <= 10


async def test_figures_that_are_asked_for_stand_in_the_same_message(here, monkeypatch):
    async def asks_for(_connection, person_id, _enterprise_id, *, since, today):
        wanted = person_id == here.budi.person_id and since < day("30-11") <= today
        return [asking.Ask(id=7, name="Reject", period="minggu 23–29 November")] if wanted else []

    monkeypatch.setattr(asking, "asks_for", asks_for)
    await here.add(due=day("03-12"), owner=here.budi)
    await here.turn_to(at("01-12"))
    (told,) = here.mornings(BUDI)
    assert told.values["sections"][0]["asks"] == [
        {"id": 7, "name": "Reject", "period": "minggu 23–29 November"}
    ]


async def test_who_has_left_is_looked_after_no_more(here):
    await here.add(due=day("03-12"), owner=here.budi)
    await people.leave(here.connection, here.budi, here.enterprise, at=here.now)
    await here.turn_to(at("05-12"))
    mine = sa.select(ReminderClock).where(ReminderClock.person_id == here.budi.person_id)
    assert here.mornings(BUDI) == (await here.connection.execute(mine)).all() == []


async def test_long_lists_are_cut_and_counted(here):
    actions = [await here.add(due=day("03-12"), owner=here.budi) for _ in range(8)]
    await here.turn_to(at("30-11", 12))
    section = here.mornings(BUDI)[0].values["sections"][0]
    assert [one["id"] for one in section["tasks"]] == [one.id for one in actions[:5]]
    assert section["tasks_count"] == 8


async def test_new_actions_are_no_reminder_on_their_first_day(here):
    here.now = at("26-11", 7)
    await here.add(due=here.now.date() + dt.timedelta(days=7), owner=here.budi)
    await here.turn_to(at("27-11"))
    assert here.mornings(BUDI) == []
