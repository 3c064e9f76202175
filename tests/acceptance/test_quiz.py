"""A quiz from the first question to what is read after it, as a worker takes it on the phone."""

import pytest
import sqlalchemy as sa

from mitra.quizzes.questions import pools
from mitra.store.prompt_models import QuizRun
from tests.acceptance.people import add_enterprise, join


@pytest.fixture
async def worker(mitra, budi):
    """Budi works somewhere."""
    await join(budi, mitra, "worker", await add_enterprise(mitra, "CV Kuis", "Jahit"), name="Budi")
    return budi


def question_of(heard):
    """Return the question in content/ that a poll asks."""
    assert heard.kind == "poll"
    return next(one for pool in pools().values() for one in pool if heard.text.endswith(one.question))


async def answer(budi, heard, *, wrong=False):
    """Answer a question, rightly unless told; return it and what Mitra says then."""
    question = question_of(heard)
    place = (question.answer + wrong) % len(question.options)
    await budi.votes(heard, place)
    return question, await budi.hears(timeout=15)


async def choices(mitra, budi):
    async with mitra.database.transaction() as connection:
        query = sa.text(
            "SELECT count(*) FROM quiz_runs JOIN persons ON persons.id = person_id WHERE telegram_id = :account"
        )
        assert await connection.scalar(query, {"account": budi.id}) >= 1
        rows = await connection.execute(sa.select(QuizRun.choices).order_by(QuizRun.id.desc()).limit(1))
        return rows.scalar_one()


async def start(budi):
    """Find the quiz on safety; return its first question."""
    await budi.says("/modul")
    await budi.hears(timeout=15)
    await budi.taps("🧠 Kuis")
    assert "Pilih modulnya" in await budi.hears()
    await budi.taps("⛑️")
    return await budi.hears()


async def test_two_wrong_answers_lead_to_two_things_to_read(worker, mitra, phones):
    budi = worker
    heard = await start(budi)
    assert heard.text.startswith("⛑️ Soal 1 dari 5: ")
    first, heard = await answer(budi, heard, wrong=True)
    assert "Soal 2 dari 5: " in heard

    # The same answer delivered again does nothing.
    await phones.redelivers()
    await budi.hears_nothing(1)
    assert len(await choices(mitra, budi)) == 1

    # A question about something else in between disturbs nothing.
    await budi.says("apar dipasang setinggi apa?")
    assert "1,2 m" in await budi.hears(timeout=15)
    _, heard = await answer(budi, heard)
    third, heard = await answer(budi, heard, wrong=True)
    _, heard = await answer(budi, heard)
    assert "Soal 5 dari 5: " in heard
    _, result = await answer(budi, heard)

    assert "3 dari 5 benar" in result
    titles = [mitra.library.topics[one.topic].title for one in (first, third)]
    assert result.labels == [*(f"📖 {title}" for title in titles), "🔁 Soal lain", "🧠 Modul lain"]
    await budi.taps("📖")
    assert mitra.library.topics[first.topic].sources[0] in await budi.hears()

    await budi.taps("🔁 Soal lain", on=result)
    again = await budi.hears()
    assert question_of(again).id != first.id


async def test_a_quiz_left_and_come_back_to_goes_on_with_a_new_poll(worker, mitra):
    budi = worker
    old = await start(budi)
    await budi.taps("⛑️")  # again, once a double tap is over
    await budi.hears_nothing(2.1)
    await budi.taps("⛑️")
    fresh = await budi.hears()
    assert (fresh.text, fresh.message_id != old.message_id) == (old.text, True)
    await budi.hears_nothing(0.3)  # until the number of the new poll is noted
    await budi.votes(old, 0)
    late = await budi.hears()
    assert "tidak saya hitung" in late
    assert await choices(mitra, budi) == []
    _, heard = await answer(budi, fresh)
    assert "Soal 2 dari 5: " in heard


async def test_a_task_in_progress_waits_meanwhile(worker):
    budi = worker
    heard = await start(budi)
    await budi.says("hitung lembur")
    asked = await budi.hears(timeout=15)
    _, heard = await answer(budi, heard)
    assert "Soal 2 dari 5: " in heard
    await budi.hears_nothing(0.5)
    await budi.says("3.460.000")
    assert (await budi.hears(timeout=15)).text != asked.text
