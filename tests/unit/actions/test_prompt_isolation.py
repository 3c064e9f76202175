"""Whatever trainers and receivers tap: another trainer's prompts, answers and series stay unseen and unchanged."""

import random

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.prompting import Prompt
from actions.services import Services, provided
from mitra.content.library import read_library
from mitra.store.models import AuditEntry, Enterprise, Person
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptAnswer, PromptReceiver, SeriesRun, SeriesStep, Training
from tests.unit.actions.surroundings import follow_up
from tests.unit.mitra.make import NOW, make_enterprise, make_person

HERE, THERE = "CV Milik Kami", "CV Milik Mereka"
ROLES = ("worker", "manager", "committee", "trainer")
ON_PROMPT = (
    *("d", "text", "drop", "who", "e", "every", "role", "mods", "mod", "only", "how", "k", "quiz", "when", "now", "tom"),
    *("at", "after", "busy", "rem", "look", "test", "ask", "go", "r", "sil", "nudge", "cancel", "cancel_yes", "pic", "xlsx"),
    *("a", "w", "more", "try", "pass", "undo", "stop", "mute", "unmute"),
)  # fmt: skip
ON_OTHERS = (
    "l",
    "re",
    "ok",
    "run",
    "pause",
    "on",
    "out",
    "end",
    "end_yes",
    "part",
    "trained",
    "day",
    "places",
    "start",
    "all",
)
ALONE = ("", "menu", "new", "own", "in", "runs", "begin", "vars", "pick:3", "use:x", "x:1")
MORE = (
    "",
    "1",
    "2",
    "worker",
    "text",
    "buttons",
    "kpi:defect_rate",
    "check:5s",
    "late",
    "silent:1",
    "silent:2",
    "20261120:1",
    "20261120:2",
    "all",
    "x",
)
ROUNDS = 500


@pytest.fixture
async def world(database):
    """Two enterprises with a trainer each, a prompt under way that was answered, a draft, and a series."""
    async with database.transaction() as connection:
        for base, name in ((0, HERE), (100, THERE)):
            number = await make_enterprise(connection, name)
            people = {
                role: await make_person(
                    connection, base + place, (number, role), name=f"Orang {base + place}"
                )
                for place, role in enumerate(ROLES, 1)
            }
            await follow_up(connection, people, number, base)
    with provided(Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)):
        yield database


async def theirs(database):
    """Return every row that belongs to the other trainer, or their enterprise."""
    async with database.transaction() as connection:
        number = await connection.scalar(sa.select(Enterprise.id).where(Enterprise.name == THERE))
        mine = sa.select(Person.id).where(Person.telegram_id > 100)
        wanted = [
            sa.select(PromptRow.__table__).where(PromptRow.trainer_id.in_(mine)),
            sa.select(Person.__table__).where(Person.telegram_id > 100),
            sa.select(SeriesStep.__table__).join(SeriesRun).where(SeriesRun.enterprise_id == number),
            *(sa.select(table.__table__).where(table.enterprise_id == number)
              for table in (PromptReceiver, PromptAnswer, SeriesRun, Training)),
        ]  # fmt: skip
        return [sorted(map(str, (await connection.execute(query)).all())) for query in wanted]


def random_value(chance):
    number = str(chance.choice([*range(1, 9), 99, -1, "x", ""]))
    more = chance.choice(MORE)
    return chance.choice([
        *[f"{chance.choice(ON_PROMPT)}:{number}:{more}"] * 4,
        *[f"{chance.choice(ON_OTHERS)}:{number}:{more}"] * 2,
        chance.choice(ALONE),
    ])  # fmt: skip


async def tap(account, value):
    dispatcher = CollectingDispatcher()
    latest = {
        "entities": [{"entity": "value", "value": value}] if value else [],
        "intent": {"name": "prompt"},
    }
    tracker = Tracker(str(account), {}, latest, [], False, None, {}, "action_listen")
    await Prompt().run(dispatcher, tracker, {})
    return dispatcher.messages


@pytest.mark.parametrize("seed", range(3))
async def test_another_trainers_follow_up_stays_unseen_and_unchanged(world, seed):
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    before, refused = await theirs(world), 0
    assert all(before)
    for _ in range(ROUNDS):
        said = await tap(chance.randint(1, 4), random_value(chance))
        shown = str([{name: part for name, part in one.items() if name != "response"} for one in said])
        for secret in (
            THERE,
            "Orang 10",
            "Judul 100",
            "Pertanyaan 100",
            "Rahasia 100",
            "Draf 100",
            "Belum 100",
        ):
            assert secret not in shown
        refused += any(message["response"] == "utter_refused" for message in said)
    assert await theirs(world) == before
    assert refused > 0
    async with world.transaction() as connection:
        noted = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.refused)
        assert await connection.scalar(noted) == refused


@pytest.mark.parametrize(
    "value", ["a:1:7", "a:1:-1", "a:2:2", "k:3:magic", "role:3:operator", "only:3:none", "use:nothing", "x:1"]
)
async def test_a_button_that_mitra_never_had_does_nothing(world, value):
    said = await tap(4, value)
    assert [one["response"] for one in said] in (["utter_stale"], ["utter_cannot"], ["utter_refused"])
