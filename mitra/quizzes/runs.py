"""
Somebody's way through a quiz: begun, gone on with, answered, finished.

Each question is a poll in the chat. Telegram gives it its number when it accepts it, so a run learns that number a moment
later (`note_poll`); until then, an answer to a poll that nobody knows is the answer to the open question.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor, RefusedError
from mitra.prompts import answers, kinds
from mitra.quizzes.questions import Question, pools
from mitra.store.prompt_models import Prompt, PromptReceiver, QuizRun

COUNT = 5
#: Earlier runs that are looked at, so that a new one asks something else; and for what the menu shows.
LOOKED_BACK, SHOWN = 10, 50
_CHANCE = random.SystemRandom()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The open question of a run."""

    run: int
    module: int
    #: From 0.
    place: int
    count: int
    question: Question


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a run ended."""

    module: int
    right: int
    count: int
    #: Ids of the topics of wrong answers, in their order, each once.
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """An answer that counted, and what comes after it."""

    right: bool
    then: Asked | Result


@dataclass(frozen=True, kw_only=True)
class Late:
    """An answer to a question that is not the open one: it counts for nothing; this module's quiz waits."""

    module: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody stands with a module's quiz: answered so far, or right when it is finished."""

    finished: bool
    number: int
    count: int


@dataclass(frozen=True, kw_only=True)
class OpenPoll:
    """A question that Telegram has accepted: whose, which place, and Telegram's number for it."""

    run: int
    place: int
    poll: str


def may_take(actor: Actor) -> bool:
    """Return whether `actor` may take quizzes: whoever has a role somewhere. They concern nobody else."""
    return actor.person_id is not None and bool(actor.seats)


async def begin(
    connection: AsyncConnection, actor: Actor, module: int, *, at: dt.datetime, prompt_id: int | None = None
) -> Asked:
    """
    Return the open question of the module's quiz, to be asked (again): of the run that was left, or of a new one.

    `prompt_id` is the prompt that asks for it, from a button. Raises RefusedError when there is no such quiz, or that prompt
    is not for them.
    """
    person = _person(actor)
    if module not in pools():
        raise RefusedError(Act.USE_BUTTON)
    if prompt_id is not None:
        await _check_prompt(connection, person, prompt_id, module)
    for run in await _unfinished(connection, person):
        if run.module != module:
            continue
        if _is_whole(run):
            changed = {"poll": None, "prompt_id": prompt_id or run.prompt_id}
            await connection.execute(update(QuizRun).where(QuizRun.id == run.id).values(changed))
            return _asked(run.id, module, run.questions, len(run.choices))
        await connection.execute(delete(QuizRun).where(QuizRun.id == run.id))
    return await _new(connection, person, module, at=at, prompt_id=prompt_id)


async def choose(
    connection: AsyncConnection, actor: Actor, poll_id: str, option: int, *, at: dt.datetime
) -> Chosen | Late | None:
    """
    Take the answer to a poll: the place of the option.

    Returns None when nothing is open for them: an answer from long ago, or to a poll that somebody has passed on.
    """
    if not may_take(actor):
        return None
    person = _person(actor)
    open_runs = await _unfinished(connection, person)
    run = await _meant(connection, open_runs, poll_id)
    if run is None or not _is_whole(run):
        return Late(module=(run or open_runs[0]).module) if open_runs else None
    choices = [*run.choices, option]
    finished = len(choices) == len(run.questions)
    values = {"choices": choices, "poll": None, "finished_at": at if finished else None}
    await connection.execute(update(QuizRun).where(QuizRun.id == run.id).values(values))
    question = _known(run.module)[run.questions[len(run.choices)]]
    right = option == question.answer
    if not finished:
        return Chosen(right=right, then=_asked(run.id, run.module, run.questions, len(choices)))
    result = _result(run.module, run.questions, choices)
    if run.prompt_id is not None:
        await answers.fulfilled(
            connection, actor, kinds.QUIZ, at=at, prompt_id=run.prompt_id, number=result.right
        )
    return Chosen(right=right, then=result)


async def note_poll(connection: AsyncConnection, sent: OpenPoll) -> None:
    """Note Telegram's number of the open question, unless it has been answered meanwhile (primary key, uq_quiz_runs_poll)."""
    mine = (QuizRun.id == sent.run, QuizRun.finished_at.is_(None))
    choices = await connection.scalar(select(QuizRun.choices).where(*mine).with_for_update())
    if choices is None or len(choices) != sent.place:
        return
    await connection.execute(update(QuizRun).where(QuizRun.poll == sent.poll).values(poll=None))
    await connection.execute(update(QuizRun).where(*mine).values(poll=sent.poll))


