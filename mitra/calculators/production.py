"""Quality and machines: the cost of poor quality, and OEE."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from mitra.amounts import Unit, as_number, as_rupiah
from mitra.calculators.model import Ask, Plan, Result, Sheet, Values, percent

_MANY = Decimal(100_000_000)
_MUCH_MONEY = Decimal(10) ** 13
_SCRAP = Ask(name="scrap", unit=Unit.COUNT, choices=("0",), high=_MANY)
_SCRAP_COST = Ask(name="scrap_cost", unit=Unit.RUPIAH, low=Decimal(1), high=Decimal(1_000_000_000))
_REWORK = replace(_SCRAP, name="rework")
_REWORK_COST = replace(_SCRAP_COST, name="rework_cost")
_RETURNS = Ask(name="returns", unit=Unit.RUPIAH, choices=("0",), high=_MUCH_MONEY)
_SALES = replace(_RETURNS, name="sales")


def _ask_quality(values: Values) -> Iterator[Ask]:
    yield _SCRAP
    if Decimal(values["scrap"]):
        yield _SCRAP_COST
    yield _REWORK
    if Decimal(values["rework"]):
        yield _REWORK_COST
    yield _RETURNS
    yield _SALES


def _quality(sheet: Sheet, values: Values) -> Result:
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
        sheet.step("share", f"{as_rupiah(total)} : {as_rupiah(sales)}", percent(share))
        sheet.note("more_than_sales", when=share > 1)
        sheet.note("benchmark", when=0 < share <= 1)
    sheet.note("nothing" if not total else "hidden")
    return sheet.result(as_rupiah(total))


_PLANNED = Ask(name="planned", unit=Unit.MINUTES, low=Decimal(1), high=Decimal(31 * 24 * 60))
_STOPPED = Ask(name="stopped", unit=Unit.MINUTES, choices=("0",))
_IDEAL = Ask(name="ideal", unit=Unit.SECONDS, low=Decimal("0.01"), high=Decimal(24 * 60 * 60))
_TOTAL = Ask(name="total", unit=Unit.COUNT, low=Decimal(1), high=_MANY)
_GOOD = Ask(name="good", unit=Unit.COUNT)
_MACHINE = (_PLANNED, _STOPPED, _IDEAL, _TOTAL, _GOOD)


def _ask_machine(values: Values) -> Iterator[Ask]:
    yield _PLANNED
    # A machine that stood all the time made nothing, so there is nothing to work out.
    yield replace(_STOPPED, high=max(Decimal(values["planned"]) - 1, Decimal(0)))
    yield _IDEAL
    yield _TOTAL
    yield replace(_GOOD, high=Decimal(values["total"]))


def _machine(sheet: Sheet, values: Values) -> Result:
    """OEE = availability × performance × quality (content/modules/m3-produktivitas/oee.md), rounded at the end only."""
    planned, stopped, ideal, total, good = (Decimal(values[ask.name]) for ask in _MACHINE)
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
        sheet.step(name, working, percent(share))
    lowest = min(shares, key=lambda name: shares[name][0])
    too_fast = shares["performance"][0] > 1
    sheet.note("too_fast", when=too_fast)
    sheet.note("lowest", when=shares[lowest][0] < 1 and not too_fast, part=sheet.label(lowest))
    sheet.note("benchmark", when=not too_fast)
    return sheet.result(percent(good * ideal / (planned * 60)))


PLANS = {
    "copq": Plan(
        topic="m2-biaya-mutu",
        fields=(_SCRAP, _SCRAP_COST, _REWORK, _REWORK_COST, _RETURNS, _SALES),
        order=_ask_quality,
        work_out=_quality,
        totals=("total",),
        steps=("scrap", "rework", "returns", "year", "share"),
        notes=("more_than_sales", "benchmark", "nothing", "hidden"),
    ),
    "oee": Plan(
        topic="m3-oee",
        fields=_MACHINE,
        order=_ask_machine,
        work_out=_machine,
        totals=("total",),
        steps=("ran", "availability", "performance", "quality"),
        notes=("too_fast", "lowest", "benchmark"),
    ),
}
