"""The tables. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Enum,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mitra.store.types import Identity, Utc, identity, utc


class Base(DeclarativeBase):
    """Root of all models."""


def kept(kind: type[enum.Enum], length: int = 16) -> Enum:
    """Return a column kind that holds the enum's values, which therefore never change."""
    return Enum(
        kind, values_callable=lambda kind: [item.value for item in kind], native_enum=False, length=length
    )


class Handled(Base):
    """An update, tap or notification whose effects are stored, so that a second one does nothing."""

    __tablename__ = "handled"
    __table_args__ = (Index("ix_handled_kept_until", "kept_until"),)

    key: Mapped[str] = mapped_column(
        String(160), primary_key=True, comment="what was handled, such as update:7:123"
    )
    at: Mapped[utc]
    kept_until: Mapped[utc]


class Enterprise(Base):
    """An enterprise that takes part in the programme."""

    __tablename__ = "enterprises"

    id: Mapped[identity]
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(
        String(8), unique=True, comment="typed by who has no link; asks, does not let in"
    )
    timezone: Mapped[str] = mapped_column(String(32), comment="Asia/Jakarta, Asia/Makassar or Asia/Jayapura")
    province: Mapped[str | None] = mapped_column(String(40))
    sector: Mapped[str | None] = mapped_column(String(40))
    size: Mapped[str | None] = mapped_column(String(16), comment="size class: micro, small, medium, large")
    created_at: Mapped[utc]


class Area(Base):
    """A part of an enterprise in which people work: a line, a hall, a store."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("enterprise_id", "name", name="uq_areas_enterprise_id_name"),)

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    name: Mapped[str] = mapped_column(String(40))
    closed: Mapped[bool] = mapped_column(
        default=False, comment="no longer offered; what was done there stays"
    )


class Person(Base):
    """Somebody who has agreed that Mitra keeps what it needs to serve them (UU 27/2022)."""

    __tablename__ = "persons"

    id: Mapped[identity]
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True, comment="of the account and its chat")
    name: Mapped[str | None] = mapped_column(String(60), comment="as they want to be called, if they said so")
    consented_at: Mapped[utc]
    seen_on: Mapped[dt.date] = mapped_column(Date, comment="last day they wrote; for retention")
    enterprise_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprises.id"),
        comment="which one they have open; null when there is no doubt, or not yet",
    )
    quiet_from: Mapped[int | None] = mapped_column(
        SmallInteger, comment="own quiet hours: minutes after midnight; null means the usual ones"
    )
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    remind_at: Mapped[int | None] = mapped_column(
        SmallInteger, comment="when to be reminded: minutes after midnight; null means the usual hour"
    )
    muted: Mapped[list[str]] = mapped_column(JSON, comment="kinds of notifications they do not want")
    low_data: Mapped[bool] = mapped_column(default=False, comment="no pictures unless asked for")
    prompted: Mapped[list[str]] = mapped_column(
        JSON,
        default=list,
        server_default="[]",
        comment="local days of a week on which trainers' prompts were sent to them: not too many",
    )


class Role(enum.Enum):
    """What somebody is in an enterprise, or in the programme."""

    WORKER = "worker"
    MANAGER = "manager"
    COMMITTEE = "committee"
    TRAINER = "trainer"
    OPERATOR = "operator"


class Side(enum.Enum):
    """Whom a committee member speaks for: the committee is bipartite."""

    WORKERS = "workers"
    MANAGEMENT = "management"


_ENDED = text("ended_at IS NOT NULL")


class Membership(Base):
    """One role of one person, in an enterprise; without one in the programme (operators, new trainers)."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "enterprise_id", "role", name="uq_memberships_person_enterprise_role"),
        Index("ix_memberships_enterprise_role", "enterprise_id", "role"),
        # Of those that have ended only: else SQLite would look through all the others for "ended_at IS NULL".
        Index("ix_memberships_ended_at", "ended_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )

    id: Mapped[identity]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"))
    role: Mapped[Role] = mapped_column(kept(Role))
    side: Mapped[Side | None] = mapped_column(kept(Side))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id", ondelete="SET NULL"))
    since: Mapped[utc]
    ended_at: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="left or removed; forgotten after a while"
    )
    removed: Mapped[bool] = mapped_column(
        default=False, comment="by somebody else: no coming back by oneself"
    )
    safety: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="of the committee: told of danger at once"
    )


