"""Forgetting in time: each kind of data after its own, once a night."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import audit, conversations, invitations, open_questions, people, retention
from mitra.access import CONSOLE, Act
from mitra.checks import lists, runs
from mitra.quizzes import runs as quizzes
from mitra.settings import Keep
from mitra.store.check_models import Alert, Check, CheckNote, CheckPhoto
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
from mitra.store.prompt_models import QuizRun
from mitra.store.suggestion_models import (
    Suggestion,
    SuggestionBacker,
    SuggestionExclusion,
    SuggestionStep,
)
from mitra.suggestions import giving
from mitra.suggestions.cards import SUPPORT
from mitra.suggestions.giving import Draft
from tests.unit.mitra.checks.lists import make_list
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
        (CheckNote, KEEP.evidence),
        (CheckPhoto, KEEP.evidence),
        (Alert, KEEP.evidence),
        (QuizRun, KEEP.evidence),
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
    await look_around(connection, here)
    before = await count(connection, model)
    await purge(connection, NOW + after - DAY)
    assert await count(connection, model) == before
    await purge(connection, NOW + after + DAY)
    assert await count(connection, model) < before


async def look_around(connection, here):
    """Let somebody finish a check with a note, a photo and a danger, and begin a quiz."""
    await lists.publish(connection, [make_list(critical={"ringkas-0"})], at=NOW)
    siti = await make_person(connection, SITI, (here, "worker"))
    await quizzes.begin(connection, siti, 2, at=NOW)
    run = await runs.begin(connection, siti, here, None, "5s", at=NOW)
    await runs.write_note(connection, run, "kabel")
    await runs.add_photo(connection, run, run.item.id, "F", after=False, at=NOW)
    done = await runs.answer(connection, siti, run, 0, at=NOW)
    await runs.finish(connection, done.run, at=NOW)


async def test_the_scores_of_checks_stay_when_notes_and_photos_go(connection):
    here = await make_enterprise(connection)
    await look_around(connection, here)
    await purge(connection, NOW + KEEP.evidence + DAY)
    assert await connection.scalar(sa.select(Check.percent)) == 0


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


async def test_suggestions_go_with_all_that_hangs_on_them(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"))
    siti = await make_person(connection, SITI, (here, "worker"))
    tono = await make_person(connection, 43, (here, "committee"))
    for about in ((), (tono.person_id,)):
        draft = Draft(text="usul", module=1, about=about)
        sent = await giving.send(connection, budi, here, draft, key=b"k", at=NOW)
        if not about:
            await giving.back(connection, siti, sent.card.id, SUPPORT, key=b"k")
    hanging = (Suggestion, SuggestionStep, SuggestionBacker, SuggestionExclusion)
    await purge(connection, NOW + KEEP.evidence - DAY)
    assert [await count(connection, model) for model in hanging] == [2, 2, 1, 1]
    await purge(connection, NOW + KEEP.evidence + DAY)
    assert [await count(connection, model) for model in hanging] == [0, 0, 0, 0]
