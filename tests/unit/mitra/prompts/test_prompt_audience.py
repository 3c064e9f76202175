"""Whom a prompt is for: only people of enterprises that its trainer looks after, each once, whatever was chosen."""

import datetime as dt
import random
import shutil

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from mitra import people, trainings
from mitra.access import CONSOLE, RefusedError
from mitra.errors import MitraError
from mitra.plan import actions as plan
from mitra.prompts import audience, writing
from mitra.prompts.audience import Audience
from mitra.prompts.template import TemplateProblem
from mitra.store.database import Database
from mitra.store.models import Membership, Role
from mitra.store.prompt_models import PromptReceiver
from tests.unit.mitra.make import make_enterprise, make_person
from tests.unit.mitra.prompts.factory import ALL, DAY, HOUR, START, World, at, day

ROLES = ("worker", "manager", "committee", "trainer")


async def meant(here, **audience_of):
    """Return the names of those a prompt would go to."""
    prompt = await here.prompt(audience=Audience(**audience_of))
    return sorted(await here.states(prompt))


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        ((Role.WORKER,), ["budi", "joko", "siti"]),
        ((Role.MANAGER,), ["hadi", "rina"]),
        ((Role.COMMITTEE,), ["tono"]),
        ((Role.MANAGER, Role.COMMITTEE), ["hadi", "rina", "tono"]),
        (ALL, ["budi", "hadi", "joko", "rina", "siti", "tono"]),
    ],
)
async def test_by_role_in_all_of_ones_own(here, roles, names):
    assert await meant(here, roles=roles) == names


async def test_one_enterprise(here):
    assert await meant(here, enterprises=(here.places["jaya"],), roles=ALL) == ["hadi", "joko"]


async def test_who_works_in_two_gets_it_once(here):
    prompt = await here.prompt()
    assert (await here.row(prompt, here.joko)).enterprise_id == here.places["maju"]
    await here.minute()
    assert len(here.shown(here.joko.telegram_id)) == 1


async def test_the_trainer_does_not_write_to_themselves(here):
    await people.seat(here.connection, here.sari.person_id, here.places["maju"], Role.MANAGER, at=here.now)
    assert "sari" not in await meant(here, roles=ALL)


async def test_who_has_left_is_not_meant(here):
    await people.leave(here.connection, here.budi, here.places["maju"], at=here.now)
    assert "budi" not in await meant(here, roles=ALL)


async def test_only_where_a_module_was_attended(here):
    await trainings.record(here.connection, here.sari, here.places["jaya"], 3, day("20-11"), at=here.now)
    assert await meant(here, roles=ALL, module=3) == ["hadi", "joko"]
    with pytest.raises(MitraError, match="Belum ada penerimanya"):
        await meant(here, roles=ALL, module=2)


async def test_only_who_is_late(here):
    """Managers for their enterprise, others for what is theirs, and nobody for what they do elsewhere."""
    more = {"due_on": day("20-11")}
    for place, owner in (("maju", here.budi), ("other", here.ujang)):
        await plan.add(
            here.connection, CONSOLE, here.places[place],
            problem="p", action="a", module=1, at=here.now, more=more | {"owner_id": owner.person_id},
        )  # fmt: skip
    assert await meant(here, roles=ALL, only=audience.LATE) == ["budi", "rina"]
    # Siti works at Lina's enterprise too, and is late there: that is not Sari's to know.
    await people.seat(here.connection, here.siti.person_id, here.places["other"], Role.WORKER, at=here.now)
    await plan.add(
        here.connection, CONSOLE, here.places["other"],
        problem="p", action="a", module=1, at=here.now, more=more | {"owner_id": here.siti.person_id},
    )  # fmt: skip
    assert await meant(here, roles=ALL, only=audience.LATE) == ["budi", "rina"]


async def test_only_who_has_not_answered(here):
    first = await here.prompt(answer="buttons", options=["Ya", "Belum"])
    await here.minute()
    await here.answers(here.budi, first, "0")
    await here.answers(here.rina, first, "1")
    assert await meant(here, roles=ALL, only=audience.SILENT, of=first.id) == ["hadi", "joko", "siti", "tono"]


async def test_nobody_can_ask_about_the_silence_to_somebody_elses_prompt(here):
    first = await here.prompt()
    theirs = await here.draft(by=here.lina)
    with pytest.raises(RefusedError):
        await writing.edit(
            here.connection, here.lina, theirs.id, audience=Audience(only=audience.SILENT, of=first.id)
        )


async def test_an_enterprise_of_others_cannot_be_chosen(here):
    mine = await here.draft()
    with pytest.raises(RefusedError):
        await writing.edit(
            here.connection, here.sari, mine.id, audience=Audience(enterprises=(here.places["other"],))
        )
    with pytest.raises(RefusedError):
        await audience.places(here.connection, here.budi, Audience(enterprises=(here.places["maju"],)))
    assert await audience.places(here.connection, here.budi, Audience()) == []


