"""
A check as a document of A4 pages: to hang up, to sign, and to put into a folder.

The first page is all a meeting needs: the score, what is worst, and who does what by when. Then come all items, then the
photos. The same report is the same file, to the byte.
"""
# reportlab is published without types.

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Spacer

from mitra import poster
from mitra.papers.pdf import (
    ACCENT,
    BARE,
    BODY,
    BOLD,
    CAPTION,
    HEAD,
    HUGE,
    INK,
    LINED,
    LONGEST,
    LONGEST_NAME,
    MUTED,
    NUMBER,
    PAGE_WIDTH,
    PLAIN,
    RULE,
    SOFT,
    STRONG,
    TITLE,
    WARNING,
    build,
    escaped,
    placed,
    style,
    table,
    text,
)

#: Photos are printed 80 mm wide: 900 dots are 285 per inch.
PHOTO_SIDE, PHOTO_QUALITY = 900, 70
#: A photo of more dots than this is not opened: it would fill the memory. Telegram's own have at most 6 million.
MOST_DOTS = 25_000_000
MOST_FINDINGS = 5

_EMPTY_ROWS = 3


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
    return build(
        _story(report),
        title=report.title,
        subject=report.enterprise,
        band="Mitra SCORE · laporan cek",
    )


def _story(report: Report) -> Iterator[Any]:
    yield from _heading(report)
    yield from _summary(report)
    yield from _findings(report)
    yield from _plan(report)
    if report.sections:
        yield PageBreak()
        yield text("Semua butir", TITLE)
        for section in report.sections:
            yield from _items(section)
    yield from _photos(report)


# --- the first page


def _heading(report: Report) -> Iterator[Any]:
    yield Spacer(0, 4 * mm)
    yield text(report.title, HUGE, most=LONGEST_NAME)
    yield text(report.enterprise, STRONG, most=LONGEST_NAME)
    about = " · ".join(part for part in (report.area, report.on, report.by) if part.strip())
    yield text(about, MUTED, most=240)
    yield Spacer(0, 3 * mm)


def _summary(report: Report) -> Iterator[Any]:
    """Yield the score and the sections' scores, beside the radar."""
    score = _percent(report.score)
    scale = "" if report.score is None else f'<font name="{PLAIN}" size="10" color="#5a626a"> dari 100</font>'
    words: list[Any] = [Paragraph(score + scale, _SCORE), Spacer(0, 1 * mm)]
    words += [
        text(report.band, STRONG, most=80),
        Spacer(0, 2 * mm),
        text(report.comparison, BODY, most=200),
    ]
    chart = _chart(report.chart, 80 * mm, 76 * mm)
    beside = chart is not None and len(report.sections) <= _FIT_BESIDE
    width = PAGE_WIDTH - 84 * mm if chart else PAGE_WIDTH
    if beside:
        words += [Spacer(0, 3 * mm), *_section_scores(report.sections, width - 4 * mm)]
    if chart is None:
        yield from words
    else:
        yield table([[words, chart]], [width, 84 * mm], ("VALIGN", (0, 0), (-1, -1), "TOP"), BARE)
    if not beside:
        yield Spacer(0, 3 * mm)
        yield from _section_scores(report.sections, PAGE_WIDTH)


#: So many sections' scores find room under the total, beside the radar.
_FIT_BESIDE = 12


def _section_scores(sections: Sequence[Section], width: float) -> Iterator[Any]:
    rows = [
        [
            text(section.title, BODY, most=44),
            _bar(section.percent, 20 * mm),
            text(_percent(section.percent), NUMBER),
        ]
        for section in sections
    ]
    if rows:
        yield table(rows, [width - 35 * mm, 22 * mm, 13 * mm], LINED, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))


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
    yield text("Yang perlu diperbaiki", TITLE)
    if not worst:
        praise = "Belum ada butir yang dinilai." if report.score is None else "Tidak ada temuan. Pertahankan!"
        yield text(praise, BODY)
        return
    rows = []
    for number, line in zip(itertools.count(1), worst[:MOST_FINDINGS], strict=False):
        cell = [text(line.text, BODY, most=200, before=_danger(line))]
        if line.action.strip():
            cell.append(text(line.action, _ACTION, most=240, before="→ "))
        rows.append([text(str(number), NUMBER), cell, text(line.answer, _ANSWER_BAD, most=40)])
    yield table(rows, [9 * mm, PAGE_WIDTH - 31 * mm, 22 * mm], LINED, ("VALIGN", (0, 0), (-1, -1), "TOP"))
    if len(worst) > MOST_FINDINGS:
        rest = len(worst) - MOST_FINDINGS
        yield text(f"… dan {rest} temuan lain di daftar “Semua butir”.", MUTED)


