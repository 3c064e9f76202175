"""The agenda and minutes form as a Word document of A4 pages, to fill in on the computer or on paper."""

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

from mitra.papers.minutes import (
    AGENDA,
    ATTENDANCE,
    BLANKS,
    COMMITTEE,
    DECIDED,
    LONGEST,
    LONGEST_WORD,
    MEASURED,
    MOST_ROWS,
    NEXT,
    NO_DECISIONS,
    NO_FIGURES,
    NO_MEMBERS,
    NO_OWNER,
    NO_TASKS,
    NO_TOPICS,
    SIDES,
    TITLE,
    TO_DO,
    Minutes,
    about,
    due,
    more,
    shortened,
)

_PAGE, _MARGIN = (Cm(21), Cm(29.7)), Cm(1.6)
#: In centimetres, as the columns.
_WIDTH = 17.8
_NOTES, _SPARE = 6, 2
#: Heights of rows to write into: a line, and what a meeting says about a suggestion.
_LINE, _SAY = Cm(0.9), Cm(1.6)
_INK, _SHADE = RGBColor(25, 30, 36), "E8F0F6"
_LONGEST_NAME = 120


def minutes_docx(minutes: Minutes) -> bytes:
    """Return the form as .docx: 60 rows of a table at most, of each text 600 letters."""
    document = Document()
    _set_up(document, minutes)
    _heading(document, minutes)
    _members(document, minutes)
    _topics(document, minutes)
    _decisions(document, minutes)
    _tasks(document, minutes)
    _figures(document, minutes)
    _ending(document, minutes)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Any, minutes: Minutes) -> None:
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(10), "Arial"
    normal.paragraph_format.space_after = Pt(3)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    normal.element.get_or_add_rPr().append(language)
    for level, size in ((1, 18), (2, 12)):
        heading = document.styles[f"Heading {level}"]
        heading.font.size, heading.font.color.rgb = Pt(size), _INK
        # Word takes a heading's font from the theme, unless that is taken away.
        fonts = heading.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        heading.font.name = "Arial"
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    about_it = document.core_properties
    about_it.title, about_it.author, about_it.comments = TITLE, "Mitra SCORE", ""
    about_it.subject, about_it.language = _clean(minutes.enterprise, _LONGEST_NAME), "id-ID"


def _heading(document: Any, minutes: Minutes) -> None:
    document.add_heading(TITLE, level=1)
    document.add_paragraph().add_run(_clean(minutes.enterprise, _LONGEST_NAME)).bold = True
    document.add_paragraph(_clean(f"{COMMITTEE} · {minutes.month}", _LONGEST_NAME))
    for label in BLANKS:
        _blank(document, label)


def _members(document: Any, minutes: Minutes) -> None:
    document.add_heading("Hadir", level=2)
    if not minutes.members:
        document.add_paragraph(NO_MEMBERS)
    rows = [
        (_clean(name, LONGEST_WORD), _clean(side, LONGEST_WORD), "")
        for name, side in minutes.members[:MOST_ROWS]
    ]
    # Whoever comes without being in the list.
    rows += [("", "", "")] * (_SPARE if rows else _SPARE + 1)
    _table(document, ATTENDANCE, rows, (7, 4.5, 0), height=_LINE)
    _left_out(document, minutes.members)


