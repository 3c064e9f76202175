"""What the report of an accident asks for, collected from who is in charge; kept nowhere once it is handed out."""

from typing import Any

from actions.filling import Form, PlainForm, Values
from actions.who import Call
from mitra import hazards
from mitra.stack import State

_LONGEST = 500


class Accident(PlainForm):
    """Victim, when, where, what happened, injury, witnesses, treatment: then a sheet for the report."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words."""
        return text.strip()[:_LONGEST] or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Hand out the sheet."""
        report = await hazards.in_charge(call.connection, call.actor, values["hazard"])
        told = {name: value or "" for name, value in values.items() if name != "hazard"}
        made = told | {"enterprise": report.enterprise, "report": report.text}
        file = {"method": "send_document", "make": "accident", "values": made}
        call.say("accident_sheet", file=file)
        return None


FORMS: dict[str, Form] = {"accident": Accident()}
