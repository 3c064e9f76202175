"""The tables of trainers' visits and of their answers to open questions. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base, kept
from mitra.store.types import Utc, identity, utc


class VisitStatus(enum.Enum):
    """Where a visit stands. The database holds the values, so they never change."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class Visit(Base):
    """A trainer's visit to an enterprise: coaching on the spot."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_enterprise_id", "enterprise_id", "held_on", "id"),
        Index("ix_visits_trainer_id", "trainer_id", "status", "held_on"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    held_on: Mapped[dt.date] = mapped_column(Date)
    status: Mapped[VisitStatus] = mapped_column(kept(VisitStatus))
    agenda: Mapped[list[str]] = mapped_column(JSON, comment="what to talk about; drafted, then edited")
    notes: Mapped[str] = mapped_column(Text, server_default="", comment="what was seen and agreed on")
    facts: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, comment="how things stood at the visit; the next one is compared with them"
    )
    created_at: Mapped[utc]
    done_at: Mapped[dt.datetime | None] = mapped_column(Utc)


class OpenQuestionAsker(Base):
    """Somebody who wants to hear the answer to an open question; who, only the key can tell."""

    __tablename__ = "open_question_askers"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("open_questions.id", ondelete="CASCADE"), primary_key=True
    )
    mark: Mapped[str] = mapped_column(
        String(32), primary_key=True, comment="keyed hash of person and question"
    )
    person_sealed: Mapped[str] = mapped_column(Text, comment="who, sealed with the key outside the database")


class DraftStatus(enum.Enum):
    """Where a trainer's answer stands. The database holds the values, so they never change."""

    DRAFT = "draft"  #: not sent yet
    SENT = "sent"  #: told to those who asked; waits for a second pair of eyes
    APPROVED = "approved"  #: may become a topic
    DECLINED = "declined"  #: good for those who asked, but no topic
    PUBLISHED = "published"  #: written to content/


class TopicDraft(Base):
    """A trainer's answer to questions Mitra could not answer: told to who asked, and, once reviewed, a topic."""

    __tablename__ = "topic_drafts"
    __table_args__ = (
        Index("ix_topic_drafts_status", "status", "id"),
        Index("ix_topic_drafts_author_id", "author_id"),
        Index("ix_topic_drafts_reviewed_by", "reviewed_by"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    status: Mapped[DraftStatus] = mapped_column(kept(DraftStatus))
    title: Mapped[str] = mapped_column(String(80))
    module: Mapped[int] = mapped_column(SmallInteger)
    questions: Mapped[list[str]] = mapped_column(JSON, comment="as asked, without traces of who asked")
    asked: Mapped[list[int]] = mapped_column(JSON, comment="numbers of the open questions it answers")
    answer: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, comment="where the trainer has it from")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    created_at: Mapped[utc]
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(Utc)
