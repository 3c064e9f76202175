"""`mitra questions` and `mitra doctor --coverage`, from the command line to what is printed."""

import asyncio
import datetime as dt
import json

import pytest

from bot import cli
from mitra import open_questions
from mitra.store.database import Database
from mitra.store.migrate import migrate

ASKED = [
    # text, day of November, topic that was no good answer
    ("cuti nikah brp hari", 2, ""),
    ("cuti nikah berapa hari ya", 20, ""),
    ("cuti nikah berapa hari ya", 21, ""),
    ("apar <b>digantung</b> [tinggi] bapak 081234567890", 20, "m5-apar-pasang"),
    ("urus izin bpom gimana", 3, "m9-sudah-hilang"),
]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run `mitra …` on a data folder of its own; return exit code, output and errors."""
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path))

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


@pytest.fixture
def asked(tmp_path):
    """A database in that folder, with questions."""
    asyncio.run(_note_all(tmp_path))


async def _note_all(folder):
    database = Database(f"sqlite+aiosqlite:///{folder / 'mitra.sqlite'}")
    await migrate(database)
    async with database.transaction() as connection:
        for text, day, about in ASKED:
            await open_questions.note(connection, text, on=dt.date(2026, 11, day), about=about)
    await database.close()


def test_without_questions_one_sentence_says_so(run):
    code, printed, _ = run("questions")
    assert code == 0
    assert printed == "Tidak ada pertanyaan yang belum terjawab atau diberi 👎.\n"


def test_questions_are_shown_in_groups_the_most_asked_first(run, asked):
    code, printed, _ = run("questions")
    assert code == 0
    assert printed.startswith("5 pertanyaan untuk pelatih dalam 3 kelompok")
    assert "1. cuti nikah berapa hari ya\n   3 kali, terakhir 2026-11-21, belum terjawab\n" in printed
    assert "   · cuti nikah brp hari\n" in printed
    assert "Selanjutnya:" in printed


def test_a_badly_answered_question_names_the_file_to_mend(run, asked):
    _, printed, _ = run("questions")
    assert "apar <b>digantung</b> [tinggi] bapak …" in printed
    assert "(content/modules/m5-k3/apar-pasang.md)" in printed
    # A topic that is gone is named as it was.
    assert "👎 untuk m9-sudah-hilang" in printed


def test_only_some_groups_and_only_since_a_day(run, asked):
    _, printed, _ = run("questions", "--since", "2026-11-10", "--most", "1")
    assert printed.startswith("3 pertanyaan untuk pelatih dalam 2 kelompok")
    assert "1. " in printed
    assert "2. " not in printed
    assert "dan 1 kelompok lagi: `mitra questions --most 2`" in printed


def test_questions_for_another_program(run, asked):
    _, printed, _ = run("questions", "--json")
    first, *others = json.loads(printed)
    assert (first["title"], first["times"], first["last_on"], first["topic"]) == (
        "cuti nikah berapa hari ya",
        3,
        "2026-11-21",
        None,
    )
    assert [one["times"] for one in first["questions"]] == [2, 1]
    assert {one["topic"] for one in others} == {"m5-apar-pasang", "m9-sudah-hilang"}


def test_no_questions_for_another_program(run):
    assert run("questions", "--json")[1] == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--since", "kemarin"), "'kemarin' bukan tanggal"),
        (("--since", "2026-02-30"), "'2026-02-30' bukan tanggal"),
        (("--most", "0"), "'0' bukan jumlah"),
        (("--most", "-3"), "--most"),
        (("--most", "banyak"), "'banyak' bukan jumlah"),
    ],
)
def test_what_cannot_be_meant_is_named(run, arguments, named):
    code, printed, said = run("questions", *arguments)
    assert (code, printed) == (2, "")
    assert named in said


def test_doctor_shows_coverage_only_when_asked(run):
    code, printed, _ = run("doctor", "--coverage")
    assert code == 0
    assert "m5-apar-pasang" in printed
    assert "Semua modul" in printed
    assert "Isi dalam keadaan baik." in printed
    assert "Semua modul" not in run("doctor")[1]
