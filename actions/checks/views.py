"""Checks as the plain values that messages are rendered from."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from mitra.checks.answers import say_answer
from mitra.checks.checklist import Answers, Item
from mitra.checks.history import Outcome
from mitra.checks.runs import AtItem, Run
from mitra.checks.scoring import Mark

_BAR = 10
#: What stands on a button: letters that fit beside a date.
_AREA_LETTERS = 18


def bar(done: int, count: int) -> str:
    """Return progress as ten blocks: ▓▓▓░░░░░░░."""
    full = done * _BAR // count if count else _BAR
    return "▓" * full + "░" * (_BAR - full)


def run_view(run: Run) -> dict[str, Any]:
    """Return what the messages about a run need."""
    item = run.item
    return {
        "id": run.id,
        "check": run.check_id,
        "key": f"check.{run.id}",
        "title": run.checklist.title,
        "icon": run.checklist.icon,
        "area": run.area,
        "pillar": run.checklist.pillar_of[item.id].title if item else "",
        "place": run.position,
        "number": min(run.position + 1, len(run.items)),
        "count": len(run.items),
        "bar": bar(run.position, len(run.items)),
        "scored": run.checklist.answers is Answers.SCORE,
        "team": run.team,
    }


def item_view(item: Item, there: AtItem | None = None) -> dict[str, Any]:
    """Return what the message of one item needs; `there` is what a run has at it."""
    value = there.value if there else None
    return {
        "text": item.text,
        "hint": item.hint,
        "why": item.why,
        "anchors": [[points, text] for points, text in sorted(item.anchors.items())],
        "applies": item.applies,
        "critical": item.critical,
        "now": item.now,
        "photo": item.photo,
        "value": "na" if isinstance(value, Mark) else value,
        "note": there.note if there else "",
        "photos": there.photos if there else 0,
        "after": there.after if there else False,
    }


def place_of(area: str) -> str:
    """Return an area's name; the whole workplace has none."""
    return area or "Seluruh tempat kerja"


def day_of(moment: dt.datetime, zone: str) -> dt.date:
    """Return the day of a moment, by the enterprise's own calendar."""
    return moment.astimezone(ZoneInfo(zone)).date()


def outcome_view(outcome: Outcome) -> dict[str, Any]:
    """Return what the messages about a result need."""
    result = outcome.result
    return {
        "id": outcome.id,
        "title": outcome.checklist.title,
        "icon": outcome.checklist.icon,
        "area": place_of(outcome.area),
        "on": day_of(outcome.finished_at, outcome.timezone),
        "short": outcome.short,
        "people": outcome.people,
        "team": outcome.team,
        "open": outcome.team and not outcome.closed,
        "percent": result.percent,
        "band": outcome.checklist.band(result.percent) if result.percent is not None else "",
        "bar": bar(result.percent or 0, 100),
        "pillars": [
            {"name": pillar.short, "percent": result.pillars[pillar.id].percent}
            for pillar in outcome.checklist.pillars
            if any(item.id in outcome.items for item in pillar.items)
        ],
    }


def finding_view(outcome: Outcome, item_id: str) -> dict[str, Any]:
    """Return what the message about one item of a result needs."""
    item = outcome.checklist.items[item_id]
    return {
        "place": list(outcome.checklist.items).index(item_id),
        "text": item.text,
        "answer": say_answer(outcome.checklist, outcome.points.get(item_id)),
        "critical": item.critical,
        "action": item.action,
        "now": item.now,
        "topic": item.topic,
    }
