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
from mitra.kpis.periods import period_of
from mitra.kpis.typed import say_number
from mitra.papers.canvas import (
    FINE,
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
    Box,
    Canvas,
    Colour,
    Spot,
    largest,
    tick,
    warning,
)
from mitra.papers.lettering import clean
from mitra.poster import INK, PAPER, SOFT, font

#: Further points would touch: the latest ones are shown.
MOST_POINTS = 26
NOTHING = "Belum ada angka"
_ADVICE = "Isi angka pertama: sesudah itu garisnya mulai terlihat."
_MISSING = "?"
#: From where on a number has how many decimals, and is written in what.
_PLACES = ((1_000, 0), (100, 1))
_SIZES = ((1e12, " T"), (1e9, " M"), (1e6, " jt"))


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
    """Return a number in few signs: 2,5; 250,5; 12.500; 1,25 jt; 3 M (miliar); 2,5 T (triliun)."""
    for least, places in _PLACES:
        if abs(value) >= least:
            value = round(value, places)
            break
    size, word = next((one for one in _SIZES if abs(value) >= one[0]), (1.0, ""))
    return say_number(round(value / size, 2) if word else value) + word


def shown_points(line: KpiLine) -> Sequence[KpiPoint]:
    """Return the points to draw: none before the first figure, when nobody had begun to count."""
    points = line.points[-MOST_POINTS:]
    first = next((at for at, point in enumerate(points) if point.value is not None), len(points))
    return points[first:]


# --- the picture


@dataclass(frozen=True)
class Space:
    """How large a number may be: sizes of its letters, the best first, and of its unit's; and how wide both."""

    sizes: Sequence[int]
    unit: int
    room: float
    #: How much of it is left of its place: 0.5 when centred, 1 when it ends there.
    before: float = 0.5


#: Begin, now and aim stand side by side; then words, then the plot.
_TOP, _PANEL = 104, 148
_NOW = (MARGIN + 196, MARGIN + 476)
_VERDICT, _PLOT_TOP, _PLOT_HEIGHT = _TOP + _PANEL + 36, 410, 260
#: Below the plot: its periods; a line about money; what stands there instead of a plot.
_AXIS, _MONEY, _EMPTY = 94, 48, 18
#: Right of the plot, what its level lines are: two lines of letters each.
_LABELS, _LABEL = 146, 56
_BIG = Space((64, 56, 48, 40, 34, 28), unit=SMALL, room=_NOW[1] - _NOW[0] - 20)
_SIDE = Space((36, 30, 26, SMALL), unit=SMALL, room=_NOW[0] - MARGIN - 40)


def kpi_png(title: str, subtitle: str, line: KpiLine) -> bytes:
    """
    Return the picture as PNG, 720 dots wide, at most 30 kB; `title` names the figure.

    Shows the latest 26 periods. Without any figure, a sentence says what to do.
    """
    points = shown_points(line)
    money = _MONEY if points and line.saved else 0
    canvas = Canvas(_PLOT_TOP + (_PLOT_HEIGHT + _AXIS + money if points else _EMPTY))
    canvas.head(title, subtitle)
    _panel(canvas, line)
    if points:
        _verdict(canvas, line)
        _plot(canvas, line, points)
        _saved(canvas, line.saved or 0)
    else:
        canvas.text((WIDTH / 2, _PLOT_TOP - 78), NOTHING, TITLE, bold=True, anchor="mm")
        canvas.text((WIDTH / 2, _PLOT_TOP - 36), _ADVICE, SMALL, QUIET, anchor="mm", room=ROOM)
    return canvas.png()


def _panel(canvas: Canvas, line: KpiLine) -> None:
    """Write where the figure began, where it is now and where it is to go; the unit only once, it may be long."""
    left, right = _NOW
    canvas.box((left, _TOP, right, _TOP + _PANEL), SOFT, radius=14)
    for x in (left - 14, right + 14):
        canvas.polygon([(x - 7, _TOP + 61), (x + 8, _TOP + 72), (x - 7, _TOP + 83)], QUIET)
    begin, middle, aim = (MARGIN + left - 26) / 2, (left + right) / 2, (right + 26 + WIDTH - MARGIN) / 2
    now, percent = line.now, "%" if clean(line.unit) == "%" else ""
    when = period_of(line.rhythm, now.first).short if now else "belum diisi"
    until = tanggal(line.target_on) if line.target_on and line.target is not None else ""
    for place, name, explained in ((begin, "Awal", ""), (middle, "Sekarang", when), (aim, "Target", until)):
        canvas.text((place, _TOP + 24), name, SMALL, QUIET, bold=place == middle, anchor="mm")
        canvas.text((place, _TOP + 124), explained, SMALL, QUIET, anchor="mm")
    write_number(canvas, (begin, _TOP + 72), line.baseline, percent, _SIDE)
    write_number(canvas, (middle, _TOP + 72), now.value if now else None, line.unit, _BIG)
    write_number(canvas, (aim, _TOP + 72), line.target, percent, _SIDE)


