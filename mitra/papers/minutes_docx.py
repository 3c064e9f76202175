"""The agenda and minutes form as a Word document, to fill in on the computer."""

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.shared import Cm, Pt

from mitra.papers.minutes import (
    BLANKS,
    COMMITTEE,
    LONGEST,
    MOST_ROWS,
    NO_DECISIONS,
    NO_MEMBERS,
    NO_TASKS,
    NO_TOPICS,
    TITLE,
    Minutes,
    about,
    due,
    more,
)

#: Characters that a document of this kind cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOTS = "…" * 12
_NOTES = 6


def minutes_docx(minutes: Minutes) -> bytes:
    """Return the form as .docx; texts longer than 600 letters are cut."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(1.6)
    _heading(document, minutes)
    _topics(document, minutes)
    _rest(document, minutes)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _heading(document: Any, minutes: Minutes) -> None:
    document.add_heading(TITLE, level=1)
    document.add_paragraph(_clean(f"{minutes.enterprise} · {COMMITTEE} · {minutes.month}"))
    for label in BLANKS:
        document.add_paragraph(f"{label}: {_DOTS}").paragraph_format.space_after = Pt(0)
    document.add_heading("Hadir", level=2)
    if not minutes.members:
        document.add_paragraph(NO_MEMBERS)
    rows = [(name, side, "") for name, side in minutes.members] + [("", "", "")] * 2
    _table(document, ("Nama", "Wakil", "Tanda tangan"), rows)


def _topics(document: Any, minutes: Minutes) -> None:
    document.add_heading("1. Saran yang dibahas", level=2)
    if not minutes.topics:
        document.add_paragraph(NO_TOPICS)
        return
    rows = [
        (
            str(one.number),
            "\n".join(part for part in (one.text[:LONGEST], about(one), one.note) if part),
            "",
            "",
            "",
        )
        for one in minutes.topics[:MOST_ROWS]
    ]
    _table(document, ("No.", "Saran", "Keputusan", "Penanggung jawab", "Tenggat"), rows, wide=1)
    if left := more(list(minutes.topics)):
        document.add_paragraph(left)


def _rest(document: Any, minutes: Minutes) -> None:
    document.add_heading("2. Keputusan sejak rapat yang lalu", level=2)
    decided = [
        (str(one.number), one.text[:LONGEST], one.outcome, one.reason[:LONGEST], one.by)
        for one in minutes.decisions[:MOST_ROWS]
    ]
    _table_or(document, ("No.", "Saran", "Hasil", "Alasan", "Oleh"), decided, NO_DECISIONS)
    document.add_heading("3. Tindakan yang belum selesai", level=2)
    tasks = [(one.action[:LONGEST], one.owner or "belum ada", due(one)) for one in minutes.tasks[:MOST_ROWS]]
    _table_or(document, ("Tindakan", "Penanggung jawab", "Tenggat"), tasks, NO_TASKS)
    if minutes.figures:
        document.add_heading("4. Angka", level=2)
        _table(document, ("Ukuran", "Nilai"), minutes.figures)
    if minutes.chart:
        document.add_picture(io.BytesIO(minutes.chart), width=Cm(14))
    document.add_heading("Catatan rapat", level=2)
    for _ in range(_NOTES):
        document.add_paragraph("…" * 40)
    document.add_paragraph(f"Rapat berikutnya: {_DOTS}")
    _table(document, ("Wakil pekerja", "Wakil pengusaha"), [("\n\n\n" + _DOTS, "\n\n\n" + _DOTS)])
    document.add_paragraph(f"Dibuat dengan Mitra SCORE, {_clean(minutes.made_on)}")


def _table_or(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    if rows:
        _table(document, heads, rows, wide=1)
    else:
        document.add_paragraph(nothing)


def _table(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], *, wide: int | None = None
) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)
    if wide is not None and len(heads) > wide + 1:
        for cell in table.columns[0].cells:
            cell.width = Cm(1.2 if wide else 6)
        for cell in table.columns[wide].cells:
            cell.width = Cm(7)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
