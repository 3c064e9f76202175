"""The agenda and minutes form as A4 pages, to print (also without colours), fill in by hand and sign."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

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
    QUIET,
    SOFT,
    STRONG,
    build,
    placed,
    style,
    table,
    text,
)
from mitra.papers.pdf import TITLE as HEADING

#: Dark on light: the form is printed in black and white.
_DARK = HEAD.clone("dark", textColor=INK)
_SECTION = HEADING.clone("section", keepWithNext=0)
_LATE = style("late", 9, bold=True)
_GRID = ("GRID", (0, 0), (-1, -1), 0.6, QUIET)
_TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
_NOTES, _SPARE = 6, 2
#: Room to write by hand: a line, and what a meeting says about a suggestion.
_LINE, _SAY = 6 * mm, 15 * mm


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return the form as a PDF: 60 rows of a table at most, of each text 600 letters; the same form is the same file."""
    return build(
        _story(minutes), title=TITLE, subject=minutes.enterprise, band="Mitra SCORE · agenda dan notulen"
    )


def _story(minutes: Minutes) -> Iterator[Any]:
    yield Spacer(0, 4 * mm)
    yield text(TITLE, HUGE)
    yield text(minutes.enterprise, STRONG, most=LONGEST_NAME)
    yield text(f"{COMMITTEE} · {minutes.month}", MUTED, most=LONGEST_NAME)
    yield Spacer(0, 2 * mm)
    yield _blanks(BLANKS, 35 * mm)
    yield from _members(minutes)
    yield from _topics(minutes)
    yield from _decisions(minutes)
    yield from _tasks(minutes)
    yield from _figures(minutes)
    yield from _ending(minutes)


def _section(title: str) -> Iterator[Any]:
    """Yield a heading; its table begins below it and may go on, so that no page stays half empty."""
    yield CondPageBreak(45 * mm)
    yield text(title, _SECTION)


def _members(minutes: Minutes) -> Iterator[Any]:
    yield from _section("Hadir")
    if not minutes.members:
        yield text(NO_MEMBERS, BODY)
        yield Spacer(0, 1 * mm)
    rows = [
        [text(name, BODY, most=LONGEST_WORD), text(side, BODY, most=LONGEST_WORD), _room(_LINE)]
        for name, side in minutes.members[:MOST_ROWS]
    ]
    # Whoever comes without being in the list.
    rows += [["", "", _room(_LINE)] for _ in range(_SPARE if rows else _SPARE + 1)]
    yield _grid(ATTENDANCE, rows, (70, 45, 0))
    yield from _left_out(minutes.members)


