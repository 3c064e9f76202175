"""What is kept of somebody's follow-up: shown, forgotten on request, and in time."""

import datetime as dt

import sqlalchemy as sa

from mitra import personal_data, retention, trainings
from mitra.access import CONSOLE
from mitra.content.documents import personal_page
from mitra.prompts import inbox, results, series, writing
from mitra.prompts.answers import Given
from mitra.settings import Keep
from mitra.store.models import Base
from mitra.store.prompt_models import Prompt, PromptAnswer, PromptReceiver, SeriesRun, Training
from tests.unit.mitra.prompts.factory import ALL, DAY, day

KEEP = Keep()


async def erase(here, actor):
    await personal_data.erase(here.connection, CONSOLE, actor.telegram_id, key=b"k", topics=[], at=here.now)


async def purge(here, at):
    await retention.purge_nightly(here.connection, KEEP, at=at, key=b"k", topics=[])


async def rows(here, model):
    return (
        await here.connection.execute(sa.select(model.__table__).order_by(*model.__table__.primary_key))
    ).all()


async def traces(here, word):
    """Return the tables that have a word somewhere."""
    found = []
    for table in Base.metadata.sorted_tables:
        texts = [str(tuple(row)) for row in (await here.connection.execute(sa.select(table))).all()]
        found += [table.name for text in texts if word in text]
    return found


async def answered(here):
    """Return a prompt answered by Budi in words and with a photo, with a reply; and by Siti."""
    prompt = await here.prompt(to=ALL, answer="text")
    await here.minute()
    taken = await here.answers(here.budi, prompt, Given(answer="text", text="kata Jejak"))
    await here.answers(here.budi, prompt, Given(answer="photo", photo="FOTO-Jejak"))
    await inbox.reply(here.connection, here.sari, taken.id, "balasan Jejak", at=here.now)
    await here.send()
    await here.answers(here.siti, prompt, Given(answer="text", text="kata Siti"))
    return prompt


async def test_erased_as_receiver_the_count_stays_without_who(here):
    prompt = await answered(here)
    await erase(here, here.budi)
    assert await traces(here, "Jejak") == []
    kept = [(row.person_id, row.answer, row.text, row.photo, row.reply, row.inbox_of) for row in await rows(here, PromptAnswer)]  # fmt: skip
    assert kept == [
        (None, "text", "", None, "", None),
        (None, "photo", "", None, "", None),
        (here.siti.person_id, "text", "kata Siti", None, "", here.sari.person_id),
    ]
    assert here.budi.person_id not in {row.person_id for row in await rows(here, PromptReceiver)}
    assert (await results.of(here.connection, here.sari, prompt.id)).meant == 5
    assert [one.name for one in await inbox.waiting(here.connection, here.sari)] == ["Siti"]


async def test_erased_as_trainer_what_was_sent_stays_without_who(here):
    prompt = await answered(here)
    await here.draft("draf Bu Sari")
    await trainings.record(here.connection, here.sari, here.places["maju"], 3, day("20-11"), at=here.now)
    await series.start(here.connection, here.sari, here.places["maju"], 3, day("20-11"), at=here.now)
    await erase(here, here.sari)
    # What waited for her keeps waiting where nobody trains the enterprise: for nobody.
    assert [row.inbox_of for row in await rows(here, PromptAnswer)] == [None, None, None]
    assert {(row.reply, row.replied_by) for row in await rows(here, PromptAnswer)} == {("", None)}
    # Siti's and Budi's own words are theirs.
    assert [row.text for row in await rows(here, PromptAnswer)] == ["kata Jejak", "", "kata Siti"]
    (left,) = [row for row in await rows(here, Prompt) if row.run_id is None]
    assert (left.id, left.trainer_id, left.template) == (prompt.id, None, prompt.template)
    assert [row.trainer_id for row in await rows(here, SeriesRun)] == [None]
    assert [row.created_by for row in await rows(here, Training)] == [None]


