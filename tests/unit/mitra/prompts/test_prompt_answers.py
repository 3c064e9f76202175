"""Answers: of each kind, only from who was asked, however late; the latest counts, the earlier ones are history."""

import pytest
import sqlalchemy as sa

from mitra.access import RefusedError
from mitra.errors import MitraError
from mitra.kpis import indicators, readings
from mitra.kpis.readings import Amount
from mitra.prompts import answers, kinds, results, sheet, writing
from mitra.prompts.answers import Given
from mitra.quizzes import runs as quizzes
from mitra.store.models import Person
from mitra.store.prompt_models import PromptAnswer
from tests.unit.mitra.prompts.factory import ALL, DAY, MANAGERS, START, at

BUTTONS = {"answer": "buttons", "options": ["Sudah", "Belum", "🆘 Butuh bantuan"]}
KPI = {"answer": "kpi", "options": ["defect_rate"]}


async def asked(here, **kind):
    """Return a prompt that everybody has got."""
    prompt = await here.prompt(to=ALL, **kind)
    await here.minute()
    return prompt


async def history(here, prompt, actor) -> list[str]:
    """Return what somebody answered, oldest first."""
    mine = (PromptAnswer.prompt_id == prompt.id, PromptAnswer.person_id == actor.person_id)
    query = sa.select(PromptAnswer.answer).where(*mine).order_by(PromptAnswer.id)
    return list(await here.connection.scalars(query))


# --- each kind


async def test_a_button(here):
    prompt = await asked(here, **BUTTONS)
    taken = await here.answers(here.rina, prompt, "1")
    row = await here.row(prompt, here.rina)
    assert (row.answer, row.answered_at, taken.changed) == ("1", here.now, False)


async def test_a_scale(here):
    prompt = await asked(here, answer="scale")
    for actor, value in ((here.rina, "5"), (here.hadi, "2")):
        await here.answers(actor, prompt, value)
    found = await results.of(here.connection, here.sari, prompt.id)
    assert found.mean == 3.5
    assert [(one.label, one.count) for one in found.shares] == [
        ("1", 0),
        ("2", 1),
        ("3", 0),
        ("4", 0),
        ("5", 1),
    ]


async def test_words_and_photos(here):
    for kind, given in (
        ("text", Given(answer="text", text=" Lampu kurang ")),
        ("photo", Given(answer="photo", photo="FILE", text="rak baru")),
    ):
        prompt = await here.prompt(to=ALL, answer=kind)
        await here.turn_to(here.now + DAY)
        await here.answers(here.budi, prompt, given)
        row = await here.connection.execute(
            sa.select(PromptAnswer.__table__).where(PromptAnswer.prompt_id == prompt.id)
        )
        (row,) = row.all()
        assert (row.text, row.photo, row.inbox_of) == (given.text.strip(), given.photo, here.sari.person_id)


@pytest.mark.parametrize("text", ["x" * 1_501, " " * 2_000])
async def test_words_that_are_too_many(here, text):
    prompt = await asked(here, answer="text")
    with pytest.raises(MitraError, match="terlalu panjang"):
        await here.answers(here.budi, prompt, Given(answer="text", text=text))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12 dari 400", 3.0), ("2,5", None), ("2,5%", 2.5), ("sekitar 3 persen", 3.0), ("banyak", None), ("-3", None)],
)  # fmt: skip
def test_a_figure_as_typed(typed, value):
    found = answers.read_number(["defect_rate"], typed)
    assert (found.number if found else None) == value


def test_a_figure_that_nobody_knows():
    assert answers.read_number(["tidak_ada"], "3") is None
    assert answers.read_number([], "3") is None


# --- who may


