"""Photos as they are shown to others: small, upright, and without what they say of who took them, where and when."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps

from mitra.poster import INK, PAPER, SOFT, font

#: Longer side and bytes of what is sent on; a photo of more dots is not opened, it would fill the memory.
SIDE, LARGEST, MOST_DOTS = 1_280, 150_000, 25_000_000
#: What phones send; of others, Pillow would start programs to read them.
_FORMATS = ("JPEG", "PNG", "WEBP")
#: Better coarse than small, better small than nothing.
_ATTEMPTS = ((1_280, 82), (1_280, 70), (1_280, 58), (1_024, 58), (800, 55), (640, 50), (480, 40), (320, 30))
_BAND, _GAP, _HIGHEST, _ALONE = 72, 16, 960, 1_000
#: How narrow and how wide a photo is shown, as width by height: of a ribbon, only its middle.
_NARROWEST, _WIDEST = 0.45, 2.2


def clean_jpg(photo: bytes) -> bytes:
    """Return a photo as JPEG of at most 1,280 dots and 150 kB, without metadata; raises ValueError for what is none."""
    return _small(_opened(photo))


def before_after_jpg(before: bytes | None, after: bytes | None) -> bytes:
    """
    Return one or two photos as JPEG, equally high side by side, with "Sebelum" and "Sesudah" above them.

    At most 1,280 dots and 150 kB, without metadata. Raises ValueError without a photo, and for what is none.
    """
    pictures = [
        (name, _shaped(_opened(photo)))
        for name, photo in (("Sebelum", before), ("Sesudah", after))
        if photo is not None
    ]
    if not pictures:
        raise ValueError("no photo")
    return _small(_side_by_side(pictures))


def _side_by_side(pictures: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    room = SIDE - _GAP * (len(pictures) - 1) if len(pictures) > 1 else _ALONE
    shapes = [picture.width / picture.height for _, picture in pictures]
    height = min(_HIGHEST, int(room / sum(shapes)))
    widths = [min(room, round(height * shape)) for shape in shapes]
    size = (min(SIDE, sum(widths) + _GAP * (len(pictures) - 1)), height + _BAND)
    canvas = Image.new("RGB", size, PAPER)
    pen, left = ImageDraw.Draw(canvas), 0
    for (name, picture), width in zip(pictures, widths, strict=True):
        pen.rectangle((left, 0, left + width - 1, _BAND - 1), fill=SOFT)
        pen.text((left + width / 2, _BAND / 2), name, INK, font(40, bold=True), anchor="mm")
        canvas.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (left, _BAND))
        left += width + _GAP
    return canvas


def _shaped(picture: Image.Image) -> Image.Image:
    """Return a picture that is neither a ribbon nor a pole."""
    shape = picture.width / picture.height
    shown = min(_WIDEST, max(_NARROWEST, shape))
    if shape == shown:
        return picture
    wanted = (
        (picture.width, round(picture.width / shown))
        if shape < shown
        else (round(picture.height * shown), picture.height)
    )
    return ImageOps.fit(picture, (max(1, wanted[0]), max(1, wanted[1])))


def _opened(photo: bytes) -> Image.Image:
    """Return a picture upright, of at most 1,280 dots, on white; raises ValueError for what is broken or far too large."""
    try:
        with Image.open(io.BytesIO(photo), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise ValueError("too many dots")  # noqa: TRY301 - before anything is decoded
            picture.draft("RGB", (SIDE, SIDE))  # a JPEG is then read at a fraction of its size
            upright = ImageOps.exif_transpose(picture)
            dots = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except ValueError:
        raise
    except (
        Exception
    ) as error:  # of a broken file, Pillow raises anything: OSError, SyntaxError, struct.error, …
        raise ValueError("no picture") from error
    dots.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # Pasted on new paper: a picture carries along what its file says besides the dots.
    clean = Image.new("RGB", dots.size, PAPER)
    clean.paste(dots, mask=dots.getchannel("A") if dots.mode == "RGBA" else None)
    return clean


def _small(picture: Image.Image) -> bytes:
    """Return a picture as JPEG, as good as fits."""
    for side, quality in _ATTEMPTS:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
