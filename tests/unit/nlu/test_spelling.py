"""Spelling as on a phone, put right."""

import pytest

from nlu.spelling import COMMON, Speller, common_words, read_lexicon

LEXICON = {"gmn": ["bagaimana"], "knp2": ["ada", "apa"]}
COMMON_WORDS = ["pemadam", "pabrik", "kecelakaan", "lembur", "lembar", "karung"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("gmn", "bagaimana"),
        ("knp2", "ada apa"),
        # One letter wrong, swapped or missing; two in a long word; vowels left out.
        ("pemdam", "pemadam"),
        ("karnug", "karung"),
        ("kecelkaaan", "kecelakaan"),
        ("pbrk", "pabrik"),
        # Between two words, or too short, it stays as typed.
        ("lembir", "lembir"),
        ("krng", "karung"),
        ("sop", "sop"),
        ("pemadam", "pemadam"),
        ("k3", "k3"),
    ],
)
def test_a_word_is_put_right_when_only_one_was_meant(typed, right):
    assert Speller(LEXICON, COMMON_WORDS).correct([typed]) == right.split()


def test_words_of_many_lines_are_taken_for_right():
    lines = [[["apar", "pabrik"]]] * COMMON + [[["pabrk"]]]
    assert common_words(lines) == {"apar", "pabrik"}


def test_no_spelling_stands_for_itself():
    assert [word for word, standard in read_lexicon().items() if standard == [word]] == []
