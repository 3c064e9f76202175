"""A certificate of thanks for somebody whose suggestion was carried out."""

import io
import textwrap

from PIL import Image, ImageDraw

from mitra.poster import ACCENT, INK, PAPER, SOFT, font, printable

WIDTH, HEIGHT = 1_200, 848
_COLOURS = 24
_MIDDLE = WIDTH / 2
_NAME_SIZES = (72, 58, 46, 36)
_ROOM = WIDTH - 200
_QUIET = (90, 98, 106)


def certificate_png(*, name: str, enterprise: str, idea: str, month: str) -> bytes:
    """Return the certificate as a picture, 1,200 × 848 dots; long names shrink, long ideas are cut after three lines."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((24, 24, WIDTH - 24, HEIGHT - 24), outline=ACCENT, width=6)
    pen.rectangle((38, 38, WIDTH - 38, HEIGHT - 38), outline=SOFT, width=4)
    _line(pen, 120, "PIAGAM TERIMA KASIH", 40, ACCENT, bold=True)
    _line(pen, 200, "diberikan dengan hormat kepada", 26, _QUIET)
    shown = printable(name, nothing="Rekan kerja")
    size = next(
        (size for size in _NAME_SIZES if font(size, bold=True).getlength(shown) <= _ROOM), _NAME_SIZES[-1]
    )
    _line(
        pen,
        290,
        shown if font(size, bold=True).getlength(shown) <= _ROOM else shown[:40] + "…",
        size,
        INK,
        bold=True,
    )
    pen.line((_MIDDLE - 220, 345, _MIDDLE + 220, 345), fill=ACCENT, width=3)
    _line(pen, 395, "atas sarannya yang sudah dilaksanakan:", 26, _QUIET)
    for place, text in enumerate(_lines(printable(idea, nothing="sebuah ide yang baik"))):
        _line(pen, 455 + place * 44, text, 32, INK)
    _line(pen, 620, "Ide seperti ini membuat tempat kerja lebih baik untuk semua.", 26, _QUIET)
    _line(pen, 690, printable(enterprise)[:60], 30, INK, bold=True)
    _line(pen, 735, month, 24, _QUIET)
    _line(pen, 790, "Panitia kerja sama di tempat kerja · Program SCORE", 20, _QUIET)
    file = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _line(  # noqa: PLR0913 - where, what, how
    pen: ImageDraw.ImageDraw,
    y: int,
    text: str,
    size: int,
    colour: tuple[int, int, int],
    *,
    bold: bool = False,
) -> None:
    pen.text((_MIDDLE, y), text, colour, font(size, bold=bold), anchor="mm")


def _lines(idea: str) -> list[str]:
    return textwrap.wrap(f"“{idea}”", 54, max_lines=3, placeholder="…”")
