"""The committee's clocks: reminded before and after what is due, in one message, and never of what is over."""

import datetime as dt

import sqlalchemy as sa

from mitra import chores
from mitra.store.models import OutboxMessage
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import rules
from mitra.suggestions.cards import by_ids
from tests.unit.mitra.make import NOW, at
from tests.unit.mitra.suggestions.factory import BUDI

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


async def reminded(here, moment) -> list[tuple[int, list[str]]]:
    """Let the clock do what is due; return who is reminded of what."""
    await here.forget_messages()
    await chores.do_due(here.connection, at=moment)
    rows = (await here.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    shown = [
        (row.chat_id, row.payload) for row in rows if row.payload.get("template") == "committee_reminder"
    ]
    return sorted((chat, [one["why"] for one in one_["values"]["suggestions"]]) for chat, one_ in shown)


async def test_reminded_a_day_before_an_answer_is_due_when_it_is_and_of_the_decision(here):
    await here.give()
    assert await reminded(here, NOW + DAY - HOUR) == []
    assert await reminded(here, NOW + DAY) == [(51, ["answer"]), (52, ["answer"])]
    assert await reminded(here, NOW + DAY + HOUR) == []
    assert await reminded(here, NOW + 2 * DAY) == [(51, ["unanswered"]), (52, ["unanswered"])]
    assert await reminded(here, NOW + 5 * DAY) == [(51, ["unanswered"]), (52, ["unanswered"])]
    assert await reminded(here, NOW + 7 * DAY) != []
    assert await reminded(here, NOW + 8 * DAY) == []
    assert await reminded(here, NOW + 14 * DAY) != []  # then once a week


async def test_answered_it_is_only_the_decision_that_is_asked_for(here):
    card = await here.give()
    await here.desk(here.ani, NOW + HOUR).thank(card.id, card.version)
    assert await reminded(here, NOW + 2 * DAY) == []
    assert await reminded(here, NOW + 5 * DAY) == [(51, ["decide"]), (52, ["decide"])]


async def test_several_are_one_message(here):
    for number in range(7):
        await here.give(text=f"Usul {number}")
    await here.forget_messages()
    await chores.do_due(here.connection, at=NOW + DAY)
    payloads = list(await here.connection.scalars(sa.select(OutboxMessage.payload)))
    assert [(len(one["values"]["suggestions"]), one["values"]["count"]) for one in payloads] == [(5, 7)] * 2


async def test_what_is_decided_reminds_nobody(here):
    await here.done(await here.give())
    assert await reminded(here, NOW + 400 * DAY) == []


async def test_whom_it_concerns_is_not_reminded(here):
    await here.give(about=(here.tono.person_id,))
    assert await reminded(here, NOW + DAY) == [(51, ["answer"]), (53, ["answer"])]


async def test_the_side_that_has_to_agree_is_asked_again_and_not_the_one_that_proposed(here):
    card = await here.give()
    await here.desk(here.ani).decline(card.id, card.version, "Sudah ada.")
    assert await reminded(here, NOW + 3 * DAY) == [(52, ["agree"])]


async def test_put_off_it_comes_back_by_itself(here):
    card = await here.give()
    await here.desk(here.ani).defer(card.id, card.version, 30, "Menunggu anggaran.")
    assert await reminded(here, NOW + 29 * DAY) == []
    assert await reminded(here, NOW + 30 * DAY) == [(51, ["deferred"]), (52, ["deferred"])]
    (card,) = await by_ids(here.connection, [card.id])
    assert card.status is SuggestionStatus.NEW
    assert card.decide_due_at == NOW + 37 * DAY


async def test_when_a_try_out_is_over_its_result_is_asked_for_in_the_morning(here):
    card = await here.accepted(await here.give())
    await here.desk(here.ani).try_out(card.id, card.version, "Satu kipas", 7)
    morning = at("2026-12-03T09:00:00+07:00")
    assert await reminded(here, morning - HOUR) == []
    assert await reminded(here, morning) == [(51, ["trial"]), (52, ["trial"])]


async def test_an_author_who_does_not_reply_is_mentioned_after_a_week(here):
    card = await here.give()
    await here.desk(here.ani).ask(card.id, card.version, "Di mana?")
    assert await reminded(here, NOW + 6 * DAY) == []
    assert await reminded(here, NOW + 7 * DAY) == [(51, ["asked"]), (52, ["asked"])]


async def test_other_clocks_where_the_enterprise_wants_them(connection, here):
    await rules.change(connection, here.rina, here.enterprise, "answer_hours", at=NOW)
    await rules.change(connection, here.rina, here.enterprise, "decide_days", at=NOW)
    card = await here.give()
    assert (card.answer_due_at - card.sent_at, card.decide_due_at - card.sent_at) == (3 * DAY, 14 * DAY)


async def test_reminders_of_a_long_outage_come_once(here):
    await here.give()
    assert len(await reminded(here, NOW + 60 * DAY)) == 2
    assert await reminded(here, NOW + 60 * DAY) == []
    assert await here.told("suggestion_news") == []
    kept = await here.connection.scalar(sa.select(Suggestion.look_at))
    assert kept == NOW + 67 * DAY
    assert BUDI not in [chat for chat, _ in await here.told("committee_reminder")]
