"""The regulations that answers rest on: one list, so that a change of law is one line."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import yaml

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
    text = path.read_text("utf-8")
    try:
        rows = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{path}:{line}: {error.problem}") from None
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
