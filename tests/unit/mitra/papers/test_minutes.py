"""The agenda and minutes form: the same in both forms, with room to write, whatever people have typed."""

import io
import re

import pytest
from docx import Document

from mitra.papers.minutes import NO_DECISIONS, NO_TASKS, NO_TOPICS, Decision, Minutes, Task, Topic
from mitra.papers.minutes_docx import minutes_docx
from mitra.papers.minutes_pdf import minutes_pdf
from mitra.suggestions.charts import Month, months_png

NASTY = "Kipas <b>rusak</b> & مروحة 🪭 \x00\x0b\ud800 'x' " + "panjang " * 600


def topic(number, text="Tambah kipas", note=""):
    return Topic(
        number=number, text=text, module="K3", waiting="3 hari", supports=2, status="baru", note=note
    )


def minutes(**changes):
    whole = {
        "enterprise": "CV Maju & Bersama",
        "month": "November 2026",
        "made_on": "26 Nov 2026",
        "members": [("Ani", "wakil pekerja"), ("Tono", "wakil pengusaha")],
        "topics": [topic(12, note="Hasil uji coba: baik")],
        "decisions": [Decision(number=3, text="Lampu", outcome="ditolak", reason="Mahal", by="Ani, Tono")],
        "tasks": [Task(action="Pasang kipas", owner="", due="3 Des 2026", late=True)],
        "figures": [("Saran", "40")],
        "chart": months_png("Saran", "CV", [Month(label="Nov", given=3, answered=2, done=1)]),
    }
    return Minutes(**(whole | changes))


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in document.paragraphs), *cells])


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def test_the_word_form_holds_all_there_is():
    said = words(minutes_docx(minutes()))
    expected = (
        *("CV Maju & Bersama", "November 2026", "Ani", "wakil pengusaha", "Tambah kipas", "2 mendukung"),
        *(
            "Hasil uji coba: baik",
            "ditolak",
            "Mahal",
            "Ani, Tono",
            "Pasang kipas",
            "belum ada",
            "terlambat",
            "40",
        ),
    )
    assert [part for part in expected if part not in said] == []


def test_where_nothing_is_it_says_so():
    empty = minutes(members=[], topics=[], decisions=[], tasks=[], figures=[], chart=None)
    said = words(minutes_docx(empty))
    assert all(sentence in said for sentence in (NO_TOPICS, NO_DECISIONS, NO_TASKS))
    assert minutes_pdf(empty).startswith(b"%PDF")


@pytest.mark.parametrize("draw", [minutes_docx, minutes_pdf])
def test_strange_and_many_texts_are_no_trouble(draw):
    strange = minutes(
        enterprise=NASTY,
        members=[(NASTY[:80], "wakil pekerja")] * 80,
        topics=[topic(n, NASTY, NASTY) for n in range(80)],
        decisions=[Decision(number=1, text=NASTY, outcome="ditolak", reason=NASTY, by=NASTY)] * 5,
        tasks=[Task(action=NASTY, owner=NASTY, due="", late=False)] * 5,
    )
    data = draw(strange)
    assert len(data) < 1_000_000


def test_beyond_sixty_it_says_how_many_more():
    assert "… dan 20 lainnya" in words(minutes_docx(minutes(topics=[topic(n) for n in range(80)])))


def test_the_same_form_is_the_same_file():
    assert minutes_pdf(minutes()) == minutes_pdf(minutes())


def test_an_ordinary_month_fits_three_pages():
    assert pages(minutes_pdf(minutes(topics=[topic(n) for n in range(8)]))) <= 3
