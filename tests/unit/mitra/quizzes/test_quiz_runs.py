"""A way through a quiz: drawn, answered, left and gone on with, judged; and which answers count for it."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import personal_data
from mitra.access import Actor, RefusedError
from mitra.prompts.audience import Audience
from mitra.quizzes import runs
from mitra.quizzes.questions import pools
from mitra.quizzes.runs import Asked, Chosen, Late, OpenPoll, Result
from mitra.store.prompt_models import Prompt, PromptReceiver, PromptStatus, QuizRun, ReceiverState
from tests.unit.mitra.make import NOW, make_enterprise, make_person

POOL = {one.id: one for one in pools()[2]}


@pytest.fixture
async def here(connection):
    return await make_enterprise(connection)


@pytest.fixture
async def budi(connection, here):
    return await make_person(connection, 41, (here, "worker"), name="Budi")


@pytest.fixture
async def siti(connection, here):
    return await make_person(connection, 42, (here, "worker"), name="Siti")


async def begin(connection, who, module=2, **more):
    return await runs.begin(connection, who, module, at=NOW, **more)


async def choose(connection, who, poll, option):
    return await runs.choose(connection, who, poll, option, at=NOW)


async def accepted(connection, asked, poll):
    """Let Telegram have accepted the poll of a question."""
    await runs.note_poll(connection, OpenPoll(run=asked.run, place=asked.place, poll=poll))


def wrong(asked):
    return (asked.question.answer + 1) % len(asked.question.options)


async def play(connection, who, *, wrong_at=(), module=2, **more):
    """Take a whole quiz, wrongly at these places; return the questions and the result."""
    asked, questions = await begin(connection, who, module, **more), []
    while isinstance(asked, Asked):
        questions.append(asked.question)
        poll = f"{asked.run}-{asked.place}"
        await accepted(connection, asked, poll)
        chosen = await choose(
            connection, who, poll, wrong(asked) if asked.place in wrong_at else asked.question.answer
        )
        assert chosen.right is (asked.place not in wrong_at)
        asked = chosen.then
    return questions, asked


async def rows(connection):
    return (await connection.execute(sa.select(QuizRun.__table__).order_by(QuizRun.id))).all()


async def test_wrong_answers_choose_what_to_read_next(connection, budi):
    questions, result = await play(connection, budi, wrong_at=(1, 3))
    assert (result.right, result.count) == (3, 5)
    assert result.topics == (questions[1].topic, questions[3].topic)
    (run,) = await rows(connection)
    assert (run.finished_at is not None, run.poll, len(run.choices)) == (True, None, 5)


async def test_with_all_right_there_is_nothing_to_read(connection, budi):
    _, result = await play(connection, budi)
    assert result == Result(module=2, right=5, count=5, topics=())


async def test_the_next_time_other_questions_come(connection, budi):
    first, _ = await play(connection, budi)
    second, _ = await play(connection, budi)
    assert {one.id for one in first} | {one.id for one in second} == set(POOL)
    third, _ = await play(connection, budi)
    assert {one.id for one in third} == {one.id for one in first}  # longest ago


def test_with_few_questions_the_unseen_come_and_the_oldest_fill_up():
    pool, first, latest = list("abcdefgh"), list("abcde"), list("efgab")
    drawn = runs.draw(pool, [latest, first])
    assert len(set(drawn)) == 5
    assert {"h", "c", "d"} < set(drawn)


async def test_who_comes_back_finds_the_open_question(connection, budi):
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    following = (await choose(connection, budi, "1", wrong(asked))).then
    await begin(connection, budi, 5)
    again = await begin(connection, budi)
    assert again == following
    assert [len(run.choices) for run in await rows(connection)] == [1, 0]


async def test_an_answer_counts_once_and_only_for_the_open_question(connection, budi):
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    following = (await choose(connection, budi, "1", 0)).then
    await accepted(connection, following, "2")
    assert await choose(connection, budi, "1", 0) == Late(module=2)  # an older poll of theirs
    (run,) = await rows(connection)
    assert (len(run.choices), run.poll) == (1, "2")


async def test_before_the_number_of_the_poll_is_noted_the_answer_counts_too(connection, budi):
    """The process has died between sending and noting, or somebody is faster than the note."""
    asked = await begin(connection, budi)
    chosen = await choose(connection, budi, "77", asked.question.answer)
    assert isinstance(chosen, Chosen)
    await accepted(connection, asked, "77")  # comes too late: it is not the open question's any more
    (run,) = await rows(connection)
    assert (len(run.choices), run.poll) == (1, None)


async def test_a_question_sent_twice_is_open_by_its_second_poll(connection, budi):
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    await accepted(connection, asked, "2")
    assert isinstance(await choose(connection, budi, "2", 0), Chosen)


async def test_answers_go_to_the_quiz_whose_poll_it_is(connection, budi):
    quality, safety = await begin(connection, budi), await begin(connection, budi, 5)
    await accepted(connection, safety, "5")
    assert (await choose(connection, budi, "unknown", 0)).then.module == 2
    assert (await choose(connection, budi, "5", 0)).then.module == 5
    assert quality.run != safety.run


async def test_a_poll_passed_on_counts_for_nobody_else(connection, budi, siti):
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    assert await choose(connection, siti, "1", 0) is None
    await begin(connection, siti)
    assert await choose(connection, siti, "1", 0) == Late(module=2)
    assert [run.choices for run in await rows(connection)] == [[], []]


async def test_a_number_that_another_poll_had_moves_to_the_new_one(connection, budi, siti):
    old, new = await begin(connection, budi), await begin(connection, siti)
    await accepted(connection, old, "1")
    await accepted(connection, new, "1")
    assert [run.poll for run in await rows(connection)] == [None, "1"]


async def test_strangers_and_who_has_left_take_no_quiz(connection, budi):
    stranger = Actor(telegram_id=99)
    with pytest.raises(RefusedError):
        await begin(connection, stranger)
    assert await choose(connection, stranger, "1", 0) is None
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    left = Actor(telegram_id=41, person_id=budi.person_id)
    assert await choose(connection, left, "1", 0) is None


@pytest.mark.parametrize("module", [0, 6, 10**15])
async def test_there_is_no_quiz_of_other_modules(connection, budi, module):
    with pytest.raises(RefusedError):
        await begin(connection, budi, module)


async def test_a_run_whose_questions_are_gone_begins_anew(connection, budi):
    asked = await begin(connection, budi)
    await connection.execute(sa.update(QuizRun).values(questions=["m2-lama"] * 5, choices=[1]))
    assert await choose(connection, budi, "1", 0) == Late(module=2)
    fresh = await begin(connection, budi)
    assert (fresh.run != asked.run, fresh.place) == (True, 0)
    assert len(await rows(connection)) == 1


async def test_the_menu_knows_where_one_stands(connection, budi, siti):
    await play(connection, budi, wrong_at=(0,))
    asked = await begin(connection, budi, 5)
    await choose(connection, budi, "1", 0)
    standings = await runs.standings(connection, budi)
    assert {module: (one.finished, one.number, one.count) for module, one in standings.items()} == {
        2: (True, 4, 5),
        5: (False, 1, 5),
    }
    assert await runs.standings(connection, siti) == {}
    assert asked.module == 5


@pytest.mark.sqlite
async def test_the_costs_of_an_answer_do_not_grow(connection, budi, statements):
    """With hundreds of runs, each statement goes by an index."""
    for _ in range(30):
        await play(connection, budi)
    asked = await begin(connection, budi)
    await accepted(connection, asked, "1")
    statements.clear()
    await choose(connection, budi, "1", 0)
    await accepted(connection, asked, "2")
    mine = [(text, values) for text, values in statements if "quiz_runs" in text]
    assert len(mine) <= 4
    for text, values in mine:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        assert "SCAN" not in " ".join(row[3] for row in plan.all()), text


# --- prompts


async def prompt_for(connection, who, module=2, answer="quiz"):
    """Let a prompt have asked somebody for a quiz; return its number."""
    row = {
        "status": PromptStatus.RUNNING,
        "title": "Kuis",
        "template": "x",
        "module": module,
        "answer": answer,
    }
    row |= {"options": [], "audience": Audience().plain(), "busy": "wait", "created_at": NOW}
    number = (await connection.execute(sa.insert(Prompt).values(row).returning(Prompt.id))).scalar_one()
    receiver = {"prompt_id": number, "person_id": who.person_id, "enterprise_id": who.seats[0].enterprise_id}
    receiver |= {"state": ReceiverState.REACHED, "sent_at": NOW - dt.timedelta(days=1)}
    await connection.execute(sa.insert(PromptReceiver).values(receiver))
    return number


async def answer_to(connection, number):
    query = sa.select(PromptReceiver.answer, PromptReceiver.number).where(PromptReceiver.prompt_id == number)
    return tuple((await connection.execute(query)).one())


async def test_a_quiz_that_a_prompt_asked_for_answers_it(connection, budi):
    number = await prompt_for(connection, budi)
    await play(connection, budi, wrong_at=(0, 2), prompt_id=number)
    assert await answer_to(connection, number) == ("quiz", 3)


async def test_a_quiz_begun_before_the_prompt_came_answers_it_too(connection, budi):
    await begin(connection, budi)
    number = await prompt_for(connection, budi)
    await begin(connection, budi, prompt_id=number)
    await play(connection, budi)
    assert await answer_to(connection, number) == ("quiz", 5)


async def test_prompts_of_others_and_for_other_things_are_refused(connection, budi, siti):
    numbers = [
        await prompt_for(connection, siti),
        await prompt_for(connection, budi, module=5),
        await prompt_for(connection, budi, answer="text"),
        10**15,
    ]
    for number in numbers:
        with pytest.raises(RefusedError):
            await begin(connection, budi, prompt_id=number)
    assert await rows(connection) == []


# --- what is kept


async def test_what_is_kept_is_shown_and_erased(connection, budi, siti):
    await play(connection, budi)
    await begin(connection, siti)
    keep = {"key": b"k", "topics": []}
    (mine,) = (await personal_data.of(connection, 41, **keep))["quizzes"]
    assert (mine["module"], len(mine["questions"]), len(mine["choices"])) == (2, 5, 5)
    await personal_data.erase(connection, budi, 41, at=NOW, **keep)
    assert [run.person_id for run in await rows(connection)] == [siti.person_id]
