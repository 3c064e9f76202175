"""Trainers' follow-up: what they write, start and read, and what receivers answer."""

from actions import turn
from actions.prompts import answering, drafting, letters, menu, reading, serial
from actions.turn import Events, Page
from actions.who import Call, Personal
from mitra.access import Act, RefusedError
from mitra.errors import MitraError

_PAGES: dict[str, Page] = {
    **answering.PAGES,
    **menu.PAGES,
    **drafting.PAGES,
    **reading.PAGES,
    **letters.PAGES,
    **serial.PAGES,
}


class Prompt(Personal):
    """The value is a page, a change, or an answer, such as `d:12`, `go:12` or `a:12:0`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_prompt"

    async def act(self, call: Call) -> Events:
        """Do what the value says; what cannot be done is said in a sentence."""
        verb, *rest = call.value()
        page = _PAGES.get(verb or "menu")
        if page is None or (not rest and verb not in menu.ALONE):
            raise RefusedError(Act.USE_BUTTON)
        try:
            return await page(call, *rest) or turn.understood()
        except MitraError as error:
            if isinstance(error, RefusedError):
                raise
            call.say("cannot", reason=str(error))
            return turn.understood()
