"""The poster for the workshop's wall: one page, whatever is changed in its words."""

import re

import pytest
import yaml
from reportlab.lib.units import mm

from bot.training import ROOT
from mitra import poster
from mitra.papers import wall_poster as drawn
from mitra.papers.wall_poster import wall_poster_pdf


@pytest.fixture
def words():
    return yaml.safe_load((ROOT / "docs" / "panduan" / "poster.yml").read_text("utf-8"))


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def test_its_words_fit_one_page(words):
    assert pages(wall_poster_pdf(words)) == 1


def test_longer_words_are_noticed_as_a_second_page(words):
    """So that the test above says when somebody has written too much."""
    words["emergency"]["steps"].append("Telepon ambulans, lalu jemput di gerbang pabrik. " * 3)

    assert pages(wall_poster_pdf(words)) > 1


def test_the_same_words_are_the_same_file_and_others_are_not(words):
    before = wall_poster_pdf(words)
    assert wall_poster_pdf(words) == before

    words["cards"][2]["then"] = "Tanpa nama pun boleh."

    assert wall_poster_pdf(words) != before


def test_an_invitations_code_printed_at_half_its_size_fits_the_room_for_it():
    assert poster.QR / 2 * mm < drawn._SPACE
