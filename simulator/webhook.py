"""
Delivers updates to a bot's address until each is accepted: those of one chat in order, different chats side by side.

As Telegram's own Bot API server does: at most `max_connections` at a time, and what failed is tried again while other chats go on.
"""

import asyncio

import httpx

from simulator.mailbox import Bot, Mailbox
from simulator.model import Json
from simulator.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PATIENCE = 60.0


async def deliver(world: World, bot: Bot, secret: str) -> None:
    """Post every update as it comes, for ever."""
    headers = {SECRET_HEADER: secret} if secret else {}
    most = bot.webhook["max_connections"]
    limits = httpx.Limits(max_connections=most, max_keepalive_connections=most)
    async with (
        httpx.AsyncClient(headers=headers, timeout=PATIENCE, limits=limits, trust_env=False) as client,
        asyncio.TaskGroup() as deliveries,
    ):
        busy: set[int] = set()
        while True:
            if (update := _next(bot.mailbox, busy)) is None or len(busy) >= most:
                await bot.mailbox.wait(PATIENCE)
                continue
            busy.add(_chat(update))
            deliveries.create_task(_deliver_one(world, bot, client, update, busy))


async def _deliver_one(
    world: World, bot: Bot, client: httpx.AsyncClient, update: Json, busy: set[int]
) -> None:
    await _insist(world, bot, client, update)
    _accepted(bot.mailbox, update)
    busy.discard(_chat(update))
    bot.mailbox.wake()


def _next(mailbox: Mailbox, busy: set[int]) -> Json | None:
    """Return the first update of a chat that nothing is under way for."""
    return next((one for one in (*mailbox.again, *mailbox.pending) if _chat(one) not in busy), None)


def _chat(update: Json) -> int:
    """Return the chat of an update, or the person where it names no chat."""
    body = next(part for name, part in update.items() if name != "update_id")
    chat = body.get("chat") or (body.get("message") or {}).get("chat") or body.get("from") or body.get("user")
    return int((chat or {}).get("id", 0))


def _accepted(mailbox: Mailbox, update: Json) -> None:
    queue = mailbox.again if update in mailbox.again else mailbox.pending
    # Meanwhile the queue may have been emptied by deleteWebhook.
    if update in queue:
        queue.remove(update)


async def _insist(world: World, bot: Bot, client: httpx.AsyncClient, update: Json) -> None:
    attempt = 0
    while (problem := await _attempt(client, bot.webhook["url"], update)) is not None:
        bot.webhook |= {"last_error_date": world.now(), "last_error_message": problem}
        await asyncio.sleep(world.webhook_pauses[min(attempt, len(world.webhook_pauses) - 1)])
        attempt += 1


async def _attempt(client: httpx.AsyncClient, url: str, update: Json) -> str | None:
    """Return what went wrong, in Telegram's words, or None."""
    try:
        response = await client.post(url, json=update)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.TransportError:
        return "Connection refused"
    if response.is_success:
        return None
    return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
