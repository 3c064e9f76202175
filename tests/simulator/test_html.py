"""HTML in messages: what Telegram takes, what it refuses, and in which words."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from simulator.entities import parse_html, utf16_length
from simulator.errors import ApiError
from simulator.formatting import formatted, to_html

GOOD = {
    "<b>tebal</b>": ("tebal", [("bold", 0, 5)]),
    "<strong>a</strong><em>b</em>": ("ab", [("bold", 0, 1), ("italic", 1, 1)]),
    "<u>a</u><ins>b</ins>": ("ab", [("underline", 0, 1), ("underline", 1, 1)]),
    "<s>a</s><strike>b</strike><del>c</del>": ("abc", [("strikethrough", at, 1) for at in range(3)]),
    "<b>a<i>b</i></b>": ("ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "👍 <b>ya</b>": ("👍 ya", [("bold", 3, 2)]),
    "<code>x</code>": ("x", [("code", 0, 1)]),
    "<pre>x</pre>": ("x", [("pre", 0, 1)]),
    '<pre><code class="language-python">x</code></pre>': ("x", [("pre", 0, 1)]),
    '<a href="https://ilo.org">ILO</a>': ("ILO", [("text_link", 0, 3)]),
    "<a href='https://ilo.org'>ILO</a>": ("ILO", [("text_link", 0, 3)]),
    '<a href="tg://user?id=7">Ani</a>': ("Ani", [("text_mention", 0, 3)]),
    '<a href="">tanpa tautan</a>': ("tanpa tautan", []),
    "<tg-spoiler>x</tg-spoiler>": ("x", [("spoiler", 0, 1)]),
    '<span class="tg-spoiler">x</span>': ("x", [("spoiler", 0, 1)]),
    "<blockquote>x</blockquote>": ("x", [("blockquote", 0, 1)]),
    "<blockquote expandable>x</blockquote>": ("x", [("expandable_blockquote", 0, 1)]),
    "<B>besar</b>": ("besar", [("bold", 0, 5)]),
    "<b>tutup pendek</>": ("tutup pendek", [("bold", 0, 12)]),
    "5 &lt; 6 &amp; 7 &gt; 6 &quot;x&quot;": ('5 < 6 & 7 > 6 "x"', []),
    "&#33;&#x41;&nbsp;&": ("!A&nbsp;&", []),
    "7 > 6": ("7 > 6", []),
    "  <b> rapi </b>  ": ("rapi", [("bold", 0, 4)]),
    "<b></b>kosong": ("kosong", []),
}
BAD = {
    "<b>": 'Can\'t find end tag corresponding to start tag "b"',
    "a <b>x<i>y": 'Can\'t find end tag corresponding to start tag "i"',
    "5 < 6": 'Unsupported start tag "" at byte offset 2',
    "<br>": 'Unsupported start tag "br" at byte offset 0',
    "é<p>x</p>": 'Unsupported start tag "p" at byte offset 2',
    "<br/>": 'Unsupported start tag "br/" at byte offset 0',
    "<script>x</script>": 'Unsupported start tag "script" at byte offset 0',
    "</b>": "Unexpected end tag at byte offset 0",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "<b": "Unclosed start tag at byte offset 0",
    "I <3": "Unclosed start tag at byte offset 2",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<a href="x>y</a>': "Unclosed start tag at byte offset 0",
    '<a ="x">y</a>': 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=http://x>y</a>": "Unexpected end of name token at byte offset 8",
}


@pytest.mark.parametrize("source", GOOD)
def test_good_html_becomes_text_and_entities(source):
    text, entities = formatted(source, "HTML")
    assert (text, [(e["type"], e["offset"], e["length"]) for e in entities]) == GOOD[source]


@pytest.mark.parametrize("source", BAD)
def test_bad_html_is_refused_in_telegrams_words(source):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {BAD[source]}"


async def test_a_bot_meets_the_refusal_as_a_bad_request(bot, budi):
    with pytest.raises(BadRequest, match='Can\'t parse entities: unsupported start tag "br"'):
        await bot.send_message(budi.id, "satu<br>dua", parse_mode="HTML")


def test_the_language_of_code_is_kept():
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_commands_mentions_and_addresses_are_found():
    text, entities = formatted("/start@MitraScoreBot halo @budi_s lihat https://ilo.org/a. dan #ide", None)
    found = [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in entities]
    assert found == [
        ("bot_command", "/start@MitraScoreBot"),
        ("mention", "@budi_s"),
        ("url", "https://ilo.org/a"),
        ("hashtag", "#ide"),
    ]


def test_nothing_is_found_inside_code():
    assert [e["type"] for e in formatted("<code>/start</code>", "HTML")[1]] == ["code"]


@given(st.text(alphabet=st.sampled_from("ab<>/&;\"'= 👍é\n#x1")))
def test_any_text_is_either_parsed_or_refused(source):
    with contextlib.suppress(ApiError):
        text, entities = parse_html(source)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(text) for e in entities)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_escaped_text_arrives_as_it_was(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])


@pytest.mark.parametrize(
    "source", ["<b>a<i>b</i></b> &lt;c&gt;", "👍 <code>x</code><u>y</u>", "<b><i>a</i></b>"]
)
def test_html_survives_the_way_there_and_back(source):
    assert to_html(*parse_html(source)) == source
