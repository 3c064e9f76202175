"""
The poster from which people join: a QR code, three steps, and a short code for phones that cannot scan.

One drawing for both forms: a page of A4's proportions, as a small picture for the chat and as a page to print.
"""

import datetime as dt
import importlib.util
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
from PIL import Image, ImageDraw, ImageFont

from mitra.content.messages import tanggal

#: A4 in millimetres.
PAGE = (210, 297)
MARGIN = 18
#: Side of the QR code in millimetres, quiet zone included.
QR = 112
INK, ACCENT, PAPER, SOFT = (25, 30, 36), (20, 84, 128), (255, 255, 255), (232, 240, 246)
#: Dots per millimetre: 4.1 makes a picture of 861 × 1218, 8 a page of 200 dpi.
CHAT_DOTS, PRINT_DOTS = 4.1, 8.0
COLOURS = 16
_NAME_SIZES = (15.0, 13.0, 11.0, 9.0)
_NAME_LINES = 3


@dataclass(frozen=True, kw_only=True)
class Invite:
    """What stands on a poster."""

    enterprise: str
    #: Who is invited, in words: "pekerja".
    audience: str
    link: str
    #: For who cannot scan: written to the bot.
    code: str
    #: The bot's name, without @.
    bot: str
    #: Last day.
    expires: dt.date


_AUDIENCES = {
    ("worker", ""): "pekerja",
    ("manager", ""): "pimpinan",
    ("committee", "workers"): "panitia (wakil pekerja)",
    ("committee", "management"): "panitia (wakil pengusaha)",
    ("trainer", ""): "pelatih",
    ("operator", ""): "pengelola",
}


def invite_of(values: Mapping[str, Any]) -> Invite:
    """Return what stands on a poster, from plain values: role and side in English, `expires` as 2026-11-26."""
    return Invite(
        enterprise=values["enterprise"],
        audience=_AUDIENCES[values["role"], values["side"]],
        link=values["link"],
        code=values["code"] if values["role"] == "worker" else "",
        bot=values["bot"],
        expires=dt.date.fromisoformat(values["expires"]),
    )


def png(invite: Invite) -> bytes:
    """Return the poster as a picture for the chat: few colours, so that it costs little data."""
    picture = _draw(invite, CHAT_DOTS).quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def pdf(invite: Invite) -> bytes:
    """Return the poster as one page of A4."""
    file = io.BytesIO()
    fixed = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timetuple()  # the same poster is the same file
    _draw(invite, PRINT_DOTS).save(
        file,
        "PDF",
        resolution=PRINT_DOTS * 25.4,
        title="Undangan Mitra SCORE",
        creationDate=fixed,
        modDate=fixed,
    )
    return file.getvalue()


