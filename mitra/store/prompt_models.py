"""The tables of trainers' follow-up: workshops, prompts, series, quizzes. A change here needs a migration under migrations/versions/."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base, kept
from mitra.store.types import Utc, identity, utc


class Training(Base):
    """A workshop: on that day an enterprise learnt that module."""

    __tablename__ = "trainings"
    __table_args__ = (
        UniqueConstraint(
            "enterprise_id", "module", "held_on", name="uq_trainings_enterprise_id_module_held_on"
        ),
        Index("ix_trainings_created_by", "created_by"),
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    module: Mapped[int] = mapped_column(SmallInteger)
    held_on: Mapped[dt.date] = mapped_column(Date)
    women: Mapped[int | None] = mapped_column(SmallInteger, comment="participants, if the trainer told")
    men: Mapped[int | None] = mapped_column(SmallInteger)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    created_at: Mapped[utc]


class RunStatus(enum.Enum):
    """Where a series stands in an enterprise. The database holds the values, so they never change."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"  #: all its prompts have had their turn


class SeriesRun(Base):
    """A series of prompts on its way through one enterprise, counted from the day of the workshop."""

    __tablename__ = "series_runs"
    __table_args__ = (
        UniqueConstraint("training_id", "series", name="uq_series_runs_training_id_series"),
        Index("ix_series_runs_look_at", "look_at"),
        Index("ix_series_runs_enterprise_id", "enterprise_id", "id"),
        Index("ix_series_runs_trainer_id", "trainer_id"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"))
    series: Mapped[str] = mapped_column(String(24), comment="id in content/prompts/")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    status: Mapped[RunStatus] = mapped_column(kept(RunStatus))
    shifted: Mapped[int] = mapped_column(
        SmallInteger, default=0, comment="days that pauses have put what follows off"
    )
    paused_on: Mapped[dt.date | None] = mapped_column(Date, comment="local day since which it rests")
    look_at: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="when the next prompt has its turn; null: never"
    )
    started_at: Mapped[utc]


class SeriesStep(Base):
    """A prompt of a series that has had its turn: once a run, whatever came of it."""

    __tablename__ = "series_steps"
    __table_args__ = (Index("ix_series_steps_prompt_id", "prompt_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("series_runs.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True, comment="its id in content/prompts/")
    at: Mapped[utc]
    outcome: Mapped[str] = mapped_column(
        String(12), comment="sent; done: what it asks for is there already; missed: left out by hand"
    )
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompts.id", ondelete="SET NULL"))


class PromptStatus(enum.Enum):
    """Where a prompt stands. The database holds the values, so they never change."""

    DRAFT = "draft"
    RUNNING = "running"  #: confirmed; it may have its hour still before it, and late answers count for good
    CANCELLED = "cancelled"


class Prompt(Base):
    """Something a trainer asks or tells people of their enterprises."""

    __tablename__ = "prompts"
    __table_args__ = (
        Index("ix_prompts_trainer_id", "trainer_id", "status", "id"),
        Index("ix_prompts_run_id", "run_id"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    status: Mapped[PromptStatus] = mapped_column(kept(PromptStatus))
    title: Mapped[str] = mapped_column(String(60), comment="what trainers know it by")
    template: Mapped[str] = mapped_column(Text, comment="checked by mitra.prompts.template")
    module: Mapped[int | None] = mapped_column(SmallInteger)
    answer: Mapped[str] = mapped_column(
        String(8), comment="how it is answered: a kind in mitra.prompts.kinds"
    )
    options: Mapped[list[str]] = mapped_column(
        JSON, comment="labels of its buttons; or the figure, or the checklist"
    )
    audience: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="whom it is for, as mitra.prompts.audience reads it"
    )
    busy: Mapped[str] = mapped_column(
        String(9), comment="who is in the middle of something: wait, skip, interrupt"
    )
    due_at: Mapped[dt.datetime | None] = mapped_column(Utc, comment="null: at once")
    after_days: Mapped[int | None] = mapped_column(
        SmallInteger, comment="days after each enterprise's workshop, instead of due_at"
    )
    reminders: Mapped[int] = mapped_column(
        SmallInteger, default=0, comment="how often the silent are reminded"
    )
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("series_runs.id", ondelete="SET NULL"), comment="the series it is part of"
    )
    created_at: Mapped[utc]
    started_at: Mapped[dt.datetime | None] = mapped_column(Utc)


class ReceiverState(enum.Enum):
    """Where a prompt stands with one of its receivers. The database holds the values, so they never change."""

    PLANNED = "planned"
    WRITTEN = "written"  #: in the outbox
    REACHED = "reached"  #: accepted by Telegram
    SKIPPED = "skipped"  #: not sent, for a reason


class PromptReceiver(Base):
    """Somebody a prompt is for, what became of it, and their latest answer."""

    __tablename__ = "prompt_receivers"
    __table_args__ = (
        # What has its moment; the figures of one prompt; somebody's own.
        Index("ix_prompt_receivers_look_at", "look_at"),
        Index("ix_prompt_receivers_results", "prompt_id", "state", "answer"),
        Index("ix_prompt_receivers_person_id", "person_id", "sent_at"),
        Index("ix_prompt_receivers_enterprise_id", "enterprise_id", "sent_at"),
    )

    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompts.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    state: Mapped[ReceiverState] = mapped_column(kept(ReceiverState))
    reason: Mapped[str] = mapped_column(
        String(12), server_default="", comment="why it was not sent: one of mitra.prompts.sending.REASONS"
    )
    look_at: Mapped[dt.datetime | None] = mapped_column(
        Utc, comment="when to look next: to send, to see whether it arrived, to remind; null: never"
    )
    sent_at: Mapped[dt.datetime | None] = mapped_column(Utc)
    reminded: Mapped[int] = mapped_column(SmallInteger, default=0)
    answer: Mapped[str | None] = mapped_column(
        String(12), comment="latest: place of the button, 1 to 5, number, text, photo, check, quiz"
    )
    number: Mapped[float | None] = mapped_column(Float)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Utc)


class PromptAnswer(Base):
    """One answer, in the order in which they came; the latest counts. Texts and photos wait in the trainer's inbox."""

    __tablename__ = "prompt_answers"
    __table_args__ = (
        Index("ix_prompt_answers_prompt_id", "prompt_id", "person_id", "id"),
        Index("ix_prompt_answers_person_id", "person_id"),
        Index("ix_prompt_answers_inbox", "inbox_of", "id"),
        Index("ix_prompt_answers_replied_by", "replied_by"),
        Index("ix_prompt_answers_at", "at"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompts.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    at: Mapped[utc]
    answer: Mapped[str] = mapped_column(String(12), comment="as in prompt_receivers")
    number: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text, server_default="", comment="as typed")
    photo: Mapped[str | None] = mapped_column(String(200), comment="Telegram's name for it")
    inbox_of: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), comment="the trainer who has not dealt with it yet"
    )
    reply: Mapped[str] = mapped_column(Text, server_default="", comment="what the trainer answered")
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    replied_at: Mapped[dt.datetime | None] = mapped_column(Utc)


class QuizRun(Base):
    """One person's way through the quiz of a module."""

    __tablename__ = "quiz_runs"
    __table_args__ = (
        UniqueConstraint("poll", name="uq_quiz_runs_poll"),
        Index("ix_quiz_runs_person_id", "person_id", "id"),
        Index("ix_quiz_runs_started_at", "started_at"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    module: Mapped[int] = mapped_column(SmallInteger)
    prompt_id: Mapped[int | None] = mapped_column(
        ForeignKey("prompts.id", ondelete="SET NULL"), comment="the prompt it answers, if one asked for it"
    )
    questions: Mapped[list[str]] = mapped_column(JSON, comment="ids of its questions, in order")
    choices: Mapped[list[int]] = mapped_column(JSON, comment="what was chosen so far: places of options")
    poll: Mapped[str | None] = mapped_column(String(32), comment="Telegram's number of the open question")
    started_at: Mapped[utc]
    finished_at: Mapped[dt.datetime | None] = mapped_column(Utc)
