"""What became of a prompt: figures, the silent, a picture, a sheet; reminding, cancelling."""

from typing import Any

from actions.prompts import views
from actions.turn import Events, Page
from actions.who import Call, number
from mitra.prompts import kinds, results, writing
from mitra.store.prompt_models import PromptStatus


async def show(call: Call, which: str, *_: str) -> Events:
    """Show the results as they are now: `r:12`."""
    return await say_results(call, number(which))


async def say_results(call: Call, which: int, *, lead: str = "", count: int = 0) -> Events:
    """Show a prompt's results; `lead` says what has just been done, to `count` people."""
    found = await results.of(call.connection, call.actor, which)
    prompt = found.prompt
    call.say(
        "prompt_results",
        prompt=await views.view(call, prompt),
        results={
            "meant": found.meant,
            "planned": found.planned,
            "sent": found.sent,
            "reached": found.reached,
            "answered": found.answered,
            "percent": found.percent,
            "silent": found.silent,
            "skipped": found.skipped,
            "shares": [{"label": one.label, "count": one.count} for one in found.shares],
            "mean": found.mean,
        },
        running=prompt.status is PromptStatus.RUNNING,
        answerable=prompt.answer != kinds.NONE,
        lead=lead,
        count=count,
        edit=True,
    )
    return []


async def silent(call: Call, which: str, page: str = "1", *_: str) -> Events:
    """Show who has not answered: `sil:12:2`."""
    lines, pages = await results.silent(call.connection, call.actor, number(which), page=number(page))
    call.say(
        "prompt_silent",
        id=number(which),
        people=[{"name": one.name, "enterprise": one.enterprise, "sent": one.sent_on} for one in lines],
        page=min(max(number(page), 1), pages),
        pages=pages,
        edit=True,
    )
    return []


async def nudge(call: Call, which: str, *_: str) -> Events:
    """Remind the silent now: `nudge:12`."""
    reminded = await results.remind(call.connection, call.actor, number(which), at=call.at)
    return await say_results(call, number(which), lead="reminded", count=reminded)


async def ask_cancel(call: Call, which: str, *_: str) -> Events:
    """Ask whether to cancel: `cancel:12`."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    found = await results.of(call.connection, call.actor, prompt.id)
    call.say(
        "prompt_cancel", prompt=views.prompt_view(prompt), sent=found.sent, planned=found.planned, edit=True
    )
    return []


async def cancel(call: Call, which: str, *_: str) -> Events:
    """Cancel what has not gone out yet: `cancel_yes:12`."""
    stopped = await writing.cancel(call.connection, call.actor, number(which), at=call.at)
    return await say_results(call, number(which), lead="cancelled", count=stopped)


async def picture(call: Call, which: str, *_: str) -> Events:
    """Send the results as a picture: `pic:12`."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    _send(call, "prompt_picture", prompt, "send_photo", "prompt_chart")
    return []


async def sheet(call: Call, which: str, *_: str) -> Events:
    """Send the results as a spreadsheet: `xlsx:12`."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    _send(call, "prompt_sheet", prompt, "send_document", "prompt_sheet")
    return []


def _send(call: Call, message: str, prompt: writing.Prompt, method: str, maker: str) -> None:
    # Made when it is sent, in the name of who asks: what they may not see any more by then is not made.
    values: dict[str, Any] = {"prompt": prompt.id, "person": call.actor.telegram_id}
    call.say(message, title=prompt.title, file={"method": method, "make": maker, "values": values})


PAGES: dict[str, Page] = {
    "r": show,
    "sil": silent,
    "nudge": nudge,
    "cancel": ask_cancel,
    "cancel_yes": cancel,
    "pic": picture,
    "xlsx": sheet,
}
