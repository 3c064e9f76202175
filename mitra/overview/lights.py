"""
From facts to a light: pure, so that what is red can be looked at without a database.

Seven signals, each red, yellow, green, or unknown while nothing can be told. The light is as bad as its worst signal; what is
well in fewer than two respects is too new to tell. The words stand in content/messages/parts/lights.j2.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Days without anybody writing: two weeks are a holiday or a rush order, a month is a habit lost.
SILENT_YELLOW, SILENT_RED = 14, 30
#: Days that an enterprise has to invite its people; until then that nobody is there says nothing.
TO_JOIN = 14
#: Days until a first check and a first action can be expected: two months, in which the first follow-up series ends.
TO_BEGIN = 60
#: Percent points that 5S fell on average: people score differently by 5 any day; 15 is a pillar that has gone.
FELL_YELLOW, FELL_RED = 5, 15
#: Days since the last 5S check: areas are checked monthly at the least, and one month may be missed.
CHECKED_YELLOW = 60
#: Overdue actions: one is the manager's business, three are a pattern.
LATE_RED = 3
#: Days that one action is overdue: Mitra has reminded everybody a week ago, so reminding does not help.
LATE_LONG = 14
#: Percent of what there was to do in the last three months that was done; below a quarter, a plan is a list.
DONE_YELLOW = 25
#: Of fewer unfinished actions no share is worked out.
FEW_ACTIONS = 4
#: Suggestions over their time: three, or one for a week, and people stop giving them.
WAITING_RED, WAITING_LONG = 3, 7
#: Periods that all figures are missing: a quarter of months, three weeks.
MISSED_RED = 3
#: Days that a reported danger is open: it was seen, and nothing is done.
DANGER_LONG = 7
#: Percent of prompts answered; of fewer than five nothing can be told.
ANSWERED_YELLOW, ANSWERED_RED, FEW_PROMPTS = 50, 20, 5
#: Signals that must be known before anything is called well.
LEAST_KNOWN = 2


class Colour(enum.IntEnum):
    """A light's colour, the worst first."""

    RED = 0
    YELLOW = 1
    NEW = 2  #: nothing can be told yet
    GREEN = 3


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one enterprise. Days are whole ones, by its own calendar."""

    #: Days since it was added.
    age: int
    #: Who belongs to it, and days since the last of them wrote.
    people: int = 0
    silent: int = 0
    #: Mean of the areas' last 5S checks, its change against the checks before, and days since the last; None: never checked.
    percent: int | None = None
    change: int | None = None
    checked: int | None = None
    #: Actions to be done, overdue ones, days that the oldest is overdue, and those done in the last three months.
    unfinished: int = 0
    late: int = 0
    longest: int = 0
    done: int = 0
    #: Suggestions unanswered over their time, days that the first is over; those of three months that are answered or were to be, and
    #: those answered in time.
    waiting: int = 0
    waited: int = 0
    judged: int = 0
    in_time: int = 0
    #: Figures that people report, those not reported for the latest period, and the fewest periods that one is missing.
    figures: int = 0
    behind: int = 0
    missed: int = 0
    #: Alarms nobody in charge has seen, open danger reports, and days that the oldest is open.
    unseen: int = 0
    dangers: int = 0
    danger_days: int = 0
    #: Prompts of the last month that arrived and want an answer, and those answered.
    prompted: int = 0
    answered: int = 0


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing looked at."""

    #: danger, activity, plan, suggestions, checks, figures, prompts.
    name: str
    colour: Colour
    #: Which of its sentences fits.
    word: str
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Light:
    """How an enterprise stands."""

    id: int
    name: str
    colour: Colour
    signals: tuple[Signal, ...]

    @property
    def reasons(self) -> list[Signal]:
        """Return what makes it red or yellow, the worst first."""
        return sorted(
            (one for one in self.signals if one.colour < Colour.NEW), key=lambda signal: signal.colour
        )

    @property
    def rank(self) -> tuple[int, int, int, str, int]:
        """Return its place: red before yellow before new before green, the more reasons the earlier, then by name."""
        counts = [
            -sum(one.colour is colour for one in self.signals) for colour in (Colour.RED, Colour.YELLOW)
        ]
        return (self.colour, counts[0], counts[1], self.name.casefold(), self.id)

    def view(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "id": self.id,
            "name": self.name,
            "colour": self.colour.name.lower(),
            "signals": [_plain(one) for one in self.signals],
            "reasons": [_plain(one) for one in self.reasons],
        }


def _plain(signal: Signal) -> dict[str, Any]:
    return {"name": signal.name, "colour": signal.colour.name.lower(), "word": signal.word, **signal.numbers}


def light_of(number: int, name: str, facts: Facts) -> Light:
    """Return the light of an enterprise."""
    signals = tuple(look(facts) for look in _SIGNALS)
    known = [one.colour for one in signals if one.colour is not Colour.NEW]
    colour = min(known, default=Colour.NEW)
    if colour is Colour.GREEN and len(known) < LEAST_KNOWN:
        colour = Colour.NEW
    return Light(id=number, name=name, colour=colour, signals=signals)


