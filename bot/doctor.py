"""
`mitra doctor`: everything that can be wrong with an installation, in words an operator can act on.

Each check returns what it found; one that cannot look says so, and the others go on. Nothing is changed.
"""

import asyncio
import contextlib
import datetime as dt
import email.utils
import stat
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import aiohttp
from redis import RedisError
from redis.asyncio import Redis
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.application import build_application
from bot.training import fingerprint as content_fingerprint
from bot.watch import BACKUP_AGE, backup_age, room_in, size_text
from mitra import installation, operators, outbox
from mitra.clock import Clock, utc_now
from mitra.content.coverage import STALE_AFTER
from mitra.content.library import collect_library
from mitra.errors import StartupError
from mitra.outbox import SetAside
from mitra.settings import KEY_FILE, SHORTEST_KEY, Settings
from mitra.state import CONFLICT, State, overdue_suggestions, state_of
from mitra.store.database import AwayError, Database
from mitra.store.migrate import revision_of, revisions

#: A clock that differs by more leads to wrong reminders, and to leases of other replicas that seem to have run out.
CLOCK_DIFFERS = dt.timedelta(seconds=5)
#: A running Mitra says so every minute.
SILENT = dt.timedelta(minutes=5)
#: Updates that wait at Telegram: more means that they are not taken, or too slowly.
MANY_UPDATES = 100
#: Seconds to wait for a server's answer.
PATIENCE = 10
#: Trouble with the webhook longer ago than this is over.
_RECENT = dt.timedelta(hours=1)
_EVERYBODY = stat.S_IRWXG | stat.S_IRWXO
_AWAY = (AwayError, DBAPIError, OSError)

