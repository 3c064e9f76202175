"""
A summary as one A4 page for the owner or a buyer, and the photos of what was improved on further pages.

The first page never becomes two: each text is cut to one line of its column, each row has its height, and the tables share
what room there is.
"""
# reportlab is published without types.

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import Image
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Spacer

from mitra.amounts import as_rupiah
from mitra.content.messages import tanggal
from mitra.kpis.charts import better, change, reached, runs, shorter, shown_points
from mitra.kpis.lines import KpiLine
from mitra.papers import canvas
from mitra.papers.before_after import before_after_jpg
from mitra.papers.pdf import (
    ACCENT,
    BARE,
    MARGIN,
    MUTED,
    PAGE_WIDTH,
    PAPER,
    QUIET,
    RULE,
    SOFT,
    STRONG,
    TITLE,
    build,
    clean,
    escaped,
    placed,
    style,
    table,
    text,
)
from mitra.summary.content import ActionLine, CheckLine, PhotoPair, SuggestionLine, Summary
from mitra.summary.picture import NO_CHECKS, NO_SUGGESTIONS

#: What the frame of a page leaves free: six points on each side.
_WIDE, _HIGH = PAGE_WIDTH - 12, A4[1] - 2 * MARGIN - 12
#: Heights in points: of the heading, the tiles; of a table's title, its rows, a second line in one; between two parts.
_HEAD, _TILES, _TITLE, _ROW, _SECOND, _GAP = 48, 52, 21, 14, 11, 8
_MOST_CHECKS = 4
#: How high a pair of photos is: three and their words are a page.
_PHOTO = 64 * mm
_PAD = 3

NO_FIGURES = "Belum ada angka. Tekan “Angka” di Mitra."
NO_LATE = "Tidak ada tindakan yang terlambat."
NO_DONE = "Belum ada tindakan yang selesai dalam tiga bulan terakhir."


def _colour(parts: Sequence[int]) -> Any:
    return Color(*(part / 255 for part in parts))


_GOOD, _LATE, _FINE = (_colour(one) for one in (canvas.GOOD, canvas.LATE, canvas.FINE))
_CELL, _BOLD = style("cell", 8), style("cell-bold", 8, bold=True)
_VALUE = style("cell-value", 8, bold=True, alignment=2)
_BETTER, _WORSE = _BOLD.clone("better", textColor=_GOOD), _BOLD.clone("worse", textColor=_LATE)
_SECTION = style("section", 11, bold=True, colour=ACCENT)
_NAME, _TILE = style("enterprise", 18, bold=True), style("tile-number", 15, bold=True)
_QUIET = style("cell-quiet", 8, colour=QUIET)


def summary_pdf(summary: Summary, photos: Mapping[str, bytes]) -> bytes:
    """
    Return the summary as a PDF; `photos` are those that could be had, by Telegram's names.

    Photos that cannot be read are left out, and pairs of which none is left. The same summary is the same file.
    """
    return build(
        _story(summary, photos), title="Ringkasan", subject=summary.enterprise, band="Mitra SCORE · ringkasan"
    )


def _story(summary: Summary, photos: Mapping[str, bytes]) -> Iterator[Any]:
    checks, counts = _checks(summary.checks), _counts(summary.suggestions)
    beside = _TITLE + _ROW * max(1, len(checks), len(counts))
    yield _heading(summary)
    yield _tiles(summary)
    yield Spacer(0, _GAP)
    yield _beside(checks, counts, beside)
    yield from _tables(summary, _HIGH - _HEAD - _TILES - _GAP - beside)
    yield from _photos(summary.photos, photos)


# --- texts of one line or two

#: Of a text that is cut, the rest need not be measured.
_LONGEST = 300


def _fitted(words: str, look: Any, width: float, lines: int = 1) -> Any:
    """Return a paragraph of at most so many lines, its end replaced by "…" where it is longer."""
    split, room = _split(words, look, width), _room(width)
    # What does not fit begins on the last line, and is cut there.
    kept = [*split[: lines - 1], " ".join(split[lines - 1 :])] if len(split) > lines else split
    return Paragraph("<br/>".join(escaped(_cut(line, look, room), _LONGEST) for line in kept), look)


