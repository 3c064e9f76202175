"""Photos as they are shown to others: small, upright, and without what they tell of who took them."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from mitra.papers.before_after import LARGEST, MOST_DOTS, SIDE, before_after_jpg, clean_jpg

RED, BLUE = (220, 20, 20), (20, 20, 220)
#: EXIF: which way up, who, and where.
ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825


def jpeg(size=(800, 600), colour=RED, **more) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **more)
    return file.getvalue()


def tiff() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 60), RED).save(file, "TIFF")
    return file.getvalue()


def noise(size) -> bytes:
    file = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise(size, 90) for _ in "rgb"]).save(file, "JPEG", quality=95)
    return file.getvalue()


def told() -> bytes:
    """A photo lying on its side that says who took it and where; its right half is blue."""
    picture = Image.new("RGB", (800, 600), RED)
    picture.paste(BLUE, (400, 0, 800, 600))
    exif = picture.getexif()
    exif[ORIENTATION], exif[ARTIST] = 6, "Siti Rahasia"
    exif.get_ifd(GPS)[1] = "S"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"rahasia", icc_profile=b"rahasia" * 20)
    return file.getvalue()


def bomb(width=60_000, height=60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    return image


def near(dot, colour) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(dot, colour, strict=True))


NO_PICTURES = [
    b"",
    b"bukan foto",
    b"\xff\xd8\xff\xe0",
    jpeg()[:400],
    tiff(),  # phones send none
    bomb(),
    bomb(5_001, 5_000),
]


@pytest.mark.parametrize("data", NO_PICTURES)
def test_what_is_no_picture_or_far_too_large_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - all its messages
        clean_jpg(data)
    with pytest.raises(ValueError):  # noqa: PT011 - all its messages
        before_after_jpg(jpeg(), data)


def test_an_enormous_picture_is_refused_before_it_is_decoded(monkeypatch):
    def load(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", load)
    width = 5_000
    with pytest.raises(ValueError, match="too many dots"):
        clean_jpg(bomb(width, MOST_DOTS // width + 1))


def test_no_photo_at_all_is_refused():
    with pytest.raises(ValueError, match="no photo"):
        before_after_jpg(None, None)


@pytest.mark.parametrize("make", [clean_jpg, lambda photo: before_after_jpg(photo, photo)])
def test_nothing_of_whose_it_is_remains(make):
    data = make(told())
    image = opened(data)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"ahasia" not in data


def test_a_photo_lying_on_its_side_is_put_upright():
    image = opened(clean_jpg(told()))
    assert image.size == (600, 800)
    assert near(image.getpixel((300, 100)), RED)
    assert near(image.getpixel((300, 700)), BLUE)


@pytest.mark.parametrize("size", [(4_000, 3_000), (3_000, 4_000), (1_281, 3), (3, 9_000), (1, 1), (640, 480)])
def test_sizes_are_kept_within_limits(size):
    image = opened(clean_jpg(jpeg(size)))
    assert max(image.size) <= SIDE
    assert max(image.size) == min(max(size), SIDE)


@pytest.mark.parametrize("size", [(2_500, 2_500), (4_000, 1_000)])
def test_even_the_busiest_photo_becomes_a_small_file(size):
    photo = noise(size)
    assert len(clean_jpg(photo)) <= LARGEST
    assert len(before_after_jpg(photo, photo)) <= LARGEST


def test_clear_paper_shows_white():
    file = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(file, "PNG")
    assert near(opened(clean_jpg(file.getvalue())).getpixel((30, 30)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_ways_to_keep_colours_are_read(mode):
    file = io.BytesIO()
    Image.new("RGB", (60, 60), RED).convert(mode).save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(clean_jpg(file.getvalue())).mode == "RGB"


SHAPES = [
    ((800, 600), (800, 600)),
    ((600, 800), (800, 600)),
    ((300, 900), (600, 800)),
    ((2_000, 10), (10, 2_000)),
]


@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_before_is_on_the_left_and_after_on_the_right(first, second):
    image = opened(before_after_jpg(jpeg(first, RED), jpeg(second, BLUE)))
    assert image.width <= SIDE
    low = image.height - 20
    assert near(image.getpixel((10, low)), RED)
    assert near(image.getpixel((image.width - 10, low)), BLUE)
    # Above them, what they are called.
    left, right = (image.crop(box).convert("L") for box in _bands(image))
    assert left.getextrema()[0] < 90
    assert right.getextrema()[0] < 90


def _bands(image):
    half = next(x for x in range(10, image.width) if not near(image.getpixel((x, image.height - 20)), RED))
    return (0, 0, half, 60), (half + 16, 0, image.width, 60)


@pytest.mark.parametrize(("before", "after"), [(jpeg(), None), (None, jpeg())])
def test_one_photo_alone_is_shown_large(before, after):
    image = opened(before_after_jpg(before, after))
    assert image.width >= 900
    assert near(image.getpixel((image.width // 2, image.height // 2)), RED)


def test_one_photo_alone_says_which_it_is():
    assert before_after_jpg(jpeg(), None) != before_after_jpg(None, jpeg())
