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
    """A running Mitra; from the first words waited for, what it prints is read all the time: a full pipe would stop it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.printed = ""
        self._news = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def _read(self) -> None:
        while line := await self.process.stderr.readline():
            self.printed += line.decode()
            self._news.set()
        self._news.set()

    async def prints(self, words: str, *, seconds: float = 60) -> None:
        """Wait until `words` have been printed."""
        self._reading = self._reading or asyncio.create_task(self._read())
        async with asyncio.timeout(seconds):
            while words not in self.printed:
                assert not self._reading.done(), f"it ended: {self.printed}"
                self._news.clear()
                await self._news.wait()

    async def ends(self) -> None:
        """Read the last lines."""
        if self._reading:
            await self._reading
        else:
            await self.process.communicate()

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
    running = Process(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await running.ends()
