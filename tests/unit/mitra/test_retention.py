"""Forgetting in time: each kind of data after its own, once a night."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import audit, conversations, invitations, open_questions, people, retention
from mitra.access import CONSOLE, Act
from mitra.settings import Keep
from mitra.store.models import (
    Attempts,
    AuditEntry,
    Conversation,
    Invitation,
    Membership,
    OpenQuestion,
    Person,
    Role,
)
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SITI = 41, 42
DAY = dt.timedelta(days=1)
KEEP = Keep()


async def purge(connection, at):
    return await retention.purge_nightly(connection, KEEP, at=at, key=b"k", topics=[])


async def count(connection, model):
    return await connection.scalar(sa.select(sa.func.count()).select_from(model))


async def test_once_a_night_whoever_comes_first(connection):
    two = dt.datetime.fromisoformat("2026-11-26T02:00:00+07:00")
    assert await purge(connection, two)
    assert not await purge(connection, two + dt.timedelta(hours=23))
    assert await purge(connection, two + DAY)


@pytest.mark.parametrize(
    ("model", "after"),
    [
        (Conversation, KEEP.conversations),
        (OpenQuestion, KEEP.questions),
        (AuditEntry, KEEP.audit),
        (Invitation, invitations.USUAL[Role.WORKER][1] * DAY + people.COME_BACK),
        (Membership, people.COME_BACK),
        (Attempts, DAY),
    ],
)
async def test_each_kind_is_kept_for_its_time_and_no_longer(connection, model, after):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"))
    await people.leave(connection, budi, here, at=NOW)
    await conversations.save(connection, "41", {}, at=NOW)
    await open_questions.note(connection, "apa itu", on=NOW.date())
    await invitations.create(connection, CONSOLE, Role.WORKER, at=NOW, enterprise_id=here)
    await invitations.count_guess(connection, BUDI, at=NOW)
    await audit.note(connection, budi, Act.LEAVE, at=NOW)
    before = await count(connection, model)
    await purge(connection, NOW + after - DAY)
    assert await count(connection, model) == before
    await purge(connection, NOW + after + DAY)
    assert await count(connection, model) < before


async def test_who_belongs_nowhere_and_is_silent_for_a_year_is_erased(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"))
    await make_person(connection, SITI, (here, "worker"))
    await people.leave(connection, budi, here, at=NOW)
    await purge(connection, NOW + KEEP.people)
    assert await count(connection, Person) == 2
    await purge(connection, NOW + KEEP.people + 2 * DAY)
    # Who still belongs somewhere stays, however silent.
    assert list(await connection.scalars(sa.select(Person.telegram_id))) == [SITI]