def write_number(canvas: Canvas, at: Spot, value: float | None, unit: str, space: Space) -> None:
    """
    Write a number and its unit at `at` as large as they fit; "–" when there is none.

    "%" is part of the number. A unit that leaves the number too little room is left out, and a number that is still too
    wide is written in few signs.
    """
    unit, smallest = clean(unit), space.sizes[-1]
    percent = unit if unit == "%" else ""
    unit = "" if percent or value is None else unit
    number = _shown(value, percent, smallest, space.room)
    beside: float = font(space.unit).getlength(f" {unit}") if unit else 0
    if beside + font(space.sizes[len(space.sizes) // 2], bold=True).getlength(number) > space.room:
        unit, beside = "", 0
    size = largest(number, space.sizes, space.room - beside)
    wide = font(size, bold=True).getlength(number)
    left, base = at[0] - (wide + beside) * space.before, at[1] + size * 0.36
    canvas.text((left, base), number, size, bold=True, anchor="ls")
    if unit:
        canvas.text((left + wide + beside, base), unit, space.unit, QUIET, anchor="rs")


def _shown(value: float | None, percent: str, size: int, room: float) -> str:
    if value is None:
        return "–"
    whole = say_number(value) + percent
    return whole if font(size, bold=True).getlength(whole) <= room else shorter(value) + percent


def _verdict(canvas: Canvas, line: KpiLine) -> None:
    """Write what became of the figure since it began, and what is good."""
    good, left = better(line), float(MARGIN)
    if good is not None:
        (tick if good else warning)(canvas, (MARGIN + 16, _VERDICT), hue(good), PAPER)
        left += 42
    judged = {True: ": membaik", False: ": memburuk", None: ""}[good]
    words = f"{said_change(line).capitalize()}{judged}" or "Belum ada angka awal"
    canvas.text((left, _VERDICT), words, 26, hue(good), bold=True, room=WIDTH - MARGIN - left)
    canvas.text((MARGIN, _VERDICT + 40), _aim(line), SMALL, QUIET, room=ROOM)


def hue(good: bool | None) -> Colour:
    """Return the colour of what became better, worse, or neither."""
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
    known = [
        one for one in (line.baseline, line.target, *(point.value for point in points)) if one is not None
    ]
    ticks = scale(known, share=clean(line.unit) in _SHARES)
    left = MARGIN + 22 + max(font(SMALL).getlength(shorter(one)) for one in ticks)
    box = (left, _PLOT_TOP, WIDTH - MARGIN - _LABELS, _PLOT_TOP + _PLOT_HEIGHT)
    plot = _Plot(box=box, low=ticks[0], high=ticks[-1], count=len(points))
    _ground(canvas, plot, line)
    for value in ticks:
        y = plot.y(value)
        canvas.line([(left - 10, y), (box[2] + 10, y)], GRID, 1.5)
        canvas.text((left - 18, y), shorter(value), colour=QUIET, anchor="rm")
    _levels(canvas, plot, line)
    _curve(canvas, plot, points, radius=8 if len(points) <= _FEW else 6, width=5)
    _periods(canvas, plot, line, points)


def scale(values: Sequence[float], *, share: bool = False) -> list[float]:
    """
    Return the numbers of an axis on which all `values` lie, at even, round distances.

    It begins at nought unless the values are so near to each other that nobody would see them differ. Shares stay
    between 0 and 100 where they do.
    """
    low, high = min(values), max(values)
    most = max(abs(low), abs(high))
    near = most * _SAME < high - low < most * _NEAR and low * high > 0
    if not near:
        low, high = min(low, 0), max(high, 0)
    step = _round_step((high - low) / 3 if high - low > _SAME else 1)
    # Room above and below, so that no point lies on the edge: but nothing is less than nought if nothing was.
    first = math.floor(low / step - (0.2 if near else 0))
    last = math.ceil(high / step + (0.2 if high else 0))
    if min(values) >= 0:
        first = max(0, first)
    ticks = [float(f"{at * step:.9g}") for at in range(first, max(last, first + 1) + 1)]
    within = [one for one in ticks if one <= _WHOLE]
    return within if share and within and within[-1] >= max(values) else ticks


#: From so small a part of the largest value on, differences are seen on an axis that begins at nought; and so small a part
#: is none.
_NEAR, _SAME = 0.25, 1e-6
#: Units of what cannot be more than a hundred.
_WHOLE, _SHARES = 100, {"%", "dari 100"}
#: Of more points, each is drawn smaller.
_FEW = 14


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
    _, top, right, bottom = plot.box
    found = []
    if line.baseline is not None:
        canvas.line(_level(plot, line.baseline), QUIET, 3, dash=9)
        found.append((plot.y(line.baseline), "Awal", line.baseline, QUIET))
    if line.target is not None:
        canvas.line(_level(plot, line.target), GOOD, 4)
        found.append((plot.y(line.target), "Target", line.target, GOOD))
    found.sort(key=lambda one: one[0])
    for y, (at, name, value, colour) in zip(
        _apart([one[0] for one in found], top, bottom), found, strict=True
    ):
        canvas.line([(right + 10, at), (right + 22, y)], colour, 2)
        canvas.text((right + 26, y - 13), name, colour=colour, bold=True)
        canvas.text((right + 26, y + 14), shorter(value), colour=colour, bold=True, room=_LABELS - 26)


def _level(plot: _Plot, value: float) -> list[Spot]:
    return [(plot.box[0] - 10, plot.y(value)), (plot.box[2] + 10, plot.y(value))]


def _apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the heights (at most two, sorted) so far from each other that labels there do not touch."""
    lowest = bottom - 16
    if len(heights) == 2 and heights[1] - heights[0] < _LABEL:  # noqa: PLR2004 - begin and aim
        middle = min(max(sum(heights) / 2, top + _LABEL / 2), lowest - _LABEL / 2)
        return [middle - _LABEL / 2, middle + _LABEL / 2]
    return [min(max(one, top), lowest) for one in heights]


def _curve(canvas: Canvas, plot: _Plot, points: Sequence[KpiPoint], *, radius: float, width: float) -> None:
    """Draw the figures, joined where none is missing between them; the latest one is larger."""
    found = list(runs(points))
    for run in found:
        canvas.line([(plot.x(at), plot.y(value)) for at, value in run], OPEN, width)
    for at, value in (one for run in found for one in run):
        place, size = (plot.x(at), plot.y(value)), radius + (4 if at == found[-1][-1][0] else 0)
        canvas.disc(place, size + (2 if radius > width else 0), PAPER)
        canvas.disc(place, size, OPEN)


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
    for at, point in enumerate(points):
        if point.value is None:
            canvas.text((plot.x(at), plot.box[3] - 18), _MISSING, colour=LATE, bold=True, anchor="mm")
    if any(point.value is None for point in points):
        note = f"{_MISSING} = belum ada angka"
        canvas.text((WIDTH - MARGIN, _PLOT_TOP - 34), note, colour=QUIET, anchor="rm")
    names = [_name(line, point) for point in points]
    pitch = plot.x(1) - plot.x(0) if len(points) > 1 else ROOM
    every = max(1, math.ceil((max(font(SMALL).getlength(name) for name in names) + 12) / pitch))
    for at in range(len(points) - 1, -1, -every):
        canvas.text((plot.x(at), plot.box[3] + 28), names[at], anchor="mm")
    canvas.text((MARGIN, plot.box[3] + 70), _span(line, points), colour=QUIET, room=ROOM)


def _name(line: KpiLine, point: KpiPoint) -> str:
    """Return what stands below a point: of a week its first day, the whole would be too long."""
    month = MONTHS[point.first.month - 1]
    return f"{point.first.day} {month}" if line.rhythm == "week" else month


def _span(line: KpiLine, points: Sequence[KpiPoint]) -> str:
    """Return from when to when the points are."""
    first, last = (period_of(line.rhythm, point.first) for point in (points[0], points[-1]))
    if line.rhythm == "week":
        return f"Per minggu, {tanggal(first.first)} sampai {tanggal(last.last)}"
    return f"Per bulan, {first.short}" + (f" sampai {last.short}" if first != last else "")


def _saved(canvas: Canvas, rupiah: int) -> None:
    """Write how much was saved, or lost, since the beginning."""
    if rupiah:
        words = f"{'Hemat' if rupiah > 0 else 'Lebih mahal'} {as_rupiah(Decimal(abs(rupiah)))} sejak awal"
        at = (MARGIN, _PLOT_TOP + _PLOT_HEIGHT + _AXIS + 14)
        canvas.text(at, words, 26, hue(rupiah > 0), bold=True, room=ROOM)


def sparkline(canvas: Canvas, box: Box, line: KpiLine) -> None:
    """
    Draw the latest figures small into `box`: the line, with gaps, and the target; a question mark when the latest is missing.

    There is no room for an axis' numbers: it begins at nought, so that no small change looks like a large one.
    """
    points = shown_points(line)
    values = [point.value for point in points if point.value is not None]
    if not values:
        return
    known = [0.0, *values, *(one for one in (line.baseline, line.target) if one is not None)]
    low, high = min(known), max(known)
    plot = _Plot(box=box, low=low, high=high if high > low else low + 1, count=len(points))
    canvas.line([(box[0] - 8, plot.y(0)), (box[2] + 8, plot.y(0))], GRID, 1.5)
    if line.target is not None:
        canvas.line(_level(plot, line.target), GOOD, 2, dash=7)
    _curve(canvas, plot, points, radius=3, width=3.5)
    if points[-1].value is None:
        canvas.text((box[2] + 13, (box[1] + box[3]) / 2), _MISSING, colour=LATE, bold=True, anchor="mm")
