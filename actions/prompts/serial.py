"""Series: starting one for many enterprises with a few taps, how far it is, pausing, leaving out, stopping."""

import datetime as dt
from zoneinfo import ZoneInfo

from actions.filling import opened
from actions.joining import begin as begin_form
from actions.prompts import views
from actions.turn import Events, Page
from actions.who import Call, number
from mitra import enterprises, trainings
from mitra.access import Act, RefusedError, demand
from mitra.hours import HOME_ZONE
from mitra.prompts import series
from mitra.prompts.catalogue import catalogue
from mitra.prompts.series import Run
from mitra.trainings import MODULES


async def runs(call: Call, page: str = "1", *_: str) -> Events:
    """Show all series under way: `runs:2`."""
    demand(call.actor, Act.WRITE_PROMPT)
    mine = [one for one, _ in await enterprises.looked_after(call.connection, call.actor)]
    found, pages, count = await series.page(call.connection, call.actor, mine, page=number(page))
    call.say(
        "series_runs",
        runs=[views.run_view(one) for one in found],
        count=count,
        page=min(max(number(page), 1), pages),
        pages=pages,
        edit=True,
    )
    return []


async def run(call: Call, which: str, *_: str) -> Events:
    """Show one series in one enterprise: `run:5`."""
    return _say_run(call, await series.one(call.connection, call.actor, number(which)))


def _say_run(call: Call, found: Run, *, lead: str = "") -> Events:
    turns = [
        {
            "title": turn.step.title,
            "on": turn.on,
            "outcome": turn.outcome,
            "prompt": turn.prompt_id,
        }
        for turn in found.turns
    ]
    call.say("series_run", run=views.run_view(found), turns=turns, lead=lead, edit=True)
    return []


async def pause(call: Call, which: str, *_: str) -> Events:
    """Let it rest: `pause:5`."""
    return _say_run(
        call, await series.pause(call.connection, call.actor, number(which), at=call.at), lead="paused"
    )


async def go_on(call: Call, which: str, *_: str) -> Events:
    """Let it go on: `on:5`."""
    return _say_run(
        call, await series.go_on(call.connection, call.actor, number(which), at=call.at), lead="on"
    )


async def leave_out(call: Call, which: str, step: str = "", *_: str) -> Events:
    """Leave the next one out: `out:5:m3-awal`."""
    found = await series.leave_out(call.connection, call.actor, number(which), step, at=call.at)
    return _say_run(call, found, lead="out")


async def ask_end(call: Call, which: str, *_: str) -> Events:
    """Ask whether to stop it for good: `end:5`."""
    found = await series.one(call.connection, call.actor, number(which))
    call.say("series_end", run=views.run_view(found), edit=True)
    return []


async def end(call: Call, which: str, *_: str) -> Events:
    """Stop it for good: `end_yes:5`."""
    return _say_run(
        call, await series.stop(call.connection, call.actor, number(which), at=call.at), lead="ended"
    )


# --- starting


async def begin(call: Call, *_: str) -> Events:
    """Offer the series."""
    demand(call.actor, Act.WRITE_PROMPT)
    found = sorted(catalogue().series.values(), key=lambda one: one.module)
    call.say(
        "series_choose",
        series=[
            {"module": one.module, "title": one.title, "about": one.about, "count": len(one.steps)}
            for one in found
        ],
        edit=True,
    )
    return []


async def day(call: Call, module: str, *_: str) -> Events:
    """Ask for the day of the workshop: `day:3`."""
    demand(call.actor, Act.WRITE_PROMPT)
    found = views.series_of(number(module))
    today = call.at.astimezone(ZoneInfo(HOME_ZONE)).date()
    days = [[today.isoformat(), "Hari ini"], [(today - dt.timedelta(days=1)).isoformat(), "Kemarin"]]
    return await begin_form(call, opened("series_day", id=found.module, choices={"day": days}))


async def places(call: Call, module: str, on: str = "", page: str = "1", *_: str) -> Events:
    """Show the enterprises to start it in: `places:3:20261127:1`."""
    return await views.say_places(call, number(module), _day(on), page=number(page))


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise RefusedError(Act.USE_BUTTON) from None


async def start(call: Call, module: str, on: str = "", place: str = "", page: str = "1", *_: str) -> Events:
    """Start it in one enterprise: `start:3:20261127:5:1`."""
    held_on = _day(on)
    await series.start(call.connection, call.actor, number(place), number(module), held_on, at=call.at)
    return await views.say_places(call, number(module), held_on, page=number(page))


async def start_all(call: Call, module: str, on: str = "", *_: str) -> Events:
    """Start it in all enterprises where it does not run yet: `all:3:20261127`."""
    held_on = _day(on)
    for place, _name in await enterprises.looked_after(call.connection, call.actor):
        await series.start(call.connection, call.actor, place, number(module), held_on, at=call.at)
    return await views.say_places(call, number(module), held_on)


async def participants(call: Call, which: str, *_: str) -> Events:
    """Ask how many took part: `part:5`, by the series' number."""
    found = await series.one(call.connection, call.actor, number(which))
    return await begin_form(call, opened("participants", id=found.training_id, run=found.id))


async def recorded(call: Call, which: str, *_: str) -> Events:
    """Show an enterprise's workshops: `trained:5`."""
    found = await trainings.of_enterprise(call.connection, call.actor, number(which))
    call.say(
        "trainings",
        enterprise={"id": number(which), "name": await enterprises.name_of(call.connection, number(which))},
        trainings=[
            {"module": MODULES[one.module], "on": one.held_on, "women": one.women, "men": one.men}
            for one in found
        ],
        runs=[
            views.run_view(one)
            for one in await series.of_enterprises(call.connection, call.actor, [number(which)])
        ][: views.PAGE],
        edit=True,
    )
    return []


PAGES: dict[str, Page] = {
    "runs": runs,
    "run": run,
    "pause": pause,
    "on": go_on,
    "out": leave_out,
    "end": ask_end,
    "end_yes": end,
    "begin": begin,
    "day": day,
    "places": places,
    "start": start,
    "all": start_all,
    "part": participants,
    "trained": recorded,
}
