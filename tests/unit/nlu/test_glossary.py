"""Terms and the many ways they are written."""

import pytest

from nlu.glossary import Glossary, read_glossary
from nlu.normaliser import normalise


@pytest.fixture
def glossary() -> Glossary:
    return Glossary(
        {
            "lembur": ["ot", "over time", "jam tambahan di luar jadwal"],
            "operator": ["OT", "tukang"],
            "gara-gara": ["gara2"],
            "kosong": ["🙏"],
        }
    )


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        # The term itself, a variant, a phrase; however it is typed.
        ("uang lembur", ["lembur"]),
        ("brp bayaran OVER  time??", ["lembur"]),
        ("jam tambahan di luar jadwal", []),  # five words: longer than any phrase looked for
        # An ambiguous variant yields all its terms.
        ("ot", ["lembur", "operator"]),
        ("tukang lembur", ["lembur", "operator"]),
        # A phrase must stand together.
        ("time over", []),
        ("over lagi time", []),
        # Variants are normalised like messages.
        ("gara2 hujan", ["gara-gara"]),
        # An emoji as a variant stands for nothing, and so is found nowhere.
        ("🙏", []),
        ("apar", []),
    ],
)
def test_terms_are_found_by_their_variants(glossary, typed, terms):
    assert sorted(glossary.find(normalise(typed))) == terms


@pytest.mark.parametrize(
    ("typed", "term"),
    [("gmn", "bagaimana"), ("piye caranya", "bagaimana"), ("brp", "berapa"), ("knp", "mengapa")],
)
def test_the_real_glossary_knows_how_people_type(typed, term):
    assert term in set(read_glossary().find(normalise(typed)))
