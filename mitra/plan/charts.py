"""The plan as a picture for who leads: done, late, open now, and how the last months went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mitra.amounts import as_number
from mitra.checks.charts import MONTHS
from mitra.papers.canvas import (
    GOOD,
    GRID,
    LATE,
    MARGIN,
    OPEN,
    QUIET,
    ROOM,
    SMALL,
    TITLE,
    WIDTH,
    Canvas,
    Colour,
    Filling,
    Spot,
    largest,
    ring,
    tick,
    warning,
)
from mitra.plan.figures import PlanFigures, PlanMonth
from mitra.poster import INK, PAPER

MOST_MONTHS = 12

NOTHING = "Belum ada tindakan"
_ADVICE = "Catat perbaikan pertama di rencana: apa, siapa, kapan."
_NO_MONTHS = "Belum ada catatan bulanan"
_FIRST_MONTH = "Bulan pertama: bulan depan sudah bisa dibandingkan."


# --- done, late, open

_TILE_GAP, _TILE_HEIGHT = 14, 178
_TILE = (ROOM - 2 * _TILE_GAP) / 3
_NUMBERS = (76, 60, 48, 38, 30)


@dataclass(frozen=True)
class _Tile:
    """What a tile counts, how many, a note below, and how it looks."""

    name: str
    count: int
    note: str
    colour: Colour
    filling: Filling
    mark: Callable[[Canvas, Spot, Colour, Colour], None]


def tiles(canvas: Canvas, top: float, plan: PlanFigures) -> float:
    """Draw how many actions are done, late and open, three tiles side by side; return where they end."""
    late = _Tile("Terlambat", plan.overdue, f"dari {_short(plan.unfinished)} terbuka", LATE, "full", warning)
    shown = (
        _Tile("Selesai", plan.done, _in_time(plan.in_time), GOOD, "full", tick),
        # Only what is late looks so: nothing late is good news.
        late if plan.overdue else _Tile("Terlambat", 0, "tidak ada", GOOD, "framed", tick),
        _Tile(
            "Terbuka",
            plan.unfinished,
            "belum selesai" if plan.unfinished else "tidak ada",
            OPEN,
            "framed",
            ring,
        ),
    )
    for place, one in enumerate(shown):
        _tile(canvas, (MARGIN + place * (_TILE + _TILE_GAP), top), one)
    return top + _TILE_HEIGHT


def _in_time(percent: int | None) -> str:
    """Return how many were finished in time, in words that fit into a tile."""
    if percent is None:
        return ""
    return "tanpa terlambat" if percent >= 100 else f"{percent}% tepat waktu"  # noqa: PLR2004 - all of them


def _tile(canvas: Canvas, at: Spot, tile: _Tile) -> None:
    left, top = at
    letters, ground = (tile.colour, PAPER) if tile.filling == "framed" else (PAPER, tile.colour)
    canvas.box((left, top, left + _TILE, top + _TILE_HEIGHT), tile.colour, tile.filling, radius=14)
    tile.mark(canvas, (left + 32, top + 32), letters, ground)
    canvas.text((left + 56, top + 32), tile.name, 25, letters, bold=True)
    number, middle = _number(tile.count), left + _TILE / 2
    size = largest(number, _NUMBERS, _TILE - 32)
    canvas.text((middle, top + 98), number, size, letters, bold=True, anchor="mm")
    canvas.text((middle, top + 154), tile.note, SMALL, letters, anchor="mm", room=_TILE - 12)


def _number(count: int) -> str:
    return as_number(Decimal(max(0, count)))


# --- the picture


@dataclass(frozen=True)
class _Kind:
    """What the bars of a row are, and how they look."""

    name: str
    colour: Colour
    filling: Filling


_IN_TIME = _Kind("Selesai tepat waktu", GOOD, "full")
_FINISHED_LATE = _Kind("Selesai terlambat", LATE, "striped")
_STILL_OPEN = _Kind("Terbuka di akhir bulan", OPEN, "framed")
_OVERDUE = _Kind("terlambat", LATE, "full")
#: A row: its name, the room for numbers above its bars, its bars, and what follows.
_NAME, _OVER, _BARS, _BELOW = 34, 30, 84, 18
_ROW = _NAME + _OVER + _BARS + _BELOW
_TOP = 104
#: Below the tiles one line; below the bars the months and one line.
_LINE, _FOOT = 66, 76


def plan_png(title: str, subtitle: str, figures: PlanFigures) -> bytes:
    """Return the picture as PNG, 720 dots wide, at most 30 kB: where the plan stands, and its latest twelve months."""
    months = _since_the_first(figures.months[-MOST_MONTHS:])
    if not (months or figures.unfinished or figures.done or figures.cancelled):
        return _empty(title, subtitle)
    rows = 3 * _ROW + _FOOT if months else _LINE
    canvas = Canvas(_TOP + _TILE_HEIGHT + _LINE + rows)
    canvas.head(title, subtitle)
    bottom = tiles(canvas, _TOP, figures)
    canvas.text((MARGIN, bottom + 32), _standing(figures), SMALL, QUIET, room=ROOM)
    if months:
        _rows(canvas, bottom + _LINE, months)
    else:
        canvas.text((MARGIN, bottom + _LINE + 12), _NO_MONTHS, SMALL, QUIET)
    return canvas.png()


def _empty(title: str, subtitle: str) -> bytes:
    canvas = Canvas(300)
    canvas.head(title, subtitle)
    canvas.text((WIDTH / 2, 170), NOTHING, TITLE, bold=True, anchor="mm")
    canvas.text((WIDTH / 2, 214), _ADVICE, SMALL, QUIET, anchor="mm")
    return canvas.png()


def _since_the_first(months: Sequence[PlanMonth]) -> Sequence[PlanMonth]:
    """Return the months since there was anything: noughts before would look as if nobody had done anything."""
    first = next((at for at, one in enumerate(months) if one.done or one.done_late or one.open), len(months))
    return months[first:]


def _standing(figures: PlanFigures) -> str:
    """Return in one line how far those are that wait."""
    parts = (
        (figures.open, "belum mulai"),
        (figures.running, "dikerjakan"),
        (figures.postponed, "ditunda"),
    )
    said = " · ".join(f"{_number(count)} {word}" for count, word in parts if count > 0)
    return f"Terbuka: {said}" if said else "Semua tindakan sudah beres."


def _rows(canvas: Canvas, top: float, months: Sequence[PlanMonth]) -> None:
    """Draw three rows of bars, and write below them which months these are."""
    in_time, late, still, overdue = (
        [max(0, getattr(month, name)) for month in months]
        for name in ("done", "done_late", "open", "overdue")
    )
    # What was finished is counted on one scale; what is open, which may be far more, on its own.
    finished = max(*in_time, *late)
    _row(canvas, top, _IN_TIME, in_time, finished)
    _row(canvas, top + _ROW, _FINISHED_LATE, late, finished)
    _row(canvas, top + 2 * _ROW, _STILL_OPEN, still, max(still), overdue)
    _below(canvas, top + 3 * _ROW, months)


def _row(  # noqa: PLR0913, PLR0917 - a row is all of this
    canvas: Canvas, top: float, kind: _Kind, counts: Sequence[int], most: int, overdue: Sequence[int] = ()
) -> None:
    """Draw a row; `most` is as high as a bar can be, `overdue` is how much of each bar is late."""
    right = _name(canvas, (MARGIN, top + _NAME / 2), kind)
    if any(overdue):
        _name(canvas, (right + 26, top + _NAME / 2), _OVERDUE)
    bottom = top + _NAME + _OVER + _BARS
    canvas.line([(MARGIN, bottom), (WIDTH - MARGIN, bottom)], GRID)
    pitch = ROOM / len(counts)
    half = min(pitch - 10, 64) / 2
    for at, count in enumerate(counts):
        x, high = MARGIN + pitch * (at + 0.5), _high(count, most)
        if count:
            canvas.box((x - half, bottom - high, x + half, bottom), kind.colour, kind.filling)
        if any(overdue[at : at + 1]):
            canvas.box((x - half, bottom - _high(min(overdue[at], count), most), x + half, bottom), LATE)
        canvas.text((x, bottom - high - 6), _short(count), colour=INK if count else QUIET, anchor="ms")


def _name(canvas: Canvas, at: Spot, kind: _Kind) -> float:
    """Write what bars are, beside a small one of them; return where that ends."""
    left, middle = at
    canvas.box((left, middle - 11, left + 22, middle + 11), kind.colour, kind.filling)
    return left + 32 + canvas.text((left + 32, middle), kind.name, bold=True)


def _high(count: int, most: int) -> float:
    """Return how high a bar is: a single one among hundreds is still seen."""
    return max(6.0, _BARS * count / most) if count else 0.0


def _below(canvas: Canvas, top: float, months: Sequence[PlanMonth]) -> None:
    """Write the months below the last row, and from when to when they are."""
    pitch = ROOM / len(months)
    for at, month in enumerate(months):
        canvas.text((MARGIN + pitch * (at + 0.5), top + 2), MONTHS[month.first.month - 1], anchor="mm")
    first, last = (f"{MONTHS[one.first.month - 1]} {one.first.year}" for one in (months[0], months[-1]))
    running = MONTHS[months[-1].first.month - 1]
    note = f"{first} sampai {last} ({running} masih berjalan)" if len(months) > 1 else _FIRST_MONTH
    canvas.text((MARGIN, top + 46), note, SMALL, QUIET)


def _short(count: int) -> str:
    """Return a number of at most four signs."""
    return str(count) if count < 1_000 else f"{min(count // 1_000, 99)}rb"  # noqa: PLR2004 - rb: a thousand
