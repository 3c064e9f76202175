"""One answer: a Markdown file with front matter under content/modules/."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mitra.content import markup
from mitra.content.files import read_text
from mitra.content.questions import expand
from mitra.errors import ContentError

#: The heading between the short answer and the detail.
DETAIL_HEADING = "## Selengkapnya"
AUDIENCES = {"keduanya", "pekerja", "manajer"}
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KIND_NAMES: dict[type, str] = {str: "teks", int: "angka", dt.date: "tanggal (2026-11-23)"}
_FIELDS = {"id", "title", "module", "audience", "questions", "sources", "regulations", "checked", "related"}


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A question people have, and its checked answer."""

    #: Such as `m5-apar-pasang`; part of training data and button data, so it never changes.
    id: str
    #: Name on a button.
    title: str
    #: 0 for the programme itself, 1 to 5 for SCORE's modules.
    module: int
    #: Who asks: keduanya, pekerja or manajer.
    audience: str
    #: Lines as written; each may stand for several wordings.
    questions: tuple[str, ...]
    #: What the answer rests on.
    sources: tuple[str, ...]
    #: Ids of the regulations it rests on (content/regulations.yml).
    regulations: tuple[str, ...]
    #: Day the sources were last looked up.
    checked: dt.date
    #: Ids of topics one would ask next, best first.
    related: tuple[str, ...]
    #: Telegram HTML that stands alone.
    short: str
    #: Telegram HTML of the rest.
    detail: str
    #: File it was read from.
    path: Path

    def wordings(self) -> list[str]:
        """Return every wording of its questions, without repeats."""
        return list(dict.fromkeys(wording for line in self.questions for wording in expand(line)))


def read_topic(path: Path) -> Topic:
    """Return the topic in `path`; raises ContentError naming file and line."""
    text = read_text(path)
    match = _FRONT_MATTER.match(text)
    if not match:
        raise ContentError(f"{path}:1: berkas harus diawali kepala di antara dua baris '---'")
    fields = _front_matter(path, match.group(1))
    body_line = text[: match.end()].count("\n") + 1
    short, detail = _body(path, body_line, text[match.end() :])
    return Topic(**fields, short=short, detail=detail, path=path)


def _front_matter(path: Path, text: str) -> dict[str, Any]:
    try:
        fields = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ContentError(
            f"{path}:{line}: kepala berkas tidak terbaca: {error.problem or 'YAML salah'}"
        ) from None
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # A date that does not exist is no YAML error but a ValueError without a place; a "!!bool" that is none, a KeyError.
        line = line_of(text, "checked")
        raise ContentError(f"{path}:{line}: kepala berkas tidak terbaca: {error}") from None
    if not isinstance(fields, dict):
        raise ContentError(f"{path}:2: kepala berkas harus berisi baris 'nama: isi'")
    _check_names(path, set(fields))
    _check_types(path, text, fields)
    lists = {name: tuple(fields[name]) for name in ("questions", "sources", "regulations", "related")}
    return fields | lists


def _check_names(path: Path, names: set[str]) -> None:
    if missing := sorted(_FIELDS - names):
        raise ContentError(f"{path}:2: kepala berkas belum memuat {', '.join(missing)}")
    if unknown := sorted(map(str, names - _FIELDS)):
        raise ContentError(f"{path}:2: kepala berkas memuat yang tidak dikenal: {', '.join(unknown)}")


def _check_types(path: Path, text: str, fields: dict[str, Any]) -> None:
    kinds = {"id": str, "title": str, "module": int, "audience": str, "checked": dt.date}
    for name, value in fields.items():
        wanted = kinds.get(name)
        if wanted and type(value) is not wanted:  # a date and time is a date too, and True a number
            raise ContentError(
                f"{path}:{line_of(text, name)}: {name} harus {_KIND_NAMES[wanted]}, bukan {value!r}"
            )
        if not wanted and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise ContentError(
                f"{path}:{line_of(text, name)}: {name} harus daftar teks (beri tanda kutip bila memuat ': ')"
            )


def line_of(front_matter: str, name: str) -> int:
    """Return the file's line (from 1) on which field `name` stands."""
    lines = front_matter.split("\n")
    found = (number for number, line in enumerate(lines, 2) if line.startswith(f"{name}:"))
    return next(found, 2)


def _body(path: Path, first_line: int, body: str) -> tuple[str, str]:
    short, heading, detail = body.partition(f"\n{DETAIL_HEADING}\n")
    if not heading:
        raise ContentError(f"{path}:{first_line}: judul '{DETAIL_HEADING}' belum ada")
    detail_line = first_line + short.count("\n") + 2
    return _html(path, first_line, short), _html(path, detail_line, detail)


def _html(path: Path, first_line: int, markdown: str) -> str:
    try:
        return markup.to_html(markdown)
    except markup.MarkupError as error:
        raise ContentError(f"{path}:{first_line + error.line}: {error}") from None
