"""What is written about an action: a new one, a day, why, what came of it, a cry for help (words: content/forms.yml)."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from actions.filling import Filling, Form, PlainForm, Unclear, Values, opened
from actions.plan.views import say_action
from actions.who import Call, now
from mitra import dates
from mitra.amounts import Unit, read_amount
from mitra.hours import HOME_ZONE
from mitra.plan import absences, answers
from mitra.plan import actions as plan
from mitra.plan.actions import LIMITS, MOST_RUPIAH, Action
from mitra.stack import State
from mitra.store.models import Role
from nlu import progress
from nlu.danger import in_danger
from nlu.normaliser import normalise

#: "Kenapa?" is asked so often (Ohno's five whys).
MOST_WHYS = 5
#: What was not clear about a day → what is said then.
_UNCLEAR = {
    # Written by us, so taken for HTML as messages are.
    "lebaran": "Tanggal Lebaran baru pasti sesudah ditetapkan pemerintah. Jadi, tanggal berapa? Pilih, atau tulis tanggalnya.",
    "past": "Hari itu sudah lewat. Tulis hari yang akan datang, misalnya <i>Jumat depan</i>.",
    "two": "Ada dua hari di situ. Yang mana?",
    "impossible": "Tanggal itu tidak ada di kalender, atau terlalu jauh. Maksud Anda tanggal berapa?",
}
_UNCLEAR_USUAL = "Tepatnya hari apa? Pilih, atau tulis tanggalnya, misalnya <i>15 Januari</i>."


#: Said on coming back, and no reply to anything.
_GREETINGS = frozenset(
    "pagi siang sore malam selamat halo hai hi assalamualaikum permisi min kak pak bu bos".split()
)
#: A reply that begins so is a question.
_ASKS = frozenset(
    "apa apakah bagaimana gimana gmn gmna kenapa knp mengapa kapan kpn siapa berapa brp bolehkah dimana".split()
)
#: Words of what happens right now, beside signs of danger: what is planned can be dangerous too.
_NOW = frozenset("tolong tolongin cepat cepetan darurat pingsan sekarang barusan".split())
_NOW_TOO = re.compile(r"!|\bada\s+(?:yang|yg|orang|org)\b", re.IGNORECASE)
_NOT_NOW = frozenset("kemarin kemaren pernah sering suka bisa kalau kalo mungkin takut rawan dulu".split())


class _Words(PlainForm):
    """Fields of words."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words; a greeting is none."""
        if set(normalise(text)) <= _GREETINGS:
            return None
        return text.strip()[: LIMITS["action"]] or None

    def surely(self, _field: str, text: str, /) -> bool:
        """Return whether it is neither a question nor a cry for help."""
        words = normalise(text)
        return bool(words) and words[0] not in _ASKS and not _happens_now(text, words)


class Days(_Words):
    """A form with the field `day`: a day as people say it, where the enterprise is."""

    def read_in(self, field: str, text: str, given: Values, /) -> Any | None:
        """Return the day in ISO format, seen from where the enterprise is; or the words."""
        if field != "day":
            return self.read(field, text)
        day = dates.read_day(text, _today(given.get("zone", HOME_ZONE)))
        return day.isoformat() if isinstance(day, dt.date) else None

    def attempts(self, field: str, text: str, /) -> bool:
        """Return whether a day was meant that is not clear."""
        return field == "day" and dates.read_day(text, _today(HOME_ZONE)) is not None

    def unclear(self, field: str, text: str, given: Values, /) -> Unclear | None:
        """Return which days may have been meant."""
        today = _today(given.get("zone", HOME_ZONE))
        found = dates.read_day(text, today) if field == "day" else None
        if not isinstance(found, dates.Unclear):
            return None
        days = [(day.isoformat(), dates.say_day(day, today)) for day in found.options]
        said = Markup(_UNCLEAR.get(found.reason, _UNCLEAR_USUAL))  # noqa: S704
        return Unclear(problem=said, choices=days)


def _today(zone: str) -> dt.date:
    return now().astimezone(ZoneInfo(zone)).date()


def _happens_now(text: str, words: list[str]) -> bool:
    """Return whether somebody is in danger this moment, rather than tells of what was, or could be."""
    said = set(words)
    return in_danger(words) and not said & _NOT_NOW and bool(said & _NOW or _NOW_TOO.search(text))


_OFFERED = re.compile(r"#([0-9]{1,15})")


def offered(number: int, label: str) -> list[str]:
    """Return a choice whose value nobody types: a typed number is one that people see, not one of the database."""
    return [f"#{number}", label]


