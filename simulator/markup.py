"""Keyboards, and what Telegram does not accept in them."""

import re
from typing import Any

from simulator.errors import bad_request
from simulator.model import Json

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
DATA_BYTES = 64
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
LINK = re.compile(r"(?i)(https?://)?[^\s/:]+(\.[^\s/:]+|:\d+)\S*|tg://\S+|https?://localhost\S*")


def read_markup(markup: Any) -> tuple[Json | None, Json | None]:
    """Return the inline keyboard and the keyboard below the input field: at most one is there."""
    if markup is None:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        kept = [[_inline_button(button) for button in row] for row in rows]
        return ({"inline_keyboard": kept} if kept else None), None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        return None, markup | {"keyboard": [[_reply_button(button) for button in row] for row in rows]}
    return None, markup


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name.replace(" ", "_")}" of the ReplyMarkup must be an Array of Arrays')
    too_wide = any(len(row) > MOST_IN_A_ROW for row in rows)
    if too_wide or sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if not any(action in button for action in ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    _check_action(button)
    return button


def _check_action(button: Json) -> None:
    if "callback_data" in button and not 0 < len(str(button["callback_data"]).encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not LINK.fullmatch(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _reply_button(button: Any) -> Json:
    whole = {"text": button} if isinstance(button, str) else button
    if not isinstance(whole, dict) or not isinstance(whole.get("text"), str) or not whole["text"].strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return whole
