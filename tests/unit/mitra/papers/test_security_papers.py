"""What people write stays words in every paper: it loads no file, reaches no computer, and is no formula for a drawing."""

import socket

import pytest

from mitra.checks.charts import Axis, radar_png
from mitra.papers import pdf

HOSTILE = (
    '<img src="file:///etc/passwd" width="10" height="10"/>',
    "<font color=\"[[[getattr(pow, Word('__globals__'))['os'].system('true')]]]\">a</font>",
    "</para><para>",
    "&lt;img&gt; &#60;b&#62;",
    "<a href='http://penipu.example'>klik</a>",
    "<onDraw name='x' label='y'/>",
)


def paper(words):
    """Return a PDF with a paragraph of these words, and what the paragraph holds."""
    held = []

    def story():  # made when the fonts are there
        paragraph = pdf.text(words, pdf.style("body", 10))
        held.append(paragraph.getPlainText())
        yield paragraph

    return pdf.build(story(), title=words, subject=words, band="Mitra"), held


@pytest.mark.parametrize("words", HOSTILE)
def test_in_a_pdf_markup_is_words(words):
    """ReportLab reads its own markup in paragraphs, and has run code found in a colour (CVE-2023-33733)."""
    made, held = paper(words)
    assert made.startswith(b"%PDF")
    assert held == [pdf.clean(words)]


def test_making_a_pdf_calls_nobody():
    """An address in a picture's markup would be fetched (CVE-2020-28463)."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(0.3)
        paper(f'<img src="http://127.0.0.1:{listener.getsockname()[1]}/x.png"/>')
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("words", ["$\\frac{", "$x$ dan $y", "$\\href{file:///etc/passwd}{a}$"])
def test_in_a_picture_dollars_are_words(words):
    """Matplotlib takes what stands between two of them for a formula, and stumbles over wrong ones."""
    axes = [Axis(label=f"{number} {words}", now=50) for number in range(4)]
    drawn = radar_png(words, words, axes, score=50)
    assert drawn.startswith(b"\x89PNG")
    assert drawn != radar_png(words.replace("$", ""), words, axes, score=50)  # the sign itself is seen
