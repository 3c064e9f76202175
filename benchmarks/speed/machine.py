"""Where it was measured: the machine, and the versions that took part."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path


def describe() -> dict[str, str]:
    """Return facts by their name, such as "Rasa": "3.6.21"; the load is that of the minute before."""
    return {
        "on": _line("/proc/cpuinfo", "model name"),
        "cores": str(os.cpu_count()),
        "memory": f"{int(_line('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.0f} GB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
        "Rasa": version("rasa"),
        "python-telegram-bot": version("python-telegram-bot"),
    }


def _line(path: str, name: str) -> str:
    """Return what a file of Linux says about `name`, or "0 (unknown)"."""
    found = re.search(rf"^{name}\s*:\s*(.+)$", Path(path).read_text("ascii", errors="replace"), re.MULTILINE)
    return found[1] if found else "0 (unknown)"
