"""Figures typed on a phone: shares, single numbers and ratios are read when they are clear, and written back."""

import math
import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mitra.amounts import read_numbers
from mitra.kpis.typed import TOO_MUCH, Typed, read_figure, read_pair, read_share, say_number
from tests.strategies import typed_texts

#: What is typed, and its part and whole.
SHARES = {
    "12 dari 400": (12, 400),
    "12 dr 400": (12, 400),
    "12/400": (12, 400),
    "12 / 400": (12, 400),
    "12 : 400": (12, 400),
    "12 per 400": (12, 400),
    "12 banding 400": (12, 400),
    "12 400": (12, 400),
    "12, 400": (12, 400),
    "12dari400": (12, 400),
    # with what is counted
    "12 reject dari 400 pcs": (12, 400),
    "12reject dari 400pcs": (12, 400),
    "12ng/400": (12, 400),
    "reject 12 total 400": (12, 400),
    "reject: 12\ntotal: 400": (12, 400),
    "12 orang dari 40 orang": (12, 40),
    "2 hari dari 26 hari kerja": (2, 26),
    "sekitar 12 dari 400 lah": (12, 400),
    "1 lusin dari 40 lusin": (12, 480),
    # the whole first
    "total 400 reject 12": (12, 400),
    "dari 400 pcs reject 12": (12, 400),
    "produksi 400, cacat 12": (12, 400),
    # in words, in thousands, in decimals
    "dua belas dari empat ratus": (12, 400),
    "duabelas per empat ratus": (12, 400),
    "1.200 dari 45.000": (1_200, 45_000),
    "1,200 dari 45,000": (1_200, 45_000),
    "1,2rb dari 45rb": (1_200, 45_000),
    "12 juta dari 1 milyar": (12_000_000, 1_000_000_000),
    "0,5 kg dari 20 kg": (0.5, 20),
    "satu koma lima dari 20": (1.5, 20),
    "1/2": (1, 2),  # one of two, no half
    # nothing, and everything
    "0 dari 400": (0, 400),
    "nol dari 400": (0, 400),
    "ga ada reject dari 400": (0, 400),
    "400 dari 400": (400, 400),
    "664,43 dari 664,43": (664.43, 664.43),
    # the same said twice
    "12 dari 400 (3%)": (12, 400),
    "12/400 = 3 persen": (12, 400),
    "\uff11\uff12\uff0f\uff14\uff10\uff10": (12, 400),  # wide digits of some keyboards
}

#: What is typed, and its per cent.
PERCENTAGES = {
    "3%": 3,
    "3 %": 3,
    "3 persen": 3,
    "3persen": 3,
    "tiga persen": 3,
    "2,5 persen": 2.5,
    "2.5%": 2.5,
    "2 setengah persen": 2.5,
    "setengah persen": 0.5,
    "tiga koma lima persen": 3.5,
    "0,08%": 0.08,
    "100%": 100,
    "sekitar 3%": 3,
    "reject 3 persen ya": 3,
    "3% dari 400 pcs": 3,
    "0%": 0,
    "0": 0,
    "nol": 0,
    "ga ada": 0,
    "gak ada": 0,
    "tidak ada": 0,
    "tdk ada reject": 0,
    "tidak ada yang reject": 0,
    "gada": 0,
    "nihil": 0,
    "teu aya": 0,
    "ora ono": 0,
    "ga ada sama sekali 🙏": 0,
}

NO_SHARE = [
    "",
    "12",
    "12 reject",
    "total 400",
    "12 400 500",
    "12 dari 400 shift 2",
    # no share at all
    "13 dari 12",
    "400 12",
    "12 dari 0",
    "0/0",
    "101%",
    "-3%",
    # ranges, bounds, questions
    "3-4%",
    "3 sampai 4 persen",
    "< 3%",
    "kurang dari 3%",
    "12 atau 13 dari 400",
    "berapa persen?",
    # not known, which is not nothing
    "tidak tau",
    "belum ada",
    "ga ada datanya",
    "tidak ada yang mencatat, ga ada catatan",
    "tidak ada 12",
    # half of what?
    "setengah dari 400",
    "setengahnya",
    # two that do not agree
    "12 dari 400 (30%)",
    "3% 4%",
    "12 dari 4oo",
    "1e2 dari 1e3",
]

