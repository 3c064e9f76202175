"""Amounts typed on a phone: read when they are clear, asked again when they are not."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.amounts import MOST_LETTERS, TOO_MUCH, Unit, as_number, as_rupiah, read_amount
from tests.strategies import typed_texts

#: What is typed, and the amount it means.
CLEAR = {
    Unit.RUPIAH: {
        # digits, with and without marks
        "4500000": 4_500_000,
        "4.500.000": 4_500_000,
        "4,500,000": 4_500_000,
        "4 500 000": 4_500_000,
        "rp 4.500.000": 4_500_000,
        "Rp4.500.000,-": 4_500_000,
        "Rp. 4.500.000,00": 4_500_000,
        "rp.3.460.000": 3_460_000,
        "IDR 4,500,000.00": 4_500_000,
        "4.500": 4_500,  # whether that can be meant is for the one who asks
        "0": 0,
        # scales, spelt as people do
        "4,5 jt": 4_500_000,
        "4.5jt": 4_500_000,
        "4500rb": 4_500_000,
        "4.500 rb": 4_500_000,
        "4500k": 4_500_000,
        "35 rebu": 35_000,
        "4 juta 500 ribu": 4_500_000,
        "4jt500rb": 4_500_000,
        "4 juta 500.000": 4_500_000,
        "4,250 juta": 4_250_000,
        "1,2 M": 1_200_000_000,
        "1,2 milyar": 1_200_000_000,
        # words
        "empat juta": 4_000_000,
        "sejuta": 1_000_000,
        "tiga setengah juta": 3_500_000,
        "4 jt setengah": 4_500_000,
        "setengah juta": 500_000,
        "seratus lima puluh ribu": 150_000,
        "duapuluh lima ribu": 25_000,
        "sebelas ribu seratus dua belas": 11_112,
        "dua juta tiga ratus empat puluh lima ribu enam ratus tujuh puluh delapan": 2_345_678,
        # with words around
        "gaji saya 4,5 juta sebulan": 4_500_000,
        "sekitar 4 jutaan lah": 4_000_000,
        "5jt-an": 5_000_000,
        "kira2 4jt": 4_000_000,
        "kurang lebih 5 jt": 5_000_000,
        "+- 5 jt": 5_000_000,
        "4500000 bulan ini": 4_500_000,
        "5 jutaaa 🙏": 5_000_000,
        "\uff14\uff0c\uff15 jt": 4_500_000,  # wide digits of some keyboards
        # the same amount twice, and a sum
        "Rp4.500.000 (empat juta lima ratus ribu rupiah)": 4_500_000,
        "3 jt + 500rb": 3_500_000,
        "pokok 3 juta ditambah tunjangan 500 ribu": 3_500_000,
    },
    Unit.HOURS: {
        "2": 2,
        "2,5 jam": "2.5",
        "2.5 jam": "2.5",
        "2 jam setengah": "2.5",
        "2 setengah jam": "2.5",
        "2½ jam": "2.5",
        "2 1/2 jam": "2.5",
        "dua jam": 2,
        "setengah jam": "0.5",
        "stengah jam": "0.5",
        "sejam": 1,
        "sejam setengah": "1.5",
        "1 jam seperempat": "1.25",
        "150 menit": "2.5",
        "150 menit (2,5 jam)": "2.5",
        "3 jam 30 menit": "3.5",
        "3 jam lebih 15 menit": "3.25",
        "7jam30": "7.5",
        "dua jam tiga puluh menit": "2.5",
        "1 jam 20": "1.333333",
        "lembur 3 jam sehari": 3,
    },
    Unit.MONTHS: {
        "18": 18,
        "8 bulan": 8,
        "8 bln": 8,
        "1 tahun 3 bulan": 15,
        "1 thn, 3 bln": 15,
        "1 tahun 3": 15,
        "setahun": 12,
        "setahun lebih 3 bulan": 15,
        "setahun setengah": 18,
        "1,5 tahun": 18,
        "2 thn": 24,
        "3 taun": 36,
        "setengah tahun": 6,
        "sebulan": 1,
        "2 minggu": "0.466667",
        "6 bulan 15 hari": "6.5",
    },
    Unit.COUNT: {
        "1.200 pcs": 1_200,
        "12,000": 12_000,  # nobody counts pieces to three decimals
        "1.200,5 kg": "1200.5",
        "60 m": 60,  # metres of cloth, no milliards
        "seribu": 1_000,
        "2rb": 2_000,
        "2 lusin": 24,
        "2 lusin 3 biji": 27,
        "selusin": 12,
        "3 kodi": 60,
        "seratus dua": 102,
        "nol": 0,
    },
    Unit.MINUTES: {
        "480": 480,
        "480 menit": 480,
        "8 jam": 480,
        "7 jam 30": 450,
        "setengah jam": 30,
    },
    Unit.SECONDS: {
        "12": 12,
        "45 detik": 45,
        "45s": 45,
        "45 detik/pcs": 45,
        "0,5": "0.5",
        "1,5 menit": 90,
        "1 menit 30": 90,
    },
}

#: What is asked again rather than guessed.
UNCLEAR = {
    Unit.RUPIAH: [
        "",
        "tidak tahu",
        "jutaan",
        "belasan juta",
        # a question, with or without a number
        "lembur itu apa",
        "gaji 4 jt lembur 2 jam dapat berapa",
        # ranges, and several amounts
        "4-5 jt",
        "4 – 5 jt",
        "4 s/d 5 jt",
        "4 sampai 5 juta",
        "antara 4 dan 5 juta",
        "gaji 4 jt, kerja 2 tahun",
        "pokok 3 juta tunjangan 500 ribu",
        "500 ribu 4 juta",
        "4 juta 5 juta",
        # 4.000.500, or 4.500.000 as it is said aloud
        "4 juta 500",
        "sejuta dua ratus",
        # marks that fit no way of writing
        "4.50.000",
        "4..5",
        "12.05.2024",
        # other things
        "2 tahun",
        "5%",
        "-5 jt",
        "minus 5 juta",
        "bukan 4 juta",
        "3 jt + ",
        # names with a number in them
        "k3",
        "p3k",
        "5r",
        "pasal 31",
    ],
    Unit.HOURS: [
        "jam 8",  # a time of day
        "dari jam 5 sampai jam 8",
        "2.30",  # half past two, 2,3 or 2 ½
        "17.00",
        "2:30",
        "jam ke-3",
        "2 hari",
        "3 jam di 2 hari",
        "2,5 jam 30 menit",
        "3x",
        "3 jam atau 4",
        "30 menit 3 jam",
        "gak sampai 2 jam",
    ],
    Unit.MONTHS: [
        "tahun 2020",
        "belum setahun",
        "kurang dari 2 bulan",
        "hampir tgl 5",
        "2 tahun kurang 1 bulan",
    ],
    Unit.COUNT: ["50%", "3 kali", "gak ada", "100 atau 200"],
    Unit.MINUTES: ["jam 7", "7.30.15"],
    Unit.SECONDS: ["5 per menit", "5/menit", "5 pcs per menit"],
}

#: Typed to break something.
HOSTILE = [
    "9" * 50,
    "9" * 16 + " juta",
    "999999999999999 juta",
    "1e9",
    "1E+999999",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "٤٥٠٠",  # digits of another script
    "4\x005",
    "1" + ".000" * 60,
    "1," * 60,
    "1 000" * 30,
    "se" * 60,
    "satu " * 30,
    "setengah " * 15,
    "juta " * 25,
    "+" * MOST_LETTERS,
    "- " * 70 + "5 jt",
    "﷽" * MOST_LETTERS,  # one letter that becomes eighteen
    "5 jt" + " " * MOST_LETTERS,
    "5 jt\n" * 100_000,
]


def rows(table):
    return [(unit, text) for unit, texts in table.items() for text in texts]


@pytest.mark.parametrize(("unit", "text"), rows(CLEAR))
def test_an_amount_is_read_as_it_is_typed(unit, text):
    assert read_amount(text, unit) == Decimal(CLEAR[unit][text])


@pytest.mark.parametrize(("unit", "text"), rows(UNCLEAR))
def test_what_is_not_one_clear_amount_is_asked_again(unit, text):
    assert read_amount(text, unit) is None


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("unit", Unit)
def test_hostile_text_is_no_amount_and_costs_no_time(unit, text):
    start = time.perf_counter()
    amount = read_amount(text, unit)
    assert time.perf_counter() - start < 0.5
    # The same small amount said many times is that amount; all else is none.
    assert amount in {None, Decimal(1), Decimal("0.5")}


@given(typed_texts, st.sampled_from(Unit))
def test_whatever_is_typed_gives_a_modest_amount_or_none(text, unit):
    amount = read_amount(text, unit)
    assert amount is None or 0 <= amount < TOO_MUCH
    # It lives in a slot as a string, so it never comes out as 4.5E+6.
    assert amount is None or "E" not in str(amount)


@given(st.integers(0, 10**14))
def test_rupiah_written_can_be_read_again(rupiah):
    assert read_amount(as_rupiah(Decimal(rupiah)), Unit.RUPIAH) == rupiah


@given(st.decimals(0, 10**9, places=2), st.sampled_from([Unit.RUPIAH, Unit.COUNT, Unit.MONTHS]))
def test_numbers_written_can_be_read_again(number, unit):
    assert read_amount(as_number(number), unit) == number


@given(st.integers(0, 23), st.integers(1, 59))
def test_hours_and_minutes_add_up(hours, minutes):
    assert read_amount(f"{hours} jam {minutes} menit", Unit.MINUTES) == 60 * hours + minutes
    assert read_amount(f"{hours}jam{minutes}", Unit.MINUTES) == 60 * hours + minutes


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("4500000", "Rp4.500.000"),
        ("0", "Rp0"),
        ("999", "Rp999"),
        # half a rupiah goes up
        ("17341.04", "Rp17.341"),
        ("17341.5", "Rp17.342"),
        ("-1250", "-Rp1.250"),
    ],
)
def test_rupiah_is_written_as_on_a_slip(amount, written):
    assert as_rupiah(Decimal(amount)) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1234.5", "1.234,5"),
        ("1.333333", "1,33"),
        ("0.005", "0,01"),
        ("-0.001", "0"),
        ("100", "100"),
        ("1E+6", "1.000.000"),
    ],
)
def test_a_number_has_indonesian_marks_and_no_idle_noughts(number, written):
    assert as_number(Decimal(number)) == written
