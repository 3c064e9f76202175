"""
Calculators for the chat: what to ask next, what a reply means, and the sum with its steps.

Rules and sources stand here, words in content/calculators.yml. Answers are strings, for they live in a Rasa slot;
one that cannot be right counts as not given, whoever put it there.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import yaml

from mitra.amounts import MOST_LETTERS, NO_REPLY, Unit, as_number, as_rupiah, read_amount
from mitra.content.library import CONTENT_DIR
from mitra.errors import ContentError

Problem = Literal["unreadable", "too_low", "too_high"]
Values = Mapping[str, str]

TITLE_LIMIT = 40  # a button on a 360 px screen
LABEL_LIMIT = 30  # two of them may share a row


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A reply that may be tapped or typed."""

    #: What is stored; part of button data, so it never changes.
    value: str
    label: str
    #: Other ways to type it.
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a calculator. With a unit it takes an amount, and its choices are short cuts."""

    name: str
    unit: Unit | None = None
    choices: tuple[Choice, ...] = ()
    #: Least and most that can be meant, in the unit.
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    question: str
    #: What is said when a reply cannot be used; may hold {value}, {low} and {high}.
    problems: Mapping[str, str]
    #: Words that show another amount was meant, such as "sehari" for a monthly wage.
    refused: tuple[str, ...] = ()
    #: How amounts are written, by unit.
    units: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reply means: a value to store, or a problem and the question back."""

    value: str | None = None
    problem: Problem | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a sum: label: working = value. Where nothing is worked out, `working` is empty."""

    label: str
    working: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """A sum as people read it; `dataclasses.asdict` makes plain data of it for the message `calculation`."""

    calculator: str
    total: str
    steps: list[Step]
    rule: str
    notes: list[str]
    #: Id of the topic that explains the rule.
    topic: str
    #: Whether a slip or an employer may say something else.
    is_wage: bool


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What the code knows of a field."""

    name: str
    unit: Unit | None = None
    choices: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def takes(self, value: str | None) -> bool:
        """Return whether a stored value can be worked with."""
        if value is None or not self.unit:
            return value in self.choices
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return False
        return amount.is_finite() and self.low <= amount <= self.high


