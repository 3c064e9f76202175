"""
What the committee does with a suggestion: thank, ask back, accept, try out, put off, decline, carry out, merge.

Closing (declined, carried out) takes a member of each side, unless the enterprise says otherwise. Every change names the
version it was decided on, so that of two who decide at once one wins and the other is told.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError, demand
from mitra.errors import MitraError
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.plan.actions import Action
from mitra.store.plan_models import ActionStatus
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import giving
from mitra.suggestions.authors import author_of, supporters_of
from mitra.suggestions.cards import CARD, OPEN, SUPPORT, UNDECIDED, Card, card_of, forget_words, note_step
from mitra.suggestions.clocks import next_look
from mitra.suggestions.committee import Table, look
from mitra.suggestions.members import Member
from mitra.suggestions.telling import short, tell_committee, tell_people

LONGEST_TRIAL = 120
LONGEST_DEFERRED = 366
#: Of a benefit more than this is a slip of the finger: rupiah a month.
MOST_BENEFIT = 10**12
STARTED = (SuggestionStatus.ACCEPTED, SuggestionStatus.TRIAL)
#: What can be put on the table again: one tapped wrongly, or decided too soon.
REVOCABLE = (SuggestionStatus.ACCEPTED, SuggestionStatus.DEFERRED, SuggestionStatus.DECLINED)

#: What becomes of its action in the plan.
_ENDS: dict[Any, ActionStatus] = {
    SuggestionStatus.DONE: ActionStatus.DONE,
    SuggestionStatus.DECLINED: ActionStatus.CANCELLED,
    SuggestionStatus.NEW: ActionStatus.CANCELLED,
}


class ChangedError(MitraError):
    """Somebody else was faster: the suggestion is no longer as it was shown."""

    def __init__(self, card: Card, by: str) -> None:
        super().__init__(f"changed: {card.subject}")
        self.card = card
        #: Who changed it last; empty for its author, and for who gave no name.
        self.by = by


class Desk:
    """
    One member of the committee at work.

    Each decision takes a suggestion's id and the version that was shown, and returns the suggestion as it then is. They
    raise RefusedError for who may not decide on it and where it does not fit, ChangedError when another was faster.
    """

    def __init__(self, connection: AsyncConnection, actor: Actor, *, key: bytes, at: dt.datetime) -> None:
        self._connection = connection
        self._actor = actor
        self._key = key
        self._at = at

    async def thank(self, number: int, version: int) -> Card:
        """Say that the committee has read it and will discuss it: the first answer."""
        table = await self._open(number, version, UNDECIDED)
        return table.card if table.card.answered_at else await self._decide(table, "read")

    async def ask(self, number: int, version: int, question: str) -> Card:
        """Ask the author something, whoever they are."""
        table = await self._open(number, version, UNDECIDED)
        return await self._decide(
            table, "asked", {"status": SuggestionStatus.ASKED}, text=giving.clean(question)
        )

    async def accept(self, number: int, version: int) -> tuple[Card, Action | None]:
        """
        Accept a suggestion, and put it into the plan; who accepts it does it, until they say otherwise.

        One that concerns somebody stays off the plan, which all of them read.
        """
        table = await self._open(number, version, UNDECIDED)
        values = {"status": SuggestionStatus.ACCEPTED, "decided_at": self._at}
        card = await self._decide(table, "accepted", values)
        if table.committee.excluded:
            return card, None
        made = await plan.add(
            self._connection,
            self._actor,
            card.enterprise_id,
            problem=f"Saran {card.number}",
            # The plan is read by all: what is for the committee only is not repeated there.
            action=short(card.text, 300)
            if card.public and card.text
            else f"Tindak lanjut saran {card.number}",
            module=card.module,
            origin=card.subject,
            at=self._at,
            more={"photo_before": card.photo} if card.public and card.photo else None,
        )
        if not made.unfinished:  # accepted before, and put on the table again
            made = await answers.reopen(self._connection, self._actor, made.id, at=self._at)
        return card, made

    async def defer(self, number: int, version: int, days: int, reason: str) -> Card:
        """Put a suggestion off for 1 to 366 days; then it comes back by itself."""
        if not 1 <= days <= LONGEST_DEFERRED:
            raise RefusedError(Act.USE_BUTTON)
        table = await self._open(number, version, UNDECIDED)
        values = {
            "status": SuggestionStatus.DEFERRED,
            "decided_at": self._at,
            "look_at": self._at + dt.timedelta(days=days),
            "result": giving.clean(reason),
        }
        return await self._decide(table, "deferred", values, text=giving.clean(reason))

    async def try_out(self, number: int, version: int, what: str, days: int) -> Card:
        """Try an accepted suggestion out for 1 to 120 days before it is carried out for good."""
        if not 1 <= days <= LONGEST_TRIAL:
            raise RefusedError(Act.USE_BUTTON)
        table = await self._open(number, version, (SuggestionStatus.ACCEPTED,))
        values = {
            "status": SuggestionStatus.TRIAL,
            "trial": giving.clean(what),
            "trial_until": (self._at + dt.timedelta(days=days)).date(),
            "trial_result": None,
        }
        return await self._decide(table, "trial", values, text=giving.clean(what))

    async def end_trial(self, number: int, version: int, result: str, *, keep: bool) -> Card:
        """Note what a try-out showed: kept, it goes on as accepted; dropped, it is declined for that reason."""
        table = await self._open(number, version, (SuggestionStatus.TRIAL,))
        shown = giving.clean(result)
        if keep:
            values = {"status": SuggestionStatus.ACCEPTED, "trial_result": shown}
            return await self._decide(table, "kept", values, text=shown)
        values = {"trial_result": shown, "result": shown}
        return await self._close(table, SuggestionStatus.DECLINED, values, text=shown)

    async def decline(self, number: int, version: int, reason: str) -> Card:
        """Decline a suggestion for a reason, which is required."""
        shown = giving.clean(reason)
        if not shown:
            raise RefusedError(Act.USE_BUTTON)
        table = await self._open(number, version, (*UNDECIDED, *STARTED))
        return await self._close(table, SuggestionStatus.DECLINED, {"result": shown}, text=shown)

    async def carry_out(
        self, number: int, version: int, result: str, *, benefit: int | None, photo: str
    ) -> Card:
        """Note that a suggestion is carried out: what was done, what it saves (rupiah a month), a photo of it."""
        if benefit is not None and not 0 <= benefit <= MOST_BENEFIT:
            raise RefusedError(Act.USE_BUTTON)
        table = await self._open(number, version, STARTED)
        shown = giving.clean(result)
        values = {"result": shown, "benefit": benefit, "photo_after": photo or None}
        return await self._close(table, SuggestionStatus.DONE, values, text=shown)

    async def agree(self, number: int, version: int) -> Card:
        """
        Agree to what the other side proposes, which closes the suggestion.

        When who proposed it may decide no longer, the proposal becomes one's own, and waits for the other side again.
        """
        table = await self._open(number, version, OPEN)
        card, proposer = table.card, table.proposer
        if card.proposed is None:
            raise RefusedError(Act.USE_BUTTON)
        if proposer is None:
            return await self._close(table, card.proposed, {}, text=card.result)
        if table.takes_both and proposer.side is _me(table).side:
            raise RefusedError(Act.DECIDE_SUGGESTION, subject=card.subject, enterprise_id=card.enterprise_id)
        values = {"status": card.proposed, "decided_at": self._at}
        by = [one.name for one in (proposer, _me(table)) if one.name]
        return await self._decide(table, card.proposed.value, values, text=card.result, by=by)

    async def object_to(self, number: int, version: int) -> Card:
        """Not agree to what is proposed, or take one's own proposal back; who proposed it is told."""
        table = await self._open(number, version, OPEN)
        if table.card.proposed is None:
            raise RefusedError(Act.USE_BUTTON)
        card = await self._decide(table, "objected", told=False)
        proposer = table.proposer
        if proposer is not None and proposer != table.me:
            await tell_committee(
                self._connection, card, [proposer], "objected", at=self._at, by=_me(table).name
            )
        return card

    async def reopen(self, number: int, version: int) -> Card:
        """Put a suggestion on the table again."""
        table = await self._open(number, version, REVOCABLE)
        return await self._decide(table, "reopened", {"status": SuggestionStatus.NEW})

    async def divert(self, number: int, version: int) -> Card:
        """
        Take off the list what is no suggestion but tells of violence, harassment or punishment for speaking up.

        Its words are forgotten here, and whoever wrote it is shown the safe channels; supporters learn nothing.
        """
        table = await self._open(number, version, OPEN)
        gone = {"text": "", "photo": None, "voice": None, "public": False, "named_id": None}
        ended = {"status": SuggestionStatus.WITHDRAWN, "look_at": None}
        await forget_words(self._connection, number)
        card = await self._decide(table, "diverted", gone | ended, told=False)
        await tell_people(self._connection, card, "diverted", key=self._key, at=self._at, supporters=False)
        return card

    async def publish(self, number: int, version: int) -> Card:
        """Show a suggestion to colleagues, or hide it from them; not one that concerns somebody."""
        table = await self._open(number, version, (*OPEN, SuggestionStatus.DONE))
        if table.committee.excluded:
            raise RefusedError(Act.USE_BUTTON)
        shown = not table.card.public
        kept = {"proposed": table.card.proposed, "proposed_by": table.card.proposed_by}
        return await self._decide(table, "shown" if shown else "hidden", {"public": shown} | kept, told=False)

    async def merge(self, number: int, version: int, into: int) -> Card:
        """
        Merge a suggestion into another one that wishes the same: its author and supporters support that one from now on.

        Returns the other one; raises RefusedError, also when one of the two concerns somebody.
        """
        table = await self._open(number, version, UNDECIDED)
        other = await look(self._connection, self._actor, into)
        same_place = other.card.enterprise_id == table.card.enterprise_id
        private = table.committee.excluded or other.committee.excluded
        if into == number or not same_place or private or other.card.status not in OPEN:
            raise RefusedError(Act.USE_BUTTON)
        await self._move_backers(number, into)
        values = {"status": SuggestionStatus.MERGED, "decided_at": self._at, "merged_into": into}
        await self._decide(table, "merged", values, text=f"Saran {other.card.number}")
        return (await look(self._connection, self._actor, into)).card

    async def _move_backers(self, number: int, into: int) -> None:
        author = await author_of(self._connection, number, key=self._key)
        moved = await supporters_of(self._connection, number, key=self._key)
        known = await author_of(self._connection, into, key=self._key)
        for person in {*moved, author} - {known, None}:
            await giving.add_backer(self._connection, into, person or 0, SUPPORT, key=self._key)

    # --- how each is done

    async def _open(self, number: int, version: int, statuses: Sequence[SuggestionStatus]) -> Table:
        """Return a suggestion to who may decide on it now."""
        table = await look(self._connection, self._actor, number)
        card = table.card
        demand(self._actor, Act.DECIDE_SUGGESTION, card.enterprise_id, subject=card.subject)
        if table.me is None:
            raise RefusedError(Act.DECIDE_SUGGESTION, subject=card.subject, enterprise_id=card.enterprise_id)
        if card.version != version:
            raise ChangedError(card, table.steps[-1].name if table.steps else "")
        if card.status not in statuses:
            raise RefusedError(Act.USE_BUTTON)
        return table

    async def _close(
        self, table: Table, status: SuggestionStatus, values: dict[str, Any], *, text: str
    ) -> Card:
        """Close a suggestion, or propose to when the other side must agree first."""
        if not table.takes_both:
            closed = {"status": status, "decided_at": self._at}
            return await self._decide(table, status.value, values | closed, text=text)
        act = f"propose_{status.value}"
        proposal = {"proposed": status, "proposed_by": self._actor.person_id}
        card = await self._decide(table, act, values | proposal, text=text, told=False)
        others = [one for one in table.committee.eligible if one.side is not _me(table).side]
        await tell_committee(self._connection, card, others, act, at=self._at, text=text, by=_me(table).name)
        return card

    async def _decide(  # noqa: PLR0913 - what is decided, and what is told of it
        self,
        table: Table,
        act: str,
        values: dict[str, Any] | None = None,
        *,
        text: str = "",
        told: bool = True,
        by: Sequence[str] = (),
    ) -> Card:
        """Store a decision: the row, the step, the audit, and what its author and supporters learn."""
        before, changed = table.card, {"proposed": None, "proposed_by": None} | (values or {})
        if told:
            changed["answered_at"] = before.answered_at or self._at
        card = await self._store(before, changed)
        await note_step(
            self._connection, card.id, act, at=self._at, person_id=self._actor.person_id, text=text
        )
        await audit.note(
            self._connection,
            self._actor,
            Act.DECIDE_SUGGESTION,
            at=self._at,
            subject=card.subject,
            enterprise_id=card.enterprise_id,
        )
        if told:
            names = by or [name for name in (_me(table).name,) if name]
            await tell_people(self._connection, card, act, key=self._key, at=self._at, text=text, by=names)
        return card

    async def _store(self, before: Card, changed: dict[str, Any]) -> Card:
        mine = Suggestion.id == before.id
        changed = changed | {"version": before.version + 1}
        await self._connection.execute(update(Suggestion).where(mine).values(changed))
        card = card_of((await self._connection.execute(CARD.where(mine))).one())
        if ended := _ENDS.get(changed.get("status")):
            await plan.end_by_origin(self._connection, card.enterprise_id, card.subject, ended, at=self._at)
        if "look_at" not in changed:
            following = {"look_at": next_look(card, after=self._at)}
            await self._connection.execute(update(Suggestion).where(mine).values(following))
        return card


def _me(table: Table) -> Member:
    if table.me is None:
        raise RefusedError(Act.DECIDE_SUGGESTION, subject=table.card.subject)
    return table.me
