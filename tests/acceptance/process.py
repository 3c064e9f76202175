"""Mitra as a process of its own, as `make run` starts it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.training import ROOT

COMMAND = "from bot.cli import main; main()"


class Process:
    """A running Mitra; what it prints is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.printed = ""

    async def prints(self, words: str, *, seconds: float = 60) -> None:
        """Wait until `words` have been printed."""
        async with asyncio.timeout(seconds):
            while words not in self.printed:
                line = await self.process.stderr.readline()
                assert line, f"it ended: {self.printed}"
                self.printed += line.decode()

    async def is_killed(self) -> None:
        """Die at once, as in a power cut."""
        self.process.kill()
        await self.process.wait()

    async def is_asked_to_stop(self, *, seconds: float = 10) -> int:
        """Stop as systemd would ask; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), seconds)


@contextlib.asynccontextmanager
async def start(*arguments: str, root: Path = ROOT, **environment: str) -> AsyncIterator[Process]:
    """Start `mitra …` with these settings; nothing of it is left after the block."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MITRA_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        COMMAND,
        *arguments,
        cwd=root,
        env=inherited | environment | {"PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
