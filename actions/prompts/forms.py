"""What trainers type for the follow-up: a text, labels, a moment, a reply, a workshop's day and participants (words: content/forms.yml)."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from actions.clocks import read_hour
from actions.filling import Form, PlainForm, Unclear, Values
from actions.plan.forms import Days
from actions.prompts import views
from actions.who import Call, now
from mitra import dates, trainings
from mitra.errors import MitraError
from mitra.hours import HOME_ZONE
from mitra.prompts import inbox, kinds, series, template, writing
from mitra.stack import State

_NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_UNITS = {"hari": 1, "hr": 1, "minggu": 7, "mgg": 7, "bulan": 30, "bln": 30}
_COUNT = re.compile(r"\d{1,3}")


class Text(PlainForm):
    """The text of a prompt: new, or written anew."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return a text that can be sent."""
        try:
            template.check(text)
        except template.TemplateProblem:
            return None
        return text.strip()

    def attempts(self, _field: str, _text: str, /) -> bool:
        """Return True: whatever is wrong with it is explained."""
        return True

    def unclear(self, _field: str, text: str, given: Values, /) -> Unclear | None:  # noqa: ARG002
        """Return what is wrong, where, and what to do."""
        try:
            template.check(text)
        except template.TemplateProblem as problem:
            return Unclear(problem=f"{problem} Tulis lagi pesannya.")
        return None

    async def use(self, call: Call, values: Values) -> State | None:
        """Begin a draft with it, or put it into one."""
        if values.get("id"):
            prompt = await writing.edit(call.connection, call.actor, values["id"], text=values["text"])
        else:
            title = template.title_of(values["text"])
            prompt = await writing.begin(
                call.connection, call.actor, title=title, text=values["text"], at=call.at
            )
        await views.card(call, prompt, edit=False)
        return None


#: Choice → labels.
_USUAL = {"done": ["✅ Sudah", "⏳ Belum", "🆘 Butuh bantuan"], "yes": ["👍 Ya", "👎 Tidak"]}


class Labels(PlainForm):
    """The labels of a prompt's buttons."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the labels; those that are often wanted have a button."""
        return _USUAL.get(text) or kinds.read_labels(text)

    def attempts(self, _field: str, _text: str, /) -> bool:
        """Return True: what cannot be used is explained."""
        return True

    async def use(self, call: Call, values: Values) -> State | None:
        """Have them be the answers."""
        prompt = await writing.edit(
            call.connection, call.actor, values["id"], answer=kinds.BUTTONS, options=values["labels"]
        )
        await views.card(call, prompt, edit=False)
        return None


class When(Days):
    """Day and hour on which a prompt is sent, in Jakarta's time."""

    def read_in(self, field: str, text: str, given: Values, /) -> Any | None:
        """Return the day in ISO format, the hour in minutes after midnight."""
        return read_hour(text) if field == "hour" else super().read_in(field, text, given)

    async def use(self, call: Call, values: Values) -> State | None:
        """Have it sent then."""
        midnight = dt.datetime.combine(dt.date.fromisoformat(values["day"]), dt.time(), ZoneInfo(HOME_ZONE))
        moment = midnight + dt.timedelta(minutes=values["hour"])
        prompt = await writing.set_due(call.connection, call.actor, values["id"], moment, at=call.at)
        await views.card(call, prompt, edit=False)
        return None


