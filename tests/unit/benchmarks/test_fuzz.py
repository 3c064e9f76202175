"""What `make fuzz` counts: every case, every failure, of each place the shortest example; and the same again with the same seed."""

import io
import random

from hypothesis import strategies as st
from rich.console import Console

from benchmarks import fuzz
from tests.hostile.kinds import Kind


def kind(check):
    return Kind(name="numbers", share=100, examples=st.integers(0, 1_000), check=check)


def tried(check, *, most=250, number=1):
    return fuzz.fuzz(kind(check), most, random.Random(number), lambda _: None)  # noqa: S311


def test_as_many_cases_are_tried_as_were_asked_for():
    outcome = tried(lambda _: 1)
    assert (outcome.cases, outcome.failures, outcome.found) == (250, 0, {})


def test_an_example_may_be_several_cases():
    examples = []
    outcome = tried(lambda example: examples.append(example) or 10)
    assert outcome.cases == 250
    assert len(examples) == 25


def test_the_same_seed_makes_the_same_cases():
    first, second, other = [], [], []
    for seen, number in ((first, 1), (second, 1), (other, 2)):
        tried(lambda example, seen=seen: seen.append(example) or 1, number=number)
    assert first == second != other


def fails(example):
    if example > 500:
        raise KeyError(example)
    if example > 100:
        raise ValueError(example)
    return 1


def test_failures_are_counted_and_the_shortest_example_of_each_place_is_kept():
    outcome = tried(fails)
    assert outcome.cases == 250
    assert outcome.failures > 2
    places = {place.partition(" ")[0]: found for place, found in outcome.found.items()}
    assert set(places) == {"KeyError", "ValueError"}
    assert all(len(example) <= 4 and "test_fuzz.py" in raised for example, raised in places.values())


def test_the_report_ends_with_a_table_of_all():
    shown = io.StringIO()
    fuzz.report([tried(fails), tried(lambda _: 1)], Console(file=shown, width=200))
    assert "ValueError at tests/unit/benchmarks/test_fuzz.py" in shown.getvalue()
    assert "│ all     │   500 │" in shown.getvalue()
