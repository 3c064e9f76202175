"""What must hold whatever comes in: each function takes one example, and raises when harm was done."""

import atexit
import contextlib
import datetime as dt
import io
import os
import re
import shutil
import sqlite3
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from bot import cli
from mitra.checks import sheet as check_sheet
from mitra.content import telegram_html
from mitra.content.messages import Messages
from mitra.errors import MitraError
from mitra.papers import before_after, workbook
from mitra.plan import sheet as plan_sheet
from mitra.prompts import template
from mitra.prompts.template import LONGEST_EVER, VARIABLES, TemplateProblem
from tests.hostile import contents
from tests.hostile.templates import SAMPLES, with_texts

MESSAGES = Messages()

TODAY = dt.date(2026, 11, 26)
#: Seconds that the largest spreadsheet let through may take on a busy machine.
LONGEST_READING = 20
#: Seconds that a trainer's text may take.
LONGEST_CHECK = 5


class Harm(AssertionError):  # noqa: N818 - what was done, not what it is
    """Something went wrong that nobody expected; the cause is what was raised."""


# --- files


def read_spreadsheet(data: bytes) -> int:
    """A spreadsheet is read, or refused in words; never longer than a conversation can wait."""
    began = time.perf_counter()
    plan = plan_sheet.read(data, owners=["Orang 1", "Siti"], areas=["Jahit"], numbers={1, 2, 3}, today=TODAY)
    own = check_sheet.read_sheet(data, name_of=lambda title: f"own-1-{len(title)}")
    if bool(plan.problems) == bool(plan.rows) or bool(own.problems) == bool(own.checklist):
        raise Harm("neither read nor refused")
    workbook.made_at(data)
    if plan.rows:
        plan_sheet.write(plan.rows, enterprise="CV Maju", owners=[], areas=[])
    if (took := time.perf_counter() - began) > LONGEST_READING:
        raise Harm(f"took {took:.1f} s")
    return 1


def clean_photo(data: bytes) -> int:
    """A photo is made clean, or refused as none."""
    with contextlib.suppress(ValueError):
        before_after.clean_jpg(data)
    with contextlib.suppress(ValueError):
        before_after.before_after_jpg(data, data)
    return 1


# --- what is filled in


def fill_prompt(text: str, values: dict[str, Any]) -> int:
    """A trainer's text is refused in words, or can be filled with anything; nothing else happens, and at once."""
    began = time.perf_counter()
    try:
        template.check(text)
    except TemplateProblem as problem:
        if not str(problem).strip():
            raise Harm("refused without a reason") from problem
    else:
        names = template.names_in(text)
        if not names <= set(VARIABLES):
            raise Harm(f"let through: {names}")
        shown = template.render(text, values)
        if len(shown) > LONGEST_EVER:
            raise Harm(f"{len(shown)} letters")
        template.sample(text)
    template.title_of(text)
    if (took := time.perf_counter() - began) > LONGEST_CHECK:
        raise Harm(f"took {took:.1f} s")
    return 1


def render_message(name: str, which: int, others: list[str]) -> int:
    """A message is whole whatever people are called and have typed, and no part of it counts as HTML."""
    samples = SAMPLES[name]
    text = MESSAGES.render(name, **with_texts(samples[which % len(samples)], others))
    for problem in telegram_html.problems(text.html):
        raise Harm(f"{name}: {problem}")
    for row in text.rows:
        for button in row:
            if not isinstance(button.text, str) or len(button.data.encode()) > 64:
                raise Harm(f"{name}: {button}")
    return 1


# --- content


@cache
def _content() -> Path:
    """Return a small content/ that is there as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="mitra-content-", dir=quick_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    contents.lay_out(folder)
    return folder


def read_content(name: str, data: bytes) -> int:
    """A content file is read, or refused with file, line and what to do."""
    path = _content() / name
    path.write_bytes(data)
    try:
        contents.reader_of(name)(_content())
    except MitraError as error:
        if not re.match(r"\S+\.(yml|md|j2):\d+: .", str(error)):
            raise Harm(f"no place: {error}") from error
    finally:
        path.write_bytes(contents.originals()[name])
    return 1


def quick_folder() -> str | None:
    """Return a folder in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


# --- the command line


class CommandLine:
    """`mitra` in this process, with a data folder of its own that is put back for every line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty.sqlite"
        self._data = folder / "data"

    def run(self, arguments: list[str]) -> int:
        """A command ends with 0, 1 or 2 and says something, whatever stands in its line."""
        code, said = self.ended(arguments)
        if code not in {0, 1, 2} or not said.strip() or "Traceback" in said:
            raise Harm(f"exit code {code}: {said[-500:]!r}")
        return 1

    def ended(self, arguments: list[str]) -> tuple[object, str]:
        """Return the exit code of a command line, and what was said."""
        self._fresh()
        if arguments[:1] == ["export"]:
            arguments = [*arguments, f"--folder={self._data / 'export'}"]
        out, err = io.StringIO(), io.StringIO()
        surroundings = {"MITRA_DATA_DIR": str(self._data), "MITRA_SECRET_KEY": "for-tests-only"}
        with (
            mock.patch.dict(os.environ, surroundings),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = _exit_code(arguments)
        return code, out.getvalue() + err.getvalue()

    def _fresh(self) -> None:
        """Put the data folder back; the tables are made once."""
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(parents=True)
        if self._empty.exists():
            shutil.copyfile(self._empty, self._data / "mitra.sqlite")
            return
        with (
            mock.patch.dict(os.environ, {"MITRA_DATA_DIR": str(self._data)}),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            _exit_code(["enterprise", "add", "CV Maju Bersama", "--timezone=Asia/Jakarta"])
        with contextlib.closing(sqlite3.connect(self._data / "mitra.sqlite")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self._data / "mitra.sqlite", self._empty)


def _exit_code(arguments: list[str]) -> object:
    try:
        cli.main(arguments)
    except SystemExit as ended:
        return ended.code
    raise Harm("it did not end")
