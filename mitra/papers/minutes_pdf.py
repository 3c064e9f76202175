"""The agenda and minutes form as A4 pages, to print, fill in by hand and sign."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

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
from mitra.papers.pdf import (
    BARE,
    BODY,
    HEAD,
    HUGE,
    INK,
    LONGEST_NAME,
    MUTED,
    PAGE_WIDTH,
    RULE,
    SOFT,
    STRONG,
    build,
    placed,
    table,
    text,
)
from mitra.papers.pdf import TITLE as HEADING

_DOTS = "." * 60
_GRID = ("GRID", (0, 0), (-1, -1), 0.5, RULE)
_TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
_NOTES = 6
#: Room to write by hand in an empty row.
_ROW = 9 * mm


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return the form as a PDF; texts longer than 600 letters are cut."""
    return build(
        _story(minutes), title=TITLE, subject=minutes.enterprise, band="Mitra SCORE · agenda dan notulen"
    )


def _story(minutes: Minutes) -> Iterator[Any]:
    yield Spacer(0, 4 * mm)
    yield text(TITLE, HUGE)
    yield text(minutes.enterprise, STRONG, most=LONGEST_NAME)
    yield text(f"{COMMITTEE} · {minutes.month}", MUTED)
    yield Spacer(0, 3 * mm)
    yield table(
        [[text(label, BODY), text(_DOTS, MUTED)] for label in BLANKS], [35 * mm, PAGE_WIDTH - 35 * mm], BARE
    )
    yield from _members(minutes)
    yield from _topics(minutes)
    yield from _decisions(minutes)
    yield from _figures(minutes)
    yield from _ending(minutes)


def _members(minutes: Minutes) -> Iterator[Any]:
    yield text("Hadir", HEADING)
    if not minutes.members:
        yield text(NO_MEMBERS, BODY)
    rows = [[text(name, BODY, most=60), text(side, BODY), ""] for name, side in minutes.members[:MOST_ROWS]]
    rows += [["", "", ""]] * 2
    yield _grid(("Nama", "Wakil", "Tanda tangan"), rows, (70, 45, 0), heights=_ROW)


def _topics(minutes: Minutes) -> Iterator[Any]:
    # Not kept together with the whole table, which may be longer than a page.
    yield CondPageBreak(50 * mm)
    yield text("1. Saran yang dibahas", HEADING.clone("loose", keepWithNext=0))
    if not minutes.topics:
        yield text(NO_TOPICS, BODY)
        return
    rows = [
        [
            text(str(one.number), BODY),
            [
                text(one.text, BODY, most=LONGEST),
                text(about(one), MUTED),
                *([text(one.note, MUTED)] if one.note else []),
            ],
            "",
            "",
            "",
        ]
        for one in minutes.topics[:MOST_ROWS]
    ]
    yield _grid(("No.", "Saran", "Keputusan", "Siapa", "Tenggat"), rows, (11, 0, 34, 26, 22))
    if left := more(list(minutes.topics)):
        yield text(left, MUTED)


def _decisions(minutes: Minutes) -> Iterator[Any]:
    yield text("2. Keputusan sejak rapat yang lalu", HEADING)
    decided = [
        [
            text(str(one.number), BODY),
            text(one.text, BODY, most=LONGEST),
            [text(one.outcome, BODY), text(one.reason, MUTED, most=LONGEST)],
            text(one.by, BODY, most=80),
        ]
        for one in minutes.decisions[:MOST_ROWS]
    ]
    if decided:
        yield _grid(("No.", "Saran", "Hasil dan alasan", "Oleh"), decided, (11, 0, 60, 34))
    else:
        yield text(NO_DECISIONS, BODY)
    yield text("3. Tindakan yang belum selesai", HEADING)
    tasks = [
        [
            text(one.action, BODY, most=LONGEST),
            text(one.owner or "belum ada", BODY, most=60),
            text(due(one), BODY),
        ]
        for one in minutes.tasks[:MOST_ROWS]
    ]
    if tasks:
        yield _grid(("Tindakan", "Siapa", "Tenggat"), tasks, (0, 40, 42))
    else:
        yield text(NO_TASKS, BODY)


def _figures(minutes: Minutes) -> Iterator[Any]:
    if not minutes.figures:
        return
    block = [text("4. Angka", HEADING)]
    rows = [[text(label, BODY), text(value, BODY)] for label, value in minutes.figures]
    block.append(_grid(("Ukuran", "Nilai"), rows, (0, 50)))
    if minutes.chart:
        with Image.open(io.BytesIO(minutes.chart)) as picture:
            size = picture.size
        block += [Spacer(0, 3 * mm), placed(minutes.chart, size, PAGE_WIDTH * 0.8, 90 * mm)]
    yield KeepTogether(block)


def _ending(minutes: Minutes) -> Iterator[Any]:
    yield text("Catatan rapat", HEADING)
    yield table(
        [[""]] * _NOTES, [PAGE_WIDTH], ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE), heights=[_ROW] * _NOTES
    )
    yield Spacer(0, 4 * mm)
    yield text(f"Rapat berikutnya: {_DOTS}", BODY)
    line = Drawing(65 * mm, 1)
    line.add(Rect(0, 0, 65 * mm, 0.6, fillColor=INK, strokeColor=None))
    signed = table(
        [[text("Wakil pekerja", BODY), text("Wakil pengusaha", BODY)], [line, line]],
        [PAGE_WIDTH / 2, PAGE_WIDTH / 2],
        ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
        BARE,
        heights=[None, 20 * mm],
    )
    yield KeepTogether(
        [Spacer(0, 4 * mm), signed, text(f"Dibuat dengan Mitra SCORE, {minutes.made_on}", MUTED)]
    )


def _grid(
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    heights: float | None = None,
) -> Any:
    """Return a table with a head; widths in millimetres, 0 for what is left."""
    given = sum(widths) * mm
    columns = [width * mm or PAGE_WIDTH - given for width in widths]
    return table(
        [[text(head, _DARK) for head in heads], *rows],
        columns,
        ("BACKGROUND", (0, 0), (-1, 0), SOFT),
        _GRID,
        _TOP,
        heights=[None, *[heights] * len(rows)],
        repeatRows=1,
    )


#: Dark on light: the form is printed in black and white.
_DARK = HEAD.clone("dark", textColor=INK)
