"""Series: each prompt has its turn on its day, once; whatever is paused, left out, edited, or down in between."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import people, trainings
from mitra.access import CONSOLE, RefusedError
from mitra.errors import MitraError
from mitra.hours import working_day
from mitra.prompts import answers, results, series, writing
from mitra.prompts.series import Run
from mitra.prompts.writing import ChangedError
from mitra.store.models import OutboxMessage, Role
from mitra.store.prompt_models import Prompt, PromptStatus, RunStatus, SeriesStep
from tests.unit.mitra.make import make_enterprise, make_person
from tests.unit.mitra.prompts.factory import (
    ALL,
    DAY,
    HOUR,
    MANAGERS,
    START,
    WORKERS,
    at,
    day,
    make_series,
    make_step,
)

THREE = (make_step("satu", 2), make_step("dua", 6), make_step("tiga", 13))


@pytest.fixture
def three(content):
    content(make_series(*THREE))


async def begin(here, place="maju", on="25-11") -> Run:
    run, _ = await series.start(here.connection, here.sari, here.places[place], 3, day(on), at=here.now)
    return run


async def outcomes(here, run) -> dict[str, str]:
    """Return step → outcome and day, of those that had their turn."""
    query = sa.select(SeriesStep.__table__).where(SeriesStep.run_id == run.id).order_by(SeriesStep.at)
    return {
        row.step: f"{row.outcome} {row.at.astimezone(START.tzinfo):%d-%m}"
        for row in (await here.connection.execute(query)).all()
    }


async def status(here, run) -> str:
    """Return how a run stands."""
    return (await series.one(here.connection, here.sari, run.id)).status.value


# --- days


async def test_each_on_its_day_in_the_morning_and_then_it_has_ended(here, three):
    run = await begin(here)
    await here.turn_to(at("20-12"), every=2 * HOUR)
    assert here.times(here.rina.telegram_id) == ["27-11 08.00", "01-12 08.00", "08-12 08.00"]
    assert here.shown(here.rina.telegram_id)[0][1] == "satu: Rina, hari 2"
    assert await outcomes(here, run) == {"satu": "sent 27-11", "dua": "sent 01-12", "tiga": "sent 08-12"}
    assert await status(here, run) == "ended"


async def test_never_on_a_sunday_or_a_holiday(here, content):
    content(make_series(make_step("minggu", 4), make_step("natal", 30)))
    run = await begin(here)  # 29 November is a Sunday, 25 December a holiday
    await here.turn_to(at("30-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"minggu": "sent 30-11", "natal": "sent 26-12"}


async def test_two_that_holidays_put_on_one_day_both_come(here, content):
    content(make_series(make_step("minggu", 4), make_step("senin", 5)))
    run = await begin(here)
    await here.turn_to(at("05-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"minggu": "sent 30-11", "senin": "sent 30-11"}
    assert here.times(here.rina.telegram_id) == ["30-11 08.00", "01-12 08.00"]


async def test_in_the_morning_of_the_enterprises_own_zone(here, three):
    await begin(here, "jaya")
    await here.turn_to(at("28-11"))
    assert here.times(here.hadi.telegram_id) == ["27-11 06.00"]  # eight in Jayapura


async def test_only_to_the_roles_it_is_for(here, content):
    content(make_series(make_step("semua", 2, roles=ALL), make_step("pekerja", 6, roles=WORKERS)))
    await begin(here)
    await here.turn_to(at("03-12"))
    assert len(here.shown()) == 5 + 3
    assert len(here.shown(here.hadi.telegram_id)) == 0  # of another enterprise


async def test_what_is_ahead(here, three):
    found = series.ahead(make_series(*THREE).series["m3"], day("25-11"))
    assert [(f"{on:%d-%m}", step.id) for on, step in found] == [
        ("27-11", "satu"),
        ("01-12", "dua"),
        ("08-12", "tiga"),
    ]


# --- starting


async def test_started_late_what_is_long_past_is_left_out(here, three):
    run = await begin(here, on="19-11")  # satu was due five days ago, dua yesterday
    await here.turn_to(at("27-11"))
    assert await outcomes(here, run) == {"satu": "missed 26-11", "dua": "sent 26-11"}
    assert len(here.shown(here.rina.telegram_id)) == 1


async def test_started_very_late_there_is_nothing_to_send(here, three):
    run = await begin(here, on="01-09")
    await here.turn_to(at("27-11"))
    assert set((await outcomes(here, run)).values()) == {"missed 26-11"}
    assert (await status(here, run), here.shown()) == ("ended", [])


async def test_started_before_the_workshop(here, three):
    run = await begin(here, on="10-12")
    await here.turn_to(at("14-12"))
    assert await outcomes(here, run) == {"satu": "sent 12-12"}


async def test_started_twice_is_one(here, three):
    first = await begin(here)
    again, fresh = await series.start(
        here.connection, here.sari, here.places["maju"], 3, day("25-11"), at=here.now
    )
    assert (again.id, fresh) == (first.id, False)


@pytest.mark.parametrize("on", ["2024-11-01", "2027-02-01"])
async def test_workshops_have_been_lately_or_will_be_soon(here, three, on):
    with pytest.raises(MitraError, match="Tanggal pelatihan"):
        await series.start(
            here.connection, here.sari, here.places["maju"], 3, dt.date.fromisoformat(on), at=here.now
        )


async def test_only_by_who_looks_after_the_enterprise(here, three):
    run = await begin(here)
    await here.turn_to(at("27-11"))
    for stranger in (here.lina, here.rina, here.budi):
        calls = [
            series.start(here.connection, stranger, here.places["maju"], 3, day("25-11"), at=here.now),
            series.one(here.connection, stranger, run.id),
            series.pause(here.connection, stranger, run.id, at=here.now),
            series.go_on(here.connection, stranger, run.id, at=here.now),
            series.stop(here.connection, stranger, run.id, at=here.now),
            series.leave_out(here.connection, stranger, run.id, "dua", at=here.now),
            series.of_enterprises(here.connection, stranger, [here.places["maju"]]),
            trainings.record(here.connection, stranger, here.places["maju"], 3, day("25-11"), at=here.now),
            trainings.count(here.connection, stranger, run.training_id, women=1, men=1),
        ]
        for call in calls:
            with pytest.raises(RefusedError):
                await call
    with pytest.raises(RefusedError):
        await series.one(here.connection, here.sari, run.id + 99)
    with pytest.raises(RefusedError):
        await series.start(here.connection, here.sari, here.places["maju"], 5, day("25-11"), at=here.now)


# --- pausing, leaving out, stopping


async def test_paused_what_follows_comes_as_many_days_later(here, three):
    run = await begin(here)
    await here.turn_to(at("28-11"))
    await series.pause(here.connection, here.sari, run.id, at=here.now)
    await here.turn_to(at("05-12"), every=2 * HOUR)
    await series.go_on(here.connection, here.sari, run.id, at=here.now)
    await here.turn_to(at("20-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"satu": "sent 27-11", "dua": "sent 08-12", "tiga": "sent 15-12"}


async def test_paused_twice(here, three):
    run = await begin(here)
    for paused, on in (("28-11", "30-11"), ("01-12", "03-12")):
        await here.turn_to(at(paused))
        await series.pause(here.connection, here.sari, run.id, at=here.now)
        await here.turn_to(at(on))
        run = await series.go_on(here.connection, here.sari, run.id, at=here.now)
    assert run.shifted == 4
    assert [f"{turn.on:%d-%m}" for turn in run.turns[1:]] == ["05-12", "12-12"]


async def test_pausing_twice_or_going_on_twice_says_that_it_has_changed(here, three):
    run = await begin(here)
    with pytest.raises(ChangedError):
        await series.go_on(here.connection, here.sari, run.id, at=here.now)
    await series.pause(here.connection, here.sari, run.id, at=here.now)
    with pytest.raises(ChangedError):
        await series.pause(here.connection, here.sari, run.id, at=here.now)


async def test_left_out(here, three):
    run = await begin(here)
    run = await series.leave_out(here.connection, here.sari, run.id, "satu", at=here.now)
    with pytest.raises(ChangedError):  # the same tap again leaves out no other
        await series.leave_out(here.connection, here.sari, run.id, "satu", at=here.now)
    await here.turn_to(at("02-12"))
    assert await outcomes(here, run) == {"satu": "missed 26-11", "dua": "sent 01-12"}


async def test_left_out_while_it_rests(here, three):
    run = await begin(here)
    await series.pause(here.connection, here.sari, run.id, at=here.now)
    run = await series.leave_out(here.connection, here.sari, run.id, "satu", at=here.now)
    assert run.status is RunStatus.PAUSED
    await here.turn_to(at("03-12"))
    assert here.shown() == []


async def test_stopped_for_good(here, three):
    """What waits is cancelled, nobody is reminded; what was sent can be answered."""
    run = await begin(here)
    await here.turn_to(at("28-11"))
    run = await series.stop(here.connection, here.sari, run.id, at=here.now)
    with pytest.raises(ChangedError):
        await series.stop(here.connection, here.sari, run.id, at=here.now)
    with pytest.raises(ChangedError):
        await series.leave_out(here.connection, here.sari, run.id, "dua", at=here.now)
    await here.turn_to(at("20-12"), every=3 * HOUR)
    assert len(here.shown(here.rina.telegram_id)) == 1
    assert await status(here, run) == "stopped"


async def test_stopping_cancels_what_is_no_longer_in_the_content_too(here, content):
    content(make_series(make_step("satu", 2, remind=2), THREE[1]))
    run = await begin(here)
    await here.turn_to(at("28-11"))
    content(make_series(THREE[1]))
    await series.stop(here.connection, here.sari, run.id, at=here.now)
    assert set(await here.connection.scalars(sa.select(Prompt.status))) == {PromptStatus.CANCELLED}
    await here.turn_to(at("10-12"), every=3 * HOUR)
    assert len(here.shown(here.rina.telegram_id)) == 1


async def test_who_says_stop_gets_no_more_of_it(here, three):
    run = await begin(here)
    await here.turn_to(at("28-11"))
    await answers.stop(here.connection, here.rina, module=3)
    await here.turn_to(at("20-12"), every=3 * HOUR)
    assert len(here.shown(here.rina.telegram_id)) == 1
    assert await status(here, run) == "ended"


# --- conditions


async def test_what_is_done_already_is_not_asked_for(here, content):
    content(
        make_series(
            make_step("satu", 2, only_if=("no_committee",)), make_step("dua", 6, only_if=("committee",))
        )
    )
    run = await begin(here)
    await here.turn_to(at("03-12"))
    assert await outcomes(here, run) == {"satu": "done 27-11", "dua": "sent 01-12"}


async def test_the_silent_of_a_series_are_reminded_as_it_says(here, content):
    content(make_series(make_step("satu", 2, remind=1)))
    await begin(here)
    await here.turn_to(at("10-12"), every=3 * HOUR)
    leads = [one.values["lead"] for one in here.got if one.chat == here.rina.telegram_id]
    assert leads == ["", "reminder"]


# --- trainers


async def test_a_trainer_who_is_replaced_leaves_it_to_the_next(here, three):
    run = await begin(here)
    await here.turn_to(at("28-11"))
    await here.moves_out("sari", "trainer", here.places["maju"])
    await people.seat(here.connection, here.lina.person_id, here.places["maju"], Role.TRAINER, at=here.now)
    lina = await here.again("lina")
    await here.turn_to(at("02-12"))
    assert here.got[-1].values["trainer"] == "Lina"
    run = await series.one(here.connection, lina, run.id)
    assert run.trainer_id == lina.person_id
    found = await results.of(here.connection, lina, run.turns[0].prompt_id)
    assert found.reached == 1


async def test_without_a_trainer_it_waits_and_the_next_one_catches_up(here, three):
    run = await begin(here)
    await here.moves_out("sari", "trainer", here.places["maju"])
    await here.turn_to(at("29-11"))
    assert await outcomes(here, run) == {}
    await people.seat(here.connection, here.lina.person_id, here.places["maju"], Role.TRAINER, at=here.now)
    await here.turn_to(at("30-11", 12))
    assert await outcomes(here, run) == {"satu": "sent 30-11"}


async def test_without_a_trainer_for_long_what_is_long_past_is_missed(here, three):
    run = await begin(here)
    await here.moves_out("sari", "trainer", here.places["maju"])
    await here.turn_to(at("09-12"), every=3 * HOUR)
    assert await outcomes(here, run) == {"satu": "missed 01-12", "dua": "missed 08-12"}


async def test_with_nobody_to_get_it_it_waits_for_somebody(here, content):
    content(make_series(make_step("panitia", 2, roles=(Role.COMMITTEE,))))
    run = await begin(here, "jaya")
    await here.turn_to(at("28-11"))
    assert await outcomes(here, run) == {}
    assert list(await here.connection.scalars(sa.select(Prompt.id))) == []
    await people.seat(here.connection, here.joko.person_id, here.places["jaya"], Role.COMMITTEE, at=here.now)
    await here.turn_to(at("30-11"))
    assert len(here.shown(here.joko.telegram_id)) == 1


async def test_an_operator_may_start_it_too(here, three):
    boss = await make_person(here.connection, 70, (None, "operator"), name="Pengelola")
    await here.connection.execute(sa.delete(OutboxMessage))
    await series.start(here.connection, boss, here.places["other"], 3, day("25-11"), at=here.now)
    rani = await make_person(here.connection, 71, (here.places["other"], "manager"), name="Rani")
    await here.turn_to(at("28-11"))
    assert here.times(rani.telegram_id) == ["27-11 08.00"]


# --- downtime, and content that changes


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        (3, {"satu": "sent 29-11"}),
        (5, {"satu": "missed 01-12", "dua": "sent 01-12"}),
        (10, {"satu": "missed 06-12", "dua": "sent 06-12"}),
        (30, {"satu": "missed 26-12", "dua": "missed 26-12", "tiga": "missed 26-12"}),
    ],
)
async def test_after_a_downtime_only_the_latest_comes(here, three, down, expected):
    run = await begin(here, on="25-11")
    await here.look()
    here.now += down * DAY - HOUR
    await here.turn_to(here.now + HOUR)
    known = await outcomes(here, run)
    assert {name: said for name, said in known.items() if "08-12" not in said} == expected
    assert len(here.shown(here.rina.telegram_id)) <= 1


async def test_a_step_that_moves_comes_on_its_new_day(here, three, content):
    run = await begin(here)
    await here.turn_to(at("28-11", 2))
    content(make_series(THREE[0], make_step("dua", 9), make_step("tiga", 12)))
    await here.turn_to(at("20-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"satu": "sent 27-11", "dua": "sent 04-12", "tiga": "sent 07-12"}


async def test_a_step_that_is_added_is_noticed_though_the_next_one_is_far(here, content):
    content(make_series(THREE[0], make_step("jauh", 60)))
    run = await begin(here)
    await here.turn_to(at("28-11", 2))
    content(make_series(THREE[0], make_step("baru", 8), make_step("jauh", 60)))
    await here.turn_to(at("05-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"satu": "sent 27-11", "baru": "sent 03-12"}


async def test_a_step_added_before_what_was_sent_already_has_been_overtaken(here, three, content):
    run = await begin(here)
    await here.turn_to(at("02-12", 2))
    content(make_series(THREE[0], make_step("baru", 5), *THREE[1:]))
    await here.turn_to(at("05-12"), every=2 * HOUR)
    assert (await outcomes(here, run))["baru"] == "missed 02-12"
    assert len(here.shown(here.rina.telegram_id)) == 2


async def test_a_step_that_is_taken_out_does_not_come(here, three, content):
    run = await begin(here)
    await here.turn_to(at("28-11", 2))
    content(make_series(THREE[0], THREE[2]))
    await here.turn_to(at("20-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"satu": "sent 27-11", "tiga": "sent 08-12"}
    assert await status(here, run) == "ended"


async def test_a_step_that_had_its_turn_never_comes_again_though_it_moves(here, three, content):
    run = await begin(here)
    await here.turn_to(at("28-11", 2))
    content(make_series(make_step("satu", 7), THREE[2]))
    await here.turn_to(at("05-12"), every=2 * HOUR)
    assert await outcomes(here, run) == {"satu": "sent 27-11"}


async def test_a_series_that_is_no_more_ends(here, three, content):
    run = await begin(here)
    content(make_series(*THREE, name="m9", module=4))
    await here.turn_to(at("28-11"))
    content(make_series(*THREE))
    assert await status(here, run) == "ended"
    assert here.shown() == []


async def test_a_day_is_moved_the_same_way_everywhere(here, three):
    run = await begin(here)
    for turn in run.turns:
        assert turn.on == working_day(turn.on)


async def test_many_runs_are_looked_after_in_batches(here, three):
    for number in range(25):
        place = await make_enterprise(here.connection, f"CV {number:02}")
        await people.seat(here.connection, here.sari.person_id, place, Role.TRAINER, at=here.now)
        here.places[str(number)] = place
    await here.again("sari")
    for number in range(25):
        await begin(here, str(number))
    assert await series.look_due(here.connection, at=here.now) == series.BATCH
    assert await series.look_due(here.connection, at=here.now) == 5
    assert await series.look_due(here.connection, at=here.now) == 0


# --- workshops


async def test_a_workshop_is_noted_once_with_who_took_part(here):
    first = await trainings.record(
        here.connection, here.sari, here.places["maju"], 2, day("20-11"), at=here.now
    )
    again = await trainings.record(
        here.connection, here.sari, here.places["maju"], 2, day("20-11"), at=here.now
    )
    assert first == again
    counted = await trainings.count(here.connection, here.sari, first.id, women=12, men=3)
    assert (counted.women, counted.men) == (12, 3)
    for women, men in ((-1, 0), (0, 1_000)):
        with pytest.raises(MitraError, match="paling banyak"):
            await trainings.count(here.connection, here.sari, first.id, women=women, men=men)
    found = await trainings.of_enterprise(here.connection, CONSOLE, here.places["maju"])
    assert [one.module for one in found] == [2]


async def test_a_prompt_of_a_series_is_its_trainers_and_the_enterprises_trainers(here, three):
    run = await begin(here)
    await here.turn_to(at("28-11"))
    run = await series.one(here.connection, here.sari, run.id)
    number = run.turns[0].prompt_id
    for stranger in (here.lina, here.rina):
        with pytest.raises(RefusedError):
            await writing.one(here.connection, stranger, number)
    assert (await writing.one(here.connection, here.sari, number)).run_id == run.id
    assert await writing.running(here.connection, here.sari) == []  # those of series stand with their series
    assert [one.audience.roles for one in (await writing.found(here.connection, [number])).values()] == [
        MANAGERS
    ]


async def test_pages_and_counts_are_those_of_ones_own_enterprises(here, three):
    places = [here.places["maju"]]
    run, other = await begin(here), await begin(here, on="24-11")
    await series.stop(here.connection, here.sari, other.id, at=here.now)
    found, pages, count = await series.page(here.connection, here.sari, places, page=1)
    assert ([one.id for one in found], pages, count) == ([run.id, other.id], 1, 2)
    assert await series.under_way(here.connection, here.sari, places) == 1
    assert await series.started(here.connection, here.sari, places, 3, day("25-11")) == {places[0]: run.id}
    assert await series.started(here.connection, here.sari, places, 5, day("25-11")) == {}
    for asks in (
        series.page(here.connection, here.rina, places, page=1),
        series.under_way(here.connection, here.rina, places),
        series.started(here.connection, here.rina, places, 3, day("25-11")),
    ):
        with pytest.raises(RefusedError):
            await asks
