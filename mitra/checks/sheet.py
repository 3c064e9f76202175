"""
A checklist of one's own as a spreadsheet: the template to fill in, and reading it back.

All mistakes are told at once, each with its row; with one mistake nothing is taken.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from mitra.checks.checklist import Answers, Band, Checklist, Item, Pillar
from mitra.papers import workbook
from mitra.visible import visible

MOST_ITEMS, MOST_GROUPS = 60, 12
TITLE_LIMIT, GROUP_LIMIT, TEXT_LIMIT, ACTION_LIMIT, ANCHOR_LIMIT = 30, 30, 140, 180, 70
_TITLE_ROW, _ANSWERS_ROW, _HEADER_ROW = 1, 2, 4
_MOST_ROWS = 300
COLUMNS = (
    "Kelompok",
    "Butir (pertanyaan, jawaban baiknya “ya”)",
    "Yang dilihat",
    "Kenapa penting",
    "Yang dilakukan bila belum baik",
    "Bahaya? (tulis ya)",
    "Yang dilakukan sekarang juga (bila bahaya)",
    "Contoh nilai 0",
    "Contoh nilai 2",
    "Contoh nilai 4",
)
_GROUP, _TEXT, _HINT, _WHY, _ACTION, _CRITICAL, _NOW, _ZERO, _TWO, _FOUR = range(len(COLUMNS))
SCORE_WORDS, YES_NO_WORDS = "0-4", "ya/tidak"
_EXAMPLE = (
    ("Oven", "Apakah pintu oven menutup rapat?", "Lihat karet di tepi pintu.",
     "Panas yang bocor membakar tangan dan memboroskan gas.", "Ganti karet pintu yang getas.", "", ""),
    ("Oven", "Apakah selang gas utuh dan tidak berbau?", "Cium di dekat sambungan.",
     "Gas yang bocor bisa menyala.", "Ganti selang dan klem yang rusak.", "ya",
     "Tutup keran tabung, buka pintu dan jendela, jangan nyalakan apa pun."),
    ("Meja kerja", "Apakah meja kerja bersih dari sisa adonan?", "", "", "Bersihkan meja tiap ganti adonan.", "", ""),
)  # fmt: skip
_BANDS = (
    Band(start=0, label="Perlu banyak perbaikan, mulai dari yang paling penting"),
    Band(start=50, label="Sudah berjalan, masih ada yang perlu dibereskan"),
    Band(start=80, label="Baik, jaga terus"),
)


def template() -> bytes:
    """Return the sheet to fill in (.xlsx), with examples to write over."""
    book, sheet = workbook.new_book("Daftar cek")
    rows: dict[int, tuple[str, ...]] = {
        _TITLE_ROW: ("Nama daftar", "Cek oven"),
        _ANSWERS_ROW: ("Jawaban", YES_NO_WORDS, "Pilih: ya/tidak, atau 0-4"),
        _HEADER_ROW: COLUMNS,
        **dict(enumerate(_EXAMPLE, _HEADER_ROW + 1)),
    }
    for row, texts in rows.items():
        workbook.fill(sheet, row, texts)
    workbook.offer(sheet, f"B{_ANSWERS_ROW}", (YES_NO_WORDS, SCORE_WORDS))
    workbook.style_header([sheet["A1"], sheet["A2"], *sheet[_HEADER_ROW]])
    workbook.set_widths(sheet, (16, 44, 30, 34, 34, 12, 34, 20, 20, 20))
    workbook.freeze_above(sheet, _HEADER_ROW + 1)
    return workbook.as_bytes(book)


@dataclass
class Reading:
    """What was read from a sheet: a checklist, or what is wrong with it (row and reason, in Bahasa)."""

    checklist: Checklist | None = None
    problems: list[str] = field(default_factory=list)


def read_sheet(data: bytes, *, name_of: Any) -> Reading:
    """
    Return the checklist in a filled template, or everything that is wrong with it.

    `name_of` turns the list's title into the name it is kept by.
    """
    rows = _rows(data)
    if isinstance(rows, str):
        return Reading(problems=[rows])
    reading = Reading()
    title, answers = _heading(rows, reading.problems)
    groups: dict[str, list[Item]] = {}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[_HEADER_ROW:], _HEADER_ROW + 1):
        if not any(row):
            continue
        item = _item(number, row, answers, reading.problems)
        if item is None:
            continue
        if item.id in seen:
            reading.problems.append(f"Baris {number}: butir sama dengan baris {seen[item.id]}")
            continue
        seen[item.id] = number
        groups.setdefault(row[_GROUP], []).append(item)
    _check_amounts(groups, reading.problems)
    if not reading.problems:
        reading.checklist = _checklist(title, answers, groups, name_of)
    return reading


def _rows(data: bytes) -> list[list[str]] | str:
    """Return the first sheet's cells as texts, or a sentence why they cannot be read."""
    found = workbook.read_rows(data, most_rows=_MOST_ROWS, most_columns=len(COLUMNS))
    return (
        found
        if isinstance(found, str)
        else [[visible(workbook.as_line(value)) for value in row] for row in found]
    )


