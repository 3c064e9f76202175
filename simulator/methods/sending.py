"""sendMessage, and what all sending has in common."""

from simulator.acts import reply_content
from simulator.entities import utf16_length
from simulator.errors import bad_request
from simulator.formatting import formatted
from simulator.markup import read_markup
from simulator.methods.registry import Call, method
from simulator.model import Chat, Json, Stored

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


def read_text(call: Call) -> Json:
    """Return a message's text and entities, checked."""
    text, entities = formatted(
        call.params.text("text"), call.params.text("parse_mode"), call.params.parsed("entities")
    )
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption(words: str, parse_mode: str, entities: list[Json] | None) -> Json:
    """Return a caption and its entities, checked."""
    text, entities = formatted(words, parse_mode, entities)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def read_caption(call: Call) -> Json:
    """Return the caption of a call."""
    params = call.params
    return caption(params.text("caption"), params.text("parse_mode"), params.parsed("caption_entities"))


def reply(call: Call, chat: Chat) -> Json:
    """Return what makes the message a reply, or raise if the one it replies to is gone."""
    wanted = call.params.parsed("reply_parameters") or {}
    number = call.params.number("reply_to_message_id") or int(wanted.get("message_id", 0))
    lenient = call.params.flag("allow_sending_without_reply") or wanted.get("allow_sending_without_reply")
    content = reply_content(chat, number)
    if number and not content and not lenient:
        raise bad_request("message to be replied not found")
    return content


def send(call: Call, content: Json) -> Stored:
    """Post something that a bot says."""
    inline, keyboard = read_markup(call.params.parsed("reply_markup"))
    chat = call.chat()
    call.world.rate_limits.check(chat.id)
    message = content | reply(call, chat)
    if inline:
        message["reply_markup"] = inline
    if call.params.flag("protect_content"):
        message["has_protected_content"] = True
    return call.world.post(chat, message, call.bot.as_user(), keyboard=keyboard)


@method("sendMessage")
def send_message(call: Call) -> Json:
    """Say something."""
    return send(call, read_text(call)).message


@method("sendLocation")
def send_location(call: Call) -> Json:
    """Show a place."""
    place = {name: _degrees(call, name) for name in ("latitude", "longitude")}
    return send(call, {"location": place}).message


def _degrees(call: Call, name: str) -> float:
    try:
        return float(call.params.text(name))
    except ValueError as wrong:
        raise bad_request(f"{name} is empty" if not call.params.has(name) else f"invalid {name}") from wrong


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Show that the bot is typing."""
    action = call.params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = call.chat()
    call.world.events.emit("action", chat_id=chat.id, members=chat.members, action=action)
    return True


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """Show a message of another chat, saying whose it was."""
    source = existing(call, "forward", "from_chat_id").message
    content = carried(source)
    origin = source.get("forward_origin") or {
        "type": "user",
        "date": source["date"],
        "sender_user": source["from"],
    }
    return send(call, content | {"forward_origin": origin}).message


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """Say again what a message says."""
    content = carried(existing(call, "copy", "from_chat_id").message)
    if "caption" in call.params.values:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= read_caption(call)
    return {"message_id": send(call, content).id}


def existing(call: Call, verb: str, chat: str = "chat_id", *, noun: str = "message") -> Stored:
    """Return the message a call is about, or raise Telegram's words for its absence."""
    stored = call.chat(chat).messages.get(call.params.number("message_id"))
    if stored is None or stored.deleted:
        raise bad_request(f"{noun} to {verb} not found")
    return stored


def carried(message: Json) -> Json:
    """Return the part of a message that a forward or a copy takes along."""
    left = {
        "message_id",
        "from",
        "date",
        "chat",
        "reply_markup",
        "reply_to_message",
        "edit_date",
        "forward_origin",
    }
    return {name: value for name, value in message.items() if name not in left}
