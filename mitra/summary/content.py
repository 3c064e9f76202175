"""What a summary says, as plain values: gathered elsewhere, drawn as a picture, a page and a spreadsheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mitra.kpis.lines import KpiLine
from mitra.plan.figures import PlanFigures


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """How a self-check stands over all areas."""

    #: "5R" or "K3".
    name: str
    #: Average of the areas' latest results, in percent.
    percent: int
    #: Points gained or lost since the results before; None without any.
    change: int | None
    areas: int
    #: Day of the latest check.
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class SuggestionLine:
    """Suggestions of the last twelve months."""

    given: int
    answered: int
    done: int
    #: Suggestions a person.
    per_person: float | None


@dataclass(frozen=True, kw_only=True)
class ActionLine:
    """One action of the plan: shown because it is late, or because it is done."""

    number: int
    action: str
    area: str
    owner: str
    #: Whether somebody does it, with a name or without.
    owned: bool = True
    #: When it is due, or was finished.
    on: dt.date | None
    #: What came of it, for finished ones.
    result: str = ""
    #: Rupiah a month, for finished ones.
    saving: int | None = None


@dataclass(frozen=True, kw_only=True)
class PhotoPair:
    """Photos of one improvement, by Telegram's names for them; either may be missing."""

    action: str
    area: str
    on: dt.date
    before: str = ""
    after: str = ""
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All of it."""

    enterprise: str
    on: dt.date
    plan: PlanFigures
    kpis: Sequence[KpiLine] = ()
    checks: Sequence[CheckLine] = ()
    suggestions: SuggestionLine | None = None
    #: Dangers reported and not dealt with yet.
    hazards: int = 0
    #: Rupiah a month, from finished actions and suggestions carried out.
    savings: int = 0
    #: Late ones, the longest overdue first; and those finished in the last three months, latest first.
    late: Sequence[ActionLine] = ()
    done: Sequence[ActionLine] = ()
    photos: Sequence[PhotoPair] = ()
