"""What must hold of whatever travels the whole road: each function takes one example, and raises when harm was done."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

from bot.asking import answer_all
from mitra.content.library import Library
from simulator.files import Upload
from tests.hostile.harm import Harm
from tests.hostile.taps import Shown, message_of, spoilt, tap
from tests.hostile.updates import fresh
from tests.hostile.world import World

#: Buttons that are there before anything was shown.
FIRST = (
    *(
        "check_5s:",
        "plan:",
        "kpi:",
        "lead:see:1",
        "committee:",
        "suggestion:",
        "profile:",
        "trainer:",
        "prompt:menu",
    ),
    *("hazard:", "summary:", "visit:mine", "teach:list:1", "quiz:", "calculate:", "modules:", "privacy:"),
)


async def take_valid(world: World, updates: list[dict[str, Any]]) -> int:
    """Updates as Telegram sends them are taken, all of them; return how many."""
    await world.restore()
    for update in updates:
        if not await world.take(update):
            raise Harm(f"refused, though Telegram may send it: {update}")
    return len(updates)


async def take_broken(world: World, updates: list[Any]) -> int:
    """Updates that Telegram would never send are refused, or have no effect that fails."""
    await world.restore()
    for update in updates:
        await world.take(update)
    return len(updates)


async def walk(world: World, account: int, steps: list[Any]) -> int:
    """Whatever somebody taps and types, Mitra answers; return how many steps were taken."""
    await world.restore()
    buttons: list[str] = [
        "check_5s:",
        "plan:",
        "kpi:",
        "lead:see:1",
        "committee:",
        "suggestion:",
        "profile:",
        "trainer:",
        "prompt:menu",
    ]
    for step in steps:
        update = step
        if isinstance(step, Shown):
            update = tap(account, spoilt(buttons[step.which % len(buttons)], step.damage))
        elif isinstance(step, str):
            update = tap(account, step)
        await world.take(update)
        buttons = world.shown() or buttons
    return len(steps)


async def ask_in_lines(library: Library, model: Path, lines: list[str]) -> int:
    """Each line that is a question gets one line of JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        await answer_all(lines, library, model, as_json=True)
    answers = [json.loads(line) for line in out.getvalue().split("\n") if line]
    asked = [line for line in lines if line.strip()]
    if [answer["question"] for answer in answers] != asked:
        raise Harm(f"{len(answers)} answers to {len(asked)} questions")
    return max(1, len(asked))


async def upload(world: World, account: int, where: str, document: dict[str, Any], data: bytes) -> int:
    """A file sent where a spreadsheet is waited for is taken or refused; one announced as too large is never fetched."""
    await world.restore()
    await world.take(tap(account, where))
    file = world.simulator.world.files.keep("document", Upload("x.xlsx", "application/octet-stream", data))
    known = file.ids() | document
    if not await world.take(sent(account, document=known)):
        raise Harm(f"refused, though Telegram may send it: {known}")
    return 2


def sent(account: int, **content: Any) -> dict[str, Any]:
    """Return an update in which somebody sends this in their chat."""
    return {"update_id": fresh(), "message": message_of(account) | content}
