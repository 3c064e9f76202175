"""The results of a prompt as a spreadsheet: who got it, who answered what; a text is never a formula."""

from collections.abc import Sequence

from mitra.papers import workbook
from mitra.papers.workbook import DAY, TEXT
from mitra.prompts.results import Line
from mitra.prompts.writing import Prompt
from mitra.store.prompt_models import ReceiverState

SHEET = "Jawaban"
_HEADS = (
    ("Perusahaan", TEXT, 28),
    ("Nama", TEXT, 22),
    ("Keadaan", TEXT, 26),
    ("Dikirim", DAY, 14),
    ("Dijawab", DAY, 14),
    ("Jawaban terakhir", TEXT, 44),
    ("Jawaban sebelumnya", TEXT, 44),
)
_STATES = {
    ReceiverState.PLANNED: "menunggu giliran",
    ReceiverState.WRITTEN: "sedang dikirim",
    ReceiverState.REACHED: "sampai",
}
#: Why somebody did not get it → what the sheet says.
_REASONS = {
    "muted": "tidak mau menerima pesan",
    "unreachable": "tidak bisa dihubungi",
    "busy": "sedang mengisi hal lain",
    "left": "sudah keluar",
    "capped": "sudah terlalu banyak pesan",
    "foreign": "bukan binaan lagi",
    "cancelled": "dibatalkan",
    "text": "isi pesan bermasalah",
}
_TITLE_ROW, _HEAD_ROW = 1, 3


def results_xlsx(prompt: Prompt, lines: Sequence[Line]) -> bytes:
    """Return the results as .xlsx with one sheet, a line for each receiver, by enterprise and name."""
    book, sheet = workbook.new_book(SHEET)
    workbook.put(sheet.cell(_TITLE_ROW, 1), prompt.title)
    workbook.fill(sheet, _HEAD_ROW, [head for head, _, _ in _HEADS])
    workbook.style_header([sheet.cell(_HEAD_ROW, place + 1) for place in range(len(_HEADS))])
    for row, line in enumerate(lines, _HEAD_ROW + 1):
        workbook.fill(sheet, row, _values(line))
    workbook.set_widths(sheet, [width for _, _, width in _HEADS])
    workbook.set_forms(
        sheet, [form for _, form, _ in _HEADS], range(_HEAD_ROW + 1, _HEAD_ROW + 1 + len(lines))
    )
    workbook.freeze_above(sheet, _HEAD_ROW + 1)
    workbook.print_wide(sheet)
    return workbook.as_bytes(book)


def _values(line: Line) -> list[workbook.Written]:
    state = _STATES.get(line.state) or _REASONS.get(line.reason, "tidak dikirim")
    if line.answered_on:
        state = "dijawab"
    return [
        line.enterprise,
        line.name,
        state,
        line.sent_on,
        line.answered_on,
        line.answer,
        "\n".join(line.earlier),
    ]
