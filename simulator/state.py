"""Everything at once, for a page that has just been opened."""

import json

from simulator.mailbox import Bot
from simulator.model import BOT_NAME, BOT_USERNAME, Chat, Json
from simulator.view import chat_as_api, message_view
from simulator.world import World


def whole_state(world: World) -> Json:
    """Return people, chats, messages and how the bot is."""
    people = [
        person.as_user() | {"chat_id": person.id, "blocked": person.blocked, "started": person.started}
        for person in world.people.values()
    ]
    return {
        "seq": world.events.last,
        "bot": _bot(world),
        "people": people,
        "chats": [_chat(world, chat) for chat in world.chats.values()],
    }


def _bot(world: World) -> Json:
    bot = next(iter(world.bots.values()), None)
    texts = bot.texts if bot else {}
    return {
        "name": bot.name if bot else BOT_NAME,
        "username": BOT_USERNAME,
        "state": world.presence.state,
        "description": texts.get("description/id") or texts.get("description/", ""),
    }


def _chat(world: World, chat: Chat) -> Json:
    bot = next(iter(world.bots.values()), None)
    return chat_as_api(chat, world.people) | {
        "members": chat.members,
        "pinned": chat.pinned,
        "commands": menu(bot, chat) if bot else [],
        "messages": [message_view(stored) for stored in chat.messages.values() if not stored.deleted],
    }


def menu(bot: Bot, chat: Chat) -> list[Json]:
    """Return the commands that somebody sees in a chat: the narrowest scope that has any."""
    everywhere = "all_private_chats" if chat.is_private else "all_group_chats"
    scopes = ({"type": "chat", "chat_id": chat.id}, {"type": everywhere}, {"type": "default"})
    for scope in scopes:
        for language in ("id", ""):
            key = json.dumps({"scope": scope, "language": language}, sort_keys=True)
            if key in bot.commands:
                return bot.commands[key]
    return []
