"""One enterprise's people never see or change another's: random people, random taps, forged ids."""

import random

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.checking import AlertSeen, Check
from actions.hazarding import Hazard
from actions.joining import Accept, AskToJoin, Join
from actions.kpi import Kpi
from actions.leading import Lead, Trainer
from actions.own_data import Privacy
from actions.panel import Committee
from actions.planning import Plan, Tasks
from actions.profile import Profile
from actions.services import Services, provided
from actions.suggestion import Suggestion
from actions.summarising import Summarise
from actions.teaching import Teach
from actions.visiting import Visiting
from mitra import enterprises, join_requests, people
from mitra.access import CONSOLE
from mitra.content.library import read_library
from mitra.store.check_models import (
    Alert,
    ChecklistVersion,
    CheckRun,
    CheckSchedule,
    SwitchedOffItem,
)
from mitra.store.check_models import Check as Check_
from mitra.store.check_models import Hazard as Hazard_
from mitra.store.kpi_models import Kpi as Kpi_
from mitra.store.kpi_models import KpiValue
from mitra.store.models import Area, AuditEntry, Enterprise, Invitation, JoinRequest, Membership, Person
from mitra.store.plan_models import Absence, ActionItem, ActionStep, ReminderClock
from mitra.store.suggestion_models import CommitteeRules, SuggestionBacker, SuggestionStep
from mitra.store.suggestion_models import Suggestion as Suggestion_
from mitra.store.trainer_models import TopicDraft, Visit
from tests.unit.actions.surroundings import look_around
from tests.unit.mitra.make import NOW, make_enterprise, make_person

ROLES = ("worker", "manager", "committee", "trainer")
LEADING = (
    "safety",
    *("see", "members", "member", "remove", "take_back", "invite", "requests", "let_in", "turn_down"),
    *("areas", "add_area", "close_area", "poster"),
)
#: Pages of self-checks by what their values name: a list in an enterprise, a check or a run, an action.
ON_LIST = ("menu", "area", "go", "all", "when", "day", "every", "items", "pillar", "switch")
ON_CHECK = (
    "resume",
    "change",
    "result",
    "more",
    "item",
    "plan",
    "planall",
    "pdf",
    "close",
    "lists",
    "sheet",
    "new",
)
ON_ACTION = (
    *(
        "see",
        "steps",
        "pics",
        "edit",
        "who",
        "give",
        "done",
        "run",
        "open",
        "drop",
        "refuse",
        "take",
        "helping",
        "later",
    ),
    *("put", "due", "help", "pass", "result", "why"),
)
ON_PLAN = ("list", "mine", "filter", "new", "away", "back", "excel", "fill")
#: What else is changed about an action: `set:priority:5:1`.
PROPERTIES = (
    "set:priority",
    "set:module",
    "set:area_id",
    "pick:module",
    "text:cause",
    "text:cost",
    "photo:after",
    "x:y",
)
ON_HAZARD = ("send", "name", "hurt", "drop", "handled", "where", "form")
#: Of suggestions: pages of an enterprise, of one as its author, as a colleague, and on the committee's table.
IN_PLACE = ("menu", "figures", "chart", "minutes", "rules", "rule", "ranking")
AS_AUTHOR = ("see", "drop", "dropped", "edit", "answer", "over")
AS_COLLEAGUE = ("look", "back", "like", "picture")
ON_TABLE = (
    *(
        "see",
        "text",
        "steps",
        "media",
        "thanks",
        "merge",
        "accept",
        "accepted",
        "thank",
        "agree",
        "object",
        "reopen",
    ),
    *("divert", "diverted", "show", "merged", "ask", "decline", "defer", "try", "tried", "done"),
)
#: Of figures: pages of an enterprise, of one, changes of one by its version, and its periods.
OF_FIGURES = ("menu", "add", "own")
ON_FIGURE = ("see", "one", "chart", "about", "gaps", "set", "fill")
CHANGES = ("owner", "give", "every", "base", "target", "worth", "retire", "retired", "restore")
#: Of visits: pages and changes of one.
ON_VISIT = (
    *("see", "edit", "fresh", "line", "notes", "done", "move", "cancel", "undo", "report", "share"),
    *("list", "new", "cut", "x"),
)
#: Of open questions: one of their groups, or one answer.
ON_QUESTION = ("see", "answer", "drop", "list", "drafts", "x")
ON_ANSWER = ("draft", "send", "ok", "no", "off", "edit", "words")
FILTERS = ("", "all", "late", "done", "none", "m1", "o2", "o7", "x")
BUCKETS = ("new", "asked", "accepted", "trial", "deferred", "done", "declined", "agree", "x")
LISTS = ("5s", "5s", "5s", "5s", "k3", "own-1-abcdef12", "x")
WAYS = ("full", "short", "team", "week-0", "none", "own", "x")
OWNED = (
    *(Area, Membership, Invitation, JoinRequest, Check_, CheckSchedule, Alert, ActionItem),
    *(SwitchedOffItem, ChecklistVersion, Hazard_, Suggestion_, CommitteeRules, Kpi_, ReminderClock, Absence),
    Visit,
)
OWN = ("", "switch", "leave", "left", "rejoin", "area", "kinds", "quiet", "data", "name", "account", "move")
HERE, THERE = "CV Milik Kami", "CV Milik Mereka"
ROUNDS = 400
WEEKS = ("2026-11-16", "2026-11-09", "2026-11-17", "x")
STAMP = int(NOW.timestamp())


