"""What was saved: the baseline's loss at this period's volume, minus this period's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.kpis.catalogue import Kind
from mitra.kpis.savings import Sums, saved

numbers = st.floats(0, 100)
wholes = st.integers(1, 10_000)


def sums(*pairs):
    """Return the sums of periods, each a value and its whole."""
    return Sums(whole=sum(whole for _, whole in pairs), weighted=sum(value * whole for value, whole in pairs))


@pytest.mark.parametrize(
    ("kind", "periods", "baseline", "worth", "higher", "rupiah"),
    [
        # 5 % of 400 pieces would have been 20 rejects; there were 12: 8 × Rp15.000.
        (Kind.SHARE, [(3, 400)], 5, 15_000, False, 120_000),
        # Two weeks, one of them worse than the beginning: the loss counts too.
        (Kind.SHARE, [(3, 400), (6, 100)], 5, 15_000, False, 105_000),
        (Kind.SHARE, [(8, 100)], 5, 15_000, False, -45_000),
        # 0,40 → 0,36 kWh at 15.000 pieces (content/modules/m3-produktivitas/energi-per-unit.md): 600 kWh × Rp1.500.
        (Kind.RATIO, [(0.36, 15_000)], 0.40, 1_500, False, 900_000),
        # More is better: 40 late orders less of 400.
        (Kind.SHARE, [(90, 400)], 80, 50_000, True, 2_000_000),
        # Four more an hour in 200 hours.
        (Kind.RATIO, [(12, 200)], 10, 2_000, True, 800_000),
        # A plain number counts by itself: three months of 2, 4 and 3 complaints after 5.
        (Kind.NUMBER, [(2, 1), (4, 1), (3, 1)], 5, 100_000, False, 600_000),
    ],
)
def test_what_was_saved(kind, periods, baseline, worth, higher, rupiah):  # noqa: PLR0913, PLR0917
    assert saved(kind, sums(*periods), baseline=baseline, worth=worth, higher=higher) == rupiah


@pytest.mark.parametrize(
    "missing", [{"baseline": None}, {"worth": None}, {"sums": sums()}], ids=["baseline", "worth", "whole"]
)
def test_without_what_it_takes_nobody_can_tell(missing):
    given = {"sums": sums((3, 400)), "baseline": 5, "worth": 15_000, "higher": False} | missing
    assert saved(Kind.SHARE, given.pop("sums"), **given) is None


@given(st.lists(st.tuples(numbers, wholes), min_size=1, max_size=30), numbers, st.integers(1, 10**6))
def test_the_sums_say_the_same_as_the_periods_one_by_one(periods, baseline, worth):
    one_by_one = sum((baseline - value) * whole for value, whole in periods) * worth / 100
    together = saved(Kind.SHARE, sums(*periods), baseline=baseline, worth=worth, higher=False)
    assert together == pytest.approx(one_by_one, rel=1e-6, abs=1)


@given(st.lists(st.tuples(numbers, wholes), min_size=1, max_size=30), numbers, st.integers(1, 10**6))
def test_where_more_is_better_the_sign_turns(periods, baseline, worth):
    given = {"baseline": baseline, "worth": worth}
    lower = saved(Kind.RATIO, sums(*periods), higher=False, **given)
    assert saved(Kind.RATIO, sums(*periods), higher=True, **given) == -lower


@given(numbers, wholes, st.integers(1, 10**6))
def test_staying_where_it_began_saves_nothing(value, whole, worth):
    assert saved(Kind.SHARE, sums((value, whole)), baseline=value, worth=worth, higher=False) == 0
