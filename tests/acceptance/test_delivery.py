"""What Mitra owes arrives: through refusals, outages and lost answers."""

import asyncio
import dataclasses

import pytest
from sqlalchemy import func, select

from mitra.store.models import OutboxMessage, UnreachableChat

ASK = "apar dipasang setinggi apa"


@pytest.fixture(autouse=True)
def no_faults_left(simulator):
    yield
    simulator.world.faults.clear()


async def rows(service, model, **conditions):
    async with service.database.transaction() as connection:
        query = select(func.count()).select_from(model).filter_by(**conditions)
        return await connection.scalar(query)


async def eventually(check, *, seconds=5):
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not await check():
        assert loop.time() < until, "it never came true"
        await asyncio.sleep(0.02)


async def test_an_answer_leaves_nothing_behind(mitra, budi):
    """Once sent, a message is forgotten: neither the question nor the answer is kept."""
    await budi.says(ASK)
    await budi.hears()

    async def nothing_owed():
        return await rows(mitra, OutboxMessage, chat_id=budi.id) == 0

    await eventually(nothing_owed)


@pytest.mark.parametrize("fault", ["error_500", "bad_gateway", "drop_before"])
async def test_an_answer_that_fails_is_kept_and_sent_later(fault, mitra, simulator, budi):
    """When Telegram stumbles, the answer waits in the outbox and is tried again."""
    simulator.world.fail(fault, method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)

    heard = await budi.hears(timeout=15)

    assert "1,2 m" in heard.text
    await budi.hears_nothing(0.5)


async def test_too_many_requests_waits_as_long_as_telegram_says(mitra, simulator, budi):
    """After 429 nothing is sent to the chat before retry_after has passed."""
    simulator.world.fail("retry_after", method="sendMessage", times=1, seconds=1, chat_id=budi.id)
    loop = asyncio.get_running_loop()
    started = loop.time()
    await budi.says(ASK)

    await budi.hears(timeout=15)

    assert loop.time() - started >= 1


async def test_order_is_kept_while_one_answer_waits(mitra, simulator, budi):
    """A later answer never overtakes one that is waiting for its next try."""
    simulator.world.fail("error_500", method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)
    await budi.says("gmn cara nolong org kesetrum")

    first, second = await budi.hears(timeout=15), await budi.hears(timeout=15)

    assert "1,2 m" in first.text
    assert "Jangan sentuh" in second.text


async def test_one_chat_in_trouble_does_not_hold_up_the_others(mitra, simulator, budi, rina):
    """While Budi's answer is being tried again, Rina's comes at once."""
    simulator.world.fail("error_500", method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)
    await rina.says(ASK)

    assert "1,2 m" in (await rina.hears(timeout=2)).text
    await budi.hears(timeout=20)


async def test_who_blocks_the_bot_is_left_alone_until_they_return(mitra, simulator, budi):
    """After 403 the chat is marked, its messages are dropped; writing again clears the mark."""
    await budi.says("halo")
    await budi.hears()
    simulator.world.fail("error_500", method="sendMessage", times=1, chat_id=budi.id)
    await budi.says(ASK)
    await budi.blocks_the_bot()

    async def marked():
        return await rows(mitra, UnreachableChat, chat_id=budi.id) == 1

    await eventually(marked)
    assert await rows(mitra, OutboxMessage, chat_id=budi.id) == 0

    await budi.unblocks_the_bot()
    await budi.says(ASK)

    assert "1,2 m" in (await budi.hears(timeout=10)).text
    assert await rows(mitra, UnreachableChat, chat_id=budi.id) == 0


async def test_an_edit_of_a_deleted_message_becomes_a_new_one(mitra, simulator, phones, budi):
    """What cannot be edited any more is said anew instead of being lost."""
    await budi.says("/modul")
    menu = await budi.hears()
    token = mitra.application.bot.token
    await phones.post(f"/bot{token}/deleteMessage", {"chat_id": budi.id, "message_id": menu.message_id})
    await budi.taps_data("open_module:5", menu.message_id, menu.chat_id, forged=True)

    heard = await budi.hears(timeout=10)

    assert "halaman 1 dari" in heard.text
    assert heard.message_id != menu.message_id


async def test_the_same_update_twice_is_answered_once(mitra, simulator, phones, budi):
    """Telegram may deliver an update again; its effects happen once."""
    await budi.says(ASK)
    await budi.hears()

    await phones.redelivers()

    await budi.hears_nothing(0.5)


async def test_an_update_that_breaks_mitra_is_apologised_for_and_does_not_stop_the_rest(mitra, library, budi):
    """An error in an action rolls the turn back and is admitted; the next message is answered."""
    healthy = library.topics["m5-apar-pasang"]
    library.topics["m5-apar-pasang"] = dataclasses.replace(healthy, checked=None)
    await budi.says(ASK)
    sorry = await budi.hears()
    library.topics["m5-apar-pasang"] = healthy
    await budi.says(ASK)

    assert "gangguan" in sorry.text
    assert "1,2 m" in (await budi.hears()).text
