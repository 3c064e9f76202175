"""A checklist of one's own from a spreadsheet: all mistakes told, hostile files turned away, nothing half taken."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from mitra.access import RefusedError
from mitra.checks import lists, sheet
from mitra.checks.checklist import Answers
from tests.unit.mitra.make import NOW

GOOD = ["Oven", "Apakah pintu oven rapat?", "", "", "Ganti karet.", "", "", "", "", ""]


def book(*rows, title="Cek oven", answers="ya/tidak", header=sheet.COLUMNS) -> bytes:
    made = Workbook()
    for row in (["Nama daftar", title], ["Jawaban", answers], [], list(header), *rows):
        made.active.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(data) -> sheet.Reading:
    return sheet.read_sheet(data, name_of=lambda title: f"own-{title}")


def changed(**columns) -> list[str]:
    return [columns.get(f"c{place}", value) for place, value in enumerate(GOOD)]


def test_the_template_reads_as_it_is():
    found = read(sheet.template())
    assert found.problems == []
    assert found.checklist.title == "Cek oven"
    assert [pillar.title for pillar in found.checklist.pillars] == ["Oven", "Meja kerja"]
    (critical,) = [item for item in found.checklist.items.values() if item.critical]
    assert critical.now.startswith("Tutup keran")


def test_scores_with_their_examples():
    row = changed(c7="Longgar", c8="Sebagian", c9="Rapat")
    found = read(book(row, answers="0-4")).checklist
    assert found.answers is Answers.SCORE
    assert next(iter(found.items.values())).anchors == {0: "Longgar", 2: "Sebagian", 4: "Rapat"}


def test_the_same_question_is_the_same_item_the_next_time():
    first = read(book(GOOD)).checklist
    again = read(book(changed(c1="Apakah lantai kering?"), changed(c4="Panggil tukang."))).checklist
    assert set(first.items) < set(again.items)


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (book(), ["Belum ada butir"]),
        (book(GOOD, title=""), ["Baris 1: nama daftar"]),
        (book(GOOD, answers="kadang"), ["Baris 2: jawaban"]),
        (book(GOOD, header=["Apa"]), ["Baris 4: judul kolom"]),
        (book(GOOD, GOOD), ["Baris 6: butir sama dengan baris 5"]),
        (book(changed(c1="")), ["Baris 5: butir belum diisi"]),
        (book(changed(c1="x" * 141)), ["Baris 5: butir 141 huruf"]),
        (book(changed(c5="mungkin")), ["Baris 5: kolom bahaya"]),
        (book(changed(c5="ya")), ["Baris 5: butir bahaya perlu"]),
        (book(changed(c7="Longgar")), ["Baris 5: contoh nilai hanya"]),
        (book(changed(c0="", c4=""), GOOD, changed(c1="")), ["Baris 5: kelompok", "Baris 5: yang", "Baris 7: butir"]),
        (book(*(changed(c1=f"Butir {n}?") for n in range(61))), ["Ada 61 butir"]),
        (book(*(changed(c0=f"K{n}", c1=f"Butir {n}?") for n in range(13))), ["Ada 13 kelompok"]),
    ],
)  # fmt: skip
def test_each_mistake_with_its_row(data, problems):
    found = read(data)
    assert found.checklist is None
    assert len(found.problems) == len(problems)
    for said, expected in zip(found.problems, problems, strict=True):
        assert said.startswith(expected)


def with_parts(parts: dict[str, bytes]) -> bytes:
    """A good sheet with more in its zip."""
    file = io.BytesIO(book(GOOD))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as there:
        for name, data in parts.items():
            there.writestr(name, data)
    return file.getvalue()


def bomb() -> bytes:
    return with_parts({"xl/media/large.bin": b"0" * 50_000_000})


def many_parts() -> bytes:
    return with_parts({f"xl/media/{number}.bin": b"" for number in range(300)})


def laughs() -> bytes:
    """A sheet whose XML defines entities within entities."""
    source, file = zipfile.ZipFile(io.BytesIO(book(GOOD))), io.BytesIO()
    evil = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with source, zipfile.ZipFile(file, "w") as parts:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<worksheet", evil + b"<worksheet", 1).replace(b"Oven", b"&b;")
            parts.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"halo", b"PK\x03\x04" + b"x" * 99, bomb(), many_parts(), laughs(), b"0" * 1_000_001]
)
def test_hostile_files_are_turned_away_with_a_sentence(data):
    found = read(data)
    assert found.checklist is None
    assert len(found.problems) == 1


def test_formulas_are_no_texts():
    row = changed(c4='=HYPERLINK("http://x")')
    assert read(book(row)).checklist is None  # never calculated, so empty


def test_a_cell_typed_as_a_number_is_taken_as_typed():
    made = load_workbook(io.BytesIO(book(GOOD)))
    made.active["A5"] = 12
    file = io.BytesIO()
    made.save(file)
    assert read(file.getvalue()).checklist.pillars[0].title == "12"


# --- keeping it


async def test_a_list_of_one_s_own_is_offered_there_and_nowhere_else(connection, here):
    checklist = read(book(GOOD)).checklist
    await lists.add_own(connection, here.sari, here.enterprise, checklist, at=NOW)
    assert [one.title for one in await lists.own(connection, here.enterprise)] == ["Cek oven"]
    assert await lists.offered(connection, checklist.id, here.enterprise + 1) is None
    assert (await here.check(here.budi, 1, name=checklist.id)).percent == 100


async def test_sent_again_it_is_a_new_version_and_retired_it_is_gone(connection, here):
    for rows in ([GOOD], [GOOD, changed(c1="Apakah lantai kering?")]):
        last = read(book(*rows)).checklist
        await lists.add_own(connection, here.sari, here.enterprise, last, at=NOW)
    found = await lists.offered(connection, last.id, here.enterprise)
    assert (found.version, len(found.checklist.items)) == (2, 2)
    await lists.retire_own(connection, here.sari, here.enterprise, last.id, at=NOW)
    assert await lists.own(connection, here.enterprise) == []
    await lists.add_own(connection, here.sari, here.enterprise, last, at=NOW)
    assert len(await lists.own(connection, here.enterprise)) == 1


async def test_only_who_looks_after_the_enterprise_adds_lists_and_not_too_many(connection, here):
    checklist = read(book(GOOD)).checklist
    for actor in (here.budi, here.rina):
        with pytest.raises(RefusedError):
            await lists.add_own(connection, actor, here.enterprise, checklist, at=NOW)
    for number in range(lists.MOST_OWN):
        made = read(book(GOOD, title=f"Daftar {number}")).checklist
        await lists.add_own(connection, here.sari, here.enterprise, made, at=NOW)
    with pytest.raises(RefusedError):
        await lists.add_own(connection, here.sari, here.enterprise, checklist, at=NOW)
