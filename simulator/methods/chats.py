"""Chats and who is in them."""

from simulator.errors import bad_request
from simulator.methods.registry import Call, method
from simulator.methods.sending import existing
from simulator.model import Json
from simulator.view import chat_as_api


@method("getChat")
def get_chat(call: Call) -> Json:
    """Describe a chat."""
    chat = call.chat()
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    more: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if chat.pinned:
        more["pinned_message"] = chat.messages[chat.pinned[-1]].message
    return chat_as_api(chat, call.world.people) | more


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """Tell what somebody is in a chat."""
    chat = call.chat()
    user_id = call.params.number("user_id")
    if user_id == call.bot.id:
        return {"user": call.bot.as_user(), "status": "member"}
    person = call.world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified")
    if user_id not in chat.members:
        return {"user": person.as_user(), "status": "left"}
    if not chat.is_private and chat.members[0] == user_id:
        return {"user": person.as_user(), "status": "creator", "is_anonymous": False}
    return {"user": person.as_user(), "status": "member"}


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """Count the people and the bot."""
    return len(call.chat().members) + 1


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Keep a message at the top."""
    stored = existing(call, "pin")
    chat = call.chat()
    if stored.id not in chat.pinned:
        chat.pinned.append(stored.id)
    call.world.events.emit("pinned", chat_id=chat.id, members=chat.members, pinned=chat.pinned)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Let go of one pinned message, the latest unless told which."""
    chat = call.chat()
    number = call.params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    call.world.events.emit("pinned", chat_id=chat.id, members=chat.members, pinned=chat.pinned)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    """Let go of all pinned messages."""
    chat = call.chat()
    chat.pinned.clear()
    call.world.events.emit("pinned", chat_id=chat.id, members=chat.members, pinned=[])
    return True


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Accept, and stay."""
    call.chat()
    return True
