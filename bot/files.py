"""Files that are made when they are sent: only what they are made from waits in the outbox."""

import asyncio
import datetime as dt
import functools
import importlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.error import BadRequest, TelegramError, TimedOut

from mitra import enterprises, overview, people, personal_data, poster
from mitra.access import CONSOLE
from mitra.checks import pictures, sheet
from mitra.clock import Clock, utc_now
from mitra.content.documents import personal_page
from mitra.content.library import Library
from mitra.kpis import readings
from mitra.kpis.charts import kpi_png
from mitra.log import get_logger
from mitra.overview.picture import overview_png
from mitra.papers import before_after
from mitra.papers.accident import accident_docx
from mitra.papers.certificate import certificate_png
from mitra.papers.summary_xlsx import summary_xlsx
from mitra.plan import exchange
from mitra.plan import figures as plan_figures
from mitra.plan import sheet as plan_sheet
from mitra.plan.charts import plan_png
from mitra.prompts import results
from mitra.prompts.charts import results_png
from mitra.prompts.sheet import results_xlsx
from mitra.store.database import Database
from mitra.suggestions import papers
from mitra.suggestions.charts import months_png
from mitra.suggestions.figures import figures
from mitra.summary.content import Summary
from mitra.summary.gather import gather
from mitra.summary.picture import summary_png
from mitra.visits import report as visit_report

