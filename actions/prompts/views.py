"""Pages that several ways lead to: a draft, a letter, a series in enterprises; and what messages need of them."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from actions.turn import Events
from actions.who import Call
from mitra import dates, enterprises
from mitra.access import Act, RefusedError
from mitra.content.messages import tanggal
from mitra.hours import HOME_ZONE
from mitra.prompts import series, showing, template, writing
from mitra.prompts.catalogue import Series, catalogue
from mitra.prompts.inbox import Letter
from mitra.prompts.series import Run
from mitra.prompts.writing import Prompt

#: Enterprises, or series, on one page.
PAGE = 7


def prompt_view(prompt: Prompt) -> dict[str, Any]:
    """Return what lists need."""
    return {"id": prompt.id, "title": prompt.title, "status": prompt.status.value}


# --- the card


async def card(call: Call, prompt: Prompt, *, edit: bool = True) -> Events:
    """Show a draft with all that is chosen."""
    reach = await writing.reach(call.connection, call.actor, prompt, at=call.at)
    call.say(
        "prompt_draft",
        prompt=await view(call, prompt),
        sample=template.sample(prompt.template),
        people=reach.people,
        enterprises=reach.enterprises,
        edit=edit,
    )
    return []


async def view(call: Call, prompt: Prompt) -> dict[str, Any]:
    """Return a prompt as messages need it."""
    chosen = prompt.audience
    names = await enterprises.names_of(call.connection, chosen.enterprises)
    return prompt_view(prompt) | {
        "names": sorted(names.values(), key=str.casefold),
        "roles": [role.value for role in chosen.roles],
        "module": prompt.module,
        "attended": chosen.module,
        "only": chosen.only,
        "answer": prompt.answer,
        "options": list(prompt.options),
        "figure": showing.figure_of(prompt),
        "busy": prompt.busy,
        "when": say_moment(prompt.due_at, call.at) if prompt.due_at else "",
        "after_days": prompt.after_days,
        "reminders": prompt.reminders,
    }


def say_moment(moment: dt.datetime, at: dt.datetime) -> str:
    """Return a moment as people say it, in Jakarta's time: "Senin, 7 Des 2026 pukul 09.00 WIB"."""
    zone = ZoneInfo(HOME_ZONE)
    there = moment.astimezone(zone)
    return f"{dates.say_day(there.date(), at.astimezone(zone).date())} pukul {there:%H.%M} WIB"


def say_letter(call: Call, letter: Letter, *, lead: str = "") -> None:
    """Show an answer; `lead` says what has just been done."""
    view = letter_view(letter)
    if letter.photo and not lead:
        values = {"file": letter.photo}
        call.say(
            "prompt_letter",
            letter=view,
            lead=lead,
            file={"method": "send_photo", "make": "clean_photo", "values": values},
        )
        return
    call.say("prompt_letter", letter=view, lead=lead, edit=True)


def letter_view(letter: Letter) -> dict[str, object]:
    """Return what messages need of an answer."""
    return {
        "id": letter.id,
        "prompt": letter.prompt_id,
        "title": letter.title,
        "name": letter.name,
        "enterprise": letter.enterprise,
        "on": tanggal(letter.at.date()),
        "text": letter.text,
        "photo": bool(letter.photo),
        "waiting": letter.waiting,
        "reply": letter.reply,
        "gone": letter.telegram_id is None,
    }


def run_view(run: Run) -> dict[str, object]:
    """Return what messages need of a run."""
    following = run.next
    return {
        "id": run.id,
        "enterprise": run.enterprise,
        "enterprise_id": run.enterprise_id,
        "module": run.series.module,
        "title": run.series.title,
        "status": run.status.value,
        "held_on": run.held_on,
        "sent": run.sent,
        "count": len(run.turns),
        "next": following and {"id": following.step.id, "title": following.step.title, "on": following.on},
        "training": run.training_id,
    }


async def say_places(call: Call, module: int, on: dt.date, *, page: int = 1, edit: bool = True) -> Events:
    """Show the trainer's enterprises, those where the series runs since that day marked."""
    found = series_of(module)
    mine = await enterprises.looked_after(call.connection, call.actor)
    numbers = [one for one, _ in mine]
    started = await series.started(call.connection, call.actor, numbers, module, on)
    pages = max(1, -(-len(mine) // PAGE))
    page = min(max(page, 1), pages)
    shown = mine[(page - 1) * PAGE : page * PAGE]
    call.say(
        "series_places",
        series={"module": module, "title": found.title},
        day=on,
        code=f"{on:%Y%m%d}",
        ahead=[{"on": tanggal(when), "title": step.title} for when, step in series.ahead(found, on)],
        enterprises=[{"id": one, "name": name, "run": started.get(one, 0)} for one, name in shown],
        started=len(started),
        count=len(mine),
        page=page,
        pages=pages,
        edit=edit,
    )
    return []


def series_of(module: int) -> Series:
    """Return a module's series; raises RefusedError when there is none."""
    found = catalogue().of_module(module)
    if found is None:
        raise RefusedError(Act.USE_BUTTON)
    return found
