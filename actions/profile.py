"""/profil: who one is to Mitra, and how it should behave; every page in the same message."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

from actions import forms, turn
from actions.filling import opened
from actions.joining import begin, pushed
from actions.services import services
from actions.turn import Events
from actions.views import enterprise_views
from actions.who import Call, Personal, number
from mitra import enterprises, invitations, notifications, people, personal_data
from mitra.access import Act, RefusedError
from mitra.hours import HOME_ZONE
from mitra.plan import clocks
from mitra.store.models import Role

#: Quiet hours that can be chosen by one tap: value → minutes after midnight; `usual` is everybody's.
PRESETS: dict[str, tuple[int, int] | None] = {
    "usual": None,
    "day": (8 * 60, 16 * 60),  # who works nights
    "evening": (22 * 60, 10 * 60),  # who works till late
}
#: Hours at which one can be reminded, in minutes after midnight.
REMINDERS = tuple(60 * hour for hour in (6, 7, 9, 10, 12, 13, 15, 16, 19, 22))


class Profile(Personal):
    """Show or change one's own settings: the value is a page or a change, such as `quiet` or `leave:12`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_profile"

    async def act(self, call: Call) -> Events:
        """Do what the value says."""
        verb, *rest = call.value()
        if call.actor.person_id is None and verb != "code":
            call.say("profile_stranger", edit=True)
            return turn.understood()
        page = _PAGES.get(verb)
        if page is None:
            raise RefusedError(Act.USE_BUTTON)
        return await page(call, *rest[:1]) or turn.understood()


async def _show(call: Call, *_: str) -> Events:
    known = await people.profile(call.connection, call.actor)
    if known is None:
        raise RefusedError(Act.USE_BUTTON)
    call.say(
        "profile",
        name=known.name or "",
        seats=await _seats(call),
        looks_after=sum(seat.role == Role.TRAINER and bool(seat.enterprise_id) for seat in call.actor.seats),
        here=call.actor.here or 0,
        several=len(call.actor.enterprises) > 1,
        quiet=quiet_view(known.quiet),
        remind=clock_view(_reminded_at(known, call.at)),
        muted=len(known.muted & set(notifications.kinds_for(call.actor.roles))),
        low_data=known.low_data,
        edit=True,
    )
    return []


async def _seats(call: Call) -> list[dict[str, Any]]:
    """Return somebody's roles, one row an enterprise, the open one first."""
    numbers = {seat.enterprise_id for seat in call.actor.seats}
    named = await enterprises.names_of(call.connection, [one for one in numbers if one])
    rows = [
        {
            "id": one or 0,
            "enterprise": named.get(one or 0, ""),
            "roles": [seat.role.value for seat in call.actor.seats if seat.enterprise_id == one],
            "leads": bool(
                {Role.MANAGER, Role.TRAINER} & {s.role for s in call.actor.seats if s.enterprise_id == one}
            ),
            "belongs": one in call.actor.enterprises,
        }
        for one in numbers
    ]
    # A trainer's thirty enterprises stand in /pelatih.
    shown = [row for row in rows if row["belongs"] or not row["id"]]
    return sorted(shown, key=lambda row: (row["id"] != call.actor.here, row["enterprise"]))


def quiet_view(own: tuple[int, int] | None) -> str:
    """Return quiet hours as people write them: 22.00–06.00; empty for the usual ones."""
    return "–".join(map(clock_view, own)) if own else ""


async def _name(call: Call, *_: str) -> Events:
    return await begin(call, opened("my_name"))


async def _area(call: Call, *_: str) -> Events:
    state = await forms.ask_area(call)
    if state is None:
        call.say("no_areas")
        return []
    return pushed(call, state)


async def _quiet(call: Call, preset: str = "", *_: str) -> Events:
    if preset == "own":
        return await begin(call, opened("quiet_hours"))
    if preset in PRESETS:
        await people.set_quiet(call.connection, call.actor, PRESETS[preset])
        return await _show(call)
    known = await people.profile(call.connection, call.actor)
    call.say("profile_quiet", own=quiet_view(known.quiet) if known else "", edit=True)
    return []


async def _remind(call: Call, minute: str = "", *_: str) -> Events:
    if minute:
        wanted = None if minute == "usual" else number(minute)
        if wanted is not None and wanted not in REMINDERS:
            raise RefusedError(Act.USE_BUTTON)
        await people.set_reminder(call.connection, call.actor, wanted, at=call.at)
        known = await people.profile(call.connection, call.actor)
        if known and wanted is not None and _reminded_at(known, call.at) != wanted:
            call.say("remind_quiet", toast=True, clock=clock_view(_reminded_at(known, call.at)))
        return await _show(call)
    known = await people.profile(call.connection, call.actor)
    own = known.remind_at if known else None
    hours = [{"minute": one, "clock": clock_view(one)} for one in REMINDERS]
    call.say("profile_remind", own=clock_view(own) if own is not None else "", hours=hours, edit=True)
    return []


