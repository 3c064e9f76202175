"""A picture of the suggestions of the last months: given, answered, carried out. Legible at 360 dots."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from mitra.poster import ACCENT, INK, PAPER, font, printable

WIDTH, HEIGHT = 720, 480
MOST_MONTHS = 6
_LEFT, _TOP, _BOTTOM = 24, 128, 410
_COLOURS = 24
_QUIET, _GRID = (90, 98, 106), (211, 217, 222)
#: Beside the colour, each kind has a filling of its own: full, striped, framed.
_KINDS = (
    ("diberi", ACCENT, "full"),
    ("dijawab", (0, 158, 115), "striped"),
    ("dilaksanakan", (213, 94, 0), "framed"),
)


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month: its short name, and how many were given, answered, carried out."""

    label: str
    given: int
    answered: int
    done: int


def months_png(title: str, subtitle: str, months: Sequence[Month]) -> bytes:
    """Return the chart as PNG, 720 × 480 dots, at most 25 kB; the latest six months."""
    shown = months[-MOST_MONTHS:]
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((_LEFT, 20), printable(title)[:36], INK, font(30, bold=True))
    pen.text((_LEFT, 60), printable(subtitle)[:48], _QUIET, font(23))
    if any(month.given for month in shown):
        _legend(pen)
        _bars(pen, shown)
    else:
        pen.text((WIDTH / 2, HEIGHT / 2), "Belum ada saran", _QUIET, font(30), anchor="mm")
    file = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _legend(pen: ImageDraw.ImageDraw) -> None:
    left = float(_LEFT)
    for name, colour, filling in _KINDS:
        _box(pen, (left, 96, left + 22, 118), colour, filling)
        pen.text((left + 30, 107), name, INK, font(23), anchor="lm")
        left += 60 + font(23).getlength(name)


def _bars(pen: ImageDraw.ImageDraw, months: Sequence[Month]) -> None:
    most = max(max(one.given, one.answered, one.done) for one in months)
    room = (WIDTH - 2 * _LEFT) / len(months)
    wide = min(40.0, (room - 8) / 3)
    # Numbers stand on the bars as long as they do not touch.
    numbers = font(23 if wide >= 26 else 17)  # noqa: PLR2004 - dots of two digits
    pen.line((_LEFT, _BOTTOM, WIDTH - _LEFT, _BOTTOM), fill=_GRID, width=2)
    for place, month in enumerate(months):
        middle = _LEFT + room * (place + 0.5)
        for at, (value, (_, colour, filling)) in enumerate(
            zip((month.given, month.answered, month.done), _KINDS, strict=True)
        ):
            left = middle + (at - 1.5) * wide
            top = _BOTTOM - (_BOTTOM - _TOP - 30) * value / most
            if value:
                _box(pen, (left + 1, top, left + wide - 1, _BOTTOM), colour, filling)
                pen.text((left + wide / 2, top - 4), str(value), INK, numbers, anchor="ms")
        pen.text((middle, _BOTTOM + 12), month.label, INK, font(23 if room >= 54 else 17), anchor="ma")  # noqa: PLR2004


def _box(
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
    filling: str,
) -> None:
    left, top, right, bottom = box
    if filling == "full":
        pen.rectangle(box, fill=colour)
        return
    pen.rectangle(box, outline=colour, width=3)
    if filling == "striped":
        for y in range(int(bottom) - 6, int(top), -7):
            pen.line((left, y, right, y), fill=colour, width=3)
