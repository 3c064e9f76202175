"""Suggestions as the plain values that messages are rendered from."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from actions.services import services
from actions.who import Call
from mitra.suggestions.cards import Card, Step
from mitra.suggestions.clocks import hours_left
from mitra.suggestions.telling import short

#: Letters of a text that one message shows; the whole is one tap away.
SHOWN = 700


def module_views() -> list[dict[str, Any]]:
    """Return the modules a suggestion can belong to."""
    return [
        {"number": one.number, "title": one.title, "icon": one.icon}
        for one in services().library.modules
        if one.number
    ]


def card_view(call: Call, card: Card) -> dict[str, Any]:
    """Return what the messages about a suggestion need."""
    zone = ZoneInfo(card.timezone)
    module = services().library.module(card.module)
    words = card.text or ("🎙️ pesan suara" if card.voice else "")
    return {
        "id": card.id,
        "number": card.number,
        "enterprise": card.enterprise,
        "body": words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "…",
        "short": short(words, 90),
        "long": len(words) > SHOWN,
        "photo": bool(card.photo),
        "voice": bool(card.voice),
        "name": card.name,
        "public": card.public,
        "module": f"{module.icon} {module.title}" if module else "",
        "status": card.status.value,
        "version": card.version,
        "on": day_of(card.sent_at, zone),
        "days": max(0, (call.at - card.sent_at).days),
        "answered": card.answered_at is not None,
        "answer_due": day_of(card.answer_due_at, zone),
        "decide_due": day_of(card.decide_due_at, zone),
        "hours": hours_left(card, call.at),
        "proposed": card.proposed.value if card.proposed else "",
        "trial": short(card.trial, 300),
        "trial_until": card.trial_until,
        "trial_result": short(card.trial_result, 300),
        "result": short(card.result, 500),
        "benefit": card.benefit,
        "after": bool(card.photo_after),
        "supports": card.supports,
    }


def step_view(step: Step, timezone: str) -> dict[str, Any]:
    """Return what the history needs of a step."""
    return {
        "on": day_of(step.at, ZoneInfo(timezone)),
        "name": step.name,
        "act": step.act,
        "text": short(step.text, 200),
        "committee": step.committee,
    }


def day_of(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """Return the day of a moment where the enterprise is."""
    return moment.astimezone(zone).date()
