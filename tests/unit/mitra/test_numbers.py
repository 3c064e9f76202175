"""Numbers that a database cannot keep come no further than where they are read."""

import pytest

from mitra.numbers import LARGEST, fits, read_number


@pytest.mark.parametrize("number", [0, 1, -1, LARGEST, -LARGEST - 1])
def test_a_number_of_64_bits_fits(number):
    assert fits(number)


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 2, 10**40])
def test_a_larger_one_does_not(number):
    assert not fits(number)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("20", 20), ("007", 7), (str(LARGEST), LARGEST)])
def test_plain_digits_are_a_number(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.5", "²", "١", "1_0", " 1", str(LARGEST + 1), "9" * 5_000]
)
def test_anything_else_is_none(text):
    assert read_number(text) is None
