"""Deciding: both sides close, one of two wins, whom it concerns is left out, and everybody learns what came of it."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra.access import Act, RefusedError
from mitra.plan import actions as plan
from mitra.store.models import AuditEntry
from mitra.store.plan_models import ActionStatus
from mitra.store.suggestion_models import SuggestionStatus
from mitra.suggestions import committee, giving, rules
from mitra.suggestions.cards import SUPPORT, steps_of
from mitra.suggestions.deciding import ChangedError
from tests.unit.mitra.make import NOW, make_enterprise, make_person
from tests.unit.mitra.suggestions.factory import BUDI, KEY, SITI

DAY = dt.timedelta(days=1)


async def action_of(here, card):
    found = await plan.by_origin(here.connection, here.enterprise, [card.subject])
    return found[card.subject]


async def test_accepted_it_is_an_action_with_owner_and_date(here):
    card = await here.accepted(await here.give())
    action = await action_of(here, card)
    assert (card.status, action.action, action.owner) == (SuggestionStatus.ACCEPTED, card.text, "Ani")
    assert (action.due_on, action.module) == (NOW.date() + 7 * DAY, 5)


async def test_declining_takes_a_reason_and_both_sides(here):
    card = await here.give()
    with pytest.raises(RefusedError):
        await here.desk(here.ani).decline(card.id, card.version, "  ")
    card = await here.desk(here.ani).decline(card.id, card.version, "Belum ada biaya.")
    assert (card.status, card.proposed) == (SuggestionStatus.NEW, SuggestionStatus.DECLINED)
    # The other side is asked; the author learns nothing before it is decided.
    assert (52, "propose_declined") in await here.told("committee_news")
    assert await here.told("suggestion_news") == []
    with pytest.raises(RefusedError):
        await here.desk(here.ani).agree(card.id, card.version)
    card = await here.desk(here.tono).agree(card.id, card.version)
    assert (card.status, card.proposed, card.result) == (SuggestionStatus.DECLINED, None, "Belum ada biaya.")
    assert await here.told("suggestion_news") == [(BUDI, "declined")]


async def test_a_manager_agrees_for_management(here):
    card = await here.desk(here.ani).decline((await here.give()).id, 1, "Sudah ada.")
    card = await here.desk(here.rina).agree(card.id, card.version)
    assert card.status is SuggestionStatus.DECLINED


async def test_one_side_is_enough_where_the_enterprise_says_so(connection, here):
    await rules.change(connection, here.rina, here.enterprise, "both_sides", at=NOW)
    card = await here.desk(here.tono).decline((await here.give()).id, 1, "Sudah ada.")
    assert card.status is SuggestionStatus.DECLINED


async def test_without_a_workers_side_management_cannot_close_alone(here):
    await here.remove(here.ani)
    card = await here.desk(here.tono).decline((await here.give()).id, 1, "Sudah ada.")
    assert card.proposed is SuggestionStatus.DECLINED
    with pytest.raises(RefusedError):
        await here.desk(here.rina).agree(card.id, card.version)


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who(here):
    card = await here.give()
    await here.desk(here.ani).accept(card.id, card.version)
    with pytest.raises(ChangedError) as faster:
        await here.desk(here.tono).defer(card.id, card.version, 30, "nanti")
    assert (faster.value.by, faster.value.card.status) == ("Ani", SuggestionStatus.ACCEPTED)
    assert await here.told("suggestion_news") == [(BUDI, "accepted")]


async def test_changed_or_taken_back_meanwhile_it_is_not_decided_on_what_was(connection, here):
    card = await here.give()
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    await giving.rewrite(connection, own, "Kipas tiga", at=NOW)
    with pytest.raises(ChangedError) as changed:
        await here.desk(here.ani).accept(card.id, card.version)
    assert changed.value.by == ""  # its author, whoever that is
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    await giving.withdraw(connection, own, at=NOW)
    with pytest.raises(ChangedError):
        await here.desk(here.ani).accept(card.id, own.version)
    with pytest.raises(RefusedError):
        await here.desk(here.ani).accept(card.id, own.version + 1)


async def test_while_one_side_wants_to_close_it_the_author_cannot_change_it(connection, here):
    card = await here.desk(here.ani).decline((await here.give()).id, 1, "Sudah ada.")
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    with pytest.raises(RefusedError):
        await giving.withdraw(connection, own, at=NOW)


async def test_a_member_removed_while_deciding_decides_nothing(connection, here):
    card = await here.desk(here.ani).decline((await here.give()).id, 1, "Sudah ada.")
    await here.remove(here.ani)
    gone = await make_person(connection, 51)
    with pytest.raises(RefusedError):
        await here.desk(gone).object_to(card.id, card.version)
    wati = await make_person(connection, 55, (here.enterprise, "committee"), name="Wati")
    # Ani's proposal counts no longer: Tono's agreement is a proposal of his own, which Wati agrees to.
    card = await here.desk(here.tono).agree(card.id, card.version)
    assert (card.status, card.proposed_by) == (SuggestionStatus.NEW, here.tono.person_id)
    card = await here.desk(wati).agree(card.id, card.version)
    assert card.status is SuggestionStatus.DECLINED


async def test_not_agreeing_leaves_it_open_and_tells_who_proposed(here):
    card = await here.desk(here.ani).decline((await here.give()).id, 1, "Sudah ada.")
    card = await here.desk(here.tono).object_to(card.id, card.version)
    assert (card.status, card.proposed) == (SuggestionStatus.NEW, None)
    assert (51, "objected") in await here.told("committee_news")


async def test_the_committee_asks_and_whoever_it_was_answers(connection, here):
    card = await here.desk(here.ani).ask((await here.give()).id, 1, "Kipas di sebelah mana?")
    assert (card.status, await here.told("suggestion_news")) == (SuggestionStatus.ASKED, [(BUDI, "asked")])
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    card = await giving.reply(connection, own, "Dekat meja obras", at=NOW)
    assert card.status is SuggestionStatus.NEW
    assert (51, "replied") in await here.told("committee_news")
    steps = await steps_of(connection, card.id)
    assert [(one.act, one.name, one.text) for one in steps][1:] == [
        ("asked", "Ani", "Kipas di sebelah mana?"),
        ("replied", "", "Dekat meja obras"),
    ]
    with pytest.raises(RefusedError):  # nothing is asked any more
        await giving.reply(connection, card, "lagi", at=NOW)


async def test_tried_out_kept_and_carried_out(here):
    card = await here.accepted(await here.give())
    card = await here.desk(here.ani).try_out(card.id, card.version, "Satu kipas, seminggu", 7)
    assert (card.status, card.trial_until) == (SuggestionStatus.TRIAL, NOW.date() + 7 * DAY)
    card = await here.desk(here.tono).end_trial(card.id, card.version, "Suhu turun 3 derajat", keep=True)
    assert (card.status, card.trial_result) == (SuggestionStatus.ACCEPTED, "Suhu turun 3 derajat")
    card = await here.desk(here.tono).carry_out(
        card.id, card.version, "Lima kipas", benefit=1_500_000, photo="F"
    )
    card = await here.desk(here.ani).agree(card.id, card.version)
    assert (card.status, card.benefit, card.photo_after) == (SuggestionStatus.DONE, 1_500_000, "F")
    assert (await action_of(here, card)).status is ActionStatus.DONE
    assert [event for _, event in await here.told("suggestion_news")] == ["accepted", "done", "kept", "trial"]


async def test_dropped_after_a_try_out_it_is_declined_for_what_it_showed(here):
    card = await here.accepted(await here.give())
    card = await here.desk(here.ani).try_out(card.id, card.version, "Satu kipas", 7)
    card = await here.desk(here.ani).end_trial(card.id, card.version, "Kain beterbangan", keep=False)
    card = await here.desk(here.tono).agree(card.id, card.version)
    assert (card.status, card.result) == (SuggestionStatus.DECLINED, "Kain beterbangan")
    assert (await action_of(here, card)).status is ActionStatus.CANCELLED


async def test_put_on_the_table_again_and_accepted_again_it_is_one_open_action(here):
    card = await here.accepted(await here.give())
    first = await action_of(here, card)
    card = await here.desk(here.tono).reopen(card.id, card.version)
    assert (await action_of(here, card)).status is ActionStatus.CANCELLED
    card = await here.accepted(card)
    again = await action_of(here, card)
    assert (again.id, again.status) == (first.id, ActionStatus.OPEN)


async def test_read_is_a_first_answer_and_told_once(here):
    card = await here.desk(here.ani).thank((await here.give()).id, 1)
    assert card.answered_at == NOW
    await here.desk(here.ani).thank(card.id, card.version)
    assert await here.told("suggestion_news") == [(BUDI, "read")]


async def test_whom_it_concerns_neither_sees_nor_hears_nor_decides_it(connection, here):
    card = await here.give(about=(here.tono.person_id,))
    assert await here.told("committee_news") == [(51, "new"), (53, "new")]
    with pytest.raises(RefusedError):
        await committee.look(connection, here.tono, card.id)
    with pytest.raises(RefusedError):
        await here.desk(here.tono).accept(card.id, card.version)
    shown, _ = await committee.bucket(connection, here.tono, here.enterprise, "new", page=1)
    assert shown == []
    assert (await committee.overview(connection, here.tono, here.enterprise))["new"] == 0
    assert (await committee.overview(connection, here.ani, here.enterprise))["new"] == 1
    assert not card.public  # nor do colleagues, who might tell
    with pytest.raises(RefusedError):
        await here.desk(here.ani).publish(card.id, card.version)


async def test_concerning_all_of_one_side_the_other_decides_alone(here):
    card = await here.give(about=(here.tono.person_id, here.rina.person_id))
    card = await here.desk(here.ani).decline(card.id, card.version, "Sudah dibicarakan.")
    assert card.status is SuggestionStatus.DECLINED


async def test_concerning_the_whole_committee_the_trainer_decides(here):
    about = tuple(one.person_id for one in (here.ani, here.tono, here.rina))
    with pytest.raises(RefusedError):  # else the trainer only looks
        await here.desk(here.sari).accept((await here.give()).id, 1)
    await here.forget_messages()
    card = await here.give(about=about)
    assert await here.told("committee_news") == [(54, "new")]
    card = await here.desk(here.sari).decline(card.id, card.version, "Dibicarakan dengan pemilik.")
    assert card.status is SuggestionStatus.DECLINED


async def test_merged_its_author_and_supporters_hear_of_the_other_one(connection, here):
    first = await here.give(here.budi)
    second = await here.give(here.siti, "Kipas angin dong di jahit")
    await giving.back(connection, here.ani, second.id, SUPPORT, key=KEY)
    merged = await here.desk(here.tono).merge(second.id, second.version, first.id)
    assert (merged.id, merged.supports) == (first.id, 2)
    assert await here.told("suggestion_news") == [(51, "merged"), (SITI, "merged")]
    await here.forget_messages()
    await here.accepted(merged)
    assert await here.told("suggestion_news") == [(51, "accepted"), (BUDI, "accepted"), (SITI, "accepted")]
    with pytest.raises(RefusedError):  # nor into itself
        await here.desk(here.tono).merge(first.id, merged.version + 1, first.id)


async def test_merged_with_one_of_ones_own_nobody_supports_themselves(here):
    first, second = await here.give(), await here.give()
    merged = await here.desk(here.ani).merge(second.id, second.version, first.id)
    assert merged.supports == 0


async def test_others_have_no_say(connection, here):
    card = await here.give()
    elsewhere = await make_enterprise(connection, "CV Lain")
    stranger = await make_person(connection, 61, (elsewhere, "committee"))
    for actor in (here.budi, stranger):
        with pytest.raises(RefusedError):
            await committee.look(connection, actor, card.id)
        with pytest.raises(RefusedError):
            await here.desk(actor).accept(card.id, card.version)
        with pytest.raises(RefusedError):
            await rules.change(connection, actor, here.enterprise, "thanks", at=NOW)
    for refused in (here.ani, here.sari):
        with pytest.raises(RefusedError):
            await rules.change(connection, refused, here.enterprise, "both_sides", at=NOW)


async def test_who_decided_is_noted(connection, here):
    card = await here.accepted(await here.give())
    query = sa.select(AuditEntry.person_id).where(
        AuditEntry.act == Act.DECIDE_SUGGESTION.value, AuditEntry.subject == card.subject
    )
    assert list(await connection.scalars(query)) == [here.ani.person_id]


async def test_what_is_no_suggestion_is_taken_off_the_list_and_forgotten(connection, here):
    card = await here.give(text="leader menepuk bokong saya")
    await giving.back(connection, here.siti, card.id, SUPPORT, key=KEY)
    card = await here.desk(here.ani).ask(card.id, card.version, "Siapa?")
    own = await giving.own(connection, here.budi, str(card.id), key=KEY, at=NOW)
    card = await giving.reply(connection, own, "kepala regu", at=NOW)
    await here.forget_messages()
    card = await here.desk(here.ani).divert(card.id, card.version)
    assert (card.status, card.text, card.public) == (SuggestionStatus.WITHDRAWN, "", False)
    assert [one.text for one in await steps_of(connection, card.id)] == [""] * 4
    # Whoever wrote it learns who can help; supporters learn nothing.
    assert await here.told("suggestion_news") == [(BUDI, "diverted")]
    with pytest.raises(RefusedError):
        await here.desk(here.tono).accept(card.id, card.version)


async def test_what_concerns_somebody_is_merged_with_nothing(here):
    private = await here.give(about=(here.tono.person_id,))
    other = await here.give(here.siti)
    with pytest.raises(RefusedError):
        await here.desk(here.ani).merge(private.id, private.version, other.id)
    with pytest.raises(RefusedError):
        await here.desk(here.ani).merge(other.id, other.version, private.id)
    _, action = await here.desk(here.ani).accept(private.id, private.version)
    assert action is None  # the plan is read by all
