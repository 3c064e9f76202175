"""Hostile taps at open questions and trainers' answers."""

import datetime as dt
import random

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, provided
from actions.teaching import Teach
from mitra import open_questions
from mitra.askers import Asker
from mitra.content.library import read_library
from mitra.teaching import drafts, open_groups
from tests.unit.mitra.make import NOW, make_enterprise, make_person

VERBS = (
    "",
    "list",
    "see",
    "answer",
    "drop",
    "dropped",
    "send",
    "drafts",
    "draft",
    "ok",
    "no",
    "off",
    "edit",
    "words",
    "x",
)


@pytest.fixture
async def world(database):
    """A worker, two trainers, an answer not sent yet by the second one."""
    async with database.transaction() as connection:
        number = await make_enterprise(connection)
        for account, role in ((1, "worker"), (2, "manager"), (3, "trainer"), (4, "trainer")):
            who = await make_person(connection, account, (number, role), name=f"Orang {account}")
        asker = Asker(telegram_id=1, key=b"kunci")
        await open_questions.note(connection, "kain lembap gimana", on=dt.date(2026, 11, 26), asker=asker)
        (group,) = await open_groups.groups(connection, who)
        await drafts.write(
            connection, who, group.questions[0].id, title="Rahasia", module=3, answer="Belum jadi", source="", at=NOW
        )  # fmt: skip
    with provided(Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)):
        yield database


async def tap(account, value):
    dispatcher = CollectingDispatcher()
    latest = {"entities": [{"entity": "value", "value": value}] if value else [], "intent": {"name": "teach"}}
    await Teach().run(dispatcher, Tracker(str(account), {}, latest, [], False, None, {}, "action_listen"), {})
    return dispatcher.messages


@pytest.mark.usefixtures("world")
async def test_only_trainers_see_questions_and_nobody_anothers_draft():
    chance = random.Random(1)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(300):
        account = chance.choice([1, 2, 3, 99])
        said = await tap(account, f"{chance.choice(VERBS)}:{chance.choice([1, 1, 2, 99, -1, 'x', ''])}")
        assert "Rahasia" not in str(said)
        if account != 3:
            assert {one["response"] for one in said} <= {"utter_refused", "utter_stale"}
