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

    #: Bot token from @BotFather.
    telegram_token: str = Field(default="", repr=False)
    #: Root of a Bot API server, to which /bot<token>/… and /file/bot<token>/… are added.
    telegram_api: str = PUBLIC_API
    #: SQLAlchemy address of the database; empty means SQLite in the data folder.
    database_url: str = Field(default="", repr=False)
    #: Key for pseudonyms and encryption; empty means one made once in the data folder.
    secret_key: str = Field(default="", repr=False)
    #: Address of a Valkey or Redis that several processes share; empty means that this is the only one.
    valkey_url: str = Field(default="", repr=False)
    #: Public address to which Telegram brings updates; empty means that they are fetched (long polling).
    webhook_url: str = ""
    #: What Telegram shows with each update, so that nobody else brings any; empty means one derived from the key.
    webhook_secret: str = Field(default="", repr=False, pattern=r"^[A-Za-z0-9_-]{0,256}$")
    #: Port of the demo's page, of the webhook, and of health and metrics.
    http_port: int = Field(default=8080, ge=0, le=65535)
    #: Address of this machine at which they are listened to.
    http_host: str = "127.0.0.1"
    #: Messages a second to Telegram, all chats together.
    send_rate: float = Field(default=25, gt=0)
    #: Of these, at most so many that nobody has just asked for; empty means four fifths. (Telegram allows more answers than such.)
    bulk_rate: float | None = Field(default=None, gt=0)
    #: Minutes that a danger alert may go unseen before the next manager and the trainer are told.
    alert_minutes: int = Field(default=15, ge=1, le=1440)
    #: Prompts of trainers that one person gets at most, in a day and in seven days.
    prompts_a_day: int = Field(default=1, ge=1, le=20)
    prompts_a_week: int = Field(default=3, ge=1, le=50)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    #: Folder for the database, the trained model and the key.
    data_dir: Path = Path("var")
    #: Days after which what is no longer needed is forgotten (mitra/retention.py).
    keep_conversations_days: int = Field(default=180, ge=1)
    keep_people_days: int = Field(default=365, ge=1)
    keep_questions_days: int = Field(default=365, ge=1)
    keep_audit_days: int = Field(default=365, ge=30)
    keep_refused_days: int = Field(default=30, ge=1)
    keep_evidence_days: int = Field(default=730, ge=1)

    @property
    def database_address(self) -> str:
        """Address of the database, for SQLAlchemy's async engine."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'mitra.sqlite'}"

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
        return _kept_key(self.data_dir / "secret.key")


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
        folder.mkdir(parents=True, exist_ok=True)
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
    return path.read_text("ascii").strip().encode()
