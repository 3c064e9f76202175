"""What the ranker looks at."""

from collections import Counter

import pytest
from hypothesis import given

from nlu.features import content_words, features
from nlu.glossary import Glossary
from nlu.normaliser import normalise
from tests.strategies import typed_texts

GLOSSARY = Glossary({"lembur": ["ot"]})


def test_a_message_is_stems_pairs_of_stems_terms_and_letters():
    found = features(["uang", "ot", "dipasang"], GLOSSARY)
    assert {name for name in found if name[0] != "c"} == {
        "w:uang",
        "w:ot",
        "w:pasang",
        "p:uang ot",
        "p:ot pasang",
        "g:lembur",
    }
    # Groups of three to five letters, with the word's edges.
    assert {name for name in found if name[0] == "c" and "ot" in name} == {"c: ot", "c:ot ", "c: ot "}
    assert {"c:dip", "c:dipa", "c:dipas"} < set(found)
    assert "c:dipasa" not in found


def test_what_occurs_twice_counts_twice_but_a_term_only_once():
    found = features(["ot", "ot", "ot"], GLOSSARY)
    assert (found["w:ot"], found["p:ot ot"], found["g:lembur"], found["c: ot"]) == (3, 2, 1, 3)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        # Courtesy says nothing about the topic …
        ("pak mau tanya dong apar dipasang setinggi apa ya", "apar dipasang setinggi apa"),
        # … unless it is nearly all there is.
        ("halo mitra", "halo mitra"),
        ("permisi pak", "permisi pak"),
        ("", ""),
    ],
)
def test_courtesy_is_left_out_where_enough_is_left(typed, words):
    assert content_words(typed.split()) == words.split()


def test_a_message_without_words_has_no_features():
    assert features([], GLOSSARY) == Counter()


@given(typed_texts)
def test_whatever_has_words_has_features(typed):
    words = normalise(typed)
    assert bool(features(words, GLOSSARY)) == bool(words)