async def test_all_that_a_trainer_did_is_shown(here):
    prompt = await answered(here)
    await here.draft("draf {{ nama }}")
    await series.start(here.connection, here.sari, here.places["maju"], 3, day("26-11"), at=here.now)
    data = await personal_data.of(here.connection, here.sari.telegram_id, key=b"k", topics=[])
    assert [(one["template"], one["status"]) for one in data["prompts_written"]] == [
        (prompt.template, "running"),
        ("draf {{ nama }}", "draft"),
    ]
    assert [one["reply"] for one in data["prompt_replies"]] == ["balasan Jejak"]
    assert [(one["series"], one["status"]) for one in data["series_started"]] == [("m3", "running")]
    assert [(one["module"], one["held_on"]) for one in data["workshops_recorded"]] == [(3, "2026-11-26")]
    assert (data["prompts"], data["prompt_answers"]) == ([], [])
    page = personal_page(data)
    for words in (
        "draf {{ nama }}",
        "Balasan, 26 Nov 2026: balasan Jejak",
        "Seri m3 di CV Maju",
        "Pelatihan modul 3",
    ):
        assert words in page


async def test_answers_are_shown_as_they_were_given(here):
    told = []
    for kind, options, value in (
        ("buttons", ["Sudah", "Belum"], "1"),
        ("scale", [], "4"),
        ("kpi", ["defect_rate"], Given(answer="number", number=3.0)),
        ("photo", [], Given(answer="photo", photo="F", text="rak")),
    ):
        prompt = await here.prompt(to=ALL, answer=kind, options=options)
        await here.turn_to(here.now + 3 * DAY)
        await here.answers(here.budi, prompt, value)
    data = await personal_data.of(here.connection, here.budi.telegram_id, key=b"k", topics=[])
    told = [(one["answer"], one["number"], one["text"], one["photo"]) for one in data["prompt_answers"]]
    assert told == [
        ("Belum", None, "", None),
        ("4", 4, "", None),
        ("number", 3, "", None),
        ("photo", None, "rak", "F"),
    ]
    page = personal_page(data)
    for words in ("29 Nov 2026: Belum", ": 4", ": 3<", "rak (dengan foto)"):
        assert words in page
    assert len(data["prompts"]) == 4


async def test_what_was_not_got_is_not_shown_as_got(here):
    await here.prompt(to=ALL)
    data = await personal_data.of(here.connection, here.budi.telegram_id, key=b"k", topics=[])
    assert data["prompts"] == []


# --- in time


async def test_drafts_that_were_left_go_after_a_month(here):
    await here.draft()
    kept = await here.prompt(to=ALL)
    await purge(here, here.now + 29 * DAY)
    assert len(await rows(here, Prompt)) == 2
    await purge(here, here.now + 31 * DAY)
    assert [row.id for row in await rows(here, Prompt)] == [kept.id]


async def test_words_photos_and_receivers_go_with_the_evidence(here):
    prompt = await answered(here)
    await purge(here, here.now + KEEP.evidence - DAY)
    assert await traces(here, "Jejak") != []
    assert len(await rows(here, PromptReceiver)) == 6
    await purge(here, here.now + KEEP.evidence + DAY)
    assert await traces(here, "Jejak") == []
    assert await traces(here, "kata Siti") == []
    assert await rows(here, PromptReceiver) == []
    # How much was answered stays, without who.
    assert [(row.person_id, row.answer) for row in await rows(here, PromptAnswer)] == [(None, "text"), (None, "photo"), (None, "text")]  # fmt: skip
    assert (await writing.one(here.connection, here.sari, prompt.id)).title == prompt.title


async def test_an_answer_of_yesterday_to_an_old_prompt_stays(here):
    prompt = await answered(here)
    here.now += KEEP.evidence - dt.timedelta(days=1)
    await here.answers(here.rina, prompt, Given(answer="text", text="terlambat sekali"))
    await purge(here, here.now + 3 * DAY)
    assert "prompt_answers" in await traces(here, "terlambat sekali")
