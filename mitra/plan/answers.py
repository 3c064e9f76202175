"""What people answer when they are reminded of an action: done, running, later, help, not mine; and taking that back."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.access import Act, Actor, RefusedError, demand
from mitra.hours import working_day
from mitra.notifications import Notification
from mitra.plan import history
from mitra.plan.actions import GIVEN, LIMITS, Action, change, check_day, look, member_account, news_of, one
from mitra.plan.clocks import leaders
from mitra.store.models import Person, Role
from mitra.store.plan_models import ActionStatus

#: Put off so often, an action is looked at anew: another way, another person, or not at all.
TOO_OFTEN = 5
#: How long managers have before trainers learn that somebody wants help.
HELP_HOURS = 24
#: How long a finished action waits before who gave it learns it, for second thoughts.
SECOND_THOUGHTS = dt.timedelta(minutes=10)
#: Kind of notification for who leads.
LATE = "late_actions"


async def begin(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Note that an action is being worked on; raises RefusedError."""
    there = await _unfinished(connection, actor, which, at)
    if there.status is ActionStatus.RUNNING:
        return there
    return await change(connection, actor, there, "running", at=at, status=ActionStatus.RUNNING)


async def progress(  # noqa: PLR0913 - who, which, what, when
    connection: AsyncConnection,
    actor: Actor,
    which: int,
    text: str,
    *,
    at: dt.datetime,
    running: bool = True,
) -> Action:
    """Note in words how far an action is, and that it is being worked on if it is `running`; raises RefusedError."""
    there = await _unfinished(connection, actor, which, at)
    values = {"status": ActionStatus.RUNNING} if running else {}
    said = text.strip()[: LIMITS["result"]]
    return await change(connection, actor, there, "progress", at=at, text=said, **values)


async def postpone(
    connection: AsyncConnection, actor: Actor, which: int, day: dt.date, *, at: dt.datetime
) -> Action:
    """Put an action off until a day; managers learn it when it was put off too often. Raises RefusedError."""
    there = await _unfinished(connection, actor, which, at)
    await check_day(connection, there.enterprise_id, day, at)
    if there.due_on == day:  # tapped twice
        return there
    postponed = await change(
        connection, actor, there, "postponed", at=at, text=day.isoformat(),
        due_on=day, status=ActionStatus.POSTPONED, postponed=there.postponed + 1,
    )  # fmt: skip
    if postponed.postponed == TOO_OFTEN:
        await _tell_leaders(connection, actor, postponed, "postponed", at=at)
    return postponed


