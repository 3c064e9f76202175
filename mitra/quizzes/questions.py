"""The questions under content/quizzes/: read, and checked with file and line for who edits them (in Bahasa)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mitra.content.files import read_yaml
from mitra.content.library import CONTENT_DIR
from mitra.errors import ContentError

FOLDER = "quizzes"
#: Letters that fit into Telegram's poll, with room for "Soal 2 dari 5".
QUESTION_LIMIT, OPTION_LIMIT, EXPLANATION_LIMIT = 250, 90, 190
OPTIONS = range(3, 5)
#: With fewer, a second try would show much of the first.
FEWEST = 8
_FIELDS = {"id", "question", "options", "answer", "explanation", "topic"}
_FILE, _ID = re.compile(r"m([1-5])"), re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question and its answers, all plain text."""

    id: str
    question: str
    options: tuple[str, ...]
    #: Place of the right option, from 0.
    answer: int
    #: Why: shown by Telegram after the answer.
    explanation: str
    #: Id of the topic that teaches it.
    topic: str


Pools = Mapping[int, tuple[Question, ...]]


def collect_quizzes(folder: Path) -> tuple[Pools, list[str]]:
    """Return the usable questions by module, and a line `file:line: problem: what to do` for each thing wrong."""
    pools, problems = dict[int, tuple[Question, ...]](), list[str]()
    for path in sorted(folder.glob("*.yml")):
        try:
            module, questions = _read(path)
        except ContentError as error:
            problems.append(str(error))
            continue
        found = list(_problems(questions))
        problems += [_line(path, place, problem) for place, problem in found]
        if not found:
            pools[module] = questions
    return pools, problems


def problems_in(content_dir: Path, topics: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the questions, and which of them point to a topic that is not there."""
    pools, problems = collect_quizzes(content_dir / FOLDER)
    yield from problems
    known, owners = set(topics), Counter(one.id for pool in pools.values() for one in pool)
    for module, pool in pools.items():
        path = content_dir / FOLDER / f"m{module}.yml"
        for one in pool:
            if one.topic not in known:
                yield _line(path, one.id, f"topik {one.topic} tidak ada: betulkan")
            if owners[one.id] > 1:
                yield _line(path, one.id, f"id {one.id} juga ada di modul lain: pilih yang lain")


@cache
def pools() -> Pools:
    """Return the questions of this checkout by module, read once; raises ContentError at the first problem."""
    found, problems = collect_quizzes(CONTENT_DIR / FOLDER)
    if problems:
        raise ContentError(problems[0])
    return found


def _read(path: Path) -> tuple[int, tuple[Question, ...]]:
    named = _FILE.fullmatch(path.stem)
    if named is None:
        raise ContentError(f"{path}:1: nama berkas harus m1.yml sampai m5.yml: ganti namanya")
    rows = read_yaml(path)
    if not isinstance(rows, list):
        raise ContentError(f"{path}:1: harus daftar soal: samakan dengan berkas lain di folder ini")
    return int(named[1]), tuple(_question(path, place, row) for place, row in enumerate(rows, 1))


def _question(path: Path, place: int, row: Any) -> Question:
    name = str(row.get("id", "")) if isinstance(row, dict) else ""
    if not isinstance(row, dict) or set(row) != _FIELDS:
        fields = ", ".join(sorted(_FIELDS))
        raise ContentError(_line(path, name, f"soal ke-{place} harus memuat {fields}, dan tidak yang lain"))
    options, answer = row["options"], row["answer"]
    texts = [row[field] for field in ("id", "question", "explanation", "topic")]
    if not isinstance(options, list) or not all(isinstance(text, str) for text in [*texts, *options]):
        raise ContentError(_line(path, name, "isinya harus teks (beri tanda kutip pada angka dan ': ')"))
    if type(answer) is not int or not 1 <= answer <= len(options):
        raise ContentError(
            _line(path, name, f"answer harus nomor pilihan yang benar: 1 sampai {len(options)}")
        )
    given = {field: row[field].strip() for field in ("id", "question", "explanation", "topic")}
    return Question(**given, options=tuple(option.strip() for option in options), answer=answer - 1)


def _problems(questions: tuple[Question, ...]) -> Iterator[tuple[str, str]]:
    """Yield where (an id) and what."""
    if len(questions) < FEWEST:
        yield "", f"{len(questions)} soal: tambah sampai paling sedikit {FEWEST}"
    for name, times in Counter(one.id for one in questions).items():
        if times > 1:
            yield name, f"id {name} dipakai dua kali: pilih yang lain"
    for place, times in Counter(one.answer for one in questions).items():
        if times > len(questions) / 2:
            yield "", f"{times} jawaban benar di pilihan {place + 1}: acak urutannya, supaya tidak tertebak"
    for one in questions:
        for problem in _question_problems(one):
            yield one.id, problem


def _question_problems(one: Question) -> Iterator[str]:
    if not _ID.fullmatch(one.id):
        yield f"id {one.id} harus huruf kecil, angka, dan '-', paling panjang 40"
    if len(one.options) not in OPTIONS:
        yield f"{len(one.options)} pilihan: harus {OPTIONS[0]} atau {OPTIONS[-1]}"
    if len({option.casefold() for option in one.options}) < len(one.options):
        yield "ada dua pilihan yang sama: bedakan"
    texts = [("question", one.question, QUESTION_LIMIT), ("explanation", one.explanation, EXPLANATION_LIMIT)]
    texts += [("options", option, OPTION_LIMIT) for option in one.options]
    for field, text, limit in texts:
        if not text:
            yield f"{field} belum diisi"
        if len(text) > limit:
            yield f"{field} {len(text)} huruf: paling panjang {limit}"
        if "\n" in text:
            yield f"{field} harus satu baris"


def _line(path: Path, place: str, problem: str) -> str:
    """Return the problem with the line on which the question with this id begins, or the first."""
    text = path.read_text("utf-8")
    found = re.search(rf"^\s*-?\s*id:\s*{re.escape(place)}\s*$", text, re.MULTILINE) if place else None
    return f"{path}:{text[: found.start()].count(chr(10)) + 1 if found else 1}: {problem}"
