"""A trainer answers what Mitra could not: those who asked hear it, nobody learns who they are, and it becomes a topic."""

import datetime as dt
import html
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from mitra import askers, open_questions, personal_data, retention
from mitra.access import CONSOLE, RefusedError
from mitra.askers import Asker
from mitra.content import markup
from mitra.content.library import CONTENT_DIR, read_library
from mitra.errors import MitraError
from mitra.sealing import unseal
from mitra.settings import Keep
from mitra.store.models import OpenQuestion, OutboxMessage, Role
from mitra.store.trainer_models import DraftStatus, OpenQuestionAsker, TopicDraft
from mitra.teaching import drafts, open_groups, topic_file
from mitra.teaching.open_groups import GoneError
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci"
BUDI, SITI, SARI, TARI, ADMIN, STRANGER = 41, 42, 43, 44, 45, 99
TODAY = dt.date(2026, 11, 26)
_STATUS = {
    "Tak terkirim": DraftStatus.DRAFT,
    "Ditolak": DraftStatus.DECLINED,
    "Disetujui": DraftStatus.APPROVED,
}


@pytest.fixture
async def people(connection):
    """Two workers, two trainers and an operator."""
    number = await make_enterprise(connection)
    return {
        "budi": await make_person(connection, BUDI, (number, "worker"), name="Budi"),
        "siti": await make_person(connection, SITI, (number, "worker"), name="Siti"),
        "sari": await make_person(connection, SARI, (number, "trainer"), name="Sari"),
        "tari": await make_person(connection, TARI, (number, "trainer"), name="Tari"),
        "admin": await make_person(connection, ADMIN, (None, "operator"), name="Admin"),
    }


async def ask(connection, account, text):
    await open_questions.note(connection, text, on=TODAY, asker=Asker(telegram_id=account, key=KEY))


async def answered(connection, actor, text="kain lembap bau apek gimana", **changes):
    """Let somebody write an answer to the first group."""
    groups = await open_groups.groups(connection, actor)
    mine = next(group for group in groups if any(text in question.text for question in group.questions))
    given = {
        "title": "Simpan kain di musim hujan",
        "module": 3,
        "answer": "Beri alas palet. Buka jendela siang hari.",
        "source": "",
    }
    return await drafts.write(connection, actor, mine.questions[0].id, at=NOW, **(given | changes))


async def letters(connection):
    """Return account and values of what waits, opened with the key."""
    rows = (await connection.execute(sa.select(OutboxMessage.payload))).scalars()
    opened = [unseal(KEY, row["sealed"], about="message") for row in rows if "sealed" in row]
    return [(one["chat_id"], one["values"]) for one in opened if one["template"] == "question_answered"]


async def test_everybody_who_asked_hears_it_once(connection, people):
    for account in (BUDI, BUDI, SITI, STRANGER):
        await ask(connection, account, "kain lembap bau apek gimana")
    await ask(connection, BUDI, "kain lembap bau apek gimana ya pak")
    draft = await answered(connection, people["sari"])
    assert await letters(connection) == []
    sent = await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)
    assert sent.status is DraftStatus.SENT
    told = await letters(connection)
    assert sorted(account for account, _ in told) == [BUDI, SITI]
    assert told[0][1]["answer"].startswith("Beri alas palet")
    # Each in the words they used themselves.
    assert {values["question"] for _, values in told} == {"kain lembap bau apek gimana"}
    assert await open_groups.groups(connection, people["sari"]) == []
    with pytest.raises(GoneError):
        await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)


