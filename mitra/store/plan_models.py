"""The tables of the improvement plan and its reminders. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base, kept
from mitra.store.types import Utc, identity, utc


class ActionStatus(enum.Enum):
    """Where an action stands. The database holds the values, so they never change."""

    OPEN = "open"  #: not begun
    RUNNING = "running"
    POSTPONED = "postponed"  #: put off by who does it
    DONE = "done"
    CANCELLED = "cancelled"


class ActionItem(Base):
    """Something to improve: what, why, who, by when."""

    __tablename__ = "action_items"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "origin", name="uq_action_items_enterprise_id_origin"),
        UniqueConstraint("enterprise_id", "number", name="uq_action_items_enterprise_id_number"),
        # The plan, the first due first; somebody's own tasks; the figures of a month.
        Index("ix_action_items_open", "enterprise_id", "status", "due_on"),
        Index("ix_action_items_owner", "owner_id", "status", "due_on"),
        Index("ix_action_items_ended", "enterprise_id", "ended_at"),
        Index("ix_action_items_created_by", "created_by"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    number: Mapped[int | None] = mapped_column(
        comment="counts within the enterprise; what people say. Null: from the release before, the id is said"
    )
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    module: Mapped[int] = mapped_column(SmallInteger)
    problem: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text, server_default="", comment="why the problem is there")
    action: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(80), comment="what it came from: check:7:k3-apar")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    cost: Mapped[int | None] = mapped_column(BigInteger, comment="expected, in rupiah")
    kpi: Mapped[str] = mapped_column(
        Text, server_default="", comment="the figure that shows whether it helped"
    )
    priority: Mapped[int] = mapped_column(
        SmallInteger, server_default="2", comment="1 first, 2 usual, 3 can wait"
    )
    status: Mapped[ActionStatus] = mapped_column(kept(ActionStatus))
    settled_on: Mapped[dt.date | None] = mapped_column(
        Date,
        comment="local day on which owner, date or state were last set: who does it need not be told before the next",
    )
    postponed: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="how often it was put off"
    )
    result: Mapped[str] = mapped_column(Text, server_default="", comment="what came of it")
    saving: Mapped[int | None] = mapped_column(BigInteger, comment="estimated, in rupiah a month")
    photo_before: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    photo_after: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    created_at: Mapped[utc]
    ended_at: Mapped[dt.datetime | None] = mapped_column(Utc)


class ActionStep(Base):
    """Who did what with an action: its history."""

    __tablename__ = "action_steps"
    __table_args__ = (
        Index("ix_action_steps_action_id", "action_id", "id"),
        Index("ix_action_steps_person_id", "person_id"),
    )

    id: Mapped[identity]
    action_id: Mapped[int] = mapped_column(ForeignKey("action_items.id", ondelete="CASCADE"))
    at: Mapped[utc]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    act: Mapped[str] = mapped_column(String(16), comment="one of mitra.plan.history.ACTS")
    text: Mapped[str] = mapped_column(Text, comment="what was said, or the new date or owner")


class ReminderClock(Base):
    """When somebody is next to be looked after in an enterprise: their actions, what is late, figures to report."""

    __tablename__ = "reminder_clocks"
    __table_args__ = (
        Index("ix_reminder_clocks_look_at", "look_at"),
        Index("ix_reminder_clocks_enterprise_id", "enterprise_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    look_at: Mapped[utc]
    looked_on: Mapped[dt.date] = mapped_column(
        Date, comment="local day up to which they have been told everything"
    )
    looked_before: Mapped[dt.date | None] = mapped_column(
        Date, comment="the same at the look before, for when the server's clock ran ahead"
    )


class Absence(Base):
    """Somebody is away; a colleague gets their reminders meanwhile."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_stand_in", "stand_in_id", "until_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    from_on: Mapped[dt.date] = mapped_column(Date)
    until_on: Mapped[dt.date] = mapped_column(Date, comment="last day away")
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
