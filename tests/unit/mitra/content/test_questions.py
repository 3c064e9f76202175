"""Question lines: short to write, many ways of asking."""

import pytest
from hypothesis import given

from mitra.content.questions import MOST_PER_LINE, expand
from tests.strategies import question_lines


@pytest.mark.parametrize(
    ("line", "wordings"),
    [
        ("jarak apar berapa", ["jarak apar berapa"]),
        # Square brackets take exactly one of their alternatives …
        ("jarak [antar|antara] apar", ["jarak antar apar", "jarak antara apar"]),
        # … round ones may be left out …
        ("p2k3 itu apa (sih)", ["p2k3 itu apa", "p2k3 itu apa sih"]),
        # … and may have alternatives too.
        ("boleh (ga|gak)", ["boleh", "boleh ga", "boleh gak"]),
        # Both at once, in the order in which they are read.
        ("[brp|berapa] meter (ya)", ["brp meter", "brp meter ya", "berapa meter", "berapa meter ya"]),
        # An ending may be in brackets: no blank slips in.
        ("apar(nya) di mana", ["apar di mana", "aparnya di mana"]),
        ("[di|ter]pasang", ["dipasang", "terpasang"]),
        # An empty alternative is a pause, never two words run together.
        ("apa[ itu|]k3", ["apa ituk3", "apa k3"]),
        # Blanks left behind are tidied away.
        ("  jarak  (antar)  apar ", ["jarak apar", "jarak antar apar"]),
        # The same wording twice counts once.
        ("[apa|apa] k3", ["apa k3"]),
        # Nothing stands for nothing.
        ("", []),
        ("( )", []),
    ],
)
def test_a_line_stands_for_its_wordings(line, wordings):
    assert expand(line) == wordings


@pytest.mark.parametrize(
    "line", ["jarak [antar apar", "jarak antar] apar", "sih)", "[a (b) c]", "(a [b|c])", "[a)"]
)
def test_brackets_that_do_not_match_or_nest_are_refused(line):
    with pytest.raises(ValueError, match="kurung"):
        expand(line)


def test_a_line_may_stand_for_as_many_wordings_as_help_training():
    assert len(expand("[a|b][c|d][e|f][g|h][i|j][k|l]")) == MOST_PER_LINE


def test_a_line_that_would_drown_the_others_is_refused_with_its_number():
    with pytest.raises(ValueError, match="128"):
        expand("[a|b][c|d][e|f][g|h][i|j][k|l](m)")


@given(question_lines)
def test_every_wording_is_plain_text_and_there_only_once(line):
    wordings = expand(line)
    assert not [wording for wording in wordings if set(wording) & set("[]()|")]
    assert not [wording for wording in wordings if wording != " ".join(wording.split())]
    assert len(set(wordings)) == len(wordings)