@dataclass(frozen=True, kw_only=True)
class _Words:
    """One calculator's part of content/calculators.yml."""

    title: str
    intro: str
    fields: Mapping[str, Mapping[str, Any]]
    totals: Mapping[str, str]
    steps: Mapping[str, str]
    rules: Mapping[str, str]
    notes: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What the code knows of a calculator."""

    topic: str
    is_wage: bool = False
    #: Every field, and the order in which they are asked, given the answers so far.
    fields: tuple[_Ask, ...]
    order: Callable[[Values], Iterator[_Ask]]
    work_out: Callable[["_Sheet", Values], Result]
    totals: tuple[str, ...]
    steps: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("rule",)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Calculator:
    """A sum people ask for in chat."""

    id: str
    #: Id of the topic it belongs to; a result may name a nearer one.
    topic: str
    title: str
    intro: str
    _plan: _Plan = field(repr=False)
    _words: _Words = field(repr=False)

    def missing(self, values: Values) -> Field | None:
        """Return the next question, or None when all that matters is answered."""
        asks = self._plan.order(values)
        ask = next((ask for ask in asks if not ask.takes(values.get(ask.name))), None)
        return self._field(ask) if ask else None

    def answered(self, values: Values) -> list[str]:
        """Return the names of the fields answered so far, in the order in which they were asked."""
        return [ask.name for ask in itertools.takewhile(_taken(values), self._plan.order(values))]

    def count(self, values: Values) -> int | None:
        """Return how many questions there are in all, or None while that depends on answers to come."""
        counts = {sum(1 for _ in self._plan.order(given)) for given in self._possible(values)}
        return counts.pop() if len(counts) == 1 else None

    def _possible(self, values: Values) -> Iterator[Values]:
        """Yield `values` with every answer to come that may matter for what is asked."""
        given = {name: values[name] for name in self.answered(values)}
        asks = [ask for ask in self._plan.fields if ask.name not in given]
        for replies in itertools.product(*(("0", "1") if ask.unit else ask.choices for ask in asks)):
            yield given | {ask.name: reply for ask, reply in zip(asks, replies, strict=True)}

    def result(self, values: Values) -> Result:
        """Return the sum; raises ValueError while an answer is missing."""
        if missing := self.missing(values):
            raise ValueError(f"{self.id}: {missing.name} is not answered yet")
        return self._plan.work_out(_Sheet(self), values)

    def _field(self, ask: _Ask) -> Field:
        words = self._words.fields[ask.name]
        choices = (Choice(value=value, **words["choices"][value]) for value in ask.choices)
        return Field(
            name=ask.name,
            unit=ask.unit,
            choices=tuple(choices),
            low=ask.low,
            high=ask.high,
            question=words["question"],
            problems={name: words[name] for name in _problems(ask)},
            refused=tuple(words.get("refused", ())),
            units=self._words.units,
        )


def _taken(values: Values) -> Callable[[_Ask], bool]:
    return lambda ask: ask.takes(values.get(ask.name))


def _problems(ask: _Ask) -> tuple[Problem, ...]:
    return ("unreadable", "too_low", "too_high") if ask.unit else ("unreadable",)


# Replies


def read(field: Field, text: str) -> Reading:
    """Return what `text`, tapped or typed, means as a reply to `field`."""
    words = _spaced(text)
    amount = read_amount(text, field.unit) if field.unit and not _says(words, field.refused) else None
    if amount is not None:
        return _within(field, amount)
    value = _chosen(field, words)
    return Reading(value=value) if value else _back(field, "unreadable")


def _within(field: Field, amount: Decimal) -> Reading:
    if amount < field.low:
        return _back(field, "too_low", amount)
    if amount > field.high:
        return _back(field, "too_high", amount)
    return Reading(value=f"{amount:f}")


def _back(field: Field, problem: Problem, amount: Decimal | None = None) -> Reading:
    shown = {"value": amount, "low": field.low, "high": field.high}
    parts = {name: _shown(value, field) for name, value in shown.items() if value is not None}
    return Reading(problem=problem, text=field.problems[problem].format(**parts))


def _shown(amount: Decimal, field: Field) -> str:
    return _measure(field.units, field.unit, amount) if field.unit else str(amount)


def _measure(units: Mapping[str, str], unit: Unit, amount: Decimal) -> str:
    return units[unit.value].format(number=as_number(amount))


def _chosen(field: Field, words: str) -> str | None:
    """Return the one choice that `words` name; a longer phrase goes before a shorter one inside it."""
    phrases = sorted(
        (
            (_spaced(phrase), choice.value)
            for choice in field.choices
            for phrase in (choice.value, choice.label, *choice.synonyms)
        ),
        key=lambda phrase: -len(phrase[0]),
    )
    found: set[str] = set()
    for phrase, value in phrases:
        if phrase in words:
            words = words.replace(phrase, " ")
            found.add(value)
    # "bukan hari libur" is no choice, nor is a short cut with an unclear amount beside it: "0-5".
    unsure = NO_REPLY.intersection(words.split()) or (field.unit and re.search("[0-9]", words))
    return found.pop() if len(found) == 1 and not unsure else None


def _says(words: str, phrases: tuple[str, ...]) -> bool:
    return any(_spaced(phrase) in words for phrase in phrases)


def _spaced(text: str) -> str:
    """Return the words of `text` with one space around each, so that "5hr" holds "5" but "minggu" no "ming"."""
    plain = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold()
    return f" {' '.join(re.findall('[a-z]+|[0-9]+', plain))} "


# The sheet a sum is worked out on


class _Sheet:
    """Collects a sum's steps and notes. Each step is rounded to the rupiah, so that people can check it by hand."""

    def __init__(self, calculator: Calculator) -> None:
        self._calculator = calculator
        self._words = calculator._words  # noqa: SLF001 - two halves of one thing
        self._steps: list[Step] = []
        self._notes: list[str] = []

    def money(self, name: str, working: str, amount: Decimal, **parts: object) -> Decimal:
        """Add a step in rupiah and return it rounded, to go on with."""
        rounded = amount.quantize(Decimal(1), ROUND_HALF_UP)
        self.step(name, working, as_rupiah(rounded), **parts)
        return rounded

    def step(self, name: str, working: str, value: str, **parts: object) -> None:
        """Add a step."""
        label = self._words.steps[name].format(**parts)
        self._steps.append(Step(label=label, working=working, value=value))

    def note(self, name: str, *, when: bool = True, **parts: object) -> None:
        """Add a note."""
        if when:
            self._notes.append(self._words.notes[name].format(**parts))

    def measure(self, unit: Unit, amount: Decimal) -> str:
        """Return `amount` with its unit: 2,5 jam."""
        return _measure(self._words.units, unit, amount)

    def label(self, name: str) -> str:
        """Return a step's label as it stands inside a sentence."""
        return self._words.steps[name].lower()

    def result(self, value: str, *, total: str = "total", rule: str = "rule", topic: str = "") -> Result:
        """Return the finished sum."""
        return Result(
            calculator=self._calculator.id,
            total=self._words.totals[total].format(value=value),
            steps=self._steps,
            rule=self._words.rules[rule],
            notes=self._notes,
            topic=topic or self._calculator.topic,
            is_wage=self._calculator._plan.is_wage,  # noqa: SLF001 - two halves of one thing
        )


