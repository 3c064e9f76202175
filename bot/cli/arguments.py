"""What the commands share: how one is added, and how what is typed behind it is read."""

import argparse
import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from mitra.numbers import read_number

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives it no other name


def add(
    commands: Commands,
    name: str,
    run: Callable[..., int],
    about: str,
) -> argparse.ArgumentParser:
    """Add a command, which calls `run` with settings and options; return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(command=run)
    return parser


def day(text: str) -> dt.date:
    """Return the date that `text` is."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} bukan tanggal: tulis seperti 2026-11-01") from None


def count(text: str) -> int:
    """Return the number, above zero, that `text` is."""
    number = read_number(text)
    if not number:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} bukan jumlah: tulis seperti 20")
    return number
