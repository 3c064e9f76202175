"""One enterprise's people never see or change another's: random people, random taps, forged ids."""

import random

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.joining import Accept, AskToJoin, Join
from actions.leading import Lead, Trainer
from actions.own_data import Privacy
from actions.profile import Profile
from actions.services import Services, provided
from mitra import enterprises, join_requests, people
from mitra.access import CONSOLE
from mitra.content.library import read_library
from mitra.store.models import Area, AuditEntry, Enterprise, Invitation, JoinRequest, Membership, Person
from tests.unit.mitra.make import NOW, make_enterprise, make_person

ROLES = ("worker", "manager", "committee", "trainer")
LEADING = (
    *("see", "members", "member", "remove", "take_back", "invite", "requests", "let_in", "turn_down"),
    *("areas", "add_area", "close_area", "poster"),
)
OWN = ("", "switch", "leave", "left", "rejoin", "area", "kinds", "quiet", "data", "name", "account", "move")
HERE, THERE = "CV Milik Kami", "CV Milik Mereka"
ROUNDS = 150


@pytest.fixture
async def world(database):
    """Two enterprises with people in all roles, areas and requests; ours have accounts 1.., theirs 101.."""
    async with database.transaction() as connection:
        numbers = [await make_enterprise(connection, name, areas=["Potong"]) for name in (HERE, THERE)]
        for base, number in zip((0, 100), numbers, strict=True):
            for position, role in enumerate(ROLES, 1):
                await make_person(
                    connection, base + position, (number, role), name=f"Orang {base + position}"
                )
            code = (await enterprises.details(connection, CONSOLE, number)).code
            stranger = await people.actor_of(connection, base + 50)
            await join_requests.ask(connection, stranger, code, f"Tamu {base}", at=NOW)
    with provided(Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)):
        yield database


async def theirs(database):
    """Return every row that belongs to the other enterprise."""
    async with database.transaction() as connection:
        number = await connection.scalar(sa.select(Enterprise.id).where(Enterprise.name == THERE))
        rows = []
        for table in (Area, Membership, Invitation, JoinRequest):
            query = sa.select(table.__table__).where(table.enterprise_id == number).order_by(table.id)
            rows += [tuple(row) for row in (await connection.execute(query)).all()]
        people_there = sa.select(Person.__table__).where(Person.telegram_id > 100)
        rows += [tuple(row) for row in (await connection.execute(people_there)).all()]
        return rows


def random_tap(chance):
    """Return an action and a value, with numbers that may be anybody's."""
    number = str(chance.choice([*range(1, 14), 99, -1, "x", ""]))
    more = chance.choice(["", ":worker", ":manager", ":committee:workers", ":operator", ":2", ":AAAA"])
    return chance.choice(
        [
            (Lead(), f"{chance.choice(LEADING)}:{number}{more}"),
            (Profile(), f"{chance.choice(OWN)}:{number}"),
            (Trainer(), chance.choice(["", "1", "2", "add", "invite", "x"])),
            (Privacy(), chance.choice(["", "export", "erase", "x"])),
            (Accept(), "A" * 22),
            (Join(), number),
            (AskToJoin(), "AAAAAA"),
        ]
    )


async def tap(account, action, value):
    dispatcher = CollectingDispatcher()
    latest = {"entities": [{"entity": "value", "value": value}] if value else [], "intent": {"name": "x"}}
    tracker = Tracker(str(account), {}, latest, [], False, None, {}, "action_listen")
    await action.run(dispatcher, tracker, {})
    return dispatcher.messages


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_our_people_tap_theirs_stay_unseen_and_unchanged(world, seed):
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    before, refused = await theirs(world), 0
    for _ in range(ROUNDS):
        action, value = random_tap(chance)
        said = await tap(chance.randint(1, 5), action, value)
        shown = str(
            [{name: part for name, part in message.items() if name != "response"} for message in said]
        )
        assert THERE not in shown
        assert "Orang 10" not in shown
        assert "Tamu 100" not in shown
        refused += any(message["response"] == "utter_refused" for message in said)
    assert await theirs(world) == before
    assert refused > 0
    async with world.transaction() as connection:
        noted = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.refused)
        assert await connection.scalar(noted) == refused
