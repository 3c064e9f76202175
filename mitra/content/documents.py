"""Documents handed out as files: Jinja2 templates under content/documents/."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mitra.content.library import CONTENT_DIR
from mitra.content.messages import tanggal


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(CONTENT_DIR / "documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tanggal"] = tanggal
    return environment


def personal_page(data: dict[str, Any]) -> str:
    """Return what is kept about somebody (mitra/personal_data.py) as a page to read."""
    return _environment().get_template("personal_data.html.j2").render(data=data)


def visit_agenda(points: dict[str, Any]) -> list[str]:
    """Return what is open in an enterprise (mitra/visits/agenda.py) as lines of plain text."""
    return _lines("visit_agenda.txt.j2", points)


def visit_changes(changes: dict[str, Any]) -> list[str]:
    """Return what has changed between two visits (mitra/visits/facts.py) as lines of plain text."""
    return _lines("visit_changes.txt.j2", changes)


def _lines(name: str, values: dict[str, Any]) -> list[str]:
    text = _environment().get_template(name).render(**values)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
