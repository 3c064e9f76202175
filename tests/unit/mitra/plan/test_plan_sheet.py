"""The plan as a spreadsheet: out and back in nothing is lost, and each mistake is told with its place."""

import dataclasses
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mitra.papers import workbook
from mitra.plan import sheet
from mitra.plan.sheet import Row
from mitra.store.plan_models import ActionStatus
from tests.strategies import typed_texts

TODAY = dt.date(2026, 12, 3)
OWNERS, AREAS = ["Budi", "Sari"], ["Oven", "Gudang"]
FIRST = 4  # row of the first action
TITLES = [column.name for column in sheet.COLUMNS]


def make_row(**overrides) -> Row:
    usual = {
        "number": None,
        "module": 5,
        "problem": "Lantai licin.",
        "cause": "",
        "action": "Pasang alas.",
        "area": "Oven",
        "owner": "Budi",
        "due_on": dt.date(2027, 1, 5),
        "cost": 50_000,
        "kpi": "",
        "priority": 2,
        "status": ActionStatus.OPEN,
        "result": "",
        "saving": None,
    }
    return Row(**usual | overrides)


def write(*rows, owners=OWNERS, areas=AREAS, enterprise="CV Maju") -> bytes:
    return sheet.write(rows, enterprise=enterprise, owners=owners, areas=areas)


def read(data, *, owners=OWNERS, areas=AREAS, numbers=range(1, 9)) -> sheet.Reading:
    return sheet.read(data, owners=owners, areas=areas, numbers=numbers, today=TODAY)


def opened(data):
    return load_workbook(io.BytesIO(data))


def table(*rows, titles=TITLES, above=()) -> bytes:
    """A sheet of somebody's own, with titles in the first row below what stands `above`."""
    made, page = workbook.new_book("Rencana")
    for place, row in enumerate((*above, titles, *rows), 1):
        for column, value in enumerate(row, 1):
            page.cell(place, column).value = value
    return workbook.as_bytes(made)


def cells(**changed) -> list:
    """Cells of a good row, by field."""
    good = {"module": "5 K3", "problem": "Lantai licin.", "action": "Pasang alas."} | changed
    return [good.get(column.field) for column in sheet.COLUMNS]


def one(**changed) -> Row:
    """What is read from a row with these cells."""
    found = read(table(cells(**changed)))
    assert found.problems == []
    return found.rows[0]


def problems(*rows, **named) -> list[str]:
    found = read(table(*rows, **named))
    assert found.rows == []  # with one mistake nothing is taken
    return found.problems


# --- out and back in


def texts(limit: int, least: int = 0):
    """Texts that fit, as they stand in the plan."""
    free = st.one_of(st.text(max_size=limit), typed_texts, st.just("x" * limit))
    started = st.builds("{}{}".format, st.sampled_from("=+-@'\"#\t"), free)
    tidied = st.one_of(free, started).map(lambda text: workbook.tidy(workbook.tidy(text)[:limit]))
    return tidied.filter(lambda text: len(text) >= least)


NUMBERS = range(1, 400)
#: Some differ in nothing but small letters, some are a dash.
names = st.one_of(
    texts(40, 1).map(workbook.one_line), st.sampled_from(["Budi", "budi", "BUDI", "-", "–", "=1"])
)
name_lists = st.lists(names, max_size=5, unique=True)
rupiah = st.none() | st.integers(0, 10**15 - 1)


@st.composite
def plans(draw):
    """Names, areas, and a plan of actions that belong to them."""
    owners, areas = draw(name_lists), draw(name_lists)
    row = st.builds(
        Row,
        number=st.none(),
        module=st.integers(1, 5),
        problem=texts(300, 1),
        cause=texts(300),
        action=texts(300, 1),
        area=st.sampled_from(["", *areas]),
        owner=st.sampled_from(["", *owners]),
        due_on=st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2031, 12, 3)),
        cost=rupiah,
        kpi=texts(120),
        priority=st.integers(1, 3),
        status=st.sampled_from(ActionStatus),
        result=texts(300),
        saving=rupiah,
    )
    numbers = iter(draw(st.permutations(NUMBERS)))
    rows = draw(st.lists(row, min_size=1, max_size=4))
    old = [draw(st.booleans()) for _ in rows]
    numbered = [
        dataclasses.replace(one, number=next(numbers)) if is_old else one
        for one, is_old in zip(rows, old, strict=True)
    ]
    return owners, areas, numbered


@settings(max_examples=50, deadline=None)  # each makes a file and reads it
@given(plan=plans(), enterprise=st.text(max_size=80))
def test_what_goes_out_comes_back_unchanged(plan, enterprise):
    owners, areas, rows = plan
    data = write(*rows, owners=owners, areas=areas, enterprise=enterprise)
    found = read(data, owners=owners, areas=areas, numbers=NUMBERS)
    assert found.problems == []
    assert found.rows == rows


