"""Markdown as trainers write it, as Telegram's HTML."""

import pytest
from hypothesis import given

from mitra.content import telegram_html
from mitra.content.markup import MarkupError, to_html
from tests.strategies import typed_texts


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Satu kalimat.", "Satu kalimat."),
        ("**tebal** dan *miring*", "<b>tebal</b> dan <i>miring</i>"),
        ("**tebal *dan miring***", "<b>tebal <i>dan miring</i></b>"),
        ("### Cara memasang", "<b>Cara memasang</b>"),
        ("Satu.\n\nDua.", "Satu.\n\nDua."),
        # A line broken in the editor is not broken on the phone; two blanks or a backslash break it.
        ("satu\ndua", "satu dua"),
        ("satu  \ndua", "satu\ndua"),
        ("satu\\\ndua", "satu\ndua"),
        ("- apar\n- alarm", "• apar\n• alarm"),
        ("1. cek\n2. cabut pin", "1. cek\n2. cabut pin"),
        # A list that goes on after a picture or a paragraph goes on counting.
        ("3. tiga\n4. empat", "3. tiga\n4. empat"),
        ("0. nol\n1. satu", "0. nol\n1. satu"),
        # Two paragraphs in one item stay in one item.
        ("- satu\n\n  lagi\n- dua", "• satu\nlagi\n• dua"),
        ("Dulu:\n\n- **cek** dulu\n\nLalu pakai.", "Dulu:\n\n• <b>cek</b> dulu\n\nLalu pakai."),
        # What HTML would take for its own is shown as written; quotation marks do no harm.
        ('5 < 6 & "7" > 6', '5 &lt; 6 &amp; "7" &gt; 6'),
        ("&lt;b&gt; &copy;", "&lt;b&gt; ©"),
        # Indenting is not code, and code has no shape of its own.
        ("    menjorok", "menjorok"),
        ("tulis `5S`", "tulis 5S"),
        (r"2 \* 3", "2 * 3"),
        ("", ""),
    ],
)
def test_markdown_becomes_what_telegram_shows(markdown, html):
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("> kutipan", 0),
        ("Teks.\n\n---", 2),
        ("Teks.\n\n```\nkode\n```", 2),
        # A list inside a list, of either kind.
        ("- luar\n  - dalam", 1),
        ("Teks.\n\n1. luar\n   - dalam", 3),
    ],
)
def test_what_a_chat_cannot_show_is_refused_with_its_line(markdown, line):
    with pytest.raises(MarkupError) as refused:
        to_html(markdown)
    assert refused.value.line == line
    assert str(refused.value)


@pytest.mark.parametrize(
    "markdown",
    [
        "| alat | jumlah |\n|------|--------|\n| apar | 2 |",
        "![apar](apar.png)",
        "<b>tebal</b>",
        "<div>\nkotak\n</div>",
    ],
)
def test_tables_images_and_raw_html_are_refused(markdown):
    """As to_html promises: otherwise a trainer sees bars and angle brackets on the phone, and no warning."""
    with pytest.raises(MarkupError):
        to_html(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "- satu\n\n  ```\n  PENTING\n  ```\n- dua",
        "[PENTING]: catat-ini\n\nTeks.",
    ],
)
def test_nothing_a_trainer_wrote_vanishes_silently(markdown):
    """It is shown or refused: an answer must not lose a sentence on its way to the phone."""
    try:
        shown = to_html(markdown)
    except MarkupError:
        return
    assert "PENTING" in shown


@given(typed_texts)
def test_whatever_is_written_telegram_takes_what_comes_out(markdown):
    try:
        shown = to_html(markdown)
    except MarkupError:
        return
    assert list(telegram_html.problems(shown)) == []
