"""What people type into a spreadsheet's cells: many forms are taken, no meaning is guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.papers import cells
from mitra.papers.cells import CellError

TODAY = dt.date(2026, 12, 3)
FRUIT = cells.numbered({1: "Apel merah (impor)|apel|manzana", 2: "Jeruk & lemon|sitrus"}, "buah")
at = dt.datetime.fromisoformat


def said_of(call, *args, **named) -> str:
    with pytest.raises(CellError) as wrong:
        call(*args, **named)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("value", "rupiah"),
    [
        (None, None),
        ("-", None),
        (" ", None),
        (0, 0),
        ("0", 0),
        (4_500_000, 4_500_000),
        (4_500_000.0, 4_500_000),
        (1_333_333.5, 1_333_334),  # a formula's
        (333_333.333, 333_333),
        ("4,5 jt", 4_500_000),
        ("Rp 4.500.000,00", 4_500_000),
        ("Rp500.000,-", 500_000),
        ("500 rb per bulan", 500_000),
        ("sejuta", 1_000_000),
    ],
)
def test_rupiah(value, rupiah):
    assert cells.read_rupiah(value) == rupiah


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-1, "“-1” kurang dari nol"),
        (-2.5, "“-2,5” kurang dari nol"),
        ("-500000", "“-500000” kurang dari nol"),
        ("Rp -500.000", "“Rp -500.000” kurang dari nol"),
        ("(500.000)", "“(500.000)” kurang dari nol"),
        (float("-inf"), "“-inf” kurang dari nol"),
        ("4-5 jt", "“4-5 jt” belum jelas berapa"),
        ("murah", "“murah” belum jelas berapa"),
        ("#VALUE!", "“#VALUE!” belum jelas berapa"),
        (True, "“TRUE” belum jelas berapa"),
        (at("2027-01-05"), "“5/1/2027” belum jelas berapa"),
        (4.5, "“4,5” belum jelas berapa"),  # millions were meant
        ("4,5", "“4,5” belum jelas berapa"),
        (10**15, "“1000000000000000” terlalu besar"),
        (float("inf"), "“inf” terlalu besar"),
    ],
)
def test_what_is_no_clear_amount_is_asked_again(value, said):
    assert said_of(cells.read_rupiah, value).startswith(said)


@pytest.mark.parametrize(
    "value",
    [
        at("2027-01-05"),
        at("2027-01-05T07:30"),
        dt.date(2027, 1, 5),
        *("5/1/2027", "05-01-27", "5.1.2027", "5 1 2027", " 5 / 1 / 2027 ", "2027-01-05", "2027-01-05 00:00:00"),
        *("5 Januari 2027", "5 jan 27", "5-Jan-27", "Selasa, 5 Januari 2027", "tgl 5 Januari 2027", "hari selasa 5/1/27"),
    ],
)  # fmt: skip
def test_one_day_in_its_many_forms(value):
    assert cells.read_day(value, TODAY) == dt.date(2027, 1, 5)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("5 Januri 2027", dt.date(2027, 1, 5)),
        ("paling lambat 5 Januari 2027", dt.date(2027, 1, 5)),
        ("akhir Januari 2027", dt.date(2027, 1, 31)),
    ],
)
def test_a_day_in_words_with_its_year(value, day):
    assert cells.read_day(value, TODAY) == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2031, 12, 3)))
def test_any_day_within_reach_comes_back_from_each_form(day):
    month = ("Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sept", "Okt", "Nop", "Des")[
        day.month - 1
    ]
    for typed in (day, f"{day.day}/{day.month}/{day.year}", f"{day.day} {month} {day.year}", day.isoformat()):
        assert cells.read_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("31/2/2027", "tanggal “31/2/2027” tidak ada. Tulis seperti 28/2/2027."),
        ("30 Februari 2028", "tanggal “30 Februari 2028” tidak ada. Tulis seperti 29/2/2028."),
        ("31-4-27", "tanggal “31-4-27” tidak ada. Tulis seperti 30/4/2027."),
        ("0/5/2027", "tanggal “0/5/2027” tidak ada. Tulis seperti 31/5/2027."),
        ("2/13/2027", "tanggal “2/13/2027” tidak ada. Tulis seperti 28/2/2027."),  # month first
        ("0000-01-01", "tanggal “0000-01-01” tidak ada. Tulis seperti 28/2/2027."),
        ("5/1", "tanggal “5/1” belum jelas. Tulis seperti 28/2/2027."),
        ("5 Janvier 2027", "tanggal “5 Janvier 2027” belum jelas. Tulis seperti 28/2/2027."),
        ("besok", "tanggal “besok” belum jelas. Tulis seperti 28/2/2027."),  # nobody knows when it was typed
        ("5/1/2027 atau 6/1/2027", "tanggal “5/1/2027 atau 6/1/2027” belum jelas. Tulis seperti 28/2/2027."),
        ("besok 2027", "tanggal “besok 2027” belum jelas. Tulis seperti 28/2/2027."),
        ("Maret 2027", "tanggal “Maret 2027” belum jelas. Tulis seperti 28/2/2027."),
        (46_027, "tanggal “46027” belum jelas. Tulis seperti 28/2/2027."),
        ("#VALUE!", "tanggal “#VALUE!” belum jelas. Tulis seperti 28/2/2027."),
        ("31/12/1999", "tanggal “31/12/1999” terlalu lama. Periksa tahunnya."),
        ("4/12/2031", "tanggal “4/12/2031” lebih dari 5 tahun lagi. Periksa tahunnya."),
        ("5/1/2207", "tanggal “5/1/2207” lebih dari 5 tahun lagi. Periksa tahunnya."),
    ],
)
def test_a_day_that_is_none_is_named_with_one_that_is(value, said):
    assert said_of(cells.read_day, value, TODAY) == said


@pytest.mark.parametrize("day", [dt.date(2000, 1, 1), dt.date(2031, 12, 3)])
def test_the_first_and_the_last_day_that_is_taken(day):
    assert cells.read_day(day, TODAY) == day


def test_a_leap_day_is_a_today_like_any_other():
    assert cells.read_day("28/2/2033", dt.date(2028, 2, 29)) == dt.date(2033, 2, 28)
    assert "5 tahun" in said_of(cells.read_day, "1/3/2033", dt.date(2028, 2, 29))


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        (1, 1),
        (2.0, 2),
        ("1", 1),
        ("2.", 2),
        ("Buah 2", 2),
        ("1 Apel merah (impor)", 1),
        ("APEL", 1),
        ("1 apel", 1),
        ("1 - manzana", 1),
        ("jeruk  &  lemon 🍋", 2),
    ],
)
def test_a_choice_by_number_or_name(value, chosen):
    assert cells.read_choice(value, FRUIT) == chosen


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "belum diisi. Pilih 1 Apel merah (impor), 2 Jeruk & lemon."),
        ("-", "belum diisi. Pilih 1 Apel merah (impor), 2 Jeruk & lemon."),
        (3, "“3” tidak dikenal. Pilih 1 Apel merah (impor), 2 Jeruk & lemon."),
        ("durian", "“durian” tidak dikenal. Pilih 1 Apel merah (impor), 2 Jeruk & lemon."),
        ("sitris", "“sitris” tidak dikenal. Mungkin maksudnya 2 Jeruk & lemon?"),
    ],
)
def test_what_cannot_be_chosen_is_told_with_what_can(value, said):
    assert said_of(cells.read_choice, value, FRUIT) == said


def test_a_number_with_the_name_of_another_is_not_guessed():
    assert "tidak dikenal" in said_of(cells.read_choice, "1 sitrus", FRUIT)


def test_a_choice_may_have_a_usual_one():
    assert cells.read_choice(None, FRUIT, usual=2) == cells.read_choice("–", FRUIT, usual=2) == 2


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Budi Santoso", "Budi Santoso"),
        ("budi   santoso ", "Budi Santoso"),
        ("BUDI\nSANTOSO", "Budi Santoso"),
        ("😊", "😊"),
        ("rina", "rina"),  # spelt exactly so, though "Rina" is another
        (None, ""),
        ("-", ""),
    ],
)
def test_a_name_as_it_is_spelt_in_the_list(value, name):
    assert cells.read_name(value, ["Budi Santoso", "😊", "Rina", "rina"]) == name


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Bdui", "“Bdui” tidak ada di daftar. Mungkin maksudnya Budi?"),
        ("Sri", "“Sri” tidak ada di daftar. Mungkin maksudnya Sri Wahyuni atau Sari?"),
        ("Joko", "“Joko” tidak ada di daftar. Pilih dari daftar, atau kosongkan."),
        ("rini", "ada 2 yang bernama “rini”. Kosongkan, lalu pilih di Telegram."),
        ("RINI", "ada 2 yang bernama “RINI”. Kosongkan, lalu pilih di Telegram."),
    ],
)
def test_a_name_that_is_nobody_s_or_two_people_s(value, said):
    assert said_of(cells.read_name, value, ["Budi", "Sri Wahyuni", "Sari", "rini", "rini"]) == said


def test_a_text_keeps_its_lines_and_has_a_limit():
    assert cells.read_text(" satu\r\ndua ", 8) == "satu\ndua"
    assert said_of(cells.read_text, "satu\ndua.", 8) == "9 huruf, paling panjang 8. Ringkas dulu."
    assert cells.read_text(None, 8) == ""
    assert said_of(cells.read_text, " ", 8, needed=True).startswith("belum diisi")


def test_what_is_quoted_is_cut_short():
    assert cells.quoted("satu\ndua") == "“satu dua”"
    assert cells.quoted("x" * 30) == f"“{'x' * 30}”"
    assert cells.quoted("x" * 31) == f"“{'x' * 29}…”"


in_cells = st.one_of(
    st.text(),
    st.floats(allow_nan=False),  # a file cannot say it
    *(st.integers(), st.booleans(), st.datetimes(), st.times(), st.timedeltas()),
)


@pytest.mark.parametrize(
    "call",
    [
        cells.read_rupiah,
        lambda value: cells.read_day(value, TODAY),
        lambda value: cells.read_choice(value, FRUIT),
        lambda value: cells.read_name(value, ["Budi", "Sari"]),
        lambda value: cells.read_text(value, 10),
    ],
)
@given(value=in_cells)
def test_no_cell_breaks_the_reading(call, value):
    said = ""
    try:
        call(value)
    except CellError as wrong:
        said = str(wrong)
    assert len(said) < 200
