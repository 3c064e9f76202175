"""The chart of the months: small, and different for different figures."""

import io

import pytest
from PIL import Image

from mitra.suggestions.charts import Month, months_png


def month(label="Nov", given=3, answered=2, done=1):
    return Month(label=label, given=given, answered=answered, done=done)


@pytest.mark.parametrize(
    "months",
    [[], [month(given=0, answered=0, done=0)], [month()], [month(given=999)] * 12],
    ids=["none", "nothing", "one", "many"],
)
def test_it_is_small_whatever_there_is(months):
    data = months_png("Saran", "CV Maju Bersama & <b> مروحة", months)
    assert Image.open(io.BytesIO(data)).size == (720, 480)
    assert len(data) <= 25_000


def test_each_figure_shows():
    base = months_png("Saran", "CV", [month()])
    for change in ({"given": 9}, {"answered": 0}, {"done": 2}, {"label": "Des"}):
        assert months_png("Saran", "CV", [month(**change)]) != base


def test_only_the_latest_six_months_are_shown():
    months = [month(label, given) for given, label in enumerate("ABCDEFGH", 1)]
    assert months_png("Saran", "CV", months) == months_png("Saran", "CV", months[-6:])
