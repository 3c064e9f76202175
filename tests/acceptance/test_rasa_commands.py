"""Rasa's own commands keep working at the root, for developers who know Rasa."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import httpx
import pytest

from bot.training import ROOT

RASA = Path(sys.executable).with_name("rasa")


async def rasa(*arguments, words="", folder=ROOT, **environment):
    """Run `rasa …` at the root and return (exit code, everything it printed)."""
    process = await asyncio.create_subprocess_exec(
        str(RASA), *arguments, cwd=folder, env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await asyncio.wait_for(process.communicate(words.encode()), 110)
    return process.returncode, printed.decode(errors="replace")


async def test_rasa_data_validate():
    """Domain, rules and examples fit together."""
    code, printed = await rasa("data", "validate", "--domain", "domain.yml")

    assert code == 0, printed[-2000:]
    assert "No story structure conflicts found" in printed
    assert "labeled with multiple different intents" not in printed


async def test_rasa_train(tmp_path):
    """The stock command trains; only the dialogue here, since `mitra train` calls the same function for all of it."""
    code, printed = await rasa("train", "core", "--out", str(tmp_path), "--fixed-model-name", "stock")

    assert code == 0, printed[-2000:]
    assert (tmp_path / "stock.tar.gz").exists()


@pytest.fixture
async def action_server(tmp_path):
    """`rasa run actions`, where endpoints.yml says it is."""
    process = await asyncio.create_subprocess_exec(
        str(RASA), "run", "actions", cwd=ROOT, env=os.environ | {"MITRA_DATA_DIR": str(tmp_path)},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with httpx.AsyncClient() as http, asyncio.timeout(60):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await http.get("http://127.0.0.1:5055/health")).is_success:
                    break
            await asyncio.sleep(0.2)
    yield
    process.terminate()
    await process.wait()


async def test_rasa_shell(model, action_server):
    """A developer asks in the terminal and gets the answer, through the stock road over HTTP."""
    code, printed = await rasa("shell", "--model", str(model), words="apar dipasang setinggi apa\n/stop\n")

    assert code == 0, printed[-2000:]
    assert "1,2 m" in printed
