"""The regulations that answers rest on: one list, so that a change of law is one line."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from mitra.content.files import parse_yaml, read_text, shaped
from mitra.errors import ContentError


class Status(Enum):
    """Whether a regulation still holds; the values stand in content/regulations.yml."""

    IN_FORCE = "berlaku"
    UNCERTAIN = "perlu_dicek"
    REVOKED = "dicabut"


@dataclass(frozen=True, kw_only=True)
class Regulation:
    """One regulation."""

    #: Kind, number and year, such as `pp-35-2021`.
    id: str
    #: As people write it: PP 35/2021.
    name: str
    status: Status
    #: Day it was last looked up.
    checked: dt.date
    #: One sentence for people, wherever it is not simply in force.
    note: str = ""


def read_regulations(path: Path) -> dict[str, Regulation]:
    """Return the regulations by id; raises ContentError naming file and line."""
    text = read_text(path)
    rows = parse_yaml(path, text)
    with shaped(path):
        regulations = [_regulation(path, text, row) for row in rows]
        return {regulation.id: regulation for regulation in regulations}


def _regulation(path: Path, text: str, row: dict[str, object]) -> Regulation:
    line = text[: max(text.find(f"id: {row.get('id')},"), 0)].count("\n") + 1
    try:
        regulation = Regulation(**(row | {"status": Status(row.get("status"))}))  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ContentError(f"{path}:{line}: {error}") from None
    if regulation.status is not Status.IN_FORCE and not regulation.note:
        raise ContentError(
            f"{path}:{line}: {regulation.id} tidak berstatus berlaku: tulis note untuk pembaca"
        )
    return regulation
