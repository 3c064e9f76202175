"""A report of danger announces itself; a question about reporting is none."""

import pytest

from nlu.normaliser import normalise
from nlu.reporting import announces_report
from nlu.spelling import Speller, read_lexicon

SPELLER = Speller(read_lexicon(), ())


def announced(text):
    return announces_report(text, SPELLER.correct(normalise(text)))


@pytest.mark.parametrize(
    "text",
    [
        "lapor, kabel terkelupas di mesin jahit",
        "lapor kabel terkelupas di mesin jahit",
        "Lapor bahaya: lantai licin dekat tangga",
        "pak mau lapor ada tabung gas bocor",
        "lapor!! pintu darurat terkunci",
        "laporin dong kabel ngelupas",
        "halo min, saya mau melaporkan pagar mesin dilepas",
    ],
)
def test_it_is_a_report(text):
    assert announced(text)


@pytest.mark.parametrize(
    "text",
    [
        "lapor",
        "mau lapor",
        "lapor bahaya",
        "lapor bahaya ke mana",
        "lapor kecelakaan kerja kemana ya",
        "cara lapor bahaya di tempat kerja",
        "apakah harus lapor kalau hampir celaka",
        "laporan bulanan belum jadi juga",
        "lapor pajak perusahaan tahun ini",
        "lapor diri ke kantor baru",
        "kabel terkelupas, sudah saya lapor",
        "",
    ],
)
def test_it_is_none(text):
    assert not announced(text)
