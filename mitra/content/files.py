"""Content files as they are read: whatever is wrong with one is told with file and line, in Bahasa, for trainers edit them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from mitra.errors import ContentError

#: What the YAML library raises besides errors of its own: for a date that does not exist, a "!!bool" that is none, far too many brackets.
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def read_text(path: Path) -> str:
    """Return what a file says; raises ContentError when it cannot be read as text."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}:1: berkas tidak bisa dibaca: {error}") from None


def read_yaml(path: Path) -> Any:
    """Return the plain values in a YAML file; raises ContentError naming the line where it cannot be read."""
    return parse_yaml(path, read_text(path))


def parse_yaml(path: Path, text: str) -> Any:
    """Return the plain values in the text of a YAML file; raises ContentError."""
    with readable(path, text):
        return yaml.load(text, Loader=yaml.CSafeLoader)


@contextmanager
def readable(path: Path, text: str) -> Iterator[None]:
    """Turn what the YAML library raises about a text into ContentError."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{path}:{line}: {error.problem or 'YAML salah'}") from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else 1
        raise ContentError(f"{path}:{line}: memuat huruf yang tidak bisa dipakai: hapus") from None
    except (yaml.YAMLError, *_STUMBLES) as error:
        raise ContentError(f"{path}:1: berkas tidak bisa dibaca: {error}") from None


@contextmanager
def shaped(path: Path) -> Iterator[None]:
    """Turn what breaks while plain values are taken apart that have another shape than they should into ContentError."""
    try:
        yield
    except (*_STUMBLES, ArithmeticError, re.error) as error:
        what = f"{type(error).__name__}: {error}"
        raise ContentError(f"{path}:1: susunannya tidak terbaca ({what}): samakan dengan yang lama") from None
