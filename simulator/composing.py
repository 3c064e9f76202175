"""From what the page or a test asks a person to send, to the content of a message."""

from typing import Any

from simulator.acts import CannotError, reply_content, text_content
from simulator.content import MEDIA_KINDS, keep_media
from simulator.entities import utf16_length
from simulator.files import Upload
from simulator.methods.sending import TEXT_LIMIT, carried
from simulator.model import Chat, Json
from simulator.params import Params
from simulator.polls import new_poll
from simulator.world import World

# Enough of an Ogg page and of a WebP picture for whoever looks at the first bytes.
SAMPLE_VOICE = Upload(
    "suara.oga", "audio/ogg", b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(120)
)
SAMPLE_STICKER = Upload(
    "stiker.webp",
    "image/webp",
    b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
)


def compose(world: World, chat: Chat, params: Params) -> Json:
    """Return the content of the message that these parameters describe."""
    content = _kind_of_content(world, chat, params)
    return content | reply_content(chat, params.number("reply_to")) | _forwarded(world, content, params)


def _kind_of_content(world: World, chat: Chat, params: Params) -> Json:
    if params.has("forward"):
        return _carried(chat, params.number("forward"))
    for kind in MEDIA_KINDS:
        if kind in params.files or params.has(kind):
            return _media(world, kind, params) | _caption(params)
    for kind in ("location", "contact", "dice", "poll"):
        if params.has(kind):
            return _structured(world, kind, params.parsed(kind))
    if utf16_length(params.text("text")) > TEXT_LIMIT:
        raise CannotError(f"a message has at most {TEXT_LIMIT} characters")
    return text_content(params.text("text"))


def _carried(chat: Chat, message_id: int) -> Json:
    stored = chat.messages.get(message_id)
    if stored is None or stored.deleted:
        raise CannotError(f"there is no message {message_id} to forward")
    source = stored.message
    origin = {"type": "user", "date": source["date"], "sender_user": source["from"]}
    return carried(source) | {"forward_origin": source.get("forward_origin", origin)}


def _media(world: World, kind: str, params: Params) -> Json:
    upload = params.files.get(kind)
    if upload is not None:
        return keep_media(world.files, kind, upload)
    if kind == "voice":
        return keep_media(world.files, kind, SAMPLE_VOICE)
    if kind == "sticker":
        return keep_media(world.files, kind, SAMPLE_STICKER, {"emoji": params.text("sticker")})
    raise CannotError(f"a {kind} needs a file")


def _caption(params: Params) -> Json:
    return text_content(params.text("caption"), "caption") if params.has("caption") else {}


def _structured(world: World, kind: str, value: Any) -> Json:
    if kind == "poll":
        return new_poll(world, str(value["question"]), [str(option) for option in value["options"]])
    if kind == "dice":
        return {"dice": {"emoji": "🎲", "value": int(value)}}
    return {kind: value}


def _forwarded(world: World, content: Json, params: Params) -> Json:
    if not params.has("forwarded_from") or "forward_origin" in content:
        return {}
    name = params.text("forwarded_from")
    return {"forward_origin": {"type": "hidden_user", "date": world.now(), "sender_user_name": name}}
