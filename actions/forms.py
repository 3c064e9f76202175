"""The forms: about oneself, asking to join, a new enterprise, new areas, quiet hours (words: content/forms.yml)."""

import re
from typing import Any

from actions import accident, filling
from actions.clocks import read_hours
from actions.committee import forms as committee_forms
from actions.filling import CHOICES, Form, PlainForm, Values, opened
from actions.kpis import forms as kpi_forms
from actions.plan import forms as plan_forms
from actions.prompts import forms as prompt_forms
from actions.teaching_forms import FORMS as TEACHING
from actions.views import enterprise_views
from actions.visits import forms as visit_forms
from actions.who import Call
from mitra import enterprises, join_requests, people
from mitra.checks import rhythm, schedules
from mitra.content.forms import read_forms
from mitra.errors import MitraError
from mitra.names import is_first_name, ordinary_words
from mitra.stack import State
from mitra.store.models import Role

_ABOUT_DAYS = re.compile(r"\b(tiap|setiap|hari|minggu|bulan|tanggal|tgl|sekali)\b", re.IGNORECASE)
_CODE = re.compile(
    rf"(?:kode(?:nya)?:?)?([{enterprises.CODE_LETTERS}]{{{enterprises.CODE_LENGTH}}})", re.IGNORECASE
)


#: With more words than a name has, "gaji bu wati belum dibayar" is about something.
_NAME_WORDS = 4


class MyName(PlainForm):
    """What somebody wants to be called; after joining, the area comes next."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return a name."""
        return people.read_name(text)

    def certain(self, _field: str, text: str, /) -> bool:
        """Return whether it is a name, or no ordinary word, which might be a question: "lembur"."""
        said = text.casefold().split()
        if len(said) <= _NAME_WORDS and any(is_first_name(word) for word in said):
            return True
        return not set(said) <= set(ordinary_words())

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        if values["name"]:
            await people.call(call.connection, call.actor, values["name"])
        if values.get("joining"):
            return await go_on_joining(call)
        call.say("saved")
        return None


class MyArea(PlainForm):
    """Where somebody works."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return an area's number."""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004

    def certain(self, field: str, text: str, /) -> bool:  # noqa: ARG002
        """Return False: typed, only a name on the list counts, and that is found before."""
        return False

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        if values["area"] is not None:
            await people.work_in(call.connection, call.actor, values["area"])
        if values.get("joining"):
            await welcome(call)
        else:
            call.say("saved")
        return None


class Request(MyName):
    """The name of who asks to join; then those who lead the enterprise are told."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Store the request."""
        asked = await join_requests.ask(
            call.connection, call.actor, values["code"], values["name"], at=call.at
        )
        if isinstance(asked, str):
            call.say("join_problem", reason=asked)
        else:
            call.say("requested", enterprise=asked.enterprise)
        return None


class JoinCode(PlainForm):
    """An enterprise's code from a poster."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the code."""
        found = _CODE.fullmatch("".join(text.split()))
        return found.group(1).upper() if found else None

    def certain(self, _field: str, text: str, /) -> bool:
        """Return whether it is no ordinary word of six letters."""
        return text.strip().casefold() not in ordinary_words()

    async def use(self, call: Call, values: Values) -> State | None:
        """Look the enterprise up."""
        await say_place(call, values["code"])
        return None


class QuietHours(PlainForm):
    """From when to when somebody does not want to be disturbed."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return start and end in minutes after midnight."""
        return read_hours(text)

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep them."""
        start, end = values["hours"]
        await people.set_quiet(call.connection, call.actor, (start, end))
        call.say("saved")
        return None


class NewEnterprise(PlainForm):
    """A new enterprise."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the value of one field."""
        if field == "name":
            return _name(text)
        if field == "size":
            return _size(text)
        if field == "province":
            found = enterprises.find_province(text)
            return found and found[0]
        if field == "areas":
            return enterprises.read_areas(text) or None
        return text if len(text) <= 20 else None  # noqa: PLR2004

    def certain(self, field: str, text: str, /) -> bool:
        """Return whether it looks like nothing else; what somebody does is only ever chosen."""
        return field != "sector" and not (field == "name" and len(text.split()) == 1)

    async def use(self, call: Call, values: Values) -> State | None:
        """Add it."""
        found = enterprises.find_province(values["province"])
        if found is None:
            raise MitraError("Provinsi itu belum saya kenal.")
        province, zone = found
        made = await enterprises.add(
            call.connection, call.actor, values["name"], timezone=zone, at=call.at, province=province,
            sector=values["sector"], size=values["size"], areas=values["areas"] or (),
        )  # fmt: skip
        call.say("enterprise_added", enterprise={"id": made, "name": values["name"]})
        return None


