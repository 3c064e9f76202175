"""
Those who are measured: how each is started, when it is ready, and how one asks it and taps.

One more is a class with `name` and `running`, and a place in `contenders`.
"""

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from benchmarks.processes import RASA, ROOT, answers, free_port, running, until
from benchmarks.speed import figures
from benchmarks.speed.phones import ANSWER, PATIENCE, Telegram, telegram
from mitra import enterprises, people
from mitra.access import CONSOLE
from mitra.checks import lists
from mitra.clock import utc_now
from mitra.content.library import read_library
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Role

#: What each of Mitra's people says and taps before the first item of a self-check; the echo bot only has to show a button.
CHECK = ("/cek5s", "Jahit", "📋 Lengkap")
HELLO = ("halo",)
FIRST_STOCK_SENDER = 4_242
#: How often somebody says the same when there is no answer.
MOST_TRIES = 50
STOCK_ENDPOINTS = """
action_endpoint: {url: "http://127.0.0.1:%d/webhook"}
nlg: {type: bot.nlg.MessageGenerator}
tracker_store: {type: SQL, dialect: sqlite, db: "%s", query: {}}
"""


class Asker(Protocol):
    """Somebody who asks and taps; each returns when what it brings is there."""

    #: How often there was no answer so far, and they had to say it again.
    unanswered: int

    async def ask(self, question: str) -> None:
        """Ask a question."""

    async def begin(self) -> None:
        """Open something to tap through: a self-check of which no tap is measured yet."""

    async def tap(self) -> None:
        """Answer one item, which brings the next."""


async def ask_on(asker: Asker, questions: Iterator[str]) -> None:
    """Make a chat longer by asking, question after question."""
    for question in questions:
        await asker.ask(question)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A contender that is ready."""

    start_s: float
    processes: list[subprocess.Popen[bytes]]
    #: Each with a chat of their own and nothing said yet.
    askers: Iterator[Asker]
    #: Makes somebody's chat longer by these questions.
    lengthen: Callable[[Any, Iterator[str]], Awaitable[None]] = ask_on


class Contender(Protocol):
    """Something that can be started and asked."""

    name: str

    def running(self, folder: Path, count: int) -> AbstractAsyncContextManager[Running]:
        """Start it, with its data in an empty folder and so many people, and stop it at the end of the block."""


async def prepare(folder: Path, accounts: Sequence[int]) -> None:
    """Make a database in which each of these people works in an enterprise of their own, with one area."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'mitra.sqlite'}")
    await migrate(database)
    async with database.transaction() as connection:
        now = utc_now()
        await lists.publish(connection, read_library().checklists.values(), at=now)
        for number, account in enumerate(accounts, 1):
            enterprise = await enterprises.add(
                connection, CONSOLE, f"CV Ukur {number}", timezone="Asia/Jakarta", areas=["Jahit"], at=now
            )
            person = await people.enrol(connection, account, at=now)
            await people.seat(connection, person, enterprise, Role.WORKER, at=now)
    await database.close()


class Stock:
    """`rasa run` and `rasa run actions`, with Rasa's SQL tracker store on SQLite, asked over its REST channel."""

    name = figures.STOCK

    def __init__(self, model: Path) -> None:
        self._model = model

    @asynccontextmanager
    async def running(self, folder: Path, count: int) -> AsyncIterator[Running]:
        """Start both processes."""
        await prepare(folder, range(FIRST_STOCK_SENDER, FIRST_STOCK_SENDER + count))
        port, actions_port = free_port(), free_port()
        endpoints, tracker, log = folder / "endpoints.yml", folder / "tracker.sqlite", folder / "log"
        endpoints.write_text(STOCK_ENDPOINTS % (actions_port, tracker))
        server = [str(RASA), "run", "--model", str(self._model), "--endpoints", str(endpoints)]
        server += ["--connector", "rest", "--port", str(port)]
        actions = [str(RASA), "run", "actions", "--port", str(actions_port)]

        async def ready() -> bool:
            return await answers(actions_port, "/health") and await answers(port, "/")

        # Its action server closes connections after 5 s without a request, and when Rasa was too busy to notice, answers are lost:
        # with 64 people more than half of the first ones. What is compared is speed, so it may keep them.
        settings = {"MITRA_DATA_DIR": str(folder), "SANIC_KEEP_ALIVE_TIMEOUT": "120"}
        began = time.perf_counter()
        async with running(server, actions, log=log, **settings) as processes:
            await until(ready, processes, log)
            start_s = time.perf_counter() - began
            async with httpx.AsyncClient(timeout=PATIENCE, limits=httpx.Limits(max_connections=None)) as http:
                url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
                yield Running(
                    start_s=start_s,
                    processes=processes,
                    askers=iter([Sender(http, url, number) for number in range(1, count + 1)]),
                    lengthen=lambda asker, questions: _copy_turns(tracker, asker, sum(1 for _ in questions)),
                )


