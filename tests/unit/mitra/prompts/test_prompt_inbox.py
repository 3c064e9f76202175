"""The trainer's inbox: words, photos, calls for help; told once; replies go back, but to nobody who is not theirs."""

import pytest
import sqlalchemy as sa

from mitra import access, outbox, people, personal_data
from mitra.access import RefusedError
from mitra.errors import MitraError
from mitra.prompts import answers, inbox, results, writing
from mitra.prompts.answers import Given
from mitra.store.models import OutboxMessage, Role
from mitra.store.prompt_models import PromptAnswer
from tests.unit.mitra.make import make_person
from tests.unit.mitra.prompts.factory import ALL, DAY, HOUR

BUTTONS = {"answer": "buttons", "options": ["Sudah", "Belum", "🆘 Butuh bantuan"]}


def words(text):
    return Given(answer="text", text=text)


async def asked(here, **kind):
    prompt = await here.prompt(to=ALL, **(kind or {"answer": "text"}))
    await here.minute()
    return prompt


async def told(here, actor=None):
    """Return how often a trainer was told that something waits."""
    await here.send()
    chat = (actor or here.sari).telegram_id
    return sum(one.template == "prompt_waiting" and one.chat == chat for one in here.got)


async def test_words_wait_for_the_trainer_oldest_first(here):
    prompt = await asked(here)
    await here.answers(here.budi, prompt, words("Lampu kurang"))
    await here.answers(here.rina, prompt, words("Aman"))
    found = await inbox.waiting(here.connection, here.sari)
    assert [(one.name, one.enterprise, one.text, one.waiting) for one in found] == [
        ("Budi", "CV Maju", "Lampu kurang", True),
        ("Rina", "CV Maju", "Aman", True),
    ]
    assert await inbox.count(here.connection, here.sari) == 2
    assert await inbox.count(here.connection, here.lina) == 0


async def test_a_call_for_help_waits_too_with_its_label(here):
    prompt = await asked(here, **BUTTONS)
    await here.answers(here.budi, prompt, "1")
    await here.answers(here.siti, prompt, "2")
    assert [one.text for one in await inbox.waiting(here.connection, here.sari)] == ["🆘 Butuh bantuan"]


async def test_told_once_until_it_is_read(here):
    prompt = await asked(here)
    for number in range(3):
        await here.answers(here.budi, prompt, words(f"kabar {number}"))
    assert await told(here) == 1
    for one in await inbox.waiting(here.connection, here.sari):
        await inbox.close(here.connection, here.sari, one.id)
    await here.answers(here.budi, prompt, words("lagi"))
    assert await told(here) == 2


async def test_told_of_every_call_for_help_even_with_letters_unread(here):
    """Who asks for help was promised that the trainer is told at once."""
    first, second = await asked(here), await here.prompt(to=ALL, **BUTTONS)
    await here.answers(here.budi, first, words("kabar"))
    await here.turn_to(here.now + 2 * DAY)
    before = await told(here)
    await here.answers(here.budi, second, "2")
    await here.answers(here.siti, second, "2")
    assert await told(here) == before + 2


async def test_told_again_of_what_comes_after_a_day_of_silence(here):
    prompt = await asked(here)
    await here.answers(here.budi, prompt, words("satu"))
    here.now += 3 * HOUR
    await here.answers(here.budi, prompt, words("dua"))
    assert await told(here) == 1
    here.now += 21 * HOUR
    await here.answers(here.siti, prompt, words("tiga"))
    assert await told(here) == 2


async def test_replied_to_through_mitra(here):
    prompt = await asked(here)
    taken = await here.answers(here.budi, prompt, words("Lampu kurang"))
    letter = await inbox.reply(here.connection, here.sari, taken.id, " Saya tanyakan. ", at=here.now)
    assert (letter.reply, letter.waiting) == ("Saya tanyakan.", False)
    await here.send()
    reply = here.got[-1]
    assert (reply.chat, reply.template) == (here.budi.telegram_id, "prompt_reply")
    assert reply.values == {
        "id": prompt.id,
        "trainer": "Bu Sari",
        "asked": "Lampu kurang",
        "text": "Saya tanyakan.",
    }
    assert await inbox.waiting(here.connection, here.sari) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 1_501])
async def test_replies_have_a_length(here, text):
    taken = await here.answers(here.budi, await asked(here), words("halo"))
    with pytest.raises(MitraError, match="1 sampai 1500"):
        await inbox.reply(here.connection, here.sari, taken.id, text, at=here.now)


async def test_a_reply_to_somebody_gone_is_not_lost_silently(here):
    prompt = await asked(here)
    taken = await here.answers(here.budi, prompt, words("halo"))
    other = await here.answers(here.siti, prompt, words("halo"))
    await personal_data.erase(
        here.connection, access.CONSOLE, here.budi.telegram_id, key=b"k", topics=[], at=here.now
    )
    with pytest.raises(MitraError, match="sudah tidak ada"):
        await inbox.reply(here.connection, here.sari, taken.id, "Baik", at=here.now)
    await outbox.give_up_chat(here.connection, here.siti.telegram_id, at=here.now)
    with pytest.raises(MitraError, match="tidak bisa dihubungi"):
        await inbox.reply(here.connection, here.sari, other.id, "Baik", at=here.now)
    assert (await inbox.letter(here.connection, here.sari, other.id)).reply == ""


async def test_letters_are_nobody_elses(here):
    taken = await here.answers(here.budi, await asked(here), words("halo"))
    for stranger in (here.lina, here.budi, here.rina, here.hadi):
        for call in (
            inbox.letter(here.connection, stranger, taken.id),
            inbox.close(here.connection, stranger, taken.id),
            inbox.reply(here.connection, stranger, taken.id, "x", at=here.now),
        ):
            with pytest.raises(RefusedError):
                await call
    with pytest.raises(RefusedError):
        await inbox.letter(here.connection, here.sari, taken.id + 999)


