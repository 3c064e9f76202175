"""The agenda and minutes form, to print (PDF) and to fill in on the computer (Word)."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image
from reportlab.platypus import KeepTogether, Paragraph, Table

from mitra.papers import minutes_pdf as drawn
from mitra.papers import pdf
from mitra.papers.minutes import Decision, Minutes, Task, Topic, about, due, more, shortened
from mitra.papers.minutes_docx import minutes_docx
from mitra.papers.minutes_pdf import minutes_pdf

HOSTILE = "<b>tebal</b> & \x00\x0b\ud800 \u202eterbalik 🎉👷 مروحة 王 " + "W" * 4_000


def chart() -> bytes:
    file = io.BytesIO()
    Image.new("P", (720, 760)).save(file, "PNG")
    return file.getvalue()


def topic(number=1, text="Kipas angin di ruang jahit", note="") -> Topic:
    return Topic(
        number=number, text=text, module="K3", waiting="3 hari", supports=4, status="sedang dicoba", note=note
    )


def decision(text="Tanda arah jalur evakuasi") -> Decision:
    return Decision(
        number=90, text=text, outcome="ditolak", reason="Sudah ada di lantai 2.", by="Siti, Darto"
    )


def task(action="Cat ulang garis lorong", *, owner="Budi", late=False) -> Task:
    return Task(action=action, owner=owner, due="12 November 2026", late=late)


EMPTY = Minutes(
    enterprise="CV Maju Bersama",
    month="November 2026",
    made_on="26 November 2026",
    members=[],
    topics=[],
    decisions=[],
    tasks=[],
    figures=[],
    chart=None,
)
FULL = replace(
    EMPTY,
    members=[("Siti Aminah", "wakil pekerja"), ("Darto", "wakil pengusaha")],
    topics=[topic(101, note="Hasil uji coba: suhu turun 3 derajat")],
    decisions=[decision()],
    tasks=[task(late=True), task("Beli kotak P3K", owner="")],
    figures=[("Sudah dijawab", "80%")],
    chart=chart(),
)
HARSH = Minutes(
    enterprise=HOSTILE,
    month=HOSTILE,
    made_on=HOSTILE,
    members=[(HOSTILE, HOSTILE)],
    topics=[
        Topic(
            number=7, text=HOSTILE, module=HOSTILE, waiting=HOSTILE, supports=9, status=HOSTILE, note=HOSTILE
        )
    ],
    decisions=[Decision(number=8, text=HOSTILE, outcome=HOSTILE, reason=HOSTILE, by=HOSTILE)],
    tasks=[Task(action=HOSTILE, owner=HOSTILE, due=HOSTILE, late=True)],
    figures=[(HOSTILE, HOSTILE)],
    chart=b"\x89PNG\r\n\x1a\nbroken",
)


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def printed(minutes: Minutes) -> list[str]:
    """All texts of the PDF in order."""
    pdf._register()
    return list(_texts(list(drawn._story(minutes))))


def _texts(part):
    if isinstance(part, Paragraph):
        yield part.getPlainText()
    elif isinstance(part, KeepTogether):
        yield from _texts(list(part._content))
    elif isinstance(part, Table):
        yield from _texts([cell for row in part._cellvalues for cell in row])
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)


def written(minutes: Minutes) -> list[str]:
    """All texts of the Word document in order."""
    document = Document(io.BytesIO(minutes_docx(minutes)))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [cell.text for row in block.rows for cell in row.cells if cell.text]
        else:
            found.append(block.text)
    return found


BOTH = pytest.mark.parametrize("texts", [printed, written])


@BOTH
def test_it_says_all_in_the_order_of_a_meeting(texts):
    whole = "\n".join(texts(FULL))
    order = [
        "CV Maju Bersama", "November 2026", "Hari, tanggal", "Jam", "Tempat",
        "Hadir", "Tanda tangan", "Siti Aminah", "wakil pekerja", "Darto", "wakil pengusaha",
        "Keputusan", "Penanggung jawab", "Tenggat", "101", "Kipas angin", "Hasil uji coba: suhu turun",
        "Keputusan sejak rapat yang lalu", "Tanda arah jalur evakuasi", "ditolak", "Sudah ada di lantai 2.", "Siti, Darto",
        "Cat ulang garis lorong", "Budi", "Beli kotak P3K",
        "Sudah dijawab", "80%", "Catatan rapat", "Rapat berikutnya", "Wakil pekerja", "Wakil pengusaha", "26 November 2026",
    ]  # fmt: skip
    place = 0
    for words in order:
        assert words in whole[place:], words
        place = whole.index(words, place)


@BOTH
def test_both_forms_have_the_same_heads(texts):
    found = texts(FULL)
    for head in ("Keputusan", "Penanggung jawab", "Tenggat", "Hasil", "Alasan", "Oleh", "Ukuran", "Nilai"):
        assert head in found


@BOTH
def test_what_is_late_says_so_in_words(texts):
    whole = "\n".join(texts(FULL))
    assert "12 November 2026 (terlambat)" in whole
    assert whole.count("(terlambat)") == 1


@BOTH
def test_a_task_without_owner_says_so(texts):
    assert "belum ada" in texts(FULL)


@BOTH
def test_where_there_is_nothing_a_sentence_says_so(texts):
    whole = "\n".join(texts(EMPTY))
    for sentence in (
        "Tidak ada saran yang menunggu",
        "Belum ada keputusan sejak rapat yang lalu.",
        "Tidak ada tindakan yang terbuka.",
        "Belum ada angka",
        "Anggota panitia belum bergabung",
    ):
        assert sentence in whole
    # Who is there is written by hand all the same.
    assert "Tanda tangan" in whole


@BOTH
def test_of_many_the_first_sixty_are_shown_and_the_rest_counted(texts):
    many = replace(
        FULL,
        topics=[topic(1_000 + at) for at in range(67)],
        decisions=[decision(f"keputusan {at}.") for at in range(62)],
        tasks=[task(f"tugas {at}.") for at in range(61)],
    )
    found = texts(many)
    assert "1059" in found
    assert "tugas 59." in found
    assert "keputusan 59." in found
    assert not {"1060", "tugas 60.", "keputusan 60."} & set(found)
    assert [words for words in found if words.startswith("… dan ")] == [
        "… dan 7 lainnya",
        "… dan 2 lainnya",
        "… dan 1 lainnya",
    ]


@BOTH
def test_of_a_long_text_six_hundred_letters_are_shown(texts):
    found = texts(replace(EMPTY, topics=[topic(text="a" * 600), topic(text="b" * 4_000)]))
    whole = "\n".join(found)
    assert whole.count("a" * 600) == 1
    assert whole.count("b" * 599 + "…") == 1


@BOTH
def test_strange_texts_lose_only_what_cannot_be_printed(texts):
    whole = "\n".join(texts(HARSH))
    assert "<b>tebal</b> & terbalik" in whole
    assert not set(whole) & {"\x00", "\x0b", "\ud800", "\u202e"}


def test_the_form_of_a_small_factory_is_short():
    assert pages(minutes_pdf(EMPTY)) == 1
    assert pages(minutes_pdf(FULL)) <= 2


def test_strange_texts_do_not_break_the_pages():
    assert pages(minutes_pdf(HARSH)) <= 8
    assert minutes_pdf(HARSH).startswith(b"%PDF")


def test_sixty_of_the_longest_rows_still_make_pages():
    harsh = replace(HARSH, topics=HARSH.topics * 61, decisions=HARSH.decisions * 61, tasks=HARSH.tasks * 61)
    assert minutes_pdf(harsh).startswith(b"%PDF")


def test_the_same_form_is_the_same_file():
    assert minutes_pdf(FULL) == minutes_pdf(FULL)


@pytest.mark.parametrize("broken", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", chart()[:60]])
def test_a_broken_chart_is_left_out(broken):
    minutes = replace(FULL, chart=broken)
    assert b"/Subtype /Image" not in minutes_pdf(minutes)
    assert not Document(io.BytesIO(minutes_docx(minutes))).inline_shapes


def test_the_chart_is_in_both():
    assert b"/Subtype /Image" in minutes_pdf(FULL)
    assert len(Document(io.BytesIO(minutes_docx(FULL))).inline_shapes) == 1


def test_the_word_document_is_a4_and_in_bahasa():
    document = Document(io.BytesIO(minutes_docx(FULL)))
    section = document.sections[0]
    # Word counts in twentieths of a point.
    assert abs(section.page_width - Cm(21)) < 700
    assert abs(section.page_height - Cm(29.7)) < 700
    assert document.core_properties.language == "id-ID"
    assert document.core_properties.author == "Mitra SCORE"


def test_tables_of_the_word_document_are_no_wider_than_the_page_and_repeat_their_head():
    document = Document(io.BytesIO(minutes_docx(HARSH)))
    room = document.sections[0].page_width - 2 * document.sections[0].left_margin
    for table in document.tables[:-1]:
        assert sum(cell.width for cell in table.rows[0].cells) <= room + Cm(0.1)
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_decisions_are_left_to_be_filled_in():
    rows = Document(io.BytesIO(minutes_docx(FULL))).tables[1].rows
    assert [cell.text for cell in rows[1].cells[2:]] == ["", "", ""]


def test_the_line_below_a_suggestion_leaves_out_what_is_not_known():
    bare = Topic(number=1, text="x", module="", waiting="", supports=0, status="baru", note="")
    assert about(bare) == "baru"
    assert about(topic()) == "K3 · menunggu 3 hari · 4 mendukung · sedang dicoba"
    assert due(replace(task(late=True), due="")) == "(terlambat)"
    assert more([1] * 60) == ""
    assert shortened("abc", 2) == "a…"
