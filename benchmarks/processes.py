"""Starting what is measured, and reading how much memory it takes."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
RASA = Path(sys.executable).with_name("rasa")


@contextlib.contextmanager
def running(
    *commands: list[str], quiet: bool = False, **environment: str
) -> Iterator[list[subprocess.Popen[str]]]:
    """Run commands side by side until the block ends; unless quiet, what they log is to be read: a full pipe would stop them."""
    processes = [
        subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
        )
        for command in commands
    ]  # fmt: skip
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.communicate()


def wait_for_page(url: str, *, seconds: float = 120) -> None:
    """Wait until `url` answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2).is_success:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


def resident_megabytes(processes: list[subprocess.Popen[str]]) -> float:
    """Return the resident memory of these processes and their children, in MB."""
    parents = {_field(process.pid, "Pid"): process.pid for process in processes}
    known = set(parents.values())
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, StopIteration):
            if _field(int(folder.name), "PPid") in known:
                known.add(int(folder.name))
    return sum(_field(pid, "VmRSS") for pid in known) / 1024


def _field(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
