"""HTML as Telegram takes it: escaping, length, faults, cutting."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.content.telegram_html import MESSAGE_LIMIT, escape, plain, problems, split, visible_length
from tests.strategies import telegram_html, typed_texts

_LONG_WORD = "x" * 30


@given(typed_texts)
def test_what_a_person_typed_shows_as_typed(text):
    assert plain(escape(text)) == text
    assert list(problems(escape(text))) == []


@pytest.mark.parametrize(
    ("markup", "length"),
    [
        ("apar", 4),
        # Tags are not seen, entities are one character.
        ("<b>a</b>par", 4),
        ("5 &lt; 6", 5),
        ("&#x1F64F;", 2),
        # An emoji outside the first plane counts twice, as on Telegram's side.
        ("🙏", 2),
        ("👍🏽", 4),
        ("é", 1),
        ("", 0),
    ],
)
def test_length_is_counted_as_telegram_counts(markup, length):
    assert visible_length(markup) == length


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        ("<b>a <i>b</i></b> 5 &lt; 6 &amp; &#39;", 0),
        ("<blockquote expandable>a</blockquote>", 0),
        # A bare mark, once however many there are.
        ("5 < 6", 1),
        ("a & b && c", 1),
        ("&copy;", 1),  # Telegram knows four names only
        # A tag that is none for chats.
        ("<p>", 1),
        # Tags that are not whole.
        ("<b>a", 1),
        ("a</b>", 1),
        ("<b><i>a</b></i>", 2),
    ],
)
def test_what_telegram_would_refuse_is_named(markup, count):
    assert len(list(problems(markup))) == count


def test_a_text_that_fits_stays_as_it_is():
    text = "<b>" + "a" * MESSAGE_LIMIT + "</b>"
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        # Between paragraphs where it can …
        ("satu dua\n\ntiga empat", ["satu dua", "tiga empat"]),
        ("satu dua tiga\n\nempat lima", ["satu dua tiga", "empat lima"]),
        # … else between lines …
        ("satu dua\ntiga empat", ["satu dua", "tiga empat"]),
        ("satu dua\n\ntiga\nempat lima", ["satu dua", "tiga\nempat lima"]),
        # … a line's end late in the piece beats a paragraph's end that leaves half of it empty …
        ("a\n\nb c d e f g\nh i j k l", ["a\n\nb c d e f g", "h i j k l"]),
        # … else between words, at last between letters.
        ("satu dua tiga empat", ["satu dua tiga", "empat"]),
        (_LONG_WORD, ["x" * 15, "x" * 15]),
        # A tag open at the cut is closed there and opened again.
        (
            "<b>satu <i>dua tiga empat</i></b>",
            ["<b>satu <i>dua tiga</i></b>", "<b><i>empat</i></b>"],
        ),
        # Its attributes come along, and it is never cut itself, though it has a blank.
        (
            f"{'y' * 10}<blockquote expandable>{'z' * 10}</blockquote>",
            [
                f"{'y' * 10}<blockquote expandable>zzzzz</blockquote>",
                "<blockquote expandable>zzzzz</blockquote>",
            ],
        ),
        # Neither an entity nor an emoji is cut in two.
        ("&amp;" * 16, ["&amp;" * 15, "&amp;"]),
        ("🙏" * 8, ["🙏" * 7, "🙏"]),
        # Nobody is sent an empty message.
        (" " * 16, []),
    ],
)
def test_a_long_text_is_cut_where_it_reads_best(markup, pieces):
    assert split(markup, 15) == pieces


@given(telegram_html, st.integers(min_value=2, max_value=120))
def test_pieces_fit_are_whole_and_lose_nothing(markup, limit):
    pieces = split(markup, limit)
    assert [piece for piece in pieces if visible_length(piece) > limit] == []
    assert [problem for piece in pieces for problem in problems(piece)] == []
    assert _letters("".join(pieces)) == _letters(markup)


@given(telegram_html, st.integers(min_value=2, max_value=120))
def test_what_is_bold_stays_bold_wherever_it_is_cut(markup, limit):
    assert _letters(_bold("".join(split(markup, limit)))) == _letters(_bold(markup))


def _letters(markup: str) -> str:
    return "".join(plain(markup).split())


def _bold(markup: str) -> str:
    """Return the parts of `markup` that stand in <b>, however deep."""
    parts, depth = [], 0
    for part in re.split(r"(</?b>)", markup):
        depth += {"<b>": 1, "</b>": -1}.get(part, 0)
        parts.append(part if depth else "")
    return "".join(parts)