def chosen_id(text: str) -> int | None:
    """Return the number of a choice made by `offered`; None for anything typed."""
    found = _OFFERED.fullmatch(text)
    return int(found[1]) if found else None


class New(Days):
    """A new action: what about, the problem, what is done, who, by when."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return module or person as numbers, the day, or the words."""
        if field == "module":
            return int(text) if text in {"1", "2", "3", "4", "5"} else None
        if field == "owner":
            return chosen_id(text)
        return super().read(field, text)

    async def use(self, call: Call, values: Values) -> State | None:
        """Put it into the plan; whoever is chosen learns it."""
        enterprise_id = values["enterprise"]
        more: dict[str, Any] = {"due_on": await _checked_day(call, enterprise_id, values["day"])}
        made = await plan.add(
            call.connection,
            call.actor,
            enterprise_id,
            problem=values["problem"],
            action=values["action"],
            module=values["module"] if values["module"] in plan.MODULES else 1,
            at=call.at,
            more=more,
        )
        if values["owner"] and values["owner"] != made.owner_id:
            made = await plan.give(call.connection, call.actor, made.id, values["owner"], at=call.at)
        await say_action(call, made, edit=False, lead="made")
        return None


async def _checked_day(call: Call, enterprise_id: int, day: str | None) -> dt.date | None:
    """Return the day that was chosen; a week from now when it was left out, and raises RefusedError when it is past."""
    if day is None:
        today = await plan.today_in(call.connection, enterprise_id, call.at)
        return today + dt.timedelta(days=plan.USUAL_DAYS)
    chosen = dt.date.fromisoformat(day)
    await plan.check_day(call.connection, enterprise_id, chosen, call.at)
    return chosen


class Due(Days):
    """By when an action is to be done."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Set it."""
        day = dt.date.fromisoformat(values["day"])
        changed = await plan.set_due(call.connection, call.actor, values["action"], day, at=call.at)
        await say_action(call, changed, edit=False, lead="saved")
        return None


class Later(Days):
    """Until when an action is put off."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Put it off."""
        day = dt.date.fromisoformat(values["day"])
        changed = await answers.postpone(call.connection, call.actor, values["action"], day, at=call.at)
        await say_action(call, changed, edit=False, lead="postponed", about=day)
        return None


class Text(_Words):
    """One text of an action; its form is named after it: action_problem, action_cause, …."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        changed = await plan.edit(
            call.connection, call.actor, values["action"], self._name, values["text"], at=call.at
        )
        await say_action(call, changed, edit=False, lead="saved")
        return None


#: Nothing, in rupiah.
_FREE = frozenset(
    (
        "gratis",
        "tidak ada",
        "tidak",
        "gak ada",
        "ga ada",
        "nggak ada",
        "tanpa biaya",
        "tidak bayar",
        "nol",
        "kosong",
    )
)


class _Money(_Words):
    """Forms that ask for rupiah."""

    #: The field of rupiah.
    money: str

    def read(self, field: str, text: str, /) -> Any | None:
        """Return rupiah, or the words; a photo is sent, not typed."""
        if field == "photo":
            return None
        if field != self.money:
            return super().read(field, text)
        if " ".join(normalise(text)) in _FREE:
            return 0
        amount = read_amount(text, Unit.RUPIAH)
        return int(amount) if amount is not None and 0 <= amount <= MOST_RUPIAH else None

    def attempts(self, field: str, text: str, /) -> bool:
        """Return whether an amount was meant that cannot be read."""
        return field == self.money and any(letter.isdigit() for letter in text)


class Cost(_Money):
    """What an action costs."""

    money = "cost"

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        changed = await plan.edit(
            call.connection, call.actor, values["action"], "cost", values["cost"], at=call.at
        )
        await say_action(call, changed, edit=False, lead="saved")
        return None


class Done(_Money):
    """What came of a finished action: in words, in rupiah, in a photo."""

    money = "saving"

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        changed = await answers.result(
            call.connection,
            call.actor,
            values["action"],
            at=call.at,
            text=values["result"] or "",
            saving=values["saving"],
            photo=values["photo"] or "",
        )
        await say_action(call, changed, edit=False, lead="result")
        return None


class Photo(PlainForm):
    """A photo before or after."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        name = "photo_after" if values["which"] == "after" else "photo_before"
        changed = await plan.edit(
            call.connection, call.actor, values["action"], name, values["photo"], at=call.at
        )
        await say_action(call, changed, edit=False, lead="saved")
        return None


