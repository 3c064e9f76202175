"""
The improvement plan as a spreadsheet: empty to fill in, exported, and read back; the sheet is the same in all three.

Reading takes what people type in many forms, but guesses no meaning. All mistakes are told at once, each with its row,
its column and what to do; with one mistake nothing is taken.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Generic, TypeVar

from rapidfuzz import fuzz, process, utils

from mitra.amounts import TOO_MUCH, Unit, read_amount
from mitra.papers import workbook
from mitra.papers.workbook import DAY, MONEY, TEXT, Value, Written, as_line, as_text, tidy
from mitra.store.plan_models import ActionStatus

_T = TypeVar("_T")

TITLE = "Rencana"
#: Actions in one sheet; rows of the sheet, with free ones between; columns, with those of others between.
MOST_ROWS, _MOST_LINES, _MOST_COLUMNS = 300, 1_000, 40
TEXT_LIMIT, KPI_LIMIT = 300, 120
EARLIEST, MOST_YEARS_AHEAD = dt.date(2000, 1, 1), 5
INSTRUCTION = (
    "Satu baris untuk satu tindakan. Tindakan baru: kosongkan kolom No. Nomor yang sudah ada jangan diubah. "
    "Tanggal ditulis seperti 28/2/2027, uang cukup angkanya. Baris “contoh” tidak ikut dibaca. "
    "Sudah lengkap? Simpan, lalu kirim file ini ke Mitra."
)
_TITLE_ROW, _INSTRUCTION_ROW, _HEADER_ROW = 1, 2, 3
_INSTRUCTION_HEIGHT = 32  # points, two lines: merged cells do not grow by themselves
_EXAMPLE = "contoh"
#: Titles may stand below others of one's own, but not further down than this.
_HEADER_WITHIN = 15
#: How alike a name must be to be asked about: "bdui" is to "Budi", "joko" is not; letters looked at; names asked about.
_ALIKE, _MOST_LETTERS, _MOST_NAMES = 75, 60, 2
#: A cell that says there is nothing.
_NOTHING = {"", "-", "–", "—"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One action as it stands in the sheet. Texts have no blanks around them; empty ones are not filled in."""

    #: The action's number within the enterprise; None for a new one.
    number: int | None
    #: 1 to 5.
    module: int
    problem: str
    cause: str
    action: str
    #: As in the enterprise's list of areas.
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


@dataclass
class Reading:
    """What was read from a sheet: its rows, or what is wrong with them (in Bahasa, each with its place)."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


# --- words that can be chosen


@dataclass(frozen=True)
class _Choice(Generic[_T]):
    """What a column can say."""

    #: As it is written.
    labels: dict[_T, str]
    #: As it is typed, by `_key`.
    spellings: dict[str, _T]


def _numbered(names: dict[int, str]) -> _Choice[int]:
    """Return the choice among numbers with names ("Mutu|kualitas"): typed as "2", "mutu", "2 kualitas", "modul 2"."""
    split = {number: spelt.split("|") for number, spelt in names.items()}
    spellings = {_key(name): number for number, (label, *more) in split.items() for name in (label, *more)}
    numbers = {f"{word}{number}": number for number in split for word in ("", "modul ", "prioritas ")}
    both = {f"{number} {spelling}": number for spelling, number in spellings.items()}
    labels = {number: f"{number} {label}" for number, (label, *_) in split.items()}
    return _Choice(labels, spellings | numbers | both)


def _named(names: dict[_T, str]) -> _Choice[_T]:
    """Return the choice among names ("belum|belum mulai")."""
    spellings = {_key(name): value for value, spelt in names.items() for name in spelt.split("|")}
    return _Choice({value: spelt.partition("|")[0] for value, spelt in names.items()}, spellings)


def _key(text: str) -> str:
    """Return the words of a text as they are compared: small, without marks."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _name_key(text: str) -> str:
    """Return a name as it is compared: every mark tells people apart, small letters and blanks do not."""
    return unicodedata.normalize("NFKC", as_line(text)).casefold()


