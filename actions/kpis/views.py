"""Figures as the plain values that messages are rendered from."""

from decimal import Decimal
from typing import Any

from actions.who import Call
from mitra.access import Act, may
from mitra.amounts import as_rupiah
from mitra.kpis import charts
from mitra.kpis.indicators import Kpi, may_have_worth, may_report, owns
from mitra.kpis.periods import Period, period_of
from mitra.kpis.readings import Watched
from mitra.kpis.saying import say_value

#: Missing periods that are named; the others are counted.
_NAMED = 3


def kpi_view(call: Call, kpi: Kpi) -> dict[str, Any]:
    """Return what messages need of a figure, without its line."""
    return {
        "id": kpi.id,
        "version": kpi.version,
        "icon": kpi.icon,
        "name": kpi.name,
        "rhythm": kpi.rhythm,
        "unit": kpi.unit,
        "own": kpi.known is None,
        "fed": kpi.fed,
        "retired": kpi.retired,
        "owner": kpi.owner,
        "owned": kpi.owner_id is not None,
        "mine": owns(call.actor, kpi),
        "target": say_value(kpi.target, kpi.unit),
        "target_on": kpi.target_on,
        "worth": as_rupiah(Decimal(kpi.worth)) if kpi.worth is not None else "",
        "per": (kpi.known.per if kpi.known else "") or "tiap satuan",
        "money": may_have_worth(kpi),
        "edits": may(call.actor, Act.EDIT_KPIS, kpi.enterprise_id),
        "reports": may_report(call.actor, kpi) and not kpi.retired,
        "enterprise": kpi.enterprise_id,
    }


def watched_view(call: Call, watched: Watched) -> dict[str, Any]:
    """Return what messages need of a figure and its line."""
    kpi, line = watched.kpi, watched.line
    now, better = line.now, charts.better(line)
    by = charts.change(line)
    return kpi_view(call, kpi) | {
        "value": say_value(now.value, kpi.unit) if now else "",
        "period": str(period_of(kpi.rhythm, now.first)) if now else "",
        "baseline": say_value(line.baseline, kpi.unit),
        "set_baseline": kpi.baseline is not None,
        "change": charts.said_change(line),
        "moved": 0 if by is None or better is None else (1 if by > 0 else -1),
        "better": better,
        "reached": charts.reached(line),
        "saved": as_rupiah(Decimal(line.saved)) if line.saved else "",
        "missing": [str(one) for one in watched.missing[:_NAMED]],
        "missing_count": len(watched.missing),
        "due": watched.due and may_report(call.actor, kpi),
        "latest": period_view(watched.latest),
        "filled": watched.latest.first in {one.first for one in line.points if one.value is not None},
        "drawn": sum(point.value is not None for point in line.points),
    }


def period_view(period: Period) -> dict[str, Any]:
    """Return what messages need of a week or month."""
    return {"first": period.first.isoformat(), "name": str(period), "short": period.short}
