"""/panitia: what lies before the committee, and what it decides."""

from actions import tasks, turn
from actions.committee import deciding, menu, table
from actions.turn import Events
from actions.who import Call, Personal, number
from mitra import stack
from mitra.access import Act, RefusedError
from mitra.suggestions.deciding import ChangedError

_PAGES = {
    **menu.PAGES,
    **deciding.PAGES,
    "see": table.see,
    "text": table.whole,
    "steps": table.history,
    "media": table.media,
    "merge": table.choose_merge,
}


class Committee(Personal):
    """The value is a page or a decision, such as `list:12:new:1` or `accepted:34:2`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_committee"

    async def act(self, call: Call) -> Events:
        """Show it, or decide; when somebody else was faster, say so and show how it stands."""
        if not turn.value(call.tracker):
            await menu.open_menu(call)
            paused = stack.all_paused(tasks.stack_of(call.tracker))
            return [*turn.understood(), *tasks.stored(paused)]
        verb, *rest = call.value()
        if not rest:
            raise RefusedError(Act.USE_BUTTON)
        try:
            if verb in deciding.WRITING:
                return await deciding.write(call, verb, *rest)
            page = _PAGES.get(verb)
            if page is None:
                raise RefusedError(Act.USE_BUTTON)
            await page(call, *rest)
        except ChangedError as changed:
            await table.say(call, number(rest[0]), edit=True, lead="changed", by=changed.by)
        return turn.understood()