_MODULES = _numbered(
    {
        1: "Kerja sama|kerjasama|kerja sama di tempat kerja|komunikasi",
        2: "Mutu|kualitas|manajemen mutu|manajemen kualitas|quality",
        3: "Produktivitas & produksi bersih|produktivitas dan produksi bersih|produktivitas|produktifitas|produksi bersih",
        4: "Tenaga kerja (SDM)|tenaga kerja|sdm|sumber daya manusia|manajemen sdm|personalia|hrd",
        5: "K3|keselamatan dan kesehatan kerja|keselamatan & kesehatan kerja|keselamatan & kesehatan kerja (K3)"
        "|keselamatan kerja|kesehatan kerja|keselamatan",
    }
)
_PRIORITIES = _numbered({1: "tinggi|penting|mendesak", 2: "sedang|biasa|menengah", 3: "rendah|nanti"})
_STATUSES = _named(
    {
        ActionStatus.OPEN: "belum|belum mulai|belum dimulai|belum jalan|belum dikerjakan|baru|open",
        ActionStatus.RUNNING: "jalan|berjalan|sedang jalan|sedang berjalan|sedang dikerjakan|dikerjakan|proses"
        "|dalam proses|on progress|in progress",
        ActionStatus.POSTPONED: "tertunda|ditunda|tunda|mundur|pending",
        ActionStatus.DONE: "selesai|sudah|sudah selesai|beres|done",
        ActionStatus.CANCELLED: "batal|dibatalkan|tidak jadi|cancel|cancelled",
    }
)


# --- the sheet


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of the sheet; those below say them from left to right."""

    #: The row's value that stands in it.
    field: str
    name: str
    #: What others call it.
    also: str = ""
    #: In letters.
    width: int
    form: str = TEXT


COLUMNS = (
    _Column(field="number", name="No", also="nomor|no tindakan|nomor tindakan", width=8, form="0"),
    _Column(field="module", name="Modul", also="modul score", width=15),
    _Column(field="area", name="Bagian", also="area|lokasi|tempat|unit", width=12),
    _Column(field="problem", name="Masalah", also="temuan|persoalan|kondisi sekarang", width=26),
    _Column(field="cause", name="Penyebab", also="sebab|akar masalah|akar penyebab", width=20),
    _Column(field="action", name="Tindakan", also="tindakan perbaikan|perbaikan|aksi|solusi", width=26),
    _Column(field="owner", name="Penanggung jawab", also="pic|pj|pelaksana|siapa", width=14),
    _Column(field="due_on", name="Batas waktu", also="tenggat|tanggal|target selesai|deadline", width=12, form=DAY),
    _Column(field="cost", name="Biaya (Rp)", also="perkiraan biaya|anggaran", width=13, form=MONEY),
    _Column(field="kpi", name="Ukuran keberhasilan", also="kpi|indikator|ukuran", width=18),
    _Column(field="priority", name="Prioritas", width=10),
    _Column(field="status", name="Status", also="keadaan", width=10),
    _Column(field="result", name="Hasil", width=20),
    _Column(
        field="saving", name="Hemat per bulan (Rp)", also="hemat|penghematan|penghematan per bulan", width=13, form=MONEY
    ),
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


def write(rows: Sequence[Row], *, enterprise: str, owners: Sequence[str], areas: Sequence[str]) -> bytes:
    """Return the plan as a file (.xlsx); without rows, the sheet to fill in, with examples that reading passes over."""
    book, sheet = workbook.new_book(TITLE)
    workbook.put(sheet.cell(_TITLE_ROW, 1), f"Rencana perbaikan {enterprise}")
    workbook.put(sheet.cell(_INSTRUCTION_ROW, 1), INSTRUCTION)
    workbook.fill(sheet, _HEADER_ROW, [column.name for column in COLUMNS])
    first = _HEADER_ROW + 1
    for place, row in enumerate(rows or _EXAMPLES, first):
        workbook.fill(sheet, place, _written(row))
    room = range(first, first + max(len(rows), MOST_ROWS))
    workbook.set_forms(sheet, [column.form for column in COLUMNS], room)
    if not rows:
        _mark_examples(sheet, room)
    _lay_out(sheet)
    offered = {
        "module": _MODULES.labels.values(), "priority": _PRIORITIES.labels.values(),
        "status": _STATUSES.labels.values(), "owner": owners, "area": areas,
    }  # fmt: skip
    for name, options in offered.items():
        letter = sheet.cell(1, list(_NAMES).index(name) + 1).column_letter
        workbook.offer(sheet, f"{letter}{room[0]}:{letter}{room[-1]}", options)
    return workbook.as_bytes(book)


def _written(row: Row) -> list[Written]:
    """Return an action's cells, from left to right."""
    words = {
        "module": _MODULES.labels[row.module],
        "priority": _PRIORITIES.labels[row.priority],
        "status": _STATUSES.labels[row.status],
    }
    return [words.get(column.field, getattr(row, column.field)) for column in COLUMNS]


