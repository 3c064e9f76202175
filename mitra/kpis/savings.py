"""
What a figure has saved since it began, in rupiah.

    saved = Σ over reported periods of (baseline − value) × whole × worth

`worth` is what the enterprise has agreed one unit costs (one reject, one kWh, one day absent), `whole` what the figure is a
part of in that period (pieces inspected, good products), or 1 where it is a plain number. Where more is better the sign turns.
A share is in percent, so it counts a hundredth.

It is cost avoidance: what would have been lost had the figure stayed where it began, at this period's volume. The cost of one
failure comes from the cost of poor quality (Feigenbaum's failure costs; content/modules/m2-mutu/biaya-mutu.md: pieces × their
cost), the comparison with the baseline from ISO 50006's way of reckoning energy saved (baseline at the reporting period's
volume, minus what was used). A period whose whole nobody gave is left out, for nobody can say how much it was.
"""

from dataclasses import dataclass

from mitra.kpis.catalogue import DIVIDED, Kind

_PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The reported periods of a figure, added up; those that are a part of a whole only where the whole is known."""

    #: Σ whole, or how many periods there are for plain numbers.
    whole: float
    #: Σ value × whole, or Σ value.
    weighted: float


def saved(kind: Kind, sums: Sums, *, baseline: float | None, worth: int | None, higher: bool) -> int | None:
    """
    Return what was saved, in whole rupiah; below nought when it has become worse, None when nobody can tell.

    It is linear in the values, so the sums are enough: Σ (b − v) · w = b · Σw − Σ v · w.
    """
    if baseline is None or worth is None or not sums.whole:
        return None
    units = baseline * sums.whole - sums.weighted
    if kind is Kind.SHARE:
        units /= _PERCENT
    return round((-units if higher else units) * worth)


def is_weighted(kind: Kind) -> bool:
    """Return whether a period counts by what the figure is a part of."""
    return kind in DIVIDED
