"""The past, told as it was then: what ended, was decided, reopened, withdrawn or answered later; and the same figures as the chat's."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.access import CONSOLE
from mitra.checks import lists, runs
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.plan import figures as plan_figures
from mitra.programme.gather import gather
from mitra.store.models import Area, Enterprise
from mitra.store.prompt_models import Prompt, PromptAnswer, PromptReceiver, PromptStatus, ReceiverState
from mitra.store.trainer_models import Visit, VisitStatus
from mitra.suggestions import figures as suggestion_figures
from mitra.suggestions import giving
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from mitra.summary import gather as summary
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci"
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
LATER = NOW + 3 * DAY


class Place:
    """An enterprise with its people, and its rows of the export."""

    def __init__(self, connection, number, **people):
        self.connection = connection
        self.number = number
        self.__dict__.update(people)

    async def rows(self, name, on=TODAY):
        """Return this enterprise's rows of a table, as they stood on a day; exported much later."""
        made = await gather(self.connection, CONSOLE, on, enterprise_id=self.number, at=NOW + 60 * DAY)
        table = next(one for one in made if one.name == name)
        names = [column.name for column in table.columns]
        return [dict(zip(names, row, strict=True)) for row in table.rows]

    async def row(self, name, on=TODAY):
        (found,) = await self.rows(name, on)
        return found

    async def add(self, *, due=TODAY + 20 * DAY, at=NOW, module=1):
        return await plan.add(
            self.connection, self.manager, self.number, problem="p", action="Cat garis", module=module, at=at,
            more={"due_on": due},
        )  # fmt: skip

    async def give(self, text="Rak dua tingkat", *, at=NOW, module=3):
        draft = Draft(text=text, module=module)
        return (await giving.send(self.connection, self.worker, self.number, draft, key=KEY, at=at)).card

    def desk(self, at):
        return Desk(self.connection, self.member, key=KEY, at=at)


@pytest.fixture
async def place(connection):
    number = await make_enterprise(connection, areas=["Jahit", "Potong"])
    return Place(
        connection,
        number,
        worker=await make_person(connection, 41, (number, "worker"), name="Budi"),
        manager=await make_person(connection, 42, (number, "manager"), name="Rina"),
        member=await make_person(connection, 43, (number, "committee"), name="Joko"),
        trainer=await make_person(connection, 44, (number, "trainer"), name="Sari"),
    )


# --- the plan


async def test_what_was_finished_and_reopened_later_is_finished_on_the_days_between(place):
    made = await place.add()
    await answers.finish(place.connection, place.manager, made.id, at=NOW + DAY)
    await answers.reopen(place.connection, place.manager, made.id, at=NOW + 5 * DAY)
    found = [(await place.row("actions", TODAY + days * DAY)) for days in (0, 2, 6)]
    assert [(one["unfinished"], one["done"]) for one in found] == [(1, 0), (0, 1), (1, 0)]
    assert found[1]["done_in_time_percent"] == 100


async def test_what_was_finished_again_later_counts_by_the_first_time_on_the_days_between(place):
    made = await place.add(due=TODAY + 2 * DAY)
    await answers.finish(place.connection, place.manager, made.id, at=NOW + DAY)
    await answers.reopen(place.connection, place.manager, made.id, at=NOW + 5 * DAY)
    await answers.finish(place.connection, place.manager, made.id, at=NOW + 9 * DAY)
    between, after = await place.row("actions", TODAY + 3 * DAY), await place.row("actions", TODAY + 10 * DAY)
    assert (between["done"], between["done_in_time_percent"]) == (1, 100)
    assert (after["done"], after["done_in_time_percent"]) == (1, 0)


async def test_an_action_put_off_later_is_late_by_the_date_it_had(place):
    made = await place.add(due=TODAY + 9 * DAY)
    await plan.set_due(place.connection, place.manager, made.id, TODAY + 2 * DAY, at=NOW)
    await answers.postpone(place.connection, place.manager, made.id, TODAY + 30 * DAY, at=NOW + 6 * DAY)
    then, now = await place.row("actions", TODAY + 4 * DAY), await place.row("actions", TODAY + 7 * DAY)
    assert (then["overdue"], then["open"], then["postponed"]) == (1, 1, 0)
    assert (now["overdue"], now["open"], now["postponed"]) == (0, 0, 1)


