"""/rencana and /tugas: the plan, one's own tasks, and what is typed about them."""

import re

from actions import answering, tasks, turn
from actions.filling import CHOICES, opened
from actions.joining import begin
from actions.plan import answering as plan_answering
from actions.plan import exchange, making, pages
from actions.plan.forms import offered, said_about
from actions.plan.views import say_action
from actions.turn import Events, Page
from actions.who import Call, Personal, number
from mitra import stack
from mitra.access import Act, RefusedError
from mitra.plan import actions as plan
from mitra.plan import listing
from mitra.plan.actions import Action
from nlu import progress

_NUMBER = re.compile(r"(?:nomor|nomer|no|tugas|tindakan|yang|yg)\.?\s*(\d{1,6})\b(?!\s*(?:%|persen|hari))")
#: Letters of a button that names an action.
_LABEL = 40
_PAGES: dict[str, Page] = {
    **pages.PAGES,
    **plan_answering.PAGES,
    **making.PAGES,
    **exchange.PAGES,
}


class Plan(Personal):
    """/rencana: what is to be done; the value is a page or a change, such as `see:5` or `put:5:3`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_plan"

    async def act(self, call: Call) -> Events:
        """Show it, or change an action."""
        if not turn.value(call.tracker):
            return await _opened(call, "plan")
        verb, *rest = call.value()
        page = _PAGES.get(verb)
        if page is None or not rest:
            raise RefusedError(Act.USE_BUTTON)
        try:
            return await page(call, *rest) or turn.understood()
        except RefusedError as refused:
            # A button from before it was given back or to somebody else: no reason to scold.
            if verb not in plan_answering.PAGES or refused.act is not Act.ASSIGN_ACTION:
                raise
            await say_action(
                call, await plan.look(call.connection, call.actor, number(rest[0])), lead="not_yours"
            )
            return turn.understood()


class Tasks(Personal):
    """/tugas: what somebody has to do themselves."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_tasks"

    async def act(self, call: Call) -> Events:
        """Show it."""
        return await _opened(call, "tasks")


class Progress(Personal):
    """Somebody tells how far they are; for what they were asked to do, if they were."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_progress"

    async def act(self, call: Call) -> Events:
        """Note it for the one action that can be meant, ask which of several; without any, go on as with other messages."""
        open_ones = await listing.lately_due(call.connection, call.actor, at=call.at)
        if not open_ones:
            return await _nothing_asked(call)
        said = {"said": turn.text(call.tracker), "kind": turn.value(call.tracker)}
        meant = _named(open_ones, said["said"])
        if meant is not None:
            await said_about(call, meant.id, **said)
            return turn.understood()
        choices = [offered(one.id, f"{one.number}. {one.action}"[:_LABEL]) for one in open_ones]
        return await begin(call, opened("action_said", **said, **{CHOICES: {"which": choices}}))


def _named(open_ones: list[Action], said: str) -> Action | None:
    """Return the action that is meant: the only one, or the one whose number was said, "yang nomor 4 udah beres"."""
    if len(open_ones) == 1:
        return open_ones[0]
    numbers = set(_NUMBER.findall(said.casefold()))
    named = [one for one in open_ones if str(one.number) in numbers]
    return named[0] if len(named) == 1 else None


async def _nothing_asked(call: Call) -> Events:
    # What holds somebody up may well be a question: "mesin macet terus". That something is done is none.
    if turn.decision(call.tracker).get("topics") and turn.value(call.tracker) != progress.DONE:
        return await answering.Answer().run(call.dispatcher, call.tracker, {})
    call.say("progress_nothing")
    return turn.understood()


async def _opened(call: Call, intent: str) -> Events:
    await pages.open_page(call, intent)
    paused = stack.all_paused(tasks.stack_of(call.tracker))
    return [*turn.understood(), *tasks.stored(paused)]
