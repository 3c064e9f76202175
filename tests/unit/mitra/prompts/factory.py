"""A trainer, two enterprises of theirs, one of somebody else's, and a clock that looks after prompts every hour."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mitra import conversations, notifications, outbox, people, stack
from mitra.access import Actor
from mitra.prompts import answers, kinds, sending, series, writing
from mitra.prompts.answers import Given
from mitra.prompts.audience import Audience
from mitra.prompts.catalogue import Catalogue, Series, Step
from mitra.prompts.writing import Prompt
from mitra.store.models import Conversation, Lane, Membership, OutboxMessage, Person, Role
from mitra.store.prompt_models import PromptReceiver
from tests.unit.mitra.make import make_enterprise, make_person

JAKARTA = ZoneInfo("Asia/Jakarta")
#: A Thursday.
START = dt.datetime(2026, 11, 26, 10, tzinfo=JAKARTA)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SARI, RINA, BUDI, SITI, TONO, JOKO, HADI, LINA = range(51, 59)
WORKERS, MANAGERS, ALL = (Role.WORKER,), (Role.MANAGER,), kinds.ROLES


@dataclass(frozen=True)
class Told:
    """One message that Telegram has got."""

    at: dt.datetime
    chat: int
    template: str
    values: dict


@dataclass
class World:
    """People, and what they were sent; the clock stands until it is turned."""

    connection: object
    now: dt.datetime = START
    got: list[Told] = field(default_factory=list)
    #: Conversations that are in the middle of something, by chat.
    places: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name) -> Actor:
        """Return somebody by name."""
        if name in self.__dict__.get("who", {}):
            return self.who[name]
        raise AttributeError(name)

    # --- time

    async def turn_to(self, moment: dt.datetime, *, every=HOUR, send=True):
        """Let time pass until `moment`, looking after prompts as the service does, and sending what is due."""
        while self.now < moment:
            self.now = min(self.now + every, moment)
            await self.look()
            if send:
                await self.send()
        await self.settle()

    async def look(self):
        """Look after series and prompts once, all that is due."""
        while await series.look_due(self.connection, at=self.now):
            pass
        while await sending.look_due(self.connection, at=self.now):
            pass

    async def settle(self):
        """See what has arrived, two minutes later."""
        self.now += 2 * dt.timedelta(minutes=1)
        await self.look()

    async def send(self):
        """Send what is due, as the sender does."""
        for lane in Lane:
            leased = await outbox.lease_due(self.connection, lane, at=self.now, most=10_000)
            wanted = await notifications.wanted_now(self.connection, leased, at=self.now)
            for one in wanted:
                if "template" in one.payload:
                    self.got.append(
                        Told(self.now, one.chat_id, one.payload["template"], one.payload["values"])
                    )
            await outbox.sent(self.connection, [one.id for one in wanted])

    async def minute(self):
        """Look, send, and see it arrive."""
        await self.look()
        await self.send()
        await self.settle()

    # --- prompts

    async def draft(self, text="Halo {{ nama }}", *, by=None, **changes) -> Prompt:
        """Return a draft; changes are those of writing.edit."""
        trainer = by or self.sari
        given = {name: changes.pop(name) for name in ("module", "answer", "options") if name in changes}
        made = await writing.begin(
            self.connection, trainer, title="Kabar", text=text, at=self.now, reminders=0, **given
        )
        if changes:
            made = await writing.edit(self.connection, trainer, made.id, **changes)
        return made

    async def prompt(self, text="Halo {{ nama }}", *, to=ALL, by=None, **changes) -> Prompt:
        """Return a prompt under way, for people of these roles in all the trainer's enterprises if nothing else is said."""
        changes.setdefault("audience", Audience(roles=to))
        made = await self.draft(text, by=by, **changes)
        started, _ = await writing.start(self.connection, by or self.sari, made.id, at=self.now)
        return started

    def shown(self, *chats, template="prompt") -> list[tuple[int, str]]:
        """Return (chat, words) of the prompts that arrived."""
        return [
            (one.chat, one.values["words"])
            for one in self.got
            if one.template == template and (not chats or one.chat in chats)
        ]

    def times(self, chat) -> list[str]:
        """Return when somebody got prompts."""
        return [
            f"{one.at.astimezone(JAKARTA):%d-%m %H.%M}"
            for one in self.got
            if one.chat == chat and one.template == "prompt"
        ]

    async def states(self, prompt) -> dict[str, tuple[str, str]]:
        """Return name → state and reason of a prompt's receivers."""
        names = {actor.person_id: name for name, actor in self.who.items()}
        query = sa.select(PromptReceiver.__table__).where(PromptReceiver.prompt_id == prompt.id)
        rows = (await self.connection.execute(query)).all()
        return {names[row.person_id]: (row.state.value, row.reason) for row in rows}

    async def row(self, prompt, actor):
        """Return one receiver's row."""
        mine = (PromptReceiver.prompt_id == prompt.id, PromptReceiver.person_id == actor.person_id)
        return (await self.connection.execute(sa.select(PromptReceiver.__table__).where(*mine))).one_or_none()

    async def answers(self, actor, prompt, given):
        """Answer by a tap's value, or as given."""
        what = given if isinstance(given, Given) else answers.read_tap(prompt, given)
        return await answers.answer(self.connection, actor, prompt.id, what, at=self.now)

    # --- people

    async def again(self, name) -> Actor:
        """Return somebody as they are now."""
        self.who[name] = await people.actor_of(self.connection, self.who[name].telegram_id)
        return self.who[name]

    async def moves_out(self, name, role, place):
        """End somebody's role."""
        actor = self.who[name]
        await self.connection.execute(
            sa.update(Membership)
            .where(
                Membership.person_id == actor.person_id,
                Membership.enterprise_id == place,
                Membership.role == Role(role),
            )
            .values(ended_at=self.now)
        )
        return await self.again(name)

    async def talks(self, actor, *, busy=True):
        """Have somebody be in the middle of a calculation today, or done with it."""
        task = {"name": "calculate", "of": "lembur", "values": {}}
        state = {"slots": {"tasks": [task] if busy else []}, "events": []}
        await conversations.save(self.connection, str(actor.telegram_id), state, at=self.now)

    async def tasks(self, actor) -> list[str]:
        """Return the stack of somebody's conversation: keys, ~ before what only listens, - before what rests."""
        query = sa.select(Conversation.state).where(Conversation.sender_id == str(actor.telegram_id))
        state = await self.connection.scalar(query)
        return [
            ("~" if stack.is_soft(one) else "-" if "rest" in one else "") + stack.key_of(one)
            for one in stack.read(state["slots"]["tasks"])
        ]

    async def limits(self) -> dict[int, list[str]]:
        """Return chat → days on which somebody was prompted, of those who were."""
        rows = await self.connection.execute(sa.select(Person.telegram_id, Person.prompted))
        return {row.telegram_id: row.prompted for row in rows if row.prompted}

    async def waiting(self) -> list[tuple[int, str]]:
        """Return chat and kind of what waits to be sent."""
        query = sa.select(OutboxMessage.chat_id, OutboxMessage.kind).order_by(OutboxMessage.id)
        return [tuple(row) for row in await self.connection.execute(query)]


