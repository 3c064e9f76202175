"""The tables of self-checks, danger reports and alerts. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base, kept
from mitra.store.types import Utc, identity, utc


class ChecklistVersion(Base):
    """One version of a checklist, kept for good: old checks must stay readable."""

    __tablename__ = "checklist_versions"
    __table_args__ = (
        UniqueConstraint("name", "version", name="uq_checklist_versions_name_version"),
        Index("ix_checklist_versions_enterprise_id", "enterprise_id"),
    )

    id: Mapped[identity]
    name: Mapped[str] = mapped_column(String(48), comment="5s, k3, or own-<enterprise>-<word>")
    version: Mapped[int]
    enterprise_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprises.id"), comment="whose own it is; null: from content/, everybody's"
    )
    digest: Mapped[str] = mapped_column(String(32), comment="of the body: a change makes a new version")
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[utc]
    retired: Mapped[bool] = mapped_column(default=False, comment="no longer offered; old checks stay")


class SwitchedOffItem(Base):
    """An item that an enterprise does not want to be asked."""

    __tablename__ = "switched_off_items"

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    list_name: Mapped[str] = mapped_column(String(48), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(48), primary_key=True)


class Check(Base):
    """One look at one area: by one person, or by several together."""

    __tablename__ = "checks"
    __table_args__ = (
        # The area's history, latest first; which checks a team has open.
        Index("ix_checks_history", "enterprise_id", "list_name", "area_id", "finished_at"),
        Index("ix_checks_opened", "enterprise_id", "opened_at"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), comment="null: the whole workplace")
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist_versions.id"))
    list_name: Mapped[str] = mapped_column(String(48))
    items: Mapped[list[str]] = mapped_column(JSON, comment="what is asked, in order")
    short: Mapped[bool]
    team: Mapped[bool]
    opened_at: Mapped[utc]
    #: Set when the first one is through; moves on while others join.
    finished_at: Mapped[dt.datetime | None] = mapped_column(Utc)
    closed: Mapped[bool] = mapped_column(default=False, comment="nobody can join any more")
    people: Mapped[int] = mapped_column(SmallInteger, default=0, comment="how many are through")
    points: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, comment="item → points that count, null: does not apply"
    )
    percent: Mapped[int | None] = mapped_column(SmallInteger, comment="0 to 100; null: nothing applied")


class CheckRun(Base):
    """One person's way through a check."""

    __tablename__ = "check_runs"
    __table_args__ = (
        UniqueConstraint("check_id", "person_id", name="uq_check_runs_check_id_person_id"),
        Index("ix_check_runs_person_id", "person_id", "finished_at"),
        Index("ix_check_runs_remind_at", "remind_at"),
        Index("ix_check_runs_touched_at", "touched_at"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    check_id: Mapped[int] = mapped_column(ForeignKey("checks.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(SmallInteger, default=0, comment="index of the open item")
    started_at: Mapped[utc]
    touched_at: Mapped[utc]
    finished_at: Mapped[dt.datetime | None] = mapped_column(Utc)
    remind_at: Mapped[dt.datetime | None] = mapped_column(Utc, comment="when to remind of it, once")


class CheckAnswer(Base):
    """What somebody found at one item."""

    __tablename__ = "check_answers"

    run_id: Mapped[int] = mapped_column(ForeignKey("check_runs.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    value: Mapped[int | None] = mapped_column(
        SmallInteger, comment="0 to 4, or 0 and 1; null: does not apply"
    )


class CheckNote(Base):
    """What somebody wrote beside an item."""

    __tablename__ = "check_notes"

    run_id: Mapped[int] = mapped_column(ForeignKey("check_runs.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class CheckPhoto(Base):
    """A photo at an item: kept by Telegram, named here."""

    __tablename__ = "check_photos"
    __table_args__ = (
        Index("ix_check_photos_run_id", "run_id", "item_id"),
        Index("ix_check_photos_at", "at"),
    )

    id: Mapped[identity]
    run_id: Mapped[int] = mapped_column(ForeignKey("check_runs.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(48))
    file_id: Mapped[str] = mapped_column(
        String(200), comment="Telegram's name for it, good for this bot only"
    )
    after: Mapped[bool] = mapped_column(comment="taken after it was put right")
    at: Mapped[utc]


class CheckSchedule(Base):
    """When an area is to be checked."""

    __tablename__ = "check_schedules"
    __table_args__ = (
        Index("ix_check_schedules_due_at", "due_at"),
        Index("ix_check_schedules_enterprise_id", "enterprise_id", "list_name"),
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), comment="null: the whole workplace")
    list_name: Mapped[str] = mapped_column(String(48))
    rhythm: Mapped[str] = mapped_column(String(16), comment="as written by mitra/checks/rhythm.py")
    last_on: Mapped[dt.date | None] = mapped_column(Date, comment="day for which was last reminded")
    next_on: Mapped[dt.date] = mapped_column(Date)
    due_at: Mapped[utc] = mapped_column(
        Utc, comment="when to look after it: to remind, or to tell it is late"
    )
    chasing: Mapped[bool] = mapped_column(
        default=False, comment="reminded, and not yet told the manager that it is late"
    )


class Alert(Base):
    """Danger that somebody in charge must have seen; it climbs until one of them says so."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_climb_at", "climb_at"),
        Index("ix_alerts_reporter_id", "reporter_id"),
        Index("ix_alerts_seen_by", "seen_by"),
        Index("ix_alerts_raised_at", "raised_at"),
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    subject: Mapped[str] = mapped_column(String(80), unique=True, comment="what it is about: check:7:k3-apar")
    template: Mapped[str] = mapped_column(String(32))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what the message says")
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    raised_at: Mapped[utc]
    step: Mapped[int] = mapped_column(SmallInteger, default=0, comment="how often it has climbed")
    climb_at: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="when the next ones are told; null: never"
    )
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    seen_at: Mapped[dt.datetime | None] = mapped_column(Utc)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Utc, comment="when the reporter took it back")


class AlertReceiver(Base):
    """Who was told of an alert."""

    __tablename__ = "alert_receivers"
    __table_args__ = (Index("ix_alert_receivers_person_id", "person_id"),)

    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)


class HazardStatus(enum.Enum):
    """Where a danger report stands."""

    DRAFT = "draft"  #: written, not sent
    OPEN = "open"
    HANDLED = "handled"
    WITHDRAWN = "withdrawn"


class Hazard(Base):
    """A danger that somebody reports. Who, only the key can tell, unless they wanted their name told."""

    __tablename__ = "hazards"
    __table_args__ = (
        Index("ix_hazards_enterprise_id", "enterprise_id", "status", "reported_at"),
        Index("ix_hazards_created_at", "created_at"),
        Index("ix_hazards_named_id", "named_id"),
        Index("ix_hazards_area_id", "area_id"),
        Index("ix_hazards_handled_by", "handled_by"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    area_id: Mapped[int | None] = mapped_column(
        ForeignKey("areas.id", ondelete="SET NULL"), comment="where, as far as said"
    )
    text: Mapped[str] = mapped_column(Text)
    photo: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    severity: Mapped[int | None] = mapped_column(SmallInteger, comment="1 put right, 2 can hurt, 3 can kill")
    injury: Mapped[str | None] = mapped_column(String(8), comment="none, near, hurt; null: not said")
    author_sealed: Mapped[str] = mapped_column(
        Text, comment="account, sealed with the key outside the database"
    )
    named_id: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), comment="the author, where they wanted their name told"
    )
    status: Mapped[HazardStatus] = mapped_column(kept(HazardStatus))
    created_at: Mapped[utc]
    reported_at: Mapped[dt.datetime | None] = mapped_column(Utc)
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(Utc)