def test_texts_keep_their_lines_and_lose_the_blanks_around_them():
    untidy = make_row(problem="  =satu\r\ndua 🙏 “tiga”\t\n", result="a\x00b")
    (row,) = read(write(untidy)).rows
    assert (row.problem, row.result) == ("=satu\ndua 🙏 “tiga”", "ab")


def test_three_hundred_actions_fit():
    rows = [make_row(number=number, problem="x" * 300) for number in range(1, 301)]
    assert read(write(*rows), numbers=range(1, 301)).rows == rows


def test_somebody_who_shares_a_name_with_others_is_no_trouble_to_the_rest():
    rows = [make_row(owner="Sari"), make_row(owner="")]
    owners = ["Budi", "budi", "Budi", "Sari"]
    assert read(write(*rows, owners=owners), owners=owners).rows == rows


# --- the file


def test_the_empty_sheet_shows_by_example_and_reads_as_empty():
    data = write()
    page = opened(data)["Rencana"]
    assert [page.cell(FIRST + place, 1).value for place in range(3)] == ["contoh", "contoh", None]
    assert page.cell(FIRST, 4).font.italic
    assert read(data).problems == ["Belum ada tindakan. Isi mulai baris 4."]


def test_below_the_examples_one_goes_on():
    book = opened(write())
    for column, value in enumerate(cells(), 1):
        book["Rencana"].cell(FIRST + 2, column).value = value
    assert [row.action for row in read(workbook.as_bytes(book)).rows] == ["Pasang alas."]


def test_an_example_written_over_is_not_passed_over_silently():
    book = opened(write())
    book["Rencana"]["D5"] = "Oven bocor"
    (said,) = read(workbook.as_bytes(book)).problems
    assert said == "Baris 5, No: masih “contoh”. Hapus kata itu supaya dibaca, atau hapus barisnya."


def test_each_column_has_its_kind_of_cell_and_its_choices():
    book = opened(write(make_row(number=3, cost=4_500_000, saving=0, kpi="5-6")))
    page = book["Rencana"]
    row = {column.field: cell for column, cell in zip(sheet.COLUMNS, page[FIRST], strict=True)}
    assert (row["number"].value, row["module"].value, row["priority"].value) == (3, "5 K3", "2 sedang")
    assert (row["due_on"].value, row["due_on"].number_format) == (dt.datetime(2027, 1, 5), "dd/mm/yyyy")  # noqa: DTZ001
    assert (row["cost"].value, row["cost"].number_format, row["saving"].value) == (4_500_000, "#,##0", 0)
    assert (row["kpi"].data_type, row["kpi"].number_format, row["status"].value) == ("s", "@", "belum")
    empty = page[FIRST + 299]
    assert [cell.number_format for cell in empty] == [column.form for column in sheet.COLUMNS]
    assert all(cell.alignment.wrap_text for cell in empty)
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert list(rules) == ["B4:B303", "C4:C303", "G4:G303", "K4:K303", "L4:L303"]
    lists = book["Pilihan"]
    assert lists.sheet_state == "hidden"
    offered = [[cell.value for (cell,) in lists[rule.formula1.split("!")[1]]] for rule in rules.values()]
    assert offered == [
        ["1 Kerja sama", "2 Mutu", "3 Produktivitas & produksi bersih", "4 Tenaga kerja (SDM)", "5 K3"],
        AREAS,
        OWNERS,
        ["1 tinggi", "2 sedang", "3 rendah"],
        ["belum", "jalan", "tertunda", "selesai", "batal"],
    ]
    assert all(rule.type == "list" and rule.showErrorMessage for rule in rules.values())


def test_it_prints_across_as_wide_as_the_paper_with_titles_on_each_page():
    page = opened(write())["Rencana"]
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.freeze_panes, page.print_title_rows) == ("A4", "$3:$3")


def test_there_is_nothing_to_calculate_in_the_file():
    evil = "=HYPERLINK(1)"
    row = make_row(problem=evil, cause=evil, action=evil, kpi=evil, result=evil, owner=evil, area=evil)
    data = write(row, owners=[evil], areas=[evil], enterprise=evil)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(pages) == 2
    assert not any(mark in page for page in pages for mark in (b"<f>", b"<f "))
    assert read(data, owners=[evil], areas=[evil]).rows == [row]


