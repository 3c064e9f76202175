"""The tables as one spreadsheet and as CSV: the same data and day give the same bytes, and no cell is a formula."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from mitra.errors import MitraError
from mitra.papers import workbook
from mitra.programme.tables import Column, Table, Value

README = "Baca dulu"
#: What the past cannot tell exactly.
LIMITS = (
    "Semua angka adalah keadaan pada akhir hari itu, menurut zona waktu perusahaan masing-masing. Hari ini belum habis, jadi masih bisa berubah.",
    (
        "Tindakan dan saran yang berubah sesudah hari itu dihitung menurut riwayatnya, sejauh tercatat: tanggal pertama sebuah tindakan, "
        "dan perubahan lewat file Excel, tidak ada di riwayat."
    ),
    (
        "Nama, bidang, ukuran, target, angka awal, nilai rupiah, modul, dan jumlah peserta adalah yang sekarang; perubahan sesudah hari itu tidak bisa "
        "dikembalikan. Kunjungan yang dibatalkan kemudian tampil sebagai dibatalkan."
    ),
    "Angka (KPI) yang diperbaiki sesudah hari itu tidak ikut; angka lamanya tidak disimpan.",
    (
        "Orang yang sudah keluar lebih dari 30 hari, atau minta dihapus, tidak terhitung lagi. Saran dan pesan pelatih dihapus sesudah dua tahun "
        "(MITRA_KEEP_EVIDENCE_DAYS), jadi tidak terhitung lagi."
    ),
    "Nilai 5R dan saran per orang dihitung Mitra sendiri: lihat checks dan suggestions.",
    "Nama perusahaan, bagian, dan angka buatan sendiri adalah kata-kata perusahaan: periksa sebelum dibagikan, mungkin ada nama orang di dalamnya.",
)
#: Personal data: for nobody else on the computer, and gone when an export of the same day comes without.
_PERSONAL = "people"
_FIXED = (1980, 1, 1, 0, 0, 0)
_MOMENTS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 22


def write(tables: Sequence[Table], folder: Path, *, on: dt.date) -> list[Path]:
    """Write all tables into `folder`/mitra-me-<day>; return the files. Raises MitraError when that cannot be done."""
    target = folder / f"mitra-me-{on}"
    try:
        target.mkdir(parents=True, exist_ok=True)
        book = target / f"mitra-me-{on}.xlsx"
        with_people = any(table.name == _PERSONAL for table in tables)
        (target / f"{_PERSONAL}.csv").unlink(missing_ok=True)
        _put(book, as_xlsx(tables, on=on), private=with_people)
        written = [book]
        for table in tables:
            path = target / f"{table.name}.csv"
            _put(path, as_csv(table), private=table.name == _PERSONAL)
            written.append(path)
    except OSError:
        raise MitraError(
            f"Folder {target} tidak bisa ditulis: periksa nama, izin, dan sisa tempatnya."
        ) from None
    return written


def _put(path: Path, data: bytes, *, private: bool) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600 if private else 0o666)
    path.write_bytes(data)


def as_csv(table: Table) -> bytes:
    """Return a table as CSV: UTF-8 with a mark for Excel, commas, ISO days (RFC 4180)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_plain(value) for value in row] for row in table.rows])
    return file.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RISKY) else value
    return repr(value)


def as_xlsx(tables: Sequence[Table], *, on: dt.date) -> bytes:
    """Return all tables as one spreadsheet, the first sheet saying what they mean."""
    book, sheet = workbook.new_book(README)
    lines: list[tuple[str, str, str]] = [("Data program Mitra SCORE", f"Keadaan pada {on}", ""), ("", "", "")]
    lines += [(line, "", "") for line in LIMITS]
    for table in tables:
        lines += [("", "", ""), (table.title, f"lembar dan berkas {table.name}", f"{len(table.rows)} baris")]
        lines += [("", column.name, column.about) for column in table.columns]
    for row, line in enumerate(lines, 1):
        workbook.fill(sheet, row, list(line))
    workbook.set_widths(sheet, [26, 26, 90])
    for table in tables:
        _write_table(book.create_sheet(table.name), table)
    return _packed_alike(workbook.as_bytes(book))


def _write_table(sheet: "object", table: Table) -> None:
    _head(sheet, table.columns)
    for row, values in enumerate(table.rows, 2):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)  # type: ignore[attr-defined]
            if isinstance(value, float):
                cell.value = value
            else:
                workbook.put(cell, value)
    workbook.freeze_above(sheet, 2)
    workbook.set_widths(sheet, [_WIDTH] * len(table.columns))


def _head(sheet: "object", columns: Sequence[Column]) -> None:
    workbook.fill(sheet, 1, [column.name for column in columns])
    workbook.style_header([sheet.cell(1, place) for place in range(1, len(columns) + 1)])  # type: ignore[attr-defined]


def _packed_alike(data: bytes) -> bytes:
    """Return a spreadsheet without the moments at which it was made: they would make two of the same differ."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MOMENTS.sub(rb"\g<1>1980-01-01T00:00:00Z\2", content)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()
