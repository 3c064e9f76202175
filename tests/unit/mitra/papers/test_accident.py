"""The sheet for the report of an accident."""

import io

from docx import Document

from mitra.papers.accident import LINES, accident_docx


def rows(data: bytes) -> dict[str, str]:
    table = Document(io.BytesIO(data)).tables[0]
    return {row.cells[0].text: row.cells[1].text for row in table.rows}


def test_it_holds_all_that_was_told_and_dots_for_the_rest():
    found = rows(accident_docx({"victim": "Siti, bagian potong", "injury": "Jari <b>telunjuk</b> & kuku"}))
    assert found["Korban (nama, bagian)"] == "Siti, bagian potong"
    assert found["Luka"] == "Jari <b>telunjuk</b> & kuku"
    assert set(found[LINES["witness"]]) == {"…"}
    assert "NIK dan nomor BPJS Ketenagakerjaan korban" in found


def test_strange_texts_are_no_trouble():
    found = rows(accident_docx({"course": "mesin\x00\x0b\ud800 مروحة 🪭" + "x" * 5_000}))
    text = found["Urutan kejadian"]
    assert text.startswith("mesin مروحة 🪭")
    assert len(text) == 1_000