Level = Literal["well", "hint", "problem"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check found: where, what, and what to do about it."""

    area: str
    what: str
    remedy: str = ""
    level: Level = "problem"


Check = Callable[["Patient"], Awaitable[list[Finding]]]


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What is looked at."""

    settings: Settings
    clock: Clock = utc_now


def _well(area: str, what: str) -> list[Finding]:
    return [Finding(area=area, what=what, level="well")]


# --- this machine


async def check_content(patient: Patient) -> list[Finding]:
    """Topics whose sources were looked up too long ago, and those that a change of law asks to look at again."""
    library, _ = collect_library()
    today = patient.clock().date()
    old = sorted(topic.id for topic in library.topics.values() if today - topic.checked > STALE_AFTER)
    found = []
    if old:
        what = f"{len(old)} jawaban terakhir dicek lebih dari setahun lalu: {_some(old)}"
        remedy = "Minta pelatih memeriksa sumbernya, lalu perbarui baris `checked` di berkasnya."
        found.append(Finding(area="Isi", what=what, remedy=remedy, level="hint"))
    changed = library.to_review()
    if changed:
        listed = "".join(f"\n   {regulation}: {_some(topics)}" for regulation, topics in changed.items())
        what = f"{len(changed)} aturan mungkin sudah berubah, jawabannya perlu ditinjau pelatih:{listed}"
        remedy = "Baca aturannya, perbaiki jawabannya, perbarui `checked`; status aturan ada di content/regulations.yml."
        found.append(Finding(area="Isi", what=what, remedy=remedy, level="hint"))
    return found or _well("Isi", f"{len(library.topics)} jawaban, sumbernya dicek dalam setahun terakhir")


def _some(names: list[str], most: int = 5) -> str:
    more = f", dan {len(names) - most} lagi" if len(names) > most else ""
    return ", ".join(names[:most]) + more


async def check_key(patient: Patient) -> list[Finding]:
    """Whether there is a key that only we can read."""
    settings = patient.settings
    if settings.secret_key and len(settings.secret_key) < SHORTEST_KEY:
        remedy = (
            "Untuk pemasangan baru: isi MITRA_SECRET_KEY dengan `openssl rand -hex 32`, atau kosongkan. "
            "Sudah dipakai? Jangan diganti tanpa membaca docs/operation.md, “The key”."
        )
        return [Finding(area="Kunci", what=f"kurang dari {SHORTEST_KEY} huruf, bisa ditebak", remedy=remedy)]
    if settings.secret_key:
        return _well("Kunci", "dari MITRA_SECRET_KEY")
    path = settings.data_dir / KEY_FILE
    if not settings.has_key:
        return _well("Kunci", "belum ada, dibuat saat Mitra pertama kali jalan")
    try:
        _ = settings.key
    except StartupError as error:
        what, _, remedy = str(error).partition(": ")
        return [Finding(area="Kunci", what=what, remedy=remedy)]
    if path.stat().st_mode & _EVERYBODY:
        return [Finding(area="Kunci", what=f"{path} bisa dibaca orang lain", remedy=f"chmod 600 {path}")]
    return _well("Kunci", f"{path}. Simpan salinannya di tempat lain: kunci ini tidak ikut di dalam cadangan")


async def check_disk(patient: Patient) -> list[Finding]:
    """Whether there is room."""
    free, nearly_full = room_in(patient.settings.data_dir)
    if not nearly_full:
        return _well("Disk", f"{size_text(free)} kosong")
    remedy = "Hapus berkas yang tidak perlu, atau tambah ruangnya. Kalau penuh, tidak ada yang bisa disimpan."
    return [Finding(area="Disk", what=f"tinggal {size_text(free)}", remedy=remedy)]


async def check_model(patient: Patient) -> list[Finding]:
    """Whether the model fits the content, and can be opened."""
    path = patient.settings.models_dir / f"mitra-{content_fingerprint()}.tar.gz"
    if not path.exists():
        older = any(patient.settings.models_dir.glob("mitra-*.tar.gz"))
        what = "isi sudah berubah sejak model dilatih" if older else "belum ada"
        remedy = "`mitra train`, lalu jalankan ulang Mitra (kira-kira satu menit)."
        return [Finding(area="Model", what=what, remedy=remedy, level="hint")]
    if not tarfile.is_tarfile(path):
        return [Finding(area="Model", what=f"{path.name} rusak", remedy=f"Hapus {path}, lalu `mitra train`.")]
    return _well("Model", "sesuai dengan isi")


async def check_backups(patient: Patient) -> list[Finding]:
    """Whether there is a backup that is not too old."""
    age = backup_age(patient.settings.backups_dir, patient.clock())
    remedy = "Buat dengan `mitra backup`; tiap malam sendiri dengan deploy/mitra-backup.timer."
    if age is None:
        return [Finding(area="Cadangan", what="belum ada", remedy=remedy, level="hint")]
    if age > BACKUP_AGE:
        return [Finding(area="Cadangan", what=f"yang terakhir {age.days} hari lalu", remedy=remedy)]
    return _well("Cadangan", f"yang terakhir {int(age.total_seconds() // 3600)} jam lalu")


# --- the database


async def check_database(patient: Patient) -> list[Finding]:
    """Whether it answers, is whole, and has this release's tables; then what it holds."""
    settings = patient.settings
    if not settings.has_database:
        return _well("Basis data", "belum ada, dibuat saat Mitra pertama kali jalan")
    database = Database(settings.database_address)
    try:
        async with database.snapshot() as connection:
            return await _look_into(connection, patient)
    except _AWAY as error:
        what = f"tidak bisa dibuka ({type(error).__name__})"
        remedy = "Apakah server basis data jalan, dan MITRA_DATABASE_URL benar?"
        if not database.shared:
            remedy = "Berkasnya rusak atau tidak boleh dibaca. Rusak? Simpan berkasnya, lalu `mitra restore CADANGAN --replace`."
        return [Finding(area="Basis data", what=what, remedy=remedy)]
    finally:
        await database.close()


async def _look_into(connection: AsyncConnection, patient: Patient) -> list[Finding]:
    found = await _clock_of(connection, patient)
    if broken := await _broken(connection):
        what = f"rusak: {broken}"
        remedy = "Hentikan Mitra, simpan berkasnya, lalu pulihkan cadangan terakhir dengan `mitra restore`."
        return [*found, Finding(area="Basis data", what=what, remedy=remedy)]
    now, known = await connection.run_sync(revision_of), revisions()
    if now not in known:
        what, remedy = (
            "dari versi Mitra yang lebih baru",
            "Pasang versi itu, atau pulihkan cadangan yang lebih lama.",
        )
        return [*found, Finding(area="Basis data", what=what, remedy=remedy)]
    if now != known[-1]:
        what, remedy = (
            "tabelnya dari versi sebelumnya",
            "Diperbarui sendiri saat Mitra dijalankan. Buat cadangan dulu, dengan versi yang lama.",
        )
        return [*found, Finding(area="Basis data", what=what, remedy=remedy, level="hint")]
    found += await _size(connection)
    found += await _key_of(connection, patient.settings)
    found += _state(await state_of(connection, at=patient.clock()), patient)
    found += _conflict(await installation.fact(connection, CONFLICT), patient)
    found += _set_aside(await outbox.set_aside(connection))
    if not await operators.operators(connection):
        what, remedy = (
            "belum ada",
            "Buka tautan yang ditampilkan `mitra run`; yang pertama membukanya menjadi pengelola.",
        )
        found.append(Finding(area="Pengelola", what=what, remedy=remedy, level="hint"))
    for late in await overdue_suggestions(connection, at=patient.clock()):
        days = (patient.clock() - late.since).days
        what = f"{late.enterprise}: {late.count} terlambat ditanggapi, yang terlama {days} hari"
        remedy = "Hubungi panitianya, atau minta pelatihnya mengingatkan: /panitia di Telegram."
        found.append(Finding(area="Saran", what=what, remedy=remedy, level="hint"))
    return found


async def _broken(connection: AsyncConnection) -> str:
    """Return what SQLite says of a damaged file; PostgreSQL looks after itself."""
    if connection.dialect.name != "sqlite":
        return ""
    said = await connection.scalar(text("PRAGMA quick_check(1)"))
    return "" if said == "ok" else str(said)[:120]


async def _size(connection: AsyncConnection) -> list[Finding]:
    if connection.dialect.name == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        query = "SELECT pg_database_size(current_database())"
    size = await connection.scalar(text(query)) or 0
    return _well("Basis data", f"utuh, {size_text(size)}")


async def _clock_of(connection: AsyncConnection, patient: Patient) -> list[Finding]:
    """Compare our clock with the server's: replicas hand each other work by the clock."""
    if connection.dialect.name == "sqlite":
        return []
    theirs = await connection.scalar(select(func.clock_timestamp()))
    return _clock(theirs, patient, "server basis data") if theirs else []


async def _key_of(connection: AsyncConnection, settings: Settings) -> list[Finding]:
    known = await installation.key_of(connection)
    try:
        if known is None or (settings.has_key and known == installation.fingerprint(settings.key)):
            return []
    except StartupError:  # told by check_key
        return []
    remedy = (
        "Pasang kunci yang lama (MITRA_SECRET_KEY atau secret.key di folder data). "
        "Kalau sudah hilang: `mitra doctor --accept-key`; yang disegel dengan kunci lama tidak bisa dibuka lagi."
    )
    return [Finding(area="Kunci", what="bukan yang dipakai basis data ini", remedy=remedy)]


def _state(state: State, patient: Patient) -> list[Finding]:
    now = patient.clock()
    waiting = sum(count for count, _ in state.waiting.values())
    oldest = min((since for _, since in state.waiting.values() if since), default=now)
    silent = state.seen_at is None or now - state.seen_at > SILENT
    if silent and waiting:
        what = f"tidak jalan, {waiting} pesan menunggu"
        return [
            Finding(area="Mitra", what=what, remedy="Jalankan: `systemctl start mitra`, atau `mitra run`.")
        ]
    if silent:
        return [Finding(area="Mitra", what="tidak jalan", remedy="Jalankan: `mitra run`.", level="hint")]
    if now - oldest > dt.timedelta(minutes=10):
        what = f"{waiting} pesan terlambat, yang terlama {int((now - oldest).total_seconds() // 60)} menit"
        remedy = "Periksa jaringan ke Telegram. Kalau sedang ada siaran besar, tunggu saja."
        return [Finding(area="Pesan", what=what, remedy=remedy)]
    return _well("Mitra", "jalan")


def _conflict(noticed: str | None, patient: Patient) -> list[Finding]:
    if noticed is None or patient.clock() - dt.datetime.fromisoformat(noticed) > _RECENT:
        return []
    remedy = "Hentikan yang lama, misalnya di server sebelum pindah. Tidak tahu di mana? /revoke di @BotFather, lalu token baru."
    return [
        Finding(
            area="Token",
            what="dipakai Mitra lain juga: pesan orang terbagi di antara keduanya",
            remedy=remedy,
        )
    ]


def _set_aside(aside: list[SetAside]) -> list[Finding]:
    if not aside:
        return _well("Pesan", "tidak ada yang disisihkan")
    shown = [f"nomor {one.id}, {one.what}: {_why(one.reason)} ({one.due_at.date()})" for one in aside]
    what = f"{len(aside)} disisihkan karena tidak bisa dikirim:\n  " + "\n  ".join(shown)
    remedy = "Sudah dibetulkan? `mitra doctor --retry`. Tidak perlu lagi? `mitra doctor --drop`."
    return [Finding(area="Pesan", what=what, remedy=remedy)]


def _why(reason: str) -> str:
    if reason.startswith("cannot-render"):
        return f"kesalahan di Mitra, kirim baris ini kepada pengembang ({reason})"
    return f"ditolak Telegram ({reason})"


# --- others' servers


def _clock(theirs: dt.datetime, patient: Patient, whose: str) -> list[Finding]:
    ahead = patient.clock() - theirs
    if abs(ahead) <= CLOCK_DIFFERS:
        return _well("Jam", f"sama dengan {whose}")
    seconds = int(ahead.total_seconds())
    what = f"{abs(seconds)} detik lebih {'cepat' if seconds > 0 else 'lambat'} dari {whose}"
    remedy = "Nyalakan penyetelan jam otomatis: `timedatectl set-ntp true`."
    return [Finding(area="Jam", what=what, remedy=remedy)]


async def check_telegram(patient: Patient) -> list[Finding]:
    """Token, webhook, and Telegram's clock."""
    settings = patient.settings
    if not settings.telegram_token:
        remedy = "Ambil di @BotFather, lalu isi MITRA_TELEGRAM_TOKEN. Tanpa itu hanya demo yang jalan."
        return [Finding(area="Token", what="belum diisi", remedy=remedy, level="hint")]
    found = await _telegrams_clock(patient)
    try:
        async with _bot(settings) as bot:
            info = await bot.get_webhook_info()
            return [*found, *_well("Token", f"milik @{bot.username}"), *_webhook(info, patient)]
    except InvalidToken:
        remedy = (
            "Ambil token di @BotFather (/mybots → API Token), perbarui MITRA_TELEGRAM_TOKEN, jalankan ulang."
        )
        return [*found, Finding(area="Token", what="ditolak Telegram", remedy=remedy)]
    except TelegramError as error:
        what = f"tidak bisa dihubungi ({type(error).__name__})"
        remedy = f"Periksa jaringan server, proxy, dan MITRA_TELEGRAM_API ({settings.telegram_api})."
        return [*found, Finding(area="Telegram", what=what, remedy=remedy)]


@contextlib.asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Bot]:
    async with build_application(settings).bot as bot:
        yield bot