def _percent(share: Decimal) -> str:
    return f"{as_number(share * 100, places=1)}%"


# Wages

_WAGE = _Ask(name="wage", unit=Unit.RUPIAH, low=Decimal(100_000), high=Decimal(500_000_000))
#: A monthly wage below this is likely a day's: no province's minimum is near it.
_LIKELY_DAILY = Decimal(500_000)
_MONTHS = _Ask(name="months", unit=Unit.MONTHS, choices=("0",), high=Decimal(720))
_FULL_YEAR = 12

_DAY = _Ask(name="day", choices=("workday", "rest", "short"))
_WEEK = _Ask(name="week", choices=("5", "6"))
_HOURS = _Ask(name="hours", unit=Unit.HOURS, low=Decimal("0.01"), high=Decimal(24))
#: PP 35/2021 Pasal 32 (2): an hour's wage is a month's by this.
_HOURS_A_MONTH = 173
#: PP 35/2021 Pasal 31: up to which hour an hour's wage counts how often. The last one also holds beyond its end.
_BANDS = {
    "workday": ((1, Decimal("1.5")), (4, Decimal(2))),
    "rest_5": ((8, Decimal(2)), (9, Decimal(3)), (12, Decimal(4))),
    "rest_6": ((7, Decimal(2)), (8, Decimal(3)), (11, Decimal(4))),
    "short": ((5, Decimal(2)), (6, Decimal(3)), (9, Decimal(4))),
}
#: PP 35/2021 Pasal 29: from here on there is a meal.
_MEAL_FROM = 4


def _ask_overtime(values: Values) -> Iterator[_Ask]:
    yield _WAGE
    yield _DAY
    # The shortest working day exists in a week of six only.
    if values["day"] == "rest":
        yield _WEEK
    yield _HOURS


