"""
The improvement plan as a spreadsheet: empty to fill in, exported, and read back; the sheet is the same in all three.

All mistakes are told at once, each with its row, its column and what to do; with one mistake nothing is taken.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mitra.papers import cells, workbook
from mitra.papers.cells import CellError
from mitra.papers.workbook import DAY, MONEY, TEXT, Value, Written, as_line
from mitra.store.plan_models import ActionStatus

TITLE = "Rencana"
#: Actions in one sheet; its rows, with free ones between them; its columns, with those of others between ours.
MOST_ROWS, _MOST_LINES, _MOST_COLUMNS = 300, 1_000, 40
TEXT_LIMIT, KPI_LIMIT = 300, 120
INSTRUCTION = (
    "Satu baris untuk satu tindakan. Tindakan baru: kosongkan kolom No. Nomor yang sudah ada jangan diubah. "
    f"Tanggal ditulis seperti {cells.SAMPLE_DAY}, uang cukup angkanya. Baris “contoh” tidak ikut dibaca. "
    "Sudah lengkap? Simpan, lalu kirim file ini ke Mitra."
)
_TITLE_ROW, _INSTRUCTION_ROW, _HEADER_ROW = 1, 2, 3
_INSTRUCTION_HEIGHT = 32  # points, two lines: merged cells do not grow by themselves
_EXAMPLE = "contoh"
#: The titles may stand below rows of somebody's own, but not further down than this.
_HEADER_WITHIN = 15
_LONGEST_TITLE, _MOST_STRANGE = 60, 5
_ACTION_NUMBER = re.compile(r"(?:no|nomor|#)?[. ]*(\d{1,9})\.?", re.IGNORECASE)

MODULES = cells.numbered(
    {
        1: "Kerja sama|kerjasama|kerja sama di tempat kerja|komunikasi",
        2: "Mutu|kualitas|manajemen mutu|manajemen kualitas|quality",
        3: "Produktivitas & produksi bersih|produktivitas dan produksi bersih|produktivitas|produktifitas"
        "|produksi bersih",
        4: "Tenaga kerja (SDM)|tenaga kerja|sdm|sumber daya manusia|manajemen sdm|personalia|hrd",
        5: "K3|keselamatan & kesehatan kerja (K3)|keselamatan & kesehatan kerja|keselamatan dan kesehatan kerja"
        "|keselamatan kerja|kesehatan kerja|keselamatan",
    },
    "modul",
)
PRIORITIES = cells.numbered(
    {1: "tinggi|penting|mendesak", 2: "sedang|biasa|menengah", 3: "rendah|nanti"}, "prioritas"
)
STATUSES = cells.named(
    {
        ActionStatus.OPEN: "belum|belum mulai|belum dimulai|belum jalan|belum dikerjakan|baru|open",
        ActionStatus.RUNNING: "jalan|berjalan|sedang jalan|sedang berjalan|sedang dikerjakan|dikerjakan|proses"
        "|dalam proses|on progress|in progress",
        ActionStatus.POSTPONED: "tertunda|ditunda|tunda|mundur|pending",
        ActionStatus.DONE: "selesai|sudah|sudah selesai|beres|done",
        ActionStatus.CANCELLED: "batal|dihentikan|berhenti|dibatalkan|tidak jadi|cancel|cancelled",
    }
)
_USUAL_PRIORITY = 2


@dataclass(frozen=True, kw_only=True)
class Row:
    """One action as it stands in the sheet. Texts have no blanks around them; an empty one was not filled in."""

    #: The action's number within the enterprise; None for a new one.
    number: int | None
    #: 1 to 5.
    module: int
    problem: str
    cause: str
    action: str
    #: As in the list of areas.
    area: str
    #: As in the list of members' names.
    owner: str
    due_on: dt.date | None
    #: Expected, in rupiah.
    cost: int | None
    #: The figure that shows whether it helped.
    kpi: str
    #: 1 first, 2 usual, 3 can wait.
    priority: int
    status: ActionStatus
    #: What came of it.
    result: str
    #: Estimated, in rupiah a month.
    saving: int | None


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What a sheet is checked against."""

    owners: Sequence[str]
    areas: Sequence[str]
    numbers: Collection[int]
    today: dt.date


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of the sheet."""

    #: The row's value that stands in it.
    field: str
    name: str
    #: What others call it.
    also: str = ""
    #: In letters.
    width: int
    form: str = TEXT
    #: Returns what a cell means, or raises CellError.
    take: Callable[[Value, _Known], object]


def _number(value: Value, known: _Known) -> int | None:
    """Return the number of an action in the plan, None for a new one."""
    if cells.is_nothing(value):
        return None
    digits = _ACTION_NUMBER.fullmatch(as_line(value))
    if not digits:
        raise CellError(f"{cells.quoted(value)} bukan nomor tindakan. Kosongkan kalau tindakan baru.")
    if int(digits[1]) not in known.numbers:
        raise CellError(f"nomor {digits[1]} tidak ada di rencana. Kosongkan kalau tindakan baru.")
    return int(digits[1])


def _text(limit: int, *, needed: bool = False) -> Callable[[Value, _Known], str]:
    return lambda value, _: cells.read_text(value, limit, needed=needed)


#: From left to right.
COLUMNS = (
    _Column(field="number", name="No", also="nomor|no tindakan|nomor tindakan", width=8, form="0", take=_number),
    _Column(field="module", name="Modul", also="modul score", width=15,
            take=lambda value, _: cells.read_choice(value, MODULES)),
    _Column(field="area", name="Bagian", also="area|lokasi|tempat|unit", width=12,
            take=lambda value, known: cells.read_name(value, known.areas)),
    _Column(field="problem", name="Masalah", also="temuan|persoalan|kondisi sekarang", width=26,
            take=_text(TEXT_LIMIT, needed=True)),
    _Column(field="cause", name="Penyebab", also="sebab|akar masalah|akar penyebab", width=20,
            take=_text(TEXT_LIMIT)),
    _Column(field="action", name="Tindakan", also="tindakan perbaikan|perbaikan|aksi|solusi", width=26,
            take=_text(TEXT_LIMIT, needed=True)),
    _Column(field="owner", name="Penanggung jawab", also="pic|pj|pelaksana|siapa", width=14,
            take=lambda value, known: cells.read_name(value, known.owners)),
    _Column(field="due_on", name="Batas waktu", also="tenggat|tanggal|target selesai|deadline", width=12, form=DAY,
            take=lambda value, known: cells.read_day(value, known.today)),
    _Column(field="cost", name="Biaya (Rp)", also="perkiraan biaya|anggaran", width=13, form=MONEY,
            take=lambda value, _: cells.read_rupiah(value)),
    _Column(field="kpi", name="Ukuran keberhasilan", also="kpi|indikator|ukuran", width=18,
            take=_text(KPI_LIMIT)),
    _Column(field="priority", name="Prioritas", width=10,
            take=lambda value, _: cells.read_choice(value, PRIORITIES, _USUAL_PRIORITY)),
    _Column(field="status", name="Status", also="keadaan", width=10,
            take=lambda value, _: cells.read_choice(value, STATUSES, ActionStatus.OPEN)),
    _Column(field="result", name="Hasil", width=20, take=_text(TEXT_LIMIT)),
    _Column(field="saving", name="Hemat per bulan (Rp)", also="hemat|penghematan|penghematan per bulan", width=13,
            form=MONEY, take=lambda value, _: cells.read_rupiah(value)),
)  # fmt: skip
_NAMES = {column.field: column.name for column in COLUMNS}
#: Without these nothing can be read.
_NEEDED = ("number", "module", "problem", "action")
_EXAMPLES = (
    Row(
        number=None, module=5, area="", owner="",
        problem="Lantai dekat mesin cuci licin, dua orang terpeleset bulan ini.",
        cause="Air bekas bilas tidak punya saluran.",
        action="Buat saluran air dan pasang alas antilicin.",
        due_on=dt.date(2027, 2, 26), cost=750_000, kpi="Orang terpeleset per bulan: dari 2 menjadi 0",
        priority=1, status=ActionStatus.OPEN, result="", saving=None,
    ),
    Row(
        number=None, module=2, area="", owner="",
        problem="Dari 100 kaleng, 8 penyok.",
        cause="Kaleng ditumpuk terlalu tinggi.",
        action="Beri garis batas tumpukan di dinding.",
        due_on=dt.date(2027, 3, 12), cost=50_000, kpi="Kaleng penyok per 100: dari 8 menjadi 3",
        priority=2, status=ActionStatus.RUNNING, result="Minggu pertama: 5 dari 100.", saving=400_000,
    ),
)  # fmt: skip


# --- writing


def write(
    rows: Sequence[Row],
    *,
    enterprise: str,
    owners: Sequence[str],
    areas: Sequence[str],
    made_at: dt.datetime | None = None,
) -> bytes:
    """
    Return the plan as a file (.xlsx); without rows the sheet to fill in, with examples that reading passes over.

    It says that it was made at `made_at`, or now.
    """
    book, sheet = workbook.new_book(TITLE)
    if made_at is not None:
        workbook.stamp(book, made_at)
    workbook.put(sheet.cell(_TITLE_ROW, 1), f"Rencana perbaikan {enterprise}")
    workbook.put(sheet.cell(_INSTRUCTION_ROW, 1), INSTRUCTION)
    workbook.fill(sheet, _HEADER_ROW, [column.name for column in COLUMNS])
    room = range(_HEADER_ROW + 1, _HEADER_ROW + 1 + max(len(rows), MOST_ROWS))
    for place, row in zip(room, rows or _EXAMPLES, strict=False):
        workbook.fill(sheet, place, _written(row))
    workbook.set_forms(sheet, [column.form for column in COLUMNS], room)
    if not rows:
        _mark_examples(sheet, room)
    _lay_out(sheet)
    _offer_choices(sheet, room, owners=owners, areas=areas)
    return workbook.as_bytes(book)


def _written(row: Row) -> list[Written]:
    """Return an action's cells, from left to right."""
    words = {
        "module": MODULES.labels[row.module],
        "priority": PRIORITIES.labels[row.priority],
        "status": STATUSES.labels[row.status],
    }
    return [words.get(column.field, getattr(row, column.field)) for column in COLUMNS]


