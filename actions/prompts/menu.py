"""The trainer's way into the follow-up: what runs, what waits, what to begin."""

from actions.prompts.views import prompt_view
from actions.turn import Events, Page
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand
from mitra.prompts import inbox, series, writing
from mitra.prompts.catalogue import Step, catalogue
from mitra.prompts.template import VARIABLES
from mitra.trainings import MODULES

#: Values that stand alone.
ALONE = frozenset({"", "menu", "new", "own", "in", "runs", "begin", "vars"})
_MOST = 5


async def menu(call: Call, *_: str) -> Events:
    """Show what there is."""
    demand(call.actor, Act.WRITE_PROMPT)
    mine = [number for number, _ in await enterprises.looked_after(call.connection, call.actor)]
    call.say(
        "prompt_menu",
        waiting=await inbox.count(call.connection, call.actor),
        drafts=[prompt_view(one) for one in (await writing.drafts(call.connection, call.actor))[:_MOST]],
        sent=[prompt_view(one) for one in await writing.running(call.connection, call.actor, most=_MOST)],
        runs=await series.under_way(call.connection, call.actor, mine),
        edit=True,
    )
    return []


async def new(call: Call, *_: str) -> Events:
    """Offer ready prompts by module, or to write one."""
    demand(call.actor, Act.WRITE_PROMPT)
    call.say("prompt_new", modules=list(MODULES.items()), singles=bool(catalogue().singles), edit=True)
    return []


async def pick(call: Call, which: str, *_: str) -> Events:
    """Show the ready prompts of a module, or (0) those for any: `pick:3`."""
    demand(call.actor, Act.WRITE_PROMPT)
    found = ready(number(which))
    if not found:
        raise RefusedError(Act.USE_BUTTON)
    call.say(
        "prompt_ready",
        module=number(which),
        steps=[{"id": step.id, "title": step.title} for step in found],
        edit=True,
    )
    return []


def ready(module: int) -> list[Step]:
    """Return the ready prompts of a module, or (0) those that belong to no series."""
    if module == 0:
        return list(catalogue().singles.values())
    one = catalogue().of_module(module)
    return list(one.steps) if one else []


async def variables(call: Call, *_: str) -> Events:
    """Say what can be put into a text."""
    demand(call.actor, Act.WRITE_PROMPT)
    call.say("prompt_vars", variables={name: one.about for name, one in VARIABLES.items()})
    return []


PAGES: dict[str, Page] = {"menu": menu, "new": new, "pick": pick, "vars": variables}
