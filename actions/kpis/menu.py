"""Looking at figures: all of an enterprise, one, its picture, how it is worked out, its periods."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions.kpis.views import kpi_view, period_view, watched_view
from actions.services import services
from actions.turn import Events
from actions.views import button_view, enterprise_views
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, may
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest, looked_back_on
from mitra.kpis.readings import Watched
from mitra.kpis.saying import say_amount, say_value

Page = Callable[..., Awaitable[Events | None]]
#: Enterprises offered to who looks after many; the others are in /pelatih.
_MOST = 8
#: Fewer make no line.
_DRAWN = 2


def places_of(call: Call) -> list[int]:
    """Return the enterprises whose figures somebody may have to do with."""
    found = dict.fromkeys(seat.enterprise_id for seat in call.actor.seats)
    return [one for one in found if one is not None]


async def open_menu(call: Call) -> None:
    """Find the enterprise that is meant, and show its figures."""
    places = places_of(call)
    if not places:
        call.say("kpi_stranger", member=False)
    elif call.actor.here in places or len(places) == 1:
        await say_menu(call, call.actor.here if call.actor.here in places else places[0], edit=False)
    else:
        named = await enterprises.names_of(call.connection, places[:_MOST])
        call.say("kpi_enterprises", enterprises=enterprise_views(named.items()))


async def only_waiting(call: Call) -> int | None:
    """Return the figure that waits for somebody where they are; None for none or several."""
    if call.actor.here is None:
        return None
    board = await readings.board(call.connection, call.actor, call.actor.here, at=call.at)
    due = [one.kpi.id for one in board if one.due and indicators.owns(call.actor, one.kpi)]
    return due[0] if len(due) == 1 else None


async def menu(call: Call, which: str, *_: str) -> None:
    """Show an enterprise's figures: `menu:12`."""
    await say_menu(call, number(which), edit=True)


async def say_menu(call: Call, where: int | None, *, edit: bool, lead: str = "") -> None:
    """Show the figures of an enterprise; workers see those they report."""
    here = where or 0
    board = await readings.board(call.connection, call.actor, here, at=call.at)
    sees = may(call.actor, Act.SEE_KPIS, here)
    if not board and not sees:
        call.say("kpi_stranger", member=True)
        return
    due = [one for one in board if one.due and indicators.owns(call.actor, one.kpi)]
    call.say(
        "kpi_menu",
        enterprise={"id": here, "name": await enterprises.name_of(call.connection, here)},
        kpis=[watched_view(call, one) for one in board],
        due=[kpi_view(call, one.kpi) for one in due],
        sees=sees,
        edits=may(call.actor, Act.EDIT_KPIS, here),
        lead=lead,
        edit=edit,
    )


async def see(call: Call, which: str, *_: str) -> None:
    """Show a figure, and its picture to who does not save data: `see:34`."""
    watched = await readings.look(call.connection, call.actor, number(which), at=call.at)
    await say(call, watched, edit=True)
    if not call.actor.low_data and _drawn(watched):
        send_chart(call, watched)


async def again(call: Call, which: str, *_: str) -> None:
    """Show a figure without its picture, as on the way back to it: `one:34`."""
    await say(call, await readings.look(call.connection, call.actor, number(which), at=call.at), edit=True)


async def say(call: Call, watched: Watched, *, edit: bool, lead: str = "") -> None:
    """Show a figure; `lead` is one of content/messages/kpi_see."""
    now = watched.line.now
    reading = await readings.reading_of(call.connection, watched.kpi, now.first) if now else None
    call.say(
        "kpi_see",
        kpi=watched_view(call, watched),
        amount=say_amount(watched.kpi, reading.amount) if reading else "",
        lead=lead,
        edit=edit,
    )


def _drawn(watched: Watched) -> bool:
    return sum(point.value is not None for point in watched.line.points) >= _DRAWN


async def chart(call: Call, which: str, *_: str) -> None:
    """Send a figure's picture: `chart:34`."""
    send_chart(call, await readings.look(call.connection, call.actor, number(which), at=call.at))


def send_chart(call: Call, watched: Watched) -> None:
    """Send the picture of a figure as it stands now."""
    values = {"kpi": watched.kpi.id, "at": call.at.isoformat()}
    file = {"method": "send_photo", "make": "kpi_chart", "values": values}
    call.say("kpi_chart", kpi=watched_view(call, watched), file=file)


async def about(call: Call, which: str, *_: str) -> None:
    """Show what a figure means, and where that comes from: `about:34`."""
    kpi = await indicators.one(call.connection, call.actor, number(which))
    known = kpi.known
    topic = services().library.topics.get(known.topic) if known else None
    call.say(
        "kpi_about",
        kpi=kpi_view(call, kpi),
        known={"explain": known.explain, "formula": known.formula, "source": known.source} if known else None,
        topic=button_view(topic) if topic else None,
        edit=True,
    )


async def periods(call: Call, which: str, *_: str) -> None:
    """Show the periods of a figure, to fill gaps and correct what is wrong: `gaps:34`."""
    watched = await readings.look(call.connection, call.actor, number(which), at=call.at)
    kpi = watched.kpi
    values = {point.first: point.value for point in watched.line.points}
    window = looked_back_on(latest(kpi.rhythm, kpi.today(call.at)))
    shown: list[dict[str, Any]] = [
        period_view(one) | {"value": say_value(values.get(one.first), kpi.unit)} for one in reversed(window)
    ]
    call.say("kpi_gaps", kpi=watched_view(call, watched), periods=shown, edit=True)


PAGES: dict[str, Page] = {
    "menu": menu,
    "see": see,
    "one": again,
    "chart": chart,
    "about": about,
    "gaps": periods,
}
