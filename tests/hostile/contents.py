"""Content files for Hypothesis: those of this checkout, cut, changed and filled with values of the wrong kind; and who reads them."""

import copy
import datetime as dt
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from mitra import enterprises, menus
from mitra.calculators.book import read_calculators
from mitra.content.forms import read_forms
from mitra.content.library import CONTENT_DIR
from mitra.content.lint import problems_in
from mitra.content.messages import Messages
from nlu import danger, glossary, grievance, likeness, spelling, suggesting
from tests.hostile.files import changed, changes
from tests.hostile.junk import SPITEFUL, junk

TODAY = dt.date(2026, 11, 26)
#: Of a folder of many files, so many are enough; of a long list in a file too.
_MOST_FILES, _MOST_ROWS, _MOST_NAMES = 2, 3, 60
_FORMS = tuple(yaml.load((CONTENT_DIR / "forms.yml").read_text("utf-8"), Loader=yaml.CSafeLoader))


def _doctor(content: Path) -> None:
    problems_in(content, today=TODAY)


#: File, as a pattern → what reads it; each may raise nothing but MitraError.
READERS: dict[str, Callable[[Path], Any]] = {
    "modules.yml": _doctor,
    "modules/*/*.md": _doctor,
    "regulations.yml": _doctor,
    "checklists/*.yml": _doctor,
    "quizzes/*.yml": _doctor,
    "prompts/*.yml": _doctor,
    "kpis.yml": _doctor,
    "calculators.yml": read_calculators,
    "forms.yml": lambda content: read_forms({*_FORMS}, content),
    "messages/*.j2": lambda content: Messages(content).check(),
    "commands.yml": lambda content: menus._lines.__wrapped__(content / "commands.yml"),
    "regions.yml": lambda content: enterprises._provinces.__wrapped__(content / "regions.yml"),
    "danger.yml": lambda content: danger._signs.__wrapped__(content / "danger.yml"),
    "glossary.yml": lambda content: glossary.read_glossary.__wrapped__(content / "glossary.yml"),
    "grievance.yml": lambda content: grievance._read.__wrapped__(content / "grievance.yml"),
    "suggestion_words.yml": lambda content: (
        likeness._words.__wrapped__(content / "suggestion_words.yml"),
        suggesting._modules.__wrapped__(content / "suggestion_words.yml"),
    ),
    "lexicon.yml": lambda content: spelling.read_lexicon.__wrapped__(content / "lexicon.yml"),
}


@cache
def originals() -> dict[str, bytes]:
    """Return a small content/: of each kind of file a few, and of long lists the beginning; path → bytes."""
    found = {"lexicon.yml": spelling.LEXICON.read_bytes()}
    for pattern in READERS:
        for path in sorted(CONTENT_DIR.glob(pattern))[:_MOST_FILES]:
            found[path.relative_to(CONTENT_DIR).as_posix()] = path.read_bytes()
    return {name: _shortened(name, data) for name, data in found.items()}


def _shortened(name: str, data: bytes) -> bytes:
    if not name.endswith(".yml") or len(data) < 8_000:
        return data
    kept = yaml.load(data, Loader=yaml.CSafeLoader)
    return _written(_fewer(kept))


def _fewer(value: Any) -> Any:
    if isinstance(value, list):
        return [_fewer(one) for one in value[:_MOST_ROWS]]
    if isinstance(value, dict):
        return {name: _fewer(value[name]) for name in [*value][:_MOST_NAMES]}
    return value


def _written(value: Any) -> bytes:
    try:
        return yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False).encode()
    except UnicodeEncodeError:  # half of a sign: no file can hold it
        return b"\xed\xa0\x80"


def reader_of(name: str) -> Callable[[Path], Any]:
    """Return what reads the file of this name."""
    return next(read for pattern, read in READERS.items() if Path(name).match(pattern))


def lay_out(folder: Path) -> None:
    """Write the small content/ into an empty folder."""
    for name, data in originals().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def clear(folder: Path) -> None:
    """Empty a folder."""
    shutil.rmtree(folder)
    folder.mkdir()


def with_node(data: bytes, pick: int, other: Any) -> bytes:
    """Return a YAML file, or a topic's head, in which one value or name is another."""
    head = re.match(rb"\A---\n(.*?\n)(---\n.*)", data, re.DOTALL)
    plain = copy.deepcopy(_plain(head[1] if head else data))
    places = list(_places(plain))
    if not places:
        return _written(other)
    holder, name, is_name = places[pick % len(places)]
    if is_name and isinstance(other, str | int | float | None):
        holder[other] = holder.pop(name)
    else:
        holder[name] = other
    new = _written(plain)
    return b"---\n" + new + head[2] if head else new


@cache
def _plain(data: bytes) -> Any:
    return yaml.load(data, Loader=yaml.CSafeLoader)


def _places(value: Any) -> Any:
    """Yield holder, name, and whether the name itself may be changed, of everything inside."""
    if isinstance(value, dict):
        for name in list(value):
            yield value, name, True
            yield value, name, False
            yield from _places(value[name])
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield value, place, False
            yield from _places(one)


_wrong = st.one_of(
    junk,
    st.sampled_from(SPITEFUL),
    st.sampled_from([None, True, [], {}, [[]], [None], {1: 2}, "", 0, -1, 1.5, 10**30, dt.date.min, dt.datetime(9999, 12, 31, tzinfo=dt.UTC), [1, 2], {"a": []}, "x" * 5_000]),
)  # fmt: skip
#: What YAML itself stumbles over.
_snippets = st.sampled_from([
    b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"&a [*a]", b"*x", b"!!python/object:os.system {}", b"? [a]\n: b\n", b"{{", b"- -\n", b": ", b"\n---\n", b"2026-13-45",
    b"<<: *x\n", b"<<: [1]\n", b"{[1]: 2}", b"!!binary x", b"!!float x", b"!!set {a, a}", b"!!timestamp 9999-99-99", b"0o9", b"1:99:99", b"[" * 600, b"{a: " * 300, b"%YAML 9.9\n",
])  # fmt: skip
_how = st.one_of(
    st.tuples(st.just("bytes"), changes),
    st.tuples(st.just("bytes"), st.lists(st.tuples(st.integers(0, 2**20), st.sampled_from([0, 0, 1, 20]), _snippets), min_size=1, max_size=2)),
    st.tuples(st.just("node"), st.integers(0, 10_000), _wrong),
    st.tuples(st.just("node"), st.integers(0, 10_000), _wrong),
    st.tuples(st.just("whole"), st.one_of(_snippets, st.binary(max_size=60), st.sampled_from([b"", b"[]", b"{}", b"5", b"null", b"- a", b"a: b", b"---\n---\n"]))),
)  # fmt: skip


def _damaged(name: str, how: tuple[Any, ...]) -> tuple[str, bytes]:
    data = originals()[name]
    if how[0] == "whole":
        return name, how[1]
    if how[0] == "node" and not name.endswith(".j2"):
        return name, with_node(data, how[1], how[2])
    return name, changed(
        data, how[1] if how[0] == "bytes" else [(how[1], 3, str(how[2]).encode("utf-8", "replace"))]
    )


#: Name of a content file, and what it holds now.
content_files = st.builds(_damaged, st.deferred(lambda: st.sampled_from(sorted(originals()))), _how)
