"""The forms of a word, formal and spoken, meet at one stem."""

import pytest
from hypothesis import given

from nlu.stemmer import stem
from tests.strategies import words


@pytest.mark.parametrize(
    "family",
    [
        "ngangkatin mengangkat diangkatnya angkat angkatin pengangkatan diangkat terangkat mengangkatkan",
        # "p", "t" and "s" that melted into the beginning come back.
        "memasang pasang dipasang pasangnya pemasangan dipasangin",
        "menolong nolong ditolong penolong tolongin nolongin tolongnya",
        "menyimpan nyimpan disimpan penyimpanan simpanan",
        # Nothing melts before b, c, d, g, h, j, l, r.
        "membayar dibayar bayarin pembayaran",
        "mencegah dicegah pencegahan cegah",
        "mengganti diganti penggantian",
        "menjaga dijaga penjagaan jagain",
        "melapor lapor laporan dilaporkan pelaporan melaporkan lapornya",
        "melatih latih latihan dilatih pelatihan berlatih",
        # Spoken endings.
        "memakai dipakai pakai pake dipake",
        "kalau kalo",
        # Two endings, one after the other.
        "kebakarannya kebakaran terbakar bakar dibakar",
    ],
)
def test_a_family_has_one_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "family",
    [
        # A word that begins like a prefix loses it although it is whole, its longer forms do not.
        "kerja dikerjakan",
        "bersih membersihkan kebersihan",
        "setrum kesetrum tersetrum",
        "selamat keselamatan",
        "sehat kesehatan",
        # "per" is taken for "pe" and an "r".
        "tolong menolong pertolongan",
        # An ending after a spoken one.
        "pakai pakainya",
    ],
)
def test_the_words_people_ask_about_most_have_one_stem_too(family):
    """As the stemmer promises: always the same for a word's forms."""
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        # Words of different meaning stay apart.
        "pasang pasar",
        "kerja belanja",
        "latih lapor",
        "bakar bayar",
        "angkat angka",
    ],
)
def test_different_words_stay_different(pair):
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "word", ["k3", "p2k3", "p2k3nya", "5s", "1.000", "apar", "apd", "ya", "a", "2,5cm", ""]
)
def test_short_words_and_those_with_digits_stay_as_they_are(word):
    assert stem(word) == word


@given(words)
def test_every_word_has_a_stem_that_is_no_longer_and_soon_settles(word):
    """Stems are no words: taking them again may shorten them further, but comes to rest."""
    stems = [word]
    for _ in range(len(word)):
        stems.append(stem(stems[-1]))
    assert stems[1]
    # "s", "t" or "p" that comes back may outweigh no more than the prefix that is taken away.
    assert len(stems[1]) <= len(word)
    assert stems[-1] == stem(stems[-1])
    assert stem(word) == stems[1]
