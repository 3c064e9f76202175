"""A Mitra to be harmed: a whole service on a database that is put back for every example, with people of every role in it."""

import contextlib
import logging
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from bot import updates
from bot.flood import Flood
from bot.service import Service, open_service
from mitra.access import CONSOLE
from mitra.content import telegram_html
from mitra.content.library import Library
from mitra.enterprises import details
from mitra.notifications import SEALED_MESSAGE
from mitra.outbox import Message
from mitra.sealing import unseal
from mitra.settings import Settings
from mitra.store.models import Role
from simulator.server import Simulator, serve
from tests.hostile.harm import Harm
from tests.unit.actions.surroundings import follow_up, look_around
from tests.unit.mitra.make import NOW, make_enterprise, make_person

TOKEN = "4242:hostile-updates-token"
ROLES = ("worker", "manager", "committee", "trainer")
#: Accounts: the four roles here, an operator, a trainer who also leads, the four roles of another enterprise, a stranger.
HERE, OPERATOR, BOTH, THERE, STRANGER = (1, 2, 3, 4), 5, 6, (101, 102, 103, 104), 50
EVERYBODY = (*HERE, OPERATOR, BOTH, THERE[1], STRANGER)
#: Events of the log that say that an update was given up.
_GIVEN_UP = {"update_failed", "update_given_up"}
_MOST_LETTERS, _MOST_DATA = 4096, 64


@dataclass
class Owed:
    """Stands where the sender does: keeps what the last update owes."""

    messages: list[Message] = field(default_factory=list)

    def hand_over(self, messages: Iterable[Message]) -> None:
        """Keep them, instead of sending them."""
        self.messages = list(messages)

    def look_soon(self) -> None:
        """There is nobody to look."""


class World:
    """Takes updates as they come from outside, and says when one did harm."""

    def __init__(self, service: Service, owed: Owed, simulator: Simulator) -> None:
        self.service = service
        self.simulator = simulator
        self.owed = owed
        self._file = service.settings.data_dir / "mitra.sqlite"
        self._kept = service.settings.data_dir / "kept.sqlite"
        self._failures: list[BaseException] = []

    async def keep(self) -> None:
        """Remember how the database stands: `restore` goes back to here."""
        await self.service.database.close()
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self._file, self._kept)

    async def restore(self) -> None:
        """Put the database back to how it was kept."""
        await self.service.database.close()
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)

    def lasting(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return what the tables hold that outlasts an update: not that it was handled, owed or refused, or where the talk stands."""
        passing = {"handled", "outbox_messages", "conversations", "audit_entries"}
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            names = [
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return {
                name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - SQLite's own names
                for name in names
                if name not in passing and not name.startswith("sqlite_")
            }

    async def take(self, update: Any) -> bool:
        """
        Let an update from outside have its effects; return whether it was one at all.

        Raises Harm when it was given up, or owes what Telegram would refuse.
        """
        read = updates.read_update(update, self.service.application.bot)
        if read is None:
            return False
        self._failures.clear()
        with self._listening():
            await self.service.road.travel(read)
        if self._failures:
            raise Harm("update_failed") from self._failures[0]
        for message in self.owed.messages:
            payload = self._opened(message)
            for problem in problems_of(message.method, payload):
                raise Harm(f"{message.method}: {problem}: {payload}")
        return True

    def shown(self) -> list[str]:
        """Return the data of the buttons under what was said last."""
        markups = [self._opened(message).get("reply_markup") or {} for message in self.owed.messages]
        rows = [row for markup in markups for row in markup.get("inline_keyboard", [])]
        return [button["callback_data"] for row in rows for button in row if "callback_data" in button]

    def _opened(self, message: Message) -> dict[str, Any]:
        sealed = message.payload.get("sealed")
        return dict(
            unseal(self.service.settings.key, sealed, about=SEALED_MESSAGE) if sealed else message.payload
        )

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        """Keep what is logged about updates that were given up, instead of writing it."""

        def note(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
            if event.get("event") in _GIVEN_UP:
                self._failures.append(_raised())
            raise structlog.DropEvent

        before = structlog.get_config()
        errors = structlog.make_filtering_bound_logger(logging.ERROR)
        structlog.configure(processors=[note], wrapper_class=errors)
        try:
            yield
        finally:
            structlog.configure(processors=before["processors"], wrapper_class=before["wrapper_class"])


def _raised() -> BaseException:
    return sys.exc_info()[1] or Harm("logged without an error")


def problems_of(method: str, payload: dict[str, Any]) -> Iterator[str]:
    """Yield why Telegram would refuse a message, as far as can be told without it."""
    text = payload.get("text")
    if method in {"send_message", "edit_message_text"} and isinstance(text, str):
        length = telegram_html.visible_length(text)
        if not 0 < length <= _MOST_LETTERS:
            yield f"{length} letters"
        yield from telegram_html.problems(text)
    for row in (payload.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            if not 0 < len(button.get("callback_data", "x").encode()) <= _MOST_DATA:
                yield f"button data of {len(button['callback_data'].encode())} bytes"
            if not button["text"].strip():
                yield "button without text"


@contextlib.asynccontextmanager
async def open_world(folder: Path, library: Library, model: Path) -> AsyncIterator[World]:
    """Yield a Mitra of its own in `folder`, whose Telegram is a simulator that nothing is sent to."""
    async with serve() as simulator:
        settings = Settings(
            telegram_token=TOKEN, telegram_api=simulator.url, data_dir=folder, secret_key="for-tests-only"
        )
        async with open_service(settings, library, model, clock=lambda: NOW) as service:
            owed = Owed()
            # Its own road, but nothing is sent, and nobody is told to slow down.
            service.road._sender, service.road._flood = owed, Flood(rate=10**9)
            world = World(service, owed, simulator)
            await _fill(service)
            await world.keep()
            yield world


async def _fill(service: Service) -> None:
    """Let two enterprises have people of every role and one of everything."""
    async with service.database.transaction() as connection:
        for accounts, name in ((HERE, "CV Maju Bersama"), (THERE, "CV Lain")):
            number = await make_enterprise(connection, name, areas=["Jahit", "Potong & obras"])
            people = {
                role: await make_person(connection, account, (number, role), name=f"Orang {account}")
                for account, role in zip(accounts, ROLES, strict=True)
            }
            base = accounts[0] - 1
            await look_around(connection, number, base, key=service.settings.key)
            await follow_up(connection, people, number, base)
            await details(connection, CONSOLE, number)
        await make_person(connection, OPERATOR, (None, Role.OPERATOR.value), name="Pengelola")
        await make_person(connection, BOTH, (1, "trainer"), (2, "manager"), name="Dua peran")
