"""Behind a proxy of the office, Telegram is reached through it."""

import pytest

from bot.transport import proxy_for


@pytest.fixture(autouse=True)
def _looked_up_anew(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    proxy_for.cache_clear()
    yield
    proxy_for.cache_clear()


def test_without_one_it_is_reached_directly():
    assert proxy_for("https", "api.telegram.org") is None


def test_the_environments_proxy_is_used_but_not_for_what_is_exempt(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.kantor.id:3128")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    assert proxy_for("https", "api.telegram.org") == "http://proxy.kantor.id:3128"
    assert proxy_for("https", "127.0.0.1") is None
    assert proxy_for("http", "api.telegram.org") is None
