"""A sheet with what the report of an accident asks for (Permenaker 3/1998, Permenaker 5/2021), to copy into the forms."""

import io
import re
from collections.abc import Mapping

#: What stands on the sheet, in order: value → label.
LINES = {
    "enterprise": "Perusahaan",
    "victim": "Korban (nama, bagian)",
    "moment": "Hari, tanggal, jam",
    "place": "Tempat kejadian",
    "course": "Urutan kejadian",
    "injury": "Luka",
    "treatment": "Pertolongan dan perawatan",
    "witness": "Saksi",
    "report": "Laporan pertama",
}
#: Left to fill in by hand.
OPEN = ("NIK dan nomor BPJS Ketenagakerjaan korban", "Nama dan tanda tangan yang melapor")
_LONGEST = 1_000
#: Characters that a document of this kind cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def accident_docx(values: Mapping[str, str]) -> bytes:
    """Return the sheet as a Word document; `values` are texts by the names in LINES, missing ones stay dotted."""
    from docx import Document  # noqa: PLC0415 - a third of a second that only who needs it waits

    document = Document()
    document.add_heading("Data kecelakaan kerja", level=1)
    document.add_paragraph(
        "Laporkan ke Disnaker dan BPJS Ketenagakerjaan paling lambat 2 × 24 jam sejak kejadian "
        "(Permenaker 3/1998, Permenaker 5/2021). Salin data ini ke formulir resminya."
    )
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, label in LINES.items():
        _row(table, label, _clean(values.get(name, "")))
    for label in OPEN:
        _row(table, label, "")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _row(table: object, label: str, text: str) -> None:
    cells = table.add_row().cells  # type: ignore[attr-defined]
    cells[0].text, cells[1].text = label, text or "…" * 30


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)[:_LONGEST]
