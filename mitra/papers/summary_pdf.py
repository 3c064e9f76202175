"""
A summary as one A4 page for the owner or a buyer, and the photos of what was improved on further pages.

The first page never becomes two: each text is cut to one line of its column, each row has its height, and the tables share
what room there is.
"""
# reportlab is published without types.

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import Image
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import KeepTogether, PageBreak, Spacer

from mitra.amounts import as_number, as_rupiah
from mitra.content.messages import tanggal
from mitra.kpis.charts import better, reached, runs, said_change, shorter, shown_points
from mitra.kpis.lines import KpiLine
from mitra.papers.before_after import before_after_jpg
from mitra.papers.pdf import (
    ACCENT,
    BARE,
    INK,
    LINED,
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
    placed,
    style,
    table,
    text,
)
from mitra.plan import charts
from mitra.summary.content import ActionLine, CheckLine, PhotoPair, SuggestionLine, Summary

#: What the frame of a page leaves free: six points on each side.
_WIDE, _HIGH = PAGE_WIDTH - 12, A4[1] - 2 * MARGIN - 12
#: Heights in points: of the heading, the tiles, checks and suggestions; of a table's title, its rows, the room after it.
_HEAD, _TILES, _TITLE, _ROW, _GAP = 48, 52, 21, 14, 8
_MOST_CHECKS = 4
_BESIDE = _TITLE + _MOST_CHECKS * _ROW + _GAP
#: Rows that the tables of figures, late and finished actions share: each has its title, its head, and what is left out.
_ROWS = int((_HIGH - _HEAD - _TILES - _GAP - _BESIDE - 3 * (_TITLE + 2 * _ROW)) // _ROW)
#: How high a pair of photos is: three and their words are a page.
_PHOTO = 64 * mm
_PAD = 3

NO_FIGURES = "Belum ada angka. Tekan “Angka” di Mitra."
NO_LATE = "Tidak ada tindakan yang terlambat."
NO_DONE = "Belum ada tindakan yang selesai dalam tiga bulan terakhir."
NO_CHECKS = "Belum ada cek. Mulai dari satu bagian dulu."
NO_SUGGESTIONS = "Belum ada saran. Ajak rekan menulis /saran."


def _colour(parts: Sequence[int]) -> Any:
    return Color(*(part / 255 for part in parts))


_GOOD, _LATE, _FINE = (_colour(one) for one in (charts.GOOD, charts.LATE, charts.FINE))
_CELL, _BOLD, _RIGHT = style("cell", 8), style("cell-bold", 8, bold=True), style("cell-right", 8, alignment=2)
_VALUE = style("cell-value", 8, bold=True, alignment=2)
_BETTER, _WORSE = _BOLD.clone("better", textColor=_GOOD), _BOLD.clone("worse", textColor=_LATE)
_SECTION = style("section", 11, bold=True, colour=ACCENT)
_NAME = style("enterprise", 18, bold=True)
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
    yield _heading(summary)
    yield _tiles(summary)
    yield Spacer(0, _GAP)
    yield _beside(summary)
    yield from _tables(summary)
    yield from _photos(summary.photos, photos)


# --- texts of one line


def _line(words: str, look: Any, width: float) -> Any:
    """Return a paragraph of one line, its end replaced by "…" where it is too wide."""
    room = width - 2 * _PAD - 1
    shown = clean(words[:_LONGEST])
    if stringWidth(shown, look.fontName, look.fontSize) > room:
        while shown and stringWidth(f"{shown}…", look.fontName, look.fontSize) > room:
            shown = shown[:-1].rstrip()
        shown += "…"
    return text(shown, look)


#: Of a text that is cut to one line, the rest need not be measured.
_LONGEST = 300


def _number(count: int) -> str:
    return as_number(Decimal(count))


# --- heading and tiles


def _heading(summary: Summary) -> Any:
    rows = [
        [_line(summary.enterprise, _NAME, _WIDE)],
        [_line(f"Ringkasan per {tanggal(summary.on)}", _QUIET, _WIDE)],
    ]
    return table(rows, [_WIDE], *_TIGHT, heights=[28, _HEAD - 28])


#: Cells with little around them.
_TIGHT = (
    ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
)


@dataclass(frozen=True)
class _Tile:
    """A number that is seen first: its name, the number, a note; the colours of its letters and its ground."""

    name: str
    number: str
    note: str
    letters: Any
    ground: Any
    width: float = 84


def _tiles(summary: Summary) -> Any:
    """Return the numbers that are seen first, side by side with room between them."""
    plan, dangers = summary.plan, summary.hazards
    in_time = "" if plan.in_time is None else f"{plan.in_time}% tepat waktu"
    shown = [
        _Tile("✓ Selesai", _number(plan.done), in_time, PAPER, _GOOD),
        _Tile("! Terlambat", _number(plan.overdue), f"dari {_number(plan.unfinished)} terbuka", PAPER, _LATE),
        _Tile("○ Terbuka", _number(plan.unfinished), "belum selesai", ACCENT, SOFT),
        _Tile("Bahaya", _number(dangers), "belum ditangani", _LATE if dangers else INK, SOFT),
    ]
    rest = _WIDE - sum(tile.width + _GAP for tile in shown)
    shown.append(_Tile("Hemat", as_rupiah(Decimal(summary.savings)), "tiap bulan (perkiraan)", _GOOD, _FINE, rest))
    cells, widths, grounds = [], [], []
    for place, tile in enumerate(shown):
        cells += [_tile(tile), ""]
        widths += [tile.width, _GAP]
        grounds.append(("BACKGROUND", (2 * place, 0), (2 * place, 0), tile.ground))
    return table([cells[:-1]], widths[:-1], *_TIGHT, *grounds, heights=[_TILES])


def _tile(tile: _Tile) -> list[Any]:
    small = style("tile", 8, colour=tile.letters, alignment=1)
    size = next(
        (size for size in (18, 15, 12, 10) if stringWidth(tile.number, _BOLD.fontName, size) < tile.width - 8), 8
    )
    large = style("tile-number", size, bold=True, colour=tile.letters, alignment=1)
    return [
        _line(tile.name, small, tile.width),
        _line(tile.number, large, tile.width),
        _line(tile.note, small, tile.width),
    ]


# --- checks beside suggestions

_CHECK_COLUMNS = (58, 70, 36, 44, 84)
_COUNT_COLUMNS = (120, 50)


def _beside(summary: Summary) -> Any:
    """Return checks on the left, suggestions on the right."""
    left, right = sum(_CHECK_COLUMNS), sum(_COUNT_COLUMNS)
    checks, counts = _checks(summary.checks), _counts(summary.suggestions)
    return table(
        [[checks, "", counts]],
        [left, _WIDE - left - right, right],
        BARE,
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        heights=[_BESIDE],
    )


def _checks(checks: Sequence[CheckLine]) -> Any:
    name, bar, percent, change, note = _CHECK_COLUMNS
    rows = [
        [
            _line(check.name, _BOLD, name),
            _bar(check.percent, bar - 2 * _PAD),
            _line(f"{check.percent}%", _VALUE, percent),
            _line(_gained(check.change), _look(check.change), change),
            _line(f"{check.areas} bagian · {tanggal(check.on)}", _QUIET, note),
        ]
        for check in checks[:_MOST_CHECKS]
    ]
    return _titled("Cek mandiri", rows, _CHECK_COLUMNS, NO_CHECKS)


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


def _counts(line: SuggestionLine | None) -> Any:
    counted: list[tuple[str, str]] = []
    if line is not None and line.given:
        counted = [
            ("diberikan", _number(line.given)),
            ("dijawab", _number(line.answered)),
            ("dilaksanakan", _number(line.done)),
        ]
        if line.per_person is not None:
            counted.append(("saran per orang", shorter(round(line.per_person, 1))))
    name, value = _COUNT_COLUMNS
    rows = [[_line(label, _CELL, name), _line(number, _VALUE, value)] for label, number in counted]
    return _titled("Saran 12 bulan terakhir", rows, _COUNT_COLUMNS, NO_SUGGESTIONS)


def _titled(
    title: str, rows: Sequence[Sequence[Any]], widths: Sequence[float], nothing: str, *looks: Any
) -> Any:
    """Return a table below its title, or a sentence when it has no rows."""
    wide = sum(widths)
    shown = rows or [[_line(nothing, _QUIET, wide)]]
    return table(
        [[_line(title, _SECTION, wide)], *shown],
        widths,
        *_TIGHT,
        ("SPAN", (0, 0), (-1, 0)),
        *(looks if rows else [("SPAN", (0, 1), (-1, 1))]),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        *([("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE)] if rows else []),
        heights=[_TITLE, *([_ROW] * len(shown))],
    )
