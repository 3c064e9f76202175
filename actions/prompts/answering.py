"""What receivers of prompts tap: answers, writing one, taking it back, no more of them."""

from actions import tasks, turn
from actions.prompts import saying
from actions.prompts.task import listening, opened
from actions.turn import Events, Page
from actions.who import Call, number
from mitra import stack
from mitra.access import Act, RefusedError
from mitra.errors import MitraError
from mitra.prompts import answers, kinds, showing
from mitra.trainings import MODULES

ALL = "all"


async def choose(call: Call, which: str, value: str = "", *_: str) -> Events:
    """Answer by a button: `a:12:0`."""
    prompt, _mine = await answers.received(call.connection, call.actor, number(which))
    given = answers.read_tap(prompt, value)
    try:
        taken = await answers.answer(call.connection, call.actor, prompt.id, given, at=call.at)
    except MitraError as error:
        saying.say_problem(call, error)
        return []
    # What is the matter is easiest said at once, unless a form waits for what is typed.
    mine = stack.key_of({"name": showing.TASK, "of": str(prompt.id)})
    others = [one for one in tasks.stack_of(call.tracker) if stack.key_of(one) != mine]
    busy = any("rest" not in one and not stack.is_soft(one) for one in others)
    listens = answers.asks_for_help(prompt, given) and not busy
    saying.say_taken(call, taken, listens=listens)
    if not listens:
        return await _closed(call, prompt.id)
    today = call.at.date()
    heard = listening(opened(prompt, today), today)
    return [*turn.understood(), *tasks.stored(stack.with_on_top(others, heard))]


async def _closed(call: Call, prompt_id: int) -> Events:
    """Return the events after which a prompt listens no more; what it had interrupted asks again."""
    known = tasks.stack_of(call.tracker)
    key = stack.key_of({"name": showing.TASK, "of": str(prompt_id)})
    there = stack.found(known, key)
    if there is None:
        return turn.understood()
    left = [one for one in known if one is not there]
    if there is known[-1] and not stack.is_soft(there):
        left = await tasks.go_on(call.dispatcher, call.tracker, left)
    return [*turn.understood(), *tasks.stored(left)]


async def write(call: Call, which: str, *_: str) -> Events:
    """Open the question for an answer that is typed or sent: `w:12`."""
    prompt, _mine = await answers.received(call.connection, call.actor, number(which))
    if prompt.answer not in kinds.TYPED:
        raise RefusedError(Act.USE_BUTTON)
    state = opened(prompt, call.at.date())
    call.say("prompt_write", id=prompt.id, kind=prompt.answer, figure=showing.figure_of(prompt), again=False)
    return [*turn.understood(), *tasks.stored(stack.with_on_top(tasks.stack_of(call.tracker), state))]


async def more(call: Call, which: str, *_: str) -> Events:
    """Open the question for some more words to the trainer, whatever the prompt had asked for: `more:12`."""
    prompt, _mine = await answers.received(call.connection, call.actor, number(which))
    state = opened(prompt, call.at.date())
    state = state | {"values": state["values"] | {"answer": kinds.TEXT}}
    call.say("prompt_write", id=prompt.id, kind=kinds.TEXT, figure={}, again=False)
    return [*turn.understood(), *tasks.stored(stack.with_on_top(tasks.stack_of(call.tracker), state))]


async def try_out(call: Call, *_: str) -> Events:
    """Say that a button of a test does nothing: `try:12:0`."""
    call.say("prompt_test", toast=True)
    return []


async def leave(call: Call, which: str, *_: str) -> Events:
    """Do not answer now: `pass:12`; what it had interrupted goes on."""
    prompt, _mine = await answers.received(call.connection, call.actor, number(which))
    call.say("prompt_later", asked=prompt.answer in kinds.TYPED)
    return await _closed(call, prompt.id)


async def undo(call: Call, which: str, *_: str) -> Events:
    """Take an answer back: `undo:7`; it can be written anew."""
    prompt = await answers.take_back(call.connection, call.actor, number(which))
    call.say("prompt_undone", id=prompt.id, typed=prompt.answer in kinds.READ, edit=True)
    return []


async def stop(call: Call, which: str, *_: str) -> Events:
    """Ask what is to stop: `stop:12`."""
    prompt, _mine = await answers.received(call.connection, call.actor, number(which))
    call.say("prompt_stop", id=prompt.id, module=prompt.module)
    return []


async def mute(call: Call, what: str, *_: str) -> Events:
    """Stop the prompts of a module, or all: `mute:3`, `mute:all`."""
    return await _mute(call, what, on=True)


async def unmute(call: Call, what: str, *_: str) -> Events:
    """Have them come again: `unmute:3`, `unmute:all`."""
    return await _mute(call, what, on=False)


async def _mute(call: Call, what: str, *, on: bool) -> Events:
    module = None if what == ALL else number(what)
    if module is not None and module not in MODULES:
        raise RefusedError(Act.USE_BUTTON)
    await answers.stop(call.connection, call.actor, module=module, on=on)
    call.say("prompt_stopped", module=module, on=on, edit=True)
    known = [one for one in tasks.stack_of(call.tracker) if not stack.is_soft(one)]
    return [*turn.understood(), *tasks.stored(known)]


PAGES: dict[str, Page] = {
    "a": choose,
    "w": write,
    "more": more,
    "try": try_out,
    "pass": leave,
    "undo": undo,
    "stop": stop,
    "mute": mute,
    "unmute": unmute,
}
