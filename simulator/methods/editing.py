"""Changing and removing what was said."""

from simulator.errors import bad_request
from simulator.markup import read_markup
from simulator.methods.media import input_media
from simulator.methods.registry import Call, method
from simulator.methods.sending import existing, read_caption, read_text
from simulator.model import Json, Stored

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
DELETABLE_FOR = 48 * 3600
COMPARED = ("text", "entities", "caption", "caption_entities", "reply_markup")
MEDIA = ("photo", "document", "video", "audio", "animation")


def _own(call: Call) -> Stored:
    stored = existing(call, "edit")
    if stored.bot_id != call.bot.id:
        raise bad_request("message can't be edited")
    return stored


def _apply(call: Call, stored: Stored, content: Json, replaced: tuple[str, ...]) -> Json:
    """Put the content in place of these fields; without a markup the buttons go, as in Telegram."""
    inline, _ = read_markup(call.params.parsed("reply_markup"))
    call.world.rate_limits.check(stored.message["chat"]["id"])
    gone = {*replaced, "reply_markup"}
    fresh = {name: value for name, value in stored.message.items() if name not in gone} | content
    if inline:
        fresh["reply_markup"] = inline
    same_media = not any(name in replaced for name in MEDIA)
    if same_media and all(fresh.get(name) == stored.message.get(name) for name in COMPARED):
        raise bad_request(UNCHANGED)
    # A new object, because updates and events hold on to the message as it was.
    stored.message = fresh | {"edit_date": call.world.now()}
    stored.remember_buttons()
    call.world.show(stored, "edit")
    return stored.message


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Say it differently."""
    content = read_text(call)
    stored = _own(call)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, stored, content, ("text", "entities"))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """Change the words below a picture."""
    content = read_caption(call)
    stored = _own(call)
    if "text" in stored.message:
        raise bad_request("there is no caption in the message to edit")
    return _apply(call, stored, content, ("caption", "caption_entities"))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Change or remove the buttons only."""
    return _apply(call, _own(call), {}, ())


@method("editMessageMedia")
def edit_message_media(call: Call) -> Json:
    """Show another picture."""
    stored = _own(call)
    if "text" in stored.message:
        raise bad_request("there is no media in the message to edit")
    content = input_media(call, call.params.parsed("media"))
    return _apply(call, stored, content, (*MEDIA, "caption", "caption_entities"))


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Remove a message, own or (in a private chat) the person's."""
    stored = existing(call, "delete")
    chat = call.world.chats[stored.message["chat"]["id"]]
    too_old = call.world.now() - stored.message["date"] > DELETABLE_FOR
    if too_old or (stored.bot_id != call.bot.id and not chat.is_private):
        raise bad_request("message can't be deleted")
    stored.deleted = True
    call.world.show(stored, "delete")
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Remove several messages; those already gone are skipped."""
    messages = call.chat().messages
    for number in call.params.parsed("message_ids") or []:
        stored = messages.get(int(number))
        if stored and not stored.deleted:
            stored.deleted = True
            call.world.show(stored, "delete")
    return True
