"""
A summary as a spreadsheet, for who goes on calculating: what it comes to, the actions behind it, and every figure.

Numbers and days are numbers and days. A text is never a formula, whatever somebody has called an action.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mitra.papers import workbook
from mitra.papers.workbook import DAY, MONEY, TEXT
from mitra.summary.content import ActionLine, CheckLine, Summary

#: The sheets.
SUMMARY, PLAN, FIGURES = "Ringkasan", "Rencana", "Angka"
#: Number formats: a figure has as many decimals as it has; a whole number; a share; a month.
_FIGURE, _WHOLE, _SHARE, _MONTH = "General", "#,##0", "0%", "mm/yyyy"

_Value = str | float | dt.date | None


@dataclass(frozen=True)
class _Column:
    """A column: its head, how its values are shown, how many letters wide it is."""

    head: str
    form: str
    width: int


_MONTHS = (
    _Column("Bulan", _MONTH, 38),
    _Column("Selesai tepat waktu", _WHOLE, 20),
    _Column("Selesai terlambat", _WHOLE, 20),
    _Column("Terbuka di akhir bulan", _WHOLE, 24),
    _Column("Di antaranya terlambat", _WHOLE, 24),
)
_ACTIONS = (
    _Column("No.", _WHOLE, 8),
    _Column("Keadaan", TEXT, 14),
    _Column("Tindakan", TEXT, 50),
    _Column("Bagian", TEXT, 18),
    _Column("Penanggung jawab", TEXT, 22),
    _Column("Tenggat atau selesai", DAY, 16),
    _Column("Hasil", TEXT, 40),
    _Column("Hemat tiap bulan (Rp)", MONEY, 20),
)
_PERIODS = (
    _Column("Nama", TEXT, 34),
    _Column("Satuan", TEXT, 16),
    _Column("Periode (mulai)", DAY, 18),
    _Column("Nilai", _FIGURE, 14),
    _Column("Awal", _FIGURE, 14),
    _Column("Target", _FIGURE, 14),
    _Column("Target sampai", DAY, 16),
)
LATE, DONE = "Terlambat", "Selesai"


def summary_xlsx(summary: Summary) -> bytes:
    """Return the summary as .xlsx with the sheets Ringkasan, Rencana and Angka."""
    book, sheet = workbook.new_book(SUMMARY)
    _write_summary(sheet, summary)
    _write_table(book.create_sheet(PLAN), 1, _ACTIONS, list(_actions(summary)))
    _write_table(book.create_sheet(FIGURES), 1, _PERIODS, list(_periods(summary)))
    return workbook.as_bytes(book)


def _write_summary(sheet: Any, summary: Summary) -> None:
    """Write whose summary it is and what it comes to, and below that the months of the plan."""
    lines = list(_lines(summary))
    for row, (label, value, form) in enumerate(lines, 1):
        workbook.put(sheet.cell(row, 1), label)
        _put(sheet.cell(row, 2), value, form)
    workbook.style_header([sheet.cell(1, 1), sheet.cell(1, 2)])
    months: list[list[_Value]] = [
        [one.first, one.done, one.done_late, one.open, one.overdue] for one in summary.plan.months
    ]
    _write_table(sheet, len(lines) + 2, _MONTHS, months)
    workbook.freeze_above(sheet, 2)


def _lines(summary: Summary) -> Iterator[tuple[str, _Value, str]]:
    """Yield what stands in the first sheet: label, value, and how that is shown."""
    plan, given = summary.plan, summary.suggestions
    yield "Perusahaan", summary.enterprise, TEXT
    yield "Ringkasan per", summary.on, DAY
    yield "Tindakan selesai", plan.done, _WHOLE
    yield "Tindakan terlambat", plan.overdue, _WHOLE
    yield "Tindakan terbuka", plan.unfinished, _WHOLE
    yield "Terbuka: belum mulai", plan.open, _WHOLE
    yield "Terbuka: dikerjakan", plan.running, _WHOLE
    yield "Terbuka: ditunda", plan.postponed, _WHOLE
    yield "Tindakan dihentikan", plan.cancelled, _WHOLE
    yield "Selesai tepat waktu, 12 bulan terakhir", _part(plan.in_time), _SHARE
    for check in summary.checks:
        yield from _check(check)
    if given is not None:
        yield "Saran diberikan, 12 bulan terakhir", given.given, _WHOLE
        yield "Saran dijawab", given.answered, _WHOLE
        yield "Saran dilaksanakan", given.done, _WHOLE
        yield "Saran per orang", given.per_person, _FIGURE
    yield "Bahaya belum ditangani", summary.hazards, _WHOLE
    yield "Hemat tiap bulan, perkiraan (Rp)", summary.savings, MONEY


def _check(check: CheckLine) -> Iterator[tuple[str, _Value, str]]:
    yield f"Cek {check.name}: nilai", _part(check.percent), _SHARE
    yield f"Cek {check.name}: naik atau turun (poin)", check.change, _WHOLE
    yield f"Cek {check.name}: jumlah bagian", check.areas, _WHOLE
    yield f"Cek {check.name}: terakhir", check.on, DAY


def _part(percent: int | None) -> float | None:
    return None if percent is None else percent / 100


def _actions(summary: Summary) -> Iterator[list[_Value]]:
    """Yield the late actions and the finished ones."""
    for state, lines in ((LATE, summary.late), (DONE, summary.done)):
        for line in lines:
            yield [line.number, state, *_action(line)]


def _action(line: ActionLine) -> list[_Value]:
    return [line.action, line.area, line.owner, line.on, line.result, line.saving]


def _periods(summary: Summary) -> Iterator[list[_Value]]:
    """Yield each week or month of each figure: a missing value stays empty, and a figure without any has one row."""
    for line in summary.kpis:
        found: list[tuple[_Value, _Value]] = [(point.first, point.value) for point in line.points]
        for first, value in found or [(None, None)]:
            yield [line.name, line.unit, first, value, line.baseline, line.target, line.target_on]


def _write_table(sheet: Any, row: int, columns: Sequence[_Column], rows: Sequence[Sequence[_Value]]) -> None:
    """Write heads into `row` and the rows below; what stands above stays in sight."""
    workbook.fill(sheet, row, [column.head for column in columns])
    workbook.style_header(sheet[row])
    workbook.set_widths(sheet, [column.width for column in columns])
    workbook.set_forms(sheet, [column.form for column in columns], range(row + 1, row + 1 + len(rows)))
    for at, values in enumerate(rows, row + 1):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            _put(sheet.cell(at, place), value, column.form)
    workbook.freeze_above(sheet, row + 1)
    workbook.print_wide(sheet)


def _put(cell: Any, value: _Value, form: str) -> None:
    """Write a value to be shown as `form` says."""
    if isinstance(value, float):
        cell.value = value
    else:
        workbook.put(cell, value)
    cell.number_format = form