class Invitation(Base):
    """A link that lets people in. Only the token's hash is kept: the token itself is seen once."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_expires_at", "expires_at"),)

    id: Mapped[identity]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"))
    role: Mapped[Role | None] = mapped_column(kept(Role), comment="null: moves a person to another account")
    side: Mapped[Side | None] = mapped_column(kept(Side))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="CASCADE"), comment="who moves to another account"
    )
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    first: Mapped[bool] = mapped_column(default=False, comment="good only while there is no operator")
    uses_left: Mapped[int]
    created_at: Mapped[utc]
    expires_at: Mapped[utc]


class JoinRequest(Base):
    """Somebody without a link asks to join; a manager decides. Deleted once decided."""

    __tablename__ = "join_requests"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "person_id", name="uq_join_requests_enterprise_id_person_id"),
        Index("ix_join_requests_person_id", "person_id"),
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    created_at: Mapped[utc]


class Attempts(Base):
    """How often a chat has guessed within a while: at invitations and enterprises' codes."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_since", "since"),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    since: Mapped[utc]
    count: Mapped[int]


class AuditEntry(Base):
    """Who did, or was refused, what, when; never what anybody wrote."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_person_id", "person_id"),
    )

    id: Mapped[identity]
    at: Mapped[utc]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), comment="null: a stranger, the command line, or erased"
    )
    act: Mapped[str] = mapped_column(String(32), comment="name in mitra.access.Act")
    subject: Mapped[str] = mapped_column(String(40), comment="such as membership:7; empty when there is none")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id", ondelete="SET NULL"))
    refused: Mapped[bool]


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


class Lane(enum.IntEnum):
    """What goes first when not all can go at once."""

    URGENT = 0  #: danger: at once, day and night
    DIRECT = 1  #: what is said to somebody who has just written or tapped
    BULK = 2  #: news, reminders, prompts: in decent hours, at most 80 % of the rate


class OutboxMessage(Base):
    """One message owed to one chat, written in the transaction that decided it; deleted once sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        # One index a question: what is due in a lane; what waits in a chat; what was set aside.
        Index("ix_outbox_messages_due", "status", "lane", "due_at", "id"),
        Index("ix_outbox_messages_chat", "chat_id", "lane", "id"),
        Index("ix_outbox_messages_leased", "leased_until"),
        # A number is never given twice: deliveries are noted by number a moment after the row may be gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    chat_id: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(32), comment="Bot API method in snake case")
    payload: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="its parameters besides chat_id, or the template and values to render when sent"
    )
    lane: Mapped[int] = mapped_column(
        SmallInteger, server_default="1", comment="Lane: 0 urgent, 1 direct, 2 bulk"
    )
    kind: Mapped[str] = mapped_column(
        String(24),
        server_default="",
        comment="kind of notification, which people can mute; empty for answers",
    )
    enterprise_id: Mapped[int | None] = mapped_column(
        Identity, comment="whose time zone and holidays count; null means Jakarta's"
    )

    status: Mapped[OutboxStatus] = mapped_column(kept(OutboxStatus))
    due_at: Mapped[utc] = mapped_column(Utc, comment="earliest moment of the next try")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="a sender has it in hand until then"
    )
    leased_by: Mapped[str | None] = mapped_column(
        String(16), comment="which process, where there may be several"
    )
    reason: Mapped[str | None] = mapped_column(String(64), comment="why the last try failed")


class Replica(Base):
    """A process that serves this database, where there may be several; it says every few seconds that it is alive."""

    __tablename__ = "replicas"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, comment="drawn anew at each start")
    seen_at: Mapped[utc]


class InstallationFact(Base):
    """Something that belongs to the installation as a whole (mitra/installation.py)."""

    __tablename__ = "installation_facts"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class OpenQuestion(Base):
    """A question the bot could not answer, or answered badly (👎), without who asked, for the trainers."""

    __tablename__ = "open_questions"
    __table_args__ = (
        UniqueConstraint("normalised", "about", name="uq_open_questions_normalised_about"),
        Index("ix_open_questions_last_on", "last_on"),
        # Buttons, drafts and askers name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
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
