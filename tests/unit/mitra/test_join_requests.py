"""Asking to join without a link."""

import pytest

from mitra import enterprises, join_requests, people
from mitra.access import CONSOLE, Actor, RefusedError
from mitra.invitations import MOST_GUESSES
from mitra.join_requests import Place, Request
from mitra.store.models import Role
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SITI, RINA = 41, 42, 43


async def code_of(connection, number):
    return (await enterprises.details(connection, CONSOLE, number)).code


async def ask(connection, telegram_id, number, name="Budi"):
    actor = await people.actor_of(connection, telegram_id)
    return await join_requests.ask(connection, actor, await code_of(connection, number), name, at=NOW)


async def test_a_request_waits_for_those_who_lead_and_lets_in(connection):
    here = await make_enterprise(connection)
    rina = await make_person(connection, RINA, (here, "manager"))
    asked = await ask(connection, BUDI, here)
    assert isinstance(asked, Request)
    assert (await people.actor_of(connection, BUDI)).seats == ()
    assert [one.name for one in await join_requests.waiting(connection, rina, here)] == ["Budi"]
    await join_requests.decide(connection, rina, asked.id, let_in=True, at=NOW)
    assert (await people.actor_of(connection, BUDI)).has(Role.WORKER, here)
    assert await join_requests.waiting(connection, rina, here) == []


async def test_turned_down_is_not_let_in_and_may_ask_again(connection):
    here = await make_enterprise(connection)
    rina = await make_person(connection, RINA, (here, "manager"))
    asked = await ask(connection, BUDI, here)
    await join_requests.decide(connection, rina, asked.id, let_in=False, at=NOW)
    assert (await people.actor_of(connection, BUDI)).seats == ()
    assert isinstance(await ask(connection, BUDI, here), Request)


async def test_two_who_lead_decide_once(connection):
    here = await make_enterprise(connection)
    rina = await make_person(connection, RINA, (here, "manager"))
    asked = await ask(connection, BUDI, here)
    assert await join_requests.decide(connection, rina, asked.id, let_in=True, at=NOW)
    assert await join_requests.decide(connection, rina, asked.id, let_in=False, at=NOW) is None
    assert (await people.actor_of(connection, BUDI)).has(Role.WORKER, here)


async def test_others_decide_nothing(connection):
    here, there = await make_enterprise(connection), await make_enterprise(connection, "UD Lain")
    asked = await ask(connection, BUDI, here)
    elsewhere = await make_person(connection, RINA, (there, "manager"))
    worker = await make_person(connection, SITI, (here, "worker"))
    for actor, number in ((elsewhere, asked.id), (worker, asked.id), (worker, 999)):
        with pytest.raises(RefusedError):
            await join_requests.decide(connection, actor, number, let_in=True, at=NOW)
    with pytest.raises(RefusedError):
        await join_requests.waiting(connection, elsewhere, here)


async def test_asking_twice_is_one_request_and_fishing_ends(connection):
    numbers = [await make_enterprise(connection, f"CV Nomor {n}a") for n in range(4)]
    first, again = await ask(connection, BUDI, numbers[0]), await ask(connection, BUDI, numbers[0])
    assert first == again
    assert isinstance(await ask(connection, BUDI, numbers[1]), Request)
    assert isinstance(await ask(connection, BUDI, numbers[2]), Request)
    assert await ask(connection, BUDI, numbers[3]) == "too_many"


async def test_codes_are_not_guessed(connection):
    here = await make_enterprise(connection)
    stranger = Actor(telegram_id=BUDI)
    for _ in range(MOST_GUESSES):
        assert await join_requests.look_up(connection, stranger, "000000", at=NOW) == "unknown"
    code = await code_of(connection, here)
    assert await join_requests.look_up(connection, stranger, code, at=NOW) == "wait"
    other = Actor(telegram_id=SITI)
    assert isinstance(await join_requests.look_up(connection, other, code, at=NOW), Place)


async def test_who_is_in_need_not_ask(connection):
    here = await make_enterprise(connection)
    await make_person(connection, BUDI, (here, "worker"))
    assert await ask(connection, BUDI, here) == "already"