def _mark_examples(sheet: Any, room: range) -> None:
    for place, _ in enumerate(_EXAMPLES, room[0]):
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


# --- reading it back


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What a sheet is checked against."""

    owners: Sequence[str]
    areas: Sequence[str]
    numbers: Collection[int]
    today: dt.date


def read(
    data: bytes, *, owners: Sequence[str], areas: Sequence[str], numbers: Collection[int], today: dt.date
) -> Reading:
    """
    Return the actions in a sheet, or everything that is wrong with it.

    `numbers` are those of the plan's actions. Names and areas come back spelt as in `owners` and `areas`.
    """
    found = workbook.read_rows(data, most_rows=_MOST_LINES, most_columns=_MOST_COLUMNS, title=TITLE)
    if isinstance(found, str):
        return Reading(problems=[found])
    header, columns, problems = _header(found)
    if problems:
        return Reading(problems=problems)
    known = _Known(owners=owners, areas=areas, numbers=numbers, today=today)
    lines = [_Line(place, cells, known, problems) for place, cells in _filled(found, header, columns)]
    rows = [line.row() for line in lines if not line.is_example()]
    problems += _whole_problems(lines, rows, columns, header)
    return Reading(problems=problems) if problems else Reading(rows=rows)


def _header(rows: Sequence[Sequence[Value]]) -> tuple[int, dict[str, int], list[str]]:
    """Return in which row the titles stand (from 1), value → place of its column, and what is wrong with them."""
    titles = [[_title_field(value) for value in row] for row in rows[:_HEADER_WITHIN]]
    counts = [len(set(filter(None, row))) for row in titles]
    if not any(counts):
        return 0, {}, ["Judul kolom tidak ketemu. Pakai lembar dari saya, isi di bawah judulnya."]
    header = counts.index(max(counts))
    columns = {name: place for place, name in enumerate(titles[header]) if name}
    problems = [
        f"Kolom “{_NAMES[name]}” ada dua kali. Sisakan satu."
        for name in columns
        if titles[header].count(name) > 1
    ]
    missing = [_NAMES[name] for name in _NEEDED if name not in columns]
    problems += [f"Kolom “{name}” tidak ada. Tulis judulnya di baris {header + 1}." for name in missing]
    strange = [value for value, name in zip(rows[header], titles[header], strict=True) if as_text(value) and not name]
    if missing and strange:
        problems.append(f"Kolom yang tidak saya kenal: {', '.join(map(_said, strange))}. Mungkin perlu ganti judul.")
    return header + 1, columns, problems


def _title_field(value: Value) -> str:
    """Return the value whose column has this title; empty for none. What stands in brackets does not count."""
    return _TITLES.get(_key(re.sub(r"\(.*?\)", " ", as_line(value))), "")


_TITLES = {
    _key(re.sub(r"\(.*?\)", " ", name)): column.field
    for column in COLUMNS
    for name in (column.name, *column.also.split("|"))
    if name
}


def _filled(
    rows: Sequence[Sequence[Value]], header: int, columns: dict[str, int]
) -> Iterator[tuple[int, dict[str, Value]]]:
    """Yield the number and the cells of each row below the titles that has something in our columns."""
    for place, row in enumerate(rows[header:], header + 1):
        cells = {name: row[column] for name, column in columns.items()}
        if any(map(as_text, cells.values())):
            yield place, cells


def _whole_problems(
    lines: Sequence["_Line"], rows: Sequence[Row], columns: dict[str, int], header: int
) -> Iterator[str]:
    """Yield what is wrong with the rows together."""
    if not rows:
        yield f"Belum ada tindakan. Isi mulai baris {header + 1}."
    if len(rows) > MOST_ROWS:
        yield f"Ada {len(rows)} tindakan, paling banyak {MOST_ROWS}. Bagi menjadi beberapa file."
    if any(row.number is not None for row in rows):
        # For a new action an absent column is an empty one; for one in the plan it would wipe out what is there.
        for name in _NAMES.keys() - columns.keys():
            yield f"Kolom “{_NAMES[name]}” tidak ada: isinya di rencana akan terhapus. Pakai lembar dari saya."
