"""Values nobody should send, for Hypothesis: what updates, taps, files and arguments are made of when somebody means harm."""

import string
from typing import Any

from hypothesis import strategies as st

from tests.strategies import typed_texts

#: Beyond what SQLite and PostgreSQL keep in a column, just within, and what code likes to count with.
EDGES = (0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**52, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30)
#: Texts on which something has stumbled somewhere: digits that are none, right to left, zero width, halves of signs, formats.
SPITEFUL = (
    *("", " ", "\n", "\u200b", "\u202e\u0645\u0631\u062d\u0628\u0627", "\u0661\u0662\u0663", "\u00b2", "1\u00bd", "\uff11\uff12", "\u2466"),
    *("\x01\x02\x7f", "\ufeff", "\u2028", "\ufffd", "\U0010ffff", "e\u0301" * 40, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1ee"),
    *("{", "{}", "{0}", "{nama}", "{{ nama }}", "{% if", "%s%n", "${x}", "<b>", "</b>", "&lt;", "&#0;", "<a href='x'>"),
    *("/", "//", "/start", "@mitra", '/rate{"value": 1}', "-1", "--", "0x10", "1e999", "NaN", "inf", "1_000", "٣٤", "১২"),
    *("None", "null", "true", "[]", "'; DROP TABLE persons; --", "../../etc/passwd", "a" * 4096, "9" * 400, "\ud7ff\ue000"),
)  # fmt: skip

#: A text of anything that a phone can send: any script, controls, no halves of surrogate pairs.
texts = st.one_of(
    st.sampled_from(SPITEFUL),
    typed_texts,
    st.text(max_size=60),
    st.text(st.characters(categories=("Cc", "Cf", "Nd", "Nl", "No", "Zs", "Mn")), max_size=20),
    st.builds(
        lambda text, times: (text * times)[:4096], st.text(min_size=1, max_size=5), st.integers(1, 4096)
    ),
)
short_texts = st.one_of(st.sampled_from(SPITEFUL).map(lambda text: text[:64]), st.text(max_size=20))
numbers = st.one_of(st.sampled_from(EDGES), st.integers(-5, 50), st.integers())
#: Anything JSON can hold, nested, with lone surrogates and what JSON only half knows.
junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        numbers,
        st.floats(),
        short_texts,
        st.just("\ud800"),
        st.just("\x00"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(string.ascii_lowercase, max_size=8), inner, max_size=4),
    ),
    max_leaves=8,
)


def deep(levels: int) -> list[Any]:
    """Return lists in lists."""
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found
