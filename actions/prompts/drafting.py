"""Writing a prompt, tap by tap: text, receivers, answers, moment; a look at it, a test, and off it goes."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from actions.filling import opened
from actions.joining import begin
from actions.prompts import menu, reading, saying, views
from actions.turn import Events, Page
from actions.views import enterprise_views
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand
from mitra.hours import HOME_ZONE
from mitra.prompts import audience, kinds, showing, template, writing
from mitra.prompts.audience import Audience
from mitra.prompts.catalogue import catalogue
from mitra.prompts.variables import Reader
from mitra.prompts.writing import Prompt
from mitra.store.models import Role
from mitra.trainings import MODULES

#: Hour at which "besok" comes, where the trainer does not say.
_MORNING = 9


async def see(call: Call, which: str, *_: str) -> Events:
    """Show a draft: `d:12`; one that was sent shows its results."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    if prompt.started_at is not None:
        return await reading.show(call, which)
    return await views.card(call, prompt)


async def use(call: Call, step_id: str, *_: str) -> Events:
    """Begin with a ready prompt: `use:m3-awal`."""
    step = catalogue().step(step_id)
    if step is None:
        raise RefusedError(Act.USE_BUTTON)
    made = await writing.begin(
        call.connection,
        call.actor,
        title=step.title,
        text=step.text,
        at=call.at,
        module=step.module,
        answer=step.answer,
        options=step.options,
        roles=step.roles,
        reminders=step.remind,
    )
    return await views.card(call, made)


async def own(call: Call, *_: str) -> Events:
    """Ask for the text of a new one."""
    demand(call.actor, Act.WRITE_PROMPT)
    return await begin(call, opened("prompt_text"))


async def text(call: Call, which: str, *_: str) -> Events:
    """Ask for the text anew: `text:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    return await begin(call, opened("prompt_text", id=prompt.id))


async def drop(call: Call, which: str, *_: str) -> Events:
    """Throw a draft away: `drop:12`."""
    await writing.drop(call.connection, call.actor, number(which))
    return await menu.menu(call)


# --- receivers


async def who(call: Call, which: str, page: str = "1", *_: str) -> Events:
    """Show whom it is for: `who:12:2`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    return await _say_who(call, prompt, number(page))


