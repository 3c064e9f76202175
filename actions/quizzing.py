"""Quizzes: the modules to choose from, questions as polls, the result with what to read next."""

from actions import turn
from actions.services import services
from actions.turn import Events
from actions.views import button_view
from actions.who import Call, Personal, number
from mitra.access import Act, RefusedError
from mitra.quizzes import runs
from mitra.quizzes.questions import pools
from mitra.quizzes.runs import Asked, Late, Result

#: Value of who wants to choose a module.
MENU = "menu"
#: Tips after a result: more would push it off a small screen.
_MOST_TIPS = 2


class Quiz(Personal):
    """The value is a module, with the number of the prompt that asks for it, if one does: `2` or `2:34`; or `menu`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_quiz"

    async def act(self, call: Call) -> Events:
        """Ask the open question of the module's quiz, or show which quizzes there are."""
        if not runs.may_take(call.actor):
            call.say("quiz_stranger")
        elif turn.value(call.tracker) in {"", MENU}:
            await _menu(call)
        else:
            await _begin(call, *call.value())
        return turn.understood()


class Poll(Personal):
    """The value is Telegram's number of a poll and the place of the option that was chosen: `5087…:2`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_poll"

    async def act(self, call: Call) -> Events:
        """Go on to the next question, or say how it went; Telegram itself has shown whether the answer was right."""
        poll, _, option = turn.value(call.tracker).rpartition(":")
        chosen = await runs.choose(call.connection, call.actor, poll, number(option), at=call.at)
        if isinstance(chosen, Late):
            call.say("quiz_late", module=_module(chosen.module))
        elif chosen and isinstance(chosen.then, Asked):
            _ask(call, chosen.then)
        elif chosen and isinstance(chosen.then, Result):
            _tell(call, chosen.then)
        return []


async def _menu(call: Call) -> None:
    known = await runs.standings(call.connection, call.actor)
    modules = [
        _module(module)
        | {
            "standing": {"finished": mine.finished, "number": mine.number, "count": mine.count}
            if mine
            else None
        }
        for module in pools()
        for mine in [known.get(module)]
    ]
    call.say("quiz_menu", modules=modules, count=runs.COUNT)


async def _begin(call: Call, module: str, *prompt: str) -> None:
    if len(prompt) > 1:
        raise RefusedError(Act.USE_BUTTON)
    prompt_id = number(prompt[0]) if prompt else None
    asked = await runs.begin(call.connection, call.actor, number(module), at=call.at, prompt_id=prompt_id)
    _ask(call, asked)


def _ask(call: Call, asked: Asked) -> None:
    question = asked.question
    poll = {
        "options": list(question.options),
        "answer": question.answer,
        "explanation": question.explanation,
        "run": asked.run,
        "place": asked.place,
    }
    call.say(
        "quiz_question",
        module=_module(asked.module),
        question=question.question,
        number=asked.place + 1,
        count=asked.count,
        poll=poll,
    )


def _tell(call: Call, result: Result) -> None:
    topics = services().library.topics
    tips = [button_view(topics[name]) for name in result.topics if name in topics]
    call.say(
        "quiz_result",
        module=_module(result.module),
        right=result.right,
        count=result.count,
        tips=tips[:_MOST_TIPS],
    )


def _module(number_: int) -> dict[str, object]:
    module = services().library.module(number_)
    return {"number": number_, "icon": module.icon if module else "", "title": module.title if module else ""}
