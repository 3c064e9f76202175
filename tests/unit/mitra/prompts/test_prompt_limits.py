"""Whatever is sent by whomever: never more than one prompt a day and three in seven days; and each once, whatever crashes."""

import datetime as dt
import random
import shutil
from collections import Counter
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from mitra import people
from mitra.hours import Quiet, next_allowed
from mitra.prompts import kinds, sending, writing
from mitra.prompts.audience import Audience
from mitra.prompts.sending import free_day
from mitra.store.database import Database
from mitra.store.models import OutboxMessage
from mitra.store.prompt_models import PromptReceiver
from tests.unit.mitra.make import make_person
from tests.unit.mitra.prompts.factory import ALL, DAY, HOUR, START, WORKERS, make_world

pytestmark = pytest.mark.sqlite

FIRST = dt.date(2026, 11, 26)


@asynccontextmanager
async def fresh(migrated, folder):
    path = folder / f"{random.random()}.sqlite"  # noqa: S311 - a name
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()
    path.unlink()


@given(st.sets(st.integers(-9, 9)))
def test_the_first_free_day_is_free_and_there_is_none_before_it(days):
    prompted = {FIRST + number * DAY for number in days}
    found = free_day(prompted, FIRST)

    def may(day):
        week = {day - number * DAY for number in range(7)}
        return day not in prompted and len(prompted & week) < 3

    assert may(found)
    assert not any(may(FIRST + number * DAY) for number in range((found - FIRST).days))


@settings(max_examples=4)
@given(st.integers(0, 10**6))
async def test_never_more_than_one_a_day_and_three_in_seven_days(migrated, tmp_path_factory, seed):
    """Random prompts of two trainers, with reminders, hours of one's own, answers and cancelling in between."""
    chance = random.Random(seed)  # noqa: S311 - the same story each time
    async with (
        fresh(migrated, tmp_path_factory.getbasetemp()) as database,
        database.transaction() as connection,
    ):
        here = await make_world(connection)
        await people.seat(
            connection, here.lina.person_id, here.places["maju"], people.Role.TRAINER, at=here.now
        )
        await here.again("lina")
        await people.set_quiet(connection, here.budi, (9 * 60, 15 * 60))
        await connection.execute(sa.delete(OutboxMessage))
        made = []
        while here.now < START + 18 * DAY:
            await here.turn_to(here.now + chance.randint(1, 30) * HOUR, every=3 * HOUR)
            made.append(await random_prompt(here, chance))
            await random_deed(here, chance, made)
        await here.turn_to(here.now + 10 * DAY, every=4 * HOUR)
        check_limits(here)
        await check_once(here, made)


async def random_prompt(here, chance):
    return await here.prompt(
        f"Nomor {here.now}", to=tuple(chance.sample(ALL, 2)), by=chance.choice([here.sari, here.lina]),
        answer=kinds.BUTTONS, options=["Sudah", "Belum"], reminders=chance.randint(0, 2),
        module=chance.choice([None, 2, 3]), busy=chance.choice(kinds.BUSY),
    )  # fmt: skip


async def random_deed(here, chance, made):
    """Have somebody answer, be busy, or cancel."""
    prompt, actor = chance.choice(made), chance.choice([here.rina, here.budi, here.joko, here.tono])
    row = await here.row(prompt, actor)
    if chance.random() < 0.4 and row is not None and row.sent_at is not None:
        await here.answers(actor, prompt, "0")
    if chance.random() < 0.3:
        await here.talks(actor, busy=chance.random() < 0.5)
    now = (await writing.found(here.connection, [prompt.id]))[prompt.id]
    if chance.random() < 0.2 and now.status.value == "running":
        trainer = next(one for one in (here.sari, here.lina) if one.person_id == prompt.trainer_id)
        await writing.cancel(here.connection, trainer, prompt.id, at=here.now)


