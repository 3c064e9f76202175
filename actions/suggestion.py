"""/saran, or saying so: a suggestion to the committee, and what became of the others."""

from actions import tasks, turn
from actions.reporting import place_of
from actions.suggesting import colleagues, drafts, own
from actions.turn import Events
from actions.who import Call, Personal
from mitra import stack
from mitra.access import Act, RefusedError
from nlu.suggesting import asks_for_status, without_announcement


class Suggestion(Personal):
    """The value is a page or what to do with which suggestion, such as `see:12` or `send:3f2a91`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_suggestion"

    async def act(self, call: Call) -> Events:
        """Draft what was said, or do what the value says."""
        if turn.value(call.tracker):
            return await _tapped(call)
        known = stack.all_paused(tasks.stack_of(call.tracker))
        text = turn.text(call.tracker)
        if place_of(call) is None:
            call.say("suggestion_stranger")
            return turn.understood()
        if text and asks_for_status(drafts.words_of(text)):
            await own.mine(call)
            return [*turn.understood(), *tasks.stored(known)]
        if said := without_announcement(text):
            following = await drafts.begin_with(call, None, said)
        else:
            await drafts.ask(call)
            following = drafts.started()
        known = stack.with_on_top(known, following) if following else known
        return [*turn.understood(), *tasks.stored(known)]


async def _tapped(call: Call) -> Events:
    verb, *rest = call.value()
    known = tasks.stack_of(call.tracker)
    if verb in drafts.TAPS:
        changed = await drafts.tapped(call, known, verb, *rest)
        return [*turn.understood(), *tasks.stored(changed)]
    if verb in own.WRITING:
        following = await own.WRITING[verb](call, *rest)
        known = stack.with_on_top(known, following) if following else known
        return [*turn.understood(), *tasks.stored(known)]
    page = own.PAGES.get(verb) or colleagues.PAGES.get(verb)
    if page is None or (verb != "mine" and not rest):
        raise RefusedError(Act.USE_BUTTON)
    await page(call, *rest)
    return turn.understood()
