"""Whether somebody wants to see or report the enterprise's figures."""

import pytest

from nlu.figures import REPORT, SEE, wants_figures
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

SPELLER = Speller(read_lexicon(), ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("isi angka reject", REPORT),
        ("mau ngisi angka minggu ini", REPORT),
        ("liat kpi dong", SEE),
        ("catat angka", REPORT),
        ("tolong laporin angka reject", REPORT),
        ("kpi itu apa", ""),
        ("angka kecelakaan dihitung gimana", ""),
        ("cek apar", ""),
        ("isi kotak p3k apa aja", ""),
    ],
)
def test_what_is_wanted(text, wanted):
    assert wants_figures(SPELLER.correct(normalise(text))) == wanted
