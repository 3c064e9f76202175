"""
Who gave an anonymous suggestion stands in no table, file or message that the key does not open.

The tables are searched as somebody would who has the database and everything they know of the people, but not the key.
"""

import datetime as dt
import json
import sqlite3

import pytest
import sqlalchemy as sa

from mitra import personal_data
from mitra.sealing import SealError, unseal
from mitra.store.models import Base, OutboxMessage, Person
from mitra.store.suggestion_models import Suggestion, SuggestionShelf
from mitra.suggestions import giving
from mitra.suggestions.authors import author_of, mark_of, shelf
from mitra.suggestions.cards import LIKE, SUPPORT
from tests.unit.mitra.make import NOW
from tests.unit.mitra.suggestions.factory import BUDI, KEY, SITI

SECRET = "Kipas rahasia dekat obras"


async def whole_life(here):
    """Let an anonymous suggestion go through all it can: changed, asked, answered, supported, tried, done, liked."""
    await here.forget_messages()
    connection = here.connection
    card = (await here.sent(here.budi, SECRET)).card
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    card = await giving.rewrite(connection, own, f"{SECRET} dua", at=NOW)
    await giving.back(connection, here.siti, card.id, SUPPORT, key=KEY)
    card = await here.desk(here.ani).ask(card.id, card.version, "Di mana?")
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    card = await giving.reply(connection, own, "Jawaban tersembunyi", at=NOW)
    card = await here.done(card)
    await giving.back(connection, here.siti, card.id, LIKE, key=KEY)
    return card


async def test_no_row_leads_to_who_gave_or_supported_it(connection, here):
    await whole_life(here)
    people = {BUDI: here.budi.person_id, SITI: here.siti.person_id}
    for table in Base.metadata.sorted_tables:
        if table.name in {"persons", "memberships"}:
            continue
        for row in (await connection.execute(sa.select(table))).all():
            assert not any(str(account) in str(row) for account in people), table.name
        for key in (one for one in table.foreign_keys if one.column.table.name == "persons"):
            theirs = sa.select(key.parent).where(key.parent.in_(people.values()))
            found = (await connection.execute(theirs)).all()
            assert found == [] or table.name == "audit_entries", f"{table.name}.{key.parent.name}"
    audit = await connection.scalars(sa.text("SELECT subject FROM audit_entries WHERE person_id IN (1, 2)"))
    assert [one for one in audit if "suggestion" in one] == []


async def test_the_words_stand_only_where_the_committee_reads_them(connection, here):
    await whole_life(here)
    holding = set()
    for table in Base.metadata.sorted_tables:
        for row in (await connection.execute(sa.select(table))).all():
            if "Kipas rahasia" in str(row) or "tersembunyi" in str(row):
                holding.add(table.name)
    # Messages to the committee wait in the outbox; those to the author are sealed.
    assert holding == {"suggestions", "suggestion_steps", "outbox_messages", "action_items"}
    waiting = (await connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    readable = {row.chat_id for row in waiting if "sealed" not in row.payload}
    assert readable <= {51, 52, 53, 54}


@pytest.mark.sqlite
async def test_not_even_a_copy_of_the_file_tells(connection, here, tmp_path):
    """A backup is the file: its raw bytes, freed pages included, hold no account beside the words."""
    await whole_life(here)
    await connection.commit()
    copy = tmp_path / "backup.sqlite"
    source = sqlite3.connect(tmp_path / "mitra.sqlite")
    with sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    rows = sqlite3.connect(copy).execute("SELECT * FROM suggestions").fetchall()
    assert SECRET in str(rows)
    text = copy.read_bytes().decode("latin-1")
    assert "Jawaban tersembunyi" in text
    assert f'"chat_id": {BUDI}' not in text


async def test_two_suggestions_of_one_person_look_like_two_peoples(connection, here):
    first, second = await here.give(), await here.give()
    rows = (await connection.execute(sa.select(Suggestion.author_sealed, Suggestion.receipt))).all()
    assert len({part for row in rows for part in row}) == 4
    assert {len(row.author_sealed) for row in rows} == {len(rows[0].author_sealed)}
    marks = {mark_of(KEY, here.budi.person_id, one.subject) for one in (first, second)}
    assert len(marks) == 2


async def test_the_shelf_opens_for_the_key_alone(connection, here):
    card = await here.give()
    other = b"kunci lain"
    assert (await shelf(connection, here.budi.person_id, key=KEY))["own"] == [card.id]
    assert (await shelf(connection, here.budi.person_id, key=other))["own"] == []
    assert await author_of(connection, card.id, key=KEY) == here.budi.person_id
    assert await author_of(connection, card.id, key=other) is None
    row = (await connection.execute(sa.select(SuggestionShelf.__table__))).one()
    with_other = False
    try:
        unseal(other, row.content, about=f"shelf:{row.mark}")
    except SealError:
        with_other = True
    assert with_other


async def test_what_is_sealed_for_one_suggestion_does_not_open_for_another(connection, here):
    first, second = await here.give(), await here.give(here.siti)
    sealed = await connection.scalar(sa.select(Suggestion.author_sealed).where(Suggestion.id == first.id))
    await connection.execute(
        sa.update(Suggestion).where(Suggestion.id == second.id).values(author_sealed=sealed)
    )
    assert await author_of(connection, second.id, key=KEY) is None


async def test_the_days_of_people_and_suggestions_are_all_that_meet(connection, here):
    """Of a person only the day is kept, of an anonymous suggestion the hour: no moment joins the two."""
    await here.give(at=NOW + dt.timedelta(minutes=13))
    seen = await connection.scalar(sa.select(Person.seen_on).where(Person.id == here.budi.person_id))
    assert type(seen) is dt.date
    sent = await connection.scalar(sa.select(Suggestion.sent_at))
    assert (sent.minute, sent.second) == (0, 0)


async def test_the_committees_own_data_does_not_name_the_author(connection, here):
    await whole_life(here)
    for account in (51, 52, 53, 54):
        data = json.dumps(await personal_data.of(connection, account, key=KEY, topics=[]))
        assert str(BUDI) not in data
        assert '"own": [], "backed": 0' in data
