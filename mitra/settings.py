"""Settings, all read from environment variables that begin with MITRA_."""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from mitra.errors import StartupError

#: Settings whose values are not shown, not even wrong ones.
_SECRET = {
    "MITRA_TELEGRAM_TOKEN",
    "MITRA_DATABASE_URL",
    "MITRA_SECRET_KEY",
    "MITRA_VALKEY_URL",
    "MITRA_WEBHOOK_SECRET",
}
KEY_FILE = "secret.key"
DATABASE_FILE = "mitra.sqlite"
#: With a copy of the database a shorter key could be tried out: `mitra doctor` complains. Not refused, since it may be in use.
SHORTEST_KEY = 16
PUBLIC_API = "https://api.telegram.org"


@dataclass(frozen=True, kw_only=True)
class Keep:
    """For how long each kind of data is kept (mitra/retention.py)."""

    #: Where a conversation stands, since its last message.
    conversations: dt.timedelta = dt.timedelta(days=180)
    #: People without any role left, since they last wrote.
    people: dt.timedelta = dt.timedelta(days=365)
    #: Questions that could not be answered, since they were last asked.
    questions: dt.timedelta = dt.timedelta(days=365)
    audit: dt.timedelta = dt.timedelta(days=365)
    #: Messages that were set aside.
    refused: dt.timedelta = dt.timedelta(days=30)
    #: Notes and photos of self-checks; their scores stay.
    evidence: dt.timedelta = dt.timedelta(days=730)


class Settings(BaseSettings):
    """What an operator may set. Without a token Mitra shows its demo."""

    model_config = SettingsConfigDict(env_prefix="MITRA_", extra="ignore")

    telegram_token: str = Field(
        default="",
        repr=False,
        description="Token bot dari @BotFather. Tanpa ini `mitra run` menampilkan demo.",
    )
    telegram_api: str = Field(
        default=PUBLIC_API,
        description="Alamat server Bot API; `/bot<token>/…` dan `/file/bot<token>/…` ditambahkan sendiri.",
    )
    data_dir: Path = Field(
        default=Path("var"), description="Folder basis data, model, kunci rahasia, dan cadangan."
    )
    database_url: str = Field(
        default="",
        repr=False,
        description="Alamat basis data (SQLAlchemy), `postgresql://…` untuk beberapa proses. Kosong: SQLite di folder data.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="Kunci untuk nama samaran dan apa yang disegel; sama di semua proses. "
        "Kosong: dibuat sekali, di berkas secret.key di folder data.",
    )
    valkey_url: str = Field(
        default="",
        repr=False,
        description="Alamat Valkey atau Redis bersama, `redis://…`. Kosong: hanya ada satu proses.",
    )
    webhook_url: str = Field(
        default="",
        description="Alamat umum (https) tempat Telegram mengantar pesan. Kosong: pesan dijemput (long polling).",
    )
    webhook_secret: str = Field(
        default="",
        repr=False,
        pattern=r"^([A-Za-z0-9_-]{16,256})?$",
        description="Tanda yang ditunjukkan Telegram pada tiap antaran. Kosong: diturunkan dari kunci rahasia.",
    )
    http_host: str = Field(
        default="127.0.0.1",
        description="Alamat komputer ini untuk webhook, `/healthz`, `/readyz`, dan `/metrics`. Halaman demo selalu di 127.0.0.1.",
    )
    http_port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        description="Pintu (port) untuk semua itu. Tanpa webhook hanya dibuka kalau angka ini diisi.",
    )
    send_rate: float = Field(
        default=25, gt=0, description="Pesan per detik ke Telegram, semua percakapan dan proses bersama-sama."
    )
    bulk_rate: float | None = Field(
        default=None,
        gt=0,
        description="Dari jumlah itu, paling banyak sekian pengingat dan kabar. Kosong: empat perlima.",
    )
    alert_minutes: int = Field(
        default=15,
        ge=1,
        le=1440,
        description="Sesudah sekian menit laporan bahaya belum dilihat, manajer berikutnya dan pelatih diberi tahu.",
    )
    prompts_a_day: int = Field(
        default=1,
        ge=1,
        le=20,
        description="Pesan pelatih yang paling banyak diterima satu orang dalam sehari.",
    )
    prompts_a_week: int = Field(default=3, ge=1, le=50, description="Yang sama, dalam tujuh hari.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="Seberapa banyak yang dicatat di log. Isi pesan orang tidak pernah dicatat.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto",
        description="Bentuk log: `text` untuk dibaca orang, `json` untuk program. `auto`: text di terminal.",
    )
    backup_recipient: str = Field(
        default="",
        description="Kunci publik (`age1…`) yang mengunci cadangan. Kosong: cadangan tidak dikunci.",
    )
    keep_backups: int = Field(
        default=14, ge=1, le=1000, description="Berapa cadangan terbaru yang disimpan di folder data."
    )
    keep_conversations_days: int = Field(
        default=180, ge=1, description="Hari sampai posisi percakapan dilupakan, sejak pesan terakhir."
    )
    keep_people_days: int = Field(
        default=365, ge=1, description="Hari sampai orang tanpa peran dilupakan, sejak pesan terakhir."
    )
    keep_questions_days: int = Field(
        default=365, ge=1, description="Hari sampai pertanyaan yang belum terjawab dilupakan."
    )
    keep_audit_days: int = Field(
        default=365, ge=30, description="Hari sampai catatan siapa mengubah apa dilupakan."
    )
    keep_refused_days: int = Field(
        default=30, ge=1, description="Hari sampai pesan yang disisihkan (tidak bisa dikirim) dibuang."
    )
    keep_evidence_days: int = Field(
        default=730,
        ge=1,
        description="Hari sampai catatan dan foto pemeriksaan serta peringatan bahaya dilupakan.",
    )

    @property
    def database_address(self) -> str:
        """Address of the database, for SQLAlchemy's async engine."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / DATABASE_FILE}"

    @property
    def has_database(self) -> bool:
        """Whether there is a database already, or one somewhere else: opening it would not make a new one."""
        return bool(self.database_url) or (self.data_dir / DATABASE_FILE).exists()

    @property
    def webhook_token(self) -> str:
        """What Telegram must show with each update."""
        if self.webhook_secret:
            return self.webhook_secret
        return hmac.new(self.key, b"webhook", hashlib.sha256).hexdigest()

    @property
    def wants_http(self) -> bool:
        """Whether to listen: for the webhook, or because somebody chose a port for health and metrics."""
        return bool(self.webhook_url) or "http_port" in self.model_fields_set

    @property
    def models_dir(self) -> Path:
        """Folder of the trained models."""
        return self.data_dir / "models"

    @property
    def backups_dir(self) -> Path:
        """Folder of the backups."""
        return self.data_dir / "backups"

    @property
    def keep(self) -> Keep:
        """For how long each kind of data is kept."""
        return Keep(
            conversations=dt.timedelta(days=self.keep_conversations_days),
            people=dt.timedelta(days=self.keep_people_days),
            questions=dt.timedelta(days=self.keep_questions_days),
            audit=dt.timedelta(days=self.keep_audit_days),
            refused=dt.timedelta(days=self.keep_refused_days),
            evidence=dt.timedelta(days=self.keep_evidence_days),
        )

    @cached_property
    def key(self) -> bytes:
        """The secret key: as set, or made once and kept beside the database's folder."""
        if self.secret_key:
            return self.secret_key.encode()
        return _kept_key(self.data_dir / KEY_FILE)

    @property
    def has_key(self) -> bool:
        """Whether there is a key already, so that none would be made."""
        return bool(self.secret_key) or (self.data_dir / KEY_FILE).exists()


