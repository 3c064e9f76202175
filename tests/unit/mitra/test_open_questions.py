"""Questions for the trainers: counted, and without the person who asked."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from hypothesis import given

from mitra.open_questions import LONGEST, latest, note, without_traces
from mitra.store.models import OpenQuestion
from tests.strategies import typed_texts

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("berapa tinggi apar", "berapa tinggi apar"),
        # Telephone numbers, however they are written, and numbers of cards.
        ("hubungi 081234567890 ya", "hubungi … ya"),
        ("wa +62 812-3456-7890", "wa …"),
        ("(0812) 3456 7890 pak", "(… pak"),
        ("nik 3201.1234.5678.0001", "nik …"),
        # Handles and addresses.
        ("tanya @budi_s dulu", "tanya … dulu"),
        ("kirim ke budi.s@pabrik.co.id", "kirim ke …"),
        ("lihat https://t.me/budi?x=1 ini", "lihat … ini"),
        # Numbers a question needs stay.
        ("karung 50 kg, 2 meter, 1.000 buah", "karung 50 kg, 2 meter, 1.000 buah"),
        ("permenaker 13 tahun 2025", "permenaker 13 tahun 2025"),
        # Line breaks are no part of a question.
        ("  satu\n\n dua\t", "satu dua"),
        ("x" * 400, "x" * LONGEST),
        ("", ""),
    ],
)
def test_what_leads_to_a_person_is_blanked(typed, kept):
    assert without_traces(typed) == kept


@given(typed_texts)
def test_no_long_number_and_no_handle_is_ever_left(typed):
    kept = without_traces(typed)
    assert re.findall(r"\d{7,}|@\w+", kept) == []
    assert len(kept) <= LONGEST


@given(typed_texts)
def test_blanking_twice_blanks_no_more(typed):
    kept = without_traces(typed)
    assert without_traces(kept) == kept


async def test_the_same_question_is_counted_not_repeated(database):
    """However it is typed: capitals, marks, emoji and blanks make no difference."""
    async with database.transaction() as connection:
        await note(connection, "Berapa tinggi APAR?", on=MONDAY)
        await note(connection, "berapa  tinggi apar 🙏", on=TUESDAY)
        await note(connection, "berapa tinggi alarm", on=MONDAY)
        assert await latest(connection) == [("Berapa tinggi APAR?", 2), ("berapa tinggi alarm", 1)]
        days = await connection.execute(
            sa.select(OpenQuestion.first_on, OpenQuestion.last_on).where(OpenQuestion.times == 2)
        )
        assert [tuple(row) for row in days] == [(MONDAY, TUESDAY)]


async def test_only_the_latest_are_listed(database):
    async with database.transaction() as connection:
        for day in range(1, 6):
            await note(connection, f"pertanyaan {'abcde'[day - 1]}", on=dt.date(2026, 11, day))
        assert await latest(connection, most=2) == [("pertanyaan e", 1), ("pertanyaan d", 1)]


@pytest.mark.parametrize("typed", ["", "  ", "🙏🙏", "?!", "@budi_s", "+62 812-3456-7890"])
async def test_a_message_without_a_question_is_not_noted(database, typed):
    async with database.transaction() as connection:
        await note(connection, typed, on=MONDAY)
        assert await latest(connection) == []


async def test_no_row_leads_back_to_the_person(database):
    async with database.transaction() as connection:
        await note(connection, "saya Budi, @budi_s, 081234567890: boleh pulang?", on=MONDAY)
        (row,) = (await connection.execute(sa.select(OpenQuestion.__table__))).mappings()
    assert sorted(row) == ["first_on", "id", "last_on", "normalised", "text", "times"]
    assert "budi_s" not in f"{row['text']} {row['normalised']}"
    assert "0812" not in f"{row['text']} {row['normalised']}"
    # A day, not a moment.
    assert type(row["last_on"]) is dt.date


async def test_what_is_kept_fits_its_column(database):
    """PostgreSQL refuses what is longer, and the whole update would fail; "ß" becomes "ss" in small letters."""
    async with database.transaction() as connection:
        await note(connection, "ß" * LONGEST, on=MONDAY)
        normalised = await connection.scalar(sa.select(OpenQuestion.normalised))
    assert len(normalised) <= OpenQuestion.__table__.c.normalised.type.length
