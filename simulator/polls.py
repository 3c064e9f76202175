"""Polls: what they may hold, and how people vote in them."""

from collections.abc import Sequence
from itertools import count, pairwise
from typing import Any

from simulator.acts import CannotError
from simulator.errors import bad_request
from simulator.formatting import formatted
from simulator.model import Json, Person, Stored
from simulator.world import World

QUESTION_LIMIT, OPTION_LIMIT, EXPLANATION_LIMIT, LINE_FEEDS = 300, 100, 200, 2
MOST_OPTIONS = 12
TYPES = ("regular", "quiz")
_NUMBERS = count(1)


def new_poll(world: World, question: str, options: Sequence[str], **settings: Any) -> Json:
    """Return the part of a message that shows a poll nobody has voted in; settings are fields of the Bot API's Poll."""
    choices = [{"persistent_id": str(at), "text": text, "voter_count": 0} for at, text in enumerate(options)]
    quiz = settings.get("type") == "quiz"
    poll: Json = {
        # As large as Telegram's, and other ones after a new start: bots remember them.
        "id": str(int(world.clock() * 1000) * 1_000_000 + next(_NUMBERS)),
        "question": question,
        "options": choices,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": not quiz,
        "members_only": False,
    }
    return {"poll": poll | settings}


# --- what bots send


def read_question(text: str) -> str:
    """Return the question, or raise what Telegram answers."""
    return _checked(text, QUESTION_LIMIT, "poll question")


def read_options(given: Any) -> list[str]:
    """Return the texts of the options: texts, or InputPollOption objects."""
    if given is None:
        raise bad_request("can't parse options JSON object")
    if not isinstance(given, list):
        raise bad_request("expected an Array of InputPollOption")
    if not given:
        raise bad_request("poll must have at least one answer option")
    if len(given) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    return [_checked(_option_text(option), OPTION_LIMIT, "poll options") for option in given]


def _option_text(option: Any) -> str:
    if isinstance(option, str):
        return option
    if not isinstance(option, dict):
        raise bad_request("can't parse InputPollOption: Expected InputPollOption to be an Object")
    if not isinstance(option.get("text"), str):
        raise bad_request("can't parse InputPollOption: Can't find field \"text\"")
    return str(option["text"])


def _checked(text: str, limit: int, name: str) -> str:
    words = text.strip()
    if not words:
        raise bad_request("text must be non-empty")
    if len(words) > limit:  # in letters, not in UTF-16 units as for messages
        raise bad_request(f"{name} length must not exceed {limit}")
    return words


def read_type(kind: str) -> str:
    """Return the type of a poll; regular unless told."""
    if (kind or TYPES[0]) not in TYPES:
        raise bad_request("unsupported poll type specified")
    return kind or TYPES[0]


def read_correct(given: Any, options: int, *, multiple: bool) -> list[int]:
    """Return the places of a quiz's right options."""
    if given is not None and not isinstance(given, list):
        raise bad_request("expected an Array of correct option identifiers")
    if not all(isinstance(one, int) for one in given or []):
        raise bad_request("correct option identifier must be of type Number")
    if not given:
        raise bad_request("correct quiz option list must be non-empty")
    if any(later <= earlier for earlier, later in pairwise(given)):
        raise bad_request("correct quiz option list must be increasing")
    if not all(0 <= one < options for one in given) or (len(given) > 1 and not multiple):
        raise bad_request("wrong quiz correct_option_id")
    return given


def read_explanation(text: str, parse_mode: str, entities: list[Json] | None) -> Json:
    """Return why an answer is right, as fields of the poll; empty when it is not told."""
    words, found = formatted(text, parse_mode, entities)
    if len(words) > EXPLANATION_LIMIT or words.count("\n") > LINE_FEEDS:
        raise bad_request(
            "MESSAGE_TOO_LONG"
        )  # Telegram's own server checks it, and its words are not published
    if not words:
        return {}
    return {"explanation": words} | ({"explanation_entities": found} if found else {})


# --- what people do


def votes(world: World, person: Person, stored: Stored, options: Sequence[int]) -> None:
    """Let somebody vote: for these options, or take the vote back where that can be done. In a quiz once, for good."""
    poll = stored.message.get("poll")
    if poll is None or stored.deleted:
        raise CannotError("there is no poll in this message")
    _check_vote(poll, stored.votes.get(person.id), options)
    if options:
        stored.votes[person.id] = sorted(options)
    else:
        del stored.votes[person.id]
    change(world, poll["id"], _counted(poll, stored.votes))
    mailbox = _mailbox(world, poll["id"])
    if mailbox and not poll["is_anonymous"]:
        chosen = stored.votes.get(person.id, [])
        names = [poll["options"][at]["persistent_id"] for at in chosen]
        answer = {"poll_id": poll["id"], "user": person.as_user(), "option_ids": chosen}
        mailbox.put("poll_answer", answer | {"option_persistent_ids": names})


def _check_vote(poll: Json, before: list[int] | None, options: Sequence[int]) -> None:
    if poll["is_closed"]:
        raise CannotError("the poll is closed")
    if before is not None and not poll["allows_revoting"]:
        raise CannotError("who has answered cannot answer again")
    if not options and before is None:
        raise CannotError("nothing was chosen")
    if len(options) > 1 and not poll["allows_multiple_answers"]:
        raise CannotError("only one option can be chosen")
    if not all(0 <= at < len(poll["options"]) for at in options):
        raise CannotError(f"there are the options {[option['text'] for option in poll['options']]}")


def _counted(poll: Json, given: dict[int, list[int]]) -> Json:
    chosen = [at for options in given.values() for at in options]
    options = [option | {"voter_count": chosen.count(at)} for at, option in enumerate(poll["options"])]
    return {"options": options, "total_voter_count": len(given)}


def change(world: World, poll_id: str, changes: Json) -> Json:
    """Change a poll wherever it is shown, and tell the bot that sent it; returns how it is now."""
    now: Json = {}
    for stored in world.polls[poll_id]:
        now = stored.message["poll"] | changes
        # New objects, because updates and events hold on to the message as it was.
        stored.message = stored.message | {"poll": now}
        world.show(stored, "poll")
    mailbox = _mailbox(world, poll_id)
    if mailbox:
        mailbox.put("poll", now)
    return now


def stop(world: World, stored: Stored, bot_id: int) -> Json:
    """Close a bot's own poll."""
    poll = stored.message.get("poll")
    if poll is None:
        raise bad_request("message is not a poll")
    if stored.bot_id != bot_id or "forward_origin" in stored.message:
        raise bad_request("poll can't be stopped")
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    return change(world, poll["id"], {"is_closed": True})


def _mailbox(world: World, poll_id: str) -> Any:
    """Return the mailbox of the bot that sent the poll, or None when a person did."""
    first = world.polls[poll_id][0]
    return world.bots[first.bot_id].mailbox if first.bot_id in world.bots else None
