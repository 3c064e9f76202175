"""Which numbers are asked back: slips of the finger, but not every bad week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.kpis.outliers import DIGIT, LEAST, Bounds, surprise

SHARE = Bounds(low=0, high=30, step=1)
COUNT = Bounds(low=0, high=5, step=3)
RATIO = Bounds(low=0.0001, high=10_000)
values = st.floats(min_value=0.01, max_value=1_000, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "earlier", "bounds", "reason"),
    [
        # The first one: only the bounds say something.
        (3, [], SHARE, None),
        (31, [], SHARE, "bounds"),
        (30, [], SHARE, None),
        # A slip of a digit, up or down.
        (25, [2.5], SHARE, "digit"),
        (0.3, [3], SHARE, "digit"),
        (24, [2.5], SHARE, None),
        (4_000, [0.4], RATIO, "digit"),
        # Small numbers jump without a slip: 0.1 % and 1 %, no accident and two.
        (1, [0.1], SHARE, None),
        (2, [0, 0, 0, 0], COUNT, None),
        (4, [0, 0, 0, 0], COUNT, "unusual"),
        # Nothing is ten times nought, and nought is no slip after nought.
        (20, [0, 0], SHARE, None),
        (0, [0, 0, 0, 0], SHARE, None),
        # With four values there is a usual.
        (8, [2, 3, 3], SHARE, None),
        (8, [2, 3, 3, 2], SHARE, "unusual"),
        (5, [2, 3, 3, 2], SHARE, None),
        # Far off, but what varies so much may well.
        (12, [1, 4, 9, 5, 2], SHARE, None),
        # Nought is news where there was always something.
        (0, [6, 6, 5, 6], SHARE, "unusual"),
        # What has happened before does not surprise again.
        (25, [2.5, 25], SHARE, None),
        (10, [2, 2, 2, 2, 10], SHARE, None),
    ],
)
def test_what_is_asked_back(value, earlier, bounds, reason):
    found = surprise(value, earlier, bounds)
    assert (found.reason if found else None) == reason


def test_it_is_compared_with_the_latest():
    assert surprise(25, [3, 2, 2.5], SHARE).latest == 2.5
    assert surprise(31, [], SHARE).latest is None


@given(values, st.integers(1, 20))
def test_the_same_again_never_surprises(value, times):
    assert surprise(value, [value] * times, Bounds()) is None


@given(st.lists(values, min_size=1, max_size=12))
def test_one_of_the_earlier_never_surprises_within_the_bounds(earlier):
    assert all(surprise(value, earlier, Bounds()) is None for value in earlier)


@given(values, st.lists(values, max_size=12))
def test_outside_the_bounds_it_always_does(value, earlier):
    assert surprise(value, earlier, Bounds(low=value * 2)).reason == "bounds"
    assert surprise(value, earlier, Bounds(high=value / 2)).reason == "bounds"


@given(values, st.floats(1.01, 100))
def test_a_slip_of_a_digit_is_found_in_both_directions(value, more):
    assert surprise(value * DIGIT * more, [value], Bounds()).reason == "digit"
    assert surprise(value / DIGIT / more, [value], Bounds()).reason == "digit"


@given(st.lists(values, min_size=1, max_size=12), values, st.integers(-8, 8))
def test_the_unit_does_not_matter(earlier, value, power):
    """Kilos or grams: without a smallest step it is all the same. Powers of two, which floats multiply exactly."""
    plain = surprise(value, earlier, Bounds())
    scaled = surprise(value * 2.0**power, [one * 2.0**power for one in earlier], Bounds())
    assert (plain.reason if plain else None) == (scaled.reason if scaled else None)


@given(st.lists(values, min_size=1, max_size=LEAST - 1), values)
def test_few_earlier_ones_say_nothing_of_what_is_usual(earlier, value):
    found = surprise(value, earlier, Bounds())
    assert found is None or found.reason == "digit"
