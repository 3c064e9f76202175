"""Every method that is there, as telegram.Bot knows it; and the plain HTTP around it."""

import inspect

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest

from simulator.methods import METHODS
from tests.simulator.helpers import TOKEN, picture, plain_http

REQUIRED = {
    "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", "sendPhoto", "sendDocument",
    "sendVoice", "sendMediaGroup", "sendChatAction", "editMessageText", "editMessageCaption", "editMessageReplyMarkup",
    "editMessageMedia", "deleteMessage", "answerCallbackQuery", "setMyCommands", "getMyCommands", "deleteMyCommands",
    "setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton", "getFile", "getChat", "getChatMember",
    "setMessageReaction", "pinChatMessage", "unpinChatMessage", "forwardMessage", "copyMessage", "logOut", "close",
}  # fmt: skip
MADE_BY_THE_LIBRARY = {
    "self",
    "read_timeout",
    "write_timeout",
    "connect_timeout",
    "pool_timeout",
    "api_kwargs",
}
BOT_METHODS = {name.lower(): function for name, function in inspect.getmembers(Bot, inspect.isfunction)}


def test_all_required_methods_are_there():
    assert {name.lower() for name in REQUIRED} <= set(METHODS)


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_every_parameter_of_the_library_is_taken(simulator, budi, bot, name):
    """Whatever telegram.Bot can send gets an answer in Telegram's form, never a crash of the simulator."""
    parameters = set(inspect.signature(BOT_METHODS[name]).parameters) - MADE_BY_THE_LIBRARY
    sent = await bot.send_message(budi.id, "x")
    known = {"chat_id": budi.id, "from_chat_id": budi.id, "message_id": sent.message_id, "user_id": budi.id,
             "text": "y", "action": "typing", "url": "", "timeout": 0, "offset": 0, "message_ids": "[]"}  # fmt: skip
    body = {parameter: known.get(parameter, "") for parameter in parameters}
    async with plain_http() as http:
        answer = await http.post(f"{simulator.url}/bot{TOKEN}/{name}", data=body)
    assert answer.status_code in {200, 400}
    assert ("result" if answer.json()["ok"] else "description") in answer.json()


@pytest.mark.parametrize("way", ["query", "json", "urlencoded", "multipart"])
async def test_parameters_come_in_four_ways(simulator, budi, bot, way):
    url = f"{simulator.url}/bot{TOKEN}/SendMessage"
    body = {"chat_id": budi.id, "text": "halo"}
    async with plain_http() as http:
        answer = await {
            "query": lambda: http.get(url, params=body),
            "json": lambda: http.post(url, json=body),
            "urlencoded": lambda: http.post(url, data=body),
            "multipart": lambda: http.post(url, data=body, files={"unused": b"x"}),
        }[way]()
    assert answer.json()["result"]["text"] == "halo"


async def test_what_is_not_there_is_not_found(simulator):
    async with plain_http() as http:
        unknown = await http.get(f"{simulator.url}/bot{TOKEN}/makeCoffee")
        no_file = await http.get(f"{simulator.url}/file/bot{TOKEN}/photos/file_9.jpg")
        nobody = await http.get(f"{simulator.url}/botxyz/getMe")
        broken = await http.post(
            f"{simulator.url}/bot{TOKEN}/getMe", content="{", headers={"content-type": "application/json"}
        )
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert no_file.status_code == 404
    assert nobody.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert broken.status_code == 400


async def test_commands_are_kept_by_scope_and_language(bot, budi, simulator):
    menu, only_budi = BotCommand("menu", "Menu utama"), BotCommand("laporan", "Laporan")
    await bot.set_my_commands([menu], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([only_budi], scope=BotCommandScopeChat(budi.id), language_code="id")
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == (menu,)
    assert await bot.get_my_commands() == ()
    async with plain_http(base_url=simulator.url) as http:
        shown = {chat["id"]: chat["commands"] for chat in (await http.get("/sim/state")).json()["chats"]}
    assert shown[budi.id] == [only_budi.to_dict()]
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == ()
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Menu!", "x")])


async def test_the_bot_describes_itself(bot, budi):
    await bot.set_my_description("Teman belajar")
    await bot.set_my_short_description("Pendek", language_code="id")
    await bot.set_my_name("Mitra SCORE Uji")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_description()).description == "Teman belajar"
    assert (await bot.get_my_description("id")).description == "Teman belajar"
    assert (await bot.get_my_short_description("id")).short_description == "Pendek"
    assert (await bot.get_me()).first_name == "Mitra SCORE Uji"
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_chats_and_members_are_described(bot, budi):
    chat = await bot.get_chat(budi.id)
    assert (chat.type, chat.full_name, chat.username) == ("private", "Budi Santoso", "budi_s")
    assert (await bot.get_chat_member(budi.id, bot.id)).user.is_bot
    with pytest.raises(BadRequest, match="Invalid user_id"):
        await bot.get_chat_member(budi.id, 1)


async def test_uploads_may_be_named_by_attach(simulator, budi, bot):
    async with plain_http() as http:
        body = {"chat_id": budi.id, "photo": "attach://gambar"}
        answer = await http.post(
            f"{simulator.url}/bot{TOKEN}/sendPhoto", data=body, files={"gambar": picture()}
        )
    assert answer.json()["ok"]
