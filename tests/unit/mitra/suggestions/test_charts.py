"""The chart of suggestions: legible on a phone, also without colours."""

import io

import pytest
from PIL import Image, ImageChops

from mitra.suggestions import charts
from mitra.suggestions.charts import HEIGHT, WIDTH, Month, months_png

LABELS = "Des Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov".split()
HOSTILE = "<b>tebal</b> & \x00\x0b\ud800 \u202eterbalik 🎉👷 مروحة 王 " + "W" * 4_000


def months(count=12, times=1) -> list[Month]:
    return [
        Month(label=label, given=(at + 3) * times, answered=(at + 2) * times, done=at * times)
        for at, label in enumerate(LABELS[-count:])
    ]


def image(shown, title="Saran", subtitle="CV Maju") -> Image.Image:
    return Image.open(io.BytesIO(months_png(title, subtitle, shown))).convert("RGB")


def letters(monkeypatch, shown, **more) -> list[tuple[str, float]]:
    """What is written, and how large."""
    found = []
    write = charts.ImageDraw.ImageDraw.text

    def noted(self, at, text, fill, font, *rest, **options):
        found.append((text, font.size))
        box = self.textbbox(at, text, font, *rest, **options)
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= WIDTH
        assert box[3] <= HEIGHT
        write(self, at, text, fill, font, *rest, **options)

    monkeypatch.setattr(charts.ImageDraw.ImageDraw, "text", noted)
    image(shown, **more)
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_every_number_and_month_is_written_large_enough(monkeypatch, count):
    shown = months(count)
    found = letters(monkeypatch, shown)
    numbers = [str(one) for month in shown for one in (month.given, month.answered, month.done)]
    texts = [text for text, _ in found]
    for text in (*numbers, *LABELS[-count:], "Diberikan", "Dijawab", "Dilaksanakan"):
        assert text in texts
    assert min(size for _, size in found) >= 22  # 11 on a phone of 360


@pytest.mark.parametrize("shown", [months(), months(1), months(times=37), [], months(12, times=9_000)])
def test_it_costs_little_data(shown):
    data = months_png("Saran", "CV Maju Bersama", shown)
    assert len(data) <= 25_000
    assert Image.open(io.BytesIO(data)).size == (720, HEIGHT)


@pytest.mark.parametrize("nothing", [[], [Month(label="Nov", given=0, answered=0, done=0)] * 3])
def test_without_suggestions_a_sentence_says_so(monkeypatch, nothing):
    assert [text for text, _ in letters(monkeypatch, nothing)] == ["Saran", "CV Maju", "Belum ada saran"]


def test_of_more_than_a_year_the_latest_twelve_months_are_shown(monkeypatch):
    texts = [
        text for text, _ in letters(monkeypatch, [Month(label="X", given=1, answered=0, done=0), *months()])
    ]
    assert "X" not in texts
    assert "Des" in texts


def test_strange_texts_and_numbers_stay_inside(monkeypatch):
    odd = [Month(label=HOSTILE, given=10**9, answered=-5, done=123_456)] * 12
    texts = [text for text, _ in letters(monkeypatch, odd, title=HOSTILE, subtitle=HOSTILE)]
    assert "0" in texts
    assert not any(text.startswith("-") for text in texts)
    assert texts[0].startswith("<b>tebal</b> & terbalik")
    assert not {mark for text in texts for mark in text} & {"\x00", "\u202e", "👷"}


def test_the_kinds_are_told_apart_without_colours():
    grey = image([Month(label="Nov", given=9, answered=9, done=9)]).convert("L")
    parts = []
    for place in range(3):
        bottom = charts._TOP + place * 196 + 180
        part = grey.crop((WIDTH // 2 - 20, bottom - 90, WIDTH // 2 + 20, bottom - 10))
        parts.append(sum(dot < 200 for dot in part.tobytes()) / (part.width * part.height))
    full, striped, framed = parts
    assert full == 1
    assert 0.3 < striped < 0.7
    assert framed == 0


def test_bars_are_as_high_as_their_numbers():
    one = image(
        [Month(label="A", given=8, answered=4, done=1), Month(label="B", given=4, answered=0, done=0)]
    )
    left, right = (one.crop(box).convert("L") for box in ((150, 168, 240, 283), (480, 168, 570, 283)))
    high, half = (part.point(lambda dot: 255 if dot < 140 else 0) for part in (left, right))
    assert high.crop((18, 0, 34, 115)).getbbox()[1] <= 2
    assert 50 < half.crop((18, 0, 34, 115)).getbbox()[1] < 62


def test_the_same_months_are_the_same_picture():
    assert ImageChops.difference(image(months()), image(months())).getbbox() is None
    assert months_png("a", "b", months()) == months_png("a", "b", months())
