"""
A picture of one figure: where it began, where it is now, where it is to go, and every week or month in between.

720 dots wide and legible at half that width on a phone. Beside each colour stand a shape and words. Where a figure is
missing, the line is interrupted and a question mark says so: a line drawn across would claim what nobody knows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mitra.amounts import as_rupiah
from mitra.checks.charts import MONTHS
from mitra.content.messages import tanggal
from mitra.kpis.lines import KpiLine, KpiPoint
from mitra.kpis.typed import say_number
from mitra.papers.lettering import clean
from mitra.plan.charts import (
    FINE,
    GOOD,
    GRID,
    LATE,
    MARGIN,
    OPEN,
    PAPER,
    QUIET,
    ROOM,
    SMALL,
    SOFT,
    TITLE,
    WIDTH,
    Box,
    Canvas,
    Colour,
    Spot,
    largest,
    tick,
    warning,
)
from mitra.poster import INK, font

#: Further points would touch: the latest ones are shown.
MOST_POINTS = 26
NOTHING = "Belum ada angka"
_ADVICE = "Isi angka pertama: setelah itu garisnya mulai terlihat."
_MISSING = "?"


# --- what a figure comes to


def change(line: KpiLine) -> float | None:
    """Return by how much the latest figure differs from the baseline; None when either is missing."""
    now = line.now
    if now is None or now.value is None or line.baseline is None:
        return None
    return now.value - line.baseline


def better(line: KpiLine) -> bool | None:
    """Return whether the latest figure is better than the baseline; None when it is the same, or nobody knows."""
    by = change(line)
    return None if by is None or say_number(abs(by)) == "0" else (by > 0) == line.higher


def reached(line: KpiLine) -> bool | None:
    """Return whether the latest figure is as good as the target; None when either is missing."""
    now = line.now
    if now is None or now.value is None or line.target is None:
        return None
    return now.value >= line.target if line.higher else now.value <= line.target


def said_change(line: KpiLine) -> str:
    """Return the change since the baseline in words: "turun 1,2 dari awal"; empty when nobody knows."""
    by = change(line)
    if by is None:
        return ""
    if better(line) is None:
        return "sama seperti awal"
    return f"{'naik' if by > 0 else 'turun'} {shorter(abs(by))} dari awal"


def shorter(value: float) -> str:
    """Return a number as people write it, from a million on in few signs: 1.250; 1,25 jt; 3 M (miliar); 2,5 T (triliun)."""
    for size, word in ((1e12, " T"), (1e9, " M"), (1e6, " jt")):
        # 999.999 would be rounded to a thousand of the smaller ones
        if abs(value) >= size:
            return say_number(round(value / size, 2)) + word
    return say_number(value)


def with_unit(number: str, unit: str) -> str:
    """Return a number and its unit: "3,8%", "12 hari"."""
    unit = clean(unit)
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()


def period(line: KpiLine, point: KpiPoint) -> str:
    """Return a week or month in words: "minggu 23 Nov", "Okt 2026"."""
    month = MONTHS[point.first.month - 1]
    return f"minggu {point.first.day} {month}" if line.rhythm == "week" else f"{month} {point.first.year}"


def shown_points(line: KpiLine) -> Sequence[KpiPoint]:
    """Return the points to draw: none before the first figure, when nobody had begun to count."""
    points = line.points[-MOST_POINTS:]
    first = next((at for at, point in enumerate(points) if point.value is not None), len(points))
    return points[first:]


# --- the picture

#: Begin, now and aim stand side by side; the plot below them.
_TOP, _PANEL = 104, 148
_NOW = (MARGIN + 210, MARGIN + 462)
_PLOT_TOP, _PLOT_HEIGHT = 386, 260
#: Below the plot: its periods; a line about money; what stands there instead of a plot.
_AXIS, _FOOT, _EMPTY = 96, 46, 36
_BIG, _MIDDLE = (64, 52, 44, 36, 28), (36, 30, 26, SMALL)
#: Right of the plot, what its level lines are: two lines of letters each.
_LABELS, _LABEL = 124, 56


def kpi_png(title: str, subtitle: str, line: KpiLine) -> bytes:
    """
    Return the picture as PNG, 720 dots wide, at most 30 kB; `title` names the figure.

    Shows the latest 26 periods. Without any figure, a sentence says what to do.
    """
    points = shown_points(line)
    money = _FOOT if points and line.saved else 0
    canvas = Canvas(_PLOT_TOP + (_PLOT_HEIGHT + _AXIS + money if points else _EMPTY))
    canvas.head(title, subtitle)
    _panel(canvas, line)
    if points:
        _verdict(canvas, _TOP + _PANEL + 34, line)
        _plot(canvas, line, points)
        _saved(canvas, _PLOT_TOP + _PLOT_HEIGHT + _AXIS + 12, line.saved or 0)
    else:
        canvas.text((WIDTH / 2, _PLOT_TOP - 50), NOTHING, TITLE, bold=True, anchor="mm")
        canvas.text((WIDTH / 2, _PLOT_TOP - 8), _ADVICE, SMALL, QUIET, anchor="mm", room=ROOM)
    return canvas.png()


def _panel(canvas: Canvas, line: KpiLine) -> None:
    """Write where the figure began, where it is now and where it is to go."""
    left, right = _NOW
    canvas.box((left, _TOP, right, _TOP + _PANEL), SOFT, radius=14)
    now = line.now
    when = period(line, now) if now else "belum diisi"
    aim = tanggal(line.target_on) if line.target_on and line.target is not None else ""
    _column(canvas, (MARGIN, left - 26), ("Awal", ""), line.baseline, line.unit)
    _column(canvas, (left, right), ("Sekarang", when), now.value if now else None, line.unit, big=True)
    _column(canvas, (right + 26, WIDTH - MARGIN), ("Target", aim), line.target, line.unit)
    for x in (left - 16, right + 16):
        canvas.polygon([(x - 8, _TOP + 60), (x + 8, _TOP + 72), (x - 8, _TOP + 84)], QUIET)


def _column(  # noqa: PLR0913, PLR0917 - a number with all that explains it
    canvas: Canvas,
    edges: tuple[float, float],
    words: tuple[str, str],
    value: float | None,
    unit: str,
    *,
    big: bool = False,
) -> None:
    """Write a number between `edges`, as large as it fits, below its name and above what explains it."""
    middle, room = sum(edges) / 2, edges[1] - edges[0] - 16
    canvas.text((middle, _TOP + 24), words[0], SMALL, QUIET, bold=big, anchor="mm")
    sizes = _BIG if big else _MIDDLE
    shown = "–" if value is None else fitting(value, unit, sizes[-1], room)
    canvas.text((middle, _TOP + 72), shown, largest(shown, sizes, room), bold=True, anchor="mm", room=room)
    canvas.text((middle, _TOP + 124), words[1], SMALL, QUIET, anchor="mm", room=edges[1] - edges[0])


def fitting(value: float, unit: str, size: int, room: float) -> str:
    """Return a number with its unit, or what of it fits into `room`: without unit, then in few signs."""
    attempts = (with_unit(say_number(value), unit), say_number(value), shorter(value))
    return next((one for one in attempts if font(size, bold=True).getlength(one) <= room), attempts[-1])


def _verdict(canvas: Canvas, y: float, line: KpiLine) -> None:
    """Write what became of the figure since it began, and what is good."""
    good = better(line)
    left: float = MARGIN
    if good is not None:
        (tick if good else warning)(canvas, (MARGIN + 16, y), GOOD if good else LATE, PAPER)
        left += 42
    said = said_change(line)
    judged = {True: ": membaik", False: ": memburuk", None: ""}[good]
    words = f"{said.capitalize()}{judged}" if said else _unknown(line)
    canvas.text((left, y), words, 26, _hue(good), bold=True, room=WIDTH - MARGIN - left)
    canvas.text((MARGIN, y + 38), _aim(line), SMALL, QUIET, room=ROOM)


def _unknown(line: KpiLine) -> str:
    """Return why nothing can be compared."""
    return "Belum ada angka awal" if line.now else "Belum bisa dibandingkan"


def _hue(good: bool | None) -> Colour:  # noqa: FBT001 - a verdict, not a switch
    return {True: GOOD, False: LATE, None: INK}[good]


def _aim(line: KpiLine) -> str:
    """Return which direction is good, and how far it is to the target."""
    way = "Makin tinggi makin baik" if line.higher else "Makin rendah makin baik"
    done, now = reached(line), line.now
    if done is None or now is None or now.value is None or line.target is None:
        return f"{way}."
    if done:
        return f"{way}. Target tercapai."
    return f"{way}. {shorter(abs(line.target - now.value))} lagi ke target."


# --- the plot


@dataclass(frozen=True, kw_only=True)
class _Plot:
    """Where a value and a period are on the picture."""

    box: Box
    low: float
    high: float
    count: int

    def y(self, value: float) -> float:
        """Return the height of a value."""
        _, top, _, bottom = self.box
        return bottom - (bottom - top) * (value - self.low) / (self.high - self.low)

    def x(self, at: int) -> float:
        """Return the place of a period; a single one stands in the middle."""
        left, _, right, _ = self.box
        return (left + right) / 2 if self.count == 1 else left + (right - left) * at / (self.count - 1)


def _plot(canvas: Canvas, line: KpiLine, points: Sequence[KpiPoint]) -> None:
    """Draw the axis, begin and aim as level lines, and the figures."""
    known = [one for one in (line.baseline, line.target, *(point.value for point in points)) if one is not None]
    ticks = scale(known, share=clean(line.unit) == "%")
    left = MARGIN + 22 + max(font(SMALL).getlength(shorter(one)) for one in ticks)
    box = (left, _PLOT_TOP, WIDTH - MARGIN - _LABELS, _PLOT_TOP + _PLOT_HEIGHT)
    plot = _Plot(box=box, low=ticks[0], high=ticks[-1], count=len(points))
    _ground(canvas, plot, line)
    for value in ticks:
        y = plot.y(value)
        canvas.line([(left - 10, y), (box[2] + 10, y)], GRID, 1.5)
        canvas.text((left - 18, y), shorter(value), colour=QUIET, anchor="rm")
    _levels(canvas, plot, line)
    _curve(canvas, plot, points)
    _periods(canvas, plot, line, points)


def scale(values: Sequence[float], *, share: bool = False) -> list[float]:
    """
    Return the numbers of an axis on which all `values` lie, at even, round distances.

    It begins at nought unless the values are so near to each other that nobody would see them differ. Shares stay
    between 0 and 100 where they do.
    """
    low, high = min(values), max(values)
    near = 0 < high - low < max(abs(low), abs(high)) * _NEAR and low * high > 0
    if not near:
        low, high = min(low, 0), max(high, 0)
    step = _round_step((high - low or 1) / 3)
    # Room above and below, so that no point lies on the edge: but nothing is less than nought if nothing was.
    first = math.floor(low / step - (0.2 if near else 0))
    last = math.ceil(high / step + (0.2 if high else 0))
    if min(values) >= 0:
        first = max(0, first)
    ticks = [at * step for at in range(first, max(last, first + 1) + 1)]
    return [one for one in ticks if one <= _WHOLE] if share and max(values) <= _WHOLE else ticks


#: From so small a part of the largest value on, differences are seen on an axis that begins at nought.
_NEAR = 0.25
_WHOLE = 100


def _round_step(least: float) -> float:
    """Return the smallest of …, 1, 2, 2.5, 5, 10, … that is not below `least`."""
    ten = 10.0 ** math.floor(math.log10(least))
    return next(ten * one for one in (1, 2, 2.5, 5, 10) if ten * one >= least * 0.999)


def _ground(canvas: Canvas, plot: _Plot, line: KpiLine) -> None:
    """Colour where the figure is as good as the target."""
    if line.target is None:
        return
    left, top, right, bottom = plot.box
    at = plot.y(line.target)
    canvas.box((left - 10, top if line.higher else at, right + 10, at if line.higher else bottom), FINE)


def _levels(canvas: Canvas, plot: _Plot, line: KpiLine) -> None:
    """Draw the baseline dashed and the target through, and write beside them what they are."""
    left, top, right, bottom = plot.box
    found = []
    if line.baseline is not None:
        canvas.line(_level(plot, line.baseline), QUIET, 3, dash=9)
        found.append((plot.y(line.baseline), "Awal", line.baseline, QUIET))
    if line.target is not None:
        canvas.line(_level(plot, line.target), GOOD, 4)
        found.append((plot.y(line.target), "Target", line.target, GOOD))
    found.sort(key=lambda one: one[0])
    for y, (at, name, value, colour) in zip(_apart([one[0] for one in found], top, bottom), found, strict=True):
        canvas.line([(right + 10, at), (right + 22, y)], colour, 2)
        canvas.text((right + 26, y - 13), name, colour=colour, bold=True)
        canvas.text((right + 26, y + 14), shorter(value), colour=colour, bold=True, room=_LABELS - 26)


def _level(plot: _Plot, value: float) -> list[Spot]:
    return [(plot.box[0] - 10, plot.y(value)), (plot.box[2] + 10, plot.y(value))]


def _apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the heights (at most two, sorted) so far from each other that labels there do not touch."""
    if len(heights) == 2 and heights[1] - heights[0] < _LABEL:  # noqa: PLR2004 - begin and aim
        middle = min(max(sum(heights) / 2, top + _LABEL / 2), bottom - _LABEL / 2)
        return [middle - _LABEL / 2, middle + _LABEL / 2]
    return list(heights)


