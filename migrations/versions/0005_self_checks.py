"""
Self-checks: checklists in versions, checks with their runs, answers, notes and photos; schedules, alerts, actions.

Why: people look at their own area, item by item, and what they find becomes actions. New tables only, so the release before
runs on as it did.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "checklist_versions",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False, comment="5s, k3, or own-<enterprise>-<word>"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "enterprise_id",
            Identity,
            nullable=True,
            comment="whose own it is; null: from content/, everybody's",
        ),
        sa.Column(
            "digest",
            sa.String(length=32),
            nullable=False,
            comment="of the body: a change makes a new version",
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False, comment="no longer offered; old checks stay"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "version", name="uq_checklist_versions_name_version"),
    )
    with op.batch_alter_table("checklist_versions", schema=None) as batch_op:
        batch_op.create_index("ix_checklist_versions_enterprise_id", ["enterprise_id"], unique=False)

    op.create_table(
        "switched_off_items",
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("list_name", sa.String(length=48), nullable=False),
        sa.Column("item_id", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "list_name", "item_id"),
    )
    op.create_table(
        "action_items",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("area_id", Identity, nullable=True),
        sa.Column("module", sa.SmallInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column(
            "origin", sa.String(length=80), nullable=False, comment="what it came from: check:7:k3-apar"
        ),
        sa.Column("owner_id", Identity, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "done", "cancelled", name="actionstatus", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("created_by", Identity, nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["areas.id"],
        ),
        sa.ForeignKeyConstraint(["created_by"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "origin", name="uq_action_items_enterprise_id_origin"),
    )
    with op.batch_alter_table("action_items", schema=None) as batch_op:
        batch_op.create_index("ix_action_items_created_by", ["created_by"], unique=False)
        batch_op.create_index("ix_action_items_open", ["enterprise_id", "status", "due_on"], unique=False)
        batch_op.create_index("ix_action_items_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column(
            "subject", sa.String(length=80), nullable=False, comment="what it is about: check:7:k3-apar"
        ),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False, comment="what the message says"),
        sa.Column("reporter_id", Identity, nullable=True),
        sa.Column("raised_at", Utc(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False, comment="how often it has climbed"),
        sa.Column("climb_at", Utc(), nullable=True, comment="when the next ones are told; null: never"),
        sa.Column("seen_by", Identity, nullable=True),
        sa.Column("seen_at", Utc(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True, comment="when the reporter took it back"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["seen_by"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject"),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index("ix_alerts_climb_at", ["climb_at"], unique=False)
        batch_op.create_index("ix_alerts_raised_at", ["raised_at"], unique=False)
        batch_op.create_index("ix_alerts_reporter_id", ["reporter_id"], unique=False)
        batch_op.create_index("ix_alerts_seen_by", ["seen_by"], unique=False)

    op.create_table(
        "check_schedules",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("area_id", Identity, nullable=True, comment="null: the whole workplace"),
        sa.Column("list_name", sa.String(length=48), nullable=False),
        sa.Column(
            "rhythm", sa.String(length=16), nullable=False, comment="as written by mitra/checks/rhythm.py"
        ),
        sa.Column("last_on", sa.Date(), nullable=True, comment="day for which was last reminded"),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column(
            "due_at", Utc(), nullable=False, comment="when to look after it: to remind, or to tell it is late"
        ),
        sa.Column(
            "chasing",
            sa.Boolean(),
            nullable=False,
            comment="reminded, and not yet told the manager that it is late",
        ),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["areas.id"],
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("check_schedules", schema=None) as batch_op:
        batch_op.create_index("ix_check_schedules_due_at", ["due_at"], unique=False)
        batch_op.create_index(
            "ix_check_schedules_enterprise_id", ["enterprise_id", "list_name"], unique=False
        )

    op.create_table(
        "checks",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("area_id", Identity, nullable=True, comment="null: the whole workplace"),
        sa.Column("checklist_id", Identity, nullable=False),
        sa.Column("list_name", sa.String(length=48), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False, comment="what is asked, in order"),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("team", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False, comment="nobody can join any more"),
        sa.Column("people", sa.SmallInteger(), nullable=False, comment="how many are through"),
        sa.Column(
            "points", sa.JSON(), nullable=True, comment="item → points that count, null: does not apply"
        ),
        sa.Column("percent", sa.SmallInteger(), nullable=True, comment="0 to 100; null: nothing applied"),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["areas.id"],
        ),
        sa.ForeignKeyConstraint(
            ["checklist_id"],
            ["checklist_versions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_checks_history", ["enterprise_id", "list_name", "area_id", "finished_at"], unique=False
        )
        batch_op.create_index("ix_checks_opened", ["enterprise_id", "opened_at"], unique=False)

    op.create_table(
        "alert_receivers",
        sa.Column("alert_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alert_id", "person_id"),
    )
    with op.batch_alter_table("alert_receivers", schema=None) as batch_op:
        batch_op.create_index("ix_alert_receivers_person_id", ["person_id"], unique=False)

    op.create_table(
        "check_runs",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("check_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="index of the open item"),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("touched_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.Column("remind_at", Utc(), nullable=True, comment="when to remind of it, once"),
        sa.ForeignKeyConstraint(["check_id"], ["checks.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("check_id", "person_id", name="uq_check_runs_check_id_person_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("check_runs", schema=None) as batch_op:
        batch_op.create_index("ix_check_runs_person_id", ["person_id", "finished_at"], unique=False)
        batch_op.create_index("ix_check_runs_remind_at", ["remind_at"], unique=False)
        batch_op.create_index("ix_check_runs_touched_at", ["touched_at"], unique=False)

    op.create_table(
        "check_answers",
        sa.Column("run_id", Identity, nullable=False),
        sa.Column("item_id", sa.String(length=48), nullable=False),
        sa.Column(
            "value", sa.SmallInteger(), nullable=True, comment="0 to 4, or 0 and 1; null: does not apply"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["check_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "item_id"),
    )
    op.create_table(
        "check_notes",
        sa.Column("run_id", Identity, nullable=False),
        sa.Column("item_id", sa.String(length=48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["check_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "item_id"),
    )
    op.create_table(
        "check_photos",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("run_id", Identity, nullable=False),
        sa.Column("item_id", sa.String(length=48), nullable=False),
        sa.Column(
            "file_id",
            sa.String(length=200),
            nullable=False,
            comment="Telegram's name for it, good for this bot only",
        ),
        sa.Column("after", sa.Boolean(), nullable=False, comment="taken after it was put right"),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["check_runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("check_photos", schema=None) as batch_op:
        batch_op.create_index("ix_check_photos_at", ["at"], unique=False)
        batch_op.create_index("ix_check_photos_run_id", ["run_id", "item_id"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("check_photos", schema=None) as batch_op:
        batch_op.drop_index("ix_check_photos_run_id")
        batch_op.drop_index("ix_check_photos_at")

    op.drop_table("check_photos")
    op.drop_table("check_notes")
    op.drop_table("check_answers")
    with op.batch_alter_table("check_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_check_runs_touched_at")
        batch_op.drop_index("ix_check_runs_remind_at")
        batch_op.drop_index("ix_check_runs_person_id")

    op.drop_table("check_runs")
    with op.batch_alter_table("alert_receivers", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_receivers_person_id")

    op.drop_table("alert_receivers")
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.drop_index("ix_checks_opened")
        batch_op.drop_index("ix_checks_history")

    op.drop_table("checks")
    with op.batch_alter_table("check_schedules", schema=None) as batch_op:
        batch_op.drop_index("ix_check_schedules_enterprise_id")
        batch_op.drop_index("ix_check_schedules_due_at")

    op.drop_table("check_schedules")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_seen_by")
        batch_op.drop_index("ix_alerts_reporter_id")
        batch_op.drop_index("ix_alerts_raised_at")
        batch_op.drop_index("ix_alerts_climb_at")

    op.drop_table("alerts")
    with op.batch_alter_table("action_items", schema=None) as batch_op:
        batch_op.drop_index("ix_action_items_owner_id")
        batch_op.drop_index("ix_action_items_open")
        batch_op.drop_index("ix_action_items_created_by")

    op.drop_table("action_items")
    op.drop_table("switched_off_items")
    with op.batch_alter_table("checklist_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_checklist_versions_enterprise_id")

    op.drop_table("checklist_versions")
