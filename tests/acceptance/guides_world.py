"""The enterprise that the guides' pictures show, at ten o'clock of one working day that never passes."""

import contextlib
import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from bot import demo
from bot.service import Service, open_service
from mitra import enterprises, people
from mitra.access import CONSOLE
from mitra.settings import Settings
from mitra.store.models import Role
from simulator.client import Message, Phone, Phones
from simulator.server import seed_demo, serve
from simulator.world import World
from tests.acceptance.conftest import make_settings, running

#: A Thursday, ten in Jakarta.
NOW = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")
#: How many seconds what Mitra says by itself, or draws, may take.
LONG = 20
#: So many colleagues that a suggestion points to nobody.
_CROWD = 14


@dataclass
class Stage:
    """A running Mitra with the demo's enterprise, and the address of the page that shows it."""

    url: str
    world: World
    mitra: Service
    phones: Phones
    #: The operator.
    dewi: Phone
    #: What Budi was reminded of before anything else happened.
    reminder: Message = field(init=False)
    #: What the operator was told of the server, and what of all enterprises, when there were only these.
    warning: Message = field(init=False)
    overview: list[Message] = field(init=False)

    async def person(self, name: str) -> Phone:
        """Return the phone of somebody of the demo."""
        return await self.phones.existing(name)


@dataclass
class Workshop:
    """An enterprise of a story's own, so that no other picture shows what happens in it."""

    number: int
    budi: Phone
    rina: Phone


@contextlib.asynccontextmanager
async def open_stage(library, model, folder) -> AsyncIterator[Stage]:
    """Run a Mitra for all scenes; at the end of the block it is gone."""
    world = World(clock=NOW.timestamp)
    async with serve(world=world) as simulator, Phone.connect(simulator.url) as phones:
        seed_demo(world)
        settings = make_settings(simulator.url, folder)
        await demo.found_enterprise(settings, world, at=NOW)
        async with open_service(settings, library, model, clock=lambda: NOW) as mitra:
            stage = Stage(simulator.url, world, mitra, phones, await phones.person("Bu Dewi"))
            await _found_others(stage)
            _forget_backups(settings)
            async with running(mitra):
                await _begin(stage)
                yield stage


async def _found_others(stage: Stage) -> None:
    """
    Let the trainer have two more enterprises, and the programme an operator.

    One has done nothing for two months, the other one is new.
    """
    sari = await stage.person("Bu Sari")
    for name, days in (("PT Logam Jaya", 60), ("UD Roti Manis", 0)):
        async with stage.mitra.database.transaction() as connection:
            at = NOW - dt.timedelta(days=days)
            number = await enterprises.add(connection, CONSOLE, name, timezone="Asia/Jakarta", at=at)
        await admit(stage, sari, Role.TRAINER, number)
    await admit(stage, stage.dewi, Role.OPERATOR, None)


def _forget_backups(settings: Settings) -> None:
    """Let the last backup be some days old, so that the operator is told."""
    settings.backups_dir.mkdir(parents=True)
    last = settings.backups_dir / "mitra-20261123-020000.zip"
    last.touch()
    at = (NOW - dt.timedelta(days=3, hours=8)).timestamp()
    os.utime(last, (at, at))


async def _begin(stage: Stage) -> None:
    """Let come what comes by itself, and the operator look at all enterprises while there are only these."""
    stage.reminder = await told(await stage.person("Budi"), "Pengingat")
    stage.warning = await told(stage.dewi, "Cadangan")
    asked = await stage.dewi.says("/pelatih")
    stage.overview = [asked, await told(stage.dewi, "Semua perusahaan")]


async def found_workshop(stage: Stage) -> Workshop:
    """Found an enterprise with a worker, a manager and a crowd."""
    budi, rina = await stage.phones.person("Budi"), await stage.phones.person("Ibu Rina")
    crowd = [await stage.phones.person("Rekan") for _ in range(_CROWD)]
    async with stage.mitra.database.transaction() as connection:
        number = await enterprises.add(
            connection,
            CONSOLE,
            "CV Maju Bersama",
            timezone="Asia/Jakarta",
            at=NOW,
            areas=["Potong", "Jahit", "Gudang"],
        )
    await admit(stage, budi, Role.WORKER, number)
    await admit(stage, rina, Role.MANAGER, number)
    for one in crowd:
        await admit(stage, one, Role.WORKER, number, named=False)
    return Workshop(number, budi, rina)


async def admit(stage: Stage, phone: Phone, role: Role, number: int | None, *, named: bool = True) -> None:
    """Let somebody have joined already, with a name or without."""
    stage.world.people[phone.id].started = True
    async with stage.mitra.database.transaction() as connection:
        person_id = await people.enrol(connection, phone.id, at=NOW)
        if named:
            await people.call(connection, await people.actor_of(connection, phone.id), phone.name)
        await people.seat(connection, person_id, number, role, at=NOW)


async def told(phone: Phone, *expected: str) -> Message:
    """Return the next message with these words; what comes before it is about something else."""
    while True:
        heard = await phone.hears(LONG)
        if all(text in heard.text for text in expected):
            return heard


async def taps(phone: Phone, label: str, *expected: str) -> Message:
    """Press a button and return what is then said with these words."""
    await phone.taps(label)
    return await told(phone, *expected)
