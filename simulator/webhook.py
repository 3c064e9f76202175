"""Delivers updates to a bot's address, in order, until each is accepted."""

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
    async with httpx.AsyncClient(headers=headers, timeout=PATIENCE, trust_env=False) as client:
        while True:
            update = await _next(bot.mailbox)
            await _insist(world, bot, client, update)
            _accepted(bot.mailbox, update)


async def _next(mailbox: Mailbox) -> Json:
    while not (mailbox.again or mailbox.pending):
        await mailbox.wait(PATIENCE)
    return mailbox.again[0] if mailbox.again else mailbox.pending[0]


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
