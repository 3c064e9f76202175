"""What the terminal writes about people is for nobody else on the computer; what it cannot read it does not show."""

import os
import stat

import numpy as np
import pytest

from bot import administration
from bot.training import ROOT
from bot.valkey import Valkey
from mitra.content.library import read_library
from mitra.errors import StartupError
from mitra.settings import Settings


@pytest.fixture
def settings(tmp_path):
    before = os.umask(0o022)  # as on most computers: new files are for all to read
    yield Settings(data_dir=tmp_path / "var", secret_key="for-tests-only", _env_file=None)
    os.umask(before)


async def test_ones_own_data_is_for_who_asked(settings, tmp_path):
    """Also where a file of that name lay about, for all to read."""
    settings.data_dir.mkdir()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "data-7.json").touch(mode=0o644)
    written = await administration.export(settings, read_library(), 7, folder)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in written} == {
        "data-7.html": 0o600,
        "data-7.json": 0o600,
    }


@pytest.mark.parametrize(
    "address", ["redis://:hun#ter2@localhost:6379/0", "redis://:pw@localhost:hunter2/0", "hunter2"]
)
def test_an_address_of_valkey_that_cannot_be_read_is_not_shown(address):
    with pytest.raises(StartupError) as raised:
        Valkey(address)
    assert "MITRA_VALKEY_URL" in str(raised.value)
    assert "ter2" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_settings_that_are_shown_show_no_secret():
    """In a traceback, or to a developer who prints them."""
    names = ("telegram_token", "database_url", "secret_key", "valkey_url", "webhook_secret")
    told = Settings(**dict.fromkeys(names, "hunter2-hunter2-hunter2"), _env_file=None)
    assert "hunter2" not in f"{told!r} {told}"


def test_a_model_holds_nothing_that_runs_when_it_is_read():
    """Pickles would: whoever may write a model's file would be the bot. JSON, YAML and plain arrays are data."""
    folder = ROOT / "var" / "models"
    kinds = {path.suffix for path in folder.glob("mitra-*/**/*") if path.is_file()}
    assert kinds <= {".json", ".yml", ".npz"}
    for arrays in folder.glob("mitra-*/components/*/arrays.npz"):
        with np.load(arrays, allow_pickle=False) as file:
            assert all(file[name].dtype != object for name in file.files)
