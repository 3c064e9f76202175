"""
A summary as one picture, for who reads nothing but pictures: the plan, the figures, checks, suggestions and savings.

720 dots wide and legible at half that width on a phone; as high as there is to say. Where there is nothing yet, a line
says what to do.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from mitra.amounts import as_number, as_rupiah
from mitra.content.messages import tanggal
from mitra.kpis.charts import Space, better, change, hue, reached, shorter, sparkline, write_number
from mitra.kpis.lines import KpiLine
from mitra.papers.canvas import (
    FINE,
    GOOD,
    GRID,
    LATE,
    MARGIN,
    OPEN,
    QUIET,
    ROOM,
    SMALL,
    WIDTH,
    Canvas,
    Colour,
    Spot,
    largest,
    tick,
    warning,
)
from mitra.papers.lettering import clean, shrunk
from mitra.plan.charts import tiles
from mitra.plan.figures import PlanFigures
from mitra.poster import ACCENT, INK, PAPER, SOFT
from mitra.summary.content import CheckLine, SuggestionLine, Summary

MOST_KPIS, MOST_CHECKS = 6, 4
NO_ACTIONS = "Belum ada tindakan. Tekan “Rencana”."
NO_FIGURES = "Belum ada angka. Tekan “Angka”."
NO_CHECKS = "Belum ada cek. Mulai dari satu bagian dulu."
NO_SUGGESTIONS = "Belum ada saran. Ajak rekan menulis /saran."

#: Heights: the band on top, the tiles, a line of words, a part's name, …
_BAND, _TILES, _LINE, _NAME, _KPI, _CHECK, _COUNTS, _MONEY = 104, 210, 46, 62, 98, 48, 98, 142
#: Where a figure's line is drawn; beside it its name and its latest value.
_CURVE = (316, 452)
_VALUE = Space((36, 32, 28, 26, SMALL), SMALL, WIDTH - MARGIN - _CURVE[1] - 20, before=1)
#: Of a name that does not fit, the rest need not be measured.
_LONGEST = 80
#: Where the bar of a check is.
_BAR = (124, 470)

#: A part of the picture: how high it is, and what draws it from a height on.
_Part = tuple[int, Callable[[Canvas, float], object]]


def summary_png(summary: Summary) -> bytes:
    """Return the picture as PNG, 720 dots wide, at most 60 kB: of many figures the first six."""
    parts = list(_parts(summary))
    canvas = Canvas(sum(height for height, _ in parts) + MARGIN)
    top = 0
    for height, draw in parts:
        draw(canvas, top)
        top += height
    return canvas.png()


def _parts(summary: Summary) -> Iterator[_Part]:
    """Yield all there is, from top to bottom: what is urgent first."""
    yield _BAND, partial(_band, summary)
    yield from _plan(summary.plan)
    if summary.hazards > 0:
        yield _LINE, partial(_hazards, summary.hazards)
    yield from _figures(summary.kpis)
    yield from _checks(summary.checks)
    yield from _suggestions(summary.suggestions)
    if summary.savings > 0:
        yield _MONEY, partial(_savings, summary.savings)


def _band(summary: Summary, canvas: Canvas, top: float) -> None:
    """Write whose summary this is, and of which day."""
    canvas.box((0, top, WIDTH, top + _BAND), ACCENT)
    canvas.text((MARGIN, top + 36), clean(summary.enterprise), 32, PAPER, bold=True, room=ROOM)
    canvas.text((MARGIN, top + 76), f"Ringkasan per {tanggal(summary.on)}", SMALL, PAPER)


def _named(name: str, note: str = "") -> _Part:
    """Return the name of a part, and a note at its right."""
    return _NAME, partial(_name, name, note)


def _name(name: str, note: str, canvas: Canvas, top: float) -> None:
    canvas.text((MARGIN, top + 34), name, 28, ACCENT, bold=True)
    canvas.text((WIDTH - MARGIN, top + 35), note, SMALL, QUIET, anchor="rm", room=260)
    canvas.line([(MARGIN, top + 56), (WIDTH - MARGIN, top + 56)], ACCENT, 2.5)


def _sentence(words: str) -> _Part:
    """Return a line that says what to do."""
    return _LINE, lambda canvas, top: canvas.text((MARGIN, top + 24), words, SMALL, QUIET, room=ROOM)


def _plan(plan: PlanFigures) -> Iterator[_Part]:
    if plan.unfinished or plan.done:
        yield _TILES, lambda canvas, top: tiles(canvas, top + 20, plan)
    else:
        yield _named("Rencana perbaikan")
        yield _sentence(NO_ACTIONS)


def _hazards(count: int, canvas: Canvas, top: float) -> None:
    """Write how many dangers wait: nothing on the picture is more urgent."""
    warning(canvas, (MARGIN + 16, top + 22), LATE, PAPER)
    words = f"{_number(count)} bahaya belum ditangani"
    canvas.text((MARGIN + 42, top + 24), words, 26, LATE, bold=True, room=ROOM - 42)


# --- figures


def _figures(lines: Sequence[KpiLine]) -> Iterator[_Part]:
    left_out = len(lines) > MOST_KPIS
    yield _named("Angka", f"{MOST_KPIS} dari {_number(len(lines))}" if left_out else "")
    for place, line in enumerate(lines[:MOST_KPIS]):
        yield _KPI, partial(_figure, line, place > 0)
    if not lines:
        yield _sentence(NO_FIGURES)


def _figure(line: KpiLine, ruled: bool, canvas: Canvas, top: float) -> None:
    """Draw a figure's row: its name and what became of it, its line, its latest value and its target."""
    if ruled:
        canvas.line([(MARGIN, top), (WIDTH - MARGIN, top)], GRID, 1.5)
    size, name = shrunk(clean(line.name)[:_LONGEST], ((SMALL, 2),), _CURVE[0] - MARGIN - 26, bold=True)
    start = top + (20 if len(name) > 1 else 32)
    for number, words in enumerate(name):
        canvas.text((MARGIN, start + 26 * number), words, size, bold=True)
    _became(line, canvas, (MARGIN, start + 26 * len(name) + 6))
    sparkline(canvas, (_CURVE[0], top + 22, _CURVE[1], top + 76), line)
    now = line.now
    write_number(canvas, (WIDTH - MARGIN, top + 34), now.value if now else None, line.unit, _VALUE)
    _target(line, canvas, (WIDTH - MARGIN, top + 71))