class Why(_Words):
    """One "kenapa?"; the next asks after the answer to this one, until the cause is found."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Ask on, or keep the chain of answers as the cause."""
        action = await plan.one(call.connection, call.actor, values["action"], at=call.at)
        whys = [*values["whys"], *([values["why"]] if values["why"] else [])]
        if values["why"] and len(whys) < MOST_WHYS:
            return await ask_why(call, action, whys)
        if not whys:
            await say_action(call, action, edit=False)
            return None
        cause = " ← ".join(whys)
        changed = await plan.edit(call.connection, call.actor, action.id, "cause", cause, at=call.at)
        await say_action(call, changed, edit=False, lead="cause")
        return None


async def ask_why(call: Call, action: Action, whys: list[str]) -> State:
    """Ask why what was said last is so; return the state of the question."""
    intro = f"Kenapa {len(whys) + 1} dari {MOST_WHYS}: {whys[-1] if whys else action.problem}"
    state = opened("action_why", action=action.id, whys=whys, intro=intro)
    await Filling().ask(call.dispatcher, call.tracker, state, lead="start")
    return state


#: Who learns of a cry for help first → what is said then.
_TOLD = {Role.MANAGER: "help", Role.TRAINER: "passed", None: "no_help"}


class Help(_Words):
    """What the trouble with an action is."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Tell who leads."""
        action, told = await answers.ask_help(
            call.connection, call.actor, values["action"], values["trouble"] or "", at=call.at
        )
        await say_action(call, action, edit=False, lead=_TOLD[told])
        return None


class Said(PlainForm):
    """Which action somebody has told progress of."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the action's number in the database; only what was offered is chosen."""
        return chosen_id(text)

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether a number was meant that is not among them."""
        return text.strip().isdigit()

    async def use(self, call: Call, values: Values) -> State | None:
        """Note it."""
        await said_about(call, values["which"], said=values["said"], kind=values["kind"])
        return None


#: Kind of progress → what is said then (content/messages/action).
_LEADS = {progress.BLOCKED: "blocked", progress.LATER: "until", progress.REFUSED: "refuse"}


async def said_about(call: Call, which: int, *, said: str, kind: str) -> None:
    """Take what somebody typed about an action; `kind` is one of nlu/progress.py."""
    action = await plan.one(call.connection, call.actor, which, at=call.at)
    day = dates.read_day(said, _today(action.timezone)) if kind == progress.LATER else None
    if kind == progress.DONE:
        await answers.finish(call.connection, call.actor, which, at=call.at)
        done = await answers.result(call.connection, call.actor, which, at=call.at, text=said)
        await say_action(call, done, edit=False, lead="done")
    elif isinstance(day, dt.date):
        put = await answers.postpone(call.connection, call.actor, which, day, at=call.at)
        await say_action(call, put, edit=False, lead="postponed", about=day)
    else:
        running = kind == progress.RUNNING
        noted = await answers.progress(call.connection, call.actor, which, said, at=call.at, running=running)
        await say_action(call, noted, edit=False, lead=_LEADS.get(kind, "progress"))


class Away(Days):
    """Until when somebody is away, and who stands in."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the day, or the person's number."""
        if field == "stand_in":
            return chosen_id(text)
        return super().read(field, text)

    async def use(self, call: Call, values: Values) -> State | None:
        """Note it."""
        until = dt.date.fromisoformat(values["day"])
        absence = await absences.go(
            call.connection, call.actor, values["enterprise"], until, values["stand_in"], at=call.at
        )
        call.say(
            "away_noted", until=absence.until_on, stand_in=absence.stand_in, enterprise=values["enterprise"]
        )
        return None


class PlanSheet(PlainForm):
    """A filled plan is awaited (actions/plan/exchange.py takes it); what is typed is no sheet."""

    async def use(self, call: Call, values: Values) -> State | None:  # noqa: ARG002
        """Never: no reply can be read."""
        return None


FORMS: dict[str, Form] = {
    "action_new": New(),
    "action_due": Due(),
    "action_later": Later(),
    "action_problem": Text("problem"),
    "action_action": Text("action"),
    "action_cause": Text("cause"),
    "action_kpi": Text("kpi"),
    "action_cost": Cost(),
    "action_done": Done(),
    "action_photo": Photo(),
    "action_why": Why(),
    "action_help": Help(),
    "action_said": Said(),
    "away": Away(),
    "plan_sheet": PlanSheet(),
}
