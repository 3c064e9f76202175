"""The demo takes from the environment its port and nothing that leads outside."""

from bot.demo import _demo_settings
from mitra.settings import Settings


def test_the_port_is_the_pages_and_the_bot_opens_none(tmp_path):
    outside = {"webhook_url": "https://mitra.contoh.id/x", "valkey_url": "redis://127.0.0.1:1/0"}
    given = Settings(data_dir=tmp_path, http_port=8077, telegram_api="https://contoh.id", **outside)
    demo = _demo_settings(given, "http://127.0.0.1:8077")
    assert given.wants_http
    assert not demo.wants_http
    assert (demo.webhook_url, demo.valkey_url, demo.database_url) == ("", "", "")
    assert demo.telegram_api == "http://127.0.0.1:8077"
