"""Taps on buttons: their data comes from the client, so only what we could have sent counts."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.context import BotApplication, Context

#: Intents a button may carry; the action checks the value.
TAPS = {
    "open_module", "open_topic", "more", "rate", "something_else", "modules", "help", "human", "hazard",
    "calculate", "reply", "back", "stop", "continue_task", "later",
    "join", "accept", "ask_to_join", "profile", "privacy", "trainer", "lead",
    "check", "check_5s", "check_k3", "plan", "tasks", "summary", "alert", "suggestion", "committee",
    "kpi", "prompt", "visit", "teach", "quiz",
}  # fmt: skip


def register(application: BotApplication) -> None:
    """Add this module's handler."""
    application.add_handler(CallbackQueryHandler(tap))


async def tap(update: Update, context: Context) -> None:
    """Let the conversation go on with the button's intent and value."""
    data = update.callback_query.data or "" if update.callback_query else ""
    intent, _, value = data.partition(":")
    await context.brain.do(context.turn, intent if intent in TAPS else "stale", value)
