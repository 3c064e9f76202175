"""What people type and what trainers write, made up at random for Hypothesis."""

import html

from hypothesis import strategies as st

#: Words of the trade as they are typed: formal, spoken, shortened, from Java and Sunda.
BAHASA_WORDS = (
    *("apar", "karung", "kesetrum", "mengangkat", "diangkatnya", "ngangkatin", "pabrik", "gimana", "gmn"),
    *("brp", "tinggi", "pemasangan", "keselamatan", "mandor", "lembur", "gara2", "orang2", "k3", "p2k3"),
    *("5s", "p3k", "siiih", "bangeeet", "piye", "kumaha", "sarung", "tangan", "bahan", "kimia", "UU", "PP"),
)
#: Pictures that take one, two and many UTF-16 units.
EMOJI = ("🙏", "⛑️", "👍🏽", "👨‍👩‍👧", "🇮🇩", "😊", "☺", "✓")
#: Characters that mean something to HTML, Markdown, Jinja or a question line.
MARKS = tuple("<>&\"'*_`#[]()|{}%@/\\.,:;!?-+=~…“”")
_SPACES = (" ", "  ", "\n", "\n\n", "\t", "\u00a0")

#: A letter of any script; no surrogates, which no message can carry.
letters = st.characters(categories=("L", "M"))
numbers = st.one_of(
    st.integers(min_value=0, max_value=10**14).map(str),
    st.from_regex(r"\+62 ?8[0-9]{2}[ -][0-9]{4}[ -][0-9]{3,5}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}[.,][0-9]{1,3}(kg|cm|%)?", fullmatch=True),
)
handles = st.from_regex(r"@[A-Za-z0-9_]{1,20}", fullmatch=True)
#: A word with a "2" in it, held-down letters and all: what the normaliser spells out.
doubled_words = st.from_regex(r"[a-e]{1,6}2[a-e]{0,4}", fullmatch=True)
_typed = st.one_of(
    st.sampled_from(BAHASA_WORDS),
    st.sampled_from(EMOJI),
    st.sampled_from(MARKS),
    st.sampled_from(_SPACES),
    st.text(letters, min_size=1, max_size=12),
    numbers,
    handles,
    doubled_words,
)
#: A message as it comes from a phone.
typed_texts = st.lists(_typed, max_size=40).map("".join)
#: One word as the normaliser hands it on.
words = st.one_of(
    st.sampled_from([word for word in BAHASA_WORDS if word.islower()]),
    st.from_regex(r"(me|meng|meny|di|ber|per|ke|ng|ny)?[a-z]{1,12}(nya|kan|in|an|i)?", fullmatch=True),
    st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True),
)

_escaped = st.one_of(_typed, st.from_regex(r"[a-z]{30,200}", fullmatch=True)).map(
    lambda text: html.escape(text, quote=False)
)
_entities = st.sampled_from(["&lt;", "&gt;", "&amp;", "&quot;", "&#39;", "&#x1F64F;", "&#32;"])


def _tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(
        [("<b>", "</b>"), ("<i>", "</i>"), ("<blockquote expandable>", "</blockquote>")],
    )
    return st.builds(lambda tag, parts: tag[0] + "".join(parts) + tag[1], tags, st.lists(inner, max_size=5))


#: Whole Telegram HTML: nested tags, entities, emoji, words longer than any limit.
telegram_html = st.lists(
    st.recursive(st.one_of(_escaped, _entities), _tagged, max_leaves=12), max_size=12
).map("".join)

_plain_part = st.text(st.sampled_from("abk 2?.,-"), max_size=8)
_alternatives = st.lists(_plain_part, min_size=1, max_size=3).map("|".join)
_bracketed = st.one_of(_alternatives.map("[{}]".format), _alternatives.map("({})".format))
#: A question line of a topic whose brackets match; three of them stand for 64 wordings at most.
question_lines = st.lists(st.builds("{}{}{}".format, _plain_part, _bracketed, _plain_part), max_size=3).map(
    "".join
)
