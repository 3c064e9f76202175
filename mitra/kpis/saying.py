"""Figures in words, as they stand in sentences."""

from mitra.kpis.catalogue import Kind
from mitra.kpis.indicators import PERCENT, Kpi
from mitra.kpis.readings import Amount
from mitra.kpis.typed import say_number


def say_value(value: float | None, unit: str) -> str:
    """Return a value with its unit: "3%", "12 hari"; empty for none."""
    if value is None:
        return ""
    return f"{say_number(value)}%" if unit == PERCENT else f"{say_number(value)} {unit}".strip()


def say_amount(kpi: Kpi, amount: Amount) -> str:
    """Return what was reported: "3% (12 dari 400)", "0,4 kWh/produk (4.800 : 12.000)"."""
    shown = say_value(amount.value, kpi.unit)
    if amount.part is None or amount.whole is None:
        return shown
    between = " : " if kpi.kind is Kind.RATIO else " dari "
    return f"{shown} ({say_number(amount.part)}{between}{say_number(amount.whole)})"