@pytest.fixture
async def world(database):
    """Two enterprises with people in all roles, areas and requests; ours have accounts 1.., theirs 101.."""
    async with database.transaction() as connection:
        named = ((HERE, "Ruang kami"), (THERE, "Ruang mereka"))
        numbers = [await make_enterprise(connection, name, areas=[area]) for name, area in named]
        for base, number in zip((0, 100), numbers, strict=True):
            for position, role in enumerate(ROLES, 1):
                await make_person(
                    connection, base + position, (number, role), name=f"Orang {base + position}"
                )
            code = (await enterprises.details(connection, CONSOLE, number)).code
            stranger = await people.actor_of(connection, base + 50)
            await join_requests.ask(connection, stranger, code, f"Tamu {base}", at=NOW)
            await look_around(connection, number, base)
    with provided(Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)):
        yield database


async def theirs(database):
    """Return every row that belongs to the other enterprise."""
    async with database.transaction() as connection:
        number = await connection.scalar(sa.select(Enterprise.id).where(Enterprise.name == THERE))
        rows = []
        for table in OWNED:
            query = sa.select(table.__table__).where(table.enterprise_id == number)
            rows += sorted(str(tuple(row)) for row in (await connection.execute(query)).all())
        runs_there = sa.select(CheckRun.__table__).join(Check_).where(Check_.enterprise_id == number)
        rows += [tuple(row) for row in (await connection.execute(runs_there)).all()]
        people_there = sa.select(Person.__table__).where(Person.telegram_id > 100)
        rows += [tuple(row) for row in (await connection.execute(people_there)).all()]
        values = sa.select(KpiValue.__table__).join(Kpi_, Kpi_.id == KpiValue.kpi_id)
        rows += [
            tuple(row) for row in (await connection.execute(values.where(Kpi_.enterprise_id == number))).all()
        ]
        steps = sa.select(SuggestionStep.__table__).join(
            Suggestion_, Suggestion_.id == SuggestionStep.suggestion_id
        )
        rows += [
            tuple(row)
            for row in (await connection.execute(steps.where(Suggestion_.enterprise_id == number))).all()
        ]
        moves = sa.select(ActionStep.__table__).join(ActionItem, ActionItem.id == ActionStep.action_id)
        moves = moves.where(ActionItem.enterprise_id == number)
        rows += [tuple(row) for row in (await connection.execute(moves)).all()]
        backers = sa.select(SuggestionBacker.__table__).join(
            Suggestion_, Suggestion_.id == SuggestionBacker.suggestion_id
        )
        rows += [
            tuple(row)
            for row in (await connection.execute(backers.where(Suggestion_.enterprise_id == number))).all()
        ]
        answers = sa.select(TopicDraft.__table__).where(TopicDraft.title == "Jawab 100")
        rows += [str(tuple(row)) for row in (await connection.execute(answers)).all()]
        return rows