def _overtime(sheet: _Sheet, values: Values) -> Result:
    wage, hours = Decimal(values["wage"]), Decimal(values["hours"])
    kind = f"rest_{values['week']}" if values["day"] == "rest" else values["day"]
    hourly = sheet.money("hourly", f"{as_rupiah(wage)} : {_HOURS_A_MONTH}", wage / _HOURS_A_MONTH)
    total = Decimal(0)
    for first, last, part, factor in _bands(kind, hours):
        working = f"{_duration(sheet, part)} × {as_number(factor)} × {as_rupiah(hourly)}"
        name = "one_hour" if first == last else "hours"
        total += sheet.money(name, working, part * factor * hourly, first=first, last=last)
    sheet.note("over_limit", when=kind == "workday" and hours > _BANDS[kind][-1][0])
    sheet.note("past_table", when=kind != "workday" and hours > _BANDS[kind][-1][0])
    sheet.note("daily_wage", when=wage < _LIKELY_DAILY)
    sheet.note("base", when=wage >= _LIKELY_DAILY)
    sheet.note("meal", when=hours >= _MEAL_FROM)
    topic = "m4-lembur-hari-kerja" if kind == "workday" else "m4-lembur-hari-libur"
    return sheet.result(as_rupiah(total), rule=kind, topic=topic)


def _bands(kind: str, hours: Decimal) -> Iterator[tuple[int, int, Decimal, Decimal]]:
    """Yield first and last hour, time within and factor of each band that `hours` reach."""
    bands = _BANDS[kind]
    start = 0
    for end, factor in bands:
        until = hours if end == bands[-1][0] else min(hours, Decimal(end))
        if until > start:
            yield start + 1, math.ceil(until), until - start, factor
        start = end


def _duration(sheet: _Sheet, hours: Decimal) -> str:
    """Return 2,5 jam, but 1 jam 20 menit where decimals would not come out."""
    if hours == hours.quantize(Decimal("0.01")):
        return sheet.measure(Unit.HOURS, hours)
    whole, minutes = divmod((hours * 60).quantize(Decimal(1), ROUND_HALF_UP), 60)
    parts = [sheet.measure(Unit.HOURS, whole)] if whole else []
    return " ".join([*parts, sheet.measure(Unit.MINUTES, minutes)])


def _ask_service(_: Values) -> Iterator[_Ask]:
    yield _WAGE
    yield _MONTHS


