"""Files that were sent, and the little that has to be known about pictures."""

import struct
from dataclasses import dataclass
from itertools import count

from simulator.model import Json

LONGEST_SIDES = (90, 320, 800, 1280)
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
EXTENSIONS = {
    "photo": "jpg",
    "voice": "oga",
    "sticker": "webp",
    "video": "mp4",
    "animation": "mp4",
    "audio": "mp3",
}


@dataclass
class Upload:
    """A file as it came in a request."""

    name: str
    content_type: str
    data: bytes


@dataclass
class File:
    """A file that Telegram keeps."""

    number: int
    kind: str
    upload: Upload

    @property
    def path(self) -> str:
        """Where it is to be had, below /file/bot<token>/."""
        suffix = self.upload.name.rpartition(".")[2] if "." in self.upload.name else ""
        known = EXTENSIONS.get(self.kind, suffix if suffix.isalnum() else "bin")
        return f"{self.kind}s/file_{self.number}.{known}"

    def ids(self, part: str = "") -> Json:
        """Return the identifiers and the size, as every kind of file has them."""
        return {
            "file_id": f"SIM-{self.kind}-{self.number:06d}{part}",
            "file_unique_id": f"U{self.number:06d}{part}",
            "file_size": len(self.upload.data),
        }


class Files:
    """All files, by their identifiers and by their paths."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def keep(self, kind: str, upload: Upload) -> File:
        """Keep a file."""
        file = File(next(self._numbers), kind, upload)
        for part in ("", *(f"-{letter}" for letter in "abcd")):
            self._by_id[file.ids(part)["file_id"]] = file
        self._by_path[file.path] = file
        return file

    def by_id(self, file_id: str) -> File | None:
        """Find a file by its identifier."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> File | None:
        """Find a file by its path."""
        return self._by_path.get(path)


def photo_sizes(file: File) -> list[Json]:
    """Return a photo in its sizes, small to large, as Telegram makes them."""
    width, height = image_size(file.upload.data) or (1, 1)
    longest = max(width, height)
    sides = [side for side in LONGEST_SIDES if side < longest] + [min(longest, LONGEST_SIDES[-1])]
    sizes = []
    for letter, side in zip("abcd", dict.fromkeys(sides), strict=False):
        scaled = {"width": max(1, width * side // longest), "height": max(1, height * side // longest)}
        sizes.append(file.ids(f"-{letter}") | scaled)
    return sizes


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture, or None if these bytes are no picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return _unpacked(">II", data[16:24])
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _unpacked("<HH", data[6:10])
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return None


def _unpacked(layout: str, data: bytes) -> tuple[int, int] | None:
    if len(data) < struct.calcsize(layout):
        return None
    width, height = struct.unpack(layout, data)
    return int(width), int(height)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004
        if data[at + 1] in JPEG_SIZES:
            size = _unpacked(">HH", data[at + 5 : at + 9])
            return (size[1], size[0]) if size else None
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return (int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _unpacked("<HH", data[26:30])