class NewAreas(PlainForm):
    """More areas for an enterprise."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the names."""
        return enterprises.read_areas(text) or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Add them."""
        await enterprises.add_areas(
            call.connection, call.actor, values["enterprise"], values["areas"], at=call.at
        )
        call.say("areas_added", enterprise=values["enterprise"])
        return None


class CheckRhythm(PlainForm):
    """How often an area is checked, typed."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the rhythm (mitra/checks/rhythm.py)."""
        return rhythm.read_rhythm(text)

    def attempts(self, _field: str, text: str, /) -> bool:
        """Return whether it is about days at all: "tiap minggu"."""
        return bool(_ABOUT_DAYS.search(text))

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        where = values["enterprise"]
        first = await schedules.set_rhythm(
            call.connection, call.actor, where, values["area"] or None, values["list"],
            wanted=values["rhythm"], at=call.at,
        )  # fmt: skip
        call.say(
            "check_rhythm_set",
            rhythm=rhythm.say(values["rhythm"]),
            first=first,
            list=values["list"],
            enterprise=where,
        )
        return None


class ChecklistSheet(PlainForm):
    """A filled sheet is awaited (actions/checking.py takes it); what is typed is no sheet."""

    async def use(self, call: Call, values: Values) -> State | None:  # noqa: ARG002
        """Never: no reply can be read."""
        return None


def _name(text: str) -> str | None:
    try:
        return enterprises.checked_name(text)
    except MitraError:
        return None


def _size(text: str) -> str | None:
    """Return the size class that was tapped, or that fits the number of people somebody typed."""
    people_there = re.search(r"\d{1,6}", text)
    if text in enterprises.SIZES or people_there is None:
        return text if text in enterprises.SIZES else None
    return enterprises.size_of(int(people_there[0]))


async def ask_area(call: Call, *, joining: bool = False) -> State | None:
    """Ask where somebody works, if their enterprise has areas; return the state of the question."""
    areas = await enterprises.areas_of(call.connection, call.actor.here) if call.actor.here else []
    if not areas:
        return None
    offered = [[str(area), name] for area, name in areas]
    state = opened("my_area", joining=joining, **{CHOICES: {"area": offered}})
    await filling.Filling().ask(call.dispatcher, call.tracker, state)
    return state


async def go_on_joining(call: Call) -> State | None:
    """Ask for the area, or welcome who has none to choose from; return the state of what is asked."""
    state = await ask_area(call, joining=True)
    if state is None:
        await welcome(call)
    return state


async def welcome(call: Call) -> None:
    """Say what somebody who has just joined can do now, and ask which enterprise they mean if that is open."""
    named = await enterprises.names_of(call.connection, call.actor.enterprises)
    if len(named) > 1 and call.actor.here is None:
        call.say("choose_enterprise", enterprises=enterprise_views(named.items()))
        return
    roles = call.actor.roles
    call.say(
        "welcome",
        enterprise=named.get(call.actor.here or 0, ""),
        manages=call.actor.here if call.actor.here and call.actor.has(Role.MANAGER, call.actor.here) else 0,
        committee=Role.COMMITTEE in roles,
        trains=bool(roles & {Role.TRAINER, Role.OPERATOR}),
        worker=Role.WORKER in roles,
    )


async def say_place(call: Call, code: str) -> None:
    """Show the enterprise with this code, and what asking to join means."""
    place = await join_requests.look_up(call.connection, call.actor, code, at=call.at)
    if isinstance(place, str):
        call.say("join_problem", reason=place)
    else:
        call.say("ask_to_join", enterprise=place.name, code=place.code, consent=call.actor.person_id is None)


_FORMS: dict[str, Form] = {
    "my_name": MyName(),
    "my_area": MyArea(),
    "request": Request(),
    "join_code": JoinCode(),
    "quiet_hours": QuietHours(),
    "enterprise": NewEnterprise(),
    "area": NewAreas(),
    "check_rhythm": CheckRhythm(),
    "checklist_sheet": ChecklistSheet(),
    **committee_forms.FORMS,
    **accident.FORMS,
    **kpi_forms.FORMS,
    **plan_forms.FORMS,
    **prompt_forms.FORMS,
    **TEACHING,
    **visit_forms.FORMS,
}


def register() -> None:
    """Make them known."""
    filling.register(_FORMS, read_forms(set(_FORMS)))
