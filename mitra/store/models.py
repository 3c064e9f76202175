"""The tables. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Enum, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mitra.store.types import Utc, identity, utc


class Base(DeclarativeBase):
    """Root of all models."""


class Handled(Base):
    """An update or tap whose effects are stored, so that a second delivery does nothing."""

    __tablename__ = "handled"
    __table_args__ = (Index("ix_handled_at", "at"),)

    key: Mapped[str] = mapped_column(
        String(160), primary_key=True, comment="what was handled, such as update:7:123"
    )
    at: Mapped[utc]


class Conversation(Base):
    """Where one conversation stands: Rasa's slots and latest events, without what was typed."""

    __tablename__ = "conversations"

    sender_id: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="chat id; in groups chat:person"
    )
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[utc]


class UnreachableChat(Base):
    """A chat that cannot be written to for the time being."""

    __tablename__ = "unreachable_chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    since: Mapped[utc]


class OutboxStatus(enum.Enum):
    """Where a message stands. The database holds the values, so they never change."""

    WAITING = "waiting"  #: not yet accepted by Telegram
    REFUSED = "refused"  #: Telegram will never take it; kept for the operator


class OutboxMessage(Base):
    """One message owed to one chat, written in the transaction that decided it; deleted once sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index("ix_outbox_messages_due", "status", "due_at"),
        Index("ix_outbox_messages_chat", "chat_id", "id"),
        # A number is never given twice: deliveries are noted by number a moment after the row may be gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    chat_id: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(32), comment="Bot API method in snake case")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, comment="its parameters besides chat_id")

    status: Mapped[OutboxStatus] = mapped_column(
        Enum(
            OutboxStatus,
            values_callable=lambda kind: [item.value for item in kind],
            native_enum=False,
            length=16,
        )
    )
    due_at: Mapped[utc] = mapped_column(Utc, comment="earliest moment of the next try")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="a sender has it in hand until then"
    )
    reason: Mapped[str | None] = mapped_column(String(64), comment="why the last try failed")


class OpenQuestion(Base):
    """A question the bot could not answer, or answered badly (👎), without who asked, for the trainers."""

    __tablename__ = "open_questions"
    __table_args__ = (
        UniqueConstraint("normalised", "about", name="uq_open_questions_normalised_about"),
        Index("ix_open_questions_last_on", "last_on"),
    )

    id: Mapped[identity]
    text: Mapped[str] = mapped_column(Text, comment="as first typed, numbers and handles blanked")
    normalised: Mapped[str] = mapped_column(String(300))
    about: Mapped[str] = mapped_column(
        String(64), server_default="", comment="topic that was no good answer; empty when there was none"
    )
    times: Mapped[int] = mapped_column(default=1)
    #: Days, not moments: a moment would lead back to the person.
    first_on: Mapped[dt.date] = mapped_column(Date)
    last_on: Mapped[dt.date] = mapped_column(Date)


class TopicRating(Base):
    """One 👍 or 👎 for an answer; the rater is a pseudonym that differs from topic to topic."""

    __tablename__ = "topic_ratings"

    topic_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    rater: Mapped[str] = mapped_column(String(32), primary_key=True, comment="keyed hash of chat and topic")
    useful: Mapped[bool]
