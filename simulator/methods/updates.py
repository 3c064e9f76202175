"""How a bot gets its updates: by asking, or by a webhook."""

import asyncio
import re

from simulator.errors import bad_request, conflict
from simulator.mailbox import MOST_AT_ONCE
from simulator.methods.registry import Call, method
from simulator.model import Json
from simulator.webhook import deliver

LONGEST_POLL = 50
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


def _kinds(call: Call) -> list[str] | None:
    kinds = call.params.parsed("allowed_updates")
    return kinds if isinstance(kinds, list) else None


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Wait for updates."""
    if call.bot.webhook["url"]:
        raise conflict(WEBHOOK_ACTIVE)
    limit = call.params.number("limit", MOST_AT_ONCE)
    limit = limit if 0 < limit <= MOST_AT_ONCE else MOST_AT_ONCE
    timeout = min(max(0, call.params.number("timeout")), LONGEST_POLL)
    mailbox, presence = call.bot.mailbox, call.world.presence
    mailbox.allow(_kinds(call))
    presence.poll_opens()
    try:
        return await mailbox.poll(call.params.number("offset"), limit, timeout)
    finally:
        presence.poll_closes()


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates delivered to an address; an empty one means no longer."""
    url = call.params.text("url")
    if not url:
        return _forget_webhook(call)
    if not re.match(r"https?://[^\s/]+", url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if not SECRET.fullmatch(call.params.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    _stop(call)
    call.bot.mailbox.allow(_kinds(call))
    secret = call.params.text("secret_token")
    call.bot.webhook = {"url": url, "max_connections": call.params.number("max_connections", 40)}
    call.bot.mailbox.interrupt()
    call.bot.courier = asyncio.create_task(deliver(call.world, call.bot, secret))
    call.world.presence.webhook(active=True)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Go back to asking for updates."""
    return _forget_webhook(call)


def _forget_webhook(call: Call) -> bool:
    _stop(call)
    if call.bot.webhook["url"]:
        call.world.presence.webhook(active=False)
    call.bot.webhook = {"url": ""}
    return True


def _stop(call: Call) -> None:
    if call.bot.courier:
        call.bot.courier.cancel()
        call.bot.courier = None
    if call.params.flag("drop_pending_updates"):
        call.bot.mailbox.pending.clear()


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Tell how the delivery is going."""
    mailbox = call.bot.mailbox
    info = {**call.bot.webhook, "has_custom_certificate": False, "pending_update_count": len(mailbox.pending)}
    return info | ({"allowed_updates": sorted(mailbox.allowed)} if mailbox.allowed else {})


@method("logOut")
@method("close")
def close(_call: Call) -> bool:
    """Accept, and do nothing."""
    return True
