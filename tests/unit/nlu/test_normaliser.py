"""Bahasa as typed on a phone, made regular."""

import pytest
from hypothesis import example, given

from nlu.normaliser import MOST_TOKENS, normalise
from tests.strategies import typed_texts


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Brp tinggi APAR-nya siiih??", "brp tinggi apar nya sih"),
        # Letters held down, in the middle and at the end; a real double letter inside stays.
        ("bangeeeet", "banget"),
        ("yaaa yaa ya", "ya ya ya"),
        ("tolooongg", "tolong"),
        ("massa maaf", "massa maaf"),
        # "2" means the word twice, with its ending if it has one.
        ("gara2", "gara gara"),
        ("orang2nya", "orang orangnya"),
        ("rata² buku2mu", "rata rata buku bukumu"),
        # Names with numbers are words of their own.
        ("K3", "k3"),
        ("P2K3", "p2k3"),
        ("5S 5R", "5s 5r"),
        ("P3K CO2", "p3k co2"),
        # Numbers keep their comma or point, and their unit.
        ("1.000 kg, 2,5cm.", "1.000 kg 2,5cm"),
        ("jam 10.30-12.00", "jam 10.30 12.00"),
        # Marks, emoji and accents fall away; letters of other alphabets as well.
        ("café résumé Straße", "cafe resume strasse"),
        ("👍🏽 apar⛑️ 🙏", "apar"),
        ("(apar)*_~`<b>", "apar b"),
        ("ＡＰＡＲ", "apar"),
        ("安全 apar", "apar"),
        # Nothing to say.
        ("🔥🔥", ""),
        ("?!", ""),
        ("", ""),
    ],
)
def test_a_message_becomes_its_words(typed, words):
    assert normalise(typed) == words.split()


@pytest.mark.parametrize("typed", ["𝐀𝐏𝐀𝐑", "𝓐𝓹𝓪𝓻", "ⒶⓅⒶⓇ"])
def test_letters_from_a_fancy_keyboard_are_letters(typed):
    """Small fancy letters are understood, so capital ones must be."""
    assert normalise(typed) == ["apar"]


def test_a_very_long_text_costs_no_more_than_a_long_question():
    assert normalise("apa " * 10_000) == ["apa"] * MOST_TOKENS
    assert len(normalise("x1" * 100_000)) <= MOST_TOKENS


@given(typed_texts)
@example("rata2a")
def test_its_own_output_is_left_alone(typed):
    words = normalise(typed)
    assert normalise(" ".join(words)) == words


@given(typed_texts)
def test_words_are_small_letters_and_digits_and_not_too_many(typed):
    words = normalise(typed * 20)
    assert len(words) <= MOST_TOKENS
    assert [
        word for word in words if not word or set(word) - set("abcdefghijklmnopqrstuvwxyz0123456789.,")
    ] == []