# --- a trainer who is not assigned any more


async def test_a_trainer_not_assigned_any_more_reads_and_reaches_nobody_there(here):
    prompt = await asked(here)
    ours = await here.answers(here.budi, prompt, words("dari Maju"))
    theirs = await here.answers(here.hadi, prompt, words("dari Jaya"))
    sari = await here.moves_out("sari", "trainer", here.places["jaya"])
    assert [one.id for one in await inbox.waiting(here.connection, sari)] == [ours.id]
    assert await inbox.count(here.connection, sari) == 1
    for call in (
        inbox.letter(here.connection, sari, theirs.id),
        inbox.close(here.connection, sari, theirs.id),
        inbox.reply(here.connection, sari, theirs.id, "x", at=here.now),
    ):
        with pytest.raises(RefusedError):
            await call
    _, lines = await results.lines(here.connection, sari, prompt.id)
    assert {one.enterprise for one in lines} == {"CV Maju"}
    silent, _ = await results.silent(here.connection, sari, prompt.id)
    assert {one.enterprise for one in silent} == {"CV Maju"}
    # How many there were may be known: it names nobody.
    assert (await results.of(here.connection, sari, prompt.id)).answered == 2


async def test_answers_go_to_who_looks_after_the_enterprise_now(here):
    prompt = await asked(here)
    await here.moves_out("sari", "trainer", here.places["maju"])
    await people.seat(here.connection, here.lina.person_id, here.places["maju"], Role.TRAINER, at=here.now)
    lina = await here.again("lina")
    taken = await here.answers(here.budi, prompt, words("halo"))
    assert [one.id for one in await inbox.waiting(here.connection, lina)] == [taken.id]
    assert await told(here, lina) == 1
    await inbox.reply(here.connection, lina, taken.id, "Baik", at=here.now)
    await here.send()
    assert (here.got[-1].chat, here.got[-1].values["trainer"]) == (here.budi.telegram_id, "Lina")


async def test_answers_to_who_was_erased_go_to_their_successor_too(here):
    prompt = await asked(here)
    await people.seat(here.connection, here.lina.person_id, here.places["maju"], Role.TRAINER, at=here.now)
    lina = await here.again("lina")
    before = await here.answers(here.budi, prompt, words("sebelum"))
    await personal_data.erase(
        here.connection, access.CONSOLE, here.sari.telegram_id, key=b"k", topics=[], at=here.now
    )
    after = await here.answers(here.budi, prompt, words("sesudah"))
    assert [one.id for one in await inbox.waiting(here.connection, lina)] == [before.id, after.id]


async def test_without_any_trainer_an_answer_is_kept_and_waits_for_nobody(here):
    prompt = await asked(here)
    await here.moves_out("sari", "trainer", here.places["maju"])
    await here.answers(here.budi, prompt, words("halo"))
    assert await here.connection.scalar(sa.select(PromptAnswer.inbox_of)) is None


async def test_an_operator_who_asks_reads_the_answers(here):
    boss = await make_person(here.connection, 70, (None, "operator"), name="Pengelola")
    here.who["boss"] = boss
    await here.connection.execute(sa.delete(OutboxMessage))
    prompt = await here.prompt(to=ALL, by=boss, answer="text")
    await here.minute()
    await here.answers(here.ujang, prompt, words("halo"))
    assert [one.name for one in await inbox.waiting(here.connection, boss)] == ["Ujang"]


# --- results


async def test_results_as_they_are_now(here):
    prompt = await here.prompt(to=ALL, **BUTTONS)
    await answers.stop(here.connection, here.siti, module=None)
    found = await results.of(here.connection, here.sari, prompt.id)
    assert (found.meant, found.planned, found.sent, found.percent) == (6, 6, 0, 0)
    await here.minute()
    await here.answers(here.rina, prompt, "0")
    await here.answers(here.hadi, prompt, "1")
    found = await results.of(here.connection, here.sari, prompt.id)
    assert (found.meant, found.planned, found.sent, found.reached, found.answered) == (6, 0, 5, 5, 2)
    assert (found.silent, found.percent, found.skipped) == (3, 40, {"muted": 1})
    assert [(one.label, one.count) for one in found.shares] == [
        ("Sudah", 1),
        ("Belum", 1),
        ("🆘 Butuh bantuan", 0),
    ]
    assert await writing.unanswered(here.connection, prompt.id) == 3


async def test_the_silent_by_enterprise_and_name_in_pages(here):
    for number in range(12):
        await make_person(
            here.connection, 900 + number, (here.places["maju"], "worker"), name=f"Pekerja {number:02}"
        )
    await here.connection.execute(sa.delete(OutboxMessage))
    prompt = await asked(here, **BUTTONS)
    await here.answers(here.rina, prompt, "0")
    first, pages = await results.silent(here.connection, here.sari, prompt.id)
    second, _ = await results.silent(here.connection, here.sari, prompt.id, page=99)
    assert (pages, len(first), len(second)) == (2, 10, 7)
    names = [(one.enterprise, one.name) for one in [*first, *second]]
    assert names == sorted(names)
    assert ("CV Maju", "Rina") not in names


async def test_results_are_nobody_elses(here):
    prompt = await asked(here, **BUTTONS)
    for stranger in (here.lina, here.budi, here.rina):
        for call in (
            results.of(here.connection, stranger, prompt.id),
            results.silent(here.connection, stranger, prompt.id),
            results.lines(here.connection, stranger, prompt.id),
            results.remind(here.connection, stranger, prompt.id, at=here.now),
        ):
            with pytest.raises(RefusedError):
                await call
