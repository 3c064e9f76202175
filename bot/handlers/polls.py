"""Answers to polls: what somebody chose in a quiz."""

from telegram import Update
from telegram.ext import PollAnswerHandler

from bot.context import BotApplication, Context


def register(application: BotApplication) -> None:
    """Add this module's handler."""
    application.add_handler(PollAnswerHandler(choose))


async def choose(update: Update, context: Context) -> None:
    """Let the conversation go on with the option that was chosen; an answer taken back chooses none."""
    answer = update.poll_answer
    if answer and answer.option_ids:
        await context.brain.do(context.turn, "poll", f"{answer.poll_id}:{answer.option_ids[0]}")