def _heading(rows: list[list[str]], problems: list[str]) -> tuple[str, Answers]:
    """Return title and kind of answers; what is wrong is added to `problems`."""
    rows = [*rows, *([[""] * len(COLUMNS)] * _HEADER_ROW)]
    title, kind = rows[_TITLE_ROW - 1][1], rows[_ANSWERS_ROW - 1][1].casefold().replace(" ", "")
    if not 3 <= len(title) <= TITLE_LIMIT:  # noqa: PLR2004
        problems.append(f"Baris 1: nama daftar harus 3 sampai {TITLE_LIMIT} huruf, di kolom B")
    if kind not in {SCORE_WORDS, YES_NO_WORDS}:
        problems.append(f"Baris 2: jawaban harus {YES_NO_WORDS} atau {SCORE_WORDS}, di kolom B")
    if rows[_HEADER_ROW - 1][0].casefold() != COLUMNS[0].casefold():
        problems.append(f"Baris {_HEADER_ROW}: judul kolom berubah, pakai contoh dari saya")
    return title, Answers.SCORE if kind == SCORE_WORDS else Answers.YES_NO


def _item(number: int, row: list[str], answers: Answers, problems: list[str]) -> Item | None:
    """Return the item in a row; None when something is wrong, which is added to `problems`."""
    found = [f"Baris {number}: {problem}" for problem in _row_problems(row, answers)]
    problems += found
    if found:
        return None
    anchors = {0: row[_ZERO], 2: row[_TWO], 4: row[_FOUR]} if answers is Answers.SCORE else {}
    critical = row[_CRITICAL].casefold() == "ya"
    digest = hashlib.sha256(row[_TEXT].casefold().encode()).hexdigest()[:12]
    return Item(
        id=f"i-{digest}",
        text=row[_TEXT],
        hint=row[_HINT],
        why=row[_WHY],
        anchors={points: text for points, text in anchors.items() if text},
        action=row[_ACTION],
        critical=critical,
        now=row[_NOW] if critical else "",
        photo=True,
    )


def _row_problems(row: list[str], answers: Answers) -> list[str]:
    found = []
    limits = (
        (_GROUP, "kelompok", GROUP_LIMIT), (_TEXT, "butir", TEXT_LIMIT), (_HINT, "yang dilihat", TEXT_LIMIT),
        (_WHY, "kenapa penting", TEXT_LIMIT), (_ACTION, "yang dilakukan", ACTION_LIMIT),
        (_NOW, "sekarang juga", TEXT_LIMIT), (_ZERO, "contoh nilai 0", ANCHOR_LIMIT),
        (_TWO, "contoh nilai 2", ANCHOR_LIMIT), (_FOUR, "contoh nilai 4", ANCHOR_LIMIT),
    )  # fmt: skip
    needed = {_GROUP, _TEXT, _ACTION}
    for column, name, limit in limits:
        if column in needed and not row[column]:
            found.append(f"{name} belum diisi")
        if len(row[column]) > limit:
            found.append(f"{name} {len(row[column])} huruf, paling panjang {limit}")
    if row[_CRITICAL].casefold() not in {"", "ya", "tidak"}:
        found.append(f"kolom bahaya berisi “{row[_CRITICAL][:20]}”, tulis ya atau kosongkan")
    if row[_CRITICAL].casefold() == "ya" and not row[_NOW]:
        found.append("butir bahaya perlu “yang dilakukan sekarang juga”")
    if answers is Answers.YES_NO and any(row[column] for column in (_ZERO, _TWO, _FOUR)):
        found.append("contoh nilai hanya untuk jawaban 0-4, kosongkan")
    return found


def _check_amounts(groups: dict[str, list[Item]], problems: list[str]) -> None:
    count = sum(map(len, groups.values()))
    if not count and not problems:
        problems.append(f"Belum ada butir: isi mulai baris {_HEADER_ROW + 1}")
    if count > MOST_ITEMS:
        problems.append(f"Ada {count} butir, paling banyak {MOST_ITEMS}: orang berhenti di tengah jalan")
    if len(groups) > MOST_GROUPS:
        problems.append(f"Ada {len(groups)} kelompok, paling banyak {MOST_GROUPS}")


def _checklist(title: str, answers: Answers, groups: dict[str, list[Item]], name_of: Any) -> Checklist:
    pillars = tuple(
        Pillar(id=f"p-{place}", title=group, short=_short(group), items=tuple(items))
        for place, (group, items) in enumerate(groups.items())
    )
    return Checklist(
        id=name_of(title),
        title=title,
        icon="📋",
        module=5,
        answers=answers,
        intro="Lihat langsung di tempatnya, lalu jawab apa adanya.",
        bands=_BANDS,
        pillars=pillars,
    )


def _short(title: str) -> str:
    return title if len(title) <= 12 else title[:11].rstrip() + "…"  # noqa: PLR2004 - a chart's label
