"""Scores, worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.checks import scoring
from mitra.checks.answers import say_answer
from mitra.checks.checklist import Answers
from mitra.checks.scoring import Mark, compare, failed, half_up, score, together
from tests.unit.mitra.checks.lists import make_list

NA = Mark.NOT_APPLICABLE
FIVE = make_list(pillars={"ringkas": 3, "rapi": 2})
YES = make_list(pillars={"mesin": 2, "listrik": 2}, answers=Answers.YES_NO, critical={"listrik-1"})


def points(**values):
    return {name.replace("_", "-"): v if isinstance(v, Mark) else Fraction(v) for name, v in values.items()}


def test_points_won_of_points_that_could_be_won():
    # ringkas: 4 + 3 + 2 = 9 of 12 = 75; rapi: 1 + 0 = 1 of 8 = 12.5 → 13; all: 10 of 20 = 50
    result = score(FIVE, points(ringkas_0=4, ringkas_1=3, ringkas_2=2, rapi_0=1, rapi_1=0))
    assert {name: one.percent for name, one in result.pillars.items()} == {"ringkas": 75, "rapi": 13}
    assert result.percent == 50


def test_what_does_not_apply_or_was_left_out_counts_for_nothing():
    # ringkas: 4 of 4; rapi: 2 of 4; all: 6 of 8 = 75
    result = score(FIVE, points(ringkas_0=4, ringkas_1=NA, rapi_1=2))
    assert {name: one.percent for name, one in result.pillars.items()} == {"ringkas": 100, "rapi": 50}
    assert result.percent == 75


def test_a_pillar_of_which_nothing_applies_has_no_score():
    result = score(FIVE, points(ringkas_0=2, rapi_0=NA, rapi_1=NA))
    assert result.pillars["rapi"].percent is None
    assert result.percent == 50
    assert score(FIVE, points(ringkas_0=NA)).percent is None
    assert score(FIVE, {}).percent is None


def test_items_no_longer_on_the_list_count_for_nothing():
    assert score(FIVE, points(ringkas_0=4, gone_7=0)).percent == 100


def test_yes_and_no():
    # 3 of 4 = 75; "tidak" in electricity: 1 of 2
    result = score(YES, points(mesin_0=1, mesin_1=1, listrik_0=1, listrik_1=0))
    assert (result.percent, result.pillars["listrik"].percent) == (75, 50)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(5, 2), 3),
        (Fraction(7, 2), 4),
        (Fraction(125, 10), 13),
        (Fraction(124, 10), 12),
        (Fraction(0), 0),
    ],
)
def test_halves_go_up(value, rounded):
    assert half_up(value) == rounded


def test_the_median_of_a_team():
    three = [points(rapi_0=0), points(rapi_0=3), points(rapi_0=4)]
    assert together(three) == {"rapi-0": Fraction(3)}
    assert together(three[1:]) == {"rapi-0": Fraction(7, 2)}  # of two: half-way
    assert together([points(rapi_0=0), points(rapi_0=1)]) == {"rapi-0": Fraction(1, 2)}


def test_it_does_not_apply_when_most_say_so():
    assert together([points(rapi_0=NA), points(rapi_0=NA), points(rapi_0=4)]) == {"rapi-0": NA}
    assert together([points(rapi_0=NA), points(rapi_0=4)]) == {"rapi-0": Fraction(4)}
    assert together([points(rapi_0=2), points(rapi_1=3)]) == {"rapi-0": Fraction(2), "rapi-1": Fraction(3)}


def test_compared_is_only_what_both_have_looked_at():
    # on ringkas-0 and rapi-0: 7 of 8 = 87.5 → 88, before 4 of 8 = 50
    now = points(ringkas_0=4, rapi_0=3, rapi_1=0)
    before = points(ringkas_0=2, rapi_0=2, ringkas_2=4, rapi_1=NA)
    compared = compare(FIVE, now, before)
    assert (compared.now, compared.before, compared.change) == (88, 50, 38)
    assert (compared.items, compared.partly) == (2, True)


def test_the_same_items_are_compared_in_full_and_nothing_with_nothing():
    same = points(ringkas_0=4, rapi_0=3)
    assert compare(FIVE, same, same).partly is False
    assert compare(FIVE, same, same).change == 0
    assert compare(FIVE, same, points(rapi_1=2)).change is None


def test_the_worst_first():
    found = failed(FIVE, points(ringkas_0=2, ringkas_1=3, ringkas_2=0, rapi_0=2, rapi_1=NA))
    assert found == ["ringkas-2", "ringkas-0", "rapi-0"]  # 3 of 4 is well; a tie keeps the list's order


def test_what_endangers_life_comes_before_all_else():
    assert failed(YES, points(mesin_0=0, listrik_1=0, mesin_1=1)) == ["listrik-1", "mesin-0"]


def test_stored_and_read_again_is_the_same():
    before = together([points(rapi_0=0, rapi_1=NA), points(rapi_0=3, rapi_1=NA)])
    assert scoring.from_plain(scoring.as_plain(before)) == before


@pytest.mark.parametrize(
    ("checklist", "value", "said"),
    [
        (FIVE, Fraction(3), "3 dari 4"), (FIVE, Fraction(5, 2), "2,5 dari 4"), (FIVE, NA, "tidak berlaku"), (FIVE, None, "dilewati"),
        (YES, Fraction(1), "ya"), (YES, Fraction(0), "belum"), (YES, Fraction(1, 2), "sebagian bilang ya, sebagian belum"),
    ],
)  # fmt: skip
def test_answers_in_words(checklist, value, said):
    assert say_answer(checklist, value) == said


_VALUES = st.one_of(st.sampled_from(list(map(Fraction, range(5)))), st.just(NA))
_RUNS = st.dictionaries(st.sampled_from(list(FIVE.items)), _VALUES)


@given(_RUNS)
def test_a_score_lies_between_its_pillars(run):
    result = score(FIVE, run)
    known = [one.percent for one in result.pillars.values() if one.percent is not None]
    if known:
        assert min(known) - 1 <= result.percent <= max(known) + 1
    else:
        assert result.percent is None


@given(st.lists(_RUNS, min_size=1, max_size=6))
def test_who_checks_first_makes_no_difference(runs):
    assert together(runs) == together(list(reversed(runs)))


@given(_RUNS)
def test_alone_is_a_team_of_one(run):
    assert together([run]) == run