async def make_world(connection) -> World:
    """
    Return two enterprises that Sari trains and one of Lina's.

    Maju: Rina leads, Budi and Siti work, Tono sits on the committee. Jaya: Hadi leads, Joko works, in both.
    """
    world = World(connection)
    maju = await make_enterprise(connection, "CV Maju", areas=["Jahit"])
    jaya = await make_enterprise(connection, "CV Jaya", zone="Asia/Jayapura")
    other = await make_enterprise(connection, "UD Lain")
    world.places = {"maju": maju, "jaya": jaya, "other": other}
    world.who = {
        "sari": await make_person(connection, SARI, (maju, "trainer"), (jaya, "trainer"), name="Bu Sari"),
        "rina": await make_person(connection, RINA, (maju, "manager"), name="Rina"),
        "budi": await make_person(connection, BUDI, (maju, "worker"), name="Budi"),
        "siti": await make_person(connection, SITI, (maju, "worker"), name="Siti"),
        "tono": await make_person(connection, TONO, (maju, "committee"), name="Tono"),
        "joko": await make_person(connection, JOKO, (maju, "worker"), (jaya, "worker"), name="Joko"),
        "hadi": await make_person(connection, HADI, (jaya, "manager"), name="Hadi"),
        "lina": await make_person(connection, LINA, (other, "trainer"), name="Lina"),
    }
    world.who["ujang"] = await make_person(connection, 59, (other, "worker"), name="Ujang")
    await connection.execute(sa.delete(OutboxMessage))
    return world


def day(text: str) -> dt.date:
    """Return a day from "12-12" (this winter)."""
    number, month = map(int, text.split("-"))
    return dt.date(2026 if month > 6 else 2027, month, number)


def at(text: str, hour=10, minute=0) -> dt.datetime:
    """Return an hour of a day in Jakarta."""
    return dt.datetime.combine(day(text), dt.time(hour, minute), JAKARTA)


# --- series of one's own


def make_step(name: str, on: int, **changes) -> Step:
    plain = {
        "title": name, "module": 3, "roles": MANAGERS, "answer": kinds.BUTTONS, "options": ("Sudah", "Belum"), "only_if": (),
        "remind": 0, "text": f"{name}: {{{{ nama }}}}, hari {{{{ hari }}}}",
    }  # fmt: skip
    return Step(id=name, day=on, **(plain | changes))


def make_series(*steps: Step, module=3, name="m3") -> Catalogue:
    made = Series(id=name, module=module, title="Produktivitas", about="", steps=steps)
    return Catalogue(series={name: made}, singles={})
