"""A trainer's answer as a topic's file: front matter and Markdown, as content/README.md describes them."""

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import yaml

from mitra.content.library import Library
from mitra.content.lint import FEWEST_WORDINGS, SHORT_LIMIT, problems_in
from mitra.content.topics import DETAIL_HEADING
from mitra.errors import MitraError
from mitra.teaching.drafts import Draft

_LONGEST_SLUG = 40
#: Stands where a name or a number was (mitra/privacy.py): such a line is no example of how people ask.
_BLANKED = "…"
#: Letters that mean something in questions, or in Markdown.
_MARKS = re.compile(r"[\[\]()|]")
_MARKDOWN = re.compile(r"([\\*_`#<>\[\]|~&])")
#: Lines that make the one above a heading, or a rule.
_RULE = re.compile(r"(?=(?:-\s*){2,}$|=+$)")
_ITEM = re.compile(r"(?:[-+]|\d{1,9}[.)])\s")
#: Where an answer may be cut: after a sentence, not after the number of a list's item.
_END = re.compile(r"(?<!\d)[.!?](?=\s)|\n")
#: Room for the marks that Markdown makes of a text.
_ROOM = 40
_FROM = "Jawaban ini ditulis pelatih SCORE dari pertanyaan peserta."
#: File and line in front of what `mitra doctor` says.
_PLACE = re.compile(r"^.*?\.\w+:\d+: ")


def lacking(draft: Draft) -> int:
    """Return how many more ways of asking a topic needs."""
    return max(0, FEWEST_WORDINGS - len(_questions(draft)))


def _questions(draft: Draft) -> list[str]:
    """Return the ways of asking, without those that had something blanked."""
    lines = (" ".join(_MARKS.sub(" ", line).split()) for line in draft.questions if _BLANKED not in line)
    return list({line.casefold().strip("?!. "): line for line in lines if line}.values())


def file_of(draft: Draft, library: Library, content_dir: Path) -> Path:
    """Return where a draft's topic is written: named after its title; raises MitraError when there is one already."""
    module = library.module(draft.module)
    slug = re.sub(r"[^a-z0-9]+", "-", draft.title.casefold()).strip("-")[:_LONGEST_SLUG].strip("-")
    if module is None or not slug:
        raise MitraError(f"Judul {draft.title!r} tidak bisa menjadi nama berkas: ganti judulnya.")
    path = content_dir / "modules" / module.folder / f"{slug}.md"
    if path.exists():
        raise MitraError(f"{path} sudah ada: ganti judulnya, atau gabungkan jawabannya di sana.")
    return path


def text_of(draft: Draft, path: Path, *, on: dt.date) -> str:
    """Return the file's text; `on` is the day its sources were looked up."""
    front = {
        "id": f"m{draft.module}-{path.stem}",
        "title": draft.title,
        "module": draft.module,
        "audience": "keduanya",
        "questions": _questions(draft),
        "sources": [draft.source],
        "regulations": [],
        "checked": on,
        "related": [],
    }
    short, detail = _parts(draft.answer.strip())
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1_000)
    return f"---\n{head}---\n{_plain(short)}\n\n{DETAIL_HEADING}\n\n{_plain(detail or _FROM)}\n"


def _parts(answer: str) -> tuple[str, str]:
    """Return what stands alone on a small screen, and the rest."""
    room = SHORT_LIMIT - _ROOM
    if len(answer) <= room:
        return answer, ""
    ends = [found.end() for found in _END.finditer(answer, 0, room)]
    # One endless sentence is cut between words.
    cut = ends[-1] if ends else answer.rfind(" ", 1, room)
    cut = cut if cut > 0 else room
    return answer[:cut].strip(), answer[cut:].strip()


def _plain(text: str) -> str:
    """Return Markdown that shows a text as it was typed: its lines and lists stay, its marks are none."""
    lines = [_RULE.sub(r"\\", _MARKDOWN.sub(r"\\\1", line.strip())) for line in text.splitlines()]
    return "".join(f"{line}{_break(line, after)}" for line, after in pairwise([*lines, ""])).strip()


def _break(line: str, after: str) -> str:
    """Return what keeps two lines apart: in Markdown a line's end alone is a space."""
    if not line or not after:
        return "\n"
    if bool(_ITEM.match(line)) != bool(_ITEM.match(after)):
        return "\n\n"
    return "\n" if _ITEM.match(line) else "  \n"


def write(draft: Draft, library: Library, content_dir: Path, *, on: dt.date) -> tuple[Path, list[str]]:
    """
    Write a draft's file, and return its path and nothing else; or no file, and what `mitra doctor` would say about it.

    Raises MitraError when it cannot be written.
    """
    path = file_of(draft, library, content_dir)
    before = set(problems_in(content_dir, today=on))
    fine = False
    try:
        path.write_text(text_of(draft, path, on=on), "utf-8")
        problems = [line for line in problems_in(content_dir, today=on) if line not in before]
        fine = not problems
    except OSError as error:
        raise MitraError(f"{path} tidak bisa ditulis: {error.strerror}.") from error
    finally:
        if not fine:
            path.unlink(missing_ok=True)
    return path, [_PLACE.sub("", line) for line in problems]
