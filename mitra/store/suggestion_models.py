"""The tables of suggestions to the committee. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base, kept
from mitra.store.types import Utc, identity, utc


class SuggestionStatus(enum.Enum):
    """Where a suggestion stands. The database holds the values, so they never change."""

    NEW = "new"
    ASKED = "asked"  #: the committee waits for its author
    ACCEPTED = "accepted"
    TRIAL = "trial"
    DEFERRED = "deferred"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Suggestion(Base):
    """An idea for the committee. Who had it, only the key can tell, unless they wanted their name told."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "number", name="uq_suggestions_enterprise_id_number"),
        # The lists of the committee and of colleagues; the figures of a month.
        Index("ix_suggestions_list", "enterprise_id", "status", "sent_at", "id"),
        Index("ix_suggestions_month", "enterprise_id", "sent_at"),
        Index("ix_suggestions_decided_at", "enterprise_id", "decided_at"),
        Index("ix_suggestions_look_at", "look_at"),
        Index("ix_suggestions_sent_at", "sent_at"),
        Index("ix_suggestions_named_id", "named_id"),
        Index("ix_suggestions_proposed_by", "proposed_by"),
        Index("ix_suggestions_merged_into", "merged_into"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    number: Mapped[int] = mapped_column(comment="counts within the enterprise; what people say")
    text: Mapped[str] = mapped_column(Text, comment="empty once withdrawn")
    module: Mapped[int] = mapped_column(SmallInteger)
    photo: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    voice: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    author_sealed: Mapped[str] = mapped_column(
        Text, comment="person, sealed with the key outside the database; empty once erased"
    )
    named_id: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), comment="the author, where they wanted their name told"
    )
    receipt: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="keyed hash of the code that proves who wrote it"
    )
    public: Mapped[bool] = mapped_column(comment="colleagues see it and can support it")
    status: Mapped[SuggestionStatus] = mapped_column(kept(SuggestionStatus))
    version: Mapped[int] = mapped_column(
        default=1, comment="counts changes: a button of an earlier one is stale"
    )
    #: To the hour: a moment would lead back to who was on the phone then.
    sent_at: Mapped[utc]
    answer_due_at: Mapped[utc]
    decide_due_at: Mapped[utc]
    answered_at: Mapped[dt.datetime | None] = mapped_column(Utc, comment="the committee's first reaction")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Utc, comment="the latest decision")
    look_at: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="when to remind the committee of it; null: never"
    )
    proposed: Mapped[SuggestionStatus | None] = mapped_column(
        kept(SuggestionStatus), comment="how one side wants to close it"
    )
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id", ondelete="SET NULL"))
    trial: Mapped[str | None] = mapped_column(Text, comment="what is tried out")
    trial_until: Mapped[dt.date | None] = mapped_column(Date)
    trial_result: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(
        Text, comment="what was done, or why it is declined or put off"
    )
    benefit: Mapped[int | None] = mapped_column(BigInteger, comment="estimated, in rupiah a month")
    photo_after: Mapped[str | None] = mapped_column(String(200))


class SuggestionStep(Base):
    """Who did what with a suggestion; the author's own steps have no person."""

    __tablename__ = "suggestion_steps"
    __table_args__ = (
        Index("ix_suggestion_steps_suggestion_id", "suggestion_id", "id"),
        Index("ix_suggestion_steps_person_id", "person_id"),
    )

    id: Mapped[identity]
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id", ondelete="CASCADE"))
    at: Mapped[utc]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    act: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)


class SuggestionBacker(Base):
    """A colleague's support of a suggestion, or a like for one that was carried out; without when."""

    __tablename__ = "suggestion_backers"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True, comment="support, like")
    mark: Mapped[str] = mapped_column(
        String(32), primary_key=True, comment="keyed hash of person and suggestion"
    )
    person_sealed: Mapped[str] = mapped_column(
        Text, comment="who, sealed, to tell them what came of it; empty for likes"
    )


class SuggestionExclusion(Base):
    """A committee member whom a suggestion concerns: it is kept from them."""

    __tablename__ = "suggestion_exclusions"
    __table_args__ = (Index("ix_suggestion_exclusions_person_id", "person_id"),)

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)


class SuggestionShelf(Base):
    """One person's suggestions, found without looking through all; whose, only the key can tell."""

    __tablename__ = "suggestion_shelves"

    mark: Mapped[str] = mapped_column(String(32), primary_key=True, comment="keyed hash of the person")
    content: Mapped[str] = mapped_column(Text, comment="numbers of suggestions, sealed")


class CommitteeRules(Base):
    """How an enterprise's committee works, where it differs from the usual."""

    __tablename__ = "committee_rules"

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    both_sides: Mapped[bool] = mapped_column(comment="closing needs a member of each side")
    answer_hours: Mapped[int] = mapped_column(SmallInteger)
    decide_days: Mapped[int] = mapped_column(SmallInteger)
    thanks: Mapped[bool] = mapped_column(comment="certificates for those named")
    ranking: Mapped[bool] = mapped_column(comment="a list of who gave most, of those named")
