"""Photos and certificates: small, upright, without metadata, and no trouble whatever is handed in."""

import io
import struct
import zlib

import pytest
from PIL import Image

from mitra.papers.before_after import LARGEST, before_after_jpg, clean_jpg
from mitra.papers.certificate import certificate_png


def photo(size=(900, 600), colour="red", *, orientation=1, noise=False) -> bytes:
    picture = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x010F], exif[0x0112] = "Rahasia Kamera", orientation
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, quality=95)
    return file.getvalue()


def bomb() -> bytes:
    """Return a PNG that says it has 30,000 × 30,000 dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photo_tells_nothing_of_who_took_it():
    data = clean_jpg(photo())
    assert b"Rahasia Kamera" not in data
    assert not opened(data).getexif()


def test_a_photo_stands_upright():
    assert opened(clean_jpg(photo((900, 600), orientation=6))).size == (600, 900)


def test_a_large_and_busy_photo_becomes_small():
    data = clean_jpg(photo((3000, 2000), noise=True))
    assert max(opened(data).size) <= 1_280
    assert len(data) <= 2 * LARGEST  # noise is the worst there is


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 no picture", bomb()])
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(ValueError, match=r"no picture|too many dots"):
        clean_jpg(data)


def test_before_and_after_stand_side_by_side():
    both = opened(before_after_jpg(photo(colour="red"), photo((600, 900), colour="lime"))).convert("RGB")
    red, _, _ = both.getpixel((30, both.height // 2))
    _, green, _ = both.getpixel((both.width - 30, both.height // 2))
    assert (red > 200, green > 200) == (True, True)
    alone = opened(before_after_jpg(None, photo()))
    assert alone.width < both.width


def test_without_any_photo_there_is_no_picture():
    with pytest.raises(ValueError, match="no photo"):
        before_after_jpg(None, None)


@pytest.mark.parametrize(
    "name", ["Siti", "Siti Nurhaliza Aminah Rahmawati Kusumaningrum Putri", "🪭", "<b>&"]
)
def test_a_certificate_holds_any_name(name):
    data = certificate_png(name=name, enterprise="CV " * 40, idea="kipas " * 100, month="November 2026")
    assert opened(data).size == (1_200, 848)
    assert len(data) < 120_000
