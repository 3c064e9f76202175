"""All answers at hand, read once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mitra.checks.checklist import Checklist
from mitra.content.checklists import collect_checklists
from mitra.content.files import read_yaml, shaped
from mitra.content.regulations import Regulation, Status, read_regulations
from mitra.content.topics import Topic, read_topic
from mitra.errors import ContentError

#: content/ of this checkout.
CONTENT_DIR = Path(__file__).resolve().parents[2] / "content"
_FOLDER = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, kw_only=True)
class Module:
    """One of SCORE's modules; 0 is the programme itself."""

    number: int
    title: str
    #: Folder below content/modules/.
    folder: str
    #: An emoji that makes the list easy to scan.
    icon: str


@dataclass(frozen=True, kw_only=True)
class Library:
    """The modules and their topics."""

    modules: tuple[Module, ...]
    topics: dict[str, Topic] = field(repr=False)
    regulations: dict[str, Regulation] = field(repr=False)
    #: By id: 5s, k3.
    checklists: dict[str, Checklist] = field(default_factory=dict, repr=False)

    def topics_of(self, module: int) -> list[Topic]:
        """Return the topics of one module, by title."""
        return self._by_module.get(module, [])

    def module(self, number: int) -> Module | None:
        """Return the module with this number, if there is one."""
        return next((module for module in self.modules if module.number == number), None)

    def related(self, topic: Topic, most: int = 2) -> list[Topic]:
        """Return up to `most` topics to go on with: more buttons would push the answer off a small screen."""
        return [self.topics[name] for name in topic.related if name in self.topics][:most]

    def notices(self, topic: Topic) -> list[str]:
        """Return what people must know about the regulations behind `topic`, each sentence once."""
        doubtful = (
            regulation for regulation in self.resting_on(topic) if regulation.status is not Status.IN_FORCE
        )
        return list(dict.fromkeys(regulation.note for regulation in doubtful))

    def resting_on(self, topic: Topic) -> list[Regulation]:
        """Return the regulations behind `topic`."""
        return [self.regulations[name] for name in topic.regulations if name in self.regulations]

    def to_review(self) -> dict[str, list[str]]:
        """Return, for each regulation that is not simply in force, the topics that rest on it."""
        doubtful = {r.id: r for r in self.regulations.values() if r.status is not Status.IN_FORCE}
        found = {name: [t.id for t in self.topics.values() if name in t.regulations] for name in doubtful}
        return {
            f"{doubtful[name].name} ({doubtful[name].status.value})": ids
            for name, ids in found.items()
            if ids
        }

    @cached_property
    def _by_module(self) -> dict[int, list[Topic]]:
        groups: dict[int, list[Topic]] = {}
        for topic in sorted(self.topics.values(), key=lambda topic: topic.title.casefold()):
            groups.setdefault(topic.module, []).append(topic)
        return groups


def read_library(content_dir: Path = CONTENT_DIR) -> Library:
    """Return all content; raises ContentError at the first file that cannot be used."""
    library, problems = collect_library(content_dir)
    if problems:
        raise ContentError(problems[0])
    return library


def collect_library(content_dir: Path = CONTENT_DIR) -> tuple[Library, list[str]]:
    """Return what can be read and, for the linter, a line for each file that cannot."""
    modules = _read_modules(content_dir / "modules.yml")
    paths = [
        path for module in modules for path in sorted((content_dir / "modules" / module.folder).glob("*.md"))
    ]
    topics, problems = _collect(paths, read_topic)
    checklists, wrong = collect_checklists(content_dir / "checklists", [topic.id for topic in topics])
    library = Library(
        modules=modules,
        topics={topic.id: topic for topic in topics},
        regulations=read_regulations(content_dir / "regulations.yml"),
        checklists=checklists,
    )
    return library, problems + wrong


def _read_modules(path: Path) -> tuple[Module, ...]:
    rows = read_yaml(path)
    with shaped(path):
        modules = tuple(Module(**row) for row in rows)
    for one in modules:
        if type(one.number) is not int or not all(
            isinstance(text, str) for text in (one.title, one.folder, one.icon)
        ):
            raise ContentError(f"{path}:1: modul {one.number}: number harus angka, yang lain teks")
        if not _FOLDER.fullmatch(one.folder):
            raise ContentError(f"{path}:1: modul {one.number}: folder hanya huruf kecil, angka, dan -")
    return modules


def _collect(paths: Iterable[Path], read: Callable[[Path], Topic]) -> tuple[list[Topic], list[str]]:
    topics, problems = [], []
    for path in paths:
        try:
            topics.append(read(path))
        except ContentError as error:
            problems.append(str(error))
    return topics, problems