def _became(line: KpiLine, canvas: Canvas, at: Spot) -> None:
    """Write by how much a figure is better or worse than at the beginning, with an arrow up or down."""
    by, good = change(line), better(line)
    if by is None or good is None:
        words = "belum diisi" if line.now is None else "sama seperti awal" if by is not None else ""
        canvas.text(at, words, SMALL, QUIET)
        return
    _arrow(canvas, at, hue(good), up=by > 0)
    words = f"{shorter(abs(by))} {'membaik' if good else 'memburuk'}"
    canvas.text((at[0] + 28, at[1]), words, SMALL, hue(good), bold=True, room=_CURVE[0] - at[0] - 36)


def _target(line: KpiLine, canvas: Canvas, at: Spot) -> None:
    """Write the target, ending at `at`, with a tick once it is reached."""
    if line.target is None:
        return
    done = reached(line)
    words = f"target {shorter(line.target)}"
    wide = canvas.text(at, words, SMALL, GOOD if done else QUIET, anchor="rm", room=186)
    if done:
        tick(canvas, (at[0] - wide - 22, at[1] - 1), GOOD, PAPER)


def _arrow(canvas: Canvas, at: Spot, colour: Colour, *, up: bool) -> None:
    """Draw an arrow up or down, 20 dots wide, its left middle at `at`."""
    x, y, way = at[0], at[1], -1 if up else 1
    canvas.polygon([(x, y - 7 * way), (x + 20, y - 7 * way), (x + 10, y + 9 * way)], colour)


# --- checks and suggestions


def _checks(checks: Sequence[CheckLine]) -> Iterator[_Part]:
    latest = max((check.on for check in checks), default=None)
    yield _named("Cek mandiri", tanggal(latest) if latest else "")
    for check in checks[:MOST_CHECKS]:
        yield _CHECK, partial(_check, check)
    if not checks:
        yield _sentence(NO_CHECKS)


def _check(check: CheckLine, canvas: Canvas, top: float) -> None:
    """Draw how a check stands as a bar, and what it gained or lost."""
    left, right = _BAR
    middle, percent = top + 30, min(100, max(0, check.percent))
    canvas.text((MARGIN, middle), clean(check.name), 26, bold=True, room=left - MARGIN - 10)
    canvas.box((left, middle - 14, right, middle + 14), SOFT)
    canvas.box((left, middle - 14, left + (right - left) * percent / 100, middle + 14), OPEN)
    canvas.text((right + 18, middle), f"{percent}%", 30, bold=True)
    if check.change:
        good = check.change > 0
        _arrow(canvas, (right + 124, middle), hue(good), up=good)
        canvas.text((right + 154, middle), f"{abs(check.change)}", 26, hue(good), bold=True)
    elif check.change is not None:
        canvas.text((right + 124, middle), "tetap", SMALL, QUIET)


def _suggestions(line: SuggestionLine | None) -> Iterator[_Part]:
    each = (
        "" if line is None or line.per_person is None else f"{shorter(round(line.per_person, 1))} per orang"
    )
    yield _named("Saran 12 bulan terakhir", each)
    if line is None or not line.given:
        yield _sentence(NO_SUGGESTIONS)
    else:
        yield _COUNTS, partial(_counts, line)


def _counts(line: SuggestionLine, canvas: Canvas, top: float) -> None:
    """Write how many suggestions were given, answered and carried out, side by side."""
    counted = ((line.given, "diberikan"), (line.answered, "dijawab"), (line.done, "dilaksanakan"))
    for place, (count, word) in enumerate(counted):
        x = MARGIN + ROOM / 3 * (place + 0.5)
        number = _number(count)
        size = largest(number, (44, 36, 30, 25), ROOM / 3 - 10)
        canvas.text((x, top + 36), number, size, bold=True, anchor="mm")
        canvas.text((x, top + 78), word, SMALL, QUIET, anchor="mm")


def _savings(rupiah: int, canvas: Canvas, top: float) -> None:
    """Write what is saved a month, on the ground of what is well."""
    canvas.box((MARGIN, top + 14, WIDTH - MARGIN, top + _MONEY), FINE, radius=14)
    canvas.text((WIDTH / 2, top + 44), "Hemat tiap bulan (perkiraan)", SMALL, INK, anchor="mm")
    words = as_rupiah(Decimal(rupiah))
    size = largest(words, (48, 40, 32, 26), ROOM - 40)
    canvas.text((WIDTH / 2, top + 94), words, size, GOOD, bold=True, anchor="mm", room=ROOM - 20)


def _number(count: int) -> str:
    return as_number(Decimal(count))
