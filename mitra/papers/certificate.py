"""A certificate of thanks for somebody whose suggestion was carried out."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from mitra.papers.lettering import clean, shrunk
from mitra.poster import ACCENT, INK, font

WIDTH, HEIGHT = 1_200, 848
_COLOURS = 32
_MIDDLE = WIDTH / 2
_ROOM = WIDTH - 260
#: Paper as of a good envelope, and gold that is still seen when printed in grey.
_PAPER, _GOLD, _QUIET = (253, 250, 243), (176, 132, 58), (84, 88, 92)
#: Sizes, and how many lines each may take.
_NAME = ((72, 1), (60, 1), (50, 1), (44, 2), (36, 2))
_IDEA = ((34, 2), (30, 3), (26, 3))
_ENTERPRISE = ((32, 1), (28, 1), (24, 2))
_SMALL = ((26, 1), (22, 1))
#: The seal hangs on the frame; what is written stands between it and the foot.
_SEAL, _TOP, _FOOT = (_MIDDLE, 88), 146, 764
#: So much of what is left of the height goes between two blocks.
_LOOSEST = 12.0
#: Curves are drawn so many times larger first: Pillow's have hard edges.
_FINER = 4


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Lines of one size, with room before them."""

    lines: Sequence[str]
    letters: ImageFont.FreeTypeFont
    colour: tuple[int, int, int]
    before: int = 0

    @property
    def step(self) -> float:
        """From one line to the next."""
        return float(self.letters.size) * 1.28

    @property
    def height(self) -> float:
        """With the room before."""
        return self.before + self.step * len(self.lines)


def certificate_png(name: str, enterprise: str, idea: str, month: str) -> bytes:
    """Return the certificate as a PNG of 1,200 × 848 dots; what is long is written smaller, the longest ends in "…"."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    _frame(picture)
    _write(picture, _blocks(clean(name), clean(enterprise), clean(idea), clean(month)))
    file = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _blocks(name: str, enterprise: str, idea: str, month: str) -> list[_Block]:
    """Return what is written, from top to bottom."""
    why = "atas saran yang sudah dilaksanakan:" if idea else "atas saran yang sudah dilaksanakan"
    return [
        _Block(lines=["Terima kasih"], letters=_serif(76), colour=ACCENT),
        _block("kepada", _SMALL, _QUIET, before=4),
        _block(name or "Rekan kerja", _NAME, INK, bold=True, before=4),
        _block(why, _SMALL, _QUIET, before=44),
        _block(f"“{idea}”" if idea else "", _IDEA, INK, before=6),
        _block("Saran ini membuat tempat kerja lebih baik untuk semua.", _SMALL, _QUIET, before=14),
        _block(enterprise, _ENTERPRISE, INK, bold=True, before=26),
        _block(month, _SMALL, _QUIET),
    ]


def _block(
    text: str,
    steps: Sequence[tuple[int, int]],
    colour: tuple[int, int, int],
    *,
    bold: bool = False,
    before: int = 0,
) -> _Block:
    if not text:
        return _Block(lines=[], letters=font(steps[0][0]), colour=colour)
    size, lines = shrunk(text, steps, _ROOM, bold=bold)
    if text.startswith("“") and lines[-1].endswith("…"):
        lines[-1] += "”"
    return _Block(lines=lines, letters=font(size, bold=bold), colour=colour, before=before)


def _write(picture: Image.Image, blocks: Sequence[_Block]) -> None:
    """Write the blocks, what is left of the height between, above and below them; the name is underlined."""
    pen = ImageDraw.Draw(picture)
    spare = max(0.0, _FOOT - _TOP - sum(block.height for block in blocks))
    loose = min(_LOOSEST, spare / len(blocks))
    y = _TOP + (spare - loose * len(blocks)) / 2
    for number, block in enumerate(blocks):
        y += block.before + (loose if block.lines else 0)
        for line in block.lines:
            pen.text((_MIDDLE, y + block.step / 2), line, block.colour, block.letters, anchor="mm")
            y += block.step
        if number == 2:  # noqa: PLR2004 - the name's
            _ornament(pen, y + 20)
    pen.text(
        (_MIDDLE, HEIGHT - 62),
        "Panitia kerja sama di tempat kerja · Program SCORE",
        _QUIET,
        font(20),
        anchor="mm",
    )


def _ornament(pen: ImageDraw.ImageDraw, y: float) -> None:
    """Draw a line with a diamond in its middle."""
    for side in (-1, 1):
        pen.line((_MIDDLE + side * 24, y, _MIDDLE + side * 230, y), fill=_GOLD, width=3)
    pen.polygon([(_MIDDLE - 12, y), (_MIDDLE, y - 9), (_MIDDLE + 12, y), (_MIDDLE, y + 9)], fill=_GOLD)


def _frame(picture: Image.Image) -> None:
    """Draw two lines around the paper, the inner one with hollow corners, and the seal."""
    large = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _PAPER)
    pen = ImageDraw.Draw(large)
    _rectangle(pen, 28, ACCENT, 8)
    _rectangle(pen, 46, _GOLD, 3)
    for x in (46, WIDTH - 46):
        for y in (46, HEIGHT - 46):
            _disc(pen, (x, y), 30, _GOLD)
            _disc(pen, (x, y), 27, _PAPER)
    # What of the hollow corners stands outside of the inner line.
    for box in (
        (0, 0, WIDTH, 44),
        (0, HEIGHT - 44, WIDTH, HEIGHT),
        (0, 0, 44, HEIGHT),
        (WIDTH - 44, 0, WIDTH, HEIGHT),
    ):
        pen.rectangle([edge * _FINER for edge in box], fill=_PAPER)
    _rectangle(pen, 28, ACCENT, 8)
    _seal(pen)
    picture.paste(large.resize(picture.size, Image.Resampling.LANCZOS))


def _seal(pen: ImageDraw.ImageDraw) -> None:
    """Draw a golden seal with a star."""
    x, y = _SEAL
    _disc(pen, _SEAL, 66, _PAPER)
    edge = [
        (
            (x + (58 if spike % 2 else 51) * math.sin(spike * math.tau / 48)) * _FINER,
            (y + (58 if spike % 2 else 51) * math.cos(spike * math.tau / 48)) * _FINER,
        )
        for spike in range(48)
    ]
    pen.polygon(edge, fill=_GOLD)
    _disc(pen, _SEAL, 44, _PAPER)
    _disc(pen, _SEAL, 41, ACCENT)
    star = [
        (
            (x + (12 if corner % 2 else 29) * math.sin(corner * math.tau / 10)) * _FINER,
            (y - (12 if corner % 2 else 29) * math.cos(corner * math.tau / 10)) * _FINER,
        )
        for corner in range(10)
    ]
    pen.polygon(star, fill=_PAPER)


def _rectangle(pen: ImageDraw.ImageDraw, inset: int, colour: tuple[int, int, int], width: int) -> None:
    box = (inset, inset, WIDTH - inset, HEIGHT - inset)
    pen.rectangle([edge * _FINER for edge in box], outline=colour, width=width * _FINER)


def _disc(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, colour: tuple[int, int, int]
) -> None:
    pen.circle((at[0] * _FINER, at[1] * _FINER), radius * _FINER, fill=colour)


def _serif(size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Serif, which lies beside the other: for words of ours only, it knows fewer letters."""
    return ImageFont.truetype(Path(str(font(size).path)).with_name("DejaVuSerif-Bold.ttf"), size)
