"""What has its hour: looked after every few seconds, by whichever process comes first. Each is one query by index when idle."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import alerts
from mitra.checks import reminders, schedules
from mitra.plan import reminders as plan_reminders
from mitra.prompts import sending, series
from mitra.prompts.sending import USUAL, Limits
from mitra.store.alone import CHORES, is_alone
from mitra.suggestions import clocks


async def do_due(connection: AsyncConnection, *, at: dt.datetime, prompts: Limits = USUAL) -> int:
    """Do what is due at `at`; return how many things were done, up to a batch of each kind: none while another process is at it."""
    if not await is_alone(connection, CHORES):
        return 0
    climbed = await alerts.climb_due(connection, at=at)
    reminded = await reminders.remind_due(connection, at=at)
    asked = await clocks.remind_due(connection, at=at)
    looked = await plan_reminders.look_due(connection, at=at)
    looked += await series.look_due(connection, at=at)
    looked += await sending.look_due(connection, at=at, limits=prompts)
    return climbed + reminded + asked + looked + await schedules.look_after_due(connection, at=at)
