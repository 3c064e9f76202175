"""Starting what is measured, and reading how much memory it takes."""

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
RASA = Path(sys.executable).with_name("rasa")
#: Seconds that a start may take.
LONGEST_START = 180.0
#: Seconds after which what has been asked to stop is killed.
LONGEST_STOP = 30.0


class Memory(NamedTuple):
    """Megabytes: shared pages divided among those who share them, and counted whole."""

    pss_mb: float
    rss_mb: float


@contextlib.asynccontextmanager
async def running(
    *commands: Sequence[str], log: Path, **environment: str
) -> AsyncIterator[list[subprocess.Popen[bytes]]]:
    """Run commands side by side until the block ends; what they print goes into a file."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MITRA_")}
    settings = inherited | {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"} | environment
    processes = _started(commands, log, settings)
    try:
        yield processes
    finally:
        await _stop(processes)


def _started(
    commands: Sequence[Sequence[str]], log: Path, settings: dict[str, str]
) -> list[subprocess.Popen[bytes]]:
    with log.open("wb") as printed:
        return [
            subprocess.Popen(command, cwd=ROOT, env=settings, stdout=printed, stderr=printed)
            for command in commands
        ]


async def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End processes; without blocking, since this process may be the Telegram with which they still talk."""
    for process in processes:
        process.terminate()
    ends = time.monotonic() + LONGEST_STOP
    while any(process.poll() is None for process in processes):
        await asyncio.sleep(0.005)
        if time.monotonic() > ends:
            for process in processes:
                process.kill()


async def until(
    ready: Callable[[], Awaitable[bool]], processes: list[subprocess.Popen[bytes]], log: Path
) -> None:
    """Wait until `ready`; raises AssertionError with the last lines of `log` when a process ends before."""
    ends = time.monotonic() + LONGEST_START
    while not await ready():
        alive = all(process.poll() is None for process in processes) and time.monotonic() < ends
        assert alive, f"not ready: {_end_of(log)}"
        await asyncio.sleep(0.005)


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-2_000:]


async def answers(port: int, path: str) -> bool:
    """Return whether a page of this machine answers well; one that is slow is waited for."""
    return await asyncio.to_thread(_answers, port, path)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def memory(processes: list[subprocess.Popen[bytes]]) -> Memory:
    """Return what these processes and all their children occupy."""
    family = _with_children({process.pid for process in processes})
    found = [_fields(Path(f"/proc/{pid}/smaps_rollup")) for pid in family]
    pss, rss = (sum(one[name] for one in found) / 1024 for name in ("Pss", "Rss"))
    return Memory(pss, rss)


def _with_children(pids: set[int]) -> set[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, KeyError):  # it may have ended just now
            parents[int(folder.name)] = _fields(folder / "status")["PPid"]
    while more := {pid for pid, parent in parents.items() if parent in pids} - pids:
        pids = pids | more
    return pids


def _fields(path: Path) -> dict[str, int]:
    """Return the numbers of one of Linux' files with a name and a number in each line."""
    lines = (line.split() for line in path.read_text("ascii", errors="replace").splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if len(words) > 1 and words[1].isdigit()}
