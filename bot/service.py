"""Wiring: builds the one process that serves Telegram, and runs it until told to stop."""

import asyncio
import contextlib
import datetime as dt
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Bot
from telegram.error import RetryAfter

from actions.services import Services
from bot import handlers, systemd, username
from bot.application import build_application
from bot.brain import Brain
from bot.contact import Contact
from bot.context import BotApplication
from bot.delivery import Courier, seconds_of
from bot.files import Files
from bot.flood import Flood
from bot.nlg import MessageGenerator
from bot.order import LocalOrder, Order, SharedOrder
from bot.polling import ALLOWED_UPDATES, Poller
from bot.road import Road
from bot.sender import Sender
from bot.tokens import Tokens
from bot.valkey import Valkey
from bot.watch import Watch
from bot.webhook import Endpoints, Web, listen
from mitra import chores, installation, invitations, menus, outbox, privacy, retention
from mitra.checks import lists
from mitra.clock import Clock, utc_now
from mitra.content.library import Library
from mitra.content.messages import Messages
from mitra.log import get_logger
from mitra.prompts.sending import Limits
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate

log = get_logger()

#: Updates that Telegram may bring at the same time: its default.
MOST_CONNECTIONS = 40
CLEAN_EVERY_SECONDS = 3600
#: How late what has its hour may be.
CHORES_EVERY_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Service:
    """The parts of a running Mitra."""

    application: BotApplication
    brain: Brain
    database: Database
    road: Road
    sender: Sender
    #: For each chat, whose turn it is; shared with other processes where there is a Valkey.
    order: Order
    valkey: Valkey | None
    settings: Settings
    library: Library
    clock: Clock
    #: What an operator would have to mend.
    watch: Watch


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What the parts stand on."""

    settings: Settings
    library: Library
    model: Path
    clock: Clock
    messages: Messages
    database: Database
    valkey: Valkey | None
    #: A name of this process's own, where others may work on the same database.
    holder: str | None
    contact: Contact


@asynccontextmanager
async def open_service(
    settings: Settings, library: Library, model: Path, *, clock: Clock = utc_now
) -> AsyncIterator[Service]:
    """Yield a service that is ready to handle updates; the database is migrated, the model loaded."""
    database = Database(settings.database_address)
    valkey = Valkey(settings.valkey_url) if settings.valkey_url else None
    ground = _Ground(
        settings=settings,
        library=library,
        model=model,
        clock=clock,
        messages=Messages(),
        database=database,
        valkey=valkey,
        holder=secrets.token_hex(8) if database.shared else None,
        contact=Contact(clock),
    )
    try:
        await _prepare_database(ground)
        application = build_application(settings, ground.contact)
        handlers.register(application)
        async with application:
            brain = await _load_brain(ground, application)
            application.bot_data.update(brain=brain, messages=ground.messages)
            yield _assemble(ground, application, brain)
    finally:
        await database.close()
        if valkey:
            await valkey.close()


async def _prepare_database(ground: _Ground) -> None:
    await migrate(ground.database)

    async def work(connection: AsyncConnection) -> None:
        await installation.check_settings(connection, ground.settings)
        await lists.publish(connection, ground.library.checklists.values(), at=ground.clock())

    await ground.database.serialized(work)


async def _load_brain(ground: _Ground, application: BotApplication) -> Brain:
    services = Services(
        library=ground.library,
        database=ground.database,
        key=ground.settings.key,
        username=application.bot.username,
        clock=ground.clock,
        alert_after=dt.timedelta(minutes=ground.settings.alert_minutes),
    )
    generator = MessageGenerator(ground.messages)
    # In threads, so that the demo's page stays alive meanwhile.
    brain = await asyncio.to_thread(Brain, ground.model, services=services, generator=generator)
    await asyncio.to_thread(privacy.prepare)
    return brain


def _assemble(ground: _Ground, application: BotApplication, brain: Brain) -> Service:
    settings, clock, valkey = ground.settings, ground.clock, ground.valkey
    sender = _sender(ground, application)
    road = Road(
        application,
        database=ground.database,
        sender=sender,
        messages=ground.messages,
        flood=Flood(rate=settings.send_rate),
        key=settings.key,
        holder=ground.holder,
        clock=clock,
    )
    return Service(
        application=application,
        brain=brain,
        database=ground.database,
        road=road,
        sender=sender,
        order=SharedOrder(valkey) if valkey else LocalOrder(),
        valkey=valkey,
        settings=settings,
        library=ground.library,
        clock=clock,
        watch=Watch(settings, ground.database, ground.contact, ground.model, clock),
    )


def _sender(ground: _Ground, application: BotApplication) -> Sender:
    settings, bot = ground.settings, application.bot
    files = Files(ground.database, bot, key=settings.key, library=ground.library, clock=ground.clock)
    courier = Courier(bot, ground.messages, files.makers(), key=settings.key)
    tokens = Tokens(ground.valkey, ground.holder) if ground.valkey and ground.holder else None
    return Sender(
        courier,
        ground.database,
        rate=settings.send_rate,
        bulk_rate=settings.bulk_rate,
        tokens=tokens,
        holder=ground.holder,
        clock=ground.clock,
    )


async def serve(
    settings: Settings,
    library: Library,
    model: Path,
    *,
    ready: Callable[[], None],
    invite_operator: Callable[[str], None] | None = None,
) -> None:
    """
    Serve Telegram until SIGINT or SIGTERM, by webhook where one is set, else by long polling; `ready` is called once it does.

    `invite_operator` is handed a link that makes its first user the operator, while there is none.
    """
    listener = listen(settings.http_host, settings.http_port) if settings.wants_http else None
    async with open_service(settings, library, model) as service:
        bot = service.application.bot
        if not settings.database_url:
            # With SQLite nobody else can have messages in hand: what a crash left is due at once.
            async with service.database.transaction() as connection:
                await outbox.release(connection, at=service.clock())
        await _introduce(bot, settings)
        username.keep(settings, bot.username)
        if invite_operator:
            await _offer_operator(service, invite_operator)
        stopping = _stop_signal()
        ready()
        systemd.tell("READY=1")
        await run_until(stopping, service, listener)


async def run_until(stopping: asyncio.Event, service: Service, listener: socket.socket | None = None) -> None:
    """Take updates, send and keep clean until `stopping` is set; work at hand is finished, nothing is broken off."""
    poller = None if service.settings.webhook_url else Poller(service.application.bot, service.road.travel)
    web = _web(service, listener) if listener else None
    works = [
        *([poller.run()] if poller else []),
        *([web.answer()] if web else []),
        service.sender.run(),
        _keep_clean(service, stopping),
        _do_chores(service, stopping),
        service.watch.run(stopping),
        systemd.keep_alive(stopping),
    ]
    tasks = [asyncio.ensure_future(work) for work in works]
    waiting = asyncio.ensure_future(stopping.wait())
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    if web:
        web.stop()
        await asyncio.wait([tasks[1 if poller else 0]])  # its last answers are still to be sent
    if poller:
        poller.stop()
    await service.sender.stop()
    await asyncio.gather(waiting, *tasks, return_exceptions=True)
    for task in done - {waiting}:
        task.result()  # a part that ends by itself has failed: say why


def _web(service: Service, listener: socket.socket) -> Web:
    endpoints = Endpoints(
        bot=service.application.bot,
        road=service.road,
        order=service.order,
        database=service.database,
        valkey=service.valkey,
        clock=service.clock,
    )
    settings = service.settings
    app = endpoints.app(webhook_url=settings.webhook_url, secret=settings.webhook_token)
    return Web(endpoints, app, listener)


async def _introduce(bot: Bot, settings: Settings) -> None:
    """Tell Telegram the menu, and whether it is to bring updates or they are fetched."""
    await _patiently(lambda: bot.set_my_commands(menus.menu(frozenset())))
    if not settings.webhook_url:
        await bot.delete_webhook()
        return
    await _patiently(
        lambda: bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_token,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MOST_CONNECTIONS,
        )
    )


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call that many processes make when they start together: Telegram may ask them to wait."""
    for _ in range(5):
        try:
            await call()
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error).total_seconds())
        else:
            return
    await call()