def _topics(document: Any, minutes: Minutes) -> None:
    document.add_heading("1. Saran yang dibahas", level=2)
    rows = []
    for one in minutes.topics[:MOST_ROWS]:
        said = (_clean(one.text), _clean(about(one)), _clean(one.note, LONGEST // 2))
        rows.append((str(one.number), "\n".join(part for part in said if part), "", "", ""))
    _table_or(document, AGENDA, rows, (1.2, 0, 4.4, 2.9, 2.3), nothing=NO_TOPICS, height=_SAY)
    _left_out(document, minutes.topics)


def _decisions(document: Any, minutes: Minutes) -> None:
    document.add_heading("2. Keputusan sejak rapat yang lalu", level=2)
    rows = [
        (
            str(one.number),
            _clean(one.text),
            _clean(one.outcome, LONGEST_WORD),
            _clean(one.reason),
            _clean(one.by, LONGEST_WORD),
        )
        for one in minutes.decisions[:MOST_ROWS]
    ]
    _table_or(document, DECIDED, rows, (1.2, 0, 2.7, 5.5, 2.9), nothing=NO_DECISIONS)
    _left_out(document, minutes.decisions)


def _tasks(document: Any, minutes: Minutes) -> None:
    document.add_heading("3. Tindakan yang belum selesai", level=2)
    rows = [
        (_clean(one.action), _clean(one.owner, LONGEST_WORD) or NO_OWNER, _clean(due(one)))
        for one in minutes.tasks[:MOST_ROWS]
    ]
    _table_or(document, TO_DO, rows, (0, 3.8, 4.4), nothing=NO_TASKS)
    _left_out(document, minutes.tasks)


def _figures(document: Any, minutes: Minutes) -> None:
    document.add_heading("4. Angka", level=2)
    rows = [
        (_clean(label, LONGEST_WORD), _clean(value, LONGEST_WORD))
        for label, value in minutes.figures[:MOST_ROWS]
    ]
    _table_or(document, MEASURED, rows, (0, 6), nothing=NO_FIGURES)
    if minutes.chart and _readable(minutes.chart):
        document.add_paragraph()
        document.add_picture(io.BytesIO(minutes.chart), width=Cm(9.5))


def _ending(document: Any, minutes: Minutes) -> None:
    document.add_heading("Catatan rapat", level=2)
    for _ in range(_NOTES):
        _blank(document, "")
    _blank(document, NEXT)
    document.add_paragraph()
    table = document.add_table(rows=3, cols=len(SIDES))
    for at, side in enumerate(SIDES):
        for row, text in enumerate((side, "\n\n" + "_" * 30, "Nama dan tanggal")):
            paragraph = table.cell(row, at).paragraphs[0]
            paragraph.add_run(text)
            # The signatures' room is not torn apart.
            paragraph.paragraph_format.keep_with_next = True
    document.add_paragraph(_clean(f"Dibuat dengan Mitra SCORE, {minutes.made_on}", _LONGEST_NAME))


def _blank(document: Any, label: str) -> None:
    """Add a dotted line to fill in: whoever types over it does not push dots along."""
    paragraph = document.add_paragraph(f"{label}\t\t" if label else "\t")
    stops = paragraph.paragraph_format.tab_stops
    if label:
        stops.add_tab_stop(Cm(6.6 if label == NEXT else 3.5))
    stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.paragraph_format.space_before = Pt(5)


def _left_out(document: Any, rows: Sequence[object]) -> None:
    if words := more(rows):
        document.add_paragraph(words)


def _table_or(  # noqa: PLR0913 - a table, or a sentence
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    nothing: str,
    height: int | None = None,
) -> None:
    if rows:
        _table(document, heads, rows, widths, height=height)
    else:
        document.add_paragraph(nothing)


def _table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    height: int | None = None,
) -> None:
    """Add a table whose head is repeated on each page; widths in centimetres, 0 for what is left."""
    table = document.add_table(rows=len(rows) + 1, cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    columns = [Cm(width or _WIDTH - sum(widths)) for width in widths]
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    for at, (row, texts) in enumerate(zip(table.rows, (heads, *rows), strict=True)):
        _mark(row, "w:cantSplit")
        if at and height:
            row.height = height
        for cell, text, width in zip(row.cells, texts, columns, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.add_run(text).bold = not at or None
            if not at:
                _shade(cell)
    _mark(table.rows[0], "w:tblHeader")


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no other way


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no other way


def _readable(chart: bytes) -> bool:
    """Return whether it is a picture: a form without one is better than none."""
    try:
        with Image.open(io.BytesIO(chart), formats=("PNG",)) as picture:
            picture.load()
    except Exception:  # noqa: BLE001 - of a broken file, Pillow raises anything: OSError, SyntaxError, struct.error, …
        return False
    return True


def _clean(text: str, most: int = LONGEST) -> str:
    """Return the beginning of `text` on one line, without what XML forbids and what turns other letters around."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(mark for mark in line if not unicodedata.category(mark).startswith("C"))
    return shortened(" ".join(seen.split()), most)
