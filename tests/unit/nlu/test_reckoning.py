"""Asking for a sum is not asking how it is done."""

import pytest

from nlu.reckoning import wanted_sum


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("hitungin lembur saya dong", "lembur"),
        ("mau ngitung thr", "thr"),
        ("tolong hitungkan uang kompensasi", "pkwt"),
        ("bantu itung biaya cacat", "copq"),
        ("kalkulator oee", "oee"),
        # A calculator, whichever.
        ("buka kalkulator", ""),
        # Told in two words.
        ("hitung thr", "thr"),
        ("", None),
        # How-questions and amounts are questions.
        ("cara hitung lembur", None),
        ("bagaimana menghitung thr", None),
        ("gaji 4 jt lembur 3 jam dapat berapa", None),
        ("hitungin stok gudang", None),
    ],
)
def test_a_request_names_its_calculator(typed, wanted):
    assert wanted_sum(typed.split()) == wanted