def _split(words: str, look: Any, width: float) -> list[str]:
    """Return the lines of a text; a word that alone is too wide stays so."""
    return list(simpleSplit(clean(words[:_LONGEST]), look.fontName, look.fontSize, _room(width)))


def _cut(line: str, look: Any, room: float) -> str:
    if stringWidth(line, look.fontName, look.fontSize) <= room:
        return line
    kept = line.rstrip("…")
    while kept and stringWidth(f"{kept}…", look.fontName, look.fontSize) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def _room(width: float) -> float:
    """Return what a cell's padding leaves for letters, and a little less: what just fits must not be broken."""
    return width - 2 * _PAD - 1


def _money(rupiah: int, look: Any, width: float) -> str:
    """Return rupiah, in few signs where they would be cut: part of a number is another number."""
    whole = as_rupiah(Decimal(rupiah))
    fits = stringWidth(whole, look.fontName, look.fontSize) <= _room(width)
    return whole if fits else f"{'-' if rupiah < 0 else ''}Rp{shorter(abs(rupiah))}"


def _number(count: int) -> str:
    return shorter(count)


# --- heading and tiles


def _heading(summary: Summary) -> Any:
    rows = [
        [_fitted(summary.enterprise, _NAME, _WIDE)],
        [_fitted(f"Ringkasan per {tanggal(summary.on)}", _QUIET, _WIDE)],
    ]
    return table(rows, [_WIDE], *_TIGHT, BARE, heights=[28, _HEAD - 28])


#: Cells with little around them.
_TIGHT = (
    ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
)


@dataclass(frozen=True)
class _Shown:
    """A number that is seen first: its name, the number, a note; the colours of its letters and its ground."""

    name: str
    number: str
    note: str
    letters: Any
    ground: Any
    width: float = 80


def _tiles(summary: Summary) -> Any:
    """Return the numbers that are seen first, side by side with room between them."""
    plan, dangers = summary.plan, summary.hazards
    in_time = "" if plan.in_time is None else f"{plan.in_time}% tepat waktu"
    late = f"dari {_number(plan.unfinished)} terbuka"
    shown = [
        _Shown("✓ Selesai", _number(plan.done), in_time, PAPER, _GOOD),
        _Shown("! Terlambat", _number(plan.overdue), late, PAPER, _LATE)
        if plan.overdue
        else _Shown("Terlambat", "0", "tidak ada", _GOOD, _FINE),
        _Shown("○ Terbuka", _number(plan.unfinished), "belum selesai", ACCENT, SOFT),
        _Shown("! Bahaya", _number(dangers), "belum ditangani", _LATE, SOFT)
        if dangers
        else _Shown("Bahaya", "0", "tidak ada", _GOOD, _FINE),
    ]
    rest = _WIDE - sum(tile.width + _GAP for tile in shown)
    saved = _money(summary.savings, _TILE, rest)
    shown.append(_Shown("Hemat", saved, "tiap bulan (perkiraan)", _GOOD, _FINE, rest))
    cells, widths, grounds = [], [], []
    for place, tile in enumerate(shown):
        cells += [_tile(tile), ""]
        widths += [tile.width, _GAP]
        grounds.append(("BACKGROUND", (2 * place, 0), (2 * place, 0), tile.ground))
    return table([cells[:-1]], widths[:-1], *_TIGHT, *grounds, heights=[_TILES])


def _tile(tile: _Shown) -> list[Any]:
    small = _CELL.clone("tile", textColor=tile.letters, alignment=1)
    large = _TILE.clone("tile-number", textColor=tile.letters, alignment=1)
    return [
        _fitted(tile.name, small, tile.width),
        _fitted(tile.number, large, tile.width),
        _fitted(tile.note, small, tile.width),
    ]


# --- checks beside suggestions

_CHECK_COLUMNS = (48, 52, 34, 46, 106)
_COUNT_COLUMNS = (132, 60)


