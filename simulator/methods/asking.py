"""Polls and quizzes."""

from simulator import polls
from simulator.methods.registry import Call, method
from simulator.methods.sending import existing, send
from simulator.model import Json


@method("sendPoll")
def send_poll(call: Call) -> Json:
    """Ask something that people answer by choosing."""
    params = call.params
    question = polls.read_question(params.text("question"))
    options = polls.read_options(params.parsed("options"))
    settings: Json = {"type": polls.read_type(params.text("type"))}
    settings |= _flags(call)
    if settings["type"] == "quiz":
        settings |= _solution(call, len(options), multiple=bool(settings.get("allows_multiple_answers")))
    call.chat()
    return send(call, polls.new_poll(call.world, question, options, **settings)).message


def _flags(call: Call) -> Json:
    """Return the yes-or-no settings that were given; the others stay as Telegram has them."""
    names = ("is_anonymous", "allows_multiple_answers", "allows_revoting", "is_closed")
    return {name: call.params.flag(name) for name in names if call.params.has(name)}


def _solution(call: Call, options: int, *, multiple: bool) -> Json:
    """Return which options are right, in the present parameter or in the one it replaced, and why."""
    params = call.params
    given = params.parsed("correct_option_ids")
    if given is None and params.has("correct_option_id"):
        given = [params.number("correct_option_id", -1)]
    correct = polls.read_correct(given, options, multiple=multiple)
    why = polls.read_explanation(
        params.text("explanation"),
        params.text("explanation_parse_mode"),
        params.parsed("explanation_entities"),
    )
    return {"correct_option_ids": correct} | why


@method("stopPoll")
def stop_poll(call: Call) -> Json:
    """Close a poll, and return how it ended."""
    return polls.stop(call.world, existing(call, "stop", noun="message with poll"), call.bot.id)
