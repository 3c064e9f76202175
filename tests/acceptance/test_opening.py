"""A serving process opens the model its own way and leaves much of Rasa out: it has to understand the same."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from bot.opening import KnownDomain, open_model, unpacked
from bot.training import ROOT
from mitra.errors import StartupError

ASKED = [
    "apar dipasang setinggi apa",
    "gmn cara nolong org kesetrum",
    "jam kerja berapa sama lembur dibayar brp",
    "makasih ya",
    "zzz qqq",
]
#: Stock Rasa, all of it, as `rasa shell` opens a model.
STOCK = """
import asyncio, json, sys
from bot.environment import prepare
prepare(whole_rasa=True)
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.processor import MessageProcessor
model, *texts = sys.argv[1:]
processor = MessageProcessor(model, None, InMemoryLockStore(), None)
print(json.dumps([asyncio.run(processor.parse_message(UserMessage(text))) for text in texts]))
print(json.dumps([processor.domain.fingerprint(), "tensorflow" in sys.modules]))
"""
#: Ours, as `mitra run` opens it: the whole service, with what comes into it.
SERVING = """
import asyncio, json, sys
from pathlib import Path
from bot.environment import prepare
prepare()
import bot.service
from bot.brain import InProcessProcessor
from bot.nlg import MessageGenerator
from mitra.content.library import read_library
model, *texts = sys.argv[1:]
processor = InProcessProcessor(Path(model), MessageGenerator(), read_library())
print(json.dumps([asyncio.run(processor._read(text)) for text in texts]))
print(json.dumps([processor.domain.fingerprint(), sorted({name.partition(".")[0] for name in sys.modules})]))
"""
#: Where nothing is unpacked.
NOWHERE = Path("/nowhere")
#: What a serving process has no use for.
HUGE = {"tensorflow", "keras", "tensorboard", "sklearn", "h5py", "aiogram", "slack_sdk", "twilio", "botocore", "bson", "sanic_routing"}  # fmt: skip


def told(code, model):
    """Return the two lines that a process of its own prints."""
    command = [sys.executable, "-c", code, str(model), *ASKED]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")][-2:]


def test_it_understands_what_stock_rasa_understands(model):
    stock, (stock_domain, has_tensorflow) = told(STOCK, model)
    serving, (domain, loaded) = told(SERVING, model)

    assert has_tensorflow  # else the next lines would compare ours with ours
    assert not HUGE.intersection(loaded)
    assert serving == stock
    assert domain == stock_domain


def test_the_domain_of_the_rules_is_the_one_the_model_was_trained_with(model):
    from rasa.shared.core.domain import Domain  # noqa: PLC0415 - after bot/environment.py

    metadata, runner = open_model(model)

    stored = Domain.from_path(unpacked(model, NOWHERE) / "components" / "domain_provider")
    provider = runner._instantiated_nodes["domain_provider"]._component
    assert isinstance(provider, KnownDomain)
    assert provider.provide_inference().fingerprint() == stored.fingerprint() == metadata.domain.fingerprint()


def test_an_archive_is_unpacked_once_by_whoever_comes_first(model, tmp_path):
    archive = tmp_path / model.name
    shutil.copy(model, archive)

    several = [threading.Thread(target=unpacked, args=[archive, NOWHERE]) for _ in range(4)]
    for one in several:
        one.start()
    for one in several:
        one.join()

    folder = unpacked(archive, NOWHERE)
    assert sorted(tmp_path.iterdir()) == [folder, archive]
    assert (folder / "metadata.json").read_bytes() == (
        unpacked(model, NOWHERE) / "metadata.json"
    ).read_bytes()
    before = folder.stat().st_mtime_ns
    assert unpacked(archive, NOWHERE).stat().st_mtime_ns == before


def test_where_nothing_may_be_written_it_is_unpacked_aside(model, tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError

    monkeypatch.setattr("bot.opening.tempfile.mkdtemp", refuse)
    archive = tmp_path / "read-only" / model.name
    archive.parent.mkdir()
    shutil.copy(model, archive)

    assert unpacked(archive, tmp_path / "aside") == tmp_path / "aside"
    assert (tmp_path / "aside" / "metadata.json").exists()
    assert list(archive.parent.iterdir()) == [archive]


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "link"])
def test_what_would_leave_the_folder_is_not_unpacked(name, tmp_path):
    """A model is our own; should somebody have put another in its place, it is told."""
    member = tarfile.TarInfo(name)
    if name == "link":
        member.type, member.linkname = tarfile.SYMTYPE, "/outside"
    (tmp_path / "models").mkdir()
    with tarfile.open(tmp_path / "models" / "mitra-0.tar.gz", "w:gz") as packed:
        packed.addfile(member)
    with pytest.raises(StartupError, match="Model rusak"):
        unpacked(tmp_path / "models" / "mitra-0.tar.gz", tmp_path)
    assert not list(tmp_path.rglob("outside"))


def test_a_model_cut_off_in_the_middle_is_told(model, tmp_path):
    """As after a full disk."""
    cut = tmp_path / "mitra-cut.tar.gz"
    cut.write_bytes(model.read_bytes()[: model.stat().st_size // 2])
    with pytest.raises(StartupError, match="rusak: hapus berkas itu"):
        unpacked(cut, tmp_path)
    assert not list(tmp_path.glob("unfinished-*"))
