"""systemd hears that Mitra is ready and alive."""

import asyncio
import socket

import pytest

from bot import systemd


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """A socket such as systemd's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield channel


def test_it_hears_that_mitra_is_ready(manager):
    systemd.tell("READY=1")
    assert manager.recv(99) == b"READY=1"


def test_an_abstract_address_is_understood(monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("\0mitra-test-notify")
        channel.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", "@mitra-test-notify")
        systemd.tell("READY=1")
        assert channel.recv(99) == b"READY=1"


async def test_it_hears_twice_in_time_that_the_loop_turns(manager, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    stopping = asyncio.Event()
    work = asyncio.create_task(systemd.keep_alive(stopping))
    await asyncio.sleep(0.25)
    stopping.set()
    await work
    manager.setblocking(False)
    heard = []
    while True:
        try:
            heard.append(manager.recv(99))
        except BlockingIOError:
            break
    assert heard.count(b"WATCHDOG=1") >= 2
    assert heard[-1] == b"STOPPING=1"


async def test_without_a_manager_nothing_happens(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    stopping = asyncio.Event()
    work = asyncio.create_task(systemd.keep_alive(stopping))
    await asyncio.sleep(0)
    stopping.set()
    await asyncio.wait_for(work, 1)
