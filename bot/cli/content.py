"""`mitra questions` and `topics`: what people asked in vain, and what trainers answered."""

import argparse
import asyncio
import datetime as dt

from bot.cli.arguments import Commands, add, count, day
from mitra.content.library import read_library
from mitra.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    questions = add(commands, "questions", _questions, "pertanyaan yang belum terjawab atau diberi 👎")
    questions.add_argument(
        "--since",
        type=day,
        default=dt.date.min,
        help="yang masih ditanyakan sejak tanggal ini, seperti 2026-11-01",
    )
    questions.add_argument("--most", type=count, default=20, help="paling banyak sekian kelompok")
    questions.add_argument("--json", action="store_true", help="untuk program lain")
    topics = add(commands, "topics", _topics, "jawaban pelatih yang sudah ditinjau, menjadi berkas topik")
    topics.add_argument("--write", action="store_true", help="tulis ke content/modules/")


def _questions(settings: Settings, options: argparse.Namespace) -> int:
    from bot.reports import questions_json, questions_text, read_groups  # noqa: PLC0415

    library = read_library()
    groups = asyncio.run(read_groups(settings, library, since=options.since))
    shown = (
        questions_json(groups[: options.most])
        if options.json
        else questions_text(groups, library, most=options.most)
    )
    print(shown)  # noqa: T201
    return 0


def _topics(settings: Settings, options: argparse.Namespace) -> int:
    from bot.reports import topics_report  # noqa: PLC0415

    print(asyncio.run(topics_report(settings, read_library(), write=options.write)))  # noqa: T201
    return 0