async def _say_who(call: Call, prompt: Prompt, page: int = 1) -> Events:
    mine = await enterprises.looked_after(call.connection, call.actor)
    pages = max(1, -(-len(mine) // views.PAGE))
    page = min(max(page, 1), pages)
    shown = enterprise_views(mine[(page - 1) * views.PAGE : page * views.PAGE])
    reach = await writing.reach(call.connection, call.actor, prompt, at=call.at)
    call.say(
        "prompt_who",
        prompt=await views.view(call, prompt),
        enterprises=[one | {"on": one["id"] in prompt.audience.enterprises} for one in shown],
        count=len(mine),
        page=page,
        pages=pages,
        people=reach.people,
        earlier=[
            views.prompt_view(one) for one in await writing.running(call.connection, call.actor, most=3)
        ],
        edit=True,
    )
    return []


async def _meant(call: Call, which: str, changed: Audience, page: int = 1) -> Events:
    prompt = await writing.edit(call.connection, call.actor, number(which), audience=changed)
    return await _say_who(call, prompt, page)


async def _audience(call: Call, which: str) -> Audience:
    return (await writing.to_edit(call.connection, call.actor, number(which))).audience


async def enterprise(call: Call, which: str, place: str = "", page: str = "1", *_: str) -> Events:
    """Add an enterprise, or take it out: `e:12:5:1`."""
    chosen = await _audience(call, which)
    return await _meant(call, which, chosen.with_enterprise(number(place)), number(page))


async def everywhere(call: Call, which: str, *_: str) -> Events:
    """Mean all enterprises: `every:12`."""
    return await _meant(call, which, replace(await _audience(call, which), enterprises=()))


async def role(call: Call, which: str, name: str = "", page: str = "1", *_: str) -> Events:
    """Add a role, or take it out: `role:12:worker:1`."""
    if name not in {one.value for one in kinds.ROLES}:
        raise RefusedError(Act.USE_BUTTON)
    chosen = await _audience(call, which)
    return await _meant(call, which, chosen.with_role(Role(name)), number(page))


async def attended(call: Call, which: str, module: str = "", *_: str) -> Events:
    """Mean only enterprises that attended a module's workshop; 0: all. `mod:12:3`."""
    chosen = number(module)
    if chosen not in {0, *MODULES}:
        raise RefusedError(Act.USE_BUTTON)
    return await _meant(call, which, replace(await _audience(call, which), module=chosen or None))


async def modules(call: Call, which: str, *_: str) -> Events:
    """Offer modules that were attended: `mods:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    call.say(
        "prompt_attended",
        id=prompt.id,
        chosen=prompt.audience.module,
        modules=list(MODULES.items()),
        edit=True,
    )
    return []


async def only(call: Call, which: str, what: str = "", of: str = "", *_: str) -> Events:
    """Mean only who has something overdue, or who has not answered an earlier prompt: `only:12:silent:9`."""
    wanted = "" if what == "all" else what
    if wanted not in audience.ONLY:
        raise RefusedError(Act.USE_BUTTON)
    earlier = None
    if wanted == audience.SILENT:
        earlier = (await writing.one(call.connection, call.actor, number(of))).id
    return await _meant(call, which, replace(await _audience(call, which), only=wanted, of=earlier))


# --- answers


async def how(call: Call, which: str, *_: str) -> Events:
    """Offer ways to answer: `how:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    call.say("prompt_how", prompt=await views.view(call, prompt), edit=True)
    return []


async def kind(call: Call, which: str, name: str = "", option: str = "", *_: str) -> Events:
    """Choose how it is answered: `k:12:text`, `k:12:check:5s`, `k:12:kpi:defect_rate`, `k:12:buttons`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    if name == kinds.BUTTONS:
        return await begin(call, opened("prompt_labels", id=prompt.id))
    if name == kinds.KPI and not option:
        call.say("prompt_figures", id=prompt.id, figures=list(kinds.figures().items()), edit=True)
        return []
    if name not in kinds.KINDS:
        raise RefusedError(Act.USE_BUTTON)
    options = [option] if name in {kinds.KPI, kinds.CHECK} else []
    if name == kinds.QUIZ and prompt.module is None:
        call.say("prompt_quiz", id=prompt.id, modules=list(MODULES.items()), edit=True)
        return []
    prompt = await writing.edit(call.connection, call.actor, prompt.id, answer=name, options=options)
    return await views.card(call, prompt)


async def quiz(call: Call, which: str, module: str = "", *_: str) -> Events:
    """Have a module's quiz be the answer: `quiz:12:3`."""
    chosen = number(module)
    if chosen not in MODULES:
        raise RefusedError(Act.USE_BUTTON)
    prompt = await writing.edit(
        call.connection, call.actor, number(which), answer=kinds.QUIZ, options=[], module=chosen
    )
    return await views.card(call, prompt)


# --- moment, and who is busy


async def when(call: Call, which: str, *_: str) -> Events:
    """Offer moments: `when:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    call.say("prompt_when", prompt=await views.view(call, prompt), edit=True)
    return []


async def at_once(call: Call, which: str, *_: str) -> Events:
    """Send it at once: `now:12`."""
    return await views.card(
        call, await writing.set_due(call.connection, call.actor, number(which), None, at=call.at)
    )


async def tomorrow(call: Call, which: str, *_: str) -> Events:
    """Send it tomorrow morning: `tom:12`."""
    there = call.at.astimezone(ZoneInfo(HOME_ZONE)) + dt.timedelta(days=1)
    moment = there.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return await views.card(
        call, await writing.set_due(call.connection, call.actor, number(which), moment, at=call.at)
    )


async def moment(call: Call, which: str, *_: str) -> Events:
    """Ask for date and hour: `at:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    return await begin(call, opened("prompt_when", id=prompt.id, zone=HOME_ZONE))


async def after(call: Call, which: str, *_: str) -> Events:
    """Ask how many days after the workshop: `after:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    return await begin(call, opened("prompt_after", id=prompt.id))


async def busy(call: Call, which: str, *_: str) -> Events:
    """Choose the next way to treat who is in the middle of something: `busy:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    following = kinds.BUSY[(kinds.BUSY.index(prompt.busy) + 1) % len(kinds.BUSY)]
    return await views.card(call, await writing.edit(call.connection, call.actor, prompt.id, busy=following))


async def remind(call: Call, which: str, *_: str) -> Events:
    """Choose how often the silent are reminded: `rem:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    times = (prompt.reminders + 1) % (kinds.MOST_REMINDERS + 1)
    return await views.card(call, await writing.edit(call.connection, call.actor, prompt.id, reminders=times))


# --- a look, a test, off


async def look(call: Call, which: str, as_role: str = "", *_: str) -> Events:
    """Show it as a role would see it, with somebody's own figures: `look:12:worker`."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    chosen = as_role or prompt.audience.roles[0].value
    if chosen not in {one.value for one in prompt.audience.roles}:
        raise RefusedError(Act.USE_BUTTON)
    reader = await _example(call, prompt, Role(chosen))
    shown = await saying.filled(call, prompt, reader) if reader else template.sample(prompt.template)
    call.say(
        "prompt_look",
        prompt=await views.view(call, prompt),
        role=chosen,
        words=shown,
        place=reader.enterprise if reader else "",
        edit=True,
    )
    return []


async def _example(call: Call, prompt: Prompt, chosen: Role) -> Reader | None:
    return await writing.example(call.connection, call.actor, prompt, chosen, at=call.at)


async def test(call: Call, which: str, *_: str) -> Events:
    """Send it to who writes it, as its receivers would get it: `test:12`."""
    prompt = await writing.one(call.connection, call.actor, number(which))
    reader = await _example(call, prompt, prompt.audience.roles[0])
    shown = await saying.filled(call, prompt, reader) if reader else template.sample(prompt.template)
    trainer = await showing.trainer_name(call.connection, prompt.trainer_id)
    call.say("prompt", **showing.shown(prompt, shown, trainer=trainer, test=True))
    return []


async def ask(call: Call, which: str, *_: str) -> Events:
    """Ask whether to send it: `ask:12`."""
    prompt = await writing.to_edit(call.connection, call.actor, number(which))
    reach = await writing.reach(call.connection, call.actor, prompt, at=call.at)
    numbers = await audience.places(call.connection, call.actor, prompt.audience)
    known = await writing.moments(call.connection, prompt, numbers, at=call.at) if prompt.after_days else {}
    call.say(
        "prompt_confirm",
        prompt=await views.view(call, prompt),
        sample=template.sample(prompt.template),
        people=reach.people,
        enterprises=reach.enterprises,
        meant=reach.meant,
        dated=len(known),
        edit=True,
    )
    return []


async def go(call: Call, which: str, *_: str) -> Events:
    """Send it off: `go:12`."""
    prompt, planned = await writing.start(call.connection, call.actor, number(which), at=call.at)
    call.say("prompt_started", prompt=await views.view(call, prompt), people=planned, edit=True)
    return []


PAGES: dict[str, Page] = {
    "d": see,
    "use": use,
    "own": own,
    "text": text,
    "drop": drop,
    "who": who,
    "e": enterprise,
    "every": everywhere,
    "role": role,
    "mods": modules,
    "mod": attended,
    "only": only,
    "how": how,
    "k": kind,
    "quiz": quiz,
    "when": when,
    "now": at_once,
    "tom": tomorrow,
    "at": moment,
    "after": after,
    "busy": busy,
    "rem": remind,
    "look": look,
    "test": test,
    "ask": ask,
    "go": go,
}
