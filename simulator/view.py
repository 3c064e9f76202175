"""How messages and chats look: to bots as the Bot API's JSON, to phones as the page and the client read it."""

from simulator.formatting import to_html
from simulator.model import Chat, Json, Person, Stored

MEDIA = ("photo", "voice", "audio", "document", "video", "animation", "sticker")
PLAIN = ("location", "contact", "dice", "poll", "new_chat_members", "pinned_message")


def chat_as_api(chat: Chat, people: dict[int, Person]) -> Json:
    """Return a chat as the Bot API's Chat."""
    if not chat.is_private:
        return {"id": chat.id, "type": "supergroup", "title": chat.title}
    user = people[chat.id].as_user()
    names: Json = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
    return {"id": chat.id, "type": "private", **names}


def message_view(stored: Stored) -> Json:
    """Return a message as a phone shows it."""
    message = stored.message
    text, entities = words_of(message)
    return {
        "message_id": stored.id,
        "chat_id": message["chat"]["id"],
        "from": message["from"],
        "by_bot": stored.bot_id is not None,
        "date": message["date"],
        "edited": "edit_date" in message,
        "text": text,
        "entities": entities,
        "html": to_html(text, entities),
        "buttons": message.get("reply_markup", {}).get("inline_keyboard", []),
        "keyboard": stored.keyboard,
        "media": _media(message),
        "reply_to": _quoted(message.get("reply_to_message")),
        "forwarded_from": _origin(message.get("forward_origin")),
        "reactions": [reaction for given in stored.reactions.values() for reaction in given],
        "deleted": stored.deleted,
        **{kind: message[kind] for kind in PLAIN if kind in message},
        **({"votes": stored.votes} if "poll" in message else {}),
    }


def words_of(message: Json) -> tuple[str, list[Json]]:
    """Return text and entities of a message, or those of its caption."""
    text = message.get("text") or message.get("caption") or ""
    return text, message.get("entities") or message.get("caption_entities") or []


def _media(message: Json) -> Json | None:
    kind = next((kind for kind in MEDIA if kind in message), None)
    if kind is None:
        return None
    content = message[kind][-1] if kind == "photo" else message[kind]
    details = {
        name: content[name]
        for name in ("width", "height", "duration", "emoji", "file_name", "file_size", "mime_type")
        if name in content
    }
    return {"kind": kind, "url": f"/sim/files/{content['file_id']}", **details}


def _quoted(message: Json | None) -> Json | None:
    if not message:
        return None
    text = message.get("text", message.get("caption", ""))
    return {"message_id": message["message_id"], "name": message["from"]["first_name"], "text": text}


def _origin(origin: Json | None) -> str | None:
    if not origin:
        return None
    if "sender_user" in origin:
        return str(origin["sender_user"]["first_name"])
    return str(origin.get("sender_user_name", ""))