#: What is typed, and the one number in it.
FIGURES = {
    "3": 3,
    "3 hari": 3,
    "3hari": 3,
    "tiga": 3,
    "tiga hari": 3,
    "lembur 3 jam sehari": 3,
    "2,5": 2.5,
    "2.5": 2.5,
    "2½": 2.5,
    "2 1/2 jam": 2.5,
    "dua setengah": 2.5,
    "dua koma lima": 2.5,
    "setengah": 0.5,
    "1/2": 0.5,
    "0,08": 0.08,
    "0,125": 0.125,
    "1.250": 1_250,
    "1,250": 1_250,
    "1.250,5": 1_250.5,
    "1,2 rb": 1_200,
    "1,2rb": 1_200,
    "12 jt": 12_000_000,
    "12 juta": 12_000_000,
    "Rp 1.250.000": 1_250_000,
    "seribu dua ratus lima puluh": 1_250,
    "85%": 85,
    "85 persen": 85,
    "nol": 0,
    "0": 0,
    "ga ada": 0,
    "nihil": 0,
    "tidak ada kecelakaan": 0,
    "zero accident": 0,
    "sekitar 40": 40,
    "kira2 40": 40,
    "kira-kira 40": 40,
    "kurang lebih 40": 40,
    "±40": 40,
    "+- 40": 40,
    "40-an": 40,
    "40an": 40,
    "40 (empat puluh)": 40,
    "1200kwh": 1_200,
    "3 kwh/pcs": 3,
    "2 lusin": 24,
    "2 lusin 3 biji": 27,
    "400 m2": 400,
    "1.000.000.000.000": 1e12,
}

NO_FIGURE = [
    "",
    "banyak",
    "puluhan",
    "12 400",
    "12 dari 400",
    "2 jam 30 menit",
    "40-50",
    "40 sampai 50",
    "antara 40 dan 50",
    "kurang dari 40",
    "> 40",
    "-5",
    "minus 5",
    "bukan 40",
    "40 apa 50?",
    "1e9",
    "NaN",
    "inf",
    "1.50.00",
    "12.05.2026",
    "tgl 5",
    "p3k",
    "5x3",
    "4oo",
    "1.000.000.000.001",
    "belum dihitung",
    "ga ada datanya",
]

#: What is typed, and the two numbers of a ratio.
PAIRS = {
    "1200 kwh dari 400 pcs": (1_200, 400),
    "1200kwh/400pcs": (1_200, 400),
    "1.200 / 400": (1_200, 400),
    "1.200 per 400": (1_200, 400),
    "1200 400": (1_200, 400),
    "1200 kwh, 400 pcs": (1_200, 400),
    "listrik 1,2 rb total 400 pcs": (1_200, 400),
    "produksi 400 pcs listrik 1200": (1_200, 400),
    "seribu dua ratus dari empat ratus": (1_200, 400),
    "2,5 liter / 10 kg": (2.5, 10),
    "13 dari 12": (13, 12),
    "nol dari 12": (0, 12),
    "1/2": (1, 2),
}

NO_PAIR = [
    "",
    "1200",
    "1200 kwh",
    "3%",
    "12 dari 400 3%",
    "12 dari 0",
    "1 2 3",
    "-1200/400",
    "setengah dari 400",
]

#: Typed to break something.
HOSTILE = [
    "9" * 150,
    "1," * 80,
    "1/" * 80,
    "ga ada " * 20,
    "tidak" + " " * 150 + "x",
    "nol koma " * 15,
    "% " * 80,
    "dari " * 32,
    "12 dari 400 " * 10_000,
    "999999999999999 juta lusin",
    "\ufdfa" * 160,  # one letter that becomes eighteen
    "١٢/٤٠٠",  # digits of another script
    "12\x00/400" * 15,
]

#: Words and numbers of figures in any order.
number_words = st.lists(
    st.sampled_from(
        [
            *(
                "0",
                "1",
                "12",
                "400",
                "1.250",
                "2,5",
                "1e9",
                "-3",
                "dari",
                "/",
                "%",
                "persen",
                "per",
                "total",
                "nol",
            ),
            *(
                "koma",
                "setengah",
                "rb",
                "jt",
                "lusin",
                "ga",
                "ada",
                "tidak",
                "nihil",
                "reject",
                "pcs",
                "½",
                "±",
                "<",
            ),
            *(
                "dua",
                "belas",
                "puluh",
                "seribu",
                "12reject",
                "dari400",
                "kurang",
                "lebih",
                "sampai",
                "999999999999999",
            ),
        ]
    ),
    max_size=8,
).map(" ".join)
anything = st.one_of(typed_texts, st.text(), number_words)
counts = st.integers(0, 10**9)