def _mark_examples(sheet: Any, room: range) -> None:
    for place in room[: len(_EXAMPLES)]:
        workbook.put(sheet.cell(place, 1), _EXAMPLE)
        workbook.style_example(sheet[place])


def _lay_out(sheet: Any) -> None:
    workbook.style_header([sheet.cell(_TITLE_ROW, 1), *sheet[_HEADER_ROW]])
    workbook.set_widths(sheet, [column.width for column in COLUMNS])
    for row in (_TITLE_ROW, _INSTRUCTION_ROW):
        workbook.merge_across(sheet, row, len(COLUMNS))
    sheet.row_dimensions[_INSTRUCTION_ROW].height = _INSTRUCTION_HEIGHT
    workbook.freeze_above(sheet, _HEADER_ROW + 1)
    workbook.print_wide(sheet)


def _offer_choices(sheet: Any, room: range, *, owners: Sequence[str], areas: Sequence[str]) -> None:
    offered: dict[str, Sequence[str]] = {
        "module": [*MODULES.labels.values()],
        "priority": [*PRIORITIES.labels.values()],
        "status": [*STATUSES.labels.values()],
        "owner": owners,
        "area": areas,
    }
    for column, cell in zip(COLUMNS, sheet[_HEADER_ROW], strict=True):
        options = offered.get(column.field, ())
        workbook.offer(sheet, f"{cell.column_letter}{room[0]}:{cell.column_letter}{room[-1]}", options)


