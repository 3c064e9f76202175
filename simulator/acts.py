"""What people do on their phones, and the updates that bots get from it."""

from simulator.formatting import entity_text, formatted
from simulator.mailbox import Bot
from simulator.model import BOT_USERNAME, Chat, Json, Person, Query, Stored
from simulator.view import chat_as_api, words_of
from simulator.world import World


class CannotError(Exception):
    """Something that a phone does not let one do."""


def says(world: World, person: Person, content: Json, chat: Chat | None = None) -> Stored:
    """Let a person send something: text, media, a place and so on, as the Bot API's Message fields."""
    chat = chat or world.chats[person.id]
    if chat.is_private and person.blocked:
        raise CannotError(f"{person.name} has blocked the bot")
    if chat.is_private:
        person.started = True
    if chat.id != person.id and person.id not in chat.members:
        raise CannotError(f"{person.name} is not in the group")
    stored = world.post(chat, content, person.as_user())
    if bot_hears(chat, stored.message):
        world.announce("message", stored.message)
    return stored


def text_content(text: str, field: str = "text") -> Json:
    """Return the text of a message with the entities that Telegram finds in it."""
    words, entities = formatted(text, None)
    if not words:
        raise CannotError("an empty message cannot be sent")
    name = "entities" if field == "text" else "caption_entities"
    return {field: words} | ({name: entities} if entities else {})


def reply_content(chat: Chat, message_id: int | None) -> Json:
    """Return what makes a message a reply."""
    stored = chat.messages.get(message_id) if message_id else None
    if stored is None or stored.deleted:
        return {}
    quoted = {name: value for name, value in stored.message.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def bot_hears(chat: Chat, message: Json) -> bool:
    """Tell whether a bot in privacy mode gets this message."""
    if chat.is_private or "new_chat_members" in message:
        return True
    text, entities = words_of(message)
    return message.get("reply_to_message", {}).get("from", {}).get("is_bot", False) or any(
        _calls_the_bot(text, entity) for entity in entities
    )


def _calls_the_bot(text: str, entity: Json) -> bool:
    words = entity_text(text, entity).lower()
    if entity["type"] == "mention":
        return words == f"@{BOT_USERNAME}".lower()
    _, at, name = words.partition("@")
    return entity["type"] == "bot_command" and (not at or name == BOT_USERNAME.lower())


def edits(world: World, person: Person, stored: Stored, text: str) -> Stored:
    """Let a person change the words of an own message."""
    if stored.message["from"]["id"] != person.id or stored.deleted:
        raise CannotError("only an own message can be edited")
    field = "text" if "text" in stored.message else "caption"
    fresh = {name: value for name, value in stored.message.items() if "entities" not in name}
    # A new object: the update that waits in the queue keeps the message as it was when it was sent.
    stored.message = fresh | text_content(text, field) | {"edit_date": world.now()}
    world.show(stored, "edit")
    if bot_hears(world.chats[stored.message["chat"]["id"]], stored.message):
        world.announce("edited_message", stored.message)
    return stored


def taps(world: World, person: Person, stored: Stored, data: str, *, forged: bool = False) -> Query:
    """Let a person press an inline button; a forged tap comes from a tampered client, with any data it likes."""
    if data not in stored.offered and not forged:
        raise CannotError(f"message {stored.id} never had a button with data {data!r}")
    if person.blocked and world.chats[stored.message["chat"]["id"]].is_private:
        raise CannotError(f"{person.name} has blocked the bot")
    query = world.ask(person)
    chat = stored.message["chat"]
    message = {"chat": chat, "message_id": stored.id, "date": 0} if stored.deleted else stored.message
    tap = {
        "id": query.id,
        "from": person.as_user(),
        "message": message,
        "chat_instance": str(chat["id"]),
        "data": data,
    }
    world.announce("callback_query", tap)
    return query


def blocks(world: World, person: Person, *, blocked: bool) -> None:
    """Let a person block the bot, or let it back in."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    world.events.emit("blocked", person_id=person.id, chat_id=person.id, blocked=blocked)
    if person.started:
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        _membership(world, world.chats[person.id], person, old, new)


def founds_group(world: World, title: str, members: list[Person]) -> Chat:
    """Let the first of these people create a group and add the bot to it."""
    chat = world.add_group(title, [person.id for person in members])
    founder = members[0]
    _membership(world, chat, founder, "left", "member")
    users = [bot.as_user() for bot in world.bots.values()]
    if users:
        says(world, founder, {"new_chat_members": users}, chat)
    return chat


def _membership(world: World, chat: Chat, person: Person, *change: str) -> None:
    for bot in world.bots.values():
        old, new = (_member(bot, status) for status in change)
        update: Json = {
            "chat": chat_as_api(chat, world.people),
            "from": person.as_user(),
            "date": world.now(),
        }
        bot.mailbox.put("my_chat_member", update | {"old_chat_member": old, "new_chat_member": new})


def _member(bot: Bot, status: str) -> Json:
    member: Json = {"user": bot.as_user(), "status": status}
    return member | ({"until_date": 0} if status == "kicked" else {})
