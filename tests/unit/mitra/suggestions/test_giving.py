"""Giving suggestions: sent, changed, taken back, supported; found again by who had them, and by nobody else."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import invitations
from mitra.access import RefusedError
from mitra.store.models import AuditEntry
from mitra.store.suggestion_models import Suggestion, SuggestionExclusion, SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.authors import read_code
from mitra.suggestions.cards import LIKE, SUPPORT, steps_of
from tests.unit.mitra.make import NOW, make_enterprise, make_person
from tests.unit.mitra.suggestions.factory import BUDI, KEY, SITI

HOUR = dt.timedelta(hours=1)


async def own(here, actor, which, at=NOW):
    return await giving.own(here.connection, actor, str(which), key=KEY, at=at)


async def test_the_committee_is_told_and_the_author_too_once_it_is_decided(here):
    card = await here.give()
    assert (card.number, card.status, card.name) == (1, SuggestionStatus.NEW, "")
    # The manager is not told: management has its own member on the committee.
    assert await here.told("committee_news") == [(51, "new"), (52, "new")]
    await here.accepted(card)
    assert await here.told("suggestion_news") == [(BUDI, "accepted")]


async def test_managers_are_told_where_management_has_nobody_on_the_committee(here):
    await here.remove(here.tono)
    await here.give()
    assert await here.told("committee_news") == [(51, "new"), (53, "new")]


async def test_numbers_count_within_each_enterprise(connection, here):
    elsewhere = await make_enterprise(connection, "CV Lain")
    wati = await make_person(connection, 61, (elsewhere, "worker"))
    await here.give()
    draft = giving.Draft(text="Pasang rak", module=1)
    theirs = await giving.send(connection, wati, elsewhere, draft, key=KEY, at=NOW)
    assert (theirs.card.number, (await here.give()).number) == (1, 2)


async def test_nobody_gives_where_they_do_not_belong(connection, here):
    elsewhere = await make_enterprise(connection, "CV Lain")
    with pytest.raises(RefusedError):
        await giving.send(connection, here.budi, elsewhere, giving.Draft(text="x", module=1), key=KEY, at=NOW)
    with pytest.raises(RefusedError):
        await here.give(here.sari)  # trainers look after it, they do not work there


async def test_no_moment_is_kept_more_closely_than_an_hour(connection, here):
    card = await here.give(at=NOW + dt.timedelta(minutes=17, seconds=3))
    await giving.rewrite(connection, await own(here, here.budi, card.id), "Lain", at=NOW + 47 * HOUR / 60)
    row = (await connection.execute(sa.select(Suggestion.__table__))).mappings().one()
    moments = [value for value in row.values() if isinstance(value, dt.datetime)]
    moments += [step.at for step in await steps_of(connection, card.id)]
    assert len(moments) == 6
    assert all((moment.minute, moment.second) == (0, 0) for moment in moments)


async def test_who_gave_what_is_not_in_the_audit(connection, here):
    card = await here.give()
    await giving.back(connection, here.siti, card.id, SUPPORT, key=KEY)
    await giving.withdraw(connection, await own(here, here.budi, card.id), at=NOW)
    subjects = await connection.scalars(sa.select(AuditEntry.subject))
    assert not [one for one in subjects if one.startswith("suggestion")]


async def test_only_its_author_finds_it(here):
    card = await here.give()
    assert (await own(here, here.budi, card.id)).id == card.id
    for other in (here.siti, here.ani, here.rina):
        with pytest.raises(RefusedError):
            await own(here, other, card.id)
    with pytest.raises(RefusedError):
        await own(here, here.budi, 9_999)
    assert [one.id for one in await giving.mine(here.connection, here.budi, key=KEY)] == [card.id]
    assert await giving.mine(here.connection, here.siti, key=KEY) == []


async def test_the_receipt_works_from_any_phone_and_guessing_does_not(connection, here):
    sent = await here.sent()
    assert read_code(f" {sent.code[:4].lower()}-{sent.code[4:]} ") == sent.code
    stranger = await make_person(connection, 71)
    assert (await own(here, stranger, sent.code)).id == sent.card.id
    for _ in range(invitations.MOST_GUESSES):
        with pytest.raises(RefusedError):
            await own(here, stranger, "ABCDEFGH")
    with pytest.raises(RefusedError):  # now even the right one has to wait
        await own(here, stranger, sent.code)


async def test_news_go_to_the_phone_that_took_it_over(connection, here):
    sent = await here.sent()
    await giving.take_over(connection, here.siti, sent.card, key=KEY)
    assert await giving.mine(connection, here.budi, key=KEY) == []
    assert [one.id for one in await giving.mine(connection, here.siti, key=KEY)] == [sent.card.id]
    await here.accepted(sent.card)
    assert await here.told("suggestion_news") == [(SITI, "accepted")]
    with pytest.raises(RefusedError):  # a stranger may read it with the code, not have it sent to them
        await giving.take_over(connection, await make_person(connection, 72), sent.card, key=KEY)


async def test_it_can_be_changed_and_taken_back_until_it_is_taken_up(connection, here):
    card = await here.give()
    changed = await giving.rewrite(connection, await own(here, here.budi, card.id), "Kipas dua", at=NOW)
    assert (changed.text, changed.version) == ("Kipas dua", 2)
    await here.accepted(changed)
    card = await own(here, here.budi, card.id)
    with pytest.raises(RefusedError):
        await giving.rewrite(connection, card, "Lain", at=NOW)
    with pytest.raises(RefusedError):
        await giving.withdraw(connection, card, at=NOW)


async def test_taken_back_its_words_are_forgotten(connection, here):
    card = await here.give(photo="FOTO", named=True)
    await giving.withdraw(connection, await own(here, here.budi, card.id), at=NOW)
    row = (await connection.execute(sa.select(Suggestion.__table__))).mappings().one()
    assert (row["text"], row["photo"], row["named_id"], row["look_at"]) == ("", None, None, None)
    assert (51, "withdrawn") in await here.told("committee_news")


async def test_the_name_is_told_only_where_wanted(here):
    assert (await here.give(named=True)).name == "Budi"
    assert (await here.give()).name == ""


async def test_an_anonymous_one_is_told_at_the_next_full_hour(connection, here):
    """The minute would point to who was on the phone then."""
    moment = NOW + dt.timedelta(minutes=20)
    await here.forget_messages()
    await here.give(at=moment)
    due = set(await connection.scalars(sa.text("SELECT due_at FROM outbox_messages")))
    assert {str(one)[:16] for one in due} == {"2026-11-26 04:00"}
    await here.forget_messages()
    await here.give(at=moment, named=True)
    due = set(await connection.scalars(sa.text("SELECT due_at FROM outbox_messages")))
    assert {str(one)[:16] for one in due} == {"2026-11-26 03:20"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>kipas</b> & 'lampu'", "<b>kipas</b> & 'lampu'"),
        ("kipas 🪭🪭", "kipas 🪭🪭"),
        ("مروحة هنا", "مروحة هنا"),
        ("kipas\u202etawur\u202c\u0000", "kipastawur"),
        ("satu\n\n\n\n\ndua  \n", "satu\n\ndua"),
        ("x" * 5_000, "x" * 4_000),
    ],
)
async def test_what_was_typed_is_kept_as_typed(here, typed, kept):
    assert (await here.give(text=typed)).text == kept


async def test_colleagues_support_it_once_and_take_it_back(connection, here):
    card = await here.give()
    for expected in (1, 0, 1):
        card, on = await giving.back(connection, here.siti, card.id, SUPPORT, key=KEY)
        assert (card.supports, on) == (expected, bool(expected))
    await here.accepted(card)
    assert await here.told("suggestion_news") == [(BUDI, "accepted"), (SITI, "accepted")]


async def test_what_is_for_the_committee_only_is_not_shown_to_colleagues(connection, here):
    card = await here.give(public=False)
    shown, pages = await giving.published(connection, here.siti, here.enterprise, page=1)
    assert (shown, pages) == ([], 1)
    assert await giving.compared(connection, here.siti, here.enterprise, key=KEY) == []
    with pytest.raises(RefusedError):
        await giving.back(connection, here.siti, card.id, SUPPORT, key=KEY)


async def test_people_of_another_enterprise_neither_see_nor_support_it(connection, here):
    card = await here.give()
    elsewhere = await make_enterprise(connection, "CV Lain")
    wati = await make_person(connection, 61, (elsewhere, "worker"))
    with pytest.raises(RefusedError):
        await giving.back(connection, wati, card.id, SUPPORT, key=KEY)
    with pytest.raises(RefusedError):
        await giving.published(connection, wati, here.enterprise, page=1)


async def test_what_is_done_stands_in_the_gallery_and_is_liked(connection, here):
    card = await here.give()
    with pytest.raises(RefusedError):
        await giving.back(connection, here.siti, card.id, LIKE, key=KEY)
    await here.done(card)
    assert await giving.gallery(connection, here.siti, here.enterprise) == [card.id]
    await giving.back(connection, here.siti, card.id, LIKE, key=KEY)
    assert await giving.backs(connection, here.siti, card.id, LIKE, key=KEY)
    assert not await giving.backs(connection, here.ani, card.id, LIKE, key=KEY)


async def test_a_thousand_open_ones_are_leafed_through_page_by_page(connection, here):
    first = await here.give()
    row = (await connection.execute(sa.select(Suggestion.__table__))).mappings().one()
    rows = [
        dict(row) | {"id": first.id + n, "number": n + 1, "receipt": str(n), "text": f"Usul {n}"}
        for n in range(1, 1_000)
    ]
    await connection.execute(sa.insert(Suggestion), rows)
    seen = set()
    for page in (1, 100, 200, 999):
        shown, pages = await giving.published(connection, here.siti, here.enterprise, page=page)
        assert (pages, len(shown)) == (200, 5)
        seen |= {card.id for card in shown}
    assert len(seen) == 15  # beyond the last page stands the last page


async def test_nobody_supports_or_is_shown_their_own(connection, here):
    card = await here.give()
    assert await giving.compared(connection, here.budi, here.enterprise, key=KEY) == []
    assert [one[0] for one in await giving.compared(connection, here.siti, here.enterprise, key=KEY)] == [
        card.id
    ]
    with pytest.raises(RefusedError):
        await giving.back(connection, here.budi, card.id, SUPPORT, key=KEY)


async def test_what_was_asked_and_answered_is_forgotten_with_it(connection, here):
    card = await here.give()
    card = await here.desk(here.ani).ask(card.id, card.version, "Di mana?")
    card = await giving.reply(connection, await own(here, here.budi, card.id), "Dekat Siti", at=NOW)
    await giving.withdraw(connection, await own(here, here.budi, card.id), at=NOW)
    assert {step.text for step in await steps_of(connection, card.id)} == {""}


async def test_only_members_of_the_committee_can_be_left_out(connection, here):
    card = await here.give(about=(here.siti.person_id, here.tono.person_id, 9_999))
    kept = await connection.scalars(sa.select(SuggestionExclusion.person_id))
    assert list(kept) == [here.tono.person_id]
    assert not card.public