def _wage_and_months(values: Values) -> tuple[Decimal, Decimal]:
    """Return both, months to two decimals as they are shown, so that the sum can be checked by hand."""
    return Decimal(values["wage"]), Decimal(values["months"]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _holiday_pay(sheet: _Sheet, values: Values) -> Result:
    """Permenaker 6/2016 Pasal 2 and 3: from one month on a part by twelfths, from twelve on one month's wage."""
    wage, months = _wage_and_months(values)
    if months < 1:
        return sheet.result("", total="none")
    if months >= _FULL_YEAR:
        amount = sheet.money("full", f"1 × {as_rupiah(wage)}", wage)
    else:
        amount = _twelfths(sheet, wage, months)
    sheet.note("daily_wage", when=wage < _LIKELY_DAILY)
    sheet.note("part_month", when=months < _FULL_YEAR and months != int(months))
    sheet.note("base")
    sheet.note("due")
    return sheet.result(as_rupiah(amount))


#: PP 35/2021 Pasal 8: a contract for a time lasts five years at most, extensions included.
_LONGEST_CONTRACT = 60


def _contract_pay(sheet: _Sheet, values: Values) -> Result:
    """PP 35/2021 Pasal 15 and 16: from one month on, months by twelve times a month's wage, beyond a year too."""
    wage, months = _wage_and_months(values)
    if months < 1:
        return sheet.result("", total="none")
    amount = _twelfths(sheet, wage, months)
    sheet.note("over_five_years", when=months > _LONGEST_CONTRACT)
    sheet.note("daily_wage", when=wage < _LIKELY_DAILY)
    sheet.note("part_month", when=months != int(months))
    sheet.note("base")
    sheet.note("small_firm")
    return sheet.result(as_rupiah(amount))


def _twelfths(sheet: _Sheet, wage: Decimal, months: Decimal) -> Decimal:
    working = f"{as_number(months)} : {_FULL_YEAR} × {as_rupiah(wage)}"
    return sheet.money("twelfths", working, months * wage / _FULL_YEAR)


# Quality and machines

_MANY = Decimal(100_000_000)
_MUCH_MONEY = Decimal(10) ** 13
_SCRAP = _Ask(name="scrap", unit=Unit.COUNT, choices=("0",), high=_MANY)
_SCRAP_COST = _Ask(name="scrap_cost", unit=Unit.RUPIAH, low=Decimal(1), high=Decimal(1_000_000_000))
_REWORK = replace(_SCRAP, name="rework")
_REWORK_COST = replace(_SCRAP_COST, name="rework_cost")
_RETURNS = _Ask(name="returns", unit=Unit.RUPIAH, choices=("0",), high=_MUCH_MONEY)
_SALES = replace(_RETURNS, name="sales")


def _ask_quality(values: Values) -> Iterator[_Ask]:
    yield _SCRAP
    if Decimal(values["scrap"]):
        yield _SCRAP_COST
    yield _REWORK
    if Decimal(values["rework"]):
        yield _REWORK_COST
    yield _RETURNS
    yield _SALES


def _quality(sheet: _Sheet, values: Values) -> Result:
    """Add up what can be seen of the cost of poor quality in a month (content/modules/m2-mutu/biaya-mutu.md)."""
    total = Decimal(0)
    for name in ("scrap", "rework"):
        if pieces := Decimal(values[name]):
            cost = Decimal(values[f"{name}_cost"])
            total += sheet.money(name, f"{as_number(pieces)} × Rp{as_number(cost)}", pieces * cost)
    if returns := Decimal(values["returns"]):
        total += sheet.money("returns", "", returns)
    if total:
        sheet.money("year", f"12 × {as_rupiah(total)}", 12 * total)
    if sales := Decimal(values["sales"]):
        share = total / sales
        sheet.step("share", f"{as_rupiah(total)} : {as_rupiah(sales)}", _percent(share))
        sheet.note("more_than_sales", when=share > 1)
        sheet.note("benchmark", when=0 < share <= 1)
    sheet.note("nothing" if not total else "hidden")
    return sheet.result(as_rupiah(total))


_PLANNED = _Ask(name="planned", unit=Unit.MINUTES, low=Decimal(1), high=Decimal(31 * 24 * 60))
_STOPPED = _Ask(name="stopped", unit=Unit.MINUTES, choices=("0",))
_IDEAL = _Ask(name="ideal", unit=Unit.SECONDS, low=Decimal("0.01"), high=Decimal(24 * 60 * 60))
_TOTAL = _Ask(name="total", unit=Unit.COUNT, low=Decimal(1), high=_MANY)
_GOOD = _Ask(name="good", unit=Unit.COUNT)


def _ask_machine(values: Values) -> Iterator[_Ask]:
    yield _PLANNED
    # A machine that stood all the time made nothing, so there is nothing to work out.
    yield replace(_STOPPED, high=max(Decimal(values["planned"]) - 1, Decimal(0)))
    yield _IDEAL
    yield _TOTAL
    yield replace(_GOOD, high=Decimal(values["total"]))


def _machine(sheet: _Sheet, values: Values) -> Result:
    """OEE = availability × performance × quality (content/modules/m3-produktivitas/oee.md), rounded at the end only."""
    planned, stopped, ideal, total, good = (Decimal(values[ask.name]) for ask in _PLANS["oee"].fields)
    ran = planned - stopped
    # Times are compared in seconds, and each share is divided once, so that 0,80 does not become 0,7999.
    shares = {
        "availability": (ran / planned, f"{as_number(ran)} : {as_number(planned)}"),
        "performance": (
            total * ideal / (ran * 60),
            f"{as_number(total)} × {sheet.measure(Unit.SECONDS, ideal)} : {sheet.measure(Unit.MINUTES, ran)}",
        ),
        "quality": (good / total, f"{as_number(good)} : {as_number(total)}"),
    }
    sheet.step("ran", f"{as_number(planned)} − {as_number(stopped)}", sheet.measure(Unit.MINUTES, ran))
    for name, (share, working) in shares.items():
        sheet.step(name, working, _percent(share))
    lowest = min(shares, key=lambda name: shares[name][0])
    too_fast = shares["performance"][0] > 1
    sheet.note("too_fast", when=too_fast)
    sheet.note("lowest", when=shares[lowest][0] < 1 and not too_fast, part=sheet.label(lowest))
    sheet.note("benchmark", when=not too_fast)
    return sheet.result(_percent(good * ideal / (planned * 60)))


_PLANS = {
    "lembur": _Plan(
        topic="m4-lembur-hari-kerja",
        is_wage=True,
        fields=(_WAGE, _DAY, _WEEK, _HOURS),
        order=_ask_overtime,
        work_out=_overtime,
        totals=("total",),
        steps=("hourly", "one_hour", "hours"),
        rules=tuple(_BANDS),
        notes=("over_limit", "past_table", "daily_wage", "base", "meal"),
    ),
    "thr": _Plan(
        topic="m4-thr",
        is_wage=True,
        fields=(_WAGE, _MONTHS),
        order=_ask_service,
        work_out=_holiday_pay,
        totals=("total", "none"),
        steps=("full", "twelfths"),
        notes=("daily_wage", "part_month", "base", "due"),
    ),
    "pkwt": _Plan(
        topic="m4-pkwt-kompensasi",
        is_wage=True,
        fields=(_WAGE, _MONTHS),
        order=_ask_service,
        work_out=_contract_pay,
        totals=("total", "none"),
        steps=("twelfths",),
        notes=("over_five_years", "daily_wage", "part_month", "base", "small_firm"),
    ),
    "copq": _Plan(
        topic="m2-biaya-mutu",
        fields=(_SCRAP, _SCRAP_COST, _REWORK, _REWORK_COST, _RETURNS, _SALES),
        order=_ask_quality,
        work_out=_quality,
        totals=("total",),
        steps=("scrap", "rework", "returns", "year", "share"),
        notes=("more_than_sales", "benchmark", "nothing", "hidden"),
    ),
    "oee": _Plan(
        topic="m3-oee",
        fields=(_PLANNED, _STOPPED, _IDEAL, _TOTAL, _GOOD),
        order=_ask_machine,
        work_out=_machine,
        totals=("total",),
        steps=("ran", "availability", "performance", "quality"),
        notes=("too_fast", "lowest", "benchmark"),
    ),
}


# Words


def read_calculators(content_dir: Path = CONTENT_DIR) -> dict[str, Calculator]:
    """Return the calculators with their words; raises ContentError naming file and line."""
    page = _Page(content_dir / "calculators.yml")
    page.check((), {"units", *_PLANS})
    page.check(("units",), {unit.value for unit in Unit})
    for unit in Unit:
        page.check_text(("units", unit.value), {"number"})
    return {name: _calculator(page, name, plan) for name, plan in _PLANS.items()}


def _calculator(page: "_Page", name: str, plan: _Plan) -> Calculator:
    page.check((name,), {"title", "intro", "fields", "totals", "steps", "rules", "notes"})
    page.check_text((name, "title"), limit=TITLE_LIMIT)
    page.check_text((name, "intro"))
    page.check_texts((name, "totals"), plan.totals, {"value"})
    page.check_texts((name, "steps"), plan.steps, {"first", "last"})
    page.check_texts((name, "rules"), plan.rules)
    page.check_texts((name, "notes"), plan.notes, {"part"})
    page.check((name, "fields"), {ask.name for ask in plan.fields})
    for ask in plan.fields:
        _check_field(page, (name, "fields", ask.name), ask)
    words = _Words(**page.at(name), units=page.at("units"))
    return Calculator(
        id=name, topic=plan.topic, title=words.title, intro=words.intro, _plan=plan, _words=words
    )


def _check_field(page: "_Page", place: tuple[str, ...], ask: _Ask) -> None:
    needed = {"question", *_problems(ask), *(("choices",) if ask.choices else ())}
    page.check(place, needed, optional={"refused"} if ask.unit else set())
    page.check_text((*place, "question"))
    for problem in _problems(ask):
        page.check_text((*place, problem), set() if problem == "unreadable" else {"value", "low", "high"})
    page.check_list((*place, "refused"))
    if ask.choices:
        page.check((*place, "choices"), set(ask.choices))
    for choice in ask.choices:
        page.check((*place, "choices", choice), {"label", "synonyms"})
        page.check_text((*place, "choices", choice, "label"), limit=LABEL_LIMIT)
        page.check_list((*place, "choices", choice, "synonyms"))


class _Page:
    """A YAML file of texts under names; what is wrong is told with its line, in Bahasa, for trainers write it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._root = yaml.compose(path.read_text("utf-8"))
            self._content = yaml.safe_load(path.read_text("utf-8"))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ContentError(f"{path}:{line}: {error.problem}") from None
        except (OSError, ValueError) as error:
            raise ContentError(f"{path}:1: berkas tidak bisa dibaca: {error}") from None

    def at(self, *place: str) -> Any:
        """Return what stands at `place`."""
        content = self._content
        for name in place:
            content = content.get(name) if isinstance(content, dict) else None
        return content

    def check(self, place: tuple[str, ...], needed: set[str], optional: set[str] | None = None) -> None:
        """Raise ContentError unless `place` has the names it needs and no others."""
        content = self.at(*place)
        if not isinstance(content, dict):
            raise self._error(place, "harus berisi baris 'nama: isi'")
        if missing := sorted(needed - set(content)):
            raise self._error(place, f"belum memuat {', '.join(missing)}")
        if unknown := sorted(map(str, set(content) - needed - (optional or set()))):
            raise self._error(place, f"memuat yang tidak dikenal: {', '.join(unknown)}")

    def check_texts(
        self, place: tuple[str, ...], names: tuple[str, ...], gaps: set[str] | None = None
    ) -> None:
        """Raise ContentError unless `place` has just these texts."""
        self.check(place, set(names))
        for name in names:
            self.check_text((*place, name), gaps)

    def check_text(
        self, place: tuple[str, ...], gaps: set[str] | None = None, *, limit: int | None = None
    ) -> None:
        """Raise ContentError unless a text stands here, not too long, with no gaps ({value}) but these."""
        text = self.at(*place)
        if not isinstance(text, str) or not text.strip():
            raise self._error(place, "harus teks (beri tanda kutip bila memuat ': ')")
        if limit and len(text) > limit:
            raise self._error(place, f"{len(text)} huruf: tombol hanya muat {limit}")
        try:
            text.format(**dict.fromkeys(gaps or (), ""))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self._error(place, f"memuat kurung kurawal yang tidak dikenal: {error}") from None

    def check_list(self, place: tuple[str, ...]) -> None:
        """Raise ContentError unless a list of texts stands here, or nothing."""
        content = self.at(*place)
        if content is not None and not (
            isinstance(content, list) and all(isinstance(item, str) and item.strip() for item in content)
        ):
            raise self._error(place, "harus daftar teks (beri tanda kutip pada angka)")

    def _error(self, place: tuple[str, ...], problem: str) -> ContentError:
        name = " → ".join(place) or "berkas"
        return ContentError(f"{self._path}:{self._line(place)}: {name} {problem}")

    def _line(self, place: tuple[str, ...]) -> int:
        node, line = self._root, 1
        for name in place:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            key, node = next((pair for pair in pairs if pair[0].value == name), (None, None))
            line = key.start_mark.line + 1 if key else line
        return line


#: All calculators, read once.
CALCULATORS = read_calculators()
