"""The plan as a spreadsheet: sent, and taken back when it comes filled in."""

import asyncio
import functools

from actions import tasks, turn
from actions.filling import opened
from actions.joining import begin
from actions.turn import Events, Page
from actions.who import Call, number
from mitra import stack
from mitra.access import Act, demand
from mitra.papers import workbook
from mitra.plan import actions as plan
from mitra.plan import exchange, sheet
from mitra.stack import State

#: Mistakes in a sheet that fit into one message.
_MOST_PROBLEMS = 12


async def send(call: Call, which: str, *_: str) -> Events:
    """Send the plan, or the sheet to fill in where there is none: `excel:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    file = {
        "method": "send_document",
        "make": "plan_sheet",
        "values": {"enterprise": enterprise_id, "at": call.at.isoformat()},
    }
    call.say("plan_sheet", enterprise=enterprise_id, file=file)
    return []


async def await_sheet(call: Call, which: str, *_: str) -> Events:
    """Wait for a filled sheet: `fill:12`."""
    enterprise_id = number(which)
    demand(call.actor, Act.ASSIGN_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    return await begin(call, opened("plan_sheet", enterprise=enterprise_id))


async def take(call: Call, state: State, data: bytes) -> Events:
    """Take a sheet as the plan, or say everything that is wrong with it."""
    enterprise_id = state["values"]["given"]["enterprise"]
    demand(call.actor, Act.ASSIGN_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    known = await exchange.names(call.connection, enterprise_id)
    read = functools.partial(
        sheet.read,
        data,
        owners=list(known.owners.values()),
        areas=list(known.areas.values()),
        numbers=await exchange.numbers(call.connection, enterprise_id),
        today=await plan.today_in(call.connection, enterprise_id, call.at),
    )
    found = await asyncio.to_thread(read)
    problems = found.problems or await exchange.strange(call.connection, enterprise_id, found.rows)
    if problems:
        call.say("sheet_problems", problems=problems[:_MOST_PROBLEMS], count=len(problems))
        return []
    made_at = await asyncio.to_thread(workbook.made_at, data)
    taken = await exchange.take(
        call.connection, call.actor, enterprise_id, found.rows, made_at=made_at, at=call.at
    )
    call.say(
        "plan_taken",
        added=taken.added,
        changed=taken.changed,
        same=taken.same,
        kept=list(taken.kept),
        enterprise=enterprise_id,
    )
    return [*turn.understood(), *tasks.stored(stack.without_top(tasks.stack_of(call.tracker)))]


PAGES: dict[str, Page] = {"excel": send, "fill": await_sheet}
