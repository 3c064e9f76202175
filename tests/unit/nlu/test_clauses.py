"""Two questions in one message."""

import pytest

from nlu.clauses import MOST_CLAUSES, asks, clauses


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("jam kerja berapa sama lembur dibayar brp", ["jam kerja berapa", "lembur dibayar brp"]),
        ("thr kapan? cuti berapa hari", ["thr kapan", "cuti berapa hari"]),
        ("apar dipasang setinggi apa", []),
        ("a, b, c, d, e, f", ["a", "b", "c", "d"]),
        ("", []),
    ],
)
def test_a_message_is_taken_apart_at_its_joints(typed, parts):
    assert clauses(typed) == parts
    assert len(parts) <= MOST_CLAUSES


def test_only_what_asks_is_a_question():
    assert asks("lembur dibayar berapa".split())
    assert not asks("pekerja dan pemilik".split())