log = get_logger()
Values = dict[str, Any]
#: So long may one photo take, and so large may it be.
PHOTO_SECONDS = 15
LARGEST_PHOTO = 5_000_000


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A file to send."""

    name: str
    data: bytes = field(repr=False)


#: Makes a file from plain values; slow work belongs into a thread.
Maker = Callable[[Values], Awaitable[MadeFile]]


class Files:
    """Makes files; `bot` fetches photos that people have sent."""

    def __init__(
        self, database: Database, bot: Bot, *, key: bytes, library: Library, clock: Clock = utc_now
    ) -> None:
        self._now = clock
        self._database = database
        self._bot = bot
        self._key = key
        self._topics = list(library.topics)
        self._modules = {module.number: module.title for module in library.modules}

    def makers(self) -> dict[str, Maker]:
        """Return all makers by the name under which the outbox knows them."""
        return {
            "poster": self._poster,
            "personal_data": self._personal_data,
            "check_picture": self._check_picture,
            "check_report": self._check_report,
            "checklist_template": self._checklist_template,
            "clean_photo": self._clean_photo,
            "voice": self._voice,
            "before_after": self._before_after,
            "suggestion_chart": self._suggestion_chart,
            "minutes": self._minutes,
            "certificate": self._certificate,
            "accident": self._accident,
            "plan_sheet": self._plan_sheet,
            "plan_picture": self._plan_picture,
            "kpi_chart": self._kpi_chart,
            "prompt_chart": self._prompt_chart,
            "prompt_sheet": self._prompt_sheet,
            "summary_picture": self._summary_picture,
            "summary_pdf": self._summary_pdf,
            "summary_xlsx": self._summary_xlsx,
            "visit_report": self._visit_report,
            "overview_picture": self._overview_picture,
        }

    async def _poster(self, values: Values) -> MadeFile:
        draw = {"png": poster.png, "pdf": poster.pdf}[values["form"]]
        data = await asyncio.to_thread(draw, poster.invite_of(values | {"bot": self._bot.username}))
        return MadeFile(name=f"undangan.{values['form']}", data=data)

    async def _personal_data(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            data = await personal_data.of(
                connection, values["telegram_id"], key=self._key, topics=self._topics
            )
        shown = json.dumps(data, ensure_ascii=False, indent=2)
        text = personal_page(data) if values["form"] == "html" else shown
        day = self._now().date()
        return MadeFile(name=f"data-saya-{day}.{values['form']}", data=text.encode())

    async def _check_picture(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            draw = await pictures.drawing(connection, values["check"], values["kind"])
        return MadeFile(name=f"cek-{values['kind']}.png", data=await asyncio.to_thread(draw))

    async def _check_report(self, values: Values) -> MadeFile:
        report = await asyncio.to_thread(
            importlib.import_module, "mitra.checks.report"
        )  # half a second, once
        async with self._database.transaction() as connection:
            content = await report.report_content(connection, values["check"])
        photos = await _photos(self._bot, content.photos)
        data = await asyncio.to_thread(content.draw, photos)
        return MadeFile(name=content.name, data=data)

    async def _checklist_template(self, _values: Values) -> MadeFile:
        data = await asyncio.to_thread(sheet.template)
        return MadeFile(name="contoh-daftar-cek.xlsx", data=data)

    async def _clean_photo(self, values: Values) -> MadeFile:
        data = await _download(self._bot, values["file"])
        return MadeFile(name="foto.jpg", data=await asyncio.to_thread(before_after.clean_jpg, data))

    async def _voice(self, values: Values) -> MadeFile:
        return MadeFile(name="suara.ogg", data=await _download(self._bot, values["file"]))

    async def _before_after(self, values: Values) -> MadeFile:
        names = [values[which] for which in ("before", "after")]
        photos = await _photos(self._bot, [name for name in names if name])
        pair = [photos.get(name) for name in names]
        data = await asyncio.to_thread(before_after.before_after_jpg, *pair)
        return MadeFile(name="sebelum-sesudah.jpg", data=data)

    async def _suggestion_chart(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            found = await figures(connection, CONSOLE, values["enterprise"], at=self._now())
            name = await enterprises.name_of(connection, values["enterprise"])
        draw = functools.partial(months_png, "Saran", name, papers.months_of(found))
        return MadeFile(name="saran.png", data=await asyncio.to_thread(draw))

    async def _minutes(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            draw = await papers.minutes_file(
                connection, CONSOLE, values["enterprise"], self._modules, at=self._now()
            )
        form = values["form"]
        return MadeFile(name=f"notulen-panitia.{form}", data=await asyncio.to_thread(draw, form))

    async def _certificate(self, values: Values) -> MadeFile:
        draw = functools.partial(certificate_png, **values)
        return MadeFile(name="terima-kasih.png", data=await asyncio.to_thread(draw))

    async def _plan_sheet(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            rows, known = await exchange.export(connection, CONSOLE, values["enterprise"])
            name = await enterprises.name_of(connection, values["enterprise"])
        owners, areas = list(known.owners.values()), list(known.areas.values())
        made_at = dt.datetime.fromisoformat(values["at"])
        write = functools.partial(
            plan_sheet.write, rows, enterprise=name, owners=owners, areas=areas, made_at=made_at
        )
        return MadeFile(name="rencana-perbaikan.xlsx", data=await asyncio.to_thread(write))

    async def _plan_picture(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            name = await enterprises.name_of(connection, values["enterprise"])
            zone = await enterprises.zone_of(connection, values["enterprise"])
            today = self._now().astimezone(ZoneInfo(zone)).date()
            found = await plan_figures.figures(connection, values["enterprise"], today=today, zone=zone)
        draw = functools.partial(plan_png, "Rencana perbaikan", name, found)
        return MadeFile(name="rencana.png", data=await asyncio.to_thread(draw))

    async def _kpi_chart(self, values: Values) -> MadeFile:
        at = dt.datetime.fromisoformat(values["at"])
        async with self._database.transaction() as connection:
            found = await readings.look(connection, CONSOLE, values["kpi"], at=at)
        draw = functools.partial(kpi_png, found.kpi.name, found.kpi.enterprise, found.line)
        return MadeFile(name="angka.png", data=await asyncio.to_thread(draw))

    async def _summary(self, values: Values) -> Summary:
        async with self._database.transaction() as connection:
            return await gather(connection, CONSOLE, values["enterprise"], at=self._now())

    async def _summary_picture(self, values: Values) -> MadeFile:
        summary = await self._summary(values)
        return MadeFile(name="ringkasan.png", data=await asyncio.to_thread(summary_png, summary))

    async def _summary_pdf(self, values: Values) -> MadeFile:
        summary = await self._summary(values)
        names = [name for pair in summary.photos for name in (pair.before, pair.after) if name]
        photos = await _photos(self._bot, names)
        draw = functools.partial(
            await _needing_reportlab("mitra.papers.summary_pdf", "summary_pdf"), summary, photos
        )
        return MadeFile(name="ringkasan.pdf", data=await asyncio.to_thread(draw))

    async def _summary_xlsx(self, values: Values) -> MadeFile:
        summary = await self._summary(values)
        return MadeFile(name="ringkasan.xlsx", data=await asyncio.to_thread(summary_xlsx, summary))

    async def _prompt_chart(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            actor = await people.actor_of(connection, values["person"])
            found = await results.of(connection, actor, values["prompt"])
        subtitle = f"{found.meant} penerima"
        draw = functools.partial(results_png, found.prompt.title, subtitle, found)
        return MadeFile(name="hasil.png", data=await asyncio.to_thread(draw))

    async def _prompt_sheet(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            actor = await people.actor_of(connection, values["person"])
            prompt, lines = await results.lines(connection, actor, values["prompt"])
        return MadeFile(name="hasil.xlsx", data=await asyncio.to_thread(results_xlsx, prompt, lines))

    async def _visit_report(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            content = await visit_report.content(connection, values["visit"], at=self._now())
        draw = await _needing_reportlab("mitra.papers.visit_pdf", "visit_pdf")
        data = await asyncio.to_thread(draw, content)
        return MadeFile(name=f"kunjungan-{content.held_on}.pdf", data=data)

    async def _overview_picture(self, values: Values) -> MadeFile:
        async with self._database.transaction() as connection:
            actor = await people.actor_of(connection, values["telegram_id"])
            lights = await overview.overview(connection, actor, at=self._now())
        return MadeFile(name="perusahaan.png", data=await asyncio.to_thread(overview_png, lights))

    async def _accident(self, values: Values) -> MadeFile:
        data = await asyncio.to_thread(accident_docx, values)
        return MadeFile(name="data-kecelakaan.docx", data=data)


async def _needing_reportlab(module: str, name: str) -> Callable[..., bytes]:
    """Return a function whose module loads ReportLab: not at start, and not while others wait (half a second, once)."""
    found: Callable[..., bytes] = getattr(await asyncio.to_thread(importlib.import_module, module), name)
    return found


async def _download(bot: Bot, name: str) -> bytes:
    """Return a file by Telegram's name for it; raises TelegramError when it cannot be had, also in time or in size."""
    try:
        async with asyncio.timeout(PHOTO_SECONDS):
            file = await bot.get_file(name)
            if (file.file_size or 0) > LARGEST_PHOTO:
                raise BadRequest("file is too large")
            return bytes(await file.download_as_bytearray())
    except TimeoutError:
        raise TimedOut from None


async def _photos(bot: Bot, names: list[str]) -> dict[str, bytes]:
    """Return the photos that can still be had, by Telegram's names for them: a report without one is better than none."""
    found: dict[str, bytes] = {}
    for name in names:
        try:
            found[name] = await _download(bot, name)
        except TelegramError as error:
            log.warning("photo_not_downloaded", reason=type(error).__name__)
    return found
