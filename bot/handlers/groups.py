"""Groups: Mitra answers only when addressed, and introduces itself once."""

from telegram import Message, Update
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.context import BotApplication, Context

_PRESENT = {"member", "administrator"}


def register(application: BotApplication) -> None:
    """Add this module's handlers."""
    application.add_handler(ChatMemberHandler(joined_or_left, ChatMemberHandler.MY_CHAT_MEMBER))
    everything = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    application.add_handler(MessageHandler(filters.ChatType.GROUPS & everything & ~_Addressed(), ignore))


async def joined_or_left(update: Update, context: Context) -> None:
    """Introduce Mitra to a group it was just added to."""
    change = update.my_chat_member
    if change is None or change.chat.type == change.chat.PRIVATE:
        return
    if change.new_chat_member.status in _PRESENT and change.old_chat_member.status not in _PRESENT:
        context.say("group_welcome", username=context.bot.username)


async def ignore(_update: Update, _context: Context) -> None:
    """Leave alone what people say to each other."""


class _Addressed(filters.MessageFilter):
    """A command, a mention of us, or a reply to us."""

    def filter(self, message: Message) -> bool:
        """Return whether `message` is meant for us."""
        me = message.get_bot()
        text = message.text or message.caption or ""
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            return "@" not in command or command.lower().endswith(f"@{me.username.lower()}")
        replied = message.reply_to_message
        to_us = bool(replied and replied.from_user and replied.from_user.id == me.id)
        return to_us or f"@{me.username.lower()}" in text.lower()