def _reminded_at(known: people.Profile, at: dt.datetime) -> int:
    """Return when somebody is really reminded, in minutes after midnight: not in their quiet hours."""
    start, end = known.quiet or (None, None)
    moment = clocks.habits_of(HOME_ZONE, start, end, known.remind_at).after(at)
    local = moment.astimezone(ZoneInfo(HOME_ZONE))
    return local.hour * 60 + local.minute


def clock_view(minute: int) -> str:
    """Return minutes after midnight as people write them: 16.30."""
    return f"{minute // 60:02}.{minute % 60:02}"


async def _kinds(call: Call, kind: str = "", *_: str) -> Events:
    known = await people.profile(call.connection, call.actor)
    offered, muted = notifications.kinds_for(call.actor.roles), set(known.muted if known else ())
    if kind:
        if kind not in offered:
            raise RefusedError(Act.USE_BUTTON)
        await people.mute(call.connection, call.actor, kind, on=kind not in _stopped(muted))
        known = await people.profile(call.connection, call.actor)
        muted = set(known.muted if known else ())
    stopped = _stopped(muted)
    call.say("profile_kinds", kinds=[{"id": one, "on": one not in stopped} for one in offered], edit=True)
    return []


def _stopped(muted: set[str]) -> set[str]:
    """Return the kinds that are stopped, also in part ("prompts-3"): one tap has all of it come again."""
    return {one.partition("-")[0] for one in muted}


async def _data(call: Call, *_: str) -> Events:
    await people.set_low_data(call.connection, call.actor, on=not call.actor.low_data)
    return await _show(call)


async def _switch(call: Call, chosen: str = "", *_: str) -> Events:
    named = await enterprises.names_of(call.connection, call.actor.enterprises)
    if not chosen:
        call.say("choose_enterprise", enterprises=enterprise_views(named.items()), edit=True)
        return []
    await people.choose(call.connection, call.actor, number(chosen))
    await call.again()
    call.say("chosen", toast=True, enterprise=named[number(chosen)])
    return await _show(call)


async def _leave(call: Call, which: str = "", *_: str) -> Events:
    name = await _own(call, which)
    call.say("leave", enterprise={"id": int(which), "name": name}, edit=True)
    return []


async def _left(call: Call, which: str = "", *_: str) -> Events:
    name = await _own(call, which)
    await people.leave(call.connection, call.actor, int(which), at=call.at)
    call.say("left", enterprise={"id": int(which), "name": name}, edit=True)
    return []


async def _own(call: Call, which: str) -> str:
    """Return the name of an enterprise somebody is in; raises RefusedError for others."""
    if number(which) not in {seat.enterprise_id for seat in call.actor.seats}:
        raise RefusedError(Act.USE_BUTTON)
    return await enterprises.name_of(call.connection, number(which))


async def _rejoin(call: Call, which: str = "", *_: str) -> Events:
    if not await people.come_back(call.connection, call.actor, number(which), at=call.at):
        call.say("cannot_rejoin")
        return []
    await call.again()
    call.say("rejoined", enterprise=await enterprises.name_of(call.connection, number(which)), edit=True)
    return []


async def _account(call: Call, *_: str) -> Events:
    call.say("profile_account", edit=True)
    return []


async def _move(call: Call, *_: str) -> Events:
    made = await invitations.to_move(call.connection, call.actor, at=call.at)
    call.say("move_link", link=services().link(made.token))
    return []


async def _hand_over(call: Call, *_: str) -> Events:
    call.say("hand_over", edit=True)
    return []


async def _handed_over(call: Call, *_: str) -> Events:
    return await forget(call, "handed_over")


async def _code(call: Call, *_: str) -> Events:
    return await begin(call, opened("join_code"))


async def forget(call: Call, message: str) -> Events:
    """Erase who is asking, say `message`; return the events after which nothing of the conversation is kept."""
    known = services()
    await personal_data.erase(
        call.connection,
        call.actor,
        call.actor.telegram_id,
        key=known.key,
        topics=known.library.topics,
        at=call.at,
    )
    call.say(message, edit=True)
    return turn.forgotten()


_Page = Callable[..., Awaitable[Events]]
_PAGES: dict[str, _Page] = {
    "": _show,
    "name": _name,
    "area": _area,
    "quiet": _quiet,
    "remind": _remind,
    "kinds": _kinds,
    "data": _data,
    "switch": _switch,
    "leave": _leave,
    "left": _left,
    "rejoin": _rejoin,
    "account": _account,
    "move": _move,
    "hand_over": _hand_over,
    "handed_over": _handed_over,
    "code": _code,
}