# --- reading it back


@dataclass
class Reading:
    """What was read from a sheet: its rows, or what is wrong with them (in Bahasa, each with its place)."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


#: Value of a row → its cell.
_Line = dict[str, Value]


def read(
    data: bytes, *, owners: Sequence[str], areas: Sequence[str], numbers: Collection[int], today: dt.date
) -> Reading:
    """
    Return the actions in a sheet, or everything that is wrong with it.

    `numbers` are those of the plan's actions. Members and areas come back spelt as in `owners` and `areas`.
    """
    found = workbook.read_rows(data, most_rows=_MOST_LINES, most_columns=_MOST_COLUMNS, title=TITLE)
    if isinstance(found, str):
        return Reading(problems=[found])
    problems: list[str] = []
    header, columns = _header(found, problems)
    if problems:
        return Reading(problems=problems)
    known = _Known(owners=owners, areas=areas, numbers=numbers, today=today)
    taken = {
        place: _values(place, line, known, problems)
        for place, line in _lines(found[header:], header + 1, columns)
        if not _is_example(place, line, problems)
    }
    problems += _whole_problems(taken, header, columns, told=bool(problems))
    return Reading(problems=problems) if problems else Reading(rows=[Row(**row) for row in taken.values()])


def _header(rows: Sequence[Sequence[Value]], problems: list[str]) -> tuple[int, dict[str, int]]:
    """Return how many rows end with the titles, and value → its column's place; what is wrong goes to `problems`."""
    titles = [[_titled(value) for value in row] for row in rows[:_HEADER_WITHIN]]
    counts = [len({name for name in row if name}) for row in titles]
    if not any(counts):
        problems.append("Judul kolom tidak ketemu. Pakai lembar dari saya, isi di bawah judulnya.")
        return 0, {}
    place = counts.index(max(counts))
    names, where = titles[place], f"Baris {place + 1}"
    twice = [_NAMES[name] for name in _NAMES if names.count(name) > 1]
    missing = [_NAMES[name] for name in _NEEDED if name not in names]
    strange = [
        cells.quoted(value) for value, name in zip(rows[place], names, strict=True) if value and not name
    ]
    problems += [f"{where}: kolom {name} ada lebih dari sekali. Sisakan satu." for name in twice]
    problems += [f"{where}: kolom {name} tidak ada. Tulis judul itu di atas kolomnya." for name in missing]
    if missing and strange:
        problems.append(
            f"{where}: tidak kenal judul {', '.join(strange[:_MOST_STRANGE])}. Ganti kalau itu kolomnya."
        )
    return place + 1, {name: column for column, name in enumerate(names) if name}