def _curve(canvas: Canvas, plot: _Plot, points: Sequence[KpiPoint]) -> None:
    """Draw the figures, joined where none is missing between them; the latest one is larger."""
    for run in runs(points):
        canvas.line([(plot.x(at), plot.y(value)) for at, value in run], OPEN, 5)
    seen = [one for run in runs(points) for one in run]
    for at, value in seen:
        radius = (8 if len(points) <= _FEW else 6) + (4 if at == seen[-1][0] else 0)
        canvas.disc((plot.x(at), plot.y(value)), radius + 2, PAPER)
        canvas.disc((plot.x(at), plot.y(value)), radius, OPEN)
    for at, point in enumerate(points):
        if point.value is None:
            canvas.text((plot.x(at), plot.box[3] - 18), _MISSING, colour=LATE, bold=True, anchor="mm")


#: Of more points, each is drawn smaller.
_FEW = 14


def runs(points: Sequence[KpiPoint]) -> Iterator[list[tuple[int, float]]]:
    """Yield the stretches without a gap: places and values."""
    run: list[tuple[int, float]] = []
    for at, point in enumerate(points):
        if point.value is not None:
            run.append((at, point.value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _periods(canvas: Canvas, plot: _Plot, line: KpiLine, points: Sequence[KpiPoint]) -> None:
    """Write the unit above the plot, and the weeks or months below it: as many as fit, the last one always."""
    canvas.text((MARGIN, _PLOT_TOP - 34), clean(line.unit), colour=QUIET, room=ROOM / 2)
    if any(point.value is None for point in points):
        note = f"{_MISSING} = belum ada angka"
        canvas.text((WIDTH - MARGIN, _PLOT_TOP - 34), note, colour=QUIET, anchor="rm")
    names = [_short_period(line, point) for point in points]
    pitch = plot.x(1) - plot.x(0) if len(points) > 1 else ROOM
    every = max(1, math.ceil((max(font(SMALL).getlength(name) for name in names) + 12) / pitch))
    for at in range(len(points) - 1, -1, -every):
        canvas.text((plot.x(at), plot.box[3] + 28), names[at], anchor="mm")
    canvas.text((MARGIN, plot.box[3] + 70), _span(line, points), colour=QUIET, room=ROOM)


def _short_period(line: KpiLine, point: KpiPoint) -> str:
    month = MONTHS[point.first.month - 1]
    return f"{point.first.day} {month}" if line.rhythm == "week" else month


def _span(line: KpiLine, points: Sequence[KpiPoint]) -> str:
    """Return from when to when the points are."""
    first, last = points[0], points[-1]
    every = "Per minggu" if line.rhythm == "week" else "Per bulan"
    if len(points) == 1:
        return f"{every}, mulai {_dated(line, first)}"
    return f"{every}, {_dated(line, first)} sampai {_dated(line, last)}"


def _dated(line: KpiLine, point: KpiPoint) -> str:
    return tanggal(point.first) if line.rhythm == "week" else period(line, point)


def _saved(canvas: Canvas, y: float, rupiah: int) -> None:
    """Write how much was saved, or lost, since the beginning."""
    if rupiah:
        words = f"{'Hemat' if rupiah > 0 else 'Lebih mahal'} {as_rupiah(Decimal(abs(rupiah)))} sejak awal"
        canvas.text((MARGIN, y), words, 26, _hue(rupiah > 0), bold=True, room=ROOM)
