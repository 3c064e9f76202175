"""Follow-ups: what hangs on the last answer, and what is a question of its own."""

import pytest

from nlu.follow_up import hangs_on, in_context

LAST = "m4-lembur-hari-kerja"
CLOSE = frozenset({LAST, "m4-lembur-hari-libur", "m4-lembur-syarat"})
AROUND = CLOSE | {"m4-cuti-tahunan", "m4-gaji-telat"}


@pytest.mark.parametrize(
    ("typed", "sure", "hangs"),
    [
        ("kalau di hari libur", True, True),
        ("terus batas jam nya", False, True),
        ("batas jam nya", False, True),
        # Sure by itself, and nothing before it is referred to.
        ("apar dipasang setinggi apa", True, False),
        # Long enough to stand alone.
        ("berapa lama waktu istirahat untuk pekerja malam", False, False),
        ("", False, False),
    ],
)
def test_a_short_or_hanging_message_may_go_on(typed, sure, hangs):
    assert hangs_on(typed.split(), sure=sure) is hangs


def decided(alone, context):
    found = in_context(alone, context, close=CLOSE, around=AROUND)
    return found and (found["kind"], found["topics"][0])


@pytest.mark.parametrize(
    ("alone", "context", "expected"),
    [
        # "kalau di hari libur?": likely both ways.
        (
            {"m4-lembur-hari-libur": 0.45, "m4-cuti-tahunan": 0.4},
            {LAST: 0.9, "m4-lembur-hari-libur": 0.8},
            ("answer", "m4-lembur-hari-libur"),
        ),
        # Not sure even then: offered.
        ({"m4-lembur-syarat": 0.3}, {"m4-lembur-syarat": 0.3}, ("choices", "m4-lembur-syarat")),
        # The title alone is no reason: the last topic must be likely without it too.
        ({"m4-cuti-tahunan": 0.1}, {LAST: 0.99}, None),
        # Sure of another module, or of something close: as it reads alone.
        ({"m5-apar-pasang": 0.9}, {LAST: 0.9}, None),
        ({"m4-lembur-syarat": 0.9}, {LAST: 0.9, "m4-lembur-syarat": 0.8}, None),
        # Sure of a neighbour, but a close one is likely as well: "klo telat dibayar?" after holiday pay.
        (
            {"m4-gaji-telat": 0.9, "m4-lembur-syarat": 0.2},
            {"m4-gaji-telat": 0.1, "m4-lembur-syarat": 0.7},
            ("answer", "m4-lembur-syarat"),
        ),
        ({}, {}, None),
    ],
)
def test_a_follow_up_must_be_likely_both_ways(alone, context, expected):
    assert decided(alone, context) == expected
