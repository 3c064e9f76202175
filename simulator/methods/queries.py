"""Answers to taps, and reactions."""

from simulator.entities import utf16_length
from simulator.errors import bad_request
from simulator.methods.registry import Call, method
from simulator.methods.sending import existing

TOAST_LIMIT = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Stop the clock on a button, with a note or an alert if there is a text."""
    text = call.params.text("text")
    if utf16_length(text) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    toast = {"text": text, "show_alert": call.params.flag("show_alert"), "url": call.params.text("url")}
    call.world.answer(call.params.text("callback_query_id"), toast)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """Put the bot's reaction on a message."""
    stored = existing(call, "react")
    reactions = call.params.parsed("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    stored.reactions[call.bot.id] = reactions
    call.world.show(stored, "reaction")
    return True
