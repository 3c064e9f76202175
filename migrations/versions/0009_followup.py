"""
Trainers' follow-up: workshops, prompts with receivers and answers, series, quizzes, visits, answers to open questions.

Why: trainers ask thirty enterprises and see who is stuck. New tables, and a column that the release before leaves out.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


#: Kept when SQLite has to make the table anew.
AUTOINCREMENT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Change the tables."""
    if op.get_bind().dialect.name == "sqlite":
        # Numbers of questions that are gone must not come again: drafts and askers name them. (PostgreSQL never reuses any.)
        with op.batch_alter_table("open_questions", recreate="always", table_kwargs=AUTOINCREMENT):
            pass

    op.create_table(
        "open_question_askers",
        sa.Column("question_id", Identity, nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False, comment="keyed hash of person and question"),
        sa.Column(
            "person_sealed",
            sa.Text(),
            nullable=False,
            comment="who, sealed with the key outside the database",
        ),
        sa.ForeignKeyConstraint(["question_id"], ["open_questions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "mark"),
    )
    op.create_table(
        "topic_drafts",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "sent",
                "approved",
                "declined",
                "published",
                name="draftstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("module", sa.SmallInteger(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False, comment="as asked, without traces of who asked"),
        sa.Column("asked", sa.JSON(), nullable=False, comment="numbers of the open questions it answers"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="where the trainer has it from"),
        sa.Column("author_id", Identity, nullable=True),
        sa.Column("reviewed_by", Identity, nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("reviewed_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("topic_drafts", schema=None) as batch_op:
        batch_op.create_index("ix_topic_drafts_author_id", ["author_id"], unique=False)
        batch_op.create_index("ix_topic_drafts_reviewed_by", ["reviewed_by"], unique=False)
        batch_op.create_index("ix_topic_drafts_status", ["status", "id"], unique=False)

    op.create_table(
        "trainings",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("module", sa.SmallInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("women", sa.SmallInteger(), nullable=True, comment="participants, if the trainer told"),
        sa.Column("men", sa.SmallInteger(), nullable=True),
        sa.Column("created_by", Identity, nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "enterprise_id", "module", "held_on", name="uq_trainings_enterprise_id_module_held_on"
        ),
    )
    with op.batch_alter_table("trainings", schema=None) as batch_op:
        batch_op.create_index("ix_trainings_created_by", ["created_by"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("trainer_id", Identity, nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "done", "cancelled", name="visitstatus", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("agenda", sa.JSON(), nullable=False, comment="what to talk about; drafted, then edited"),
        sa.Column(
            "notes", sa.Text(), server_default="", nullable=False, comment="what was seen and agreed on"
        ),
        sa.Column(
            "facts",
            sa.JSON(),
            nullable=True,
            comment="how things stood at the visit; the next one is compared with them",
        ),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["trainer_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index("ix_visits_enterprise_id", ["enterprise_id", "held_on", "id"], unique=False)
        batch_op.create_index("ix_visits_trainer_id", ["trainer_id", "status", "held_on"], unique=False)

    op.create_table(
        "series_runs",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("training_id", Identity, nullable=False),
        sa.Column("series", sa.String(length=24), nullable=False, comment="id in content/prompts/"),
        sa.Column("trainer_id", Identity, nullable=True),
        sa.Column(
            "status",
            sa.Enum("running", "paused", "stopped", "ended", name="runstatus", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column(
            "shifted", sa.SmallInteger(), nullable=False, comment="days that pauses have put what follows off"
        ),
        sa.Column("paused_on", sa.Date(), nullable=True, comment="local day since which it rests"),
        sa.Column("look_at", Utc(), nullable=True, comment="when the next prompt has its turn; null: never"),
        sa.Column("started_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["trainer_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["trainings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("training_id", "series", name="uq_series_runs_training_id_series"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("series_runs", schema=None) as batch_op:
        batch_op.create_index("ix_series_runs_enterprise_id", ["enterprise_id", "id"], unique=False)
        batch_op.create_index("ix_series_runs_look_at", ["look_at"], unique=False)
        batch_op.create_index("ix_series_runs_trainer_id", ["trainer_id"], unique=False)

    op.create_table(
        "prompts",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("trainer_id", Identity, nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "running", "cancelled", name="promptstatus", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=60), nullable=False, comment="what trainers know it by"),
        sa.Column("template", sa.Text(), nullable=False, comment="checked by mitra.prompts.template"),
        sa.Column("module", sa.SmallInteger(), nullable=True),
        sa.Column(
            "answer",
            sa.String(length=8),
            nullable=False,
            comment="how it is answered: a kind in mitra.prompts.kinds",
        ),
        sa.Column(
            "options",
            sa.JSON(),
            nullable=False,
            comment="labels of its buttons; or the figure, or the checklist",
        ),
        sa.Column(
            "audience",
            sa.JSON(),
            nullable=False,
            comment="whom it is for, as mitra.prompts.audience reads it",
        ),
        sa.Column(
            "busy",
            sa.String(length=9),
            nullable=False,
            comment="who is in the middle of something: wait, skip, interrupt",
        ),
        sa.Column("due_at", Utc(), nullable=True, comment="null: at once"),
        sa.Column(
            "after_days",
            sa.SmallInteger(),
            nullable=True,
            comment="days after each enterprise's workshop, instead of due_at",
        ),
        sa.Column(
            "reminders", sa.SmallInteger(), nullable=False, comment="how often the silent are reminded"
        ),
        sa.Column("run_id", Identity, nullable=True, comment="the series it is part of"),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("started_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["series_runs.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["trainer_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        batch_op.create_index("ix_prompts_run_id", ["run_id"], unique=False)
        batch_op.create_index("ix_prompts_trainer_id", ["trainer_id", "status", "id"], unique=False)

    op.create_table(
        "prompt_answers",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("prompt_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=True),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False, comment="as in prompt_receivers"),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False, comment="as typed"),
        sa.Column("photo", sa.String(length=200), nullable=True, comment="Telegram's name for it"),
        sa.Column("inbox_of", Identity, nullable=True, comment="the trainer who has not dealt with it yet"),
        sa.Column("reply", sa.Text(), server_default="", nullable=False, comment="what the trainer answered"),
        sa.Column("replied_by", Identity, nullable=True),
        sa.Column("replied_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["inbox_of"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["replied_by"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("prompt_answers", schema=None) as batch_op:
        batch_op.create_index("ix_prompt_answers_at", ["at"], unique=False)
        batch_op.create_index("ix_prompt_answers_inbox", ["inbox_of", "id"], unique=False)
        batch_op.create_index("ix_prompt_answers_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_prompt_answers_prompt_id", ["prompt_id", "person_id", "id"], unique=False)
        batch_op.create_index("ix_prompt_answers_replied_by", ["replied_by"], unique=False)

    op.create_table(
        "prompt_receivers",
        sa.Column("prompt_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "written", "reached", "skipped", name="receiverstate", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.String(length=12),
            server_default="",
            nullable=False,
            comment="why it was not sent: one of mitra.prompts.sending.REASONS",
        ),
        sa.Column(
            "look_at",
            Utc(),
            nullable=True,
            comment="when to look next: to send, to see whether it arrived, to remind; null: never",
        ),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("reminded", sa.SmallInteger(), nullable=False),
        sa.Column(
            "answer",
            sa.String(length=12),
            nullable=True,
            comment="latest: place of the button, 1 to 5, number, text, photo, check, quiz",
        ),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("prompt_id", "person_id"),
    )
    with op.batch_alter_table("prompt_receivers", schema=None) as batch_op:
        batch_op.create_index("ix_prompt_receivers_enterprise_id", ["enterprise_id", "sent_at"], unique=False)
        batch_op.create_index("ix_prompt_receivers_look_at", ["look_at"], unique=False)
        batch_op.create_index("ix_prompt_receivers_person_id", ["person_id", "sent_at"], unique=False)
        batch_op.create_index("ix_prompt_receivers_results", ["prompt_id", "state", "answer"], unique=False)

    op.create_table(
        "quiz_runs",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("module", sa.SmallInteger(), nullable=False),
        sa.Column("prompt_id", Identity, nullable=True, comment="the prompt it answers, if one asked for it"),
        sa.Column("questions", sa.JSON(), nullable=False, comment="ids of its questions, in order"),
        sa.Column("choices", sa.JSON(), nullable=False, comment="what was chosen so far: places of options"),
        sa.Column(
            "poll", sa.String(length=32), nullable=True, comment="Telegram's number of the open question"
        ),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("poll", name="uq_quiz_runs_poll"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quiz_runs", schema=None) as batch_op:
        batch_op.create_index("ix_quiz_runs_person_id", ["person_id", "id"], unique=False)
        batch_op.create_index("ix_quiz_runs_started_at", ["started_at"], unique=False)

    op.create_table(
        "series_steps",
        sa.Column("run_id", Identity, nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False, comment="its id in content/prompts/"),
        sa.Column("at", Utc(), nullable=False),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="sent; done: what it asks for is there already; missed: left out by hand",
        ),
        sa.Column("prompt_id", Identity, nullable=True),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["run_id"], ["series_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "step"),
    )
    with op.batch_alter_table("series_steps", schema=None) as batch_op:
        batch_op.create_index("ix_series_steps_prompt_id", ["prompt_id"], unique=False)

    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "prompted",
                sa.JSON(),
                server_default="[]",
                nullable=False,
                comment="local days of a week on which trainers' prompts were sent to them: not too many",
            )
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_column("prompted")

    with op.batch_alter_table("series_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_series_steps_prompt_id")

    op.drop_table("series_steps")
    with op.batch_alter_table("quiz_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_quiz_runs_started_at")
        batch_op.drop_index("ix_quiz_runs_person_id")

    op.drop_table("quiz_runs")
    with op.batch_alter_table("prompt_receivers", schema=None) as batch_op:
        batch_op.drop_index("ix_prompt_receivers_results")
        batch_op.drop_index("ix_prompt_receivers_person_id")
        batch_op.drop_index("ix_prompt_receivers_look_at")
        batch_op.drop_index("ix_prompt_receivers_enterprise_id")

    op.drop_table("prompt_receivers")
    with op.batch_alter_table("prompt_answers", schema=None) as batch_op:
        batch_op.drop_index("ix_prompt_answers_replied_by")
        batch_op.drop_index("ix_prompt_answers_prompt_id")
        batch_op.drop_index("ix_prompt_answers_person_id")
        batch_op.drop_index("ix_prompt_answers_inbox")
        batch_op.drop_index("ix_prompt_answers_at")

    op.drop_table("prompt_answers")
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        batch_op.drop_index("ix_prompts_trainer_id")
        batch_op.drop_index("ix_prompts_run_id")

    op.drop_table("prompts")
    with op.batch_alter_table("series_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_series_runs_trainer_id")
        batch_op.drop_index("ix_series_runs_look_at")
        batch_op.drop_index("ix_series_runs_enterprise_id")

    op.drop_table("series_runs")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index("ix_visits_trainer_id")
        batch_op.drop_index("ix_visits_enterprise_id")

    op.drop_table("visits")
    with op.batch_alter_table("trainings", schema=None) as batch_op:
        batch_op.drop_index("ix_trainings_created_by")

    op.drop_table("trainings")
    with op.batch_alter_table("topic_drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_drafts_status")
        batch_op.drop_index("ix_topic_drafts_reviewed_by")
        batch_op.drop_index("ix_topic_drafts_author_id")

    op.drop_table("topic_drafts")
    op.drop_table("open_question_askers")