class Sender:
    """Somebody on Rasa's REST channel."""

    def __init__(self, http: httpx.AsyncClient, url: str, number: int) -> None:
        self._http = http
        self._url = url
        #: The person's number, which is that of their enterprise and its area as well.
        self._number = number
        self.id = str(FIRST_STOCK_SENDER + number - 1)
        self.asked = 0
        self.unanswered = 0
        self._rows: list[list[dict[str, str]]] = []

    async def ask(self, question: str) -> None:
        """Send a text and wait for the answer."""
        await self._send(question)
        self.asked += 1

    async def begin(self) -> None:
        """Begin a self-check."""
        await self._send(_named(f"check:go:5s:{self._number}:{self._number}:full"))

    async def tap(self) -> None:
        """Press the button of the last answer."""
        buttons = [button for row in self._rows for button in row]
        data = next(button["callback_data"] for button in buttons if button["text"] == ANSWER)
        await self._send(_named(data))

    async def _send(self, message: str) -> None:
        for _ in range(MOST_TRIES):
            answer = await self._http.post(self._url, json={"sender": self.id, "message": message})
            if said := answer.raise_for_status().json():
                break
            # Rasa has lost its connection to the action server, and whoever asked hears nothing.
            self.unanswered += 1
        else:
            raise AssertionError(f"no answer to {message}")
        self._rows = [row for one in said for row in (one.get("custom") or {}).get("rows", [])]


def _named(data: str) -> str:
    """Return a tap as Rasa's own channels write it, from what is behind a button of Mitra."""
    intent, _, value = data.partition(":")
    return f"/{intent}{json.dumps({'value': value})}"


async def _copy_turns(tracker: Path, asker: Sender, more: int) -> None:
    """
    Make a conversation longer by so many questions, as copies of what Rasa has stored of the ones asked.

    Asked one by one they would take a quarter of an hour: the longer the conversation, the longer each takes.
    """
    columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
    # From the first message on: a second start of the session would make Rasa forget what was before.
    mine = "sender_id = :id AND id <= :last AND id >= (SELECT min(id) FROM events WHERE sender_id = :id AND type_name = 'user')"
    copy = f"INSERT INTO events ({columns}) SELECT {columns} FROM events WHERE {mine} ORDER BY id"  # noqa: S608 - no input
    with contextlib.closing(sqlite3.connect(tracker)) as connection, connection:
        last = connection.execute("SELECT max(id) FROM events").fetchone()[0]
        for _ in range(more // asker.asked):
            connection.execute(copy, {"id": asker.id, "last": last})


class Mitra:
    """`mitra run` on the simulated Telegram, by long polling."""

    name = figures.MITRA
    command = (sys.executable, "-c", "from bot.cli import main; main()", "run")

    @asynccontextmanager
    async def running(self, folder: Path, count: int) -> AsyncIterator[Running]:
        """Start it."""
        (folder / "models").symlink_to(ROOT / "var" / "models")
        async with telegram() as hall:
            phones = hall.phones(count, CHECK)
            await prepare(folder, [phone.id for phone in phones])
            settings, ready = self._way(hall)
            # How fast one may write is not what is measured: neither Telegram's limits nor those for people who flood.
            settings |= {"MITRA_DATA_DIR": str(folder), "MITRA_SEND_RATE": "100000"}
            settings |= {"MITRA_TELEGRAM_TOKEN": "1:benchmark-token", "MITRA_TELEGRAM_API": hall.url}
            began = time.perf_counter()
            async with running(self.command, log=folder / "log", **settings) as processes:
                await until(ready, processes, folder / "log")
                start_s = time.perf_counter() - began
                yield Running(start_s=start_s, processes=processes, askers=iter(phones))

    def _way(self, hall: Telegram) -> tuple[dict[str, str], Callable[[], Awaitable[bool]]]:
        """Return the settings for how updates come, and what tells that it is ready."""
        return {}, lambda: _is_asked(hall)


async def _is_asked(hall: Telegram) -> bool:
    return hall.is_asked


class MitraWebhook(Mitra):
    """The same with a webhook."""

    name = figures.WEBHOOK

    def _way(self, _hall: Telegram) -> tuple[dict[str, str], Callable[[], Awaitable[bool]]]:
        port = free_port()
        settings = {
            "MITRA_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "MITRA_HTTP_PORT": str(port),
        }
        return settings, lambda: answers(port, "/readyz")


class Echo:
    """A bare python-telegram-bot on the simulated Telegram."""

    name = figures.ECHO

    @asynccontextmanager
    async def running(self, folder: Path, count: int) -> AsyncIterator[Running]:
        """Start it."""
        log = folder / "log"
        async with telegram() as hall:
            phones = hall.phones(count, HELLO)
            began = time.perf_counter()
            async with running([sys.executable, "-m", "benchmarks.echo", hall.url], log=log) as processes:
                await until(lambda: _is_asked(hall), processes, log)
                start_s = time.perf_counter() - began
                yield Running(start_s=start_s, processes=processes, askers=iter(phones))


def contenders(model: Path) -> list[Contender]:
    """Return all who take part, in the order of the tables."""
    return [Stock(model), Mitra(), MitraWebhook(), Echo()]
