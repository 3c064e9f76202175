"""What Telegram could not have sent is refused before anything works with it; what it may send never is."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from telegram import Bot

from bot.updates import read_update
from tests.hostile.updates import broken_updates, valid_updates

BOT = Bot("4242:test")
HUGE = 2**63
TEXT = {
    "update_id": 1,
    "message": {
        "message_id": 2,
        "date": 1_790_000_000,
        "chat": {"id": 7, "type": "private", "first_name": "Budi"},
        "from": {"id": 7, "is_bot": False, "first_name": "Budi"},
        "text": "halo 🙏 dunia",
    },
}
TAP = {
    "update_id": 1,
    "callback_query": {
        "id": "9",
        "from": TEXT["message"]["from"],
        "chat_instance": "1",
        "data": "plan:",
        "message": TEXT["message"],
    },
}
FILE = {"file_id": "a", "file_unique_id": "b"}


def changed(update, value, *place):
    """Return `update` with another value at a place."""
    update = copy.deepcopy(update)
    *way, last = place
    holder = update
    for name in way:
        holder = holder[name]
    holder[last] = value
    return update


def with_message(**content):
    return changed(TEXT, TEXT["message"] | content, "message")


@pytest.mark.parametrize("update", [TEXT, TAP, {"update_id": 5}, with_message(new_kind={"of": ["thing"]})])
def test_what_telegram_may_send_is_an_update(update):
    assert read_update(update, BOT).update_id == update["update_id"]


@pytest.mark.parametrize(
    "update",
    [
        *(None, 5, "update", [], [TEXT], {}, True),
        # accounts, chats and messages beyond what a database keeps
        changed(TEXT, HUGE, "update_id"),
        changed(TEXT, HUGE, "message", "from", "id"),
        changed(TEXT, -HUGE - 1, "message", "chat", "id"),
        changed(TEXT, 10**40, "message", "message_id"),
        changed(TAP, HUGE, "callback_query", "message", "message_id"),
        # of another type than it should be
        changed(TEXT, "7", "message", "from", "id"),
        changed(TEXT, [7], "message", "from", "id"),
        changed(TEXT, True, "message", "from", "id"),
        changed(TEXT, None, "message", "chat", "id"),
        changed(TEXT, 1.5, "update_id"),
        changed(TEXT, 5, "message", "text"),
        changed(TEXT, {"a": 1}, "message", "chat"),
        changed(TAP, 5, "callback_query", "data"),
        changed(TAP, [], "callback_query", "id"),
        with_message(caption=["a"]),
        with_message(document=FILE | {"file_name": 5}),
        with_message(document=FILE | {"file_size": "5"}),
        with_message(photo=[FILE | {"width": "1", "height": 1}]),
        with_message(voice=FILE | {"duration": "lama"}),
        {"update_id": 1, "poll_answer": {"poll_id": 5, "option_ids": [1], "user": TEXT["message"]["from"]}},
        # half of a sign, which cannot be written down
        changed(TEXT, "\ud800", "message", "text"),
        changed(TEXT, {"\udfff": 1}, "message", "chat"),
        # marks that lie outside of the text, or cut a sign in two
        with_message(entities=[{"type": "mention", "offset": 6, "length": 1}]),
        with_message(entities=[{"type": "bold", "offset": "0", "length": 1}]),
    ],
)  # fmt: skip
def test_what_telegram_would_never_send_is_none(update):
    assert read_update(update, BOT) is None


def test_nesting_without_an_end_is_refused_without_recursion():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert read_update(with_message(deep=deep), BOT) is None


def test_the_character_that_postgresql_keeps_in_no_text_is_left_out():
    read = read_update(changed(TEXT, "ha\0lo", "message", "text"), BOT)
    assert read.message.text == "halo"
    tapped = read_update(changed(TAP, "plan\0:", "callback_query", "data"), BOT)
    assert tapped.callback_query.data == "plan:"


def test_the_largest_numbers_of_64_bits_are_taken():
    read = read_update(changed(TEXT, HUGE - 1, "message", "from", "id"), BOT)
    assert read.effective_user.id == HUGE - 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_updates())
def test_no_update_that_telegram_may_send_is_refused(update):
    assert read_update(json.loads(json.dumps(update)), BOT) is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken_updates())
def test_reading_what_is_none_never_raises(update):
    read_update(update, BOT)