async def finish(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Finish an action; who gave it learns it a little later. Raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    if there.status is ActionStatus.DONE:
        return there
    return await _end(connection, actor, there, ActionStatus.DONE, at=at)


async def _end(
    connection: AsyncConnection, actor: Actor, there: Action, status: ActionStatus, *, at: dt.datetime
) -> Action:
    """End an action: nobody needs to help with it any more, and who gave it learns it after second thoughts."""
    ended = await change(connection, actor, there, status.value, at=at, status=status, ended_at=at)
    await _withdraw_help(connection, ended)
    giver = await _giver(connection, ended)
    if giver not in {None, actor.person_id}:
        later, kind = at + SECOND_THOUGHTS, _of("ended", ended)
        await _tell(connection, ended, status.value, {giver or 0}, at=at, later=later, kind=kind)
    return ended


async def result(  # noqa: PLR0913 - what came of it
    connection: AsyncConnection,
    actor: Actor,
    which: int,
    *,
    at: dt.datetime,
    text: str = "",
    saving: int | None = None,
    photo: str = "",
) -> Action:
    """Note what came of a finished action; raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    values: dict[str, Any] = {"result": text.strip()[: LIMITS["result"]]} if text else {}
    values |= {"saving": saving} if saving is not None else {}
    values |= {"photo_after": photo} if photo else {}
    if not values:
        return there
    return await change(connection, actor, there, "edited", at=at, text="result", **values)


async def cancel(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Give an action up; who gave it learns it a little later. Raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    if there.status is ActionStatus.CANCELLED:
        return there
    return await _end(connection, actor, there, ActionStatus.CANCELLED, at=at)


async def reopen(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Open a finished or cancelled action again; raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    if there.unfinished:
        return there
    giver = await _giver(connection, there)
    account = await _account(connection, giver)
    if account is not None:
        await notifications.withdraw(connection, account, kind=_of("ended", there))
    return await change(connection, actor, there, "reopened", at=at, status=ActionStatus.OPEN, ended_at=None)


# --- not mine


async def refuse(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Say that an action is not one's own: it has no owner then, and managers learn it. Raises RefusedError."""
    there = await _unfinished(connection, actor, which, at)
    if there.owner_id is None or there.owner_id != actor.person_id:
        raise RefusedError(Act.ASSIGN_ACTION, subject=f"action:{which}", enterprise_id=there.enterprise_id)
    refused = await change(connection, actor, there, "refused", at=at, owner_id=None)
    await _tell_leaders(connection, actor, refused, "refused", at=at)
    return refused


async def take(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Take an action nobody does; who refused it last takes it back so. Raises RefusedError."""
    there = await look(connection, actor, which)
    if there.owner_id == actor.person_id:
        return there
    if there.owner_id is not None or not there.unfinished or actor.person_id is None:
        raise RefusedError(Act.USE_BUTTON)
    taken = await change(connection, actor, there, "taken", at=at, owner_id=actor.person_id)
    for account in await _accounts(connection, await leaders(connection, there.enterprise_id)):
        await notifications.withdraw(connection, account, kind=_of("refused", there))
    return taken


# --- help


async def ask_help(
    connection: AsyncConnection, actor: Actor, which: int, text: str, *, at: dt.datetime
) -> tuple[Action, Role | None]:
    """
    Say that one needs help with an action: managers learn it at once, trainers a day later unless a manager helps.

    Return the action, and who learns it first; None when there is nobody. Raises RefusedError.
    """
    there = await _unfinished(connection, actor, which, at)
    asked = await change(connection, actor, there, "help", at=at, text=text.strip()[: LIMITS["result"]])
    managers = await leaders(connection, there.enterprise_id, [Role.MANAGER]) - {actor.person_id}
    trainers = await leaders(connection, there.enterprise_id, [Role.TRAINER]) - {actor.person_id} - managers
    await _tell(connection, asked, "help", managers, at=at, text=text, kind=_of("help", asked))
    later = at + dt.timedelta(hours=HELP_HOURS) if managers else at
    await _tell(connection, asked, "help", trainers, at=at, later=later, text=text, kind=_of("help", asked))
    if managers:
        return asked, Role.MANAGER
    return asked, Role.TRAINER if trainers else None


async def helping(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Say that one helps with an action: who does it learns it, trainers need not. Raises RefusedError."""
    there = await _led(connection, actor, which)
    wanted = await history.last(connection, which, "help")
    before = await history.last(connection, which, "helping")
    if before and before[0] == actor.person_id:
        return there
    await history.note(connection, actor, which, "helping", at=at)
    await _withdraw_help(connection, there)
    asker = wanted[0] if wanted else there.owner_id
    if asker not in {None, actor.person_id}:
        name = await connection.scalar(select(Person.name).where(Person.id == actor.person_id)) or ""
        await _tell(connection, there, "helping", {asker or 0}, at=at, kind=GIVEN, by=name)
    return there


async def pass_on(
    connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime
) -> tuple[Action, int]:
    """Have the trainers learn now that help is wanted; return the action and how many they are. Raises RefusedError."""
    there = await _led(connection, actor, which)
    trainers = await leaders(connection, there.enterprise_id, [Role.TRAINER]) - {actor.person_id}
    await _withdraw_help(connection, there)
    wanted = await history.last(connection, which, "help")
    text = wanted[1] if wanted else ""
    await _tell(connection, there, "help", trainers, at=at, text=text, kind=_of("help", there))
    return there, len(trainers)


async def _led(connection: AsyncConnection, actor: Actor, which: int) -> Action:
    there = await look(connection, actor, which)
    demand(actor, Act.ASSIGN_ACTION, there.enterprise_id, subject=f"action:{which}")
    return there


async def _withdraw_help(connection: AsyncConnection, action: Action) -> None:
    trainers = await leaders(connection, action.enterprise_id, [Role.TRAINER])
    for account in await _accounts(connection, trainers):
        await notifications.withdraw(connection, account, kind=_of("help", action))


# --- telling


async def _unfinished(connection: AsyncConnection, actor: Actor, which: int, at: dt.datetime) -> Action:
    """Return an action that somebody may change and that is still to be done; raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    if not there.unfinished:
        raise RefusedError(Act.USE_BUTTON)
    return there


def _of(what: str, action: Action) -> str:
    """Return the kind of a notification that may be taken back."""
    return f"{what}:{action.id}"


async def _giver(connection: AsyncConnection, action: Action) -> int | None:
    """Return who gave the action last, else who made it."""
    given = await history.last(connection, action.id, "given")
    return given[0] if given else action.created_by


async def _tell_leaders(
    connection: AsyncConnection, actor: Actor, action: Action, event: str, *, at: dt.datetime
) -> None:
    managers = await leaders(connection, action.enterprise_id, [Role.MANAGER])
    whom = managers or await leaders(connection, action.enterprise_id, [Role.TRAINER])
    kind = _of(event, action) if event == "refused" else LATE
    await _tell(connection, action, event, whom - {actor.person_id}, at=at, kind=kind)


async def _tell(  # noqa: PLR0913 - what the message needs
    connection: AsyncConnection,
    action: Action,
    event: str,
    people: set[int] | set[int | None],
    *,
    at: dt.datetime,
    kind: str,
    later: dt.datetime | None = None,
    text: str = "",
    by: str = "",
) -> None:
    """Owe people the news of an action: `event` is one of content/messages/action_news."""
    accounts = []
    for person in people:
        account = await member_account(connection, action.enterprise_id, person or 0)
        accounts += [account] if account is not None else []
    steps = await history.steps(connection, action.id, most=3) if event == "help" else []
    said = [step.text for step in steps if step.act == "progress"]
    values = {"action": news_of(action), "event": event, "text": text, "by": by, "said": said}
    told = [
        Notification(
            telegram_id=account,
            kind=kind,
            template="action_news",
            values=values,
            enterprise_id=action.enterprise_id,
            not_before=later and _working_moment(later),
        )
        for account in accounts
    ]
    await notifications.notify(connection, told, at=at)


def _working_moment(moment: dt.datetime) -> dt.datetime:
    """Return `moment`, or the same hour of the next working day."""
    return moment + (working_day(moment.date()) - moment.date())


async def _accounts(connection: AsyncConnection, people: set[int]) -> list[int]:
    return list(await connection.scalars(select(Person.telegram_id).where(Person.id.in_(people))))


async def _account(connection: AsyncConnection, person_id: int | None) -> int | None:
    account: int | None = await connection.scalar(select(Person.telegram_id).where(Person.id == person_id))
    return account
