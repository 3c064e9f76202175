"""
Spreadsheets (.xlsx): reading hostile ones, and writing ones in which nothing is ever calculated.

What comes in is a zip within limits, XML without entities (defusedxml, which openpyxl uses), plain values only. The
library, 0.2 s to load and needed rarely, is imported where it is used.
"""

import contextlib
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

#: Bytes of the file, and of what it unpacks to; files within it.
LARGEST, LARGEST_UNPACKED, MOST_PARTS = 1_000_000, 10_000_000, 200
#: Each tag becomes an object: ten million bytes of them took a gigabyte and half a minute, these take three seconds.
#: A sheet of 1,000 rows and 26 columns as phones save it has 60,000.
MOST_TAGS = 200_000
#: In all cells that are read: many may share one long text.
MOST_LETTERS = 2_000_000
_TOO_MUCH = "Isi file terlalu besar: pakai contoh dari saya, isi satu lembar saja"
_LAST_ROW = 1_048_576
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

#: What openpyxl hands over for a cell.
Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
Cells = tuple[Value, ...]
#: What we write into one.
Written = str | int | dt.date | None

#: Number formats: text is not turned into a date or a sum when somebody edits it.
TEXT, DAY, MONEY = "@", "dd/mm/yyyy", "#,##0"
#: Sheet that holds what can be chosen; hidden.
LISTS = "Pilihan"
_HEADER_COLOUR, _EXAMPLE_COLOUR = "DCE8F0", "7F7F7F"
_FORMULA_STARTS = ("=", "+", "-", "@")
#: Paper by the number the format has for it, and its margins in inches.
_A4, _MARGIN = 9, 0.4

_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: How Excel keeps a character that XML cannot: "_x000D_". A text that only looks so has its "_" kept so too.
_ESCAPED, _LOOKS_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_"), re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


# --- reading


def read_rows(data: bytes, *, most_rows: int, most_columns: int, title: str = "") -> list[Cells] | str:
    """
    Return a sheet's cells row by row, down to the last filled one, or a sentence why they cannot be read.

    It is the sheet called `title`, or the first one. Formulas count as what they last came to. Columns beyond
    `most_columns` are left out; filled rows beyond `most_rows` are not, they make the sheet unreadable.
    """
    if len(data) > LARGEST:
        return f"File lebih dari {LARGEST // 1_000_000} MB: hapus gambar atau lembar lain di dalamnya"
    try:
        counted = _packed_anew(data)
        if counted is None:
            return _TOO_MUCH
        return _cells(counted, title, most_rows, most_columns)
    except Exception:  # noqa: BLE001 - whatever a broken or hostile file breaks in the library
        return "File tidak bisa dibaca: simpan sebagai .xlsx (Excel), lalu kirim lagi"


def _packed_anew(data: bytes) -> io.BytesIO | None:
    """
    Return the file holding exactly what was counted, or None when that is too much.

    A part may be larger than the zip says, and the library would unpack it whole: it only gets what was read here.
    """
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(anew, "w") as counted:
        listed = {part.filename: part for part in parts.infolist()}.values()  # the last of a name counts
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
            return None
        tags = 0
        for part in listed:
            if part.compress_type not in _PACKINGS:  # the others unpack without a limit
                return None
            with parts.open(part) as file:
                content = file.read(part.file_size + 1)
            tags += content.count(b"<")
            counted.writestr(part.filename, content)
    return anew if tags <= MOST_TAGS else None


def _cells(file: io.BytesIO, title: str, most_rows: int, most_columns: int) -> list[Cells] | str:
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        # It warns of what it leaves out; should threads cross here, only its warnings stay off.
        warnings.filterwarnings("ignore", module="openpyxl")
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        with contextlib.closing(book):
            sheet = _chosen(book.worksheets, title)
            # Both limits are given, or it would believe the size that the file claims.
            found = sheet.iter_rows(max_row=_LAST_ROW, max_col=most_columns, values_only=True)
            return _down_to_the_last(found, most_rows)


def _down_to_the_last(found: Iterable[Cells], most_rows: int) -> list[Cells] | str:
    """Return the rows without the empty ones at the end, or a sentence when there is too much in them."""
    rows: list[Cells] = []
    letters = 0
    for place, row in enumerate(found):
        if row.count(None) == len(row):  # quick: there may be a million of these before the last one
            continue
        letters += sum(len(value) for value in row if isinstance(value, str))
        if letters > MOST_LETTERS:
            return _TOO_MUCH
        if not any(map(as_text, row)):
            continue
        if place >= most_rows:
            return f"Baris {place + 1} masih berisi, paling banyak {most_rows} baris: hapus sisanya"
        rows += [(None,) * len(row)] * (place - len(rows))
        rows.append(row)
    return rows


