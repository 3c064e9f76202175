"""What all documents share."""

import re

from reportlab.platypus import Spacer

from mitra.papers import pdf


def test_texts_are_shown_as_they_are_written():
    assert pdf.escaped("<b>1 < 2 & 3</b>", 40) == "&lt;b&gt;1 &lt; 2 &amp; 3&lt;/b&gt;"


def test_long_texts_end_in_dots():
    assert pdf.escaped("a" * 50, 10) == "a" * 9 + "…"


def test_what_has_no_picture_or_turns_others_around_is_left_out():
    assert pdf.clean("mesin\n\x00\x0b\ud800 \u202ejahit 🎉 no. 3") == "mesin jahit no. 3"


def test_the_band_stands_on_the_first_page_only_and_the_same_story_is_the_same_file():
    def built() -> bytes:
        story = [pdf.text("Halo " * 40, pdf.BODY) for _ in range(120)]
        return pdf.build([*story, Spacer(0, 5)], title="Judul", subject="CV", band="Mitra")

    data = built()
    assert len(re.findall(rb"/Type /Page\b", data)) > 1
    assert data == built()
