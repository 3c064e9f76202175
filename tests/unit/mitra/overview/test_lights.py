"""From facts to a light, without a database."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.overview import Colour, Facts, light_of
from mitra.overview.lights import Signal

#: An enterprise that has everything and does well.
WELL = Facts(
    age=200, people=9, silent=1, percent=70, change=2, checked=10, unfinished=4, done=3, judged=5, in_time=5, figures=2,
    prompted=20, answered=15,
)  # fmt: skip


def colour_of(facts=WELL, **changes) -> Colour:
    return light_of(1, "CV", dataclasses.replace(facts, **changes)).colour


def signal(name, facts=WELL, **changes) -> Signal:
    light = light_of(1, "CV", dataclasses.replace(facts, **changes))
    return next(one for one in light.signals if one.name == name)


def test_who_does_well_is_green_and_nothing_is_to_be_said():
    light = light_of(1, "CV", WELL)
    assert (light.colour, light.reasons) == (Colour.GREEN, [])


@pytest.mark.parametrize(
    ("changes", "colour", "because"),
    [
        ({"unseen": 1, "dangers": 1}, Colour.RED, "danger"),
        ({"dangers": 1, "danger_days": 2}, Colour.YELLOW, "danger"),
        ({"dangers": 1, "danger_days": 7}, Colour.RED, "danger"),
        ({"silent": 14}, Colour.YELLOW, "activity"),
        ({"silent": 30}, Colour.RED, "activity"),
        ({"people": 0}, Colour.RED, "activity"),
        ({"late": 1, "longest": 2}, Colour.YELLOW, "plan"),
        ({"late": 3, "longest": 2}, Colour.RED, "plan"),
        ({"late": 1, "longest": 14}, Colour.RED, "plan"),
        ({"unfinished": 9, "done": 1}, Colour.YELLOW, "plan"),
        ({"unfinished": 0, "done": 0}, Colour.YELLOW, "plan"),
        ({"waiting": 1, "waited": 1}, Colour.YELLOW, "suggestions"),
        ({"waiting": 1, "waited": 7}, Colour.RED, "suggestions"),
        ({"waiting": 3}, Colour.RED, "suggestions"),
        ({"change": -5}, Colour.YELLOW, "checks"),
        ({"change": -15}, Colour.RED, "checks"),
        ({"checked": 60}, Colour.YELLOW, "checks"),
        ({"percent": None, "change": None, "checked": None}, Colour.YELLOW, "checks"),
        ({"behind": 1}, Colour.YELLOW, "figures"),
        ({"behind": 2, "missed": 3}, Colour.RED, "figures"),
        ({"answered": 9}, Colour.YELLOW, "prompts"),
        ({"answered": 3}, Colour.RED, "prompts"),
    ],
)
def test_one_thing_that_is_not_well_is_enough_and_named(changes, colour, because):
    light = light_of(1, "CV", dataclasses.replace(WELL, **changes))
    assert (light.colour, [one.name for one in light.reasons]) == (colour, [because])


@pytest.mark.parametrize(
    "changes", [{"silent": 13}, {"change": -4}, {"checked": 59}, {"answered": 10}, {"prompted": 4, "answered": 0}, {"change": None}]
)  # fmt: skip
def test_just_before_a_threshold_all_is_well(changes):
    assert colour_of(**changes) is Colour.GREEN


def test_who_has_just_begun_is_too_new_to_tell():
    assert colour_of(Facts(age=0)) is Colour.NEW
    assert colour_of(Facts(age=13)) is Colour.NEW
    # That people write says something, but not enough.
    assert colour_of(Facts(age=20, people=5, silent=0)) is Colour.NEW
    assert colour_of(Facts(age=20, people=5, silent=0, percent=60, checked=1)) is Colour.GREEN


def test_who_has_begun_long_ago_with_nothing_needs_attention():
    assert colour_of(Facts(age=14)) is Colour.RED
    assert [one.name for one in light_of(1, "CV", Facts(age=60, people=3)).reasons] == ["plan", "checks"]


def test_danger_is_red_at_once_however_new():
    assert colour_of(Facts(age=0, unseen=1)) is Colour.RED


def test_no_report_is_no_proof_that_nothing_is_dangerous():
    assert signal("danger").colour is Colour.NEW


def test_red_comes_first_then_the_ones_with_more_reasons_then_by_name():
    lights = [
        light_of(1, "baik", WELL),
        light_of(2, "kuning", dataclasses.replace(WELL, silent=14)),
        light_of(3, "Merah", dataclasses.replace(WELL, silent=30)),
        light_of(4, "merah sekali", dataclasses.replace(WELL, silent=30, waiting=3)),
        light_of(5, "baru", Facts(age=0)),
        light_of(6, "Awal merah", dataclasses.replace(WELL, silent=40)),
    ]
    assert [one.id for one in sorted(lights, key=lambda light: light.rank)] == [4, 6, 3, 2, 5, 1]


COUNTS = st.integers(0, 400)
FACTS = st.builds(
    Facts,
    age=COUNTS,
    people=COUNTS,
    silent=COUNTS,
    percent=st.none() | st.integers(0, 100),
    change=st.none() | st.integers(-100, 100),
    checked=COUNTS,
    unfinished=COUNTS,
    late=COUNTS,
    longest=COUNTS,
    done=COUNTS,
    waiting=COUNTS,
    waited=COUNTS,
    judged=COUNTS,
    in_time=COUNTS,
    figures=COUNTS,
    behind=COUNTS,
    missed=COUNTS,
    unseen=COUNTS,
    dangers=COUNTS,
    danger_days=COUNTS,
    prompted=COUNTS,
    answered=COUNTS,
)


@given(FACTS)
def test_a_light_is_as_bad_as_its_worst_signal_and_says_why_when_it_is_bad(facts):
    light = light_of(1, "CV", facts)
    assert len(light.signals) == 7
    bad = [one.colour for one in light.signals if one.colour < Colour.NEW]
    assert (light.colour < Colour.NEW) == bool(bad)
    assert bool(light.reasons) == bool(bad)
    if bad:
        assert light.colour == min(bad) == light.reasons[0].colour
    if facts.unseen:
        assert light.colour is Colour.RED


#: What can only make things worse when it grows (where people are there, and something is known).
WORSE = (
    "silent",
    "late",
    "longest",
    "waiting",
    "waited",
    "behind",
    "missed",
    "unseen",
    "danger_days",
    "dangers",
    "checked",
)


@given(FACTS, st.sampled_from(WORSE), st.integers(1, 50))
def test_what_becomes_worse_never_looks_better(facts, what, by):
    worse = dataclasses.replace(facts, **{what: getattr(facts, what) + by})
    before, after = light_of(1, "CV", facts), light_of(1, "CV", worse)
    for was, now in zip(before.signals, after.signals, strict=True):
        if was.colour is not Colour.NEW:
            assert now.colour <= was.colour
    if before.colour < Colour.NEW:
        assert after.colour <= before.colour
