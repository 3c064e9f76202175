"""The poster for the workshop's wall: what workers can write to Mitra, large, with room for the enterprise's own QR code."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from mitra.papers.pdf import ACCENT, BARE, PAPER, QUIET, SOFT, WARNING, build, style, table, text

#: The frame of a page leaves this between its margins, in points.
_WIDTH = 172 * mm
#: Side of the room for the code: an invitation's poster printed at half its size has one of 56 mm.
_SPACE = 60 * mm
_ICON = 20 * mm
_FIELD = 74 * mm
_MIDDLE = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")
_BUBBLE = (("BACKGROUND", (0, 0), (-1, -1), SOFT), ("ROUNDEDCORNERS", [8, 8, 8, 1]))
_TITLE = style("poster-title", 34, bold=True, colour=ACCENT, alignment=TA_CENTER)
_SUBTITLE = style("poster-subtitle", 16, alignment=TA_CENTER)
_HEAD = style("poster-head", 20, bold=True, colour=ACCENT)
_TYPED = style("poster-typed", 17, bold=True)
_PLAIN = style("poster-plain", 15)
_STRONG = style("poster-strong", 14, bold=True)
_HINT = style("poster-hint", 12, colour=QUIET, alignment=TA_CENTER)
_ALARM = style("poster-alarm", 25, bold=True, colour=PAPER)
_ON_ALARM = style("poster-on-alarm", 16, bold=True, colour=PAPER)
_NOTE = style("poster-note", 13.5, colour=PAPER)


def wall_poster_pdf(words: Mapping[str, Any]) -> bytes:
    """Return one page of A4 with the words of docs/panduan/poster.yml; the same words are the same file."""
    return build(_story(words), title=words["title"], subject=words["subtitle"], band=words["band"])


def _story(words: Mapping[str, Any]) -> Iterator[Any]:
    yield text(words["title"], _TITLE)
    yield text(words["subtitle"], _SUBTITLE)
    yield Spacer(0, 3 * mm)
    yield _join(words["join"])
    yield Spacer(0, 3 * mm)
    for card in words["cards"]:
        yield _card(card)
    yield Spacer(0, 3 * mm)
    yield _emergency(words["emergency"])


def _join(words: Mapping[str, Any]) -> Any:
    """Return the steps with the room for the code beside them."""
    left = [
        text(words["title"], _HEAD),
        *_steps(words["steps"], _PLAIN, _WIDTH - _SPACE - 6 * mm, ACCENT, PAPER),
    ]
    left += [Spacer(0, 2 * mm), text(words["promise"], _STRONG)]
    return table([[left, _Space(words["space"])]], [_WIDTH - _SPACE, _SPACE], BARE, _MIDDLE)


def _card(words: Mapping[str, Any]) -> Any:
    """Return what one can do: a drawing, what it is called, what to write, what happens then."""
    room = _WIDTH - _ICON
    body = [text(words["title"], _HEAD), _bubble(words["says"], room), text(words["then"], _PLAIN)]
    return table([[_Icon(words["icon"]), body]], [_ICON, room], BARE, _MIDDLE)


def _emergency(words: Mapping[str, Any]) -> Any:
    room = _WIDTH - 8 * mm
    first, second, *rest = words["steps"]
    inside = [
        text(words["title"], _ALARM),
        Spacer(0, 1.5 * mm),
        *_steps([first, second], _ON_ALARM, room, PAPER, WARNING),
        _bubble(words["says"], room),
        *_steps(rest, _ON_ALARM, room, PAPER, WARNING, first=3),
        Spacer(0, 2 * mm),
        table([[text(words["note"], _NOTE), _Field()]], [room - _FIELD, _FIELD], BARE, _MIDDLE),
    ]
    looks = (("BACKGROUND", (0, 0), (-1, -1), WARNING), ("ROUNDEDCORNERS", [10, 10, 10, 10]))
    padding = [(side, (0, 0), (-1, -1), 4 * mm) for side in ("LEFTPADDING", "TOPPADDING", "BOTTOMPADDING")]
    return table([[inside]], [_WIDTH], *looks, *padding)


def _steps(  # noqa: PLR0913 - words and how they look
    steps: Sequence[str], look: Any, width: float, colour: Any, ground: Any, *, first: int = 1
) -> Iterator[Any]:
    """Yield numbered steps, the number in a disc."""
    for number, step in enumerate(steps, first):
        row = [[_Disc(number, colour, ground), text(step, look)]]
        yield table(row, [11 * mm, width - 11 * mm], BARE, _MIDDLE)


def _bubble(words: str, room: float) -> Any:
    """Return what somebody types, as it looks in a chat."""
    return table([[text(words, _TYPED)]], [room], *_BUBBLE, _MIDDLE)


class _Disc(Flowable):  # type: ignore[misc]
    """A number in a disc."""

    def __init__(self, number: int, colour: Any, ground: Any) -> None:
        super().__init__()
        self.width = self.height = 8 * mm
        self._number, self._colour, self._ground = str(number), colour, ground

    def draw(self) -> None:
        """Draw it."""
        self.canv.setFillColor(self._colour)
        self.canv.circle(4 * mm, 4 * mm, 4 * mm, stroke=0, fill=1)
        self.canv.setFillColor(self._ground)
        self.canv.setFont(_STRONG.fontName, 15)
        self.canv.drawCentredString(4 * mm, 4 * mm - 5.3, self._number)


class _Space(Flowable):  # type: ignore[misc]
    """A dashed square in which a code is glued."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.width = self.height = _SPACE
        self._lines = lines

    def draw(self) -> None:
        """Draw it, with what belongs there in its middle."""
        self.canv.setStrokeColor(QUIET)
        self.canv.setDash(6, 4)
        self.canv.roundRect(1, 1, _SPACE - 2, _SPACE - 2, 8)
        self.canv.setFillColor(QUIET)
        self.canv.setFont(_HINT.fontName, _HINT.fontSize)
        top = _SPACE / 2 + len(self._lines) * _HINT.leading / 2 - _HINT.fontSize
        for place, line in enumerate(self._lines):
            self.canv.drawCentredString(_SPACE / 2, top - place * _HINT.leading, line)


