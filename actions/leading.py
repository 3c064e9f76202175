"""Looking after an enterprise: its page, members, invitations, requests, areas; and a trainer's list of enterprises."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions import turn
from actions.filling import opened
from actions.joining import begin
from actions.services import HOME, services
from actions.turn import Events
from actions.views import enterprise_views
from actions.who import Call, Personal, number
from mitra import enterprises, invitations, join_requests, overview, people
from mitra.access import Act, RefusedError, may
from mitra.invitations import Made
from mitra.people import Member
from mitra.store.models import Role, Side


class Trainer(Personal):
    """/pelatih: how the enterprises stand that somebody looks after; the value is a page, `add`, `invite` or `picture`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_trainer"

    async def act(self, call: Call) -> Events:
        """Show them, or begin a new one."""
        value = turn.value(call.tracker)
        if not may(call.actor, Act.ADD_ENTERPRISE):
            call.say("no_trainer")
            return turn.understood()
        if value == "add":
            return await begin(call, opened("enterprise"))
        if value == "invite":
            made = await invitations.create(call.connection, call.actor, Role.TRAINER, at=call.at)
            _say_invitation(call, made, code="")
            return turn.understood()
        if value == "picture":
            _say_picture(call)
            return turn.understood()
        await _list(call, number(value or "1"))
        return turn.understood()


async def _list(call: Call, page: int) -> None:
    shown = await overview.page(call.connection, call.actor, page, at=call.at)
    call.say(
        "enterprises",
        enterprises=[light.view() for light in shown.lights],
        colours={one.name.lower(): shown.colours[one] for one in overview.Colour if one in shown.colours},
        count=shown.count,
        page=shown.number,
        pages=shown.pages,
        all=may(call.actor, Act.SEE_ALL_ENTERPRISES),
        edit=True,
    )


def _say_picture(call: Call) -> None:
    """Send the overview as a picture; what it shows is looked up, and who may see it asked, when it is made."""
    values = {"telegram_id": call.actor.telegram_id}
    call.say("overview_picture", file={"method": "send_photo", "make": "overview_picture", "values": values})


