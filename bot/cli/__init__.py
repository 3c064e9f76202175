"""The command line: `mitra --help` lists the commands."""

import argparse
import asyncio
import contextlib
import io
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from sqlalchemy.exc import DBAPIError

from bot.cli import administration, content, operation
from bot.cli.arguments import add
from mitra.content.library import Library, read_library
from mitra.content.messages import Messages
from mitra.errors import MitraError
from mitra.log import configure
from mitra.prompts.catalogue import catalogue as prompts
from mitra.settings import Settings, read_settings
from mitra.store.database import AwayError

#: Exit code when something the operator can mend is wrong.
CANNOT_START = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; what the operator can mend ends with one sentence and exit code 2."""
    from bot.environment import prepare  # noqa: PLC0415 - before anything of Rasa is imported

    prepare()
    options = _parsed(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = read_settings()
        configure(settings.log_level, settings.log_format)
        code = options.command(settings, options)
    except MitraError as error:
        print(error, file=sys.stderr)  # noqa: T201
        code = CANNOT_START
    except (AwayError, DBAPIError) as error:
        print(_about_database(error), file=sys.stderr)  # noqa: T201
        code = CANNOT_START
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read our output has seen enough, as in `mitra doctor | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _about_database(error: AwayError | DBAPIError) -> str:
    """Return in one sentence what is wrong with the database, and what to do."""
    chain = [error, error.__cause__, getattr(error, "orig", None), getattr(error.__cause__, "orig", None)]
    codes = {getattr(one, "sqlite_errorcode", 0) & 0xFF for one in chain}
    if sqlite3.SQLITE_FULL in codes:
        return "Disk penuh: hapus berkas yang tidak perlu, lalu ulangi."
    if codes & {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return "Berkas basis data rusak. Hentikan Mitra, simpan berkasnya, lalu `mitra restore CADANGAN --replace`."
    return "Basis data tidak bisa dipakai sekarang: jalankan `mitra doctor`."


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line says; ends with exit code 2 and a sentence where it cannot be read."""
    parser = _parser()
    for one in arguments:
        # argparse takes the second "--" of "--area=--" for the end of the options, and hands over a list of nothing.
        if one.startswith("--") and one.endswith("=--"):
            parser.error(f"{one}: belum ada isinya")
        if any("\ud800" <= letter <= "\udfff" for letter in one):  # bytes that are no UTF-8
            parser.error(f"{one!r}: ada huruf yang tidak bisa dibaca, ketik ulang")
    return parser.parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mitra", description="Mitra SCORE, asisten Telegram program SCORE.")
    commands = parser.add_subparsers(required=True, metavar="perintah")
    add(commands, "run", _run, "melayani Telegram; tanpa MITRA_TELEGRAM_TOKEN menampilkan demo")
    add(commands, "demo", _demo, "halaman percobaan di komputer ini, tanpa Telegram")
    add(commands, "train", _train, "melatih model kalau isi berubah")
    operation.add_commands(commands)
    content.add_commands(commands)
    administration.add_commands(commands)
    ask = add(commands, "ask", _ask, "menjawab pertanyaan di terminal")
    ask.add_argument("question", nargs="*", help="pertanyaan; tanpa ini dibaca dari masukan, satu per baris")
    ask.add_argument("--jsonl", action="store_true", help="satu objek JSON per baris")
    return parser


def _content(settings: Settings) -> Library:
    """Return all content; raises ContentError naming file and line of the first mistake."""
    library = read_library()
    _check_messages(settings.models_dir / "messages-checked")
    prompts()
    return library


#: What decides whether a message is well written.
_MESSAGES = ("content/messages/*", "mitra/content/*.py", "requirements.lock")


def _check_messages(noted: Path) -> None:
    """Compile every message, half a second, unless it is noted in that file that these very ones were right."""
    from bot.training import fingerprint  # noqa: PLC0415

    now = fingerprint(patterns=_MESSAGES)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if noted.read_text("utf-8") == now:
            return
    Messages().check()
    with contextlib.suppress(OSError):  # then it is checked next time as well
        noted.write_text(now, "utf-8")


def _run(settings: Settings, options: argparse.Namespace) -> int:
    if not settings.telegram_token:
        return _demo(settings, options)
    from bot.application import connect  # noqa: PLC0415
    from bot.environment import end_loading, start_loading  # noqa: PLC0415
    from bot.training import ensure_model  # noqa: PLC0415

    def ready() -> None:
        end_loading()
        console.print("Mitra siap melayani Telegram.")

    start_loading()
    console = Console(stderr=True)
    library = _content(settings)
    asyncio.run(connect(settings))
    model = ensure_model(settings.models_dir, console)
    from bot.service import serve  # noqa: PLC0415 - Rasa takes seconds to import

    asyncio.run(
        serve(
            settings,
            library,
            model,
            ready=ready,
            invite_operator=lambda link: console.print(
                f"Belum ada pengelola. Yang pertama membuka tautan ini menjadi pengelola: {link}",
                soft_wrap=True,
                markup=False,
            ),
        )
    )
    return 0


def _demo(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.demo import show  # noqa: PLC0415

    asyncio.run(show(settings, _content(settings), Console(stderr=True)))
    return 0


def _train(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.training import ensure_model  # noqa: PLC0415

    _content(settings)
    console = Console(stderr=True)
    console.print(f"Model: {ensure_model(settings.models_dir, console).name}")
    return 0


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from bot.asking import answer_all  # noqa: PLC0415
    from bot.training import ensure_model  # noqa: PLC0415

    library = _content(settings)
    model = ensure_model(settings.models_dir, Console(stderr=True))
    questions = [" ".join(options.question)] if options.question else _typed_lines()
    asyncio.run(answer_all(questions, library, model, as_json=options.jsonl))
    return 0


def _typed_lines() -> Iterator[str]:
    """Yield the lines of standard input; what is no UTF-8 in them shows as �."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    yield from map(str.rstrip, sys.stdin)
