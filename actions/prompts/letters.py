"""The trainer's inbox: answers in words, photos, calls for help; replies that go back through Mitra."""

from actions.filling import opened
from actions.joining import begin
from actions.prompts import views
from actions.turn import Events, Page
from actions.who import Call, number
from mitra.access import Act, demand
from mitra.prompts import inbox

_SHOWN = 6


async def show(call: Call, *_: str) -> Events:
    """Show what waits."""
    demand(call.actor, Act.WRITE_PROMPT)
    waiting = await inbox.waiting(call.connection, call.actor)
    call.say(
        "prompt_inbox",
        letters=[views.letter_view(one) for one in waiting[:_SHOWN]],
        count=len(waiting),
        edit=True,
    )
    return []


async def see(call: Call, which: str, *_: str) -> Events:
    """Show one answer: `l:7`; its photo comes with it."""
    views.say_letter(call, await inbox.letter(call.connection, call.actor, number(which)))
    return []


async def reply(call: Call, which: str, *_: str) -> Events:
    """Ask for a reply: `re:7`."""
    letter = await inbox.letter(call.connection, call.actor, number(which))
    return await begin(call, opened("prompt_reply", id=letter.id))


async def close(call: Call, which: str, *_: str) -> Events:
    """Take an answer out of the inbox: `ok:7`, and show what still waits."""
    await inbox.close(call.connection, call.actor, number(which))
    return await show(call)


PAGES: dict[str, Page] = {"in": show, "l": see, "re": reply, "ok": close}