def _chosen(sheets: Sequence[Any], title: str) -> Any:
    called_so = [sheet for sheet in sheets if sheet.title.casefold() == title.casefold()]
    return [*called_so, *sheets][0]


def made_at(data: bytes) -> dt.datetime | None:
    """Return when a file that was read before says it was made, in UTC, to the second; None when it does not say."""
    from openpyxl import load_workbook  # noqa: PLC0415

    with contextlib.suppress(Exception):  # whatever a broken file breaks in the library
        made = load_workbook(_packed_anew(data), read_only=True).properties.created
        return made.replace(tzinfo=dt.UTC) if isinstance(made, dt.datetime) else None
    return None


def as_text(value: object) -> str:
    """Return what a cell says, its lines kept: a number as people here write it, a day as 5/1/2027."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.15g}".replace(".", ",")
        case dt.date():  # a moment is one too
            return f"{value.day}/{value.month}/{value.year}"
    return tidy(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)))


def as_line(value: object) -> str:
    """Return what a cell says, on one line."""
    return " ".join(as_text(value).split())


def tidy(text: str) -> str:
    """Return `text` as a cell can keep it: one kind of line break, no blanks around it, nothing XML refuses."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return `text` tidied and on one line."""
    return " ".join(tidy(text).split())


# --- writing


def new_book(title: str) -> tuple[Any, Any]:
    """Return a workbook and its one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.properties.creator = "Mitra SCORE"
    book.active.title = title
    return book, book.active


def as_bytes(book: Any) -> bytes:
    """Return the workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def stamp(book: Any, moment: dt.datetime) -> None:
    """Have a workbook say when it was made."""
    book.properties.created = moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def fill(sheet: Any, row: int, values: Sequence[Written]) -> None:
    """Write values into a row, counted from 1, beginning at its first column."""
    for column, value in enumerate(values, 1):
        put(sheet.cell(row, column), value)


def put(cell: Any, value: Written) -> None:
    """Write a value into a cell. A text stays one whatever it begins with ("=", "+", "-", "@"): it is never calculated."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = _LOOKS_ESCAPED.sub("_x005F_", tidy(value))
    cell.value = text or None
    if text:
        # The library takes "=1+1" for a formula and "#N/A" for an error; Excel would, once somebody edits the cell.
        cell.data_type, cell.number_format, cell.quotePrefix = "s", TEXT, text.startswith(_FORMULA_STARTS)


def style_header(cells: Iterable[Any]) -> None:
    """Set titles off from what stands below."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    for cell in cells:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEADER_COLOUR)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def style_example(cells: Iterable[Any]) -> None:
    """Show that cells are an example: in grey, slanted."""
    from openpyxl.styles import Font  # noqa: PLC0415

    for cell in cells:
        cell.font = Font(italic=True, color=_EXAMPLE_COLOUR)


def merge_across(sheet: Any, row: int, columns: int) -> None:
    """Make one cell of a row's first ones, with room for a sentence."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Set how many letters each column is wide, from the first one on."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_forms(sheet: Any, forms: Sequence[str], rows: range) -> None:
    """Set the number format of each column in `rows`, filled or not; long texts go on below."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        for column, form in enumerate(forms, 1):
            cell = sheet.cell(row, column)
            cell.number_format, cell.alignment = form, wrapped


def freeze_above(sheet: Any, row: int) -> None:
    """Keep what stands above `row` in sight, and on top of each page that is printed."""
    sheet.freeze_panes = f"A{row}"
    sheet.print_title_rows = f"{row - 1}:{row - 1}"


def print_wide(sheet: Any) -> None:
    """Have the sheet print on A4 across, as wide as the paper, the pages numbered."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN
    sheet.page_margins.top = sheet.page_margins.bottom = 2 * _MARGIN
    sheet.oddFooter.center.text = "&P / &N"


def offer(sheet: Any, cells: str, options: Iterable[str]) -> None:
    """
    Let cells ("B4:B99") be filled from a list; anything else is turned away, but for nothing.

    The options stand on a hidden sheet: written into the rule itself they may have 255 letters and no comma.
    """
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    texts = list(dict.fromkeys(filter(None, map(one_line, options))))
    if not texts:
        return
    rule = DataValidation(type="list", formula1=_kept(sheet.parent, texts), allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, "Tidak ada di daftar"
    rule.error = "Pilih dari daftar."
    sheet.add_data_validation(rule)
    rule.add(cells)


def _kept(book: Any, texts: Sequence[str]) -> str:
    """Write texts into a free column of the hidden sheet and return where they stand."""
    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    lists = book[LISTS]
    place = 1 if lists["A1"].value is None else lists.max_column + 1
    for row, text in enumerate(texts, 1):
        put(lists.cell(row, place), text)
    letter = lists.cell(1, place).column_letter
    return f"{LISTS}!${letter}$1:${letter}${len(texts)}"