async def test_actions_by_module_add_up_to_all(place):
    for module in (1, 1, 5):
        made = await place.add(module=module)
    await answers.cancel(place.connection, place.manager, made.id, at=NOW)
    modules = await place.rows("actions_by_module")
    assert [(one["module"], one["made"], one["cancelled"]) for one in modules] == [(1, 2, 0), (5, 1, 1)]
    assert sum(one["made"] for one in modules) == (await place.row("actions"))["made"]


# --- suggestions


async def test_what_was_decided_later_stands_as_it_was_decided_then(place):
    card = await place.give()
    card, _ = await place.desk(NOW + DAY).accept(card.id, card.version)
    await place.desk(NOW + 5 * DAY).reopen(card.id, card.version)
    found = [(await place.row("suggestions", TODAY + days * DAY))["accepted"] for days in (0, 2, 6)]
    assert found == [0, 1, 0]


async def test_what_was_withdrawn_later_had_been_given(place):
    card = await place.give()
    await giving.withdraw(place.connection, card, at=NOW + 5 * DAY)
    assert (await place.row("suggestions"))["given"] == 1
    assert (await place.row("suggestions", TODAY + 6 * DAY))["given"] == 0


async def test_what_was_answered_later_was_not_answered_then(place):
    card = await place.give()
    await place.desk(NOW + 2 * DAY).thank(card.id, card.version)
    then, now = await place.row("suggestions"), await place.row("suggestions", TODAY + 2 * DAY)
    assert (then["answered"], now["answered"], now["answered_in_time"]) == (0, 1, 1)


async def test_months_with_few_suggestions_are_put_together(place):
    """Six in one month stand alone, one and two others together would be three: they take the six along."""
    for months, count in ((0, 6), (2, 1), (3, 2)):
        for number in range(count):
            await place.give(
                f"Saran {months} {number}", at=NOW - months * 31 * DAY - dt.timedelta(hours=number)
            )
    await _open_since(place, NOW - 400 * DAY)
    assert [(one["month"], one["given"]) for one in await place.rows("suggestions_by_month")] == [(None, 9)]
    for number in range(3):
        await place.give(f"Lagi {number}", at=NOW - 93 * DAY)
    shown = [(one["month"], one["given"]) for one in await place.rows("suggestions_by_month")]
    # Five in August; one in September would be given away by the sum.
    assert shown == [(dt.date(2026, 11, 1), 6), (None, 6)]
    assert all(one["given"] >= suggestion_figures.LEAST for one in await place.rows("suggestions_by_month"))


async def _open_since(place, moment):
    mine = sa.update(Enterprise).where(Enterprise.id == place.number)
    await place.connection.execute(mine.values(created_at=moment))


# --- trainers' work


async def test_a_visit_noted_later_was_planned_then(place):
    row = {
        "enterprise_id": place.number,
        "held_on": TODAY,
        "status": VisitStatus.DONE,
        "agenda": [],
        "created_at": NOW,
    }
    await place.connection.execute(sa.insert(Visit).values(row | {"done_at": NOW + 2 * DAY}))
    assert (await place.row("visits"))["status"] == "planned"
    assert (await place.row("visits", TODAY + 2 * DAY))["status"] == "done"


async def test_an_answer_changed_later_had_been_given(place):
    await _prompt(place, state=ReceiverState.REACHED, answers=(NOW, NOW + 9 * DAY))
    assert [(await place.row("prompts", TODAY + days * DAY))["answered"] for days in (0, 5)] == [1, 1]


async def test_what_did_not_arrive_was_not_sent(place):
    await _prompt(place, state=ReceiverState.SKIPPED, answers=())
    assert (await place.row("prompts"))["sent"] == 0


async def _prompt(place, *, state, answers):
    made = {
        "status": PromptStatus.RUNNING, "title": "t", "template": "t", "answer": "buttons", "options": ["a"],
        "audience": {}, "busy": "wait", "reminders": 0, "created_at": NOW, "started_at": NOW,
    }  # fmt: skip
    number = await place.connection.scalar(sa.insert(Prompt).values(made).returning(Prompt.id))
    mine = {"prompt_id": number, "person_id": place.worker.person_id, "enterprise_id": place.number}
    latest_one = {"answer": "0", "answered_at": answers[-1]} if answers else {}
    await place.connection.execute(
        sa.insert(PromptReceiver).values(mine | {"state": state, "sent_at": NOW} | latest_one)
    )
    for moment in answers:
        await place.connection.execute(sa.insert(PromptAnswer).values(mine | {"at": moment, "answer": "0"}))