class After(PlainForm):
    """How many days after the workshop a prompt is sent."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the days: "14", "2 minggu", "sebulan"."""
        days = read_length(text)
        return days if days is not None and 1 <= days <= writing.MOST_DAYS_AHEAD else None

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether a length was meant."""
        return read_length(text) is not None

    async def use(self, call: Call, values: Values) -> State | None:
        """Have it sent then."""
        prompt = await writing.set_after(call.connection, call.actor, values["id"], values["days"])
        await views.card(call, prompt, edit=False)
        return None


def read_length(text: str) -> int | None:
    """Return the days in "14", "dua minggu" or "sebulan"; None when there is no single length."""
    said = (
        text.casefold().replace("se", "1 ", 1)
        if text.casefold().startswith(("sehari", "seminggu", "sebulan"))
        else text.casefold()
    )
    for number, word in enumerate(_NUMBERS, 1):
        said = re.sub(rf"\b{word}\b", str(number), said)
    found = re.fullmatch(r"\D*?(\d{1,3})\s*(hari|hr|minggu|mgg|bulan|bln)?\b[^\d]*", said)
    return int(found[1]) * _UNITS[found[2] or "hari"] if found else None


class Reply(PlainForm):
    """A trainer's reply to an answer."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the words."""
        return text.strip() or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Send it."""
        letter = await inbox.reply(call.connection, call.actor, values["id"], values["reply"], at=call.at)
        views.say_letter(call, letter, lead="replied")
        return None


class SeriesDay(PlainForm):
    """The day of the workshop that a series follows: gone by, or to come."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the day in ISO format."""
        found = read_past(text, now().astimezone(ZoneInfo(HOME_ZONE)).date())
        return found.isoformat() if found else None

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether a day was meant that is not clear."""
        return dates.read_day(text, now().astimezone(ZoneInfo(HOME_ZONE)).date()) is not None

    async def use(self, call: Call, values: Values) -> State | None:
        """Go on to the enterprises."""
        await views.say_places(call, values["id"], dt.date.fromisoformat(values["day"]), edit=False)
        return None


_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})(?:[-/. ](\d{4}|\d{2}))?")
_AGO = re.compile(r"(\d{1,3})\s*(hari|minggu|bulan)\s*(?:yang|yg)?\s*(?:lalu|kemarin|kmrn)")
_MONTHS = {name[:3].casefold(): number for number, name in enumerate(dates.MONTHS, 1)} | {"agt": 8}
_LENGTH = {"hari": 1, "minggu": 7, "bulan": 30}


def read_past(text: str, today: dt.date) -> dt.date | None:
    """Return the day of a workshop in "kemarin", "3 hari lalu", "12 November", "12-11-2026"; the nearest one, rather gone by."""
    said = " ".join(text.casefold().split())
    words = {"hari ini": 0, "kemarin": 1, "kmrn": 1, "kemarin lusa": 2}
    if said in words:
        return today - dt.timedelta(days=words[said])
    if ago := _AGO.fullmatch(said):
        return today - dt.timedelta(days=int(ago[1]) * _LENGTH[ago[2]])
    found = _NUMERIC.fullmatch(said.removeprefix("tanggal ").removeprefix("tgl "))
    if found:
        return _dated(found, today)
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        later = dates.read_day(text, today)
        return later if isinstance(later, dt.date) else None


def _dated(found: "re.Match[str]", today: dt.date) -> dt.date | None:
    month = int(found[2]) if found[2].isdigit() else _MONTHS.get(found[2][:3], 0)
    typed = int(found[3]) if found[3] else 0
    years = [typed % 100 + 2000] if typed else [today.year, today.year - 1]
    for year in years:
        try:
            day = dt.date(year, month, int(found[1]))
        except ValueError:
            return None
        if found[3] or day <= today + dt.timedelta(days=trainings.MOST_DAYS_AHEAD):
            return day
    return None


class Participants(PlainForm):
    """How many women and men took part in a workshop."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return a number."""
        found = _COUNT.findall(text)
        return (
            int(found[0])
            if len(found) == 1
            else (0 if text.strip().casefold() in {"tidak ada", "nol", "ga ada"} else None)
        )

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep them."""
        if values["women"] is None or values["men"] is None:
            raise MitraError(
                "Kalau salah satu dilewati, jumlahnya tidak saya simpan. Isi lagi kalau sudah tahu."
            )
        await trainings.count(
            call.connection, call.actor, values["id"], women=values["women"], men=values["men"]
        )
        run = await series.one(call.connection, call.actor, values["run"])
        call.say("participants_noted", women=values["women"], men=values["men"], run=run.id)
        return None


FORMS: dict[str, Form] = {
    "prompt_text": Text(),
    "prompt_labels": Labels(),
    "prompt_when": When(),
    "prompt_after": After(),
    "prompt_reply": Reply(),
    "series_day": SeriesDay(),
    "participants": Participants(),
}
