"""
The file: a zip with `manifest.json` and, for each table, its rows as JSON lines (arrays in the order of the manifest's columns).

Zip and JSON, so that what is in a backup can still be read when Mitra is long gone. Encrypted ones are the same within age's format
(age-encryption.org/v1), which the tool `age` opens too.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

from mitra.errors import MitraError

FORMAT = 1
MANIFEST = "manifest.json"
#: How every file of age begins.
_AGE = b"age-encryption.org/"
#: Fast, and within a tenth of the smallest.
_LEVEL = 3


class BackupError(MitraError):
    """A backup that cannot be made or read: says what is wrong and what to do."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table in a backup."""

    name: str
    #: Columns, in order → kind (mitra/backup/plain.py).
    columns: dict[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made_at: dt.datetime
    #: Migration at which the tables stood.
    revision: str
    #: Fingerprint of the secret key with which things in it are sealed (mitra/installation.py).
    key: str
    #: In an order in which no row points to one that comes later, but for circles.
    parts: list[Part] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(part.rows for part in self.parts)


class Writer:
    """Writes a backup's parts, then its manifest."""

    def __init__(self, file: IO[bytes], *, made_at: dt.datetime, revision: str, key: str) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self.manifest = Manifest(made_at=made_at, revision=revision, key=key)

    async def add(self, name: str, columns: dict[str, str], rows: AsyncIterator[list[Any]]) -> None:
        """Add a table."""
        count, digest = 0, hashlib.sha256()
        with self._zip.open(_part_name(name), "w", force_zip64=True) as part:
            async for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                part.write(line)
                count += 1
        self.manifest.parts.append(Part(name=name, columns=columns, rows=count, sha256=digest.hexdigest()))

    def close(self) -> None:
        """Write the manifest: without it the file is no backup."""
        said = {"format": FORMAT} | asdict(self.manifest)
        said["made_at"] = self.manifest.made_at.isoformat()
        self._zip.writestr(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1))
        self._zip.close()


class Reader:
    """Reads a backup; raises BackupError for what is none, or damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest = _manifest(json.loads(self._zip.read(MANIFEST)))
        except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, OSError):
            raise BackupError(
                "Berkas ini bukan cadangan Mitra, atau rusak. Pilih berkas cadangan lain."
            ) from None

    def rows(self, part: Part) -> Iterator[list[Any]]:
        """Yield a part's rows; raises BackupError at its end when they are not those that were written."""
        count, digest = 0, hashlib.sha256()
        try:
            with self._zip.open(_part_name(part.name)) as lines:
                for line in lines:
                    digest.update(line)
                    count += 1
                    yield json.loads(line)
        except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError):
            raise _damaged(part) from None
        if (count, digest.hexdigest()) != (part.rows, part.sha256):
            raise _damaged(part)

    def check(self) -> None:
        """Read everything once."""
        for part in self.manifest.parts:
            for _ in self.rows(part):
                pass


def _part_name(table: str) -> str:
    return f"tables/{table}.jsonl"


def _damaged(part: Part) -> BackupError:
    return BackupError(f"Cadangan ini rusak pada tabel {part.name}. Pilih berkas cadangan lain.")


def _manifest(said: dict[str, Any]) -> Manifest:
    if said["format"] > FORMAT:
        raise BackupError("Cadangan ini dari versi Mitra yang lebih baru. Perbarui Mitra dulu, lalu ulangi.")
    return Manifest(
        made_at=dt.datetime.fromisoformat(said["made_at"]),
        revision=str(said["revision"]),
        key=str(said["key"]),
        parts=[Part(**part) for part in said["parts"]],
    )


# --- encrypted ones


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    """Return the public key that `text` is (age1…); raises BackupError."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupError(
            f"{text[:20]!r} bukan kunci publik cadangan yang utuh: salin seluruh barisnya, dari age1 sampai huruf terakhir. "
            "Buat yang baru dengan `mitra backup --new-identity kunci-cadangan.txt`."
        ) from None


def new_identity(path: Path) -> str:
    """Write a new private key to `path`, readable only by its owner; return the public one. Raises BackupError."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"{path} sudah ada. Pilih nama lain, supaya kunci lama tidak hilang.") from None
    except OSError as error:
        raise BackupError(f"{path} tidak bisa ditulis ({error.strerror}).") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def read_identity(path: Path) -> pyrage.x25519.Identity:
    """Return the private key in that file; raises BackupError."""
    try:
        lines = path.read_text("ascii").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return pyrage.x25519.Identity.from_str(keys[0])
    except OSError as error:
        raise BackupError(f"{path} tidak bisa dibaca ({error.strerror}).") from None
    except (pyrage.IdentityError, IndexError, UnicodeDecodeError):
        raise BackupError(f"{path} bukan kunci cadangan.") from None


def encrypt(source: IO[bytes], target: IO[bytes], recipient: pyrage.x25519.Recipient) -> None:
    """Write to `target` what is in `source`, so that only the recipient's key opens it."""
    pyrage.encrypt_io(source, target, [recipient])


@contextlib.contextmanager
def opened(path: Path, identity: pyrage.x25519.Identity | None) -> Iterator[Reader]:
    """Yield the reader of a backup, decrypted where need be; raises BackupError."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} tidak bisa dibaca ({error.strerror}).") from None
    with file:
        encrypted = file.read(len(_AGE)) == _AGE
        file.seek(0)
        if not encrypted:
            yield Reader(file)
            return
        if identity is None:
            raise BackupError(f"{path} terkunci. Sebut berkas kuncinya: --identity kunci-cadangan.txt.")
        # Only in the folder for passing things, without a name: gone with this process.
        with tempfile.TemporaryFile() as plain:
            try:
                pyrage.decrypt_io(file, plain, [identity])
            except (pyrage.DecryptError, OSError):
                raise BackupError(f"{path} tidak bisa dibuka dengan kunci itu, atau rusak.") from None
            plain.seek(0)
            yield Reader(plain)
