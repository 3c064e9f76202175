"""
What `mitra doctor` and the tests check in content/, each problem as `file:line: problem: what to do`.

Trainers read these lines, so they are in Bahasa.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mitra.content import telegram_html
from mitra.content.library import CONTENT_DIR, Library, collect_library
from mitra.content.questions import expand
from mitra.content.topics import AUDIENCES, Topic, line_of
from mitra.kpis.catalogue import problems_in as figures_in
from mitra.prompts.catalogue import problems_in as prompts_in
from mitra.quizzes.questions import problems_in as quizzes_in

SHORT_LIMIT = 500  # the answer on one small screen
DETAIL_LIMIT = 3_500  # one message, with room for title and sources
TITLE_LIMIT = 40  # a button on a 360 px screen
FEWEST_WORDINGS = 25
#: Words that mean a rule of law is quoted, so a regulation must be among the sources.
LAW = re.compile(r"\b(UU|PP|Permenaker\w*|Permenkes|Permen|Kepmenaker\w*|Perpres)\b")
_ENGLISH = re.compile(r"\b(the|and|with|you|your|please|should|must|workers?|safety first)\b", re.IGNORECASE)
_INFORMAL = re.compile(r"\b(kamu|kalian|lo|gue|kau)\b", re.IGNORECASE)


def problems_in(content_dir: Path = CONTENT_DIR, *, today: dt.date) -> list[str]:
    """Return every problem found in `content_dir`, nothing when all is well."""
    library, problems = collect_library(content_dir)
    for topic in library.topics.values():
        front_matter = topic.path.read_text("utf-8").split("\n---\n", 1)[0].removeprefix("---\n")
        for field, problem in _topic_problems(topic, library, today):
            line = line_of(front_matter, field) if field else front_matter.count("\n") + 4
            problems.append(f"{topic.path}:{line}: {problem}")
    problems.extend(figures_in(content_dir, library.topics))
    problems.extend(prompts_in(content_dir))
    problems.extend(quizzes_in(content_dir, library.topics))
    problems.extend(_shared_ids(content_dir))
    problems.extend(_shared_questions(library))
    return problems


def _topic_problems(topic: Topic, library: Library, today: dt.date) -> Iterator[tuple[str, str]]:
    yield from _identity_problems(topic, library)
    yield from _question_problems(topic)
    yield from _source_problems(topic, today)
    yield from _link_problems(topic, library)
    yield from _text_problems(topic)


def _identity_problems(topic: Topic, library: Library) -> Iterator[tuple[str, str]]:
    module = library.module(topic.module)
    if module is None or topic.path.parent.name != module.folder:
        yield (
            "module",
            f"modul {topic.module} bukan di folder ini: pindahkan berkas atau betulkan nomornya",
        )
    if topic.id != f"m{topic.module}-{topic.path.stem}":
        yield (
            "id",
            f"id {topic.id} tidak sama dengan nama berkas: seharusnya m{topic.module}-{topic.path.stem}",
        )
    if len(topic.title) > TITLE_LIMIT:
        yield "title", f"judul {len(topic.title)} huruf: tombol hanya muat {TITLE_LIMIT}"
    if topic.audience not in AUDIENCES:
        yield "audience", f"audience {topic.audience}: pilih {', '.join(sorted(AUDIENCES))}"


def _question_problems(topic: Topic) -> Iterator[tuple[str, str]]:
    wordings = 0
    for line in topic.questions:
        try:
            wordings += len(expand(line))
        except ValueError as error:
            yield "questions", f"pertanyaan '{line}' {error}"
    if wordings < FEWEST_WORDINGS:
        yield (
            "questions",
            f"pertanyaan baru {wordings} ragam: tambah sampai paling sedikit {FEWEST_WORDINGS}",
        )


def _source_problems(topic: Topic, today: dt.date) -> Iterator[tuple[str, str]]:
    if not topic.sources:
        yield "sources", "belum ada sumber: sebutkan dasar jawabannya"
    if topic.checked > today:
        yield "checked", f"tanggal dicek {topic.checked} belum terjadi: betulkan"
    if LAW.search(topic.short + topic.detail) and not any(LAW.search(source) for source in topic.sources):
        yield "sources", "jawaban menyebut peraturan yang tidak ada di sources: tambahkan"


def _link_problems(topic: Topic, library: Library) -> Iterator[tuple[str, str]]:
    if topic.id in topic.related:
        yield "related", "topik menunjuk dirinya sendiri: hapus"
    for name in topic.regulations:
        if name not in library.regulations:
            yield (
                "regulations",
                f"peraturan {name} tidak ada di content/regulations.yml: tambahkan atau betulkan",
            )
    # A module not written yet may be pointed at: the button appears with the answer.
    written = {topic.module for topic in library.topics.values()}
    for name in topic.related:
        found = re.fullmatch(r"m(\d)-.+", name)
        if name not in library.topics and (not found or int(found[1]) in written):
            yield "related", f"topik {name} tidak ada: betulkan atau hapus"


def _text_problems(topic: Topic) -> Iterator[tuple[str, str]]:
    for name, text, limit in (
        ("jawaban singkat", topic.short, SHORT_LIMIT),
        ("rincian", topic.detail, DETAIL_LIMIT),
    ):
        length = telegram_html.visible_length(text)
        if not 1 <= length <= limit:
            yield "", f"{name} {length} huruf: harus 1 sampai {limit}"
        for problem in telegram_html.problems(text):
            yield "", f"{name} {problem}"
        for words, meaning in ((_ENGLISH, "bahasa Inggris"), (_INFORMAL, "pakai 'Anda'")):
            if found := words.search(text):
                yield "", f"{name} memuat '{found.group()}': {meaning}"


def _shared_ids(content_dir: Path) -> Iterator[str]:
    owners: dict[str, Path] = {}
    for path in sorted((content_dir / "modules").glob("*/*.md")):
        found = re.search(r"^id:\s*(\S+)", path.read_text("utf-8", "replace"), re.MULTILINE)
        if found and (owner := owners.setdefault(found.group(1), path)) != path:
            yield f"{path}:2: id {found.group(1)} sudah dipakai {owner}: pilih yang lain"


def _shared_questions(library: Library) -> Iterator[str]:
    owners: dict[str, set[str]] = defaultdict(set)
    for topic in library.topics.values():
        for line in topic.questions:
            try:
                wordings = expand(line)
            except ValueError:
                continue  # already reported with its topic
            for wording in wordings:
                owners[" ".join(wording.casefold().strip("?!. ").split())].add(topic.id)
    for wording, topics in owners.items():
        if len(topics) > 1:
            first = library.topics[min(topics)]
            yield f"{first.path}:2: pertanyaan '{wording}' ada di {' dan '.join(sorted(topics))}: cukup di satu topik"
