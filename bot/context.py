"""What handlers work with."""

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.ext import Application, CallbackContext

from mitra.content.messages import Messages

if TYPE_CHECKING:  # both import Rasa, which takes seconds
    from bot.brain import Brain
    from bot.channel import Turn

_turn: "ContextVar[Turn]" = ContextVar("turn")


class Context(CallbackContext[Bot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The turn at hand, the brain to ask, the messages to say."""

    @property
    def turn(self) -> "Turn":
        """The turn at hand."""
        return _turn.get()

    @property
    def brain(self) -> "Brain":
        """Rasa, loaded."""
        brain: Brain = self.application.bot_data["brain"]
        return brain

    @property
    def messages(self) -> Messages:
        """What the bot says."""
        messages: Messages = self.application.bot_data["messages"]
        return messages

    def say(self, name: str, **variables: Any) -> None:
        """Say message `name` without asking the brain."""
        text = self.messages.render(name, **variables)
        rows = [[{"text": button.text, "callback_data": button.data} for button in row] for row in text.rows]
        self.turn.say(text.html, rows)

    @staticmethod
    def begin(turn: "Turn") -> "Token[Turn]":
        """Make `turn` the one at hand."""
        return _turn.set(turn)

    @staticmethod
    def end(token: "Token[Turn]") -> None:
        """Go back to what was before."""
        _turn.reset(token)


BotApplication = Application[Any, Context, Any, Any, Any, Any]
