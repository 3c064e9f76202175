"""Everything the bot says besides the answers: Jinja2 templates under content/messages/."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape
from markupsafe import Markup

from mitra.content.library import CONTENT_DIR
from mitra.errors import ContentError

SUFFIX = ".html.j2"
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")


@dataclass(frozen=True)
class Button:
    """A button under a message; `data` comes back when it is tapped, at most 64 bytes."""

    text: str
    data: str


@dataclass(frozen=True)
class Text:
    """A rendered message: Telegram HTML and its rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()


class Messages:
    """
    Renders messages by name.

    A template writes Telegram HTML; what is put in is escaped. Buttons are rows:
    `{{ row(button("Selengkapnya", "more", topic.id), button(…)) }}`.
    """

    def __init__(self, content_dir: Path = CONTENT_DIR) -> None:
        self.folder = content_dir / "messages"
        self._environment = Environment(
            loader=FileSystemLoader(self.folder),
            autoescape=select_autoescape(["html.j2"], default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["button"] = _button
        self._environment.filters["tanggal"] = tanggal

    def names(self) -> list[str]:
        """Return the names of all messages."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self.folder.glob(f"*{SUFFIX}"))

    def render(self, message: str, /, **variables: Any) -> Text:
        """Return `message`; raises ContentError naming file and line when the template is wrong."""
        rows: list[tuple[Button, ...]] = []

        def row(*buttons: Button) -> str:
            rows.append(buttons)
            return ""

        try:
            html = self._environment.get_template(message + SUFFIX).render(row=row, **variables)
        except TemplateError as error:
            line = getattr(error, "lineno", None) or 1
            raise ContentError(f"{self.folder / (message + SUFFIX)}:{line}: {error}") from error
        return Text(html=_EMPTY_LINES.sub("\n\n", html).strip(), rows=tuple(rows))

    def check(self) -> None:
        """Compile every template; raises ContentError naming file and line of the first wrong one."""
        for name in self.names():
            try:
                self._environment.get_template(name + SUFFIX)
            except (TemplateError, UnicodeDecodeError, RecursionError) as error:
                line = getattr(error, "lineno", 1)
                raise ContentError(f"{self.folder / (name + SUFFIX)}:{line}: {error}") from None


def _button(text: object, intent: str, value: object = "") -> Button:
    # A button is no HTML: what a macro has escaped shows as typed.
    return Button(text=text.unescape() if isinstance(text, Markup) else str(text), data=f"{intent}:{value}")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def tanggal(day: Any) -> str:
    """Return a date, or its ISO form (notifications keep plain values), as people write it: 23 Nov 2026."""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