def _topics(minutes: Minutes) -> Iterator[Any]:
    yield from _section("1. Saran yang dibahas")
    if not minutes.topics:
        yield text(NO_TOPICS, BODY)
        return
    rows = []
    for one in minutes.topics[:MOST_ROWS]:
        said = [text(one.text, BODY, most=LONGEST), text(about(one), MUTED)]
        if one.note.strip():
            said.append(text(one.note, BODY, most=LONGEST // 2))
        rows.append([text(str(one.number), BODY), said, _room(_SAY), "", ""])
    yield _grid(AGENDA, rows, (12, 0, 44, 29, 23))
    yield from _left_out(minutes.topics)


def _decisions(minutes: Minutes) -> Iterator[Any]:
    yield from _section("2. Keputusan sejak rapat yang lalu")
    rows = [
        [
            text(str(one.number), BODY),
            text(one.text, BODY, most=LONGEST),
            text(one.outcome, BODY, most=LONGEST_WORD),
            text(one.reason, BODY, most=LONGEST),
            text(one.by, BODY, most=LONGEST_WORD),
        ]
        for one in minutes.decisions[:MOST_ROWS]
    ]
    yield _grid(DECIDED, rows, (12, 0, 27, 55, 29)) if rows else text(NO_DECISIONS, BODY)
    yield from _left_out(minutes.decisions)


def _tasks(minutes: Minutes) -> Iterator[Any]:
    yield from _section("3. Tindakan yang belum selesai")
    rows = [
        [
            text(one.action, BODY, most=LONGEST),
            text(one.owner.strip() or NO_OWNER, BODY, most=LONGEST_WORD),
            text(due(one), _LATE if one.late else BODY),
        ]
        for one in minutes.tasks[:MOST_ROWS]
    ]
    yield _grid(TO_DO, rows, (0, 38, 44)) if rows else text(NO_TASKS, BODY)
    yield from _left_out(minutes.tasks)


def _figures(minutes: Minutes) -> Iterator[Any]:
    block = [text("4. Angka", HEADING)]
    rows = [
        [text(label, BODY, most=LONGEST_WORD), text(value, BODY, most=LONGEST_WORD)]
        for label, value in minutes.figures[:MOST_ROWS]
    ]
    block.append(_grid(MEASURED, rows, (0, 60)) if rows else text(NO_FIGURES, BODY))
    if minutes.chart and (size := _size(minutes.chart)):
        block += [Spacer(0, 3 * mm), placed(minutes.chart, size, PAGE_WIDTH * 0.7, 100 * mm)]
    yield KeepTogether(block)


def _size(chart: bytes) -> tuple[int, int] | None:
    """Return the size of a chart; None when it cannot be read, since a form without one is better than none."""
    try:
        with Image.open(io.BytesIO(chart), formats=("PNG",)) as picture:
            picture.load()
            return picture.size
    except Exception:  # noqa: BLE001 - of a broken file, Pillow raises anything: OSError, SyntaxError, struct.error, …
        return None


def _ending(minutes: Minutes) -> Iterator[Any]:
    yield KeepTogether([text("Catatan rapat", HEADING), _blanks([""] * _NOTES, 0)])
    signed = table(
        [
            [text(side, BODY) for side in SIDES],
            [_line(), _line()],
            [text("Nama dan tanggal", MUTED) for _ in SIDES],
        ],
        [PAGE_WIDTH / 2, PAGE_WIDTH / 2],
        ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
        BARE,
        heights=[None, 15 * mm, None],
    )
    made = text(f"Dibuat dengan Mitra SCORE, {minutes.made_on}", MUTED, most=LONGEST_NAME)
    yield KeepTogether([_blanks([NEXT], 64 * mm), Spacer(0, 3 * mm), signed, Spacer(0, 2 * mm), made])


def _left_out(rows: Sequence[object]) -> Iterator[Any]:
    if words := more(rows):
        yield text(words, BODY)


def _room(height: float) -> Any:
    """Return what makes a row at least so high."""
    return Spacer(0, height)


def _line() -> Any:
    line = Drawing(65 * mm, 1)
    line.add(Rect(0, 0, 65 * mm, 0.6, fillColor=INK, strokeColor=None))
    return line


def _blanks(labels: Sequence[str], width: float) -> Any:
    """Return dotted lines to fill in by hand, beside labels of this width, or without."""
    column = 1 if width else 0
    rows = [[text(label, BODY), ""] if width else [""] for label in labels]
    return table(
        rows,
        [width, PAGE_WIDTH - width] if width else [PAGE_WIDTH],
        ("LINEBELOW", (column, 0), (column, -1), 0.8, INK, "round", (0.1, 3)),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
        BARE,
        heights=[7 * mm] * len(rows),
    )


def _grid(heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> Any:
    """Return a table with a head, repeated on each page; widths in millimetres, 0 for what is left."""
    given = sum(widths) * mm
    return table(
        [[text(head, _DARK) for head in heads], *rows],
        [width * mm or PAGE_WIDTH - given for width in widths],
        ("BACKGROUND", (0, 0), (-1, 0), SOFT),
        _GRID,
        _TOP,
        repeatRows=1,
    )
