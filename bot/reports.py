"""What trainers read in the terminal: `mitra questions` and `mitra doctor --coverage`."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mitra import open_questions
from mitra.clock import utc_now
from mitra.content.coverage import TopicCoverage, coverage_of, totals
from mitra.content.library import CONTENT_DIR, Library
from mitra.errors import MitraError
from mitra.open_questions import Group
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.teaching import drafts, topic_file
from mitra.teaching.drafts import Draft

#: Other wordings shown below a group's title.
OTHERS_SHOWN = 5
#: Columns of a table that is piped into a file, where no terminal says how wide it is.
_PIPED_WIDTH = 150
_NEXT = """Selanjutnya:
- Belum terjawab: tambahkan sebagai baris `questions` di berkas topik yang menjawabnya (content/modules/…).
  Belum ada topiknya? Tulis berkas baru, contohnya di content/README.md.
- 👎: perbaiki jawaban di berkas yang disebut; kalau jawabannya salah alamat, tambahkan barisnya di topik yang benar.
- Lalu periksa dengan `mitra doctor` dan coba dengan `mitra ask "…"`.
- "…" menggantikan nama, nomor, atau alamat: jangan ikut ditulis."""


async def read_groups(settings: Settings, library: Library, *, since: dt.date) -> list[Group]:
    """Return the questions last asked on `since` or later, grouped, most asked first."""
    database = Database(settings.database_address)
    try:
        await migrate(database)
        async with database.transaction() as connection:
            questions = await open_questions.read(connection, since=since)
    finally:
        await database.close()
    background = [line for topic in library.topics.values() for line in topic.questions]
    return open_questions.groups(questions, background=background)


async def topics_report(
    settings: Settings, library: Library, *, write: bool, content_dir: Path = CONTENT_DIR
) -> str:
    """
    Return, in words, which trainers' answers may become topics; with `write`, write them.

    One that `mitra doctor` would complain about is not written, and what it lacks is told.
    """
    database = Database(settings.database_address)
    try:
        await migrate(database)
        async with database.transaction() as connection:
            ready = await drafts.approved(connection)
        if not write:
            return _ready_text(ready)
        # One transaction each: what is written is noted, whatever becomes of the next.
        written = [await _write_topic(database, draft, library, content_dir) for draft in ready]
    finally:
        await database.close()
    return _written_text(ready, written)


async def _write_topic(database: Database, draft: Draft, library: Library, content_dir: Path) -> str:
    """Write one answer as a topic; return why not, or the empty text."""
    try:
        async with database.transaction() as connection:
            _, problems = topic_file.write(draft, library, content_dir, on=utc_now().date())
            if not problems:
                await drafts.published(connection, draft.id)
    except MitraError as error:
        return str(error)
    return "; ".join(problems)


def _written_text(ready: list[Draft], written: list[str]) -> str:
    if not ready:
        return "Belum ada jawaban yang disetujui."
    lines = [
        f"- {draft.title}: belum ditulis. {why.rstrip('.')}." if why else f"- {draft.title}: ditulis."
        for draft, why in zip(ready, written, strict=True)
    ]
    if any(written):
        lines.append("Lengkapi di /pelatih → ❓ Belum terjawab → Jawaban yang disetujui, lalu jalankan lagi.")
    if not all(written):
        lines.append("Periksa isinya di content/modules/, lalu `mitra doctor` dan `mitra train`.")
    return "\n".join(lines)


def _ready_text(ready: list[Draft]) -> str:
    if not ready:
        return "Belum ada jawaban yang disetujui."
    lines = [f"- modul {one.module}: {one.title}{_lacks(one)}" for one in ready]
    return "\n".join(
        [f"{len(ready)} jawaban siap menjadi topik:", *lines, "Tulis dengan `mitra topics --write`."]
    )


def _lacks(draft: Draft) -> str:
    lacking = topic_file.lacking(draft)
    return f" (kurang {lacking} cara bertanya)" if lacking else ""


def questions_json(groups: list[Group]) -> str:
    """Return the groups for another program."""
    return json.dumps([_as_json(group) for group in groups], ensure_ascii=False, indent=2)


def questions_text(groups: list[Group], library: Library, *, most: int) -> str:
    """Return up to `most` groups for people, and what to do with them."""
    if not groups:
        return "Tidak ada pertanyaan yang belum terjawab atau diberi 👎."
    times = sum(group.times for group in groups)
    parts = [f"{times} pertanyaan untuk pelatih dalam {len(groups)} kelompok, yang tersering lebih dulu."]
    parts += [_group_text(number, group, library) for number, group in enumerate(groups[:most], 1)]
    if len(groups) > most:
        parts.append(f"… dan {len(groups) - most} kelompok lagi: `mitra questions --most {len(groups)}`.")
    return "\n\n".join([*parts, _NEXT])


def show_coverage(library: Library, *, today: dt.date) -> None:
    """Print a table for each module, and one of all modules."""
    console = Console()
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    covered = coverage_of(library, today=today)
    for module in library.modules:
        if covered[module.number]:
            console.print(_module_table(f"Modul {module.number}. {module.title}", covered[module.number]))
    console.print(_totals_table(library, covered))


def _as_json(group: Group) -> dict[str, Any]:
    return {
        "title": group.title,
        "times": group.times,
        "last_on": group.last_on.isoformat(),
        "topic": group.about or None,
        "questions": [
            {"text": question.text, "times": question.times, "last_on": question.last_on.isoformat()}
            for question in group.questions
        ],
    }


def _group_text(number: int, group: Group, library: Library) -> str:
    lines = [
        f"{number}. {group.title}",
        f"   {group.times} kali, terakhir {group.last_on}, {_state(group, library)}",
    ]
    others = group.questions[1:]
    lines += [f"   · {other.text}" for other in others[:OTHERS_SHOWN]]
    if len(others) > OTHERS_SHOWN:
        lines.append(f"   · … dan {len(others) - OTHERS_SHOWN} cara bertanya lagi")
    return "\n".join(lines)


def _state(group: Group, library: Library) -> str:
    if not group.about:
        return "belum terjawab"
    topic = library.topics.get(group.about)
    return f"👎 untuk “{topic.title}” ({_shown(topic.path)})" if topic else f"👎 untuk {group.about}"


def _shown(path: Path) -> str:
    """Return `path` as seen from the project's folder."""
    root = CONTENT_DIR.parent
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _module_table(title: str, rows: list[TopicCoverage]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("topik", overflow="fold", min_width=24)
    for name in ("singkat", "rinci", "baris", "ragam", "sumber", "aturan", "terkait"):
        table.add_column(name, justify="right")
    table.add_column("dicek", no_wrap=True)
    table.add_column("peringatan")
    table.add_column("kurang", style="bold red")
    for row in rows:
        numbers = (row.short, row.detail, row.lines, row.wordings, row.sources, row.regulations, row.related)
        table.add_row(
            row.topic.id,
            *map(str, numbers),
            str(row.topic.checked),
            "ya" if row.notice else "",
            ", ".join(row.missing),
        )
    return table


def _totals_table(library: Library, covered: dict[int, list[TopicCoverage]]) -> Table:
    table = Table(title="Semua modul", title_justify="left")
    table.add_column("modul")
    for name in ("topik", "baris", "ragam", "sumber", "peringatan", "topik yang kurang"):
        table.add_column(name, justify="right")
    for module in library.modules:
        _add_totals(table, f"{module.number}. {module.title}", covered[module.number])
    table.add_section()
    _add_totals(table, "semua", [row for rows in covered.values() for row in rows])
    return table


def _add_totals(table: Table, name: str, rows: list[TopicCoverage]) -> None:
    sums = totals(rows)
    numbers = (sums.topics, sums.lines, sums.wordings, sums.sources, sums.notices, sums.lacking)
    table.add_row(name, *map(str, numbers))
