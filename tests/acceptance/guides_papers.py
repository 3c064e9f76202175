"""What the guides name: pictures, commands, buttons, links, command lines."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from mitra.content.library import CONTENT_DIR
from tests.acceptance.guides_camera import GUIDES

_PICTURE = re.compile(r'src="(gambar/[\w-]+\.png)"')
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
_BUTTON = re.compile(r"\*\*\[([^]]+)\]\*\*")
_COMMAND = re.compile(r"(?<![\w./`<])/([a-z0-9_]+)\b(?!/)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^(?:\$ | .* )\.venv/bin/mitra (.+)$", re.MULTILINE)
_SPAN = re.compile(r"`mitra ([^`]+)`")
#: What stands before a button's text in a template or a form.
_OPENINGS = ('"', "'", ": ")


def guides() -> list[Path]:
    """Return all guides."""
    return sorted(GUIDES.glob("*.md"))


def pictures_in(text: str) -> set[str]:
    """Return which pictures a guide shows, as paths from its folder."""
    return set(_PICTURE.findall(text))


def links_in(text: str) -> set[str]:
    """Return where a guide leads to in this repository, as paths from its folder."""
    return set(_LINK.findall(text))


def buttons_in(text: str) -> set[str]:
    """Return which buttons a guide quotes: **[like this]**."""
    return set(_BUTTON.findall(text))


def commands_in(text: str) -> set[str]:
    """Return which commands of the chat a guide names, without what is typed at a terminal."""
    return set(_COMMAND.findall(_FENCE.sub("", text)))


def command_lines_in(text: str) -> Iterator[list[str]]:
    """Yield what a guide has people type after `mitra` at a terminal, split as a shell does."""
    for line in [*_LINE.findall(text), *_SPAN.findall(text)]:
        yield shlex.split(line, comments=True)


def labels() -> str:
    """Return all that can be a button's text: messages, forms and prompts as they are written."""
    files = [path for path in CONTENT_DIR.rglob("*") if path.suffix in {".j2", ".yml"}]
    return "\n".join(path.read_text("utf-8") for path in files)


def is_label(button: str, written: str) -> bool:
    """Return whether some button begins so."""
    return any(opening + button in written for opening in _OPENINGS)
