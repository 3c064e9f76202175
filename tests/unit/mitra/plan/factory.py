"""An enterprise with a plan, and a clock to turn."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mitra.access import Actor
from mitra.plan import actions as plan
from mitra.plan import reminders
from mitra.plan.actions import Action
from mitra.store.models import OutboxMessage
from tests.unit.mitra.make import make_enterprise, make_person

JAKARTA = ZoneInfo("Asia/Jakarta")
#: A Thursday.
START = dt.datetime(2026, 11, 26, 10, tzinfo=JAKARTA)
BUDI, SITI, RINA, TONO, TARI = 41, 42, 43, 44, 45


@dataclass(frozen=True)
class Told:
    """One message that was sent."""

    at: dt.datetime
    chat: int
    template: str
    values: dict

    def ids(self, name="tasks"):
        return [one["id"] for section in self.values["sections"] for one in section[name]]


@dataclass
class Factory:
    """An enterprise, its people, and what they were sent."""

    connection: object
    enterprise: int
    budi: Actor
    siti: Actor
    rina: Actor
    tari: Actor
    now: dt.datetime = START
    sent: list = field(default_factory=list)

    async def add(self, actor=None, *, due: dt.date | None, owner: Actor | None = None, **more) -> Action:
        """Put an action into the plan, due on a day."""
        values = {"due_on": due} | ({"owner_id": owner.person_id} if owner else {}) | more
        return await plan.add(
            self.connection, actor or self.rina, self.enterprise,
            problem="Lantai licin", action="Pasang alas", module=5, at=self.now, more=values,
        )  # fmt: skip

    async def turn_to(self, moment: dt.datetime, *, every=dt.timedelta(hours=1), send=True):
        """Let time pass until `moment`, looking after people as the service does, and sending what is due."""
        while self.now < moment:
            self.now = min(self.now + every, moment)
            while await reminders.look_due(self.connection, at=self.now):
                pass
            if send:
                await self.send()

    async def send(self):
        """Send what is due now."""
        due = OutboxMessage.due_at <= self.now
        rows = (
            await self.connection.execute(sa.select(OutboxMessage).where(due).order_by(OutboxMessage.id))
        ).all()
        for row in rows:
            payload = row.payload
            if "template" in payload:
                told = Told(self.now.astimezone(JAKARTA), row.chat_id, payload["template"], payload["values"])
                self.sent.append(told)
        await self.connection.execute(sa.delete(OutboxMessage).where(due))

    def mornings(self, chat) -> list[Told]:
        """Return the reminders somebody was sent."""
        return [one for one in self.sent if one.chat == chat and one.template == "plan_morning"]

    def days(self, chat, action, name="tasks") -> list[str]:
        """Return on which days somebody was reminded of an action, in a list of the message."""
        return [f"{one.at:%d-%m}" for one in self.mornings(chat) if action.id in one.ids(name)]

    def forget(self):
        """Forget what was sent until now."""
        self.sent.clear()


async def make_factory(connection, *, zone="Asia/Jakarta", name="CV Maju Bersama", accounts=0) -> Factory:
    """Return an enterprise with two workers, a manager and a trainer; their accounts begin after `accounts`."""
    enterprise = await make_enterprise(connection, name, areas=["Jahit"], zone=zone)
    return Factory(
        connection,
        enterprise,
        budi=await make_person(connection, accounts + BUDI, (enterprise, "worker"), name="Budi"),
        siti=await make_person(connection, accounts + SITI, (enterprise, "worker"), name="Siti"),
        rina=await make_person(connection, accounts + RINA, (enterprise, "manager"), name="Ibu Rina"),
        tari=await make_person(connection, accounts + TARI, (enterprise, "trainer"), name="Tari"),
    )


def day(text: str) -> dt.date:
    """Return a day from "12-12" (this winter) or its ISO form."""
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    number, month = map(int, text.split("-"))
    return dt.date(2026 if month > 6 else 2027, month, number)


def at(text: str, hour=10) -> dt.datetime:
    """Return an hour of a day in Jakarta."""
    return dt.datetime.combine(day(text), dt.time(hour), JAKARTA)
