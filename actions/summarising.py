"""/ringkasan: how an enterprise stands, as a picture and ten lines; on paper, as a spreadsheet, as photos."""

from decimal import Decimal
from typing import Any

from actions import tasks, turn
from actions.turn import Events
from actions.views import enterprise_views
from actions.who import Call, Personal, number
from mitra import enterprises, stack
from mitra.access import Act, RefusedError, demand, may
from mitra.amounts import as_rupiah
from mitra.kpis.saying import say_value
from mitra.summary.content import Summary
from mitra.summary.gather import gather

#: Enterprises offered to who looks after many; the others are in /pelatih.
_MOST = 8
#: Figures, late and finished actions that are named.
_FIGURES, _NAMED = 3, 2
#: What can be sent: value → method and maker of the file.
_FILES = {
    "pdf": ("send_document", "summary_pdf"),
    "excel": ("send_document", "summary_xlsx"),
    "picture": ("send_photo", "summary_picture"),
}


class Summarise(Personal):
    """The value is an enterprise's number, or a file of it: `see:12`, `pdf:12`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_summary"

    async def act(self, call: Call) -> Events:
        """Show it, or send the file."""
        verb, *rest = call.value()
        if not verb:
            await _open(call)
            paused = stack.all_paused(tasks.stack_of(call.tracker))
            return [*turn.understood(), *tasks.stored(paused)]
        if len(rest) != 1:
            raise RefusedError(Act.USE_BUTTON)
        if verb == "see":
            await _say(call, number(rest[0]))
        else:
            _send(call, verb, number(rest[0]))
        return turn.understood()


def places_of(call: Call) -> list[int]:
    """Return the enterprises whose summary somebody may see."""
    found = dict.fromkeys(seat.enterprise_id for seat in call.actor.seats if seat.enterprise_id is not None)
    return [one for one in found if may(call.actor, Act.SEE_SUMMARY, one)]


async def _open(call: Call) -> None:
    places = places_of(call)
    if not places:
        call.say("summary_stranger", member=bool(call.actor.enterprises))
    elif call.actor.here in places or len(places) == 1:
        await _say(call, call.actor.here if call.actor.here in places else places[0])
    else:
        named = await enterprises.names_of(call.connection, places[:_MOST])
        call.say("summary_enterprises", enterprises=enterprise_views(named.items()))


async def _say(call: Call, enterprise_id: int | None) -> None:
    """Show the picture and the ten lines."""
    where = enterprise_id or 0
    summary = await gather(call.connection, call.actor, where, at=call.at)
    if not call.actor.low_data:
        _send(call, "picture", where)
    call.say("summary", summary=_view(summary), enterprise=where, low_data=call.actor.low_data)


def _view(summary: Summary) -> dict[str, Any]:
    """Return what fits into ten lines."""
    return {
        "enterprise": summary.enterprise,
        "on": summary.on,
        "unfinished": summary.plan.unfinished,
        "overdue": summary.plan.overdue,
        "running": summary.plan.running,
        "done": summary.plan.months[-1].done + summary.plan.months[-1].done_late,
        "done_ever": summary.plan.done,
        "in_time": summary.plan.in_time,
        "late": [
            {"number": one.number, "action": one.action, "owner": one.owner, "owned": one.owned}
            for one in summary.late[:_NAMED]
        ],
        "figures": [
            {
                "name": line.name,
                "now": say_value(line.now.value, line.unit) if line.now else "",
                "baseline": say_value(line.baseline, line.unit),
                "target": say_value(line.target, line.unit),
            }
            for line in summary.kpis[:_FIGURES]
        ],
        "figures_more": max(0, len(summary.kpis) - _FIGURES),
        "checks": [
            {"name": one.name, "percent": one.percent, "change": one.change} for one in summary.checks
        ],
        "suggestions": (
            {"given": summary.suggestions.given, "done": summary.suggestions.done}
            if summary.suggestions
            else None
        ),
        "hazards": summary.hazards,
        "savings": as_rupiah(Decimal(summary.savings)) if summary.savings else "",
        "photos": len(summary.photos),
    }


def _send(call: Call, kind: str, enterprise_id: int) -> None:
    """Send a file of the summary."""
    if kind not in _FILES:
        raise RefusedError(Act.USE_BUTTON)
    demand(call.actor, Act.SEE_SUMMARY, enterprise_id, subject=f"enterprise:{enterprise_id}")
    method, maker = _FILES[kind]
    call.say(
        "summary_file",
        kind=kind,
        file={"method": method, "make": maker, "values": {"enterprise": enterprise_id}},
    )
