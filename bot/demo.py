"""`mitra demo`: the bot and a simulated Telegram with its page, on this computer only."""

import asyncio
import datetime as dt
import importlib
import itertools
import secrets
import shutil
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import opened
from bot.training import ensure_model
from mitra import enterprises, people
from mitra.access import CONSOLE, Actor
from mitra.checks import lists, runs
from mitra.clock import utc_now
from mitra.content.library import Library, read_library
from mitra.errors import StartupError
from mitra.hours import HOME_ZONE
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.prompts import answers as prompt_answers
from mitra.prompts import kinds, series, writing
from mitra.prompts.answers import Given
from mitra.settings import Settings
from mitra.store.models import OutboxMessage, Role, Side
from mitra.store.plan_models import ReminderClock
from mitra.store.prompt_models import PromptReceiver, ReceiverState
from mitra.suggestions import giving
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from simulator.server import seed_demo
from simulator.server import serve as serve_simulator
from simulator.world import World


async def show(settings: Settings, library: Library, console: Console) -> None:
    """
    Serve the page and the bot until stopped.

    The bot is the one that serves Telegram; only MITRA_TELEGRAM_API and its database differ.
    Raises StartupError when the port is taken.
    """
    try:
        async with serve_simulator(port=settings.http_port) as simulator:
            seed_demo(simulator.world)
            console.print(f"Halaman percobaan: [link]{simulator.url}[/link]")
            demo = _demo_settings(settings, simulator.url)
            await found_enterprise(demo, simulator.world)
            await _serve_bot(demo, library, console)
    except OSError as error:
        raise StartupError(
            f"Port {settings.http_port} tidak bisa dipakai ({error.strerror or error}): "
            "pilih port lain, misalnya MITRA_HTTP_PORT=8090."
        ) from None


async def found_enterprise(settings: Settings, world: World, *, at: dt.datetime | None = None) -> None:
    """Found CV Maju Bersama, in which the people of the demo have their roles, now or `at` another moment."""
    now = at or utc_now()
    roles = ((Role.WORKER, None), (Role.MANAGER, None), (Role.COMMITTEE, Side.WORKERS), (Role.TRAINER, None))
    world_ids = [somebody.id for somebody in world.people.values()]
    async with opened(settings) as connection:
        number = await enterprises.add(
            connection,
            CONSOLE,
            "CV Maju Bersama",
            timezone="Asia/Jakarta",
            province="Jawa Tengah",
            sector="garment",
            size="medium",
            areas=["Potong", "Jahit", "Gudang"],
            at=now,
        )
        for somebody, (role, side) in zip(world.people.values(), roles, strict=False):
            somebody.started = True  # they have joined, so the bot may write to them
            person_id = await people.enrol(connection, somebody.id, at=now)
            actor = await people.actor_of(connection, somebody.id)
            await people.call(connection, actor, somebody.first_name)
            await people.seat(connection, person_id, number, role, side=side, at=now)
        actors = [await people.actor_of(connection, one) for one in world_ids]
        await _look_back(connection, number, actors[0], now)
        await _suggest(connection, number, actors, settings.key, now)
        await _plan(connection, number, actors, now)
        await _follow_up(connection, number, actors, now)


async def _look_back(connection: AsyncConnection, number: int, budi: Actor, now: dt.datetime) -> None:
    """Let the first one have checked all areas twice before, so that pictures have something to show."""
    await lists.publish(connection, read_library().checklists.values(), at=now)
    areas = [area for area, _ in await enterprises.areas_of(connection, number)]
    for (weeks, area), name in itertools.product(itertools.product((6, 3), areas), ("5s", "k3")):
        at = now - dt.timedelta(weeks=weeks, days=area)
        run = await runs.begin(connection, budi, number, area, name, at=at)
        while run.item:
            place = run.position * 7 + area * 3 - weeks
            value = (
                min(4, place % 5 + 3 // weeks) if name == "5s" else int(run.item.critical or place % 4 > 0)
            )
            run = (await runs.answer(connection, budi, run, value, at=at)).run
        await runs.finish(connection, run, at=at)


#: Suggestions that are there already: text, module, days ago, what became of it.
_SUGGESTIONS = (
    ("Keranjang potongan kain dikasih roda, supaya tidak diseret", 3, 40, "done"),
    ("Jadwal piket sapu ditempel di pintu tiap bagian", 1, 20, "accepted"),
    ("Kipas di ruang jahit ditambah dua, siang panas sekali", 5, 1, ""),
)


async def _suggest(
    connection: AsyncConnection, number: int, actors: list[Actor], key: bytes, now: dt.datetime
) -> None:
    """Let the first one have given some suggestions, of which the others have decided some."""
    worker, manager, member, *_ = actors
    for text, module, days, became in _SUGGESTIONS:
        at = now - dt.timedelta(days=days)
        draft = Draft(text=text, module=module)
        card = (await giving.send(connection, worker, number, draft, key=key, at=at)).card
        if not became:
            continue
        desk = Desk(connection, member, key=key, at=at + dt.timedelta(hours=20))
        card, _action = await desk.accept(card.id, card.version)
        if became == "done":
            card = await desk.carry_out(
                card.id, card.version, "Empat keranjang sudah diberi roda.", benefit=750_000, photo=""
            )
            await Desk(connection, manager, key=key, at=now).agree(card.id, card.version)
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.method == "send_message"))


