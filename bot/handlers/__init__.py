"""One module a kind of update; the order in which they are registered matters where said."""

from bot.context import BotApplication
from bot.handlers import attachments, commands, groups, photos, polls, questions, sheets, taps, voices


def register(application: BotApplication) -> None:
    """Add all handlers; the first one that fits handles an update."""
    groups.register(application)  # first: in groups, what is not addressed to us must not reach the others
    taps.register(application)
    polls.register(application)
    commands.register(application)
    voices.register(application)
    photos.register(application)  # these two before the questions, which take captions
    sheets.register(application)
    questions.register(application)
    attachments.register(application)  # last: takes every message that is left
