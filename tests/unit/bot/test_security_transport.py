"""Neither the bot's token, which stands in every address, nor what people wrote gets into errors and logs."""

import contextlib
import logging
import socket
import traceback

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.transport import AiohttpRequest

TOKEN = "123:a-token-nobody-may-read"
CUT_OFF = b'{"ok": true, "result": [{"text": "rahasia saya'


@contextlib.asynccontextmanager
async def bot_at(port, monkeypatch, **limits):
    monkeypatch.setenv("no_proxy", "*")
    requests = (AiohttpRequest(connections=1, **limits) for _ in range(2))
    bot = Bot(
        TOKEN,
        base_url=f"http://127.0.0.1:{port}/bot",
        request=next(requests),
        get_updates_request=next(requests),
    )
    await bot.request.initialize()
    yield bot
    await bot.request.shutdown()


@contextlib.contextmanager
def server_that_lets_nobody_in():
    """Its queue is full, so that connecting itself takes too long."""
    with contextlib.ExitStack() as open_ones:
        server = open_ones.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(5):
            waiting = open_ones.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_a_connection_that_takes_too_long_does_not_tell_the_token(monkeypatch):
    """aiohttp's own error names the whole address; a traceback shows what an error came from, too."""
    with server_that_lets_nobody_in() as port:
        async with bot_at(port, monkeypatch, connect_timeout=0.2) as bot:
            with pytest.raises(TimedOut) as raised:
                await bot.get_me()
    assert "a-token" not in "".join(traceback.format_exception(raised.value))


async def test_a_connection_refused_does_not_tell_the_token(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with bot_at(port, monkeypatch) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.get_me()
    assert "a-token" not in "".join(traceback.format_exception(raised.value))


def test_an_answer_that_cannot_be_read_is_not_logged(caplog):
    """An answer cut off in the middle holds what people wrote."""
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramError) as raised:
        AiohttpRequest.parse_json_payload(CUT_OFF)
    assert "rahasia" not in caplog.text
    assert "rahasia" not in "".join(traceback.format_exception(raised.value))


def test_an_answer_is_read():
    assert AiohttpRequest.parse_json_payload(b'{"ok": true, "result": "\xff"}') == {
        "ok": True,
        "result": "\ufffd",
    }