def _danger(facts: Facts) -> Signal:
    numbers = {"unseen": facts.unseen, "count": facts.dangers, "days": facts.danger_days}
    if facts.unseen:
        return Signal(name="danger", colour=Colour.RED, word="unseen", numbers=numbers)
    if facts.dangers:
        colour = Colour.RED if facts.danger_days >= DANGER_LONG else Colour.YELLOW
        return Signal(name="danger", colour=colour, word="open", numbers=numbers)
    # That nothing is reported does not mean that nothing is dangerous.
    return Signal(name="danger", colour=Colour.NEW, word="none")


def _activity(facts: Facts) -> Signal:
    if not facts.people:
        colour = Colour.RED if facts.age >= TO_JOIN else Colour.NEW
        return Signal(name="activity", colour=colour, word="nobody")
    numbers = {"days": facts.silent, "people": facts.people}
    return Signal(
        name="activity",
        colour=_graded(facts.silent, SILENT_YELLOW, SILENT_RED),
        word="last",
        numbers=numbers,
    )


def _plan(facts: Facts) -> Signal:
    share = 100 * facts.done // max(1, facts.done + facts.unfinished)
    numbers = {"late": facts.late, "days": facts.longest, "unfinished": facts.unfinished, "done": facts.done}
    if facts.late:
        bad = facts.late >= LATE_RED or facts.longest >= LATE_LONG
        return Signal(name="plan", colour=Colour.RED if bad else Colour.YELLOW, word="late", numbers=numbers)
    if not facts.unfinished and not facts.done:
        return _expected("plan", facts)
    slow = facts.unfinished >= FEW_ACTIONS and share < DONE_YELLOW and facts.age >= TO_BEGIN
    return Signal(
        name="plan",
        colour=Colour.YELLOW if slow else Colour.GREEN,
        word="slow" if slow else "well",
        numbers=numbers,
    )


def _suggestions(facts: Facts) -> Signal:
    numbers = {"count": facts.waiting, "days": facts.waited, "judged": facts.judged, "in_time": facts.in_time}
    if facts.waiting:
        bad = facts.waiting >= WAITING_RED or facts.waited >= WAITING_LONG
        return Signal(
            name="suggestions", colour=Colour.RED if bad else Colour.YELLOW, word="waiting", numbers=numbers
        )
    if not facts.judged:
        return Signal(name="suggestions", colour=Colour.NEW, word="none")
    return Signal(name="suggestions", colour=Colour.GREEN, word="well", numbers=numbers)


def _checks(facts: Facts) -> Signal:
    if facts.percent is None or facts.checked is None:
        return _expected("checks", facts)
    change = facts.change or 0
    numbers = {"percent": facts.percent, "change": change, "days": facts.checked}
    colour = _graded(-change, FELL_YELLOW, FELL_RED)
    if colour is Colour.GREEN and facts.checked >= CHECKED_YELLOW:
        return Signal(name="checks", colour=Colour.YELLOW, word="old", numbers=numbers)
    word = "well" if colour is Colour.GREEN else "fell"
    return Signal(name="checks", colour=colour, word=word, numbers=numbers)


def _figures(facts: Facts) -> Signal:
    numbers = {"count": facts.behind, "of": facts.figures, "missed": facts.missed}
    if not facts.figures:
        return Signal(name="figures", colour=Colour.NEW, word="none")
    if not facts.behind:
        return Signal(name="figures", colour=Colour.GREEN, word="well", numbers=numbers)
    colour = Colour.RED if facts.missed >= MISSED_RED else Colour.YELLOW
    return Signal(name="figures", colour=colour, word="behind", numbers=numbers)


def _prompts(facts: Facts) -> Signal:
    if facts.prompted < FEW_PROMPTS:
        return Signal(name="prompts", colour=Colour.NEW, word="none")
    share = 100 * facts.answered // facts.prompted
    colour = (
        Colour.RED if share < ANSWERED_RED else Colour.YELLOW if share < ANSWERED_YELLOW else Colour.GREEN
    )
    numbers = {"silent": facts.prompted - facts.answered, "of": facts.prompted, "answered": facts.answered}
    return Signal(
        name="prompts", colour=colour, word="well" if colour is Colour.GREEN else "silent", numbers=numbers
    )


def _expected(name: str, facts: Facts) -> Signal:
    """Return the signal of what is not there: no wonder at first, then it is time."""
    colour = Colour.YELLOW if facts.age >= TO_BEGIN else Colour.NEW
    return Signal(name=name, colour=colour, word="none")


def _graded(value: int, yellow: int, red: int) -> Colour:
    return Colour.RED if value >= red else Colour.YELLOW if value >= yellow else Colour.GREEN


_SIGNALS = (_danger, _activity, _plan, _suggestions, _checks, _figures, _prompts)