async def test_drafts_belong_to_who_writes_them(here):
    mine = await here.draft()
    for stranger in (here.lina, here.budi, here.rina):
        for call in (
            writing.one(here.connection, stranger, mine.id),
            writing.edit(here.connection, stranger, mine.id, text="x"),
            writing.drop(here.connection, stranger, mine.id),
            writing.start(here.connection, stranger, mine.id, at=here.now),
            writing.cancel(here.connection, stranger, mine.id, at=here.now),
        ):
            with pytest.raises(RefusedError):
                await call
    with pytest.raises(RefusedError):
        await writing.begin(here.connection, here.rina, title="x", text="x", at=here.now)


async def test_operators_reach_everybody(here):
    boss = await make_person(here.connection, 70, (None, "operator"), name="Pengelola")
    here.who["boss"] = boss
    prompt = await here.prompt(by=boss)
    await here.minute()
    assert "ujang" in await here.states(prompt)
    assert {chat for chat, _ in here.shown()} == {
        actor.telegram_id for name, actor in here.who.items() if name not in {"sari", "lina", "boss"}
    }


async def test_what_it_would_reach_is_what_it_reaches(here):
    made = await here.draft(audience=Audience(roles=ALL))
    reach = await writing.reach(here.connection, here.sari, made, at=here.now)
    _, planned = await writing.start(here.connection, here.sari, made.id, at=here.now)
    assert (reach.people, reach.enterprises, reach.meant) == (planned, 2, 2) == (6, 2, 2)


async def test_an_example_is_a_receiver_with_that_role(here):
    made = await here.draft(audience=Audience(enterprises=(here.places["jaya"],), roles=ALL))
    found = await writing.example(here.connection, here.sari, made, Role.MANAGER, at=here.now)
    assert (found.name, found.role, found.zone) == ("Hadi", "manager", "Asia/Jayapura")
    assert await writing.example(here.connection, here.sari, made, Role.COMMITTEE, at=here.now) is None


# --- days after the workshop


async def test_so_many_days_after_each_workshop(here):
    for place, on in (("maju", "24-11"), ("jaya", "30-11")):
        await trainings.record(here.connection, here.sari, here.places[place], 3, day(on), at=here.now)
    await here.prompt(module=3, after_days=7, to=(Role.MANAGER,))
    await here.turn_to(at("09-12"))
    assert here.times(here.rina.telegram_id) == ["01-12 08.00"]
    assert here.times(here.hadi.telegram_id) == ["07-12 06.00"]  # eight in Jayapura


async def test_who_works_in_two_gets_it_once_at_the_earlier_of_both_workshops(here):
    for place, on in (("maju", "30-11"), ("jaya", "24-11")):
        await trainings.record(here.connection, here.sari, here.places[place], 3, day(on), at=here.now)
    prompt = await here.prompt(module=3, after_days=7)
    assert (await here.row(prompt, here.joko)).enterprise_id == here.places["jaya"]
    await here.turn_to(at("09-12"))
    assert here.times(here.joko.telegram_id) == ["01-12 06.00"]


async def test_after_a_workshop_too_long_ago_nobody_gets_it(here):
    await trainings.record(here.connection, here.sari, here.places["maju"], 3, day("01-11"), at=here.now)
    with pytest.raises(MitraError, match="Belum ada penerimanya"):
        await here.prompt(module=3, after_days=7)


# --- drafts


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": "{{ apa }}"}, TemplateProblem),
        ({"answer": "apa"}, MitraError),
        ({"answer": "buttons", "options": ["Satu"]}, MitraError),
        ({"answer": "kpi", "options": ["x"]}, MitraError),
        ({"answer": "check", "options": ["7s"]}, MitraError),
        ({"answer": "quiz", "options": []}, MitraError),
        ({"answer": "text", "options": ["a", "b"]}, MitraError),
        ({"busy": "shout"}, RefusedError),
        ({"reminders": 3}, RefusedError),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence(here, changes, error):
    made = await here.draft()
    with pytest.raises(error):
        await writing.edit(here.connection, here.sari, made.id, **changes)


async def test_moments_that_cannot_be(here):
    made = await here.draft()
    for moment in (here.now, here.now - DAY, here.now + 181 * DAY):
        with pytest.raises(MitraError, match="Waktunya"):
            await writing.set_due(here.connection, here.sari, made.id, moment, at=here.now)
    for days in (0, -1, 181):
        with pytest.raises(MitraError, match="hari sesudah"):
            await writing.set_after(here.connection, here.sari, made.id, days)


async def test_old_drafts_give_way(here):
    for number in range(12):
        await here.draft(f"Halo {number}")
    kept = await writing.drafts(here.connection, here.sari)
    assert [one.template for one in kept] == [f"Halo {number}" for number in range(11, 1, -1)]


