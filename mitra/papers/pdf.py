"""What all documents of A4 pages share: fonts, colours, paragraphs, tables, the frame of a page."""
# reportlab is published without types.

import html
import importlib.util
import io
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image as Picture
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from mitra import poster

#: How many letters of a text are printed, so that no row is higher than a page.
LONGEST = 500
LONGEST_NAME = 120
MARGIN = 16 * mm
PAGE_WIDTH = A4[0] - 2 * MARGIN
_BAND = 15 * mm
PLAIN, BOLD = "Mitra", "Mitra-Bold"
#: reportlab keeps fonts in one place for all documents, and is not made for threads.
_LOCK = threading.Lock()


def _colour(parts: Sequence[int]) -> Any:
    return Color(*(part / 255 for part in parts))


INK, ACCENT, PAPER, SOFT = (_colour(one) for one in (poster.INK, poster.ACCENT, poster.PAPER, poster.SOFT))
QUIET, RULE, WARNING = _colour((90, 98, 106)), _colour((190, 200, 208)), _colour((176, 42, 32))


def build(story: Iterable[Any], *, title: str, subject: str, band: str) -> bytes:
    """Return a document of A4 pages, whose first one has `band` written across its top; the same story is the same file."""
    file = io.BytesIO()
    with _LOCK:
        _register()
        document = SimpleDocTemplate(
            file,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=clean(title)[:LONGEST_NAME],
            author="Mitra SCORE",
            subject=clean(subject)[:LONGEST_NAME],
            lang="id",
            invariant=1,
        )
        document.build(list(story), onFirstPage=partial(_first_page, band), onLaterPages=_later_page)
    return file.getvalue()


def placed(data: bytes, size: tuple[int, int], width: float, height: float) -> Any:
    """Return a picture of so many dots, as large as fits into `width` × `height`."""
    scale = min(width / size[0], height / size[1])
    return Picture(io.BytesIO(data), width=size[0] * scale, height=size[1] * scale)


#: Commands of a table's style.
BARE = ("LEFTPADDING", (0, 0), (-1, -1), 0)
LINED = ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE)


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *looks: tuple[Any, ...],
    heights: Any = None,
    **more: Any,
) -> Any:
    """Return a table; `looks` are reportlab's commands, widths and heights in points."""
    padding = (("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5))
    return Table(rows, colWidths=widths, rowHeights=heights, style=[*padding, *looks], hAlign="LEFT", **more)


def style(name: str, size: float, *, bold: bool = False, colour: Any = INK, **more: Any) -> Any:
    """Return how a paragraph looks."""
    font = BOLD if bold else PLAIN
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.3, textColor=colour, **more)


def text(words: str, look: Any, *, most: int = LONGEST, before: str = "") -> Any:
    """Return a paragraph of plain `words`, after the markup `before`."""
    return Paragraph(before + escaped(words, most), look)


def escaped(words: str, most: int) -> str:
    """Return at most so many letters of `words` as markup; reportlab reads "<" and "&" as HTML does."""
    line = clean(words)
    return html.escape(line if len(line) <= most else line[: most - 1].rstrip() + "…")


def clean(words: str) -> str:
    """Return `words` on one line, without characters the font has no picture for."""
    glyphs = _glyphs()
    line = " ".join(unicodedata.normalize("NFC", words).split())
    kept = "".join(
        mark for mark in line if ord(mark) in glyphs and not unicodedata.category(mark).startswith("C")
    )
    return " ".join(kept.split())


def _first_page(band: str, canvas: Any, document: Any) -> None:
    width, height = A4
    canvas.setFillColor(ACCENT)
    canvas.rect(0, height - _BAND, width, _BAND, stroke=0, fill=1)
    canvas.setFillColor(PAPER)
    canvas.setFont(BOLD, 14)
    canvas.drawCentredString(width / 2, height - _BAND / 2 - 5, band)
    _later_page(canvas, document)


def _later_page(canvas: Any, document: Any) -> None:
    canvas.setFillColor(QUIET)
    canvas.setFont(PLAIN, 8.5)
    canvas.drawCentredString(A4[0] / 2, 8 * mm, f"Mitra SCORE · halaman {document.page}")


@cache
def _fonts() -> tuple[Any, Any]:
    """Return DejaVu Sans and its bold, which come with matplotlib; found without importing that."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return TTFont(PLAIN, str(folder / "DejaVuSans.ttf")), TTFont(BOLD, str(folder / "DejaVuSans-Bold.ttf"))


def _register() -> None:
    rl_config.useA85 = 0  # photos as bytes, not as letters: a fifth less to download
    for font in _fonts():
        pdfmetrics.registerFont(font)


@cache
def _glyphs() -> frozenset[int]:
    plain, bold = _fonts()
    return frozenset(plain.face.charToGlyph) & frozenset(bold.face.charToGlyph)


HUGE = style("huge", 20, bold=True)
TITLE = style("title", 13, bold=True, colour=ACCENT, spaceBefore=3 * mm, spaceAfter=1 * mm, keepWithNext=1)
STRONG = style("strong", 12, bold=True)
BODY = style("body", 9)
MUTED = style("muted", 8.5, colour=QUIET)
HEAD = style("head", 9, bold=True, colour=PAPER)
NUMBER = style("number", 10, bold=True, alignment=2)
CAPTION = style("caption", 9, colour=QUIET, alignment=1)