async def standings(connection: AsyncConnection, actor: Actor) -> dict[int, Standing]:
    """Return how the latest run of each module stands (index ix_quiz_runs_person_id)."""
    query = select(QuizRun.__table__).where(QuizRun.person_id == _person(actor))
    found: dict[int, Standing] = {}
    for run in (await connection.execute(query.order_by(QuizRun.id.desc()).limit(SHOWN))).all():
        finished = run.finished_at is not None
        number = _result(run.module, run.questions, run.choices).right if finished else len(run.choices)
        standing = Standing(finished=finished, number=number, count=len(run.questions))
        found.setdefault(run.module, standing)
    return found


def _person(actor: Actor) -> int:
    if actor.person_id is None or not may_take(actor):
        raise RefusedError(Act.USE_BUTTON)
    return actor.person_id


async def _unfinished(connection: AsyncConnection, person: int) -> Sequence[Any]:
    """Return somebody's runs that are not finished, latest first: at most one a module (index ix_quiz_runs_person_id)."""
    query = select(QuizRun.__table__).where(QuizRun.person_id == person, QuizRun.finished_at.is_(None))
    return (await connection.execute(query.order_by(QuizRun.id.desc()).with_for_update())).all()


async def _meant(connection: AsyncConnection, open_runs: Sequence[Any], poll_id: str) -> Any:
    """Return the run whose open question this poll is, or None; one that nobody knows may not be noted yet."""
    if mine := next((run for run in open_runs if run.poll == poll_id), None):
        return mine
    if await connection.scalar(select(QuizRun.id).where(QuizRun.poll == poll_id)):
        return None  # somebody else's, passed on
    return next((run for run in open_runs if run.poll is None), None)


async def _new(
    connection: AsyncConnection, person: int, module: int, *, at: dt.datetime, prompt_id: int | None
) -> Asked:
    query = select(QuizRun.questions).where(QuizRun.person_id == person, QuizRun.module == module)
    earlier = (await connection.scalars(query.order_by(QuizRun.id.desc()).limit(LOOKED_BACK))).all()
    drawn = draw([one.id for one in pools()[module]], earlier)
    row = {"person_id": person, "module": module, "prompt_id": prompt_id, "started_at": at}
    statement = insert(QuizRun).values(row | {"questions": drawn, "choices": []}).returning(QuizRun.id)
    number = (await connection.execute(statement)).scalar_one()
    return _asked(number, module, drawn, 0)


def draw(pool: Sequence[str], earlier: Sequence[Sequence[str]]) -> list[str]:
    """Return the questions of a new run: those not asked before, then those asked longest ago; else by chance."""
    asked = {name: ago for ago, names in reversed(list(enumerate(earlier))) for name in names}
    shuffled = _CHANCE.sample(pool, len(pool))
    drawn = sorted(shuffled, key=lambda name: -asked.get(name, len(earlier)))[:COUNT]
    return _CHANCE.sample(drawn, len(drawn))


def _known(module: int) -> dict[str, Question]:
    return {one.id: one for one in pools().get(module, ())}


def _is_whole(run: Any) -> bool:
    """Return whether all its questions are still in content/; else it cannot be judged, and a new one is drawn."""
    return set(run.questions) <= set(_known(run.module))


def _asked(run: int, module: int, questions: Sequence[str], place: int) -> Asked:
    question = _known(module)[questions[place]]
    return Asked(run=run, module=module, place=place, count=len(questions), question=question)


def _result(module: int, questions: Sequence[str], choices: Sequence[int]) -> Result:
    known = _known(module)
    answered = [(known.get(name), choice) for name, choice in zip(questions, choices, strict=False)]
    wrong = [question for question, choice in answered if question and choice != question.answer]
    right = sum(1 for question, choice in answered if question and choice == question.answer)
    topics = tuple(dict.fromkeys(question.topic for question in wrong))
    return Result(module=module, right=right, count=len(questions), topics=topics)


async def _check_prompt(connection: AsyncConnection, person: int, prompt_id: int, module: int) -> None:
    """Raise RefusedError unless this prompt asked them for this module's quiz (primary keys)."""
    query = select(Prompt.id).join(PromptReceiver, PromptReceiver.prompt_id == Prompt.id)
    mine = (Prompt.id == prompt_id, PromptReceiver.person_id == person)
    fits = (Prompt.answer == kinds.QUIZ, or_(Prompt.module.is_(None), Prompt.module == module))
    if await connection.scalar(query.where(*mine, *fits)) is None:
        raise RefusedError(Act.USE_BUTTON)
