"""Texts of trainers for Hypothesis, from what Jinja2 reads and what it stumbles over; and what messages may be filled with."""

from typing import Any

from hypothesis import strategies as st

from mitra.prompts.template import VARIABLES
from tests.hostile.junk import EDGES, SPITEFUL, short_texts, texts
from tests.unit.mitra.content.test_messages import SAMPLES

_names = st.sampled_from(
    [*VARIABLES, "nma", "self", "loop", "range", "__class__", "namespace", "True", "none"]
)
_constants = st.one_of(
    st.integers(-5, 100).map(str),
    st.sampled_from(EDGES).map(str),
    st.sampled_from(["1e999", "1.5", "'worker'", '"a"', "''", "[]", "{}", "()", "1_0", "0x1", "'\\ud800'", "'\\x00'", "'a' 'b'", "nan", "9" * 5_000]),
)  # fmt: skip
_expressions = st.recursive(
    st.one_of(_names, _names, _constants),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["==", "<", ">=", "!=", "in", "not in", "and", "or", "+", "*", "**", "~", "%", "|", ".", "is"]), inner),
        st.builds("not {}".format, inner),
        st.builds("({})".format, inner),
        st.builds("{} if {} else {}".format, inner, inner, inner),
        st.builds("{} if {}".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}({})".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}.{}".format, inner, _names),
        st.builds("-{}".format, inner),
    ),
    max_leaves=6,
)  # fmt: skip
_shown = st.builds(
    "{}{}{}".format,
    st.sampled_from(["{{ ", "{{- ", "{{", "{ ", "{{{"]),
    _expressions,
    st.sampled_from([" }}", " -}}", "}}", " }", "}}}", " %}"]),
)
_words = st.one_of(short_texts, texts, st.sampled_from(["Halo ", "\n", "{#", "#}", "{% raw %}", "{% endraw %}", "{% set a = 1 %}", "{% include 'x' %}", "{% for a in nama %}", "{% endfor %}", "\r", "\\"]))  # fmt: skip
_pieces = st.recursive(
    st.one_of(_words, _shown),
    lambda inner: st.one_of(
        st.builds("{{% if {} %}}{}{{% endif %}}".format, _expressions, inner),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, _expressions, inner, inner),
        st.builds("{{% if {} %}}{}{{% elif {} %}}{}".format, _expressions, inner, _expressions, inner),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=5,
)
#: What a trainer may type or paste.
prompts = st.one_of(
    _pieces,
    _pieces,
    st.builds("Halo {}, {}".format, _shown, _pieces),
    st.builds(
        lambda opening, count: opening * count,
        st.sampled_from(
            ["{% if nama %}", "{{ ", "(", "{{ not ", "{{ " + "not " * 300 + "nama }}", "{{ " + "(" * 300]
        ),
        st.integers(1, 400),
    ),
    texts,
)
#: What may stand in the places of a text: names, figures, nothing.
values = st.fixed_dictionaries({
    name: st.one_of(texts, st.sampled_from(SPITEFUL)) if isinstance(one.sample, str)
    else st.one_of(st.integers(0, 10**6), *([st.none()] if one.optional else []))
    for name, one in VARIABLES.items()
})  # fmt: skip
filled = st.tuples(prompts, values)

#: Message, which of its samples, and texts to put in place of those in it.
messages = st.tuples(
    st.sampled_from(sorted(SAMPLES)),
    st.integers(0, 50),
    st.lists(st.one_of(st.sampled_from(SPITEFUL), short_texts), min_size=1, max_size=4),
)


def with_texts(value: Any, others: list[str]) -> Any:
    """Return a sample with the words that people typed replaced; what is no typed text (a date, a name of a kind) stays."""
    if isinstance(value, dict):
        return {name: _replaced(name, one, others) for name, one in value.items()}
    if isinstance(value, list):
        return [with_texts(one, others) for one in value]
    return value


#: Under these names stands what somebody has typed.
_TYPED = {"name", "text", "title", "area", "by", "reason", "said", "problem", "action", "cause", "result", "answer", "question", "owner", "label", "enterprise", "note",  "wording", "sector", "province", "trainer", "people", "line", "lines", "report"}  # fmt: skip


def _replaced(name: str, value: Any, others: list[str]) -> Any:
    if isinstance(value, str):
        # In some messages these are names of kinds, which have no blanks and no capitals, or days.
        typed = name in _TYPED and (" " in value or not value.islower()) and not value[:4].isdigit()
        return others[len(value) % len(others)] if typed else value
    return with_texts(value, others)
