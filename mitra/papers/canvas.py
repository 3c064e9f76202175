"""
The canvas of pictures for a chat: 720 dots wide and legible at half that width on a phone, with soft edges and few colours.

Whatever differs by colour differs by shape and by words too.
"""

import io
from collections.abc import Sequence
from functools import cache
from typing import Literal

from PIL import Image, ImageDraw

from mitra.papers.lettering import clean, fitted
from mitra.poster import ACCENT, INK, PAPER, SOFT, font

Colour = tuple[int, int, int]
Spot = tuple[float, float]
Box = tuple[float, float, float, float]
Filling = Literal["full", "striped", "framed"]

WIDTH, MARGIN = 720, 24
#: What is left between the margins.
ROOM = WIDTH - 2 * MARGIN
#: Heights of letters in dots: SMALL is 11 on a phone of 360.
SMALL, TITLE = 23, 30
#: Told apart also by who does not see red or green; white letters stand out on each.
GOOD, LATE, OPEN = (0, 122, 92), (190, 68, 0), ACCENT
QUIET, GRID = (84, 92, 100), (190, 200, 208)
#: The ground of what is as good as wanted.
FINE = (222, 241, 234)

#: Shapes are drawn so many times larger first: Pillow's have hard edges.
_FINER = 3
#: Each colour in how many strengths: letters and shapes have soft edges.
_STRENGTHS = (1, 0.8, 0.6, 0.4, 0.2)


class Canvas:
    """White paper, 720 dots wide; lengths in dots from the top left corner. Texts lie above all shapes."""

    def __init__(self, height: int) -> None:
        self._large = Image.new("RGB", (WIDTH * _FINER, height * _FINER), PAPER)
        self._pen = ImageDraw.Draw(self._large)
        self._texts: list[tuple[Spot, str, Colour, int, bool, str]] = []

    def box(self, box: Box, colour: Colour, filling: Filling = "full", *, radius: float = 0) -> None:
        """Draw a rectangle: full, striped or only framed."""
        edges = [round(edge * _FINER) for edge in box]
        if filling == "full":
            self._pen.rounded_rectangle(edges, radius * _FINER, fill=colour)
            return
        self._pen.rounded_rectangle(edges, radius * _FINER, outline=colour, width=3 * _FINER)
        if filling == "striped":
            left, top, right, bottom = edges
            for y in range(bottom - 8 * _FINER, top, -8 * _FINER):
                self._pen.rectangle((left, y - 4 * _FINER, right, y), fill=colour)

    def line(self, points: Sequence[Spot], colour: Colour, width: float = 2, *, dash: float = 0) -> None:
        """Draw a line through `points`; with `dash`, of strokes so long with gaps between them (level lines only)."""
        if not dash:
            path = [(x * _FINER, y * _FINER) for x, y in points]
            self._pen.line(path, fill=colour, width=round(width * _FINER), joint="curve")
            return
        (x, y), (end, _) = points
        while x < end:
            self.line([(x, y), (min(x + dash, end), y)], colour, width)
            x += dash * 1.8

    def disc(self, at: Spot, radius: float, colour: Colour) -> None:
        """Draw a disc around `at`."""
        self._pen.circle((at[0] * _FINER, at[1] * _FINER), radius * _FINER, fill=colour)

    def polygon(self, corners: Sequence[Spot], colour: Colour) -> None:
        """Fill the polygon of `corners`."""
        self._pen.polygon([(x * _FINER, y * _FINER) for x, y in corners], fill=colour)

    def text(  # noqa: PLR0913 - what, where and how
        self,
        at: Spot,
        words: str,
        size: int = SMALL,
        colour: Colour = INK,
        *,
        bold: bool = False,
        anchor: str = "lm",
        room: float = 0,
    ) -> float:
        """Write `words` at `at`, as Pillow's `anchor` says, cut to `room` if given; return how wide that is."""
        shown = fitted(words, size, room, bold=bold) if room else words
        self._texts.append((at, shown, colour, size, bold, anchor))
        return font(size, bold=bold).getlength(shown)

    def head(self, title: str, subtitle: str) -> None:
        """Write the heading."""
        self.text((MARGIN, 34), clean(title), TITLE, bold=True, room=ROOM)
        self.text((MARGIN, 74), clean(subtitle), SMALL, QUIET, room=ROOM)

    def png(self) -> bytes:
        """Return what was drawn, in few colours: it costs little data."""
        picture = self._large.reduce(_FINER)
        pen = ImageDraw.Draw(picture)
        for at, words, colour, size, bold, anchor in self._texts:
            pen.text(at, words, colour, font(size, bold=bold), anchor)
        file = io.BytesIO()
        few = picture.quantize(palette=_palette(), dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
        return file.getvalue()


@cache
def _palette() -> Image.Image:
    """Return the colours of all pictures: chosen here, since Pillow's own choice loses those of thin lines."""
    mixed = [
        round(255 - (255 - part) * strength)
        for colour in (INK, QUIET, GOOD, LATE, OPEN)
        for strength in _STRENGTHS
        for part in colour
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*PAPER, *GRID, *SOFT, *FINE, *mixed])
    return palette


def largest(words: str, sizes: Sequence[int], room: float, *, bold: bool = True) -> int:
    """Return the first of `sizes` at which `words` are no wider than `room`, or the last one."""
    return next((size for size in sizes if font(size, bold=bold).getlength(words) <= room), sizes[-1])


def tick(canvas: Canvas, at: Spot, colour: Colour, ground: Colour) -> None:
    """Draw the mark of what is well: a disc with a tick."""
    x, y = at
    canvas.disc(at, 14, colour)
    canvas.line([(x - 6, y), (x - 2, y + 5), (x + 7, y - 5)], ground, 3.5)


def warning(canvas: Canvas, at: Spot, colour: Colour, ground: Colour) -> None:
    """Draw the mark of what is not well: a triangle with an exclamation mark."""
    x, y = at
    canvas.polygon([(x - 16, y + 13), (x, y - 15), (x + 16, y + 13)], colour)
    canvas.line([(x, y - 6), (x, y + 4)], ground, 3.5)
    canvas.disc((x, y + 8.5), 2.2, ground)


def ring(canvas: Canvas, at: Spot, colour: Colour, ground: Colour) -> None:
    """Draw the mark of what is not finished: a ring."""
    canvas.disc(at, 14, colour)
    canvas.disc(at, 9, ground)
