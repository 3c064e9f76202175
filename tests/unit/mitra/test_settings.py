"""Settings come from the environment; what is wrong is said in one sentence before anything starts."""

import os
import stat

import pytest

from mitra.errors import StartupError
from mitra.settings import read_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """An environment without settings, in a folder of its own."""
    for name in [name for name in os.environ if name.upper().startswith("MITRA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_without_any_setting_everything_stays_on_this_machine(tmp_path):
    settings = read_settings()
    assert settings.telegram_token == ""
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.http_port == 8080
    assert settings.send_rate == 25
    assert settings.log_level == "INFO"
    assert settings.database_address == "sqlite+aiosqlite:///var/mitra.sqlite"
    assert str(settings.models_dir) == "var/models"
    assert (tmp_path / "var").is_dir()


def test_settings_are_read_from_the_environment(environment, tmp_path):
    environment.setenv("MITRA_TELEGRAM_TOKEN", "7:abc")
    environment.setenv("MITRA_HTTP_PORT", "0")
    environment.setenv("MITRA_SEND_RATE", "0.5")
    environment.setenv("MITRA_DATA_DIR", str(tmp_path / "lain" / "lagi"))
    environment.setenv("MITRA_UNKNOWN", "x")
    settings = read_settings()
    assert (settings.telegram_token, settings.http_port, settings.send_rate) == ("7:abc", 0, 0.5)
    assert settings.database_address == f"sqlite+aiosqlite:///{tmp_path}/lain/lagi/mitra.sqlite"


def test_a_database_of_ones_own_takes_precedence(environment):
    environment.setenv("MITRA_DATABASE_URL", "postgresql+asyncpg://db/mitra")
    assert read_settings().database_address == "postgresql+asyncpg://db/mitra"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MITRA_HTTP_PORT", "delapan"),
        ("MITRA_HTTP_PORT", "65536"),
        ("MITRA_HTTP_PORT", "-1"),
        # Nothing would ever be sent.
        ("MITRA_SEND_RATE", "0"),
        ("MITRA_SEND_RATE", "nan"),
        ("MITRA_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_does_not_fit_is_named_in_one_sentence(environment, name, value):
    environment.setenv(name, value)
    with pytest.raises(StartupError) as wrong:
        read_settings()
    told = str(wrong.value)
    assert told.startswith(name)
    assert repr(value) in told
    assert told.endswith(".")
    assert "\n" not in told


@pytest.mark.parametrize("folder", ["berkas", "berkas/data"])
def test_a_data_folder_that_cannot_be_written_is_named_in_one_sentence(environment, tmp_path, folder):
    (tmp_path / "berkas").write_text("bukan folder", "utf-8")
    environment.setenv("MITRA_DATA_DIR", str(tmp_path / folder))
    with pytest.raises(StartupError) as wrong:
        read_settings()
    told = str(wrong.value)
    assert str(tmp_path / folder) in told
    assert "MITRA_DATA_DIR" in told
    assert told.endswith(".")
    assert "\n" not in told


def test_trying_the_data_folder_leaves_nothing_behind(tmp_path):
    read_settings()
    assert list((tmp_path / "var").iterdir()) == []


def test_a_key_is_made_once_for_its_owner_only_and_read_again(tmp_path):
    made = read_settings().key
    assert len(made) == 64
    assert read_settings().key == made
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600


def test_every_installation_makes_a_key_of_its_own(environment, tmp_path):
    first = read_settings().key
    environment.setenv("MITRA_DATA_DIR", str(tmp_path / "lain"))
    assert read_settings().key != first


def test_a_key_that_is_set_is_used_and_none_is_kept(environment, tmp_path):
    environment.setenv("MITRA_SECRET_KEY", "rahasia")
    assert read_settings().key == b"rahasia"
    assert not (tmp_path / "var" / "secret.key").exists()


@pytest.mark.parametrize("secret", ["a", "a" * 15, "dengan spasi di dalam"])
def test_a_short_webhook_secret_is_refused(environment, secret):
    environment.setenv("MITRA_WEBHOOK_SECRET", secret)
    with pytest.raises(StartupError, match="MITRA_WEBHOOK_SECRET tidak bisa dipakai") as told:
        read_settings()
    assert f"({secret!r})" not in str(told.value)
