"""What the committee writes about a suggestion: a question, a reason, a try-out, what was done (words: content/forms.yml)."""

from abc import abstractmethod
from decimal import Decimal
from typing import Any

from actions.committee import table
from actions.committee.desk import desk
from actions.filling import Form, PlainForm, Values, choice_label
from actions.who import Call
from mitra.amounts import Unit, read_amount
from mitra.stack import State
from mitra.suggestions.cards import Card
from mitra.suggestions.deciding import MOST_BENEFIT, ChangedError
from mitra.suggestions.giving import LONGEST


class _Decision(PlainForm):
    """Ends in a decision on the suggestion whose id and version were given when it was opened."""

    #: What is said above the suggestion afterwards (content/messages/committee_see).
    lead = ""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words."""
        return text.strip()[:LONGEST] or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Decide, and show the suggestion as it is then; another who was faster is named."""
        lead, by = self.lead, ""
        try:
            card = await self.decide(call, values["id"], values["version"], values)
            lead = "proposed" if card.proposed else lead
        except ChangedError as changed:
            lead, by = "changed", changed.by
        await table.say(call, values["id"], edit=False, lead=lead, by=by)
        return None

    @abstractmethod
    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Decide."""


class Question(_Decision):
    """What the committee asks the author."""

    lead = "asked"

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Ask it."""
        return await desk(call).ask(which, version, values["question"])


class Decline(_Decision):
    """Why a suggestion is declined: a reason from the list, or one's own."""

    lead = "closed"

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the reason's words."""
        return choice_label("committee_decline", field, text) or super().read(field, text)

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Decline it, or propose to."""
        return await desk(call).decline(which, version, values["reason"])


class Defer(_Decision):
    """For how long a suggestion is put off, and why."""

    lead = "deferred"

    def read(self, field: str, text: str, /) -> Any | None:
        """Return days, or the words."""
        return _days(text) if field == "days" else super().read(field, text)

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Put it off."""
        return await desk(call).defer(which, version, values["days"], values["reason"] or "")


class Trial(_Decision):
    """What is tried out, and for how long."""

    lead = "trial"

    def read(self, field: str, text: str, /) -> Any | None:
        """Return days, or the words."""
        return _days(text) if field == "days" else super().read(field, text)

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Begin the try-out."""
        return await desk(call).try_out(which, version, values["what"], values["days"])


class TrialResult(_Decision):
    """What a try-out showed, and whether it is kept."""

    lead = "tried"

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the words, or keep or drop."""
        if field == "keep":
            return text if text in {"keep", "drop"} else None
        return super().read(field, text)

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """End the try-out."""
        return await desk(call).end_trial(which, version, values["result"], keep=values["keep"] == "keep")


class Done(_Decision):
    """What was done, what it saves, how it looks now."""

    lead = "closed"

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the words, or rupiah a month; a photo is sent, not typed."""
        if field == "photo":
            return None
        if field == "benefit":
            amount = read_amount(text, Unit.RUPIAH)
            return int(amount) if amount is not None and 0 <= amount <= Decimal(MOST_BENEFIT) else None
        return super().read(field, text)

    def attempts(self, field: str, text: str, /) -> bool:
        """Return whether an amount was meant that cannot be read."""
        return field == "benefit" and any(letter.isdigit() for letter in text)

    async def decide(self, call: Call, which: int, version: int, values: Values) -> Card:
        """Close it as carried out, or propose to."""
        return await desk(call).carry_out(
            which, version, values["result"], benefit=values["benefit"], photo=values["photo"] or ""
        )


def _days(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None  # noqa: PLR2004


FORMS: dict[str, Form] = {
    "committee_question": Question(),
    "committee_decline": Decline(),
    "committee_defer": Defer(),
    "committee_trial": Trial(),
    "committee_trial_result": TrialResult(),
    "committee_done": Done(),
}
