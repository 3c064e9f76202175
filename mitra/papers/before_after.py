"""Photos as they are shown to others: small, upright, and without what they say of who took them, where and when."""

import io

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from mitra.poster import font

#: Longer side and bytes of what is sent on; a photo of more dots is not opened, it would fill the memory.
SIDE, LARGEST, MOST_DOTS = 1_280, 150_000, 25_000_000
_QUALITIES = (80, 70, 60, 50, 40, 30)
_BAND, _GAP, _HEIGHT = 44, 8, 620
_INK, _PAPER = (25, 30, 36), (255, 255, 255)


def clean_jpg(photo: bytes) -> bytes:
    """Return a photo as JPEG of at most 1,280 dots and 150 kB, without metadata; raises ValueError for what is none."""
    return _small(_opened(photo))


def before_after_jpg(before: bytes | None, after: bytes | None) -> bytes:
    """Return one or two photos side by side, named "Sebelum" and "Sesudah"; raises ValueError for none."""
    named = [(one, name) for one, name in ((before, "Sebelum"), (after, "Sesudah")) if one]
    if not named:
        raise ValueError("no photo")
    pictures = [(_high(_opened(photo)), name) for photo, name in named]
    width = sum(picture.width for picture, _ in pictures) + _GAP * (len(pictures) - 1)
    canvas = Image.new("RGB", (width, _HEIGHT + _BAND), _PAPER)
    pen, left = ImageDraw.Draw(canvas), 0
    for picture, name in pictures:
        canvas.paste(picture, (left, _BAND))
        pen.text((left + picture.width / 2, _BAND / 2), name, _INK, font(26, bold=True), anchor="mm")
        left += picture.width + _GAP
    return _small(canvas)


def _opened(photo: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(photo))
        if picture.width * picture.height > MOST_DOTS:
            raise ValueError("too many dots")
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise ValueError("no picture") from error


def _high(picture: Image.Image) -> Image.Image:
    """Return a picture as high as the others; one wider than 3 : 2 is cut at its sides."""
    fitted = min(round(picture.width * _HEIGHT / picture.height), _HEIGHT * 3 // 2)
    return ImageOps.fit(picture, (max(fitted, _HEIGHT // 2), _HEIGHT))


def _small(picture: Image.Image) -> bytes:
    """Return a picture as JPEG, as good as fits; made anew, so that nothing but its dots is kept."""
    drawn = Image.new("RGB", picture.size)
    drawn.paste(picture)
    drawn.thumbnail((SIDE, SIDE))
    for quality in _QUALITIES:
        file = io.BytesIO()
        drawn.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
