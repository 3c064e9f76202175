"""
Pictures of a check's scores for the chat: a radar of its pillars, and lines over time.

720 dots wide and legible at half that width on a phone; few colours, so that a picture costs little data. Series differ by
marker and dash as well as by colour. Drawn with matplotlib on one plain sheet, measured in dots from the top left corner,
because only so is it known which texts would touch.
"""

import datetime as dt
import io
import math
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image

WIDTH = 720
RADAR_HEIGHT, TREND_HEIGHT = 680, 480
MOST_AXES, MOST_SERIES = 12, 6
#: Heights of letters in dots: no text is smaller than SMALL, which is 11 on a phone of 360.
SMALL, LONG_TITLE, TITLE, TOTAL = 23, 25, 30, 68

INK, SOFT, GRID, PAPER = "#191e24", "#5a626a", "#d3d9de", "#ffffff"
#: Okabe and Ito's colours that stand out on white: blue, vermilion, green, purple, orange, black.
HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "X")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1.4)),
    (0, (6, 2, 1, 2)),
    (0, (8, 3)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

#: Each colour in how many strengths: letters and lines have soft edges, and FILL is that of the radar's area.
FILL = 0.22
_STRENGTHS = (1, 0.85, 0.7, 0.55, 0.4, FILL)

_MARGIN = 24
#: The height of the heading of a radar.
_HEAD = 90
#: Of a text that fits into no picture, the rest need not be measured.
_LONGEST = 120
_NOTHING = "Belum ada nilai"
#: matplotlib's fonts and caches are shared by all figures, and are not made for threads.
_LOCK = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One pillar of a radar: its name (at most 12 letters) and its score now and before, 0 to 100."""

    label: str
    #: None when nothing applied: drawn as a gap.
    now: float | None
    before: float | None = None


@dataclass(frozen=True, kw_only=True)
class Point:
    """A score on a day."""

    on: dt.date
    score: float


def radar_png(
    title: str, subtitle: str, axes: Sequence[Axis], *, score: int | None, before_label: str = ""
) -> bytes:
    """
    Return a PNG of `axes` as a radar, with the total `score`; as bars when there are fewer than 3.

    Takes 12 axes; further ones are left out. `before_label` says when "before" was: "12 Nov". Without title, subtitle
    and score, the picture has no heading and is less high: for a document that says all this itself.
    """
    axes = axes[:MOST_AXES]
    with _LOCK:
        lift = 0 if title or subtitle or score is not None else _HEAD
        sheet = _Sheet(RADAR_HEIGHT - lift)
        _head(sheet, title, subtitle, score)
        compared = any(axis.before is not None for axis in axes)
        if len(axes) < 3:  # noqa: PLR2004 - a polygon has three corners
            _draw_bars(sheet, axes, top=190 - lift)
        else:
            _draw_radar(sheet, axes, middle=(WIDTH / 2, (378 if compared else 398) - lift), radius=182)
        if compared:
            _draw_legend(sheet, before_label)
        return sheet.png()


def trend_png(title: str, subtitle: str, series: Sequence[tuple[str, Sequence[Point]]]) -> bytes:
    """
    Return a PNG of scores over time, one line for each (name, points), its last score beside its end.

    Takes 6 lines with points; further ones are left out. Points may come in any order.
    """
    lines = [(name, sorted(points, key=lambda point: point.on)) for name, points in series if points]
    with _LOCK:
        sheet = _Sheet(TREND_HEIGHT)
        _head(sheet, title, subtitle, None)
        _draw_trend(sheet, lines[:MOST_SERIES])
        return sheet.png()


class _Sheet:
    """White paper; all lengths in dots, x from the left and y from the top."""

    def __init__(self, height: int) -> None:
        # matplotlib takes a second to import
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        # At 72 dots per inch, a point, in which matplotlib measures letters and lines, is a dot.
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=PAPER)
        self.height = height
        self._canvas: Any = FigureCanvasAgg(figure)  # half of its methods have no types
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide `text` is."""
        font = _font(bold=bold).copy()
        font.set_size(size)
        width, _, _ = self._canvas.get_renderer().get_text_width_height_descent(text, font, False)
        return float(width)

    def fitted(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """Return `text`, its end replaced by "…" where it is wider than `room`."""
        if self.width(text, size, bold=bold) <= room:
            return text
        kept = text
        while kept and self.width(kept + "…", size, bold=bold) > room:
            kept = kept[:-1].rstrip()
        return kept + "…"

    def wrapped(self, text: str, size: float, room: float, lines: int) -> list[str]:
        """Return `text` on at most so many `lines`, none wider than `room`."""
        if lines == 1 or self.width(text, size) <= room:
            return [self.fitted(text, size, room)]
        words, first = text.split(), ""
        while words and self.width(f"{first} {words[0]}".strip(), size) <= room:
            first = f"{first} {words.pop(0)}".strip()
        if first:
            return [first, *self.wrapped(" ".join(words), size, room, lines - 1)]
        cut = next(at for at in range(len(text), 0, -1) if at == 1 or self.width(text[:at], size) <= room)
        return [text[:cut], *self.wrapped(text[cut:], size, room, lines - 1)]

    def text(  # noqa: PLR0913 - what, where and how
        self,
        at: tuple[float, float],
        text: str,
        size: float = SMALL,
        *,
        bold: bool = False,
        colour: str = INK,
        across: str = "left",
    ) -> None:
        """Write `text`, its middle line at `at`; "$" is a dollar, not mathematics."""
        font = _font(bold=bold).copy()
        font.set_size(size)
        self._axes.text(
            *at,
            text,
            fontproperties=font,
            color=colour,
            horizontalalignment=across,
            verticalalignment="center_baseline",
            parse_math=False,
            zorder=5,
        )

    def line(self, points: Sequence[tuple[float, float]], **style: Any) -> None:
        """Draw a line through `points`; `style` is matplotlib's."""
        across, down = zip(*points, strict=True)
        self._axes.plot(across, down, **{"color": GRID, "linewidth": 2, "clip_on": False, **style})

    def area(self, points: Sequence[tuple[float, float]], colour: str, opacity: float = 1) -> None:
        """Fill the polygon of `points`."""
        across, down = zip(*points, strict=True)
        self._axes.fill(across, down, facecolor=colour, alpha=opacity, linewidth=0)

    def png(self) -> bytes:
        """Return what was drawn, in few colours."""
        self._canvas.draw()
        picture = Image.frombuffer("RGBA", self._canvas.get_width_height(), self._canvas.buffer_rgba())
        few = picture.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", optimize=True)
        return file.getvalue()


def _head(sheet: _Sheet, title: str, subtitle: str, score: int | None) -> None:
    """Write the heading, and the total on the right."""
    room: float = WIDTH - 2 * _MARGIN
    if score is not None:
        room -= sheet.width(str(score), TOTAL, bold=True) + 20
        sheet.text((WIDTH - _MARGIN, 50), str(score), TOTAL, bold=True, colour=HUES[0], across="right")
    title = _clean(title)
    size = TITLE if sheet.width(title, TITLE, bold=True) <= room else LONG_TITLE
    sheet.text((_MARGIN, 34), sheet.fitted(title, size, room, bold=True), size, bold=True)
    sheet.text((_MARGIN, 72), sheet.fitted(_clean(subtitle), SMALL, room), SMALL, colour=SOFT)


# --- radar


def _draw_radar(sheet: _Sheet, axes: Sequence[Axis], *, middle: tuple[float, float], radius: float) -> None:
    directions = [
        (math.sin(turn), -math.cos(turn)) for turn in (math.tau * at / len(axes) for at in range(len(axes)))
    ]

    def at(index: int, percent: float) -> tuple[float, float]:
        across, down = directions[index % len(axes)]
        length = radius * _clamped(percent) / 100
        return middle[0] + across * length, middle[1] + down * length

    for ring in (25, 50, 75, 100):
        corners = [at(index, ring) for index in range(len(axes) + 1)]
        sheet.line(corners, linewidth=2.5 if ring == 100 else 1.2, zorder=1)  # noqa: PLR2004 - the outermost
    for index, axis in enumerate(axes):
        sheet.line([middle, at(index, 100)], linewidth=1.2, zorder=1)
        _label(sheet, axis, directions[index], at(index, 100))
    for run in _runs([axis.now for axis in axes]):
        points = [at(index, axes[index % len(axes)].now or 0) for index in run]
        sheet.area([middle, *points], HUES[0], FILL)
        sheet.line(points, color=HUES[0], linewidth=4, marker="o", markersize=11, zorder=4)
    for run in _runs([axis.before for axis in axes]):
        points = [at(index, axes[index % len(axes)].before or 0) for index in run]
        sheet.line(points, **_BEFORE)


#: How "before" is drawn.
_BEFORE: dict[str, Any] = {
    "color": HUES[1],
    "linewidth": 3,
    "linestyle": (0, (4, 2)),
    "marker": "s",
    "markersize": 9,
    "markerfacecolor": PAPER,
    "markeredgewidth": 2.5,
    "zorder": 3,
}


def _label(sheet: _Sheet, axis: Axis, direction: tuple[float, float], end: tuple[float, float]) -> None:
    """Write an axis' name and score beyond its end."""
    across, down = direction
    x = end[0] + across * 16
    # The two lines' middle: above the topmost end, below the lowest, beside the others.
    y = end[1] + down * 42
    side = "center" if abs(across) < 0.1 else "left" if across > 0 else "right"  # noqa: PLR2004 - straight up or down
    room = {"center": 200, "left": WIDTH - 6 - x, "right": x - 6}[side]
    name = sheet.fitted(_clean(axis.label), SMALL, room)
    sheet.text((x, y - 14), name, SMALL, across=side)
    sheet.text((x, y + 13), _shown(axis.now), SMALL, bold=True, colour=_hue(axis), across=side)


def _hue(axis: Axis) -> str:
    return SOFT if axis.now is None else HUES[0]


def _runs(values: Sequence[float | None]) -> Iterator[list[int]]:
    """Yield the stretches of a ring without a gap, as indexes that may pass its end; a ring without gaps is closed."""
    count = len(values)
    gaps = [index for index, value in enumerate(values) if value is None]
    if not gaps:
        yield list(range(count + 1))
        return
    for gap, following in pairwise([*gaps, gaps[0] + count]):
        if following - gap > 1:
            yield list(range(gap + 1, following))


def _draw_legend(sheet: _Sheet, before_label: str) -> None:
    y = sheet.height - 24
    texts = ("Sekarang", sheet.fitted(_clean(before_label) or "Sebelumnya", SMALL, 300))
    now: dict[str, Any] = {"color": HUES[0], "linewidth": 4, "marker": "o", "markersize": 11}
    widths = [56 + 12 + sheet.width(text, SMALL) for text in texts]
    x = (WIDTH - sum(widths) - 44) / 2
    for text, width, style in zip(texts, widths, (now, _BEFORE), strict=True):
        sheet.line([(x, y), (x + 28, y), (x + 56, y)], **style, markevery=(1, 2))
        sheet.text((x + 68, y), text)
        x += width + 44


def _draw_bars(sheet: _Sheet, axes: Sequence[Axis], top: float) -> None:
    """Draw one bar under each name: what a radar of one or two axes would not show."""
    left, right = _MARGIN, WIDTH - _MARGIN
    y = top
    if not axes:
        sheet.text((WIDTH / 2, sheet.height / 2), _NOTHING, TITLE, colour=SOFT, across="center")
    for axis in axes:
        sheet.text((left, y), sheet.fitted(_clean(axis.label), TITLE, right - left - 110), TITLE)
        sheet.text((right, y), _shown(axis.now), TITLE, bold=True, colour=_hue(axis), across="right")
        _bar(sheet, y + 34, 100, GRID)
        if axis.now is not None:
            _bar(sheet, y + 34, axis.now, HUES[0])
        if axis.before is not None:
            x = left + (right - left) * _clamped(axis.before) / 100
            ends = [(x, y + 26), (x, y + 57), (x, y + 88)]
            sheet.line(ends, **_BEFORE, markevery=(1, 2))
        y += 190


def _bar(sheet: _Sheet, top: float, percent: float, colour: str) -> None:
    right = _MARGIN + (WIDTH - 2 * _MARGIN) * _clamped(percent) / 100
    sheet.area([(_MARGIN, top), (right, top), (right, top + 46), (_MARGIN, top + 46)], colour)


# --- trend

#: The plot's edges.
_LEFT, _TOP, _BOTTOM = 76.0, 122.0, TREND_HEIGHT - 62.0
#: Room for one line of a label, and at most so wide.
_LABEL_LINE, _LABEL_ROOM = 27, 218
_GAP = 14
#: From so far away, a thin line leads from the line's end to its label.
_MOVED = 18


@dataclass(kw_only=True)
class _End:
    """What is written beside a line's end."""

    lines: list[str]
    value: str
    #: Where the line ends, and the style that tells it apart.
    at: tuple[float, float]
    style: dict[str, Any]
    #: The label's middle.
    y: float = 0.0

    @property
    def height(self) -> float:
        return len(self.lines) * _LABEL_LINE + 3


def _draw_trend(sheet: _Sheet, series: Sequence[tuple[str, Sequence[Point]]]) -> None:
    if not series:
        sheet.text((WIDTH / 2, sheet.height / 2), _NOTHING, TITLE, colour=SOFT, across="center")
        return
    values = [_shown(points[-1].score) for _, points in series]
    indent = max(sheet.width(value, SMALL, bold=True) for value in values) + 12
    names = [sheet.wrapped(_clean(name), SMALL, _LABEL_ROOM - indent, 2) for name, _ in series]
    room = indent + max(sheet.width(line, SMALL) for lines in names for line in lines)
    column = WIDTH - 12 - room
    right = column - 48
    days = [point.on for _, points in series for point in points]
    first, last = min(days), max(days)

    def at(point: Point) -> tuple[float, float]:
        share = (point.on - first).days / (last - first).days if last > first else 0.5
        return _LEFT + (right - _LEFT) * share, _BOTTOM - (_BOTTOM - _TOP) * _clamped(point.score) / 100

    _draw_grid(sheet, right, first, last)
    ends = []
    for number, ((_, points), lines, value) in enumerate(zip(series, names, values, strict=True)):
        style = _style(number)
        sheet.line([at(point) for point in points], **style, zorder=3)
        ends.append(_End(lines=lines, value=value, at=at(points[-1]), style=style))
    _draw_ends(sheet, ends, column, indent)


def _style(number: int) -> dict[str, Any]:
    return {
        "color": HUES[number],
        "linewidth": 3.5,
        "linestyle": DASHES[number],
        "marker": MARKERS[number],
        "markersize": 12,
        "markeredgecolor": PAPER,
        "markeredgewidth": 1,
    }


def _draw_grid(sheet: _Sheet, right: float, first: dt.date, last: dt.date) -> None:
    for percent in (0, 25, 50, 75, 100):
        y = _BOTTOM - (_BOTTOM - _TOP) * percent / 100
        sheet.line([(_LEFT - 10, y), (right + 10, y)], linewidth=1.5 if percent % 50 == 0 else 0.8, zorder=1)
        if percent % 50 == 0:
            sheet.text((_LEFT - 18, y), str(percent), colour=SOFT, across="right")
    for share, text in _ticks(first, last, room=right - _LEFT):
        x = _LEFT + (right - _LEFT) * share
        sheet.line([(x, _BOTTOM), (x, _BOTTOM + 8)], linewidth=1.5, zorder=1)
        # The first must not leave the picture, nor the last touch the labels on the right.
        half = sheet.width(text, SMALL) / 2
        middle = min(max(x, half + 6), right + 16 - half)
        sheet.text((middle, _BOTTOM + 30), text, colour=SOFT, across="center")


def _ticks(first: dt.date, last: dt.date, *, room: float) -> Iterator[tuple[float, str]]:
    """Yield where days are written (0 to 1) and how: as many as fit, at even distances, none twice."""
    days = (last - first).days
    if not days:
        yield 0.5, _day(first)
        return
    long = days > 330  # noqa: PLR2004 - "12 Nov" would not say of which year
    count = min(days, max(1, int(room // 125)), 4)
    seen = set()
    for step in range(count + 1):
        share = round(days * step / count) / days
        on = first + dt.timedelta(days=round(days * step / count))
        text = f"{MONTHS[on.month - 1]} ’{on:%y}" if long else _day(on)
        if text not in seen:
            yield share, text
        seen.add(text)


def _day(on: dt.date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]}"


def _draw_ends(sheet: _Sheet, ends: list[_End], column: float, indent: float) -> None:
    """Write the labels in a column, as near to their lines' ends as they can stand without touching."""
    _spread(ends, _TOP - 22, _BOTTOM + 28)
    for end in ends:
        top = end.y - (len(end.lines) - 1) * _LABEL_LINE / 2
        if abs(top - end.at[1]) > _MOVED:
            quiet = {"color": end.style["color"], "linewidth": 1, "zorder": 2}
            sheet.line([(end.at[0] + 8, end.at[1]), (column - 24, top)], **quiet)
        sheet.line([(column - _GAP, top)], **{**end.style, "markersize": 14})
        sheet.text((column, top), end.value, bold=True)
        for number, line in enumerate(end.lines):
            sheet.text((column + indent, top + number * _LABEL_LINE), line)


def _spread(ends: list[_End], top: float, bottom: float) -> None:
    """
    Set each label's `y`: in the order of the lines' ends, as near to them as the labels' heights allow.

    Labels that would touch form a block, which stands where the mean of its lines' ends is.
    """
    ranked = sorted(ends, key=lambda end: end.at[1])
    blocks: list[list[_End]] = []
    for one in ranked:
        blocks.append([one])
        while len(blocks) > 1 and _block(blocks[-2])[1] > _block(blocks[-1])[0]:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    for block in blocks:
        edge = _block(block)[0]
        for end in block:
            end.y = edge + end.height / 2
            edge += end.height
    _keep_inside(ranked, top, bottom)


def _block(block: list[_End]) -> tuple[float, float]:
    """Return where a block of labels begins and ends."""
    height = sum(end.height for end in block)
    middle = sum(end.at[1] for end in block) / len(block)
    return middle - height / 2, middle + height / 2


def _keep_inside(ranked: list[_End], top: float, bottom: float) -> None:
    """Push labels that stand out of the picture back in, and others before them."""
    edge = top
    for end in ranked:
        end.y = max(end.y, edge + end.height / 2)
        edge = end.y + end.height / 2
    edge = bottom
    for end in reversed(ranked):
        end.y = min(end.y, edge - end.height / 2)
        edge = end.y - end.height / 2


# --- numbers and texts


def _clamped(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def _shown(percent: float | None) -> str:
    """Return the whole number, halves rounded up as everywhere in the checks."""
    return "–" if percent is None else str(math.floor(percent + 0.5))


def _clean(text: str) -> str:
    """Return the beginning of `text` on one line, without characters the font has no picture for."""
    glyphs = _glyphs()
    kept = "".join(
        mark
        for mark in " ".join(unicodedata.normalize("NFC", text).split())
        if ord(mark) in glyphs and not unicodedata.category(mark).startswith("C")
    )
    return " ".join(kept.split())[:_LONGEST]


@cache
def _palette() -> Image.Image:
    """Return the colours of all pictures: chosen here, since Pillow's own choice loses those of thin lines."""
    mixed = [
        round(255 - (255 - part) * strength)
        for colour in (PAPER, INK, SOFT, GRID, *HUES)
        for strength in _STRENGTHS
        for part in bytes.fromhex(colour[1:])
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(mixed)
    return palette


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import get_font  # noqa: PLC0415 - as above

    shared = (set(get_font(_file(bold=bold)).get_charmap()) for bold in (False, True))
    return frozenset(set.intersection(*shared))


@cache
def _font(*, bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - as above

    return FontProperties(fname=_file(bold=bold))


def _file(*, bold: bool) -> str:
    """Return where DejaVu Sans is: by its file, so that no other font of the computer is taken."""
    import matplotlib as mpl  # noqa: PLC0415 - as above

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name)
