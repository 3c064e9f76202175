"""Wages: overtime, holiday pay, compensation at the end of a contract. Each rule names its source."""

import math
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from mitra.amounts import Unit, as_number, as_rupiah
from mitra.calculators.model import Ask, Plan, Result, Sheet, Values

_WAGE = Ask(name="wage", unit=Unit.RUPIAH, low=Decimal(100_000), high=Decimal(500_000_000))
#: A monthly wage below this is likely a day's: no province's minimum is near it.
_LIKELY_DAILY = Decimal(500_000)
_MONTHS = Ask(name="months", unit=Unit.MONTHS, choices=("0",), high=Decimal(720))
_FULL_YEAR = 12

_DAY = Ask(name="day", choices=("workday", "rest", "short"))
_WEEK = Ask(name="week", choices=("5", "6"))
_HOURS = Ask(name="hours", unit=Unit.HOURS, low=Decimal("0.01"), high=Decimal(24))
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


def _ask_overtime(values: Values) -> Iterator[Ask]:
    yield _WAGE
    yield _DAY
    # The shortest working day exists in a week of six only.
    if values["day"] == "rest":
        yield _WEEK
    yield _HOURS


def _overtime(sheet: Sheet, values: Values) -> Result:
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


def _duration(sheet: Sheet, hours: Decimal) -> str:
    """Return 2,5 jam, but 1 jam 20 menit where decimals would not come out."""
    if hours == hours.quantize(Decimal("0.01")):
        return sheet.measure(Unit.HOURS, hours)
    whole, minutes = divmod((hours * 60).quantize(Decimal(1), ROUND_HALF_UP), 60)
    parts = [sheet.measure(Unit.HOURS, whole)] if whole else []
    return " ".join([*parts, sheet.measure(Unit.MINUTES, minutes)])


def _ask_service(_: Values) -> Iterator[Ask]:
    yield _WAGE
    yield _MONTHS


def _wage_and_months(values: Values) -> tuple[Decimal, Decimal]:
    """Return both, months to two decimals as they are shown, so that the sum can be checked by hand."""
    return Decimal(values["wage"]), Decimal(values["months"]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _holiday_pay(sheet: Sheet, values: Values) -> Result:
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


def _contract_pay(sheet: Sheet, values: Values) -> Result:
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


def _twelfths(sheet: Sheet, wage: Decimal, months: Decimal) -> Decimal:
    working = f"{as_number(months)} : {_FULL_YEAR} × {as_rupiah(wage)}"
    return sheet.money("twelfths", working, months * wage / _FULL_YEAR)


PLANS = {
    "lembur": Plan(
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
    "thr": Plan(
        topic="m4-thr",
        is_wage=True,
        fields=(_WAGE, _MONTHS),
        order=_ask_service,
        work_out=_holiday_pay,
        totals=("total", "none"),
        steps=("full", "twelfths"),
        notes=("daily_wage", "part_month", "base", "due"),
    ),
    "pkwt": Plan(
        topic="m4-pkwt-kompensasi",
        is_wage=True,
        fields=(_WAGE, _MONTHS),
        order=_ask_service,
        work_out=_contract_pay,
        totals=("total", "none"),
        steps=("twelfths",),
        notes=("over_five_years", "daily_wage", "part_month", "base", "small_firm"),
    ),
}