# --- the same figures as in the chat


async def test_it_says_what_the_chat_says_also_of_what_is_more_than_a_year_old(place):
    """Suggestions and finished actions of long ago count for the programme; the chat looks back on twelve months, in columns of their own."""
    old, at = NOW - 500 * DAY, NOW + dt.timedelta(hours=5)
    await _open_since(place, old)
    await place.give("Lampu", at=old)
    card = await place.give()
    await place.desk(NOW).thank(card.id, card.version)
    for moment, due in ((old, old.date()), (old, (old - 2 * DAY).date()), (NOW, TODAY - DAY), (NOW, TODAY)):
        made = await place.add(at=moment, due=due)
        await answers.finish(place.connection, place.manager, made.id, at=moment)
    ideas, actions = await place.row("suggestions"), await place.row("actions")
    shown = await suggestion_figures.figures(place.connection, place.member, place.number, at=at)
    assert (ideas["given"], ideas["given_12_months"]) == (2, shown.given) == (2, 1)
    assert (ideas["answered_12_months"], ideas["done_12_months"]) == (shown.answered, shown.done)
    assert ideas["in_time_percent_12_months"] == shown.in_time
    assert ideas["per_person_12_months"] == pytest.approx(shown.per_person, abs=0.005)
    figures = await plan_figures.figures(place.connection, place.number, today=TODAY, zone="Asia/Jakarta")
    assert (actions["done"], actions["done_in_time_percent_12_months"]) == (figures.done, figures.in_time)


async def test_figures_say_what_the_summary_says(place):
    """Baseline, latest value, target and saving of a figure that has become worse, and of one that nobody watches any more."""
    for code, part in (("defect_rate", 40), ("rework_rate", 4), ("on_time_delivery", 300)):
        kpi = await indicators.add_known(
            place.connection, place.manager, place.number, code, at=NOW - 90 * DAY
        )
        kpi = await indicators.set_baseline(place.connection, place.manager, kpi, 5.0, at=NOW)
        kpi = await indicators.set_worth(place.connection, place.manager, kpi, 1_000, at=NOW)
        first = latest(kpi.rhythm, TODAY).first
        amount = readings.amount_of(kpi, part, 400)
        await readings.report(place.connection, place.manager, kpi, first, amount, seen="", at=NOW)
    await indicators.retire(place.connection, place.manager, kpi, at=NOW)
    shown = await summary.gather(place.connection, place.manager, place.number, at=NOW)
    lines = {line.name: line for line in shown.kpis}
    rows = {row["name"]: row for row in await place.rows("kpis") if not row["retired"]}
    assert rows.keys() == lines.keys()
    for name, line in lines.items():
        row = rows[name]
        assert (row["baseline"], row["latest"], row["target"]) == (line.baseline, line.now.value, line.target)
        assert (row["latest_period"], row["saving"]) == (line.now.first, line.saved)
    assert sorted(row["saving"] for row in rows.values()) == [
        0,
        16_000,
    ]  # (5 % - 1 %) of 400 at a thousand rupiah


async def test_checks_say_what_the_summary_says_also_when_an_area_is_closed(place):
    await lists.publish(place.connection, [make_list()], at=NOW)
    areas = list(await place.connection.scalars(sa.select(Area.id).where(Area.enterprise_id == place.number)))
    for area, value in zip(areas, (1, 4), strict=True):
        run = await runs.begin(place.connection, place.worker, place.number, area, "5s", at=NOW)
        while run.item:
            run = (await runs.answer(place.connection, place.worker, run, value, at=NOW)).run
        await runs.finish(place.connection, run, at=NOW)
    await place.connection.execute(sa.update(Area).where(Area.id == areas[1]).values(closed=True))
    shown = await summary.gather(place.connection, place.manager, place.number, at=NOW)
    used = [row["latest_percent"] for row in await place.rows("checks") if row["in_use"]]
    assert round(sum(used) / len(used)) == shown.checks[0].percent
    assert len(await place.rows("checks")) == 2
