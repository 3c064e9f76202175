"""
A picture of the suggestions of the last months: given, answered, carried out.

720 dots wide and legible at half that width on a phone. Each kind has a row of bars of its own, one above the other on the
same scale: twelve months with three bars each side by side would leave no room to write their numbers.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from mitra.papers.lettering import clean, fitted
from mitra.poster import ACCENT, INK, PAPER, font

WIDTH, HEIGHT = 720, 760
MOST_MONTHS = 12
#: Heights of letters in dots: SMALL is 11 on a phone of 360.
SMALL, TITLE = 23, 30
NOTHING = "Belum ada saran"
_NOTE = "Bulan: saat saran itu diberikan"

_COLOURS = 24
_MARGIN = 24
_QUIET, _GRID = (90, 98, 106), (190, 200, 208)
#: Where the first row begins; a row's name, the room for numbers above its bars, its bars, and what follows.
_TOP, _NAME, _NUMBER, _BARS, _GAP = 104, 34, 30, 116, 16
#: Beside the colour, each kind has a filling of its own: full, striped, framed.
_KINDS = (
    ("Diberikan", ACCENT, "full"),
    ("Dijawab", (0, 128, 92), "striped"),
    ("Dilaksanakan", (200, 84, 0), "framed"),
)


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month: its short name, and how many were given, answered, carried out."""

    label: str
    given: int
    answered: int
    done: int


def months_png(title: str, subtitle: str, months: Sequence[Month]) -> bytes:
    """Return the chart as PNG, 720 × 760 dots, at most 25 kB; up to twelve months, the latest ones."""
    shown = months[-MOST_MONTHS:]
    rows = [[max(0, count) for count in row] for row in _rows(shown)]
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    room = WIDTH - 2 * _MARGIN
    pen.text((_MARGIN, 34), fitted(clean(title), TITLE, room, bold=True), INK, font(TITLE, bold=True), "lm")
    pen.text((_MARGIN, 74), fitted(clean(subtitle), SMALL, room), _QUIET, font(SMALL), "lm")
    if most := max((max(row) for row in rows if row), default=0):
        for place, row in enumerate(rows):
            _row(pen, place, row, most)
        _months(pen, shown)
    else:
        pen.text((WIDTH / 2, HEIGHT / 2), NOTHING, _QUIET, font(TITLE), "mm")
    file = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _rows(months: Sequence[Month]) -> list[list[int]]:
    """Return the counts of each kind."""
    return [
        [month.given for month in months],
        [month.answered for month in months],
        [month.done for month in months],
    ]


def _row(pen: ImageDraw.ImageDraw, place: int, counts: Sequence[int], most: int) -> None:
    """Draw the name and total of a kind, and its bars; `most` is as high as a bar can be."""
    name, colour, filling = _KINDS[place]
    top = _TOP + place * (_NAME + _NUMBER + _BARS + _GAP)
    middle = top + _NAME / 2
    _box(pen, (_MARGIN, middle - 11, _MARGIN + 22, middle + 11), colour, filling)
    pen.text((_MARGIN + 32, middle), name, INK, font(SMALL, bold=True), "lm")
    total = font(SMALL, bold=True).getlength(name) + _MARGIN + 42
    pen.text((total, middle), _short(sum(counts)), _QUIET, font(SMALL), "lm")
    bottom = top + _NAME + _NUMBER + _BARS
    pen.line((_MARGIN, bottom, WIDTH - _MARGIN, bottom), fill=_GRID, width=2)
    pitch = (WIDTH - 2 * _MARGIN) / len(counts)
    half = min(pitch - 10, 64) / 2
    for at, count in enumerate(counts):
        x = _MARGIN + pitch * (at + 0.5)
        # A single one is still seen as a bar.
        high = max(6.0, _BARS * count / most) if count else 0.0
        if count:
            _box(pen, (round(x - half), round(bottom - high), round(x + half), bottom), colour, filling)
        size = next((one for one in (SMALL, 20) if font(one).getlength(_short(count)) <= pitch - 2), 17)
        pen.text((x, bottom - high - 6), _short(count), INK if count else _QUIET, font(size), "ms")


def _months(pen: ImageDraw.ImageDraw, months: Sequence[Month]) -> None:
    """Write the months below the last row, and what they mean."""
    pitch = (WIDTH - 2 * _MARGIN) / len(months)
    y = _TOP + len(_KINDS) * (_NAME + _NUMBER + _BARS + _GAP) + 4
    for at, month in enumerate(months):
        label = fitted(clean(month.label), SMALL, pitch - 2)
        pen.text((_MARGIN + pitch * (at + 0.5), y), label, INK, font(SMALL), "mm")
    pen.text((_MARGIN, y + 42), _NOTE, _QUIET, font(SMALL), "lm")


def _short(count: int) -> str:
    """Return a number of at most four signs."""
    return str(count) if count < 1_000 else f"{min(count // 1_000, 99)}rb"  # noqa: PLR2004 - rb: a thousand


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
        for y in range(int(bottom) - 8, int(top), -8):
            pen.line((left, y, right, y), fill=colour, width=4)
