"""How updates reach a bot: by polling, by webhook, once or again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, Conflict, InvalidToken

from simulator.client import Phone
from simulator.server import QuietServer, listen, serve
from simulator.world import World
from tests.simulator.helpers import TOKEN, drain, make_bot, picture, plain_http


async def test_updates_stay_until_acknowledged(bot, budi):
    for text in ("satu", "dua", "tiga"):
        await budi.says(text)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates] == ["satu", "dua", "tiga"]
    assert await bot.get_updates() == updates
    assert await bot.get_updates(limit=1) == updates[:1]
    assert await bot.get_updates(offset=updates[1].update_id) == updates[1:]
    assert await bot.get_updates() == updates[1:]
    assert await bot.get_updates(offset=-1) == updates[2:]
    assert await bot.get_updates() == updates[2:]
    assert await bot.get_updates(offset=updates[-1].update_id + 1) == ()


async def test_a_long_poll_ends_with_the_first_update(bot, budi):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await budi.says("halo")
    assert (await asyncio.wait_for(poll, 5))[0].message.text == "halo"


async def test_a_poll_without_news_ends_in_time(bot):
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poll_ends_the_first(bot, budi, simulator):
    async with make_bot(simulator) as twin:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(twin.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await budi.says("halo")
        assert len(await second) == 1


async def test_only_wanted_updates_come(bot, budi):
    await bot.get_updates(allowed_updates=["callback_query"])
    await budi.says("tidak diminta")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await budi.says("diminta")
    assert len(await bot.get_updates()) == 1


async def test_what_was_written_before_the_bot_came_waits_for_it(simulator, phones):
    budi = await phones.person("Budi")
    await budi.says("ada orang?")
    async with make_bot(simulator) as late:
        assert [update.message.text for update in await late.get_updates()] == ["ada orang?"]


async def test_an_acknowledged_update_can_come_again(bot, budi, phones):
    await budi.says("sekali")
    (first,) = await drain(bot)
    await phones.redelivers()
    assert await bot.get_updates(offset=first.update_id + 1) == (first,)
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_everything_people_send_arrives(bot, budi):
    sent = await budi.sends_photo(picture(), caption="rapi")
    await budi.sends_voice()
    await budi.sends_sticker("😀")
    await budi.sends_location()
    await budi.sends_contact("+62812", "Ani")
    await budi.sends_document(b"isi", "laporan.pdf")
    await budi.sends_file("video", b"mp4", "a.mp4")
    await budi.sends_file("animation", b"mp4", "a.mp4")
    await budi.sends_file("audio", b"mp3", "a.mp3")
    await budi.sends(dice=5)
    await budi.sends(poll={"question": "Setuju?", "options": ["Ya", "Tidak"]})
    await budi.forwards("Dari grup lain", by="Pak Agus")
    await budi.says("/start undangan")
    messages = [update.message for update in await drain(bot)]
    kinds = (
        "photo",
        "voice",
        "sticker",
        "location",
        "contact",
        "document",
        "video",
        "animation",
        "audio",
        "dice",
        "poll",
    )
    for message, kind in zip(messages, kinds, strict=False):
        assert message.effective_attachment, kind
        assert getattr(message, kind), kind
    assert messages[-2].forward_origin.sender_user_name == "Pak Agus"
    assert messages[-1].parse_entities(["bot_command"]) == {messages[-1].entities[0]: "/start"}
    file = await messages[0].photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == await sent.photo()


async def test_files_above_twenty_megabytes_cannot_be_fetched(bot, budi):
    await budi.sends_document(bytes(20 * 1024 * 1024 + 1))
    (update,) = await drain(bot)
    with pytest.raises(BadRequest, match="File is too big"):
        await update.message.document.get_file()


async def test_edits_and_blocks_are_reported(bot, budi):
    first = await budi.says("salah tulis")
    await budi.edits(first, "betul")
    await budi.blocks_the_bot()
    await budi.unblocks_the_bot()
    original, edit, out, back = await drain(bot)
    assert (original.message.text, edit.edited_message.text) == ("salah tulis", "betul")
    assert [update.my_chat_member.new_chat_member.status for update in (out, back)] == ["kicked", "member"]


async def test_in_groups_the_bot_hears_only_what_concerns_it(bot, budi, phones):
    ani = await phones.person("Ani")
    group = await phones.group("Jalur 3", budi, ani)
    joined, welcome = await drain(bot)
    assert (joined.my_chat_member.chat.title, welcome.message.new_chat_members[0].is_bot) == ("Jalur 3", True)
    own = await bot.send_message(group, "Halo semua")
    heard = await ani.hears()
    assert (heard.text, heard.chat_id, (await budi.hears()).text) == ("Halo semua", group, "Halo semua")
    assert own.chat.type == "supergroup"
    for text in ("makan apa?", "/menu", "/menu@BotLain", "hai @MitraScoreBot", "halo @orang_lain"):
        await ani.says(text, chat_id=group)
    await ani.says("setuju", chat_id=group, reply_to=heard)
    assert [update.message.text for update in await drain(bot)] == ["/menu", "hai @MitraScoreBot", "setuju"]
    assert (await bot.get_chat_member(group, ani.id)).status == "member"
    assert await bot.get_chat_member_count(group) == 3


async def test_only_tokens_that_look_like_one_or_were_given(simulator):
    with pytest.raises(InvalidToken):
        await make_bot(simulator, "5001:pendek").__aenter__()
    async with serve(world=World(tokens={"5001:the-only-token"})) as strict:
        async with make_bot(strict, "5001:the-only-token") as welcome:
            assert (welcome.username, welcome.first_name) == ("MitraScoreBot", "Mitra SCORE")
        with pytest.raises(InvalidToken):
            await make_bot(strict, "5001:another-token").__aenter__()


async def test_a_world_goes_on_after_the_server_was_away():
    world = World()
    async with serve(world=world) as first, make_bot(first) as bot, Phone.connect(first.url) as phones:
        await (await phones.person("Budi")).says("halo")
        port = int(first.url.rpartition(":")[2])
        assert len(await bot.get_updates()) == 1
    async with serve(world=world, port=port) as second, make_bot(second) as bot:
        assert [update.message.text for update in await bot.get_updates()] == ["halo"]


async def test_the_end_does_not_wait_for_open_polls_or_readers():
    clock = asyncio.get_running_loop().time
    async with plain_http() as http:
        async with serve() as simulator:
            poll = asyncio.create_task(http.get(f"{simulator.url}/bot{TOKEN}/getUpdates?timeout=50"))
            reader = asyncio.create_task(http.get(f"{simulator.url}/sim/events"))
            await asyncio.sleep(0.05)
            before = clock()
        assert clock() - before < 1
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await reader).status_code == 200


# --- webhooks


class Receiver:
    def __init__(self):
        self.got = []
        self.secrets = []
        self.refusals = 0
        self.news = asyncio.Event()

    async def take(self, request: Request) -> Response:
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=500)
        self.got.append((await request.json())["message"]["text"])
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        self.news.set()
        return Response()

    async def until(self, count):
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    taker = Receiver()
    listener = listen("127.0.0.1", 0)
    app = Starlette(routes=[Route("/hook", taker.take, methods=["POST"])])
    server = QuietServer(uvicorn.Config(app, log_config=None, lifespan="off", ws="none", http="h11"))
    running = asyncio.create_task(server.serve([listener]))
    yield taker, f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    server.end()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_webhook_gets_updates_in_order_and_again_until_it_accepts(
    bot, budi, receiver, simulator, phones
):
    taker, url = receiver
    simulator.world.webhook_pauses = (0.01,)
    taker.refusals = 3
    await budi.says("sebelum")
    await bot.set_webhook(url, secret_token="rahasia-1")
    for text in ("satu", "dua"):
        await budi.says(text)
    await taker.until(3)
    assert (taker.got, set(taker.secrets)) == (["sebelum", "satu", "dua"], {"rahasia-1"})
    info = await bot.get_webhook_info()
    assert (info.url, info.last_error_message) == (
        url,
        "Wrong response from the webhook: 500 Internal Server Error",
    )
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook"
    ):
        await bot.get_updates()
    await phones.redelivers()
    await taker.until(4)
    assert taker.got[-1] == "dua"
    await bot.delete_webhook()
    await budi.says("tiga")
    assert [update.message.text for update in await bot.get_updates()] == ["tiga"]


async def test_updates_wait_while_the_webhook_is_unreachable(bot, budi):
    await bot.set_webhook("http://127.0.0.1:1/tidak-ada")
    await budi.says("halo")
    await asyncio.sleep(0.05)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match="Bad webhook"):
        await bot.set_webhook("bukan-alamat")
