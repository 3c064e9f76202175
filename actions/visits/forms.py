"""What is typed about a visit: its day, a line of the agenda, notes (words: content/forms.yml)."""

import datetime as dt
from typing import Any

from actions.filling import Form, PlainForm, Values
from actions.plan.forms import Days
from actions.visits.views import say_lines, say_visit, shown_agenda
from actions.who import Call
from mitra.stack import State
from mitra.visits import visits


class Planned(Days):
    """The day of a new visit."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Plan it, and show the agenda."""
        day = dt.date.fromisoformat(values["day"])
        visit = await visits.plan(call.connection, call.actor, values["enterprise"], day, at=call.at)
        await say_visit(call, visit, edit=False, lead="planned")
        return None


class Moved(Days):
    """Another day for a visit."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Move it."""
        day = dt.date.fromisoformat(values["day"])
        visit = await visits.move(call.connection, call.actor, values["id"], day, at=call.at)
        await say_visit(call, visit, edit=False, lead="moved")
        return None


class Line(PlainForm):
    """A line of one's own for the agenda."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words."""
        return text.strip()[: visits.LONGEST_LINE] or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Add it."""
        visit, shown = await shown_agenda(call, values["id"])
        visit = await visits.add_line(
            call.connection, call.actor, visit.id, shown, values["line"], at=call.at
        )
        await say_lines(call, visit, edit=False)
        return None


class Notes(PlainForm):
    """What was seen and agreed on."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words, with their lines."""
        return text.strip()[: visits.LONGEST_NOTES] or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep them."""
        visit = await visits.note(call.connection, call.actor, values["id"], values["notes"], at=call.at)
        await say_visit(call, visit, edit=False, lead="noted")
        return None


FORMS: dict[str, Form] = {
    "visit_day": Planned(),
    "visit_move": Moved(),
    "visit_line": Line(),
    "visit_notes": Notes(),
}
