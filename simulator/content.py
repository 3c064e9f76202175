"""What a message can hold besides text: the same for people and for bots."""

from simulator.errors import ApiError, bad_request
from simulator.files import File, Files, Upload, image_size, photo_sizes
from simulator.model import Json

MEGABYTE = 1024 * 1024
PHOTO_LIMIT = 10 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE
SIDES_LIMIT = 10_000
RATIO_LIMIT = 20
MEDIA_KINDS = ("photo", "voice", "audio", "document", "video", "animation", "sticker")


def check_upload(kind: str, upload: Upload) -> None:
    """Refuse what Telegram refuses from a bot."""
    size = len(upload.data)
    if size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        _check_photo(upload, size)
    if size > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")


def _check_photo(upload: Upload, size: int) -> None:
    if size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    sides = image_size(upload.data)
    if sides is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if 0 in sides or sum(sides) > SIDES_LIMIT or max(sides) > RATIO_LIMIT * min(sides):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def keep_media(files: Files, kind: str, upload: Upload, details: Json | None = None) -> Json:
    """Keep a file and return the part of the message that shows it."""
    return media(files.keep(kind, upload), details or {})


def media(file: File, details: Json) -> Json:
    """Return the part of a message that shows a file."""
    if file.kind == "photo":
        return {"photo": photo_sizes(file)}
    shown = file.ids() | _own_details(file) | details
    if file.kind == "animation":
        # Telegram sets the document too, for clients that do not know animations.
        return {"animation": shown, "document": shown}
    return {file.kind: shown}


def _own_details(file: File) -> Json:
    named = {"file_name": file.upload.name, "mime_type": file.upload.content_type}
    moving = {"width": 320, "height": 240, "duration": 3}
    sticker = {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    }
    by_kind: dict[str, Json] = {
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "audio": {"duration": 3, **named},
        "video": {**moving, **named},
        "animation": {**moving, **named},
        "sticker": sticker,
    }
    return by_kind.get(file.kind, named)
