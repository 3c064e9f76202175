"""Visits as the plain values that messages are rendered from."""

from typing import Any

from actions.who import Call
from mitra import dates
from mitra.visits import names, report, visits
from mitra.visits.visits import Visit


def visit_view(call: Call, visit: Visit) -> dict[str, Any]:
    """Return what lists and pages need."""
    today = visit.today(call.at)
    return {
        "id": visit.id,
        "enterprise": {"id": visit.enterprise_id, "name": visit.enterprise},
        "trainer": visit.trainer,
        "mine": visit.trainer_id is not None and visit.trainer_id == call.actor.person_id,
        "on": visit.held_on,
        "day": dates.say_day(visit.held_on, today),
        "days": (visit.held_on - today).days,
        "status": visit.status.value,
        "notes": visit.notes,
        "edited": bool(visit.agenda),
        "shared": visit.shared,
    }


async def say_visit(call: Call, visit: Visit, *, edit: bool = True, lead: str = "") -> None:
    """Show a visit; `lead` names what is said above it (content/messages/visit)."""
    card = await report.card(call.connection, call.actor, visit, at=call.at)
    call.say(
        "visit",
        visit=visit_view(call, visit),
        agenda=card.agenda,
        before=card.before_on,
        changes=card.changes,
        lead=lead,
        edit=edit,
    )


async def say_lines(call: Call, visit: Visit, *, edit: bool = True, lead: str = "") -> None:
    """Show the lines of the agenda, to remove some."""
    card = await report.card(call.connection, call.actor, visit, at=call.at)
    lines = [
        {"text": shown, "mark": names.mark(stored)}
        for shown, stored in zip(card.agenda, card.stored, strict=True)
    ]
    call.say("visit_edit", visit=visit_view(call, visit), lines=lines, lead=lead, edit=edit)


async def shown_agenda(call: Call, number: int) -> tuple[Visit, list[str]]:
    """Return a visit and its agenda as it stands, as stored; raises RefusedError."""
    visit = await visits.one(call.connection, call.actor, number)
    return visit, (await report.card(call.connection, call.actor, visit, at=call.at)).stored