async def test_what_was_sent_off_cannot_be_sent_off_again_or_edited(here):
    prompt = await here.prompt()
    for call in (
        writing.start(here.connection, here.sari, prompt.id, at=here.now),
        writing.edit(here.connection, here.sari, prompt.id, text="x"),
        writing.drop(here.connection, here.sari, prompt.id),
    ):
        with pytest.raises(writing.ChangedError):
            await call


async def test_a_moment_that_has_passed_while_it_was_a_draft_is_now(here):
    made = await here.draft(audience=Audience(roles=ALL))
    await writing.set_due(here.connection, here.sari, made.id, here.now + DAY, at=here.now)
    here.now += 3 * DAY - dt.timedelta(hours=1)
    started, _ = await writing.start(here.connection, here.sari, made.id, at=here.now)
    assert started.due_at is None


# --- whatever the assignments are


@pytest.mark.sqlite
@settings(max_examples=15)
@given(st.integers(0, 10**6))
async def test_nobody_is_reached_by_a_trainer_who_does_not_look_after_them(migrated, tmp_path_factory, seed):
    """Random seats, random audiences, seats that end between planning and sending; looked at with plain arithmetic."""
    path = tmp_path_factory.mktemp("audience") / "mitra.sqlite"
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    chance = random.Random(seed)  # noqa: S311 - the same world each time
    async with database.transaction() as connection:
        world = World(connection)
        world.who = {}
        places = [await make_enterprise(connection, f"CV {number:03}") for number in range(4)]
        for number in range(14):
            seats = {(chance.choice(places), chance.choice(ROLES)) for _ in range(chance.randint(1, 3))}
            if number < 3:
                seats |= {(chance.choice(places), "trainer")}
            world.who[str(number)] = await make_person(connection, 100 + number, *seats)
        prompts = []
        for number in range(3):
            trainer = world.who[str(number)]
            own = [seat.enterprise_id for seat in trainer.seats if seat.role is Role.TRAINER]
            wanted = Audience(
                enterprises=tuple(chance.sample(own, chance.randint(0, 1))),
                roles=tuple(chance.sample(ALL, chance.randint(1, 3))),
            )
            try:
                prompts.append(await world.prompt(f"{number}", by=trainer, audience=wanted))
            except MitraError:
                continue
        await check_planned(connection, prompts)
        # Some seats end, before anything is sent.
        ids = list(await connection.scalars(sa.select(Membership.id)))
        gone = chance.sample(ids, len(ids) // 3)
        ended = sa.update(Membership).where(Membership.id.in_(gone)).values(ended_at=START)
        await connection.execute(ended)
        await world.turn_to(START + 5 * DAY, every=6 * HOUR)
        await check_sent(connection, world, prompts)
    await database.close()


async def seats_of(connection):
    query = sa.select(Membership.person_id, Membership.enterprise_id, Membership.role)
    rows = await connection.execute(query.where(Membership.ended_at.is_(None)))
    return {(row.person_id, row.enterprise_id, row.role) for row in rows}


async def check_planned(connection, prompts):
    seats = await seats_of(connection)
    for prompt in prompts:
        own = {place for person, place, role in seats if (person, role) == (prompt.trainer_id, Role.TRAINER)}
        own &= set(prompt.audience.enterprises) or own
        expected = {
            person
            for person, place, role in seats
            if place in own and role in prompt.audience.roles and person != prompt.trainer_id
        }
        rows = await connection.execute(
            sa.select(PromptReceiver.person_id).where(PromptReceiver.prompt_id == prompt.id)
        )
        assert sorted(rows.scalars()) == sorted(expected)


async def check_sent(connection, world, prompts):
    seats = await seats_of(connection)
    person_of = {actor.telegram_id: actor.person_id for actor in world.who.values()}
    for chat, words in world.shown():
        prompt = next(one for one in prompts if one.template == words)
        row = (
            await connection.execute(
                sa.select(PromptReceiver.__table__).where(
                    PromptReceiver.prompt_id == prompt.id, PromptReceiver.person_id == person_of[chat]
                )
            )
        ).one()
        assert (prompt.trainer_id, row.enterprise_id, Role.TRAINER) in seats
        assert any((person_of[chat], row.enterprise_id, role) in seats for role in prompt.audience.roles)
    # And all of those who still may get it have got it, once.
    assert len(world.shown()) == len(set(world.shown()))
    for prompt in prompts:
        for row in (
            await connection.execute(
                sa.select(PromptReceiver.__table__).where(PromptReceiver.prompt_id == prompt.id)
            )
        ).all():
            may = (prompt.trainer_id, row.enterprise_id, Role.TRAINER) in seats and any(
                (row.person_id, row.enterprise_id, role) in seats for role in prompt.audience.roles
            )
            chat = next(chat for chat, person in person_of.items() if person == row.person_id)
            assert ((chat, prompt.template) in world.shown()) == may
