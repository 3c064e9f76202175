"""Whether somebody wants to see or report the enterprise's figures."""

import pytest

from nlu.figures import wants_figures
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

SPELLER = Speller(read_lexicon(), ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("isi angka reject", True),
        ("mau ngisi angka minggu ini", True),
        ("liat kpi dong", True),
        ("catat angka", True),
        ("tolong laporin angka reject", True),
        ("kpi itu apa", False),
        ("angka kecelakaan dihitung gimana", False),
        ("cek apar", False),
        ("isi kotak p3k apa aja", False),
    ],
)
def test_what_is_wanted(text, wanted):
    assert wants_figures(SPELLER.correct(normalise(text))) is wanted