async def test_nothing_in_the_tables_tells_who_asked(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    row = (await connection.execute(sa.select(OpenQuestionAsker.__table__))).one()
    assert str(people["budi"].person_id) not in {row.mark, row.person_sealed}
    assert await askers.accounts_of(connection, [row.question_id], key=b"another") == {}
    await drafts.send(
        connection, people["sari"], (await answered(connection, people["sari"])).id, key=KEY, at=NOW
    )
    waiting = (await connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    assert all(
        chat != BUDI and "apek" not in str(payload) for chat, payload in waiting if "sealed" in payload
    )


async def test_who_was_erased_or_found_the_answer_is_not_told(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    await ask(connection, SITI, "kain lembap bau apek gimana")
    me = Asker(telegram_id=SITI, key=KEY)
    await open_questions.take_back(connection, "kain lembap bau apek gimana", about="", asker=me)
    assert await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestionAsker)) == 1
    data = await personal_data.of(connection, BUDI, key=KEY, topics=[])
    assert data["questions_waiting"] == 1
    await personal_data.erase(connection, CONSOLE, BUDI, key=KEY, topics=[], at=NOW)
    assert await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestionAsker)) == 0
    assert await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestion)) == 1


async def test_everybody_reads_their_own_question(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    await ask(connection, SITI, "kain lembap bau apek gimana ya pak")
    draft = await answered(connection, people["sari"])
    assert len(draft.asked) == 2
    await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)
    told = {account: values["question"] for account, values in await letters(connection)}
    assert told == {BUDI: "kain lembap bau apek gimana", SITI: "kain lembap bau apek gimana ya pak"}


async def test_many_askers_are_looked_up_in_parts(connection, people, monkeypatch):
    monkeypatch.setattr(askers, "_CHUNK", 1)
    for account in (BUDI, SITI, SARI):
        await ask(connection, account, "kain lembap bau apek gimana")
    question = await connection.scalar(sa.select(OpenQuestion.id))
    found = await askers.accounts_of(connection, [question], key=KEY)
    assert found == {BUDI: question, SITI: question, SARI: question}


async def test_an_answer_never_reaches_who_asked_something_else(connection, people):
    """The number of a question that is gone never becomes another one's."""
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    first, second = await answered(connection, people["sari"]), await answered(connection, people["tari"])
    await drafts.send(connection, people["sari"], first.id, key=KEY, at=NOW)
    await ask(connection, SITI, "gaji telat lapor siapa")
    assert await connection.scalar(sa.select(OpenQuestion.id)) not in second.asked
    (group,) = await open_groups.groups(connection, people["sari"])
    assert group.title == "gaji telat lapor siapa"
    with pytest.raises(GoneError):
        await drafts.send(connection, people["tari"], second.id, key=KEY, at=NOW)
    assert [account for account, _ in await letters(connection)] == [BUDI]
    assert await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestionAsker)) == 1


async def test_unsent_answers_of_who_was_erased_go_with_them(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    sent = await answered(connection, people["sari"])
    await answered(connection, people["sari"])
    await drafts.send(connection, people["sari"], sent.id, key=KEY, at=NOW)
    await personal_data.erase(connection, CONSOLE, SARI, key=KEY, topics=[], at=NOW)
    left = (await connection.execute(sa.select(TopicDraft.id, TopicDraft.author_id))).all()
    assert left == [(sent.id, None)]


async def test_askers_and_settled_answers_go_with_time(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    for title in ("Tak terkirim", "Ditolak", "Disetujui"):
        draft = await answered(connection, people["sari"], title=title)
        await connection.execute(
            sa.update(TopicDraft).where(TopicDraft.id == draft.id).values(status=_STATUS[title])
        )

    async def left(days):
        await retention.purge_nightly(
            connection, Keep(), at=NOW + dt.timedelta(days=days), key=KEY, topics=[]
        )
        titles = list(await connection.scalars(sa.select(TopicDraft.title).order_by(TopicDraft.id)))
        return titles, await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestionAsker))

    assert await left(29) == (["Tak terkirim", "Ditolak", "Disetujui"], 1)
    assert await left(31) == (["Ditolak", "Disetujui"], 1)
    assert await left(367) == (["Disetujui"], 0)


