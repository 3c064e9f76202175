"""
Telling systemd that Mitra serves, and that it is alive: should it ever hang, systemd starts it anew.

The protocol is one datagram (sd_notify(3)); where nobody asks for it, nothing happens.
"""

import asyncio
import contextlib
import os
import socket


def tell(state: str) -> None:
    """Send `state`, such as READY=1, to the service manager, if there is one that listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())


async def keep_alive(stopping: asyncio.Event) -> None:
    """Say twice within the time that systemd has set (WatchdogSec) that the event loop still turns, until `stopping` is set."""
    limit = int(os.environ.get("WATCHDOG_USEC") or 0) / 1_000_000
    while not stopping.is_set():
        if limit:
            tell("WATCHDOG=1")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), limit / 2 or None)
    tell("STOPPING=1")