class Lead(Personal):
    """One enterprise: the value is what to show or do and for which, such as `members:12:2` or `remove:55`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_lead"

    async def act(self, call: Call) -> Events:
        """Do what the value says."""
        verb, *rest = call.value()
        page = _PAGES.get(verb)
        if page is None or not rest:
            raise RefusedError(Act.USE_BUTTON)
        return await page(call, *rest) or turn.understood()


async def _show(call: Call, which: str, *_: str) -> Events:
    one = await enterprises.details(call.connection, call.actor, number(which))
    waiting = await join_requests.waiting(call.connection, call.actor, one.id)
    light = None
    if may(call.actor, Act.VISIT, one.id):  # not for who leads it: a trainer's hint is no mark
        light = await overview.one(call.connection, call.actor, one.id, at=call.at)
    call.say(
        "enterprise",
        enterprise={
            "id": one.id,
            "name": one.name,
            "code": one.code,
            "zone": enterprises.ZONES[one.timezone],
            "province": one.province or "",
            "areas": [name for _, name in one.areas],
            "people": {role.value: count for role, count in one.people.items()},
        },
        waiting=len(waiting),
        light=light and light.view(),
        trains=may(call.actor, Act.ADD_ENTERPRISE),
        edit=True,
    )
    return []


# --- members


async def _members(call: Call, which: str, page: str = "1", *_: str) -> Events:
    shown, pages = await people.members(call.connection, call.actor, number(which), page=number(page))
    call.say(
        "members",
        enterprise={"id": number(which), "name": await enterprises.name_of(call.connection, number(which))},
        members=[_member_view(one) for one in shown],
        page=min(max(number(page), 1), pages),
        pages=pages,
        edit=True,
    )
    return []


def _member_view(one: Member) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name or "",
        "role": one.role.value,
        "side": one.side.value if one.side else "",
        "area": one.area or "",
        "safety": one.safety,
        "enterprise": {"id": one.enterprise_id, "name": one.enterprise},
    }


async def _member(call: Call, which: str, *_: str) -> Events:
    one = await people.member(call.connection, call.actor, number(which))
    if one.ended:
        raise RefusedError(Act.USE_BUTTON)
    call.say("member", member=_member_view(one), oneself=one.person_id == call.actor.person_id, edit=True)
    return []


async def _safety(call: Call, which: str, *_: str) -> Events:
    """Have somebody of the committee told of danger at once, or no longer: `safety:55`."""
    one = await people.look_after_safety(call.connection, call.actor, number(which), at=call.at)
    call.say("member", member=_member_view(one), oneself=one.person_id == call.actor.person_id, edit=True)
    return []


async def _remove(call: Call, which: str, *_: str) -> Events:
    one = await people.remove(call.connection, call.actor, number(which), at=call.at)
    call.say("member_removed", member=_member_view(one), edit=True)
    return []


async def _take_back(call: Call, which: str, *_: str) -> Events:
    one = await people.take_back(call.connection, call.actor, number(which), at=call.at)
    call.say("member", member=_member_view(one), oneself=False, edit=True)
    return []


# --- invitations


async def _invite(call: Call, which: str, role: str = "", side: str = "", *_: str) -> Events:
    here = await enterprises.details(call.connection, call.actor, number(which))
    if not role:
        offered = {
            "manager": may(call.actor, Act.INVITE_MANAGER, here.id),
            "trainer": may(call.actor, Act.INVITE_TRAINER, here.id),
        }
        call.say("invite", enterprise={"id": here.id, "name": here.name}, offered=offered, edit=True)
        return []
    if role not in {one.value for one in Role} or side not in {"", *(one.value for one in Side)}:
        raise RefusedError(Act.USE_BUTTON)
    made = await invitations.create(
        call.connection,
        call.actor,
        Role(role),
        at=call.at,
        enterprise_id=here.id,
        side=Side(side) if side else None,
    )
    _say_invitation(call, made, code=here.code)
    return []


def _say_invitation(call: Call, made: Made, *, code: str) -> None:
    """Hand out the link; the poster comes along unless somebody saves data."""
    view = _invitation_view(made, code)
    call.say("invited", invitation=view, low_data=call.actor.low_data)
    if not call.actor.low_data and made.enterprise:
        _say_poster(call, view, "png")


def _invitation_view(made: Made, code: str) -> dict[str, Any]:
    return {
        "id": made.id,
        "token": made.token,
        "link": services().link(made.token),
        "enterprise": made.enterprise,
        "code": code,
        "role": made.role.value if made.role else "",
        "side": made.side.value if made.side else "",
        "expires": made.expires_at.astimezone(HOME).date(),
    }


def _say_poster(call: Call, view: dict[str, Any], form: str) -> None:
    values = {name: view[name] for name in ("enterprise", "role", "side", "link", "code")}
    values |= {"form": form, "expires": view["expires"].isoformat()}
    method = "send_photo" if form == "png" else "send_document"
    call.say(f"poster_{form}", invitation=view, file={"method": method, "make": "poster", "values": values})


async def _poster(call: Call, form: str, invitation: str = "", token: str = "", *_: str) -> Events:
    """Send a poster again: the button brings its token, which nobody else has."""
    made = await invitations.again(call.connection, call.actor, token, number(invitation), at=call.at)
    if form not in {"png", "pdf"} or made is None or made.enterprise_id is None:
        raise RefusedError(Act.USE_BUTTON)
    here = await enterprises.details(call.connection, call.actor, made.enterprise_id)
    _say_poster(call, _invitation_view(made, here.code), form)
    return []


async def _withdraw(call: Call, invitation: str = "", *_: str) -> Events:
    """Have a link let nobody in any more; the message that held it says so instead."""
    enterprise = await invitations.withdraw(call.connection, call.actor, number(invitation), at=call.at)
    call.say("invitation_withdrawn", enterprise=enterprise, edit=True)
    return []


# --- requests


async def _requests(call: Call, which: str, *_: str) -> Events:
    waiting = await join_requests.waiting(call.connection, call.actor, number(which))
    name = await enterprises.name_of(call.connection, number(which))
    views = [{"id": one.id, "name": one.name or ""} for one in waiting]
    call.say("requests", enterprise={"id": number(which), "name": name}, requests=views, edit=True)
    return []


async def _let_in(call: Call, which: str, *_: str) -> Events:
    return await _decide(call, which, let_in=True)


async def _turn_down(call: Call, which: str, *_: str) -> Events:
    return await _decide(call, which, let_in=False)


async def _decide(call: Call, which: str, *, let_in: bool) -> Events:
    decided = await join_requests.decide(
        call.connection, call.actor, number(which), let_in=let_in, at=call.at
    )
    if decided is None:
        call.say("decided_already", edit=True)
        return []
    where = {"id": decided.enterprise_id, "name": decided.enterprise}
    call.say("decided", name=decided.name or "", let_in=let_in, enterprise=where, edit=True)
    return []


# --- areas


async def _areas(call: Call, which: str, *_: str) -> Events:
    one = await enterprises.details(call.connection, call.actor, number(which))
    shown = enterprise_views(one.areas)
    call.say("areas", enterprise={"id": one.id, "name": one.name}, areas=shown, edit=True)
    return []


async def _add_area(call: Call, which: str, *_: str) -> Events:
    await enterprises.details(call.connection, call.actor, number(which))  # refuses before anything is typed
    return await begin(call, opened("area", enterprise=number(which)))


async def _close_area(call: Call, which: str, *_: str) -> Events:
    where = await enterprises.close_area(call.connection, call.actor, number(which), at=call.at)
    return await _areas(call, str(where))


_Page = Callable[..., Awaitable[Events]]
_PAGES: dict[str, _Page] = {
    "see": _show,
    "members": _members,
    "member": _member,
    "safety": _safety,
    "remove": _remove,
    "take_back": _take_back,
    "invite": _invite,
    "poster": _poster,
    "withdraw": _withdraw,
    "requests": _requests,
    "let_in": _let_in,
    "turn_down": _turn_down,
    "areas": _areas,
    "add_area": _add_area,
    "close_area": _close_area,
}
