"""A trainer's visits: lists, the page of one with its agenda, what is changed about it, its report."""

from actions import turn
from actions.filling import CHOICES, opened
from actions.joining import begin
from actions.turn import Events, Page
from actions.visits.views import say_lines, say_visit, shown_agenda, visit_view
from actions.who import Call, Personal, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand
from mitra.errors import MitraError
from mitra.visits import report, visits
from mitra.visits.visits import Visit

#: Days that are offered; others are typed.
_OFFERED = ("besok", "lusa", "Senin depan")
#: Values that stand alone.
_ALONE = frozenset({"", "mine"})


class Visiting(Personal):
    """The value is a page or a change, such as `list:12`, `see:5`, `cut:5:0f3a…`; or `mine`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_visit"

    async def act(self, call: Call) -> Events:
        """Do what the value says; what cannot be done is said in a sentence."""
        verb, *rest = call.value()
        page = _PAGES.get(verb or "mine")
        if page is None or (not rest and verb not in _ALONE) or len(rest) > 2:  # noqa: PLR2004
            raise RefusedError(Act.USE_BUTTON)
        try:
            return await page(call, *rest) or turn.understood()
        except MitraError as error:
            if isinstance(error, RefusedError):
                raise
            call.say("cannot", reason=str(error))
            return turn.understood()


# --- lists


async def _mine(call: Call, page: str = "1", *_: str) -> Events:
    """Show one's own planned visits: `mine:2`."""
    shown, pages = await visits.mine(call.connection, call.actor, page=number(page), at=call.at)
    _say_list(call, "visit_mine", shown, number(page), pages)
    return []


async def _list(call: Call, which: str, page: str = "1", *_: str) -> Events:
    """Show the visits of an enterprise: `list:12:2`."""
    where = number(which)
    shown, pages = await visits.of_enterprise(call.connection, call.actor, where, page=number(page))
    place = {"id": where, "name": await enterprises.name_of(call.connection, where)}
    _say_list(call, "visit_list", shown, number(page), pages, enterprise=place)
    return []


def _say_list(call: Call, message: str, shown: list[Visit], page: int, pages: int, **more: object) -> None:
    call.say(
        message,
        visits=[visit_view(call, one) for one in shown],
        page=min(max(page, 1), pages),
        pages=pages,
        edit=True,
        **more,
    )


# --- planning


async def _new(call: Call, which: str, *_: str) -> Events:
    """Ask for the day of a new visit: `new:12`."""
    where = number(which)
    demand(call.actor, Act.VISIT, where, subject=f"enterprise:{where}")
    zone = await enterprises.zone_of(call.connection, where)
    intro = await enterprises.name_of(call.connection, where)
    offered = [[word, word.capitalize()] for word in _OFFERED]
    return await begin(
        call, opened("visit_day", enterprise=where, zone=zone, intro=intro, **{CHOICES: {"day": offered}})
    )


async def _move(call: Call, which: str, *_: str) -> Events:
    """Ask for another day: `move:5`."""
    visit = await visits.one(call.connection, call.actor, number(which))
    offered = [[word, word.capitalize()] for word in _OFFERED]
    return await begin(
        call, opened("visit_move", id=visit.id, zone=visit.timezone, **{CHOICES: {"day": offered}})
    )


async def _cancel(call: Call, which: str, *_: str) -> Events:
    """Call a visit off: `cancel:5`."""
    visit = await visits.cancel(call.connection, call.actor, number(which), at=call.at)
    call.say("visit_cancelled", visit=visit_view(call, visit), edit=True)
    return []


async def _undo(call: Call, which: str, *_: str) -> Events:
    """Plan again what was called off: `undo:5`."""
    await say_visit(call, await visits.restore(call.connection, call.actor, number(which), at=call.at))
    return []


# --- one visit


async def _see(call: Call, which: str, *_: str) -> Events:
    """Show a visit: `see:5`."""
    await say_visit(call, await visits.one(call.connection, call.actor, number(which)))
    return []


async def _edit(call: Call, which: str, *_: str) -> Events:
    """Offer to change the agenda: `edit:5`."""
    visit = await visits.one(call.connection, call.actor, number(which))
    await say_lines(call, visit)
    return []


async def _cut(call: Call, which: str, mark: str = "", *_: str) -> Events:
    """Take a line out of the agenda, by its mark: `cut:5:0f3ab2…`."""
    visit, shown = await shown_agenda(call, number(which))
    visit = await visits.cut_line(call.connection, call.actor, visit.id, shown, mark, at=call.at)
    await say_lines(call, visit, lead="" if visit.agenda else "fresh")
    return []


async def _fresh(call: Call, which: str, *_: str) -> Events:
    """Draft the agenda anew: `fresh:5`."""
    visit = await visits.redraft(call.connection, call.actor, number(which), at=call.at)
    await say_lines(call, visit, lead="fresh")
    return []


async def _line(call: Call, which: str, *_: str) -> Events:
    """Ask for a line of the agenda: `line:5`."""
    visit = await visits.one(call.connection, call.actor, number(which))
    return await begin(call, opened("visit_line", id=visit.id))


async def _notes(call: Call, which: str, *_: str) -> Events:
    """Ask for notes: `notes:5`."""
    visit = await visits.one(call.connection, call.actor, number(which))
    return await begin(call, opened("visit_notes", id=visit.id))


async def _done(call: Call, which: str, *_: str) -> Events:
    """Close a visit: `done:5`."""
    visit = await report.close(call.connection, call.actor, number(which), at=call.at)
    await say_visit(call, visit, lead="done")
    return []


# --- the report


async def _report(call: Call, which: str, *_: str) -> Events:
    """Send the report as PDF: `report:5`."""
    visit = await report.readable(call.connection, call.actor, number(which))
    file = {"method": "send_document", "make": "visit_report", "values": {"visit": visit.id}}
    call.say("visit_report", visit=visit_view(call, visit), file=file)
    return []


async def _share(call: Call, which: str, *_: str) -> Events:
    """Send the report to those who lead the enterprise: `share:5`."""
    told = await report.share(call.connection, call.actor, number(which), at=call.at)
    visit = await visits.one(call.connection, call.actor, number(which))
    await say_visit(call, visit, lead="sent" if told else "sent_before")
    return []


_PAGES: dict[str, Page] = {
    "mine": _mine,
    "list": _list,
    "new": _new,
    "move": _move,
    "cancel": _cancel,
    "undo": _undo,
    "see": _see,
    "edit": _edit,
    "cut": _cut,
    "fresh": _fresh,
    "line": _line,
    "notes": _notes,
    "done": _done,
    "report": _report,
    "share": _share,
}