def check_limits(here):
    zones = {here.hadi.telegram_id: "Asia/Jayapura"}
    by_chat = {}
    for one in here.got:
        if one.template == "prompt":
            by_chat.setdefault(one.chat, []).append(one.at)
    assert by_chat
    for chat, moments in by_chat.items():
        # Joko works in two zones; what he gets comes from the first of them or the second.
        zone = ZoneInfo(zones.get(chat, "Asia/Jakarta"))
        days = [moment.astimezone(zone).date() for moment in moments]
        assert max(Counter(days).values()) == 1
        assert all(sum(day - 6 * DAY <= one <= day for one in days) <= 3 for day in days)
        if chat not in {here.budi.telegram_id, here.joko.telegram_id}:
            quiet = Quiet(zone=zone.key)
            assert all(next_allowed(moment, quiet) == moment for moment in moments)


async def check_once(here, made):
    """Each message once; and each prompt at most three times to one person, with its reminders."""
    told = Counter(
        (one.chat, one.values["id"], one.values["lead"]) for one in here.got if one.template == "prompt"
    )
    reminders = {one.id: one.reminders for one in made}
    for (_, number, lead), times in told.items():
        assert times <= (reminders[number] if lead else 1)
    rows = (await here.connection.execute(sa.select(PromptReceiver.__table__))).all()
    sent = {(row.prompt_id, row.person_id) for row in rows if row.state.value == "reached"}
    person_of = {actor.telegram_id: actor.person_id for actor in here.who.values()}
    assert {(number, person_of[chat]) for chat, number, lead in told if not lead} == sent


class CrashError(Exception):
    """The process has died."""


@settings(max_examples=6)
@given(st.integers(0, 10**6))
async def test_each_once_whatever_crashes(migrated, tmp_path_factory, seed):
    """Each look is a transaction that may be rolled back: before its rows are stored, or at its very end."""
    chance = random.Random(seed)  # noqa: S311 - the same story each time
    async with fresh(migrated, tmp_path_factory.getbasetemp()) as database:
        async with database.transaction() as connection:
            here = await make_world(connection)
            for number in range(20):
                await make_person(connection, 1_000 + number, (here.places["maju"], "worker"))
            await connection.execute(sa.delete(OutboxMessage))
        prompt, looks = None, 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sending, "_store", crashing(sending._store, chance))
            for hour in range(60):
                here.now = START + hour * 2 * HOUR
                prompt = prompt or await begin(database, here, chance)
                looks += await look_and_crash(database, here, chance)
                await deliver(database, here, chance)
        got = Counter(chat for chat, _ in here.shown())
        assert got == dict.fromkeys(got, 1)
        assert len(got) == 23
        async with database.transaction() as connection:
            here.connection = connection
            rows = (await connection.execute(sa.select(PromptReceiver.state))).scalars()
            assert {state.value for state in rows} == {"reached"}
            limits = await here.limits()
            assert all(len(days) == 1 for days in limits.values())


async def begin(database, here, chance):
    """Start the prompt; that may crash too, and is tapped again."""
    try:
        async with database.transaction() as connection:
            here.connection = connection
            made = await here.prompt(audience=Audience(roles=WORKERS))
            maybe_die(chance)
    except CrashError:
        return None
    return made


def maybe_die(chance):
    if chance.random() < 0.4:
        raise CrashError


def crashing(store, chance):
    async def _store(connection, changes):
        maybe_die(chance)
        await store(connection, changes)

    return _store


async def look_and_crash(database, here, chance):
    looked = 0
    while True:
        try:
            async with database.transaction() as connection:
                done = await sending.look_due(connection, at=here.now, most=chance.randint(1, 9))
                maybe_die(chance)
        except CrashError:
            continue
        looked += done
        if not done:
            return looked


async def deliver(database, here, chance):
    """Send some of what waits; a sender that dies before it has noted anything has sent nothing here."""
    async with database.transaction() as connection:
        here.connection = connection
        if chance.random() < 0.7:
            await here.send()