#: Actions that are there already: text, problem, module, made so many days ago, due in so many, what became of it.
_ACTIONS = (
    ("Cat garis batas gang di bagian Potong", "Gang dipakai menaruh keranjang", 1, 60, -45, "done"),
    ("Pasang rak pola dua tingkat", "Pola ditumpuk di lantai, sering terlipat", 3, 50, -20, "done"),
    ("Ganti jarum tiap Senin pagi", "Jahitan loncat, kain bolong", 2, 40, -1, "running"),
    ("Pasang tutup pelindung roda mesin obras", "Roda mesin terbuka", 5, 20, 1, ""),
    ("Beli dua kipas untuk ruang jahit", "Ruang jahit panas sesudah jam 11", 5, 10, -4, ""),
)
#: The share of rejects, week by week, in percent; None where nobody has reported it.
_REJECTS = (5.2, 5.0, None, 4.6, 4.1, None, 3.8, 3.4, 3.1, 2.9)


async def _plan(connection: AsyncConnection, number: int, actors: list[Actor], now: dt.datetime) -> None:
    """Let there be a plan, half done, and a figure that becomes better; the worker and the manager hear of it soon."""
    worker, manager, *_ = actors
    for text, problem, module, made, due, became in _ACTIONS:
        at = now - dt.timedelta(days=made)
        more = {"owner_id": worker.person_id, "due_on": (now + dt.timedelta(days=due)).date()}
        action = await plan.add(
            connection, manager, number, problem=problem, action=text, module=module, at=at, more=more
        )
        if became == "done":
            ended = now + dt.timedelta(days=due)
            await answers.finish(connection, worker, action.id, at=ended)
            await answers.result(
                connection, worker, action.id, at=ended, text="Sudah dipakai.", saving=250_000
            )
        elif became:
            await answers.begin(connection, worker, action.id, at=at)
    await _watch(connection, number, worker, manager, now)
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.method == "send_message"))
    waked = {"look_at": now, "looked_on": (now - dt.timedelta(days=3)).date()}
    await connection.execute(update(ReminderClock).values(waked))


async def _watch(
    connection: AsyncConnection, number: int, worker: Actor, manager: Actor, now: dt.datetime
) -> None:
    """Let the worker have reported rejects for some weeks."""
    kpi = await indicators.add_known(connection, manager, number, "defect_rate", at=now)
    kpi = await indicators.set_rhythm(connection, manager, kpi, "week", at=now)
    kpi = await indicators.give(connection, manager, kpi, worker.person_id or 0, at=now)
    kpi = await indicators.set_baseline(connection, manager, kpi, 5.2, at=now)
    kpi = await indicators.set_target(connection, manager, kpi, 2.0, on=None, at=now)
    last = latest("week", kpi.today(now))
    for back, percent in enumerate(reversed(_REJECTS), 1):
        if percent is not None:
            amount = readings.amount_of(kpi, percent * 4, 400)
            first = last.first - dt.timedelta(weeks=back)
            await readings.report(connection, worker, kpi, first, amount, seen="", at=now)


async def _follow_up(connection: AsyncConnection, number: int, actors: list[Actor], now: dt.datetime) -> None:
    """Let the trainer have started a series twelve days after a workshop, and asked something that some have answered."""
    worker, _manager, member, trainer, *_ = actors
    zone = ZoneInfo(HOME_ZONE)
    await series.start(
        connection, trainer, number, 3, (now - dt.timedelta(days=12)).astimezone(zone).date(), at=now
    )
    asked = await writing.begin(
        connection,
        trainer,
        title="Papan 5R di tiap bagian",
        text="Apakah papan 5R sudah terpasang di bagian Anda?",
        at=now,
        module=3,
        answer=kinds.BUTTONS,
        options=["✅ Sudah", "⏳ Belum", "🆘 Butuh bantuan"],
        roles=[Role.MANAGER, Role.COMMITTEE, Role.WORKER],
    )
    await writing.start(connection, trainer, asked.id, at=now)
    earlier = now - dt.timedelta(days=5)
    reached = {"state": ReceiverState.REACHED, "sent_at": earlier, "look_at": None}
    await connection.execute(update(PromptReceiver).values(reached))
    await prompt_answers.answer(connection, worker, asked.id, Given(answer="0"), at=earlier)
    await prompt_answers.answer(connection, member, asked.id, Given(answer="2"), at=now)
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.kind == prompt_answers.INBOX))


def _demo_settings(settings: Settings, url: str) -> Settings:
    """Return settings for a fresh demo: chats of an earlier one are gone, so their database would only confuse."""
    folder = settings.data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    changes = {
        "telegram_token": f"1:{secrets.token_hex(16)}",
        "telegram_api": url,
        "data_dir": folder,
        "database_url": "",
        # Nobody but this process and this page.
        "valkey_url": "",
        "webhook_url": "",
    }
    demo = settings.model_copy(update=changes)
    # The port is the page's: a bot that listens there too would find it taken.
    demo.model_fields_set.discard("http_port")
    return demo


async def _serve_bot(settings: Settings, library: Library, console: Console) -> None:
    models = settings.data_dir.parent / "models"
    model = await asyncio.to_thread(ensure_model, models, console)
    # In a thread, since importing Rasa takes seconds: the page stays alive meanwhile.
    service = await asyncio.to_thread(importlib.import_module, "bot.service")
    await service.serve(
        settings,
        library,
        model,
        ready=lambda: console.print("Mitra siap. Buka halamannya dan tulis sesuatu."),
    )