# --- many forms


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("number", None, None),
        ("number", "-", None),
        ("number", 3.0, 3),
        ("number", "No. 3", 3),
        ("number", "#3", 3),
        ("module", 2, 2),
        ("module", "mutu", 2),
        ("module", "Modul 4", 4),
        ("module", "SDM", 4),
        ("module", "Keselamatan & Kesehatan Kerja (K3)", 5),
        ("module", "3 produktivitas", 3),
        ("module", "Kerjasama", 1),
        ("priority", None, 2),
        ("priority", 1, 1),
        ("priority", "Tinggi", 1),
        ("priority", "3", 3),
        ("status", None, ActionStatus.OPEN),
        ("status", "belum mulai", ActionStatus.OPEN),
        ("status", "Sedang berjalan", ActionStatus.RUNNING),
        ("status", "ditunda", ActionStatus.POSTPONED),
        ("status", "SELESAI ✅", ActionStatus.DONE),
        ("status", "dibatalkan", ActionStatus.CANCELLED),
        ("owner", "  budi ", "Budi"),
        ("area", "OVEN", "Oven"),
        ("area", "-", ""),
        ("due_on", dt.datetime(2027, 1, 5), dt.date(2027, 1, 5)),  # noqa: DTZ001 - a cell has no zone
        ("due_on", "5 Januari 2027", dt.date(2027, 1, 5)),
        ("due_on", "05-01-27", dt.date(2027, 1, 5)),
        ("due_on", "1/3/2025", dt.date(2025, 3, 1)),  # what is late stays in the plan
        ("cost", "4,5 jt", 4_500_000),
        ("saving", "Rp 500.000 per bulan", 500_000),
        ("kpi", 12, "12"),
        ("kpi", 2.5, "2,5"),
        ("problem", "satu\ndua", "satu\ndua"),
    ],
)
def test_what_people_type(field, typed, meant):
    assert getattr(one(**{field: typed}), field) == meant


def test_only_module_problem_and_action_are_needed():
    assert one() == make_row(area="", owner="", due_on=None, cost=None)


def test_columns_in_another_order_under_other_names_below_other_rows_with_others_between():
    titles = ["PIC", "catatan", "TINDAKAN", "Masalah ", "modul", "Biaya", "No.", "Target selesai", "KPI"]
    row = ["Sari", "segera", "Pasang alas.", "Licin", 5, "1 jt", None, "5/1/2027", "0 jatuh"]
    data = table([], row, titles=titles, above=[["Rencana kami"], ["2026", "Modul"]])
    (found,) = read(data).rows
    assert found == make_row(
        owner="Sari", action="Pasang alas.", problem="Licin", cost=1_000_000, kpi="0 jatuh", area=""
    )


def test_the_plan_is_found_behind_a_sheet_of_somebody_s_own():
    book = opened(write(make_row()))
    book.create_sheet("Catatan", 0)["A1"] = "halo"
    assert read(workbook.as_bytes(book)).rows == [make_row()]


def test_rows_without_anything_of_ours_are_passed_over():
    titles = [*TITLES, "Catatan"]
    found = read(table([], cells(), [None] * 14 + ["jumlah"], ["", " "], cells(), titles=titles))
    assert len(found.rows) == 2


# --- each mistake with its place


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"problem": None}, "Baris 2, Masalah: belum diisi. Isi, atau kosongkan seluruh barisnya."),
        ({"action": " "}, "Baris 2, Tindakan: belum diisi. Isi, atau kosongkan seluruh barisnya."),
        ({"module": None}, "Baris 2, Modul: belum diisi. Pilih 1 Kerja sama, 2 Mutu,"),
        ({"module": 6}, "Baris 2, Modul: “6” tidak dikenal. Pilih 1 Kerja sama, 2 Mutu,"),
        ({"module": "1 Mutu"}, "Baris 2, Modul: “1 Mutu” tidak dikenal."),
        ({"module": "Muttu"}, "Baris 2, Modul: “Muttu” tidak dikenal. Mungkin maksudnya 2 Mutu?"),
        ({"priority": 4}, "Baris 2, Prioritas: “4” tidak dikenal. Pilih 1 tinggi, 2 sedang, 3 rendah."),
        ({"status": "entah"}, "Baris 2, Status: “entah” tidak dikenal. Pilih belum, jalan, tertunda, selesai, batal."),
        ({"status": "slesai"}, "Baris 2, Status: “slesai” tidak dikenal. Mungkin maksudnya selesai?"),
        ({"owner": "Bdui"}, "Baris 2, Penanggung jawab: “Bdui” tidak ada di daftar. Mungkin maksudnya Budi?"),
        ({"area": "Kantor"}, "Baris 2, Bagian: “Kantor” tidak ada di daftar. Pilih dari daftar, atau kosongkan."),
        ({"number": 99}, "Baris 2, No: nomor 99 tidak ada di rencana. Kosongkan kalau tindakan baru."),
        ({"number": "tiga"}, "Baris 2, No: “tiga” bukan nomor tindakan. Kosongkan kalau tindakan baru."),
        ({"number": 1.5}, "Baris 2, No: “1,5” bukan nomor tindakan. Kosongkan kalau tindakan baru."),
        ({"cost": -5}, "Baris 2, Biaya (Rp): “-5” kurang dari nol. Tulis 0 atau lebih."),
        ({"saving": "lumayan"}, "Baris 2, Hemat per bulan (Rp): “lumayan” belum jelas berapa."),
        ({"due_on": "31/2/2027"}, "Baris 2, Batas waktu: tanggal “31/2/2027” tidak ada. Tulis seperti 28/2/2027."),
        ({"due_on": "5/1/2099"}, "Baris 2, Batas waktu: tanggal “5/1/2099” lebih dari 5 tahun lagi."),
        ({"problem": "x" * 301}, "Baris 2, Masalah: 301 huruf, paling panjang 300. Ringkas dulu."),
        ({"cause": "x" * 301}, "Baris 2, Penyebab: 301 huruf, paling panjang 300. Ringkas dulu."),
        ({"action": "x" * 301}, "Baris 2, Tindakan: 301 huruf, paling panjang 300. Ringkas dulu."),
        ({"kpi": "x" * 121}, "Baris 2, Ukuran keberhasilan: 121 huruf, paling panjang 120. Ringkas dulu."),
        ({"result": "x" * 301}, "Baris 2, Hasil: 301 huruf, paling panjang 300. Ringkas dulu."),
    ],
)  # fmt: skip
def test_each_mistake_says_where_and_what_to_do(changed, said):
    (found,) = problems(cells(**changed))
    assert found.startswith(said)


