"""A trainer's answer as a topic's file: front matter and Markdown, as content/README.md describes them."""

import datetime as dt
import re
from pathlib import Path

import yaml

from mitra.content.library import Library
from mitra.content.lint import SHORT_LIMIT, problems_in
from mitra.content.topics import DETAIL_HEADING
from mitra.errors import MitraError
from mitra.teaching.drafts import Draft

_LONGEST_SLUG = 40
#: Letters that mean something in questions, or in Markdown.
_MARKS = re.compile(r"[\[\]()|]")
_MARKDOWN = re.compile(r"([*_`#<>\[\]])")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
#: Room for the marks that Markdown makes of a text.
_ROOM = 40


def file_of(draft: Draft, library: Library, content_dir: Path) -> Path:
    """Return where a draft's topic is written: named after its title; raises MitraError when there is one already."""
    module = library.module(draft.module)
    slug = re.sub(r"[^a-z0-9]+", "-", draft.title.casefold()).strip("-")[:_LONGEST_SLUG].strip("-")
    if module is None or not slug:
        raise MitraError(f"Judul {draft.title!r} tidak bisa menjadi nama berkas.")
    path = content_dir / "modules" / module.folder / f"{slug}.md"
    if path.exists():
        raise MitraError(f"{path} sudah ada: gabungkan jawabannya di sana, atau ganti judulnya.")
    return path


def text_of(draft: Draft, path: Path, *, on: dt.date) -> str:
    """Return the file's text; `on` is the day its sources were looked up."""
    front = {
        "id": f"m{draft.module}-{path.stem}",
        "title": draft.title,
        "module": draft.module,
        "audience": "keduanya",
        "questions": list(dict.fromkeys(" ".join(_MARKS.sub(" ", line).split()) for line in draft.questions)),
        "sources": [draft.source],
        "regulations": [],
        "checked": on,
        "related": [],
    }
    short, detail = _parts(draft)
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1_000)
    return f"---\n{head}---\n{_plain(short)}\n\n{DETAIL_HEADING}\n\n{_plain(detail)}\n"


def _parts(draft: Draft) -> tuple[str, str]:
    """Return what stands alone on a small screen, and the rest; where nothing is left, where the answer comes from."""
    short, sentences = "", _SENTENCE.split(draft.answer)
    while sentences and len(short) + len(sentences[0]) + 1 <= SHORT_LIMIT - _ROOM:
        short = f"{short} {sentences.pop(0)}".strip()
    if not short:  # one endless sentence
        short, sentences = draft.answer[: SHORT_LIMIT - _ROOM], [draft.answer[SHORT_LIMIT - _ROOM :]]
    rest = " ".join(sentences).strip()
    return short, rest or "Jawaban ini ditulis pelatih SCORE dari pertanyaan peserta."


def _plain(text: str) -> str:
    """Return a text whose marks are no Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def write(draft: Draft, library: Library, content_dir: Path, *, on: dt.date) -> tuple[Path, list[str]]:
    """Write a draft's file; return its path, and what still has to be done to it, as `mitra doctor` says it. Raises MitraError."""
    path = file_of(draft, library, content_dir)
    path.write_text(text_of(draft, path, on=on), "utf-8")
    return path, [line for line in problems_in(content_dir, today=on) if str(path) in line]
