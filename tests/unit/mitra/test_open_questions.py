"""Questions for the trainers: counted, grouped, and without the person who asked."""

import datetime as dt
import itertools
import time

import pytest
import sqlalchemy as sa

from mitra.open_questions import Question, groups, note, read, take_back
from mitra.privacy import LONGEST
from mitra.store.models import OpenQuestion

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


def question(text, *, times=1, last_on=MONDAY, about=""):
    return Question(text=text, times=times, last_on=last_on, about=about)


def titles(questions):
    return [[one.text for one in group.questions] for group in groups(questions)]


async def test_the_same_question_is_counted_not_repeated(database):
    """However it is typed: capitals, marks, emoji and blanks make no difference."""
    async with database.transaction() as connection:
        await note(connection, "Berapa tinggi APAR?", on=MONDAY)
        await note(connection, "berapa  tinggi apar 🙏", on=TUESDAY)
        await note(connection, "berapa tinggi alarm", on=MONDAY)
        assert await read(connection) == [
            question("Berapa tinggi APAR?", times=2, last_on=TUESDAY),
            question("berapa tinggi alarm"),
        ]
        first = await connection.scalar(sa.select(OpenQuestion.first_on).where(OpenQuestion.times == 2))
        assert first == MONDAY


async def test_an_unanswered_question_and_badly_answered_ones_are_counted_apart(database):
    async with database.transaction() as connection:
        for about in ("", "m5-apar", "m5-apar", "m5-alarm"):
            await note(connection, "berapa tingginya", on=MONDAY, about=about)
        found = {one.about: one.times for one in await read(connection)}
        assert found == {"": 1, "m5-apar": 2, "m5-alarm": 1}


async def test_only_those_asked_since_a_day_are_read_latest_first(database):
    async with database.transaction() as connection:
        for day, letter in enumerate("abcde", 1):
            await note(connection, f"pertanyaan {letter}", on=dt.date(2026, 11, day))
        found = await read(connection, since=dt.date(2026, 11, 4))
        assert [one.text for one in found] == ["pertanyaan e", "pertanyaan d"]


async def test_taking_back_undoes_one_note_and_the_last_one_leaves_nothing(database):
    async with database.transaction() as connection:
        for about in ("m5-apar", "m5-apar", ""):
            await note(connection, "berapa tingginya", on=MONDAY, about=about)
        await take_back(connection, "Berapa tingginya?", about="m5-apar")
        assert {one.about: one.times for one in await read(connection)} == {"m5-apar": 1, "": 1}
        await take_back(connection, "berapa tingginya", about="m5-apar")
        await take_back(connection, "berapa tingginya", about="m5-apar")  # nothing is there any more
        assert {one.about: one.times for one in await read(connection)} == {"": 1}


@pytest.mark.parametrize("typed", ["", "  ", "🙏🙏", "?!", "@budi_s", "+62 812-3456-7890", "Budi Santoso"])
async def test_a_message_without_a_question_is_not_noted(database, typed):
    async with database.transaction() as connection:
        await note(connection, typed, on=MONDAY)
        assert await read(connection) == []


async def test_no_row_leads_back_to_the_person(database):
    async with database.transaction() as connection:
        await note(connection, "saya Budi, @budi_s, 081234567890: boleh pulang?", on=MONDAY)
        (row,) = (await connection.execute(sa.select(OpenQuestion.__table__))).mappings()
    assert sorted(row) == ["about", "first_on", "id", "last_on", "normalised", "text", "times"]
    assert row["text"] == "saya …, …, …: boleh pulang?"
    assert row["normalised"] == "saya boleh pulang"
    # A day, not a moment.
    assert type(row["last_on"]) is dt.date


async def test_what_is_kept_fits_its_column(database):
    """PostgreSQL refuses what is longer, and the whole update would fail; "ß" becomes "ss" in small letters."""
    async with database.transaction() as connection:
        await note(connection, "ß" * LONGEST, on=MONDAY)
        normalised = await connection.scalar(sa.select(OpenQuestion.normalised))
    assert len(normalised) <= OpenQuestion.__table__.c.normalised.type.length


CUTI = ["cuti nikah brp hari", "cuti nikah berapa hari", "jatah cuti nikah berapa hari ya"]
BPOM = ["cara urus izin bpom", "urus izin bpom gimana"]


def test_like_questions_come_together_the_biggest_group_first():
    found = groups([question(text) for text in [*BPOM, *CUTI, "mesin bubut bunyi"]])
    assert [sorted(one.text for one in group.questions) for group in found] == [
        sorted(CUTI),
        sorted(BPOM),
        ["mesin bubut bunyi"],
    ]


def test_a_group_says_how_often_and_when_last_and_the_central_question_leads():
    asked = [
        question(CUTI[0], times=2, last_on=MONDAY),
        question(CUTI[1], times=3, last_on=TUESDAY),
        question(CUTI[2], times=1, last_on=MONDAY),
    ]
    (group,) = groups(asked)
    assert (group.title, group.times, group.last_on, group.about) == (CUTI[1], 6, TUESDAY, "")


def test_times_count_for_the_order_not_only_wordings():
    asked = [question(text) for text in CUTI] + [question("mesin bubut bunyi", times=9)]
    assert titles(asked)[0] == ["mesin bubut bunyi"]


def test_what_different_topics_answered_badly_is_never_mixed():
    asked = [question(CUTI[0]), question(CUTI[1], about="m4-cuti"), question(CUTI[2], about="m4-izin")]
    assert {group.about: len(group.questions) for group in groups(asked)} == {
        "": 1,
        "m4-cuti": 1,
        "m4-izin": 1,
    }


def test_the_order_of_the_questions_changes_nothing():
    asked = [question(text, times=number % 3 + 1) for number, text in enumerate([*CUTI, *BPOM, "a", "b"])]
    expected = groups(asked)
    for order in itertools.islice(itertools.permutations(asked), 0, 5000, 997):
        assert groups(order) == expected


def test_what_is_frequent_in_the_background_makes_no_two_alike():
    asked = [question("gimana caranya urus paspor"), question("gimana caranya ngecat besi")]
    assert len(groups(asked, background=["gimana caranya pasang apar", "gimana caranya lapor"] * 20)) == 2


@pytest.mark.parametrize("texts", [[], ["…"], ["🙏", "?!"], ["a"]])
def test_nothing_and_next_to_nothing_can_be_grouped(texts):
    assert sorted(itertools.chain(*titles([question(text) for text in texts]))) == sorted(texts)


def test_five_thousand_questions_take_seconds():
    """Measured at 3 seconds on two cores."""
    words = (
        "cuti",
        "gaji",
        "lembur",
        "mesin",
        "apar",
        "limbah",
        "shift",
        "kontrak",
        "mandor",
        "helm",
        "panel",
    )
    sixes = itertools.islice(itertools.permutations(words, 6), 0, 300_000, 60)
    asked = [question(" ".join(six)) for six in sixes]
    started = time.perf_counter()
    found = groups(asked)
    assert sum(len(group.questions) for group in found) == 5000
    assert time.perf_counter() - started < 40  # a busy machine is not a bug