async def _offer_operator(service: Service, invite: Callable[[str], None]) -> None:
    made = await service.database.serialized(
        lambda connection: invitations.first_operator(connection, at=service.clock())
    )
    if made:
        invite(f"https://t.me/{service.application.bot.username}?start={made.token}")


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping


async def _do_chores(service: Service, stopping: asyncio.Event) -> None:
    """Look after what has its hour; a database that is away for a while is waited for."""
    limits = Limits(day=service.settings.prompts_a_day, week=service.settings.prompts_a_week)
    while not stopping.is_set():
        try:
            done = await service.database.serialized(
                lambda connection: chores.do_due(connection, at=service.clock(), prompts=limits)
            )
        except Exception:
            log.exception("chores_failed")
            done = 0
            service.watch.chores_fail = True
        else:
            service.watch.chores_fail = False
        if not done:  # else there may be more than one batch
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), CHORES_EVERY_SECONDS)


async def _keep_clean(service: Service, stopping: asyncio.Event) -> None:
    """Forget every night what needs no remembering."""
    topics = list(service.library.topics)
    while not stopping.is_set():
        try:
            async with service.database.transaction() as connection:
                await retention.purge_nightly(
                    connection,
                    service.settings.keep,
                    at=service.clock(),
                    key=service.settings.key,
                    topics=topics,
                )
        except Exception:  # the next hour comes
            log.exception("purge_failed")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), CLEAN_EVERY_SECONDS)
