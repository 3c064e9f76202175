"""What is spared at start is only what was done before or is not needed."""

import gc
import os

import pytest

from bot import cli
from bot.environment import end_loading, start_loading
from bot.training import _forget_old, fingerprint, folder_of
from mitra.errors import ContentError


@pytest.fixture
def checks(monkeypatch):
    """How often all messages were checked; `checks.wrong` makes one of them wrong."""

    class Checks:
        count, wrong = 0, False

        def check(self):
            Checks.count += 1
            if Checks.wrong:
                raise ContentError("content/messages/answer.html.j2:3: …")

    monkeypatch.setattr(cli, "Messages", Checks)
    return Checks


def test_messages_found_right_are_not_checked_again(checks, tmp_path):
    for _ in range(3):
        cli._check_messages(tmp_path / "noted")

    assert checks.count == 1


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe", b"0123456789abcdef"])
def test_messages_are_checked_when_what_is_noted_is_of_others(checks, tmp_path, spoilt):
    noted = tmp_path / "noted"
    cli._check_messages(noted)
    noted.write_bytes(spoilt)

    cli._check_messages(noted)

    assert checks.count == 2


def test_wrong_messages_are_told_each_time(checks, tmp_path):
    checks.wrong = True
    for _ in range(2):
        with pytest.raises(ContentError):
            cli._check_messages(tmp_path / "noted")

    assert checks.count == 2


def test_a_folder_nobody_may_write_to_only_costs_time(checks, tmp_path):
    for _ in range(2):
        cli._check_messages(tmp_path / "not there" / "noted")

    assert checks.count == 2


@pytest.mark.parametrize(
    "changed", ["content/messages/answer.html.j2", "mitra/content/messages.py", "requirements.lock"]
)
def test_whatever_may_make_a_message_wrong_counts(tmp_path, changed):
    path = tmp_path / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    before = fingerprint(tmp_path, cli._MESSAGES)
    path.write_text("{{ one }}")
    written = fingerprint(tmp_path, cli._MESSAGES)
    path.write_text("{{ one }")

    assert len({before, written, fingerprint(tmp_path, cli._MESSAGES)}) == 3


def test_garbage_is_looked_for_again_when_all_is_loaded():
    start_loading()
    during = gc.isenabled()
    end_loading()

    assert (during, gc.isenabled()) == (False, True)


def test_old_models_go_with_what_was_unpacked_of_them(tmp_path):
    for number in range(5):
        archive = tmp_path / f"mitra-{number}.tar.gz"
        archive.touch()
        os.utime(archive, (number, number))
        folder_of(archive).mkdir()

    _forget_old(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"mitra-{number}{end}" for number in (2, 3, 4) for end in ("", ".tar.gz")
    ]
