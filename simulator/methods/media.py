"""Photos, documents, voice notes and the files behind them."""

from collections.abc import Callable
from typing import Any

from simulator.content import MEGABYTE, check_upload, keep_media, media
from simulator.errors import bad_request
from simulator.methods.registry import Call, method
from simulator.methods.sending import caption, read_caption, send
from simulator.model import Json

DOWNLOAD_LIMIT = 20 * MEGABYTE
ALBUM = range(2, 11)


def attached(call: Call, kind: str, value: object, details: Json | None = None) -> Json:
    """Return the media that a parameter means: an upload, one named by attach://, or a file already sent."""
    name = str(value or "").removeprefix("attach://")
    upload = call.params.files.get(name)
    if upload is not None:
        check_upload(kind, upload)
        return keep_media(call.world.files, kind, upload, details)
    if not name:
        raise bad_request(f"there is no {kind} in the request")
    if name.startswith(("http://", "https://")):
        # Nothing is fetched from outside: a page elsewhere is not there for the simulator.
        raise bad_request("failed to get HTTP URL content")
    file = call.world.files.by_id(name)
    if file is None:
        raise bad_request("wrong remote file identifier specified: Wrong padding in the string")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return media(file, details or {})


def _content(call: Call, kind: str) -> Json:
    value = kind if kind in call.params.files else call.params.values.get(kind)
    details = {
        name: call.params.number(name) for name in ("duration", "width", "height") if call.params.has(name)
    }
    return attached(call, kind, value, details)


def _sender(kind: str) -> Callable[[Call], Json]:
    def send_media(call: Call) -> Json:
        call.chat()
        text = {} if kind == "sticker" else read_caption(call)
        return send(call, _content(call, kind) | text).message

    return send_media


for _kind in ("photo", "document", "voice", "audio", "video", "animation", "sticker"):
    method(f"send{_kind}")(_sender(_kind))


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """Send several pictures or documents as one album."""
    items = call.params.parsed("media")
    if not isinstance(items, list) or len(items) not in ALBUM:
        raise bad_request("there must be 2-10 items in the media group")
    call.chat()
    contents = [input_media(call, item) for item in items]
    album = {"media_group_id": str(call.world.events.last + 1)}
    return [send(call, content | album).message for content in contents]


def input_media(call: Call, item: Any) -> Json:
    """Return the part of a message that an InputMedia describes."""
    if not isinstance(item, dict) or item.get("type") not in {
        "photo",
        "document",
        "video",
        "audio",
        "animation",
    }:
        raise bad_request('can\'t parse InputMedia: Field "type" must be one of the known types')
    text = caption(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities")
    )
    return attached(call, item["type"], item.get("media")) | text


@method("getFile")
def get_file(call: Call) -> Json:
    """Say where a file can be had."""
    file = call.world.files.by_id(call.params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.upload.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.ids() | {"file_id": call.params.text("file_id"), "file_path": file.path}