class _Page:
    """A page one writes on from top to bottom; all lengths in millimetres."""

    def __init__(self, dots: float) -> None:
        self._dots = dots
        width, height = PAGE
        self.image = Image.new("RGB", (self.px(width), self.px(height)), PAPER)
        self._pen = ImageDraw.Draw(self.image)
        self.y = 0.0

    def px(self, length: float) -> int:
        return round(length * self._dots)

    def font(self, size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        return font(self.px(size), bold=bold)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        return self.font(size, bold=bold).getlength(text) / self._dots

    def wrapped(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        """Return the lines of `text` that fit into `room`; a word that alone is too long is cut."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer, size, bold=bold) <= room:
                lines[-1] = longer
                continue
            pieces = list(self._cut(word, size, room, bold=bold))
            lines[-1:] = ([lines[-1]] if lines[-1] else []) + pieces
        return lines

    def _cut(self, word: str, size: float, room: float, *, bold: bool) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter, size, bold=bold) > room:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def centred(
        self, lines: list[str], size: float, *, bold: bool = False, colour: tuple[int, ...] = INK
    ) -> None:
        for line in lines:
            at = (self.px(PAGE[0] / 2), self.px(self.y))
            self._pen.text(at, line, font=self.font(size, bold=bold), fill=colour, anchor="ma")
            self.y += size * 1.3

    def band(self, height: float) -> None:
        self._pen.rectangle((0, 0, self.px(PAGE[0]), self.px(height)), fill=ACCENT)

    def step(self, number: int, text: str, size: float) -> None:
        """Write one numbered step: the number in a disc, the text beside it."""
        radius, left = size * 0.95, MARGIN + 14
        middle = (self.px(left), self.px(self.y + size * 0.62))
        self._pen.circle(middle, self.px(radius), fill=ACCENT)
        self._pen.text(middle, str(number), font=self.font(size, bold=True), fill=PAPER, anchor="mm")
        for line in self.wrapped(text, size, PAGE[0] - left - MARGIN - 10):
            self._pen.text((self.px(left + 10), self.px(self.y)), line, font=self.font(size), fill=INK)
            self.y += size * 1.3
        self.y += size * 0.95

    def boxed(self, lines: list[str], size: float) -> None:
        """Write lines on a soft ground."""
        height = len(lines) * size * 1.35 + size * 1.2
        box = (self.px(MARGIN), self.px(self.y), self.px(PAGE[0] - MARGIN), self.px(self.y + height))
        self._pen.rounded_rectangle(box, self.px(3), fill=SOFT)
        self.y += size * 0.7
        self.centred(lines, size, bold=True)
        self.y += size * 0.5

    def paste(self, picture: Image.Image, side: float) -> None:
        left = self.px((PAGE[0] - side) / 2)
        self.image.paste(picture, (left, self.px(self.y)))
        self.y += side


def _draw(invite: Invite, dots: float) -> Image.Image:
    page = _Page(dots)
    room = PAGE[0] - 2 * MARGIN
    page.band(15)
    page.y = 4.6
    page.centred(["Mitra SCORE · gratis di Telegram"], 5.2, bold=True, colour=PAPER)
    page.y = 22
    _write_name(page, printable(invite.enterprise), room)
    page.centred([f"Undangan untuk {invite.audience}"], 5.6, bold=True, colour=ACCENT)
    page.y += 2.5
    asks = "Tanya soal keselamatan, upah, dan kerja. Atasan tidak melihat pertanyaan Anda."
    page.centred(page.wrapped(asks, 5.0, room), 5.0)
    page.y += 1
    page.paste(_code(invite.link, page.px(QR)), QR)
    page.y += 1
    _write_steps(page)
    _write_ending(page, invite, room)
    return page.image


def _write_name(page: _Page, name: str, room: float) -> None:
    """Write the enterprise's name as large as it fits into three lines."""
    for size in _NAME_SIZES:
        lines = page.wrapped(name, size, room, bold=True)
        if len(lines) <= (1 if size == _NAME_SIZES[0] else 2):
            break
    page.centred(lines[:_NAME_LINES], size, bold=True)


def _write_steps(page: _Page) -> None:
    steps = (
        "Arahkan kamera HP ke kode ini, tekan tautannya.",
        "Telegram terbuka. Tekan “Mulai” (START).",
        "Baca sebentar, lalu tekan “Setuju dan bergabung”.",
    )
    for number, step in zip(itertools.count(1), steps, strict=False):
        page.step(number, step, 5.6)


def _write_ending(page: _Page, invite: Invite, room: float) -> None:
    page.y += 2
    if invite.code:
        page.boxed(
            ["Tidak bisa memindai? Di Telegram, cari", f"@{invite.bot} lalu tulis: kode {invite.code}"], 5.0
        )
        page.y += 5
    page.centred(["Tanpa nama dan nomor HP juga boleh."], 4.6)
    ends = f"Berlaku sampai {tanggal(invite.expires)} · Program SCORE"
    page.y = PAGE[1] - 11
    page.centred(page.wrapped(ends, 4.0, room)[:1], 4.0, colour=(90, 98, 106))


def _code(link: str, side: int) -> Image.Image:
    """Return the QR code, error correction M, with its quiet zone; modules are whole dots, so edges stay sharp."""
    code = segno.make(link, error="m", micro=False)
    modules = code.symbol_size(scale=1, border=4)[0]
    scale = side // modules
    file = io.BytesIO()
    code.save(file, kind="png", scale=scale, border=4)
    drawn = Image.open(file).convert("RGB")
    canvas = Image.new("RGB", (side, side), PAPER)
    canvas.paste(drawn, ((side - drawn.width) // 2, (side - drawn.height) // 2))
    return canvas


def printable(text: str, *, nothing: str = "Perusahaan Anda") -> str:
    """Return `text` without characters the font has no picture for; `nothing` when none is left."""
    letters = font(20, bold=True)
    blank = bytes(letters.getmask("\U0010fffe"))
    kept = "".join(mark for mark in text if mark.isspace() or bytes(letters.getmask(mark)) != blank)
    return " ".join(kept.split()) or nothing


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib; found without importing that, which takes a second."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)