def test_all_mistakes_are_told_at_once_and_the_good_rows_are_not_taken():
    said = problems(cells(problem="", cost="?"), cells(), [], cells(due_on="kapan-kapan"))
    assert [text.split(":")[0] for text in said] == [
        "Baris 2, Masalah",
        "Baris 2, Biaya (Rp)",
        "Baris 5, Batas waktu",
    ]


def test_two_members_of_one_name_cannot_be_told_apart():
    found = read(table(cells(owner="Budi")), owners=["Budi", "Sari", "Budi"])
    assert found.problems == [
        "Baris 2, Penanggung jawab: ada 2 yang bernama “Budi”. Kosongkan, lalu pilih di Telegram."
    ]


def test_a_number_may_stand_there_once():
    assert problems(cells(number=3), cells(), cells(number="3")) == [
        "Baris 4, No: nomor 3 sudah ada di baris 2. Sisakan satu."
    ]


def test_too_many_actions_are_told_not_cut():
    assert problems(*[cells()] * 301) == ["Ada 301 tindakan, paling banyak 300. Bagi menjadi beberapa file."]
    assert problems(*[[]] * 1_000, cells()) == [
        "Baris 1002 masih berisi, paling banyak 1000 baris: hapus sisanya"
    ]


def test_a_needed_column_that_is_missing_is_told_with_those_that_are_strange():
    titles = ["No", "Modul", "Masalah", "Cara mengatasi", "Catatan", *[None] * 9]
    assert problems(cells(), titles=titles) == [
        "Baris 1: kolom Tindakan tidak ada. Tulis judul itu di atas kolomnya.",
        "Baris 1: tidak kenal judul “Cara mengatasi”, “Catatan”. Ganti kalau itu kolomnya.",
    ]


def test_without_titles_nothing_is_read():
    assert problems(cells(), titles=["halo"]) == [
        "Judul kolom tidak ketemu. Pakai lembar dari saya, isi di bawah judulnya."
    ]


def test_a_column_that_stands_there_twice_is_not_chosen_between():
    assert problems(cells(), titles=[*TITLES, "PIC"]) == [
        "Baris 1: kolom Penanggung jawab ada lebih dari sekali. Sisakan satu."
    ]


def test_a_missing_column_would_wipe_out_what_is_in_the_plan():
    """For a new action it is an empty one; for one with a number what it says would be lost."""
    titles = [None if title == "Hasil" else title for title in TITLES]
    assert read(table(cells(), titles=titles)).problems == []
    assert problems(cells(number=3), titles=titles) == [
        "Baris 1: kolom Hasil tidak ada, isinya bisa hilang. Tulis judul itu."
    ]


def test_a_file_that_cannot_be_read_says_why():
    (said,) = read(b"halo").problems
    assert said.startswith("File tidak bisa dibaca")


@given(
    st.lists(st.lists(st.one_of(st.none(), typed_texts, st.integers(), st.dates()), max_size=14), max_size=4)
)
def test_whatever_stands_in_the_cells_there_are_rows_or_reasons(rows):
    tidied = [[workbook.tidy(value) if isinstance(value, str) else value for value in row] for row in rows]
    found = read(table(*tidied))
    assert bool(found.rows) != bool(found.problems)
