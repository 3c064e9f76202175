"""What a calculator is: what it asks next, what a reply means, and the sheet its sum is worked out on."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal

from mitra.amounts import MOST_LETTERS, NO_REPLY, Unit, as_number, as_rupiah, read_amount

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
class Ask:
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
class Words:
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
class Plan:
    """What the code knows of a calculator."""

    topic: str
    is_wage: bool = False
    #: Every field, and the order in which they are asked, given the answers so far.
    fields: tuple[Ask, ...]
    order: Callable[[Values], Iterator[Ask]]
    work_out: Callable[["Sheet", Values], Result]
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
    _plan: Plan = field(repr=False)
    _words: Words = field(repr=False)

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
        return self._plan.work_out(Sheet(self), values)

    def _field(self, ask: Ask) -> Field:
        words = self._words.fields[ask.name]
        choices = (Choice(value=value, **words["choices"][value]) for value in ask.choices)
        return Field(
            name=ask.name,
            unit=ask.unit,
            choices=tuple(choices),
            low=ask.low,
            high=ask.high,
            question=words["question"],
            problems={name: words[name] for name in problems_of(ask)},
            refused=tuple(words.get("refused", ())),
            units=self._words.units,
        )


def _taken(values: Values) -> Callable[[Ask], bool]:
    return lambda ask: ask.takes(values.get(ask.name))


def problems_of(ask: Ask) -> tuple[Problem, ...]:
    """Return what can be wrong with a reply to `ask`."""
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


class Sheet:
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


def percent(share: Decimal) -> str:
    """Return a share as people read it: 81,3%."""
    return f"{as_number(share * 100, places=1)}%"
