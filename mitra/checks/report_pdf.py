"""
A check as a document of A4 pages: to hang up, to sign, and to put into a folder.

The first page is all a meeting needs: the score, what is worst, and who does what by when. Then come all items, then the
photos. The same report is the same file, to the byte.
"""
# reportlab is published without types.

import html
import importlib.util
import io
import itertools
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from reportlab import rl_config
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Image as Picture,
)
from reportlab.platypus import (
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from mitra import poster

#: Photos are printed 80 mm wide: 900 dots are 285 per inch.
PHOTO_SIDE, PHOTO_QUALITY = 900, 70
#: A photo of more dots than this is not opened: it would fill the memory. Telegram's own have at most 6 million.
MOST_DOTS = 25_000_000
MOST_FINDINGS = 5
#: How many letters of a text are printed, so that no row is higher than a page.
LONGEST = 500
_LONGEST_NAME = 120

_MARGIN = 16 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_BAND = 15 * mm
_EMPTY_ROWS = 3
_PLAIN, _BOLD = "Mitra", "Mitra-Bold"
#: reportlab keeps fonts in one place for all documents, and is not made for threads.
_LOCK = threading.Lock()


def _colour(parts: Sequence[int]) -> Any:
    return Color(*(part / 255 for part in parts))


INK, ACCENT, PAPER, SOFT = (_colour(one) for one in (poster.INK, poster.ACCENT, poster.PAPER, poster.SOFT))
QUIET, RULE, WARNING = _colour((90, 98, 106)), _colour((190, 200, 208)), _colour((176, 42, 32))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item of the report."""

    text: str
    #: "3", "ya", "tidak", "tidak berlaku", "dilewati"
    answer: str
    note: str = ""
    failed: bool = False
    #: Of those that failed: 0 for the worst.
    rank: int = 0
    #: Life and health depend on it.
    critical: bool = False
    #: What to do.
    action: str = ""
    #: ("sebelum" or "sesudah", JPEG or PNG)
    photos: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A pillar: its items, and its score of 0 to 100, None when nothing applied."""

    title: str
    percent: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What stands in the document; texts are ready-made, in Bahasa, and not yet escaped."""

    title: str
    enterprise: str
    area: str
    on: str
    by: str
    score: int | None
    #: The score in words: "Cukup".
    band: str
    #: How it compares with the check before: one sentence, or empty.
    comparison: str
    #: A PNG of charts.radar_png; left out when broken.
    chart: bytes
    sections: tuple[Section, ...]
    #: What, who, by when.
    plan: tuple[tuple[str, str, str], ...] = ()


def report_pdf(report: Report) -> bytes:
    """Return `report` as a PDF; photos that cannot be read are left out."""
    file = io.BytesIO()
    with _LOCK:
        _register()
        document = SimpleDocTemplate(
            file,
            pagesize=A4,
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN,
            title=_clean(report.title)[:_LONGEST_NAME],
            author="Mitra SCORE",
            subject=_clean(report.enterprise)[:_LONGEST_NAME],
            lang="id",
            invariant=1,
        )
        document.build(list(_story(report)), onFirstPage=_first_page, onLaterPages=_later_page)
    return file.getvalue()


def _story(report: Report) -> Iterator[Any]:
    yield from _heading(report)
    yield from _summary(report)
    yield from _findings(report)
    yield from _plan(report)
    if report.sections:
        yield PageBreak()
        yield _text("Semua butir", _TITLE)
        for section in report.sections:
            yield from _items(section)
    yield from _photos(report)


# --- the first page


def _heading(report: Report) -> Iterator[Any]:
    yield Spacer(0, 4 * mm)
    yield _text(report.title, _HUGE, most=_LONGEST_NAME)
    yield _text(report.enterprise, _STRONG, most=_LONGEST_NAME)
    about = " · ".join(part for part in (report.area, report.on, report.by) if part.strip())
    yield _text(about, _MUTED, most=240)
    yield Spacer(0, 3 * mm)


def _summary(report: Report) -> Iterator[Any]:
    """Yield the score and the sections' scores, beside the radar."""
    score = _percent(report.score)
    scale = (
        "" if report.score is None else f'<font name="{_PLAIN}" size="10" color="#5a626a"> dari 100</font>'
    )
    words: list[Any] = [Paragraph(score + scale, _SCORE), Spacer(0, 1 * mm)]
    words += [
        _text(report.band, _STRONG, most=80),
        Spacer(0, 2 * mm),
        _text(report.comparison, _BODY, most=200),
    ]
    chart = _chart(report.chart, 80 * mm, 76 * mm)
    beside = chart is not None and len(report.sections) <= _FIT_BESIDE
    width = _WIDTH - 84 * mm if chart else _WIDTH
    if beside:
        words += [Spacer(0, 3 * mm), *_section_scores(report.sections, width - 4 * mm)]
    if chart is None:
        yield from words
    else:
        yield _table([[words, chart]], [width, 84 * mm], ("VALIGN", (0, 0), (-1, -1), "TOP"), _BARE)
    if not beside:
        yield Spacer(0, 3 * mm)
        yield from _section_scores(report.sections, _WIDTH)


#: So many sections' scores find room under the total, beside the radar.
_FIT_BESIDE = 12


def _section_scores(sections: Sequence[Section], width: float) -> Iterator[Any]:
    rows = [
        [
            _text(section.title, _BODY, most=44),
            _bar(section.percent, 20 * mm),
            _text(_percent(section.percent), _NUMBER),
        ]
        for section in sections
    ]
    if rows:
        yield _table(
            rows, [width - 35 * mm, 22 * mm, 13 * mm], _LINED, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")
        )


def _bar(percent: int | None, width: float) -> Any:
    height = 2.6 * mm
    drawing = Drawing(width, height)
    drawing.add(Rect(0, 0, width, height, fillColor=SOFT, strokeColor=RULE, strokeWidth=0.4))
    if percent:
        share = min(100, max(0, percent)) / 100
        drawing.add(Rect(0, 0, width * share, height, fillColor=ACCENT, strokeColor=None))
    return drawing


def _percent(percent: int | None) -> str:
    return "–" if percent is None else str(percent)


def _findings(report: Report) -> Iterator[Any]:
    """Yield the worst items with what to do."""
    failed = [line for section in report.sections for line in section.lines if line.failed]
    worst = sorted(failed, key=lambda line: line.rank)
    yield _text("Yang perlu diperbaiki", _TITLE)
    if not worst:
        praise = "Belum ada butir yang dinilai." if report.score is None else "Tidak ada temuan. Pertahankan!"
        yield _text(praise, _BODY)
        return
    rows = []
    for number, line in zip(itertools.count(1), worst[:MOST_FINDINGS], strict=False):
        cell = [_text(line.text, _BODY, most=200, before=_danger(line))]
        if line.action.strip():
            cell.append(_text(line.action, _ACTION, most=240, before="→ "))
        rows.append([_text(str(number), _NUMBER), cell, _text(line.answer, _ANSWER_BAD, most=40)])
    yield _table(rows, [9 * mm, _WIDTH - 31 * mm, 22 * mm], _LINED, ("VALIGN", (0, 0), (-1, -1), "TOP"))
    if len(worst) > MOST_FINDINGS:
        rest = len(worst) - MOST_FINDINGS
        yield _text(f"… dan {rest} temuan lain di daftar “Semua butir”.", _MUTED)


def _danger(line: Line) -> str:
    """Return markup that marks an item on which life and health depend."""
    return f'<font name="{_BOLD}" color="#b02a20">BAHAYA</font> ' if line.critical and line.failed else ""


def _plan(report: Report) -> Iterator[Any]:
    """Yield who does what by when, or lines to fill in by hand, and where to sign; never torn apart where avoidable."""
    rows = [[_text(part, _BODY, most=300) for part in row] for row in report.plan]
    head = [_text(word, _HEAD) for word in ("Apa", "Siapa", "Kapan")]
    heights = [None, *([None] * len(rows) if rows else [8 * mm] * _EMPTY_ROWS)]
    table = _table(
        [head, *(rows or [["", "", ""]] * _EMPTY_ROWS)],
        [_WIDTH - 78 * mm, 43 * mm, 35 * mm],
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        heights=heights,
        repeatRows=1,
    )
    ending = [Spacer(0, 3 * mm), _signatures(report.by)]
    yield KeepTogether([_text("Rencana perbaikan", _TITLE), table, *ending])


def _signatures(by: str) -> Any:
    line = Drawing(65 * mm, 1)
    line.add(Rect(0, 0, 65 * mm, 0.6, fillColor=INK, strokeColor=None))
    rows = [
        [_text("Yang memeriksa", _BODY), _text("Pimpinan", _BODY)],
        [line, line],
        [_text(by, _MUTED, most=60), _text("Nama dan tanggal", _MUTED)],
    ]
    return _table(
        rows,
        [_WIDTH / 2, _WIDTH / 2],
        ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
        _BARE,
        heights=[None, 13 * mm, None],
    )


# --- all items


def _items(section: Section) -> Iterator[Any]:
    score = "tidak dinilai" if section.percent is None else f"{section.percent} dari 100"
    head = [
        _text(section.title, _HEAD, most=90),
        _text("Jawaban", _HEAD),
        _text(score, _HEAD),
    ]
    rows = [
        [
            _text(line.text, _BODY, most=LONGEST, before=_danger(line)),
            _text(line.answer, _ANSWER_BAD if line.failed else _ANSWER, most=40),
            _text(line.note, _MUTED, most=LONGEST),
        ]
        for line in section.lines
    ]
    failed = [
        ("BACKGROUND", (0, row), (-1, row), SOFT)
        for row, line in zip(itertools.count(1), section.lines, strict=False)
        if line.failed
    ]
    yield _table(
        [head, *rows],
        [_WIDTH - 84 * mm, 28 * mm, 56 * mm],
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        *failed,
        _LINED,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        repeatRows=1,
    )
    yield Spacer(0, 5 * mm)


# --- photos


def _photos(report: Report) -> Iterator[Any]:
    """Yield pages of photos: before on the left, after on the right, under the item's text."""
    shown = [
        block for section in report.sections for line in section.lines for block in _photos_of(section, line)
    ]
    if shown:
        yield PageBreak()
        yield _text("Foto", _TITLE)
        yield from shown


def _photos_of(section: Section, line: Line) -> Iterator[Any]:
    before: list[Any] = []
    after: list[Any] = []
    for when, data in line.photos:
        if picture := _photo(data, _WIDTH / 2 - 4 * mm, 72 * mm):
            (after if when == "sesudah" else before).append(picture)
    for left, right in itertools.zip_longest(before, after):
        pair = _table(
            [
                [left or _missing(), right or _missing()],
                [_text("Sebelum", _CAPTION), _text("Sesudah", _CAPTION)],
            ],
            [_WIDTH / 2, _WIDTH / 2],
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        )
        caption = _text(line.text, _BODY, most=200, before=_escaped(section.title, 60) + " · ")
        yield KeepTogether([caption, pair, Spacer(0, 4 * mm)])


def _missing() -> Any:
    return _text("belum ada foto", _CAPTION)


def _chart(data: bytes, width: float, height: float) -> Any | None:
    """Return a chart, or None when it cannot be read."""
    opened = _opened(data)
    return None if opened is None else _placed(data, opened.size, width, height)


def _photo(data: bytes, width: float, height: float) -> Any | None:
    """Return a photo made smaller, without what its camera wrote into it (where, when, whose); None when broken."""
    opened = _opened(data)
    if opened is None:
        return None
    file = io.BytesIO()
    opened.save(file, "JPEG", quality=PHOTO_QUALITY, optimize=True)
    return _placed(file.getvalue(), opened.size, width, height)


def _opened(data: bytes) -> Image.Image | None:
    """Return a picture made smaller, upright, with nothing but its dots; None when it is broken or far too large."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_DOTS:
                return None
            picture.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))  # a JPEG is then read at a fraction of its size
            picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            upright = ImageOps.exif_transpose(picture)
            dots = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception:  # noqa: BLE001 - of a broken file, Pillow raises anything: OSError, SyntaxError, struct.error, …
        return None
    # Pasted on new paper: a picture carries along what its file says besides the dots.
    clean = Image.new("RGB", dots.size, poster.PAPER)
    clean.paste(dots, mask=dots.getchannel("A") if dots.mode == "RGBA" else None)
    return clean


def _placed(data: bytes, size: tuple[int, int], width: float, height: float) -> Any:
    scale = min(width / size[0], height / size[1])
    return Picture(io.BytesIO(data), width=size[0] * scale, height=size[1] * scale)


# --- tables, texts and pages

#: Commands of a table's style.
_BARE = ("LEFTPADDING", (0, 0), (-1, -1), 0)
_LINED = ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE)


def _table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *style: tuple[Any, ...],
    heights: Any = None,
    **more: Any,
) -> Any:
    padding = (("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5))
    return Table(rows, colWidths=widths, rowHeights=heights, style=[*padding, *style], hAlign="LEFT", **more)


def _style(name: str, size: float, *, bold: bool = False, colour: Any = INK, **more: Any) -> Any:
    font = _BOLD if bold else _PLAIN
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.3, textColor=colour, **more)


def _text(text: str, style: Any, *, most: int = LONGEST, before: str = "") -> Any:
    """Return a paragraph of plain `text`, after the markup `before`."""
    return Paragraph(before + _escaped(text, most), style)


def _escaped(text: str, most: int) -> str:
    """Return at most so many letters of `text` as markup; reportlab reads "<" and "&" as HTML does."""
    text = _clean(text)
    return html.escape(text if len(text) <= most else text[: most - 1].rstrip() + "…")


def _clean(text: str) -> str:
    """Return `text` on one line, without characters the font has no picture for."""
    glyphs = _glyphs()
    line = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(
        mark for mark in line if ord(mark) in glyphs and not unicodedata.category(mark).startswith("C")
    )
    return " ".join(kept.split())


def _first_page(canvas: Any, document: Any) -> None:
    width, height = A4
    canvas.setFillColor(ACCENT)
    canvas.rect(0, height - _BAND, width, _BAND, stroke=0, fill=1)
    canvas.setFillColor(PAPER)
    canvas.setFont(_BOLD, 14)
    canvas.drawCentredString(width / 2, height - _BAND / 2 - 5, "Mitra SCORE · laporan pemeriksaan")
    _later_page(canvas, document)


def _later_page(canvas: Any, document: Any) -> None:
    canvas.setFillColor(QUIET)
    canvas.setFont(_PLAIN, 8.5)
    canvas.drawCentredString(A4[0] / 2, 8 * mm, f"Mitra SCORE · halaman {document.page}")


@cache
def _fonts() -> tuple[Any, Any]:
    """Return DejaVu Sans and its bold, which come with matplotlib; found without importing that."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return TTFont(_PLAIN, str(folder / "DejaVuSans.ttf")), TTFont(_BOLD, str(folder / "DejaVuSans-Bold.ttf"))


def _register() -> None:
    rl_config.useA85 = 0  # photos as bytes, not as letters: a fifth less to download
    for font in _fonts():
        pdfmetrics.registerFont(font)


@cache
def _glyphs() -> frozenset[int]:
    plain, bold = _fonts()
    return frozenset(plain.face.charToGlyph) & frozenset(bold.face.charToGlyph)


_HUGE = _style("huge", 20, bold=True)
_TITLE = _style("title", 13, bold=True, colour=ACCENT, spaceBefore=3 * mm, spaceAfter=1 * mm, keepWithNext=1)
_STRONG = _style("strong", 12, bold=True)
_SCORE = _style("score", 42, bold=True, colour=ACCENT)
_BODY = _style("body", 9)
_MUTED = _style("muted", 8.5, colour=QUIET)
_ACTION = _style("action", 9, colour=ACCENT)
_HEAD = _style("head", 9, bold=True, colour=PAPER)
_NUMBER = _style("number", 10, bold=True, alignment=2)
_ANSWER = _style("answer", 9)
_ANSWER_BAD = _style("bad", 9, bold=True, colour=WARNING)
_CAPTION = _style("caption", 9, colour=QUIET, alignment=1)
