"""The series and single prompts in content/prompts/: read, checked with file and line for who edits them (in Bahasa)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mitra.content.files import parse_yaml, read_text
from mitra.content.library import CONTENT_DIR
from mitra.errors import ContentError, MitraError
from mitra.prompts import kinds, template
from mitra.prompts.conditions import CONDITIONS
from mitra.store.models import Role

FOLDER = "prompts"
SINGLES = "templates"
#: A series has so many prompts, over so many days.
FEWEST_STEPS, MOST_STEPS, LAST_DAY = 6, 8, 90
_MODULES = range(1, 6)
_ID = re.compile(r"[a-z0-9-]{1,30}")
_NEEDED = {"id", "title", "to", "answer", "text"}
_OPTIONAL = {"options", "kpi", "checklist", "only_if", "remind", "day", "module"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One prompt as content/ has it."""

    id: str
    #: Days after the workshop; 0 for one that belongs to no series.
    day: int
    title: str
    module: int | None
    roles: tuple[Role, ...]
    answer: str
    #: Labels of buttons; or the figure's code; or the checklist.
    options: tuple[str, ...]
    #: What must hold in the enterprise, all of it (mitra/prompts/conditions.py).
    only_if: tuple[str, ...]
    remind: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Series:
    """The prompts that follow the workshop of one module, in order."""

    id: str
    module: int
    title: str
    about: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All of content/prompts/."""

    series: dict[str, Series]
    #: Prompts that belong to no series, by id.
    singles: dict[str, Step]

    def of_module(self, module: int) -> Series | None:
        """Return the series of a module, if there is one."""
        return next((one for one in self.series.values() if one.module == module), None)

    def step(self, name: str) -> Step | None:
        """Return a prompt by its id, of whichever series, if there is one."""
        mine = (step for one in self.series.values() for step in one.steps if step.id == name)
        return self.singles.get(name) or next(mine, None)


def read_catalogue(content_dir: Path = CONTENT_DIR) -> Catalogue:
    """Return what stands in content/prompts/; raises ContentError naming file and line of the first thing wrong."""
    found, problems = _collect(content_dir)
    if problems:
        raise ContentError(problems[0])
    return found


def problems_in(content_dir: Path = CONTENT_DIR) -> list[str]:
    """Return what is wrong, as `file:line: problem: what to do`."""
    return _collect(content_dir)[1]


@cache
def catalogue() -> Catalogue:
    """Return the prompts of this checkout, read once."""
    return read_catalogue()


def _collect(content_dir: Path) -> tuple[Catalogue, list[str]]:
    series, singles, problems = dict[str, Series](), dict[str, Step](), list[str]()
    for path in sorted((content_dir / FOLDER).glob("*.yml")):
        try:
            text = read_text(path)
            plain = parse_yaml(path, text)
            if path.stem == SINGLES:
                singles = {step.id: step for step in _steps(plain, None)}
                found = [problem for step in singles.values() for problem in _step_problems(step)]
            else:
                one = _series(plain)
                series[one.id] = one
                found = list(_series_problems(one, path.stem))
        except ContentError as error:
            problems.append(str(error))
            continue
        except _BrokenError as error:
            problems.append(f"{path}:{_line_of(text, error.place)}: {error}")
            continue
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(f"{path}:1: susunannya tidak terbaca ({error}): samakan dengan m3.yml")
            continue
        problems += [f"{path}:{_line_of(text, place)}: {problem}" for place, problem in found]
    known = Catalogue(series=series, singles=singles)
    return known, problems + list(_shared_ids(known, content_dir / FOLDER))


class _BrokenError(Exception):
    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place


def _line_of(text: str, place: str) -> int:
    found = re.search(rf"^[ \t]*-?[ \t]*id:\s*['\"]?{re.escape(place)}['\"]?\s*$", text, re.MULTILINE)
    return text[: found.start()].count("\n") + 1 if found else 1


def _series(plain: dict[str, Any]) -> Series:
    return Series(
        id=str(plain["id"]),
        module=int(plain["module"]),
        title=str(plain["title"]),
        about=" ".join(str(plain["about"]).split()),
        steps=tuple(_steps(plain["steps"], int(plain["module"]))),
    )


def _steps(rows: list[dict[str, Any]], module: int | None) -> Iterator[Step]:
    for row in rows:
        name = str(row.get("id", ""))
        if missing := sorted(_NEEDED - set(row)):
            raise _BrokenError(name, f"{name} belum memuat {', '.join(missing)}: tambahkan")
        if unknown := sorted(set(row) - _NEEDED - _OPTIONAL):
            raise _BrokenError(name, f"{name} memuat yang tidak dikenal: {', '.join(unknown)}")
        roles = {role.value: role for role in kinds.ROLES}
        if wrong := sorted(set(row["to"]) - set(roles)):
            raise _BrokenError(
                name, f"{name}: peran {', '.join(wrong)} tidak dikenal: pilih {', '.join(roles)}"
            )
        yield Step(
            id=name,
            day=int(row.get("day", 0)),
            title=str(row["title"]),
            module=row.get("module", module),
            roles=tuple(roles[one] for one in row["to"]),
            answer=str(row["answer"]),
            options=tuple(_options(row)),
            only_if=tuple(row.get("only_if", ())),
            remind=int(row.get("remind", 0)),
            text=str(row["text"]).strip(),
        )


def _options(row: dict[str, Any]) -> list[str]:
    if row["answer"] in {kinds.KPI, kinds.CHECK}:
        return [str(row[{kinds.KPI: "kpi", kinds.CHECK: "checklist"}[row["answer"]]])]
    return [str(one) for one in row.get("options", ())]


# --- what is wrong


def _series_problems(series: Series, stem: str) -> Iterator[tuple[str, str]]:
    """Yield where (an id) and what."""
    if series.id != stem:
        yield series.id, f"id {series.id} tidak sama dengan nama berkas"
    if series.module not in _MODULES:
        yield series.id, f"modul {series.module}: harus 1 sampai 5"
    if len(series.title) > kinds.LONGEST_TITLE:
        yield series.id, f"judul lebih dari {kinds.LONGEST_TITLE} huruf: tombol tidak muat"
    if not FEWEST_STEPS <= len(series.steps) <= MOST_STEPS:
        yield series.id, f"{len(series.steps)} pesan: harus {FEWEST_STEPS} sampai {MOST_STEPS}"
    days = [step.day for step in series.steps]
    if days != sorted(set(days)) or not days or days[0] < 1 or days[-1] > LAST_DAY:
        yield series.id, f"hari-harinya harus naik, dari 1 sampai {LAST_DAY}"
    for step in series.steps:
        yield from _step_problems(step)


def _step_problems(step: Step) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(step.id):
        yield step.id, f"id {step.id}: hanya huruf kecil, angka, dan -, paling panjang 30"
    if not 1 <= len(step.title) <= kinds.LONGEST_TITLE:
        yield step.id, f"judul {len(step.title)} huruf: harus 1 sampai {kinds.LONGEST_TITLE}"
    if not step.roles:
        yield step.id, "to kosong: tulis paling sedikit satu peran"
    if step.remind not in range(kinds.MOST_REMINDERS + 1):
        yield step.id, f"remind {step.remind}: harus 0 sampai {kinds.MOST_REMINDERS}"
    for name in step.only_if:
        if name not in CONDITIONS:
            yield step.id, f"syarat {name} tidak dikenal: pilih {', '.join(CONDITIONS)}"
    if step.module is not None and step.module not in _MODULES:
        yield step.id, f"modul {step.module}: harus 1 sampai 5"
    if step.answer == kinds.QUIZ and step.module is None:
        yield step.id, "kuis tanpa modul: tulis module"
    try:
        kinds.check_options(step.answer, step.options)
        template.check(step.text)
    except MitraError as error:
        yield step.id, str(error)


def _shared_ids(known: Catalogue, folder: Path) -> Iterator[str]:
    ids = Counter([*known.singles, *(step.id for one in known.series.values() for step in one.steps)])
    for name in (name for name, times in ids.items() if times > 1):
        yield f"{folder}:1: id {name} dipakai dua kali: pilih yang lain"
    modules = Counter(one.module for one in known.series.values())
    for module in (module for module, times in modules.items() if times > 1):
        yield f"{folder}:1: modul {module} punya dua seri: gabungkan"