@pytest.mark.parametrize("text", SHARES)
def test_a_share_is_read_from_part_and_whole(text):
    part, whole = SHARES[text]
    assert read_share(text) == Typed(part=part, whole=whole, value=pytest.approx(100 * part / whole))


@pytest.mark.parametrize("text", PERCENTAGES)
def test_a_share_is_read_from_per_cent(text):
    assert read_share(text) == Typed(part=None, whole=None, value=PERCENTAGES[text])


@pytest.mark.parametrize("text", NO_SHARE)
def test_what_is_no_clear_share_is_asked_again(text):
    assert read_share(text) is None


@pytest.mark.parametrize("text", FIGURES)
def test_one_number_is_read_whatever_it_counts(text):
    assert read_figure(text) == FIGURES[text]


@pytest.mark.parametrize("text", NO_FIGURE)
def test_what_is_not_one_clear_number_is_asked_again(text):
    assert read_figure(text) is None


@pytest.mark.parametrize("text", PAIRS)
def test_a_ratio_is_read_whichever_is_larger(text):
    assert read_pair(text) == PAIRS[text]


@pytest.mark.parametrize("text", NO_PAIR)
def test_what_is_no_clear_ratio_is_asked_again(text):
    assert read_pair(text) is None


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("read", [read_share, read_figure, read_pair])
def test_hostile_text_costs_no_time(text, read):
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 0.5


@given(anything)
@example("664.43kg664.43")
def test_whatever_is_typed_gives_modest_figures_or_none(text):
    share, figure, pair = read_share(text), read_figure(text), read_pair(text)
    assert figure is None or 0 <= figure <= TOO_MUCH
    assert pair is None or (0 <= pair[0] <= TOO_MUCH and 0 < pair[1] <= TOO_MUCH)
    if share:
        assert 0 <= share.value <= 100
        assert (share.part is None) == (share.whole is None)
    if share and share.whole:
        assert 0 <= share.part <= share.whole
        assert math.isclose(share.value * share.whole, 100 * share.part, abs_tol=1e-9)


@given(
    counts,
    counts,
    st.sampled_from(["{} dari {}", "{}/{}", "{} ng per {} pcs", "reject {} total {}", "{} {}"]),
)
def test_a_share_of_any_size_is_read(part, whole, form):
    assume(part <= whole and whole)
    assert read_share(form.format(part, whole)) == Typed(part=part, whole=whole, value=100 * part / whole)


@given(counts, counts)
def test_a_share_is_a_ratio_but_not_a_figure(part, whole):
    assume(part < whole)
    assert read_pair(f"{part} dari {whole}") == (part, whole)
    assert read_figure(f"{part} dari {whole}") is None


@given(st.floats(0, 1e12))
def test_a_number_that_is_said_is_read_again(value):
    said = say_number(value)
    read = read_figure(said)
    assert read is not None
    assert math.isclose(read, value, rel_tol=0.005, abs_tol=1e-6)
    assert say_number(read) == said


@given(st.integers(0, 10**12))
def test_a_whole_number_is_said_exactly(value):
    assert read_figure(say_number(value)) == value


@given(st.floats())
def test_any_number_can_be_said(value):
    said = say_number(value)
    assert "e" not in said.casefold()
    assert not said.endswith(",")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (3, "3"),
        (2.5, "2,5"),
        (1_250, "1.250"),
        (1_250.5, "1.250,5"),
        (1_250_000, "1.250.000"),
        (100.0, "100"),
        # two decimals: with three, "1,125" is read as a thousand
        (1.125, "1,13"),
        (33.333333, "33,33"),
        # below one, three digits that count
        (0.08, "0,08"),
        (0.125, "0,125"),
        (0.083333, "0,0833"),
        (0.0012345, "0,00123"),
        (0.99999, "1"),
        (1e-9, "0"),
        # what was lost
        (-2.5, "-2,5"),
        (-0.0000001, "0"),
        (1e15, "1.000.000.000.000.000"),
        (math.inf, "–"),
        (math.nan, "–"),
    ],
)
def test_a_number_is_said_with_indonesian_marks(value, said):
    assert say_number(value) == said


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3 hari", [3]),
        ("reject 12 dari 400", [12, 400]),
        ("12 400", [12, 400]),
        ("p3k", []),
        ("", []),
        ("berapa", None),
        ("40-50", None),
    ],
)
def test_numbers_are_read_in_their_order(text, numbers):
    read = read_numbers(text)
    assert read == (None if numbers is None else tuple(numbers))
