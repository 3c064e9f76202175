"""The recipes of docs/development.md, read from the page and done in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.training import ROOT

GUIDE = ROOT / "docs" / "development.md"
#: What a copy needs to be trained, asked and tested.
NEEDED = (
    "actions", "bot", "content", "data", "migrations", "mitra", "nlu", "simulator", "tests",
    "config.yml", "domain.yml", "pyproject.toml", "requirements.lock",
)  # fmt: skip
#: Recipes done by machine; the table's numbers move with every migration.
BY_MACHINE = (1, 2, 3, 4, 5)
_COMMAND = "from bot.cli import main; main()"
_RECIPE = re.compile(r"^## (\d)\. (.+?)\n(.*?)(?=^## \d|\Z)", re.MULTILINE | re.DOTALL)
#: `file`, where in it: and the block below.
_BLOCK = re.compile(
    r"^`(?P<file>[\w./-]+)`, (?P<where>new file|at the end|(?:after|before|instead of) the line `(?P<line>[^\n]+)`):\n"
    r"```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines to write: into which file, and where in it."""

    file: str
    #: new file, at the end; or after, before, instead of the line `line`.
    where: str
    line: str
    text: str

    def write(self, root: Path) -> None:
        """Do it; what the guide says of the file must be true of it."""
        path = root / self.file
        if self.where == "new file":
            assert not path.exists(), f"{self.file} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, "utf-8")
            return
        before = path.read_text("utf-8")
        path.write_text(before + self.text if self.where == "at the end" else self._put(before), "utf-8")

    def _put(self, before: str) -> str:
        lines = before.splitlines(keepends=True)
        found = [place for place, line in enumerate(lines) if line == f"{self.line}\n"]
        assert len(found) == 1, f"{self.file} has the line {self.line!r} {len(found)} times"
        start, end = {
            "after": (found[0] + 1, found[0] + 1),
            "before": (found[0], found[0]),
            "instead": (found[0], found[0] + 1),
        }[self.where.split()[0]]
        return "".join([*lines[:start], self.text, *lines[end:]])


def recipes() -> dict[int, list[Block]]:
    """Return the blocks of every recipe that writes files, by its number."""
    found = {
        int(number): list(_blocks(text)) for number, _, text in _RECIPE.findall(GUIDE.read_text("utf-8"))
    }
    return {number: blocks for number, blocks in found.items() if blocks}


def _blocks(text: str) -> Iterator[Block]:
    for match in _BLOCK.finditer(text):
        yield Block(
            file=match["file"],
            where=match["where"].partition(" the line")[0],
            line=match["line"] or "",
            text=match["text"],
        )


def follow(numbers: tuple[int, ...], root: Path) -> None:
    """Copy the repository to `root` and do these recipes there."""
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    known = recipes()
    for number in numbers:
        for block in known[number]:
            block.write(root)


def run_mitra(root: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run `mitra …` with the copy's code and content."""
    return run(root, "-c", _COMMAND, *arguments, said=said)


def run_pytest(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on the copy."""
    return run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)


def run(root: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, with its code before ours and none of our settings."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("MITRA_", "PYTEST_"))
    }
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        cwd=root,
        env=inherited | {"PYTHONPATH": str(root)},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
