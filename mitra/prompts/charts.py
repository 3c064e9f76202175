"""A picture of what a prompt has brought: how many got it, answered, said what."""

from mitra.papers.canvas import (
    GOOD,
    GRID,
    MARGIN,
    OPEN,
    QUIET,
    ROOM,
    SMALL,
    TITLE,
    Canvas,
    Colour,
)
from mitra.papers.lettering import clean
from mitra.poster import INK, PAPER
from mitra.prompts.results import Results

#: Where the funnel begins, how high one of its bars is, and what lies between two.
_TOP, _BAR, _GAP = 112, 44, 74
_LABEL, _FEWEST_DOTS = 30, 6


def results_png(title: str, subtitle: str, found: Results) -> bytes:
    """Return the results as PNG, 720 dots wide: a funnel of sent, reached and answered; below it each answer with its count."""
    rows = [
        ("Terkirim", found.sent, QUIET),
        ("Sampai", found.reached, OPEN),
        ("Dijawab", found.answered, GOOD),
    ]
    height = _TOP + len(rows) * _GAP + (60 + len(found.shares) * _GAP if found.shares else 40)
    canvas = Canvas(height)
    canvas.head(title, subtitle)
    top = float(_TOP)
    for label, count, colour in rows:
        _row(canvas, top, label, count, max(found.meant, 1), colour)
        top += _GAP
    if found.shares:
        canvas.line([(MARGIN, top), (MARGIN + ROOM, top)], GRID)
        canvas.text((MARGIN, top + 28), "Jawaban", TITLE, bold=True)
        top += 60
    most = max((one.count for one in found.shares), default=0)
    for one in found.shares:
        _row(canvas, top, one.label, one.count, max(most, 1), OPEN)
        top += _GAP
    return canvas.png()


def _row(canvas: Canvas, top: float, label: str, count: int, whole: int, colour: Colour) -> None:  # noqa: PLR0913, PLR0917 - where, what, how
    """Draw one bar below its name, with its number in it, or beside it where it is short."""
    canvas.text((MARGIN, top + _LABEL / 2), clean(label), SMALL, INK, room=ROOM)
    width = max(_FEWEST_DOTS, ROOM * min(count, whole) / whole)
    edges = (MARGIN, top + _LABEL, MARGIN + width, top + _LABEL + _BAR - 8)
    canvas.box(edges, colour, radius=4)
    middle, inside = top + _LABEL + (_BAR - 8) / 2, width > 120  # noqa: PLR2004 - room for the number
    at = (MARGIN + width - 14, middle) if inside else (MARGIN + width + 12, middle)
    canvas.text(at, str(count), SMALL, PAPER if inside else INK, bold=True, anchor="rm" if inside else "lm")
