"""/angka: the figures an enterprise watches, looked at, set up and reported."""

from actions import tasks, turn
from actions.kpis import menu, setting
from actions.turn import Events
from actions.who import Call, Personal, number
from mitra import stack
from mitra.access import Act, RefusedError
from mitra.errors import MitraError
from mitra.kpis import indicators
from mitra.kpis.indicators import ChangedError

#: Value of who wants to report what waits for them, without saying which.
WAITING = "waiting"
_PAGES = {**menu.PAGES, **setting.PAGES}


class Kpi(Personal):
    """The value is a page or a change, such as `see:34`, `fill:34` or `give:34:2:7`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_kpi"

    async def act(self, call: Call) -> Events:
        """Show it, or change it; when somebody else was faster, show how it stands."""
        if turn.value(call.tracker) == WAITING and (only := await menu.only_waiting(call)) is not None:
            return await _PAGES["fill"](call, str(only)) or turn.understood()
        if turn.value(call.tracker) in {"", WAITING}:
            await menu.open_menu(call)
            paused = stack.all_paused(tasks.stack_of(call.tracker))
            return [*turn.understood(), *tasks.stored(paused)]
        verb, *rest = call.value()
        page = _PAGES.get(verb)
        if page is None or not rest:
            raise RefusedError(Act.USE_BUTTON)
        try:
            return await page(call, *rest) or turn.understood()
        except ChangedError:
            kpi = await indicators.to_edit(call.connection, call.actor, number(rest[0]))
            await setting.settings(call, kpi, edit=True, lead="changed")
        except MitraError as error:
            if isinstance(error, RefusedError):
                raise
            call.say("cannot", reason=str(error))
        return turn.understood()
