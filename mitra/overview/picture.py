"""The overview as a table of dots, for who would rather look than read: a row an enterprise, the worst first, a column a signal."""

from collections.abc import Sequence

from mitra.overview.lights import Colour, Light, Signal
from mitra.papers.canvas import (
    GOOD,
    GRID,
    LATE,
    MARGIN,
    OPEN,
    QUIET,
    ROOM,
    SMALL,
    WIDTH,
    Canvas,
    Spot,
    ring,
    tick,
    warning,
)
from mitra.papers.lettering import clean, shrunk
from mitra.poster import PAPER

#: More rows are no picture for a phone.
MOST_ROWS = 40
NONE = "Belum ada perusahaan."
TITLE = "Perusahaan binaan"
#: Signals in their order in a light → what stands above their column.
_HEADS = {
    "danger": "Awas",
    "activity": "Kabar",
    "plan": "Tugas",
    "suggestions": "Saran",
    "checks": "5R",
    "figures": "Angka",
    "prompts": "Pesan",
}
_HEAD, _ROW, _FOOT = 152, 54, 60
#: Of a name that does not fit, the rest need not be measured.
_LONGEST = 80
_NAMES = 232
_STEP = (WIDTH - MARGIN - MARGIN - _NAMES) / len(_HEADS)


def overview_png(lights: Sequence[Light]) -> bytes:
    """Return the picture as PNG, 720 dots wide: the first forty enterprises."""
    shown = lights[:MOST_ROWS]
    canvas = Canvas(_HEAD + _ROW * max(1, len(shown)) + _FOOT)
    left_out = f", {len(shown)} yang pertama" if len(lights) > len(shown) else ""
    canvas.head(TITLE, f"{len(lights)} perusahaan{left_out}")
    for place, word in enumerate(_HEADS.values()):
        canvas.text((_middle(place), _HEAD - 30), word, SMALL - 3, QUIET, anchor="mm")
    for place, light in enumerate(shown):
        _row(canvas, light, _HEAD + _ROW * place)
    if not shown:
        canvas.text((MARGIN, _HEAD + _ROW / 2), NONE, SMALL, QUIET, room=ROOM)
    _legend(canvas, _HEAD + _ROW * max(1, len(shown)) + _FOOT / 2)
    return canvas.png()


def _middle(place: int) -> float:
    return MARGIN + _NAMES + _STEP * (place + 0.5)


def _row(canvas: Canvas, light: Light, top: float) -> None:
    canvas.line([(MARGIN, top), (WIDTH - MARGIN, top)], GRID, 1.5)
    middle, bold = top + _ROW / 2, light.colour is Colour.RED
    size, lines = shrunk(clean(light.name)[:_LONGEST], ((SMALL, 1), (SMALL - 3, 2)), _NAMES - 10, bold=bold)
    for place, line in enumerate(lines):
        canvas.text((MARGIN, middle + 22 * (place - (len(lines) - 1) / 2)), line, size, bold=bold)
    signals: dict[str, Signal] = {one.name: one for one in light.signals}
    for place, name in enumerate(_HEADS):
        _mark(canvas, (_middle(place), middle), signals[name].colour if name in signals else Colour.NEW)


def _mark(canvas: Canvas, at: Spot, colour: Colour) -> None:
    """Draw a signal's mark: told apart by its shape as well."""
    if colour is Colour.RED:
        warning(canvas, at, LATE, PAPER)
    elif colour is Colour.YELLOW:
        ring(canvas, at, OPEN, PAPER)
    elif colour is Colour.GREEN:
        tick(canvas, at, GOOD, PAPER)
    else:
        canvas.line([(at[0] - 6, at[1]), (at[0] + 6, at[1])], GRID, 4)


def _legend(canvas: Canvas, middle: float) -> None:
    """Say what the marks mean."""
    x = MARGIN + 16.0
    words = {
        Colour.RED: "segera",
        Colour.YELLOW: "perhatikan",
        Colour.GREEN: "baik",
        Colour.NEW: "belum tahu",
    }
    for colour, word in words.items():
        _mark(canvas, (x, middle), colour)
        x += 24 + canvas.text((x + 24, middle), word, SMALL, QUIET) + 32
