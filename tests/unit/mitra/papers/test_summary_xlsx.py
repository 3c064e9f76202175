"""The summary as a spreadsheet: numbers to go on with, and nothing in it that a program would carry out."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from mitra.papers.summary_xlsx import summary_xlsx
from tests.unit.mitra.kpis.test_charts import YEAR, figure
from tests.unit.mitra.papers.test_summary_pdf import ENDLESS, USUAL, done, late
from tests.unit.mitra.summary.test_picture import CHECKS, EMPTY, FULL

#: What a spreadsheet would calculate, or start.
FORMULAS = (
    "=1+1", "+6281234", "-5 derajat", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://jahat.example","klik")', "{=1+1}", "#N/A", "_x003D_1+1", "＝1+1",
)  # fmt: skip
FORBIDDEN = "mesin\x00\x01\x08\x0b\x0c\x1f\ufffe\ud800 jahit"


def book(summary):
    return load_workbook(io.BytesIO(summary_xlsx(summary)))


def rows(sheet) -> list[tuple]:
    return [tuple(one.date() if isinstance(one, dt.datetime) else one for one in row) for row in sheet.values]


def named(text):
    """A summary in which everything that people write is `text`."""
    return replace(
        FULL,
        enterprise=text,
        kpis=[figure(name=text, unit=text)],
        checks=[replace(CHECKS[0], name=text)],
        late=[late(action=text, area=text, owner=text)],
        done=[done(action=text, area=text, owner=text, result=text)],
    )


def cells(summary):
    return [cell for sheet in book(summary) for row in sheet.iter_rows() for cell in row]


def test_it_has_three_sheets_with_their_heads_in_sight():
    found = book(USUAL)
    assert found.sheetnames == ["Ringkasan", "Rencana", "Angka"]
    for sheet in found:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert all(8 <= one.width <= 60 for one in sheet.column_dimensions.values())


def test_the_first_sheet_says_what_it_comes_to():
    found = dict(row[:2] for row in rows(book(USUAL)["Ringkasan"]) if row[0])
    for label, value in {
        "Perusahaan": "CV Maju Bersama",
        "Ringkasan per": dt.date(2026, 11, 27),
        "Tindakan selesai": 34,
        "Tindakan terlambat": 5,
        "Tindakan terbuka": 17,
        "Terbuka: ditunda": 4,
        "Selesai tepat waktu, 12 bulan terakhir": 0.82,
        "Cek 5R: nilai": 0.78,
        "Cek K3: naik atau turun (poin)": -3,
        "Saran diberikan, 12 bulan terakhir": 48,
        "Saran per orang": 0.8,
        "Bahaya belum ditangani": 3,
        "Hemat tiap bulan, perkiraan (Rp)": 12_500_000,
    }.items():
        assert found[label] == value


def test_shares_days_and_money_are_shown_as_such():
    sheet = book(USUAL)["Ringkasan"]
    forms = {
        sheet.cell(row, 1).value: sheet.cell(row, 2).number_format for row in range(1, sheet.max_row + 1)
    }
    assert forms["Cek 5R: nilai"] == "0%"
    assert forms["Ringkasan per"] == "dd/mm/yyyy"
    assert forms["Hemat tiap bulan, perkiraan (Rp)"] == "#,##0"


def test_the_months_of_the_plan_stand_below():
    found = rows(book(USUAL)["Ringkasan"])
    head = next(at for at, row in enumerate(found) if row[0] == "Bulan")
    assert found[head][1:] == (
        "Selesai tepat waktu",
        "Selesai terlambat",
        "Terbuka di akhir bulan",
        "Di antaranya terlambat",
    )
    assert found[head + 1] == (dt.date(2025, 12, 1), 1, 0, 6, 0)
    assert len(found) == head + 13


def test_late_and_finished_actions_are_rows():
    first, *found = rows(book(USUAL)["Rencana"])
    assert first[:5] == ("No.", "Keadaan", "Tindakan", "Bagian", "Penanggung jawab")
    assert [row[1] for row in found] == ["Terlambat"] * 5 + ["Selesai"] * 10
    assert found[0] == (
        1,
        "Terlambat",
        "Cat ulang garis lorong",
        "Gudang",
        "Siti Aminah",
        dt.date(2026, 10, 12),
        None,
        None,
    )
    assert found[5][-2:] == ("Lorong bersih", 1_250_000)


def test_each_period_of_each_figure_is_a_row_and_a_missing_one_is_empty():
    first, *found = rows(
        book(replace(EMPTY, kpis=[figure(), figure([1.5], name="Listrik", unit="kWh", baseline=None)]))[
            "Angka"
        ]
    )
    assert first[:6] == ("Nama", "Satuan", "Periode (mulai)", "Nilai", "Awal", "Target")
    assert [row[3] for row in found[:-1]] == YEAR
    assert found[0] == ("Reject", "%", dt.date(2025, 12, 1), 5.1, 5, 2.5, dt.date(2026, 12, 31))
    assert found[-1][:6] == ("Listrik", "kWh", dt.date(2026, 11, 1), 1.5, None, 2.5)


def test_a_figure_without_periods_is_not_lost():
    found = rows(book(replace(EMPTY, kpis=[figure(points=[])]))["Angka"])
    assert found[1] == ("Reject", "%", None, None, 5, 2.5, dt.date(2026, 12, 31))


def test_numbers_are_numbers_and_days_are_days():
    kinds = {(cell.column_letter, cell.data_type) for cell in book(USUAL)["Angka"][3]}
    assert kinds == {("A", "s"), ("B", "s"), ("C", "d"), ("D", "n"), ("E", "n"), ("F", "n"), ("G", "d")}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_ever_a_formula(text):
    data = summary_xlsx(named(text))
    found = [cell for cell in cells(named(text)) if cell.value is not None]
    assert {cell.data_type for cell in found} <= {"s", "n", "d"}
    words = [cell for cell in found if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" for cell in words)
    assert sum(text.strip() in cell.value.replace("_x005F_", "_") for cell in words) >= 8
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any(re.search(rb"<f[\s/>]", sheet) for sheet in sheets)


@pytest.mark.parametrize("text", [one for one in FORMULAS if one.strip()[0] in "=+-@"])
def test_a_text_stays_one_when_somebody_edits_its_cell(text):
    sheet = book(named(text))["Rencana"]
    assert sheet["C2"].value == text.strip()
    assert sheet["C2"].quotePrefix
    assert sheet["C2"].number_format == "@"


def test_characters_that_break_the_file_are_left_out():
    sheet = book(named(FORBIDDEN))["Rencana"]
    assert sheet["C2"].value == "mesin jahit"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_stays_empty(value):
    assert rows(book(replace(EMPTY, kpis=[figure([value])]))["Angka"])[1][3] is None


def test_nothing_yet_and_endless_things_make_files_too():
    assert book(EMPTY)["Rencana"].max_row == 1
    assert book(EMPTY)["Angka"].max_row == 1
    assert book(ENDLESS)["Rencana"].max_row == 101


def test_it_prints_on_a4_with_its_heads_on_each_page():
    for sheet in book(USUAL):
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$1:$1"