def _danger(line: Line) -> str:
    """Return markup that marks an item on which life and health depend."""
    return f'<font name="{BOLD}" color="#b02a20">BAHAYA</font> ' if line.critical and line.failed else ""


def _plan(report: Report) -> Iterator[Any]:
    """Yield who does what by when, or lines to fill in by hand, and where to sign; never torn apart where avoidable."""
    rows = [[text(part, BODY, most=300) for part in row] for row in report.plan]
    head = [text(word, HEAD) for word in ("Apa", "Siapa", "Kapan")]
    heights = [None, *([None] * len(rows) if rows else [8 * mm] * _EMPTY_ROWS)]
    made = table(
        [head, *(rows or [["", "", ""]] * _EMPTY_ROWS)],
        [PAGE_WIDTH - 78 * mm, 43 * mm, 35 * mm],
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        heights=heights,
        repeatRows=1,
    )
    ending = [Spacer(0, 3 * mm), _signatures(report.by)]
    yield KeepTogether([text("Rencana perbaikan", TITLE), made, *ending])


def _signatures(by: str) -> Any:
    line = Drawing(65 * mm, 1)
    line.add(Rect(0, 0, 65 * mm, 0.6, fillColor=INK, strokeColor=None))
    rows = [
        [text("Yang mengecek", BODY), text("Pimpinan", BODY)],
        [line, line],
        [text(by, MUTED, most=60), text("Nama dan tanggal", MUTED)],
    ]
    return table(
        rows,
        [PAGE_WIDTH / 2, PAGE_WIDTH / 2],
        ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
        BARE,
        heights=[None, 13 * mm, None],
    )


# --- all items


def _items(section: Section) -> Iterator[Any]:
    score = "tidak dinilai" if section.percent is None else f"{section.percent} dari 100"
    head = [
        text(section.title, HEAD, most=90),
        text("Jawaban", HEAD),
        text(score, HEAD),
    ]
    rows = [
        [
            text(line.text, BODY, most=LONGEST, before=_danger(line)),
            text(line.answer, _ANSWER_BAD if line.failed else _ANSWER, most=40),
            text(line.note, MUTED, most=LONGEST),
        ]
        for line in section.lines
    ]
    failed = [
        ("BACKGROUND", (0, row), (-1, row), SOFT)
        for row, line in zip(itertools.count(1), section.lines, strict=False)
        if line.failed
    ]
    yield table(
        [head, *rows],
        [PAGE_WIDTH - 84 * mm, 28 * mm, 56 * mm],
        ("BACKGROUND", (0, 0), (-1, 0), ACCENT),
        *failed,
        LINED,
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
        yield text("Foto", TITLE)
        yield from shown


def _photos_of(section: Section, line: Line) -> Iterator[Any]:
    before: list[Any] = []
    after: list[Any] = []
    for when, data in line.photos:
        if picture := _photo(data, PAGE_WIDTH / 2 - 4 * mm, 72 * mm):
            (after if when == "sesudah" else before).append(picture)
    for left, right in itertools.zip_longest(before, after):
        pair = table(
            [
                [left or _missing(), right or _missing()],
                [text("Sebelum", CAPTION), text("Sesudah", CAPTION)],
            ],
            [PAGE_WIDTH / 2, PAGE_WIDTH / 2],
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        )
        caption = text(line.text, BODY, most=200, before=escaped(section.title, 60) + " · ")
        yield KeepTogether([caption, pair, Spacer(0, 4 * mm)])


def _missing() -> Any:
    return text("belum ada foto", CAPTION)


def _chart(data: bytes, width: float, height: float) -> Any | None:
    """Return a chart, or None when it cannot be read."""
    opened = _opened(data)
    return None if opened is None else placed(data, opened.size, width, height)


def _photo(data: bytes, width: float, height: float) -> Any | None:
    """Return a photo made smaller, without what its camera wrote into it (where, when, whose); None when broken."""
    opened = _opened(data)
    if opened is None:
        return None
    file = io.BytesIO()
    opened.save(file, "JPEG", quality=PHOTO_QUALITY, optimize=True)
    return placed(file.getvalue(), opened.size, width, height)


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


_SCORE = style("score", 42, bold=True, colour=ACCENT)
_ACTION = style("action", 9, colour=ACCENT)
_ANSWER = style("answer", 9)
_ANSWER_BAD = style("bad", 9, bold=True, colour=WARNING)
