"""Prompts on their way: in decent hours, not too many, not to who has stopped them; put off rather than lost; once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import access, conversations, outbox, people, personal_data, trainings
from mitra.prompts import answers, results, sending, writing
from mitra.prompts.audience import Audience
from mitra.store.models import OutboxMessage, Person, Role
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptReceiver
from tests.unit.mitra.make import make_person
from tests.unit.mitra.prompts.factory import ALL, DAY, HOUR, MANAGERS, START, WORKERS, at, day

MINUTE = dt.timedelta(minutes=1)
BUTTONS = {"answer": "buttons", "options": ["Sudah", "Belum", "🆘 Butuh bantuan"]}


async def limit_of(here, actor):
    query = sa.select(Person.prompted).where(Person.id == actor.person_id)
    return await here.connection.scalar(query)


# --- the moment


async def test_at_once(here):
    prompt = await here.prompt(to=MANAGERS)
    await here.minute()
    assert here.shown() == [(here.rina.telegram_id, "Halo Rina"), (here.hadi.telegram_id, "Halo Hadi")]
    assert set((await here.states(prompt)).values()) == {("reached", "")}


async def test_at_its_date_and_hour(here):
    made = await here.draft(audience=Audience(roles=MANAGERS))
    await writing.set_due(here.connection, here.sari, made.id, at("01-12", 14), at=here.now)
    await writing.start(here.connection, here.sari, made.id, at=here.now)
    await here.turn_to(at("02-12"))
    assert here.times(here.rina.telegram_id) == ["01-12 14.00"]


async def test_not_in_quiet_hours_of_ones_own_zone(here):
    here.now = at("26-11", 18, 30)  # half past eight in the evening in Jayapura
    await here.prompt(to=MANAGERS)
    await here.turn_to(at("27-11"), every=30 * MINUTE)
    assert here.times(here.rina.telegram_id) == ["26-11 19.00"]
    assert here.times(here.hadi.telegram_id) == ["27-11 05.00"]


async def test_not_on_holidays(here):
    here.now = at("25-12", 9)
    await here.prompt(to=MANAGERS)
    await here.turn_to(at("27-12"))
    assert here.times(here.rina.telegram_id) == ["26-12 07.00"]


async def test_in_hours_of_ones_own(here):
    await people.set_quiet(here.connection, here.rina, (8 * 60, 16 * 60))
    await here.prompt(to=MANAGERS)
    await here.turn_to(at("27-11"))
    assert here.times(here.rina.telegram_id) == ["26-11 16.00"]


async def test_ramadan_has_longer_quiet_hours(here):
    here.now = at("15-02", 17, 30)
    await here.prompt(to=MANAGERS)
    await here.turn_to(at("16-02", 12), every=30 * MINUTE)
    assert here.times(here.rina.telegram_id) == ["16-02 08.00"]


async def test_what_has_fallen_into_quiet_hours_on_its_way_waits_in_the_outbox(here):
    here.now = at("26-11", 19, 30)
    prompt = await here.prompt(
        to=WORKERS, audience=Audience(enterprises=(here.places["maju"],), roles=WORKERS)
    )
    await here.look()
    here.now = at("26-11", 21)
    await here.send()
    assert here.shown() == []
    await here.turn_to(at("27-11", 8))
    assert len(here.shown()) == 3
    assert {state for state, _ in (await here.states(prompt)).values()} == {"reached"}


# --- not too many


async def test_one_a_day_and_three_in_seven_days(here):
    for number in range(5):
        await here.prompt(f"Nomor {number}", to=MANAGERS)
    await here.turn_to(at("10-12"))
    assert here.times(here.rina.telegram_id) == ["26-11 11.00", "27-11 08.00", "28-11 08.00", "03-12 08.00", "04-12 08.00"]  # fmt: skip
    assert len(set(here.shown(here.rina.telegram_id))) == 5


async def test_two_at_the_same_moment_count_too(here):
    for number in range(2):
        await here.prompt(f"Nomor {number}", to=MANAGERS)
    await here.look()
    assert len(await here.waiting()) == 2
    await here.turn_to(at("28-11"))
    assert len(here.shown(here.rina.telegram_id)) == 2


async def test_two_trainers_share_one_limit(here):
    await people.seat(here.connection, here.lina.person_id, here.places["maju"], Role.TRAINER, at=here.now)
    lina = await here.again("lina")
    await here.prompt("dari Sari", to=MANAGERS)
    await here.prompt("dari Lina", to=MANAGERS, by=lina)
    await here.minute()
    assert [words for _, words in here.shown(here.rina.telegram_id)] == ["dari Sari"]


async def test_reminders_count_too(here):
    first = await here.prompt("satu", to=MANAGERS, **BUTTONS, reminders=2)
    await here.turn_to(at("28-11", 9))
    await here.prompt("dua", to=MANAGERS)
    await here.turn_to(at("12-12"))
    days = [when[:5] for when in here.times(here.rina.telegram_id)]
    assert len(days) == len(set(days)) == 4
    assert (await here.row(first, here.rina)).reminded == 2


async def test_what_was_put_off_comes_before_what_is_new(here):
    """Else whoever is written to often would never get the first of it."""
    for number in range(4):
        await here.prompt(f"lama {number}", to=MANAGERS)
    for number in range(7):
        await here.turn_to(here.now + DAY)
        await here.prompt(f"baru {number}", to=MANAGERS)
    await here.turn_to(here.now + 9 * DAY)
    words = [words for _, words in here.shown(here.rina.telegram_id)]
    assert words == [
        *(f"lama {number}" for number in range(4)),
        *(f"baru {number}" for number in range(len(words) - 4)),
    ]


async def test_reminders_give_way_to_prompts_that_wait(here):
    first = await here.prompt("satu", to=MANAGERS, **BUTTONS, reminders=2)
    for number in range(5):
        await here.prompt(f"lain {number}", to=MANAGERS)
    await here.turn_to(at("04-12"), every=2 * HOUR)
    assert (await here.row(first, here.rina)).reminded == 0
    await here.turn_to(at("25-12"), every=4 * HOUR)
    assert (await here.row(first, here.rina)).reminded == 2
    told = [
        (one.values["words"], one.values["lead"]) for one in here.got if one.chat == here.rina.telegram_id
    ]
    assert told == [
        ("satu", ""),
        *((f"lain {number}", "") for number in range(5)),
        *[("satu", "reminder")] * 2,
    ]


async def test_a_prompt_far_ahead_holds_up_no_reminder(here):
    first = await here.prompt("satu", to=MANAGERS, **BUTTONS, reminders=1)
    ahead = await here.draft(audience=Audience(roles=MANAGERS))
    await writing.set_due(here.connection, here.sari, ahead.id, at("20-12"), at=here.now)
    await writing.start(here.connection, here.sari, ahead.id, at=here.now)
    await here.turn_to(at("29-11"), every=2 * HOUR)
    assert (await here.row(first, here.rina)).reminded == 1


async def test_given_up_after_two_weeks_with_the_reason(here):
    """Somebody whom others write to every day, as far as they may."""
    for number in range(12):
        await here.prompt(f"Nomor {number}", to=MANAGERS)
    last = await here.prompt("terakhir", to=MANAGERS)
    await here.turn_to(at("20-12"), every=3 * HOUR)
    assert (await here.states(last))["rina"] == ("skipped", "capped")
    assert "terakhir" not in dict(here.shown(here.rina.telegram_id)).values()


async def test_given_up_after_two_weeks_too_when_it_counts_from_the_workshop(here):
    await trainings.record(here.connection, here.sari, here.places["maju"], 3, day("24-11"), at=here.now)
    last = await here.prompt(to=MANAGERS, module=3, after_days=3)
    states = []
    for on in range(26, 48):
        # Others have written to her three times this week, each week.
        days = [(START.date() + (on - 26 - ago) * DAY).isoformat() for ago in (2, 1, 0)]
        mine = sa.update(Person).where(Person.id == here.rina.person_id)
        await here.connection.execute(mine.values(prompted=days))
        await here.turn_to(START + (on - 25) * DAY, every=8 * HOUR)
        states.append((await here.states(last))["rina"])
    assert (states[:15], states[-1]) == ([("planned", "")] * 15, ("skipped", "capped"))
    assert here.shown() == []


async def test_a_prompt_for_a_workshop_after_another_is_not_taken_for_old(here):
    for on in ("01-06", "24-11"):
        await trainings.record(
            here.connection, here.sari, here.places["jaya"], 3, day(on).replace(year=2026), at=here.now
        )
    prompt = await here.prompt(to=MANAGERS, module=3, after_days=3)
    await here.turn_to(at("28-11"))
    assert (await here.states(prompt))["hadi"] == ("reached", "")


async def test_after_a_long_downtime_what_has_lost_its_sense_is_not_sent(here):
    late = await here.prompt("lama", to=MANAGERS)
    here.now += 15 * DAY
    fresh = await here.prompt("baru", to=MANAGERS)
    await here.minute()
    assert (await here.states(late))["rina"] == ("skipped", "capped")
    assert (await here.states(fresh))["rina"] == ("reached", "")


async def test_after_a_downtime_of_some_days_it_still_comes(here):
    await here.prompt(to=MANAGERS)
    here.now += 10 * DAY
    await here.turn_to(here.now + 3 * DAY)
    assert len(here.shown(here.rina.telegram_id)) == 1


# --- who is in the middle of something


async def test_who_is_busy_gets_it_when_they_are_done(here):
    await here.talks(here.rina)
    await here.prompt(to=MANAGERS, **BUTTONS)
    await here.turn_to(at("26-11", 12))
    assert here.shown(here.rina.telegram_id) == []
    await here.talks(here.rina, busy=False)
    await here.turn_to(at("26-11", 14), every=5 * MINUTE)
    assert here.times(here.rina.telegram_id) == ["26-11 12.17"]
    assert (await here.tasks(here.rina))[-1].startswith("~prompt.")


async def test_what_was_left_open_yesterday_keeps_nobody_waiting(here):
    await here.talks(here.rina)
    await here.prompt(to=MANAGERS, **BUTTONS)
    await here.turn_to(at("27-11", 12))
    assert here.times(here.rina.telegram_id) == ["27-11 07.00"]
    assert await here.tasks(here.rina) == ["-calculate.lembur", "~prompt.1"]


async def test_who_is_busy_is_left_out(here):
    await here.talks(here.rina)
    prompt = await here.prompt(to=MANAGERS, busy="skip", **BUTTONS)
    await here.turn_to(at("28-11"))
    assert (await here.states(prompt))["rina"] == ("skipped", "busy")
    assert here.shown(here.rina.telegram_id) == []
    assert len(here.shown(here.hadi.telegram_id)) == 1


async def test_busy_in_quiet_hours_leaves_nobody_out(here):
    """It matters whether they are busy when it would reach them."""
    here.now = at("26-11", 21)
    await here.talks(here.rina)
    prompt = await here.prompt(to=MANAGERS, busy="skip", **BUTTONS)
    await here.turn_to(at("27-11", 8))
    assert (await here.states(prompt))["rina"] == ("reached", "")


async def test_whoever_is_left_out_when_busy_is_still_reminded(here):
    prompt = await here.prompt(to=MANAGERS, busy="skip", reminders=1, **BUTTONS)
    await here.turn_to(at("28-11", 9))
    await here.talks(here.rina)
    await here.turn_to(at("28-11", 16))
    assert (await here.row(prompt, here.rina)).reminded == 0
    await here.talks(here.rina, busy=False)
    await here.turn_to(at("28-11", 17))
    assert (await here.row(prompt, here.rina)).reminded == 1


async def test_who_is_busy_is_interrupted_and_comes_back(here):
    await here.talks(here.rina)
    await here.prompt(to=MANAGERS, busy="interrupt", **BUTTONS)
    await here.minute()
    assert len(here.shown(here.rina.telegram_id)) == 1
    assert await here.tasks(here.rina) == [
        "calculate.lembur",
        "prompt.1",
    ]  # on top, what it interrupted below


async def test_what_is_not_typed_only_listens_for_stop_and_gives_way(here):
    await here.talks(here.rina, busy=False)
    for answer in ("none", "quiz", "check"):
        options = ["5s"] if answer == "check" else []
        await here.prompt(to=MANAGERS, answer=answer, options=options, module=3)
    await here.turn_to(here.now + 3 * DAY)
    assert len(here.shown(here.rina.telegram_id)) == 3
    assert await here.tasks(here.rina) == ["~prompt.1"]


@pytest.mark.parametrize("answer", ["none", "quiz"])
async def test_news_leaves_alone_who_is_interrupted_by_it(here, answer):
    await here.talks(here.rina)
    await here.prompt(to=MANAGERS, busy="interrupt", answer=answer, module=3)
    await here.minute()
    assert len(here.shown(here.rina.telegram_id)) == 1
    assert await here.tasks(here.rina) == ["calculate.lembur"]


async def test_a_conversation_without_slots_holds_nobody_up(here):
    await conversations.save(here.connection, str(here.rina.telegram_id), {}, at=here.now)
    await here.prompt(to=MANAGERS, **BUTTONS)
    await here.minute()
    assert await here.tasks(here.rina) == ["~prompt.1"]


# --- who wants no more


async def test_who_has_stopped_all_gets_none(here):
    await answers.stop(here.connection, here.rina, module=None)
    prompt = await here.prompt(to=MANAGERS)
    await here.minute()
    assert (await here.states(prompt))["rina"] == ("skipped", "muted")


async def test_who_has_stopped_one_module_gets_the_others(here):
    await answers.stop(here.connection, here.rina, module=3)
    await here.prompt("tiga", to=MANAGERS, module=3)
    await here.prompt("dua", to=MANAGERS, module=2)
    await here.turn_to(at("28-11"))
    assert here.shown(here.rina.telegram_id) == [(here.rina.telegram_id, "dua")]
    await answers.stop(here.connection, here.rina, module=3, on=False)
    await here.prompt("tiga lagi", to=MANAGERS, module=3)
    await here.turn_to(at("30-11"))
    assert here.shown(here.rina.telegram_id)[-1][1] == "tiga lagi"


@pytest.mark.parametrize("module", [None, 3])
async def test_stopped_between_planning_and_sending(here, module):
    prompt = await here.prompt(to=MANAGERS, module=3)
    await answers.stop(here.connection, here.rina, module=module)
    await here.look()
    assert [chat for chat, _ in await here.waiting()] == [here.hadi.telegram_id]
    assert (await here.states(prompt))["rina"] == ("skipped", "muted")


@pytest.mark.parametrize("module", [None, 3])
async def test_stopped_while_it_waits_in_the_outbox(here, module):
    prompt = await here.prompt(to=MANAGERS, module=3)
    await here.look()
    await answers.stop(here.connection, here.rina, module=module)
    await here.send()
    await here.settle()
    assert here.shown() == [(here.hadi.telegram_id, "Halo Hadi")]
    assert (await here.states(prompt)) == {"rina": ("skipped", "muted"), "hadi": ("reached", "")}


@pytest.mark.parametrize("kind", ["prompts", "prompts-3"])
async def test_stopped_elsewhere_while_it_waits_in_the_outbox(here, kind):
    """In the profile, or while a sender looks at it: it is dropped there."""
    prompt = await here.prompt(to=MANAGERS, module=3)
    await here.look()
    await people.mute(here.connection, here.rina, kind, on=True)
    await here.send()
    await here.settle()
    assert here.shown() == [(here.hadi.telegram_id, "Halo Hadi")]
    assert (await here.states(prompt))["rina"] == ("skipped", "muted")


async def test_who_stops_them_on_reading_one_was_reached_by_it(here):
    prompt = await here.prompt(to=MANAGERS, module=3, reminders=2, **BUTTONS)
    await here.look()
    await here.send()
    await answers.stop(here.connection, here.rina, module=None)
    await here.turn_to(here.now + 9 * DAY, every=6 * HOUR)
    assert (await here.states(prompt))["rina"] == ("reached", "")
    assert len(here.shown(here.rina.telegram_id)) == 1


# --- who cannot be written to


async def test_who_has_blocked_mitra(here):
    await outbox.give_up_chat(here.connection, here.rina.telegram_id, at=here.now)
    prompt = await here.prompt(to=MANAGERS)
    await here.minute()
    assert (await here.states(prompt))["rina"] == ("skipped", "unreachable")


async def test_who_turns_out_to_have_blocked_mitra(here):
    prompt = await here.prompt(to=MANAGERS)
    await here.look()
    await outbox.give_up_chat(here.connection, here.rina.telegram_id, at=here.now)
    await here.send()
    await here.settle()
    assert (await here.states(prompt))["rina"] == ("skipped", "unreachable")
    found = await results.of(here.connection, here.sari, prompt.id)
    assert (found.meant, found.sent, found.reached, found.skipped) == (2, 1, 1, {"unreachable": 1})


async def test_who_answers_and_blocks_mitra_in_the_same_minute_was_reached(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.look()
    await here.send()
    await here.answers(here.rina, prompt, "0")
    await outbox.give_up_chat(here.connection, here.rina.telegram_id, at=here.now)
    await here.settle()
    assert (await here.states(prompt))["rina"] == ("reached", "")


async def test_who_answers_what_seemed_not_to_arrive_was_reached(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.look()
    await here.send()
    await outbox.give_up_chat(here.connection, here.rina.telegram_id, at=here.now)
    await here.settle()
    await outbox.reachable_again(here.connection, here.rina.telegram_id)
    await here.answers(here.rina, prompt, "0")
    assert (await here.states(prompt))["rina"] == ("reached", "")
    found = await results.of(here.connection, here.sari, prompt.id)
    assert (found.sent, found.answered, found.percent) == (2, 1, 50)


async def test_who_was_erased_meanwhile_gets_nothing_and_holds_nobody_up(here):
    prompt = await here.prompt()
    for actor in (here.budi, here.rina):
        await personal_data.erase(
            here.connection, access.CONSOLE, actor.telegram_id, key=b"k", topics=[], at=here.now
        )
    await here.connection.execute(sa.delete(OutboxMessage))
    await here.minute()
    assert len(here.shown()) == 4
    assert (await results.of(here.connection, here.sari, prompt.id)).meant == 4


async def test_who_has_left_between_planning_and_sending(here):
    prompt = await here.prompt()
    await people.leave(here.connection, here.budi, here.places["maju"], at=here.now)
    await here.minute()
    assert (await here.states(prompt))["budi"] == ("skipped", "left")


async def test_whoever_is_a_worker_no_more_does_not_get_what_is_for_workers(here):
    prompt = await here.prompt(to=WORKERS)
    await people.seat(here.connection, here.budi.person_id, here.places["maju"], Role.MANAGER, at=here.now)
    await here.moves_out("budi", "worker", here.places["maju"])
    await here.minute()
    assert (await here.states(prompt))["budi"] == ("skipped", "left")


async def test_a_trainer_who_is_not_assigned_any_more_reaches_nobody_there(here):
    prompt = await here.prompt(to=MANAGERS, reminders=2, **BUTTONS)
    await here.moves_out("sari", "trainer", here.places["jaya"])
    await here.turn_to(here.now + 9 * DAY, every=6 * HOUR)
    assert await here.states(prompt) == {"rina": ("reached", ""), "hadi": ("skipped", "foreign")}
    assert len(here.shown(here.rina.telegram_id)) == 3


async def test_a_trainer_not_assigned_any_more_reminds_nobody_there(here):
    prompt = await here.prompt(to=MANAGERS, reminders=2, **BUTTONS)
    await here.minute()
    await here.moves_out("sari", "trainer", here.places["jaya"])
    await here.turn_to(here.now + 9 * DAY, every=6 * HOUR)
    assert len(here.shown(here.hadi.telegram_id)) == 1
    assert await here.states(prompt) == {"rina": ("reached", ""), "hadi": ("reached", "")}


async def test_nobody_is_asked_in_the_name_of_somebody_who_is_gone(here):
    prompt = await here.prompt(to=MANAGERS)
    await personal_data.erase(
        here.connection, access.CONSOLE, here.sari.telegram_id, key=b"k", topics=[], at=here.now
    )
    await here.minute()
    assert here.shown() == []
    assert set((await here.states(prompt)).values()) == {("skipped", "foreign")}


async def test_a_text_that_says_nothing_to_somebody_is_not_sent_to_them(here):
    prompt = await here.prompt(
        "{% if peran == 'manager' %}Halo, pimpinan{% endif %}", to=(Role.MANAGER, Role.COMMITTEE)
    )
    await here.minute()
    assert (await here.states(prompt))["tono"] == ("skipped", "text")
    assert len(here.shown()) == 2


async def test_a_text_that_cannot_be_read_any_more_holds_up_nobody(here):
    bad = await here.prompt("rusak", to=MANAGERS)
    broken = sa.update(PromptRow).where(PromptRow.id == bad.id).values(template="{% if nama %}{{ x.y }}")
    await here.connection.execute(broken)
    good = await here.prompt("baik", to=WORKERS)
    await here.minute()
    assert set((await here.states(bad)).values()) == {("skipped", "text")}
    assert {state for state, _ in (await here.states(good)).values()} == {"reached"}


# --- what is put in


async def test_figures_are_those_of_the_moment(here):
    text = "{{ nama }} {{ perusahaan }} {{ peran }} {{ modul }} {{ pelatih }} {{ tugas_terbuka }} {{ skor_5s }} {{ hari }}"
    await trainings.record(here.connection, here.sari, here.places["maju"], 3, day("20-11"), at=here.now)
    await here.prompt(text, module=3)
    here.now += DAY
    await here.minute()
    words = dict(here.shown())
    assert words[here.rina.telegram_id] == "Rina CV Maju manager Produktivitas Bu Sari 0 belum ada 7"
    assert words[here.hadi.telegram_id] == "Hadi CV Jaya manager Produktivitas Bu Sari 0 belum ada belum ada"


# --- who is silent


async def test_the_silent_are_reminded_twice_at_most(here):
    await here.prompt(to=MANAGERS, reminders=2, **BUTTONS)
    await here.turn_to(here.now + 20 * DAY)
    leads = [one.values["lead"] for one in here.got if one.chat == here.rina.telegram_id]
    assert leads == ["", "reminder", "reminder"]
    assert here.times(here.rina.telegram_id) == ["26-11 11.00", "28-11 11.00", "01-12 11.00"]


async def test_who_has_answered_is_not_reminded(here):
    prompt = await here.prompt(to=MANAGERS, reminders=2, **BUTTONS)
    await here.turn_to(at("28-11", 12))
    await here.answers(here.rina, prompt, "1")
    await here.turn_to(here.now + 9 * DAY)
    assert len(here.shown(here.rina.telegram_id)) == 2
    assert len(here.shown(here.hadi.telegram_id)) == 3


async def test_who_answers_while_a_reminder_waits_for_the_morning_does_not_get_it(here):
    prompt = await here.prompt(to=MANAGERS, reminders=1, **BUTTONS)
    await here.turn_to(at("28-11", 9))
    await here.turn_to(at("28-11", 12), send=False)
    assert len(await here.waiting()) == 2
    await here.answers(here.rina, prompt, "1")
    assert [chat for chat, _ in await here.waiting()] == [here.hadi.telegram_id]


async def test_nobody_is_reminded_of_what_needs_no_answer(here):
    prompt = await here.prompt(to=MANAGERS, reminders=2, answer="none")
    await here.turn_to(here.now + 9 * DAY)
    assert len(here.shown()) == 2
    with pytest.raises(access.RefusedError):
        await results.remind(here.connection, here.sari, prompt.id, at=here.now)


async def test_reminding_by_hand_reminds_once_more(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.turn_to(at("30-11"))
    await here.answers(here.hadi, prompt, "0")
    for times in (1, 1, 0):
        assert await results.remind(here.connection, here.sari, prompt.id, at=here.now) == times
        await here.turn_to(here.now + 5 * DAY)
    assert len(here.shown(here.rina.telegram_id)) == 3
    assert len(here.shown(here.hadi.telegram_id)) == 1


async def test_reminding_by_hand_and_at_once_again_is_one_reminder(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.turn_to(at("30-11"))
    for _ in range(3):
        await results.remind(here.connection, here.sari, prompt.id, at=here.now)
    await here.turn_to(here.now + 5 * DAY)
    assert len(here.shown(here.rina.telegram_id)) == 2


# --- cancelling


async def test_cancelled_before_anybody_got_it(here):
    prompt = await here.prompt()
    assert await writing.cancel(here.connection, here.sari, prompt.id, at=here.now) == 6
    await here.minute()
    assert here.shown() == []
    assert set((await here.states(prompt)).values()) == {("skipped", "cancelled")}
    with pytest.raises(writing.ChangedError):
        await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)


async def test_cancelled_while_it_runs(here):
    """Planned ones and those in the outbox do not go; what a sender has in hand does, and what has arrived stays."""
    prompt = await here.prompt(reminders=2, **BUTTONS)
    await here.talks(here.tono, busy=False)
    await sending.look_due(here.connection, at=here.now, most=4)
    in_hand = (await here.waiting())[0][0]
    hold = sa.update(OutboxMessage).where(OutboxMessage.chat_id == in_hand)
    await here.connection.execute(hold.values(leased_until=here.now + MINUTE, due_at=here.now + MINUTE))
    assert await writing.cancel(here.connection, here.sari, prompt.id, at=here.now) == 5
    assert [chat for chat, _ in await here.waiting()] == [in_hand]
    assert [chat for chat in (await here.limits()) if chat != in_hand] == []
    await here.turn_to(here.now + 9 * DAY, every=6 * HOUR)
    assert [chat for chat, _ in here.shown()] == [in_hand]
    found = await results.of(here.connection, here.sari, prompt.id)
    assert (found.sent, found.reached, found.skipped) == (1, 1, {"cancelled": 5})


async def test_what_was_taken_back_listens_to_nobody(here):
    """Else what is typed next would be the answer to something that was never seen."""
    await here.talks(here.rina, busy=False)
    prompt = await here.prompt(to=MANAGERS, answer="text")
    await here.look()
    assert await here.tasks(here.rina) == [f"~prompt.{prompt.id}"]
    await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)
    assert await here.tasks(here.rina) == []
    with pytest.raises(access.RefusedError):
        await answers.received(here.connection, here.rina, prompt.id)


async def test_what_was_taken_back_counts_for_no_limit(here):
    prompt = await here.prompt("salah ketik", to=MANAGERS)
    await here.look()
    await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)
    await here.prompt("yang benar", to=MANAGERS)
    await here.minute()
    assert here.shown(here.rina.telegram_id) == [(here.rina.telegram_id, "yang benar")]


async def test_reminders_that_wait_are_taken_back_too(here):
    prompt = await here.prompt(to=MANAGERS, reminders=2, **BUTTONS)
    await here.turn_to(at("28-11", 9))
    await here.turn_to(at("28-11", 12), send=False)
    assert len(await here.waiting()) == 2
    await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)
    assert await here.waiting() == []
    await here.turn_to(here.now + 9 * DAY, every=6 * HOUR)
    assert len(here.shown()) == 2


async def test_what_arrived_can_be_answered_after_it_was_cancelled(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.minute()
    await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)
    await here.answers(here.rina, prompt, "0")
    assert (await here.row(prompt, here.rina)).answer == "0"


# --- arriving


async def test_reached_only_when_telegram_has_it(here):
    prompt = await here.prompt(to=MANAGERS)
    await here.turn_to(at("26-11", 14), send=False, every=MINUTE)
    assert {state for state, _ in (await here.states(prompt)).values()} == {"written"}
    await here.send()
    await here.turn_to(at("26-11", 16), every=MINUTE)
    assert {state for state, _ in (await here.states(prompt)).values()} == {"reached"}


async def test_what_waits_for_long_is_looked_at_ever_more_seldom(here, statements):
    await here.prompt(to=MANAGERS)
    await here.look()
    await here.connection.execute(sa.update(OutboxMessage).values(status="refused"))
    statements.clear()
    looks = 0
    for _ in range(7 * 24 * 12):
        here.now += 5 * MINUTE
        looks += await sending.look_due(here.connection, at=here.now)
    assert looks < 2 * 7 * 48 + 30


async def test_no_more_is_written_than_can_be_sent_soon(here):
    rows = [
        {"chat_id": 10_000 + number, "method": "send_message", "payload": {"text": "x"}, "lane": 2, "kind": "checks",
         "status": "waiting", "due_at": here.now, "attempts": 0}
        for number in range(sending.MOST_WAITING)
    ]  # fmt: skip
    await here.connection.execute(sa.insert(OutboxMessage), rows)
    await here.prompt()
    assert await sending.look_due(here.connection, at=here.now) == 0
    await here.send()
    assert await sending.look_due(here.connection, at=here.now) == 6


async def test_all_that_is_due_is_looked_after_in_batches(here):
    for number in range(120):
        await make_person(here.connection, 1_000 + number, (here.places["maju"], "worker"))
    await here.connection.execute(sa.delete(OutboxMessage))
    await here.prompt(to=WORKERS)
    looks = []
    while done := await sending.look_due(here.connection, at=here.now):
        looks.append(done)
    assert looks == [50, 50, 23]
    await here.send()
    assert len(set(here.shown())) == 123


async def test_nothing_is_left_to_look_at(here):
    """What has come to its end is never looked at again."""
    await here.prompt(to=ALL, reminders=1, **BUTTONS)
    await here.turn_to(START + 20 * DAY, every=3 * HOUR)
    left = sa.select(PromptReceiver).where(PromptReceiver.look_at.is_not(None))
    assert (await here.connection.execute(left)).all() == []