def read_settings() -> Settings:
    """
    Return the settings of this environment.

    Raises StartupError with one sentence when a value does not fit or the data folder cannot be written.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "MITRA_" + str(first["loc"][0]).upper()
        shown = "" if name in _SECRET else f" (isinya {first['input']!r})"
        raise StartupError(f"{name} tidak bisa dipakai{shown}: {first['msg']}.") from None
    _check_together(settings)
    _check_writable(settings.data_dir)
    return settings


def _check_together(settings: Settings) -> None:
    url = settings.webhook_url
    if url and not url.startswith(("https://", "http://")):
        raise StartupError(
            "MITRA_WEBHOOK_URL harus alamat lengkap, misalnya https://mitra.contoh.id/telegram."
        )
    if url.startswith("http://") and settings.telegram_api == PUBLIC_API:
        raise StartupError("MITRA_WEBHOOK_URL harus mulai dengan https://: Telegram tidak mengirim ke http.")
    shared = settings.database_url and not settings.database_url.startswith("sqlite")
    if url and shared and not settings.secret_key:
        raise StartupError(
            "MITRA_SECRET_KEY belum diatur: beberapa proses dengan satu database harus memakai kunci yang sama."
        )


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or "tidak bisa ditulis"
        raise StartupError(
            f"Folder data {folder} tidak bisa ditulis ({reason}): pilih folder lain dengan MITRA_DATA_DIR."
        ) from None


def _kept_key(path: Path) -> bytes:
    if not path.exists():
        # Written aside and moved: a crash in between must not leave an empty key behind.
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_hex(32), "ascii")
        unfinished.replace(path)
    kept = path.read_text("ascii").strip().encode()
    if len(kept) < SHORTEST_KEY:
        raise StartupError(
            f"Berkas kunci {path} kosong atau terpotong: salin lagi kunci yang lama ke sana. "
            "Pemasangan yang benar-benar baru? Hapus berkas itu, lalu ulangi."
        )
    return kept
