"""Phones as tests use them, and the page's own routes."""

import asyncio

import pytest

from simulator.client import Phone
from simulator.server import seed_demo, serve
from simulator.world import World
from tests.simulator.helpers import plain_http


async def test_silence_is_reported_with_the_conversation(bot, budi):
    await budi.says("Halo?")
    with pytest.raises(AssertionError, match=r"Budi heard nothing(.|\n)*Budi: Halo\?"):
        await budi.hears(timeout=0.05)


async def test_each_message_is_heard_once_and_in_order(bot, budi):
    for text in ("satu", "dua", "tiga"):
        await bot.send_message(budi.id, text)
    assert (await budi.hears()).text == "satu"
    assert [message.text for message in await budi.hears_all(quiet=0.1)] == ["dua", "tiga"]
    await budi.hears_nothing(quiet=0.05)


async def test_edits_can_be_passed_over(bot, budi):
    sent = await bot.send_message(budi.id, "a")
    await budi.hears()
    await bot.edit_message_text("b", budi.id, sent.message_id)
    await bot.send_message(budi.id, "c")
    assert (await budi.hears(edits=False)).text == "c"


async def test_everybody_hears_only_their_own(bot, budi, phones):
    ani = await phones.person("Ani")
    await ani.says("halo")
    await bot.send_message(ani.id, "untuk Ani")
    assert (await ani.hears()).text == "untuk Ani"
    await budi.hears_nothing(quiet=0.05)


async def test_own_words_only_can_be_edited(bot, budi):
    theirs = await bot.send_message(budi.id, "x")
    heard = await budi.hears()
    assert heard.message_id == theirs.message_id
    with pytest.raises(AssertionError, match="only an own message"):
        await budi.edits(heard, "y")
    with pytest.raises(AssertionError, match="empty message"):
        await budi.says("   ")


async def test_calls_of_the_bot_are_remembered(bot, budi, phones):
    await bot.send_message(budi.id, "x")
    (call,) = await phones.calls("sendMessage")
    assert (call["params"]["text"], call["code"]) == ("x", 200)


async def test_a_phone_notices_that_the_simulator_is_gone():
    async with serve() as simulator:
        connection = Phone.connect(simulator.url)
        phones = await connection.__aenter__()
        budi = await phones.person("Budi")
        listening = asyncio.create_task(budi.hears())
        await asyncio.sleep(0.05)
    with pytest.raises(ConnectionError):
        await listening
    await connection.__aexit__(None, None, None)


async def test_the_people_of_the_demo_can_be_picked_up(simulator):
    seed_demo(simulator.world)
    seed_demo(simulator.world)
    assert [person.name for person in simulator.world.people.values()] == [
        "Budi (pekerja)",
        "Ibu Rina (manajer)",
        "Pak Joko (panitia)",
        "Bu Sari (pelatih)",
    ]
    async with Phone.connect(simulator.url) as phones:
        assert (await (await phones.existing("Budi")).says("halo")).text == "halo"


async def test_buttons_can_be_tapped_by_place(bot, budi, simulator):
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}, {"text": "B", "callback_data": "b"}]]}
    sent = await bot.send_message(budi.id, "x", api_kwargs={"reply_markup": markup})
    async with plain_http(base_url=simulator.url) as http:
        path = f"/sim/people/{budi.id}/tap"
        by_place = await http.post(path, json={"message_id": sent.message_id, "row": 0, "column": 1})
        by_text = await http.post(path, json={"message_id": sent.message_id, "text": "A"})
        outside = await http.post(path, json={"message_id": sent.message_id, "row": 3, "column": 0})
        nowhere = await http.post(path, json={"message_id": 99999, "text": "A"})
    assert [by_place.status_code, by_text.status_code, outside.status_code, nowhere.status_code] == [
        200,
        200,
        409,
        404,
    ]
    assert [update.callback_query.data for update in await bot.get_updates()] == ["b", "a"]


async def test_the_page_is_served_and_guarded(simulator, budi):
    async with plain_http(base_url=simulator.url) as http:
        page = await http.get("/")
        script = await http.get("/page/app.js")
        foreign = await http.post(
            "/sim/people", json={"first_name": "X"}, headers={"origin": "http://evil.example"}
        )
        own = await http.post("/sim/people", json={"first_name": "X"}, headers={"origin": simulator.url})
        evil = await budi.sends_document(b"<script>alert(1)</script>", "a.html")
        file = await http.get(evil.view["media"]["url"])
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "innerHTML" not in script.text
    assert (foreign.status_code, own.status_code) == (403, 200)
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment")


async def test_the_page_learns_whether_the_bot_is_there(simulator, bot):
    presence = simulator.world.presence
    presence.patience = 0.05
    assert presence.state == "waiting"
    await bot.get_updates()
    assert presence.state == "connected"
    await asyncio.sleep(0.1)
    assert presence.state == "lost"
    await bot.get_updates()
    assert presence.state == "connected"


async def test_a_reader_from_another_world_starts_afresh():
    world = World()
    world.add_person("Budi")
    async with (
        serve(world=world) as simulator,
        plain_http(base_url=simulator.url) as http,
        http.stream("GET", "/sim/events", params={"after": 999}) as stream,
    ):
        first = await anext(line async for line in stream.aiter_lines() if line.startswith("data:"))
    assert '"type": "reset"' in first