def random_tap(chance):
    """Return an action and a value, with numbers that may be anybody's."""
    number = str(chance.choice([1, 2, *range(1, 14), 2, 2, 2, 2, 99, -1, "x", ""]))
    more = chance.choice(["", ":worker", ":manager", ":committee:workers", ":operator", ":2", ":AAAA"])
    which, place = chance.choice(LISTS), str(chance.choice([*range(6), "x"]))
    return chance.choice(
        [
            *[(Check(), f"{chance.choice(ON_LIST)}:{which}:{number}:{place}:{chance.choice(WAYS)}")] * 6,
            *[(Check(), f"{chance.choice(ON_CHECK)}:{number}:{place}")] * 3,
            (Check(), f"picture:{chance.choice(['radar', 'trend', 'x'])}:{number}"),
            (Check(), f"retire:{number}:{which}"),
            *[(Plan(), f"{chance.choice(ON_ACTION)}:{number}:{place}")] * 4,
            *[(Plan(), f"{chance.choice(ON_PLAN)}:{number}:{place}:{chance.choice(FILTERS)}")] * 2,
            (Plan(), f"{chance.choice(PROPERTIES)}:{number}:{place}"),
            (Tasks(), ""),
            (Summarise(), f"{chance.choice(['see', 'pdf', 'excel', 'picture', 'x'])}:{number}"),
            (AlertSeen(), number),
            *[(Hazard(), f"{chance.choice(ON_HAZARD)}:{number}:{place}")] * 2,
            *[(Suggestion(), f"{chance.choice(AS_AUTHOR)}:{number}")] * 2,
            *[(Suggestion(), f"{chance.choice(AS_COLLEAGUE)}:{number}:{place}")] * 2,
            (Suggestion(), f"{chance.choice(['list', 'gallery'])}:{number}:{place}"),
            (Suggestion(), f"{chance.choice(['send', 'name', 'join', 'about'])}:a1b2c3:{number}"),
            (Suggestion(), chance.choice(["", "mine", "mine:9", "receipt:KM7P4X2Q"])),
            (Committee(), ""),
            *[(Committee(), f"{chance.choice(IN_PLACE)}:{number}:{chance.choice(['pdf', 'ranking', 'x'])}")]
            * 2,
            *[(Committee(), f"list:{number}:{chance.choice(BUCKETS)}:{place}")] * 2,
            *[(Committee(), f"{chance.choice(ON_TABLE)}:{number}:{chance.choice('1123')}:{place}")] * 4,
            (Kpi(), ""),
            (Kpi(), f"{chance.choice(OF_FIGURES)}:{number}"),
            (Kpi(), f"known:{number}:{chance.choice(['defect_rate', 'accidents', 'x'])}"),
            *[(Kpi(), f"{chance.choice(ON_FIGURE)}:{number}")] * 2,
            *[(Kpi(), f"{chance.choice(CHANGES)}:{number}:{chance.choice('1234')}:{place}")] * 3,
            (Kpi(), f"{chance.choice(['at', 'undo'])}:{number}:{chance.choice(WEEKS)}:{STAMP}"),
            *[(Visiting(), f"{chance.choice(ON_VISIT)}:{number}:{place}")] * 4,
            *[(Teach(), f"{chance.choice(ON_QUESTION)}:{number}:{place}")] * 2,
            *[(Teach(), f"{chance.choice(ON_ANSWER)}:{chance.choice('1123')}:{place}")] * 3,
            (Visiting(), chance.choice(["", "mine", "mine:2", "see", "list:2:x"])),
            (Lead(), f"{chance.choice(LEADING)}:{number}{more}"),
            (Profile(), f"{chance.choice(OWN)}:{number}"),
            (Trainer(), chance.choice(["", "1", "2", "add", "invite", "picture", "x"])),
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


@pytest.mark.parametrize("seed", range(3))
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
        assert "Ruang mereka" not in shown
        assert "Tugas 100" not in shown
        assert "Daftar 100" not in shown
        assert "Bahaya 100" not in shown
        assert "Usul 100" not in shown
        assert "Ide 100" not in shown
        assert "Ukuran 100" not in shown
        assert "77.100" not in shown
        assert "Catatan 100" not in shown
        assert "Jawab 100" not in shown
        refused += any(message["response"] == "utter_refused" for message in said)
    assert await theirs(world) == before
    assert refused > 0
    async with world.transaction() as connection:
        noted = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.refused)
        assert await connection.scalar(noted) == refused