async def _telegrams_clock(patient: Patient) -> list[Finding]:
    """Compare our clock with the Date of an answer; nothing when there is none."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.head(patient.settings.telegram_api) as response,
        ):
            told = response.headers.get("Date", "")
        theirs = email.utils.parsedate_to_datetime(told)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return []
    return _clock(theirs.astimezone(dt.UTC), patient, "Telegram")


def _webhook(info: WebhookInfo, patient: Patient) -> list[Finding]:
    wanted = patient.settings.webhook_url
    if info.url != wanted:
        what = f"di Telegram tercatat {info.url or 'tidak ada'}, di sini {wanted or 'tidak ada'}"
        remedy = "Jalankan ulang Mitra: pengantaran diatur saat mulai. Apakah ada Mitra lain dengan token yang sama?"
        return [Finding(area="Webhook", what=what, remedy=remedy)]
    if info.pending_update_count > MANY_UPDATES:
        what = f"{info.pending_update_count} pesan orang menunggu di Telegram"
        remedy = "Apakah Mitra jalan? Dengan webhook: apakah alamatnya bisa dibuka dari luar?"
        return [Finding(area="Webhook", what=what, remedy=remedy)]
    if info.last_error_date and patient.clock() - info.last_error_date < _RECENT:
        what = f"Telegram tidak bisa mengantar: {info.last_error_message}"
        remedy = "Periksa proxy dan sertifikatnya; alamatnya harus bisa dibuka dari luar dengan https."
        return [Finding(area="Webhook", what=what, remedy=remedy)]
    return _well("Webhook", wanted or "tidak dipakai, pesan dijemput")


async def check_valkey(patient: Patient) -> list[Finding]:
    """Whether the shared Valkey answers."""
    if not patient.settings.valkey_url:
        return []
    valkey = Redis.from_url(
        patient.settings.valkey_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    try:
        await valkey.ping()
    except (RedisError, OSError, ValueError) as error:
        what = f"tidak bisa dihubungi ({type(error).__name__})"
        remedy = "Apakah server Valkey jalan, dan MITRA_VALKEY_URL benar? Sementara itu Mitra tetap melayani, lebih lambat."
        return [Finding(area="Valkey", what=what, remedy=remedy)]
    finally:
        await valkey.aclose()
    return _well("Valkey", "menjawab")


CHECKS: tuple[Check, ...] = (
    check_content,
    check_model,
    check_key,
    check_disk,
    check_database,
    check_telegram,
    check_valkey,
    check_backups,
)


async def examine(settings: Settings, *, clock: Clock = utc_now) -> list[Finding]:
    """Return what all checks found; one that fails itself is a finding too."""
    patient = Patient(settings=settings, clock=clock)
    answers = await asyncio.gather(*(check(patient) for check in CHECKS), return_exceptions=True)
    found: list[Finding] = []
    for check, answer in zip(CHECKS, answers, strict=True):
        if isinstance(answer, BaseException):
            what = f"{check.__name__} tidak bisa memeriksa ({type(answer).__name__})"
            found.append(Finding(area="Pemeriksaan", what=what, remedy="Kirim baris ini kepada pengembang."))
        else:
            found += answer
    return found


_SIGNS: dict[Level, str] = {"well": "✅", "hint": "⚠️ ", "problem": "❌"}


def report(found: list[Finding]) -> str:
    """Return the findings for people, the problems last, where the eye ends up."""
    order: list[Level] = ["well", "hint", "problem"]
    lines = []
    for one in sorted(found, key=lambda one: order.index(one.level)):
        lines.append(f"{_SIGNS[one.level]} {one.area}: {one.what}")
        if one.remedy:
            lines.append(f"   → {one.remedy}")
    return "\n".join(lines)


def is_well(found: list[Finding]) -> bool:
    """Return whether there is no problem; hints are none."""
    return all(one.level != "problem" for one in found)