class _Field(Flowable):  # type: ignore[misc]
    """A white field to write a number on with a felt pen."""

    def __init__(self) -> None:
        super().__init__()
        self.width, self.height = _FIELD, 11 * mm

    def draw(self) -> None:
        """Draw it."""
        self.canv.setFillColor(PAPER)
        self.canv.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)


class _Icon(Flowable):  # type: ignore[misc]
    """A drawing in a square: a question, a list with ticks, a lamp."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.width = self.height = 16 * mm
        self._name = name

    def draw(self) -> None:
        """Draw it on a unit of a sixteenth."""
        self.canv.scale(mm, mm)
        self.canv.setFillColor(ACCENT)
        self.canv.setStrokeColor(PAPER)
        self.canv.setLineWidth(1)
        self.canv.setLineCap(1)
        self.canv.roundRect(0, 0, 16, 16, 3, stroke=0, fill=1)
        self.canv.setFillColor(PAPER)
        {"ask": self._ask, "look": self._look, "idea": self._idea}[self._name]()

    def _ask(self) -> None:
        self.canv.roundRect(2.5, 5, 11, 8.5, 2, stroke=0, fill=1)
        tail = self.canv.beginPath()
        tail.moveTo(4.5, 5.5)
        tail.lineTo(4, 2.2)
        tail.lineTo(8, 5.5)
        self.canv.drawPath(tail, stroke=0, fill=1)
        self.canv.setFillColor(ACCENT)
        self.canv.setFont(_STRONG.fontName, 8)
        self.canv.drawCentredString(8, 6.3, "?")

    def _look(self) -> None:
        for y in (11.5, 8, 4.5):
            self.canv.lines([(3, y, 4, y - 1), (4, y - 1, 5.8, y + 1.2), (7.8, y, 13, y)])

    def _idea(self) -> None:
        self.canv.circle(8, 9.4, 4, stroke=0, fill=1)
        self.canv.rect(6.4, 3.8, 3.2, 2.4, stroke=0, fill=1)
        self.canv.setStrokeColor(ACCENT)
        self.canv.setLineWidth(0.5)
        self.canv.lines([(6.4, 5, 9.6, 5), (8, 6.2, 8, 9), (6.9, 10, 8, 9), (9.1, 10, 8, 9)])
