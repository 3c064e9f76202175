"""The checklists under content/checklists/: read, and checked with file and line for who edits them (in Bahasa)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mitra.checks.checklist import Answers, Checklist, Item, from_plain
from mitra.content.files import parse_yaml, read_text, shaped
from mitra.errors import ContentError

#: Letters that fit: on a small screen, a button, a chart, in a button's data.
TEXT_LIMIT, ANCHOR_LIMIT, ACTION_LIMIT = 140, 70, 180
TITLE_LIMIT, SHORT_LIMIT, ID_LIMIT = 40, 12, 40
#: Items in the short mode.
SHORT_ITEMS = 10
MOST_ITEMS = 80
_ID = re.compile(r"[a-z0-9-]+")


def collect_checklists(folder: Path, topics: Iterable[str]) -> tuple[dict[str, Checklist], list[str]]:
    """Return the usable checklists by id, and a line `file:line: problem: what to do` for each thing wrong."""
    known, problems, lists = set(topics), list[str](), dict[str, Checklist]()
    for path in sorted(folder.glob("*.yml")):
        try:
            text = read_text(path)
            checklist = _read(path, text)
            with shaped(path):
                found = list(_problems(checklist, known))
        except ContentError as error:
            problems.append(str(error))
            continue
        if checklist.id != path.stem:
            found.append((checklist.id, f"id {checklist.id} tidak sama dengan nama berkas"))
        problems += [f"{path}:{_line_of(text, place)}: {problem}" for place, problem in found]
        if not found:
            lists[checklist.id] = checklist
    return lists, problems


def _read(path: Path, text: str) -> Checklist:
    rows = parse_yaml(path, text)
    try:
        return from_plain(rows)
    except KeyError as error:
        raise ContentError(f"{path}:1: belum memuat {error}: tambahkan") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise ContentError(f"{path}:1: susunannya tidak terbaca ({error}): samakan dengan 5s.yml") from None


def _line_of(text: str, place: object) -> int:
    found = re.search(rf"^\s*-?\s*id:\s*{re.escape(str(place))}\s*$", text, re.MULTILINE)
    return text[: found.start()].count("\n") + 1 if found else 1


def _problems(checklist: Checklist, topics: set[str]) -> Iterator[tuple[str, str]]:
    """Yield where (an id) and what."""
    items = [item for pillar in checklist.pillars for item in pillar.items]
    ids = Counter([*(item.id for item in items), *(pillar.id for pillar in checklist.pillars)])
    for name in (name for name, times in ids.items() if times > 1):
        yield name, f"id {name} dipakai dua kali: pilih yang lain"
    if not 1 <= len(items) <= MOST_ITEMS:
        yield checklist.id, f"{len(items)} butir: harus 1 sampai {MOST_ITEMS}"
    if len(checklist.short_items) != SHORT_ITEMS:
        yield checklist.id, f"{len(checklist.short_items)} butir bertanda short: harus {SHORT_ITEMS}"
    if not checklist.bands or min(band.start for band in checklist.bands) != 0:
        yield checklist.id, "bands harus mulai dari 0"
    for pillar in checklist.pillars:
        if len(pillar.short) > SHORT_LIMIT:
            yield pillar.id, f"short '{pillar.short}' lebih dari {SHORT_LIMIT} huruf: grafik tidak muat"
    for item in items:
        for problem in _item_problems(item, checklist.answers, topics):
            yield item.id, problem


def _item_problems(item: Item, answers: Answers, topics: set[str]) -> Iterator[str]:
    if not _ID.fullmatch(item.id) or len(item.id) > ID_LIMIT:
        yield f"id {item.id} harus huruf kecil, angka, dan '-', paling panjang {ID_LIMIT}"
    limits: dict[str, int] = {
        "text": TEXT_LIMIT,
        "hint": TEXT_LIMIT,
        "why": TEXT_LIMIT,
        "action": ACTION_LIMIT,
    }
    for name, limit in limits.items():
        yield from _text_problems(name, getattr(item, name), limit)
    if item.topic not in topics:
        yield f"topik {item.topic or '(kosong)'} tidak ada: betulkan"
    if answers is Answers.SCORE:
        if set(item.anchors) != {0, 2, 4}:
            yield "anchors harus menjelaskan 0, 2, dan 4"
        for text in item.anchors.values():
            yield from _text_problems("anchors", text, ANCHOR_LIMIT)
    if item.critical != bool(item.now):
        yield "butir critical perlu now (yang dilakukan sekarang juga), yang lain tidak boleh memilikinya"


def _text_problems(name: str, text: Any, limit: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{name} belum diisi"
    elif len(text) > limit:
        yield f"{name} {len(text)} huruf: paling panjang {limit}"
