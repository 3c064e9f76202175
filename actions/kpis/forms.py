"""What is typed to set a figure up: where it began, where it is to go, what a unit is worth, one of one's own (content/forms.yml)."""

import datetime as dt
import re
from abc import abstractmethod
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from actions.filling import CHOICES, Filling, Form, PlainForm, Unclear, Values, opened
from actions.kpis import reading as typed
from actions.who import Call
from mitra import dates
from mitra.amounts import Unit, read_amount
from mitra.kpis import indicators
from mitra.kpis.catalogue import Kind
from mitra.kpis.indicators import MOST_WORTH, ChangedError, Kpi
from mitra.kpis.periods import period_of
from mitra.kpis.readings import Amount, amount_of, plain_amount
from mitra.stack import State

#: Months ahead that are offered for a target.
_AHEAD = (3, 6, 12)


def given_for(kpi: Kpi) -> dict[str, Any]:
    """Return what the forms about a figure are opened with."""
    return {
        "id": kpi.id,
        "version": kpi.version,
        "kind": kpi.kind.value,
        "intro": f"{kpi.icon} {kpi.name}",
    }


#: By how much instead of to where: "turun setengah" is not 0,5.
_BY_HOW_MUCH = re.compile(r"\b(?:turun|naik|berkurang|bertambah|dikurangi|ditambah|lipat)\b", re.IGNORECASE)


class _Setting(PlainForm):
    """Changes the figure whose number and version were given when it was opened."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Change it; when somebody else was faster, show how it stands."""
        from actions.kpis import setting  # noqa: PLC0415 - the pages open these forms

        number, version = values["id"], values["version"]
        lead, following = "saved", None
        try:
            kpi = await indicators.to_edit(call.connection, call.actor, number, version)
            following = await self.change(call, kpi, values)
        except ChangedError:
            lead = "changed"
        if following is None:
            kpi = await indicators.to_edit(call.connection, call.actor, number)
            await setting.settings(call, kpi, edit=False, lead=lead)
        return following

    @abstractmethod
    async def change(self, call: Call, kpi: Kpi, values: Values) -> State | None:
        """Change it; return the state of what is asked next, if anything."""


class _Value(_Setting):
    """A value of the figure itself."""

    def read_in(self, _field: str, text: str, given: Values, /) -> Any | None:
        """Return what was typed: two numbers, or one."""
        kind = Kind(given["kind"])
        found = typed.read(text, kind)
        if found is None or _BY_HOW_MUCH.search(text):
            return None
        if found.part is not None and found.whole is not None:
            return [found.part, found.whole]
        return [found.part if found.percent is None else found.percent]

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether a number was meant that cannot be read."""
        return any(letter.isdigit() for letter in text)


def _value_of(kpi: Kpi, numbers: list[float] | None) -> float | None:
    """Return the value of what was typed; raises UnusableError."""
    if numbers is None:
        return None
    amount: Amount = amount_of(kpi, *numbers) if len(numbers) > 1 else plain_amount(kpi, numbers[0])
    return amount.value


class Baseline(_Value):
    """Where a figure began."""

    async def change(self, call: Call, kpi: Kpi, values: Values) -> State | None:
        """Keep it."""
        value = _value_of(kpi, values["value"])
        await indicators.set_baseline(call.connection, call.actor, kpi, value, at=call.at)
        return None


class Target(_Value):
    """Where a figure is to go; then by when."""

    async def change(self, call: Call, kpi: Kpi, values: Values) -> State | None:
        """Ask by when; without a target there is nothing to ask."""
        value = _value_of(kpi, values["value"])
        if value is None:
            await indicators.set_target(call.connection, call.actor, kpi, None, on=None, at=call.at)
            return None
        today = kpi.today(call.at)
        more = {"value": value, "today": today.isoformat(), CHOICES: {"until": _offered(today)}}
        state = opened("kpi_target_day", **given_for(kpi) | more)
        await Filling().ask(call.dispatcher, call.tracker, state)
        return state


def _offered(today: dt.date) -> list[list[str]]:
    """Return the last days of months ahead, with their labels."""
    found = []
    for months in _AHEAD:
        month = period_of("month", today)
        for _ in range(months):
            month = month.following
        found.append([month.last.isoformat(), f"Akhir {month}"])
    return found


class TargetDay(_Setting):
    """By when a figure is to be there."""

    def read_in(self, _field: str, text: str, given: Values, /) -> Any | None:
        """Return the day in ISO format."""
        try:
            return dt.date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            day = dates.read_day(text, dt.date.fromisoformat(given["today"]))
        return day.isoformat() if isinstance(day, dt.date) else None

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether a day was meant that is not clear."""
        return any(letter.isdigit() for letter in text)

    def unclear(self, _field: str, text: str, given: Values, /) -> Unclear | None:
        """Return which days may have been meant."""
        today = dt.date.fromisoformat(given["today"])
        found = dates.read_day(text, today)
        if not isinstance(found, dates.Unclear):
            return None
        problem = Markup("Tepatnya tanggal berapa? Pilih, atau tulis seperti <i>31 Maret</i>.")
        return Unclear(
            problem=problem, choices=[(day.isoformat(), dates.say_day(day, today)) for day in found.options]
        )

    async def change(self, call: Call, kpi: Kpi, values: Values) -> State | None:
        """Keep target and day."""
        day = dt.date.fromisoformat(values["until"]) if values["until"] else None
        await indicators.set_target(call.connection, call.actor, kpi, values["value"], on=day, at=call.at)
        return None


class Worth(_Setting):
    """What one unit is worth in rupiah."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return rupiah."""
        amount = read_amount(text, Unit.RUPIAH)
        return int(amount) if amount is not None and 0 < amount <= Decimal(MOST_WORTH) else None

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether an amount was meant that cannot be read."""
        return any(letter.isdigit() for letter in text)

    async def change(self, call: Call, kpi: Kpi, values: Values) -> State | None:
        """Keep it."""
        await indicators.set_worth(call.connection, call.actor, kpi, values["amount"], at=call.at)
        return None


class Own(PlainForm):
    """A figure of one's own."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the name, the unit, which way is better, or the rhythm."""
        if field == "name":
            return indicators.clean_name(text)
        if field == "unit":
            return indicators.clean_unit(text)
        choices = {"better": {"lower", "higher"}, "rhythm": {"week", "month"}}[field]
        return text if text in choices else None

    async def use(self, call: Call, values: Values) -> State | None:
        """Watch it, and ask who reports it."""
        from actions.kpis import setting  # noqa: PLC0415 - the pages open these forms

        made = await indicators.add_own(
            call.connection,
            call.actor,
            values["enterprise"],
            name=values["name"],
            unit=values["unit"] or "",
            higher=values["better"] == "higher",
            rhythm=values["rhythm"],
            at=call.at,
        )
        await setting.say_people(call, made, 1, edit=False, lead="added")
        return None


FORMS: dict[str, Form] = {
    "kpi_baseline": Baseline(),
    "kpi_target": Target(),
    "kpi_target_day": TargetDay(),
    "kpi_worth": Worth(),
    "kpi_own": Own(),
}
