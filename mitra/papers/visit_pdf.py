"""The report of a trainer's visit as A4 pages: what was talked about, what changed, what was agreed, what is to be done."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from mitra.content.messages import tanggal
from mitra.papers.pdf import (
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
    TITLE,
    build,
    style,
    table,
    text,
)
from mitra.visits.report import Task, VisitReport

NAME = "Laporan kunjungan"
NO_NOTES = "Belum ada catatan."
NO_TASKS = "Tidak ada tindakan yang terbuka."
FIRST = "Ini kunjungan pertama, jadi belum ada pembanding."
NOBODY = "belum ada"
#: Letters of one paragraph of the notes, so that none is higher than a page.
_LONGEST = 1_200
_DARK = HEAD.clone("dark", textColor=INK)
_LINE = BODY.clone("line", leading=13)
_LATE = style("late", 9, bold=True)
_GRID = ("GRID", (0, 0), (-1, -1), 0.6, QUIET)
_TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")


def visit_pdf(report: VisitReport) -> bytes:
    """Return the report as a PDF; the same report is the same file."""
    return build(
        _story(report), title=NAME, subject=report.enterprise, band="Mitra SCORE · laporan kunjungan"
    )


def _story(report: VisitReport) -> Iterator[Any]:
    yield Spacer(0, 4 * mm)
    yield text(NAME, HUGE)
    yield text(report.enterprise, STRONG, most=LONGEST_NAME)
    who = f" · pelatih {report.trainer}" if report.trainer else ""
    yield text(f"{tanggal(report.held_on)}{who}", MUTED, most=LONGEST_NAME)
    yield text("Yang dibahas", TITLE)
    yield from _numbered(report.agenda)
    yield from _changes(report)
    yield text("Catatan dan kesepakatan", TITLE)
    yield from _notes(report.notes)
    yield text("Tindakan yang belum selesai", TITLE)
    yield _tasks(report.tasks) if report.tasks else text(NO_TASKS, BODY)
    yield Spacer(0, 4 * mm)
    yield text(f"Dibuat dengan Mitra SCORE, {tanggal(report.made_on)}", MUTED)


def _numbered(lines: Sequence[str]) -> Iterator[Any]:
    for place, line in enumerate(lines, 1):
        yield text(f"{place}. {line}", _LINE)


def _changes(report: VisitReport) -> Iterator[Any]:
    if report.before_on is None:
        yield text("Yang berubah", TITLE)
        yield text(FIRST, BODY)
        return
    yield text(f"Yang berubah sejak {tanggal(report.before_on)}", TITLE)
    for line in report.changes:
        yield text(f"• {line}", _LINE)


def _notes(notes: str) -> Iterator[Any]:
    lines = [line for line in notes.splitlines() if line.strip()]
    for line in lines or [NO_NOTES]:
        yield text(line, _LINE, most=_LONGEST)


def _tasks(tasks: Sequence[Task]) -> Any:
    rows = [
        [
            text(str(one.number), BODY),
            text(one.action, BODY),
            text(one.owner or NOBODY, BODY, most=LONGEST_NAME),
            text(_due(one), _LATE if one.late else BODY),
        ]
        for one in tasks
    ]
    widths = [12 * mm, 0, 40 * mm, 42 * mm]
    widths[1] = PAGE_WIDTH - sum(widths)
    heads = [text(head, _DARK) for head in ("No.", "Tindakan", "Penanggung jawab", "Tenggat")]
    return table([heads, *rows], widths, ("BACKGROUND", (0, 0), (-1, 0), SOFT), _GRID, _TOP, repeatRows=1)


def _due(task: Task) -> str:
    if task.due_on is None:
        return "tanpa tanggal"
    return tanggal(task.due_on) + (" (terlambat)" if task.late else "")