def _titled(value: Value) -> str:
    """Return which of a row's values stands below this title; empty for none. What is in brackets does not count."""
    return _TITLES.get(_title_key(as_line(value)[:_LONGEST_TITLE]), "")


def _title_key(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"\([^)]*\)", " ", text.casefold())))


_TITLES = {
    _title_key(name): column.field
    for column in COLUMNS
    for name in (column.name, *column.also.split("|"))
    if name
}


def _lines(
    rows: Sequence[Sequence[Value]], first: int, columns: dict[str, int]
) -> Iterator[tuple[int, _Line]]:
    """Yield the place and the cells of each row that has something in our columns."""
    for place, row in enumerate(rows, first):
        line = {name: row[column] for name, column in columns.items()}
        if any(map(as_line, line.values())):
            yield place, line


def _is_example(place: int, line: _Line, problems: list[str]) -> bool:
    """Return whether a row is marked as an example; one that is no longer ours may be meant, so it is a problem."""
    if not as_line(line["number"]).casefold().startswith(_EXAMPLE):
        return False
    if (as_line(line["problem"]), as_line(line["action"])) not in {
        (one.problem, one.action) for one in _EXAMPLES
    }:
        what = f"masih “{_EXAMPLE}”. Hapus kata itu supaya dibaca, atau hapus barisnya."
        problems.append(f"Baris {place}, {_NAMES['number']}: {what}")
    return True


def _values(place: int, line: _Line, known: _Known, problems: list[str]) -> dict[str, Any]:
    """Return what the cells of a row mean; what is wrong with one goes to `problems` instead."""
    taken = {}
    for column in COLUMNS:
        try:
            taken[column.field] = column.take(line.get(column.field), known)
        except CellError as error:
            problems.append(f"Baris {place}, {column.name}: {error}")
    return taken


def _whole_problems(
    taken: dict[int, dict[str, Any]], header: int, columns: dict[str, int], *, told: bool
) -> Iterator[str]:
    """Yield what is wrong with the rows together; `told` says that something else is."""
    if not taken and not told:
        yield f"Belum ada tindakan. Isi mulai baris {header + 1}."
    if len(taken) > MOST_ROWS:
        yield f"Ada {len(taken)} tindakan, paling banyak {MOST_ROWS}. Bagi menjadi beberapa file."
    first: dict[int, int] = {}
    for place, row in taken.items():
        number = row.get("number")
        if number is not None and first.setdefault(number, place) != place:
            yield f"Baris {place}, No: nomor {number} sudah ada di baris {first[number]}. Sisakan satu."
    if first:
        # For a new action a missing column is an empty one; in an old one it would wipe out what is there.
        missing = [name for value, name in _NAMES.items() if value not in columns]
        yield from (
            f"Baris {header}: kolom {name} tidak ada, isinya bisa hilang. Tulis judul itu."
            for name in missing
        )
