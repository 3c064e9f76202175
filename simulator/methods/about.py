"""What a bot tells about itself."""

import json
import re

from simulator.errors import bad_request
from simulator.methods.registry import Call, Method, method
from simulator.model import Json

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
DESCRIPTION_LIMIT = 256
# What the texts about a bot are called, and how long they may be.
TEXTS = {"Description": 512, "ShortDescription": 120, "Name": 64}


@method("getMe")
def get_me(call: Call) -> Json:
    """Introduce the bot."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }
    newer = {"can_connect_to_business": False, "has_main_web_app": False}
    return call.bot.as_user() | abilities | newer


def _scope(call: Call) -> str:
    scope = call.params.parsed("scope") or {"type": "default"}
    return json.dumps({"scope": scope, "language": call.params.text("language_code")}, sort_keys=True)


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Fill the command menu."""
    commands = call.params.parsed("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(command.get("description", "")) <= DESCRIPTION_LIMIT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call)] = commands
    call.world.events.emit("commands")
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """Return the commands of one scope and language."""
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Empty the command menu of one scope and language."""
    call.bot.commands.pop(_scope(call), None)
    call.world.events.emit("commands")
    return True


def _text_methods(name: str, limit: int) -> tuple[Method, Method]:
    field = {"Description": "description", "ShortDescription": "short_description", "Name": "name"}[name]

    def write(call: Call) -> bool:
        text = call.params.text(field)
        if len(text) > limit:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        call.bot.texts[f"{field}/{call.params.text('language_code')}"] = text
        if field == "name" and text and not call.params.has("language_code"):
            call.bot.name = text
        return True

    def read(call: Call) -> Json:
        wanted = call.bot.texts.get(f"{field}/{call.params.text('language_code')}")
        default = call.bot.name if field == "name" else call.bot.texts.get(f"{field}/", "")
        return {field: wanted or default}

    return write, read


for _name, _limit in TEXTS.items():
    _write, _read = _text_methods(_name, _limit)
    method(f"setMy{_name}")(_write)
    method(f"getMy{_name}")(_read)


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """Choose what the button beside the input field does."""
    call.bot.menu_button = call.params.parsed("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    """Return the button beside the input field."""
    return call.bot.menu_button