async def test_workers_may_neither_see_nor_answer(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    with pytest.raises(RefusedError):
        await open_groups.groups(connection, people["budi"])
    draft = await answered(connection, people["sari"])
    for somebody in ("budi", "tari"):  # not sent yet: nobody else's
        with pytest.raises(RefusedError):
            await drafts.one(connection, people[somebody], draft.id)
    with pytest.raises(RefusedError):
        await drafts.send(connection, people["tari"], draft.id, key=KEY, at=NOW)


async def test_two_trainers_at_once_tell_it_once(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    first, second = await answered(connection, people["sari"]), await answered(connection, people["tari"])
    await drafts.send(connection, people["sari"], first.id, key=KEY, at=NOW)
    with pytest.raises(GoneError):
        await drafts.send(connection, people["tari"], second.id, key=KEY, at=NOW)
    assert len(await letters(connection)) == 1


async def test_somebody_else_reviews_it(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    draft = await answered(connection, people["sari"])
    await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)
    with pytest.raises(RefusedError):
        await drafts.decide(connection, people["sari"], draft.id, good=True, at=NOW)
    found, pages, count = await drafts.to_review(connection, people["tari"])
    assert ([one.id for one in found], pages, count) == ([draft.id], 1, 1)
    await drafts.mend(
        connection, people["tari"], draft.id, answer="Beri alas palet setinggi 15 cm. Buka jendela."
    )
    done = await drafts.decide(connection, people["tari"], draft.id, good=True, at=NOW)
    assert done.status is DraftStatus.APPROVED
    assert "15 cm" in done.answer
    told = (await connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    assert (SARI, "teach_reviewed") in [(row.chat_id, row.payload.get("template")) for row in told]
    with pytest.raises(MitraError, match="sudah selesai ditinjau"):
        await drafts.decide(connection, people["admin"], draft.id, good=False, at=NOW)


async def test_what_was_approved_can_still_be_mended_or_given_up(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    draft = await answered(connection, people["sari"])
    await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)
    await drafts.decide(connection, people["tari"], draft.id, good=True, at=NOW)
    found, _, waiting = await drafts.to_review(connection, people["tari"])
    assert ([one.id for one in found], waiting) == ([draft.id], 0)
    with pytest.raises(RefusedError):  # its author alone cannot change it any more
        await drafts.mend(connection, people["sari"], draft.id, title="Lain sekali")
    mended = await drafts.mend(connection, people["tari"], draft.id, title="Kain tetap kering", module=2)
    assert (mended.title, mended.module) == ("Kain tetap kering", 2)
    assert (mended.answer, mended.source) == (draft.answer, draft.source)
    given_up = await drafts.decide(
        connection, people["tari"], draft.id, good=False, at=NOW, of=DraftStatus.APPROVED
    )
    assert given_up.status is DraftStatus.DECLINED
    with pytest.raises(MitraError):
        await drafts.mend(connection, people["tari"], draft.id, title="Terlambat")


async def test_an_operator_may_review_their_own(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    draft = await answered(connection, people["admin"])
    await drafts.send(connection, people["admin"], draft.id, key=KEY, at=NOW)
    assert people["admin"].has(Role.OPERATOR)
    assert (
        await drafts.decide(connection, people["admin"], draft.id, good=False, at=NOW)
    ).status is DraftStatus.DECLINED


async def test_dropped_ones_are_answered_to_nobody(connection, people):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    (group,) = await open_groups.groups(connection, people["sari"])
    assert await open_groups.drop(connection, people["sari"], group.questions[0].id, at=NOW) == 1
    assert await connection.scalar(sa.select(sa.func.count()).select_from(OpenQuestionAsker)) == 0
    with pytest.raises(GoneError):
        await open_groups.group(connection, people["sari"], group.questions[0].id)


@pytest.mark.parametrize(
    "changes", [{"title": "x"}, {"title": "x" * 41}, {"answer": "y"}, {"source": "z" * 201}]
)
async def test_what_is_too_short_or_too_long_is_said(connection, people, changes):
    await ask(connection, BUDI, "kain lembap bau apek gimana")
    with pytest.raises(MitraError, match="Panjang"):
        await answered(connection, people["sari"], **changes)


async def approved(connection, people, **changes):
    await ask(connection, BUDI, "kain lembap bau apek [gimana]")
    draft = await answered(connection, people["sari"], "kain lembap", **changes)
    await drafts.add_wordings(
        connection, people["sari"], draft.id, [f"kain bau nomor {n}" for n in range(30)]
    )
    await drafts.send(connection, people["sari"], draft.id, key=KEY, at=NOW)
    await drafts.decide(connection, people["tari"], draft.id, good=True, at=NOW)
    (ready,) = await drafts.approved(connection)
    return ready


@pytest.fixture
def content(tmp_path):
    """A copy of content/."""
    return shutil.copytree(CONTENT_DIR, tmp_path / "content")


async def test_an_approved_answer_becomes_a_topic_without_a_fault(connection, people, content):
    ready = await approved(
        connection, people, answer="Beri alas *palet* [kayu]. Buka jendela siang hari. Jemur bila cerah."
    )
    path, problems = topic_file.write(ready, read_library(content), content, on=TODAY)
    assert problems == []
    topic = read_library(content).topics["m3-simpan-kain-di-musim-hujan"]
    assert path.parent.name == "m3-produktivitas"
    assert topic.short.startswith("Beri alas *palet* [kayu].")
    assert topic.sources == ("Pengalaman pelatih SCORE",)
    assert "kain lembap bau apek gimana" in topic.questions
    with pytest.raises(MitraError, match="sudah ada"):
        topic_file.write(ready, read_library(content), content, on=TODAY)


async def test_what_the_doctor_would_complain_about_is_not_written(connection, people, content):
    ready = await approved(connection, people, answer="Menurut UU 13/2003 kain harus kering. " * 30)
    path, problems = topic_file.write(ready, read_library(content), content, on=TODAY)
    assert problems == ["jawaban menyebut peraturan yang tidak ada di sources: tambahkan"]
    assert not path.exists()


async def test_a_question_of_another_topic_is_told_whichever_comes_first(connection, people, content):
    ready = await approved(connection, people)
    library = read_library(content)
    taken = library.topics["m1-5w1h" if "m1-5w1h" in library.topics else min(library.topics)].wordings()[0]
    again = replace(ready, questions=(*ready.questions, taken))
    path, problems = topic_file.write(again, library, content, on=TODAY)
    assert len(problems) == 1
    assert "cukup di satu topik" in problems[0]
    assert not path.exists()


async def test_questions_with_something_blanked_are_no_examples(connection, people):
    ready = await approved(connection, people)
    some = replace(ready, questions=("kata pak … kain apek", "Kain apek?", "kain apek", "baju bau"))
    text = topic_file.text_of(some, Path("kain.md"), on=TODAY)
    assert "- kain apek\n- baju bau\n" in text
    assert "…" not in text
    assert topic_file.lacking(some) == 23


def shown(answer):
    """Return an answer's short and long part as a phone shows them."""
    return tuple(markup.to_html(topic_file._plain(part)) for part in topic_file._parts(answer))


def test_lists_and_lines_stay_as_the_trainer_typed_them():
    steps = "Langkah:\n1. Beri alas.\n2. Buka jendela.\nSelesai.\nBagus."
    assert shown(steps)[0] == "Langkah:\n\n1. Beri alas.\n2. Buka jendela.\n\nSelesai.\nBagus."
    assert shown("- palet\n- rak")[0] == "• palet\n• rak"


@pytest.mark.parametrize(
    "answer",
    [
        "a\n---\nb",
        "a\n===\nb",
        "# judul",
        "a | b\n--- | ---\n1 | 2",
        "~~~ kode",
        "    masuk",
        "<b>x</b>",
        "\\*a*",
        "![x](y)",
    ],
)
def test_marks_mean_nothing(answer):
    there = html.unescape(shown(answer)[0])
    assert there.split() == answer.split()


def test_an_answer_is_cut_after_a_sentence_and_never_after_a_number():
    short, rest = topic_file._parts(
        "Jemur kain. " * 37 + "\n1. Alas palet kayu di bawah\n2. Jendela dibuka lebar setiap siang"
    )
    assert short.endswith("Jemur kain.")
    assert rest.startswith("1. Alas")
    endless = topic_file._parts("kain " * 200)
    assert all(set(part.split()) == {"kain"} for part in endless)