async def test_who_was_not_asked_cannot_answer(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    await here.minute()
    for stranger in (here.budi, here.sari, here.lina, here.ujang):
        with pytest.raises(RefusedError):
            await here.answers(stranger, prompt, "0")


async def test_what_was_not_sent_cannot_be_answered(here):
    prompt = await here.prompt(to=MANAGERS, **BUTTONS)
    with pytest.raises(RefusedError):
        await here.answers(here.rina, prompt, "0")
    await answers.stop(here.connection, here.rina, module=None)
    await here.minute()
    with pytest.raises(RefusedError):
        await here.answers(here.rina, prompt, "0")


@pytest.mark.parametrize("value", ["3", "-1", "", "0 ", "٣", "²", "00", "a", "1e1", "99999999999999999999"])
async def test_forged_taps(here, value):
    prompt = await here.draft(answer="buttons", options=["Ya", "Belum", "Lain"])
    with pytest.raises(RefusedError):
        answers.read_tap(prompt, value)


@pytest.mark.parametrize("value", ["0", "6", "10", ""])
async def test_forged_taps_on_a_scale(here, value):
    with pytest.raises(RefusedError):
        answers.read_tap(await here.draft(answer="scale"), value)


async def test_there_is_nothing_to_tap_where_words_are_asked_for(here):
    for kind in ("text", "photo", "none"):
        with pytest.raises(RefusedError):
            answers.read_tap(await here.draft(answer=kind), "0")


# --- late, changed, twice, taken back


async def test_a_late_answer_counts(here):
    prompt = await asked(here, **BUTTONS)
    await here.prompt("lain", to=ALL)
    here.now += 90 * DAY
    await here.answers(here.rina, prompt, "0")
    assert (await results.of(here.connection, here.sari, prompt.id)).answered == 1


async def test_the_latest_counts_and_the_earlier_ones_are_history(here):
    prompt = await asked(here, **BUTTONS)
    for value in ("0", "1", "0"):
        taken = await here.answers(here.rina, prompt, value)
    assert taken.changed
    assert await history(here, prompt, here.rina) == ["0", "1", "0"]
    found = await results.of(here.connection, here.sari, prompt.id)
    assert [one.count for one in found.shares] == [1, 0, 0]
    _, lines = await results.lines(here.connection, here.sari, prompt.id)
    rina = next(one for one in lines if one.name == "Rina")
    assert (rina.answer, rina.earlier) == ("Sudah", ("Sudah", "Belum"))
    assert sheet.results_xlsx(prompt, lines)[:2] == b"PK"


async def test_the_same_button_again_changes_nothing(here):
    prompt = await asked(here, **BUTTONS)
    await here.answers(here.rina, prompt, "2")
    again = await here.answers(here.rina, prompt, "2")
    assert (again.id, again.changed) == (0, False)
    assert await history(here, prompt, here.rina) == ["2"]


async def test_taken_back_the_one_before_counts_again(here):
    prompt = await asked(here, answer="text")
    for words in ("satu", "dua"):
        taken = await here.answers(here.budi, prompt, Given(answer="text", text=words))
    await answers.take_back(here.connection, here.budi, taken.id)
    _, lines = await results.lines(here.connection, here.sari, prompt.id)
    assert next(one for one in lines if one.name == "Budi").answer == "satu"
    first = await here.connection.scalar(sa.select(PromptAnswer.id))
    await answers.take_back(here.connection, here.budi, first)
    assert (await here.row(prompt, here.budi)).answer is None


async def test_a_letter_beside_the_answer_never_becomes_the_answer(here):
    prompt = await asked(here, **BUTTONS)
    await here.answers(here.budi, prompt, "1")
    for words in ("satu", "dua"):
        letter = await here.answers(here.budi, prompt, Given(answer="text", text=words))
    assert (await here.row(prompt, here.budi)).answer == "1"
    await answers.take_back(here.connection, here.budi, letter.id)
    assert (await here.row(prompt, here.budi)).answer == "1"


async def test_nobody_takes_back_what_is_somebody_elses_or_was_replied_to(here):
    prompt = await asked(here, answer="text")
    taken = await here.answers(here.budi, prompt, Given(answer="text", text="halo"))
    for stranger in (here.siti, here.sari, here.lina):
        with pytest.raises(RefusedError):
            await answers.take_back(here.connection, stranger, taken.id)
    from mitra.prompts import inbox  # noqa: PLC0415

    await inbox.reply(here.connection, here.sari, taken.id, "Baik", at=here.now)
    with pytest.raises(RefusedError):
        await answers.take_back(here.connection, here.budi, taken.id)


# --- done for another reason


async def test_a_check_done_anyway_is_an_answer(here):
    prompt = await asked(here, answer="check", options=["5s"], reminders=2)
    done = lambda option: answers.fulfilled(  # noqa: E731
        here.connection, here.budi, kinds.CHECK, option=option, at=here.now
    )
    assert not await done("k3")
    assert await done("5s")
    assert not await done("5s")  # once
    assert (await here.row(prompt, here.budi)).answer == "check"
    await here.turn_to(here.now + 9 * DAY)
    assert len(here.shown(here.budi.telegram_id)) == 1


async def test_a_check_in_another_enterprise_is_no_answer(here):
    """Somebody may work in two: what was asked about the one is not done by a check in the other."""
    await asked(here, answer="check", options=["5s"])
    done = lambda place: answers.fulfilled(  # noqa: E731
        here.connection, here.budi, kinds.CHECK, option="5s", enterprise_id=here.places[place], at=here.now
    )
    assert not await done("jaya")
    assert await done("maju")


async def test_a_check_long_after_or_before_it_was_asked_for_is_none(here):
    prompt = await here.prompt(to=ALL, answer="check", options=["5s"])
    assert not await answers.fulfilled(here.connection, here.budi, kinds.CHECK, option="5s", at=here.now)
    await here.minute()
    later = here.now + 31 * DAY
    assert not await answers.fulfilled(here.connection, here.budi, kinds.CHECK, option="5s", at=later)
    await writing.cancel(here.connection, here.sari, prompt.id, at=here.now)
    assert not await answers.fulfilled(here.connection, here.budi, kinds.CHECK, option="5s", at=here.now)


async def test_what_never_arrived_is_not_answered_by_a_check(here):
    await asked(here, answer="check", options=["5s"], module=3)
    prompt = await here.prompt("lagi", to=ALL, answer="check", options=["5s"], module=3)
    await here.turn_to(here.now + 2 * DAY, send=False)
    await answers.stop(here.connection, here.budi, module=3)
    assert (await here.states(prompt))["budi"] == ("skipped", "muted")
    await answers.fulfilled(here.connection, here.budi, kinds.CHECK, option="5s", at=here.now)
    assert (await here.row(prompt, here.budi)).answer is None


async def test_the_latest_of_several_is_answered(here):
    first = await asked(here, answer="check", options=["5s"])
    second = await here.prompt(to=ALL, answer="check", options=["5s"])
    await here.turn_to(here.now + 2 * DAY)
    await answers.fulfilled(here.connection, here.budi, kinds.CHECK, option="5s", at=here.now)
    found = [(await here.row(one, here.budi)).answer for one in (first, second)]
    assert found == [None, "check"]


async def test_a_quiz_taken_for_a_prompt_is_its_answer(here):
    prompt = await asked(here, answer="quiz", module=2)
    await quizzes.begin(here.connection, here.budi, 2, at=here.now, prompt_id=prompt.id)
    for _ in range(5):
        await quizzes.choose(here.connection, here.budi, "?", 0, at=here.now)
    row = await here.row(prompt, here.budi)
    assert row.answer == "quiz"
    assert 0 <= row.number <= 5


async def test_a_figure_reported_anyway_is_an_answer(here):
    prompt = await asked(here, **KPI)
    await answers.fulfilled(
        here.connection, here.rina, kinds.KPI, option="defect_rate", number=3.5, at=here.now
    )
    row = await here.row(prompt, here.rina)
    assert (row.answer, row.number) == ("number", 3.5)


# --- figures


async def watched(here):
    return await indicators.add_known(
        here.connection, here.rina, here.places["maju"], "defect_rate", at=START - 60 * DAY
    )


async def reported(here, kpi):
    line = await readings.line_of(here.connection, here.rina, kpi.id, at=here.now)
    return [point.value for point in line.points if point.value is not None]


async def tell(here, prompt, actor, text):
    given = answers.read_number(prompt.options, text)
    return await here.answers(actor, prompt, given)


async def test_a_figure_goes_to_those_that_are_watched(here):
    kpi, prompt = await watched(here), await asked(here, **KPI)
    assert (await tell(here, prompt, here.rina, "12 dari 400")).reported
    assert await reported(here, kpi) == [3.0]


async def test_a_figure_that_nobody_watches_stays_with_the_prompt(here):
    prompt = await asked(here, **KPI)
    assert not (await tell(here, prompt, here.rina, "3%")).reported
    assert (await here.row(prompt, here.rina)).number == 3.0


async def test_a_figure_of_who_may_not_report_it_stays_with_the_prompt(here):
    kpi, prompt = await watched(here), await asked(here, **KPI)
    assert not (await tell(here, prompt, here.budi, "3%")).reported
    assert await reported(here, kpi) == []


async def test_a_figure_never_overwrites_one(here):
    kpi, prompt = await watched(here), await asked(here, **KPI)
    assert (await tell(here, prompt, here.rina, "3%")).reported
    assert not (await tell(here, prompt, here.rina, "4%")).reported
    assert await reported(here, kpi) == [3.0]
    assert (await here.row(prompt, here.rina)).number == 4.0


@pytest.mark.parametrize("text", ["150%", "300 dari 200"])
async def test_a_figure_that_cannot_be_does_not_go_there(here, text):
    kpi, prompt = await watched(here), await asked(here, **KPI)
    given = answers.read_number(prompt.options, text)
    if given is not None:
        assert not (await here.answers(here.rina, prompt, given)).reported
    assert await reported(here, kpi) == []


async def test_a_surprising_figure_is_left_to_where_it_is_asked_back(here):
    kpi, prompt = await watched(here), await asked(here, **KPI)
    last = at("16-11").date()
    for ago in range(1, 7):
        first = last - ago * 7 * DAY
        await readings.report(
            here.connection, here.rina, kpi, first, Amount(value=2.0 + ago / 10), seen="", at=here.now
        )
    assert not (await tell(here, prompt, here.rina, "25%")).reported
    assert 25.0 not in await reported(here, kpi)
    assert (await tell(here, prompt, here.rina, "2,5%")).reported


# --- stopping


async def test_stopping_and_having_them_again(here):
    async def muted():
        return await here.connection.scalar(sa.select(Person.muted).where(Person.name == "Budi"))

    await answers.stop(here.connection, here.budi, module=3)
    await answers.stop(here.connection, here.budi, module=None)
    assert await muted() == ["prompts", "prompts-3"]
    await answers.stop(here.connection, here.budi, module=3, on=False)
    assert await muted() == []


async def test_a_stranger_has_nothing_to_stop(here):
    from mitra.access import Actor  # noqa: PLC0415

    with pytest.raises(RefusedError):
        await answers.stop(here.connection, Actor(telegram_id=1), module=None)
