"""Links that let people in: once each, in time, and not by guessing."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import invitations, people
from mitra.access import CONSOLE, Actor, RefusedError
from mitra.errors import MitraError
from mitra.invitations import MOST_GUESSES, WINDOW, Found
from mitra.store.models import Invitation, Role, Side
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SITI, RINA, OTHER = 41, 42, 43, 44
DAY = dt.timedelta(days=1)


async def invite(connection, enterprise_id, role="worker", **more):
    made = await invitations.create(
        connection, CONSOLE, Role(role), at=NOW, enterprise_id=enterprise_id, **more
    )
    return made.token


async def accept(connection, telegram_id, token, *, at=NOW):
    return await invitations.accept(connection, await people.actor_of(connection, telegram_id), token, at=at)


async def test_a_token_lets_in_and_is_stored_as_a_hash_only(connection):
    here = await make_enterprise(connection)
    token = await invite(connection, here)
    found = await accept(connection, BUDI, token)
    assert isinstance(found, Found)
    assert found.enterprise == "CV Maju Bersama"
    assert (await people.actor_of(connection, BUDI)).has(Role.WORKER, here)
    row = (await connection.execute(sa.select(Invitation.__table__))).one()
    assert token not in map(str, row)
    # 128 bits in letters a link may have.
    assert len(token) == 22


async def test_opening_a_link_stores_nobody_and_takes_no_use(connection):
    token = await invite(connection, await make_enterprise(connection), uses=1)
    for _ in range(3):
        assert isinstance(await invitations.find(connection, Actor(telegram_id=BUDI), token, at=NOW), Found)
    assert await connection.scalar(sa.text("SELECT count(*) FROM persons")) == 0


async def test_the_last_use_goes_to_one_person(connection):
    token = await invite(connection, await make_enterprise(connection), uses=1)
    assert isinstance(await accept(connection, BUDI, token), Found)
    assert await accept(connection, SITI, token) == "used_up"
    assert (await people.actor_of(connection, SITI)).person_id is None


async def test_who_is_in_takes_no_second_use(connection):
    token = await invite(connection, await make_enterprise(connection), uses=2)
    await accept(connection, BUDI, token)
    assert await accept(connection, BUDI, token) == "already"
    assert isinstance(await accept(connection, SITI, token), Found)


async def test_a_link_ends_when_its_time_is_over(connection):
    token = await invite(connection, await make_enterprise(connection), days=2)
    assert await accept(connection, BUDI, token, at=NOW + 2 * DAY) == "expired"
    assert isinstance(await accept(connection, BUDI, token, at=NOW + 2 * DAY - WINDOW), Found)


async def test_guessing_ends_after_a_few_tries_even_with_the_right_one(connection):
    token = await invite(connection, await make_enterprise(connection))
    for number in range(MOST_GUESSES):
        assert await accept(connection, BUDI, f"{number:022}") == "unknown"
    assert await accept(connection, BUDI, token) == "wait"
    # Others are not held up by it, and an hour later it is forgotten.
    assert isinstance(await accept(connection, SITI, token), Found)
    assert isinstance(await accept(connection, BUDI, token, at=NOW + WINDOW), Found)


async def test_a_second_role_is_added_to_the_first(connection):
    here = await make_enterprise(connection)
    await accept(connection, BUDI, await invite(connection, here))
    await accept(connection, BUDI, await invite(connection, here, "committee", side=Side.WORKERS))
    budi = await people.actor_of(connection, BUDI)
    assert [(seat.role, seat.side) for seat in budi.seats] == [
        (Role.WORKER, None),
        (Role.COMMITTEE, Side.WORKERS),
    ]


async def test_who_was_removed_comes_back_by_a_new_link_only(connection):
    """The poster by the door is no second welcome."""
    here = await make_enterprise(connection)
    rina = await make_person(connection, RINA, (here, "manager"))
    poster = await invite(connection, here)
    await accept(connection, BUDI, poster)
    seat = (await people.actor_of(connection, BUDI)).seats[0].id
    await people.remove(connection, rina, seat, at=NOW + DAY)
    assert await accept(connection, BUDI, poster, at=NOW + 2 * DAY) == "removed"
    assert isinstance(await accept(connection, SITI, poster, at=NOW + 2 * DAY), Found)
    made = await invitations.create(connection, rina, Role.WORKER, at=NOW + 2 * DAY, enterprise_id=here)
    assert isinstance(await accept(connection, BUDI, made.token, at=NOW + 3 * DAY), Found)
    assert isinstance(await accept(connection, OTHER, poster, at=NOW + 3 * DAY), Found)


async def test_who_left_by_themselves_comes_back_by_any_link(connection):
    here = await make_enterprise(connection)
    poster = await invite(connection, here)
    await accept(connection, BUDI, poster)
    await people.leave(connection, await people.actor_of(connection, BUDI), here, at=NOW + DAY)
    assert isinstance(await accept(connection, BUDI, poster, at=NOW + 2 * DAY), Found)


async def test_a_withdrawn_link_lets_nobody_in_and_nobody_out(connection):
    here, there = await make_enterprise(connection), await make_enterprise(connection, "CV Lain")
    rina = await make_person(connection, RINA, (here, "manager"))
    stranger = await make_person(connection, OTHER, (there, "manager"))
    made = await invitations.create(connection, rina, Role.WORKER, at=NOW, enterprise_id=here)
    await accept(connection, BUDI, made.token)
    for actor in (stranger, await people.actor_of(connection, BUDI)):
        with pytest.raises(RefusedError):
            await invitations.withdraw(connection, actor, made.id, at=NOW)
    with pytest.raises(RefusedError):
        await invitations.withdraw(connection, rina, made.id + 1, at=NOW)
    assert await invitations.withdraw(connection, rina, made.id, at=NOW) == "CV Maju Bersama"
    assert await accept(connection, SITI, made.token) == "withdrawn"
    assert (await people.actor_of(connection, BUDI)).has(Role.WORKER, here)


async def test_roles_and_settings_move_to_another_account(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"), name="Budi")
    made = await invitations.to_move(connection, budi, at=NOW)
    assert await accept(connection, BUDI, made.token) == "already"
    assert isinstance(await accept(connection, SITI, made.token), Found)
    moved = await people.actor_of(connection, SITI)
    assert moved.has(Role.WORKER, here)
    assert (await people.profile(connection, moved)).name == "Budi"
    assert (await people.actor_of(connection, BUDI)).person_id is None
    assert await accept(connection, RINA, made.token) == "used_up"


async def test_an_account_with_roles_of_its_own_takes_over_no_others(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"))
    await make_person(connection, SITI, (here, "worker"))
    made = await invitations.to_move(connection, budi, at=NOW)
    assert await accept(connection, SITI, made.token) == "other_account"


@pytest.mark.parametrize(
    ("role", "invites"),
    [
        ("worker", ()),
        ("committee", ()),
        ("manager", ("worker", "committee")),
        ("trainer", ("worker", "committee", "manager")),
        ("operator", ("worker", "committee", "manager", "trainer", "operator")),
    ],
)
async def test_who_may_invite_whom(connection, role, invites):
    here = await make_enterprise(connection)
    actor = await make_person(connection, BUDI, (None if role == "operator" else here, role))
    for wanted in Role:
        side = Side.WORKERS if wanted == Role.COMMITTEE else None
        made = invitations.create(connection, actor, wanted, at=NOW, enterprise_id=here, side=side)
        if wanted.value in invites:
            await made
        else:
            with pytest.raises(RefusedError):
                await made


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        ("worker", {"enterprise_id": 999}, "tidak ada"),
        ("worker", {"enterprise_id": None}, "tidak ada"),
        ("committee", {}, "--side"),
        ("worker", {"side": Side.WORKERS}, "--side"),
        ("worker", {"uses": 10_001}, "kali"),
        ("worker", {"days": 367}, "hari"),
    ],
)
async def test_what_does_not_fit_together_is_said(connection, role, more, words):
    given = {"enterprise_id": await make_enterprise(connection)} | more
    with pytest.raises(MitraError, match=words):
        await invitations.create(connection, CONSOLE, Role(role), at=NOW, **given)


async def test_the_first_operator_is_invited_until_there_is_one(connection):
    by_hand = await invite(connection, None, "operator")
    first = await invitations.first_operator(connection, at=NOW)
    second = await invitations.first_operator(connection, at=NOW)
    assert await accept(connection, BUDI, first.token) == "unknown"
    assert isinstance(await accept(connection, BUDI, second.token), Found)
    assert (await people.actor_of(connection, BUDI)).has(Role.OPERATOR)
    assert await invitations.first_operator(connection, at=NOW) is None
    # What the operator at the terminal made by hand is another matter.
    assert isinstance(await accept(connection, SITI, by_hand), Found)


async def test_the_first_operators_link_ends_with_the_first_operator_however_they_came(connection):
    link = await invitations.first_operator(connection, at=NOW)
    await accept(connection, SITI, await invite(connection, None, "operator"))
    assert await accept(connection, BUDI, link.token) == "used_up"