def _beside(checks: Sequence[Sequence[Any]], counts: Sequence[Sequence[Any]], height: float) -> Any:
    """Return checks on the left, suggestions on the right."""
    left, right = sum(_CHECK_COLUMNS), sum(_COUNT_COLUMNS)
    cells = [
        _titled("Cek mandiri", checks, _CHECK_COLUMNS, NO_CHECKS),
        "",
        _titled("Saran 12 bulan terakhir", counts, _COUNT_COLUMNS, NO_SUGGESTIONS),
    ]
    widths = [left, _WIDE - left - right, right]
    return table([cells], widths, *_TIGHT, *_TOUCHING, heights=[height])


#: Tables within a table stand at its edges.
_TOUCHING = (
    BARE,
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def _checks(checks: Sequence[CheckLine]) -> list[list[Any]]:
    """Return a row of cells for each check."""
    name, bar, percent, change, note = _CHECK_COLUMNS
    return [
        [
            _fitted(check.name, _BOLD, name),
            _bar(check.percent, bar - 2 * _PAD),
            _fitted(f"{check.percent}%", _VALUE, percent),
            _fitted(_gained(check.change), _look(check.change), change),
            _fitted(f"{check.areas} bagian · {tanggal(check.on)}", _QUIET, note),
        ]
        for check in checks[:_MOST_CHECKS]
    ]


def _gained(change: int | None) -> str:
    if change is None:
        return ""
    return f"naik {change}" if change > 0 else f"turun {-change}" if change else "tetap"


def _look(change: int | None) -> Any:
    return _QUIET if not change else _BETTER if change > 0 else _WORSE


def _bar(percent: int, width: float) -> Any:
    drawing = Drawing(width, 7)
    drawing.add(Rect(0, 0, width, 7, fillColor=SOFT, strokeColor=RULE, strokeWidth=0.4))
    drawing.add(Rect(0, 0, width * min(100, max(0, percent)) / 100, 7, fillColor=ACCENT, strokeColor=None))
    return drawing


def _counts(line: SuggestionLine | None) -> list[list[Any]]:
    """Return a row of cells for each number of suggestions."""
    if line is None or not line.given:
        return []
    counted: list[tuple[str, float]] = [
        ("diberikan", line.given),
        ("dijawab", line.answered),
        ("dilaksanakan", line.done),
    ]
    if line.per_person is not None:
        counted.append(("saran per orang", round(line.per_person, 1)))
    name, value = _COUNT_COLUMNS
    return [[_fitted(label, _CELL, name), _fitted(shorter(count), _VALUE, value)] for label, count in counted]


def _titled(
    title: str,
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    nothing: str,
    heights: Sequence[float] = (),
) -> Any:
    """Return a table below its title, or a sentence when it has no rows; a row of one cell goes across."""
    shown = [[_fitted(title, _SECTION, sum(widths))], *(rows or [[_fitted(nothing, _QUIET, sum(widths))]])]
    across = [row for row, cells in enumerate(shown) if len(cells) == 1]
    return table(
        [[*cells, *([""] * (len(widths) - len(cells)))] for cells in shown],
        widths,
        *_TIGHT,
        *(("SPAN", (0, row), (-1, row)) for row in across),
        ("LEFTPADDING", (0, 0), (-1, 0), 0),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        *([("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE)] if rows else []),
        heights=[_TITLE, *(heights or [_ROW] * (len(shown) - 1))],
    )


# --- figures and actions

#: Heads and widths of the columns; one gets what is left of the page's width.
_KPIS = {"Nama": 0, "Garis": 46, "Awal": 44, "Sekarang": 86, "Target": 90, "Sejak awal": 90, "Hemat": 54}
_LATES = {"No.": 34, "Tindakan": 0, "Bagian": 84, "Penanggung jawab": 90, "Tenggat": 62}
_DONES = {"No.": 34, "Tindakan": 0, "Bagian": 64, "Hasil": 112, "Hemat tiap bulan": 80, "Selesai": 58}


@dataclass(frozen=True)
class _Words:
    """A cell of words, and how they look; other cells are drawings."""

    words: str
    look: Any


@dataclass(frozen=True)
class _Part:
    """A table of the page: its title, its columns, all its rows, and what to say without any."""

    title: str
    columns: Mapping[str, float]
    rows: Sequence[Sequence[Any]]
    nothing: str

    @property
    def widths(self) -> list[float]:
        """Return how wide its columns are."""
        return [width or _WIDE - sum(self.columns.values()) for width in self.columns.values()]


def _needs_two(cells: Sequence[Any], widths: Sequence[float]) -> bool:
    return any(
        isinstance(cell, _Words) and len(_split(cell.words, cell.look, width)) > 1
        for cell, width in zip(cells, widths, strict=True)
    )


def _tables(summary: Summary, room: float) -> Iterator[Any]:
    """Yield figures, late and finished actions on a height of `room`: of each as many rows as fit, some of two lines."""
    parts = _parts(summary)
    # Each has a title and heads, and at its end how many are left out, or a sentence instead of rows.
    room -= sum(_GAP + _TITLE + 2 * _ROW for _ in parts)
    given = share([len(part.rows) for part in parts], int(room // _ROW))
    spare = int((room - sum(given) * _ROW) // _SECOND)
    for part, count in zip(parts, given, strict=True):
        high = [at for at, cells in enumerate(part.rows[:count]) if _needs_two(cells, part.widths)][:spare]
        spare -= len(high)
        yield Spacer(0, _GAP)
        yield _table(part, count, high)


def _parts(summary: Summary) -> list[_Part]:
    # Few put a price on their figures: without any, the names get the room.
    money = any(line.saved for line in summary.kpis)
    columns = _KPIS if money else {head: width for head, width in _KPIS.items() if head != "Hemat"}
    return [
        _Part("Angka", columns, [_kpi(line)[: len(columns)] for line in summary.kpis], NO_FIGURES),
        _Part("Terlambat", _LATES, [_late(line) for line in summary.late], NO_LATE),
        _Part("Selesai tiga bulan terakhir", _DONES, [_done(line) for line in summary.done], NO_DONE),
    ]


def share(wanted: Sequence[int], room: int) -> list[int]:
    """Return how many of `room` rows each gets: none more than it wants, the rest shared evenly."""
    given = [0] * len(wanted)
    for _ in range(min(room, sum(wanted))):
        poorest = min(
            (place for place, one in enumerate(wanted) if given[place] < one), key=given.__getitem__
        )
        given[poorest] += 1
    return given


def _table(part: _Part, count: int, high: Collection[int]) -> Any:
    """Return a table's first rows below its title and heads, those in `high` of two lines; and how many are left out."""
    widths = part.widths
    if not part.rows:
        return _titled(part.title, [], widths, part.nothing)
    rows = [[_fitted(head, _QUIET, width) for head, width in zip(part.columns, widths, strict=True)]]
    rows += [_cells(cells, widths, 2 if at in high else 1) for at, cells in enumerate(part.rows[:count])]
    heights = [_ROW, *(_ROW + _SECOND if at in high else _ROW for at in range(count))]
    if left_out := len(part.rows) - count:
        rows.append([_fitted(f"… dan {_number(left_out)} lainnya", _QUIET, _WIDE)])
        heights.append(_ROW)
    return _titled(part.title, rows, widths, "", heights)


def _cells(cells: Sequence[Any], widths: Sequence[float], lines: int) -> list[Any]:
    return [
        _fitted(cell.words, cell.look, width, lines) if isinstance(cell, _Words) else cell
        for cell, width in zip(cells, widths, strict=True)
    ]


def _kpi(line: KpiLine) -> list[Any]:
    now, good = line.now, better(line)
    until = f" · {tanggal(line.target_on)}" if line.target_on and line.target is not None else ""
    done = "✓ " if reached(line) else ""
    return [
        _Words(line.name, _CELL),
        _sparkline(line, _KPIS["Garis"] - 2 * _PAD, _ROW - 4),
        _Words(_value(line.baseline, ""), _CELL),
        _Words(_value(now.value if now else None, line.unit), _BOLD),
        _Words(f"{done}{_value(line.target, '')}{until}", _CELL),
        _Words(_became(line), {True: _BETTER, False: _WORSE, None: _QUIET}[good]),
        _Words(_money(line.saved, _CELL, _KPIS["Hemat"]) if line.saved else "", _CELL),
    ]


def _became(line: KpiLine) -> str:
    """Return what became of a figure since it began: "▼ 1,2 membaik"; empty when nobody knows."""
    by, good = change(line), better(line)
    if by is None:
        return ""
    if good is None:
        return "sama"
    return f"{'▲' if by > 0 else '▼'} {shorter(abs(by))} {'membaik' if good else 'memburuk'}"


def _value(value: float | None, unit: str) -> str:
    """Return a figure with its unit: "3,8%", "12 hari"; "–" when there is none."""
    if value is None:
        return "–"
    return f"{shorter(value)}{unit}" if unit == "%" else f"{shorter(value)} {unit}".strip()


def _sparkline(line: KpiLine, width: float, height: float) -> Drawing:
    """Return the latest figures as a line with gaps, and the target; it begins at nought, having no axis to say else."""
    drawing, points = Drawing(width, height), shown_points(line)
    known = [point.value for point in points if point.value is not None]
    levels = [0.0, *known, *([line.target] if line.target is not None else [])]
    low, high = min(levels), max(levels)

    def y(value: float) -> float:
        return height * (value - low) / ((high - low) or 1)

    if line.target is not None:
        drawing.add(Line(0, y(line.target), width, y(line.target), strokeColor=_GOOD, strokeWidth=0.6))
    step = width / max(1, len(points) - 1)
    for run in runs(points):
        path = [part for at, value in run for part in (at * step, y(value))]
        drawing.add(PolyLine(path, strokeColor=ACCENT, strokeWidth=1.1))
        drawing.add(Circle(path[-2], path[-1], 1.2, fillColor=ACCENT, strokeColor=None))
    return drawing


def _late(line: ActionLine) -> list[Any]:
    due = tanggal(line.on) if line.on else "belum ada"
    return [
        _Words(str(line.number), _CELL),
        _Words(line.action, _CELL),
        _Words(line.area, _CELL),
        _Words(line.owner or "belum ada", _CELL),
        _Words(due, _WORSE),
    ]


def _done(line: ActionLine) -> list[Any]:
    return [
        _Words(str(line.number), _CELL),
        _Words(line.action, _CELL),
        _Words(line.area, _CELL),
        _Words(line.result, _CELL),
        _Words(_money(line.saving, _CELL, _DONES["Hemat tiap bulan"]) if line.saving else "", _CELL),
        _Words(tanggal(line.on) if line.on else "", _CELL),
    ]


# --- photos


def _photos(pairs: Sequence[PhotoPair], photos: Mapping[str, bytes]) -> Iterator[Any]:
    """Yield pages of photos, three pairs on each, under what was done."""
    blocks = [block for pair in pairs if (block := _pair(pair, photos)) is not None]
    if blocks:
        yield PageBreak()
        yield text("Foto sebelum dan sesudah", TITLE)
        yield from blocks


def _pair(pair: PhotoPair, photos: Mapping[str, bytes]) -> Any | None:
    """Return both photos, or the one that could be had, with what was done; None without any."""
    data = _side_by_side(photos.get(pair.before), photos.get(pair.after))
    if data is None:
        return None
    with Image.open(io.BytesIO(data)) as picture:
        shown = placed(data, picture.size, _WIDE, _PHOTO)
    about = " · ".join(part for part in (pair.area, tanggal(pair.on), pair.result) if part.strip())
    words = [_fitted(pair.action, STRONG, _WIDE), _fitted(about, MUTED, _WIDE)]
    return KeepTogether([*words, Spacer(0, 1.5 * mm), shown, Spacer(0, 4 * mm)])


def _side_by_side(before: bytes | None, after: bytes | None) -> bytes | None:
    """Return both photos as one picture; one alone when the other is missing or broken."""
    for first, second in ((before, after), (before, None), (None, after)):
        with suppress(ValueError):
            return before_after_jpg(first, second)
    return None
