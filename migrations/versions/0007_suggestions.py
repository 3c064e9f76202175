"""
Suggestions to the committee: with their steps, backers, exclusions, sealed shelves, and the committee's rules.

Why: workers are heard and answered, without having to say who they are. A danger report can say where, and some of the
committee are told of danger at once. New tables, and columns that the release before leaves out, so that one runs on as it did.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Kept when SQLite has to make the table anew.
AUTOINCREMENT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "suggestion_shelves",
        sa.Column("mark", sa.String(length=32), nullable=False, comment="keyed hash of the person"),
        sa.Column("content", sa.Text(), nullable=False, comment="numbers of suggestions, sealed"),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_table(
        "committee_rules",
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("both_sides", sa.Boolean(), nullable=False, comment="closing needs a member of each side"),
        sa.Column("answer_hours", sa.SmallInteger(), nullable=False),
        sa.Column("decide_days", sa.SmallInteger(), nullable=False),
        sa.Column("thanks", sa.Boolean(), nullable=False, comment="certificates for those named"),
        sa.Column("ranking", sa.Boolean(), nullable=False, comment="a list of who gave most, of those named"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("enterprise_id"),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="counts within the enterprise; what people say"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="empty once withdrawn"),
        sa.Column("module", sa.SmallInteger(), nullable=False),
        sa.Column("photo", sa.String(length=200), nullable=True, comment="Telegram's name for it"),
        sa.Column("voice", sa.String(length=200), nullable=True, comment="Telegram's name for it"),
        sa.Column(
            "author_sealed",
            sa.Text(),
            nullable=False,
            comment="person, sealed with the key outside the database; empty once erased",
        ),
        sa.Column(
            "named_id", Identity, nullable=True, comment="the author, where they wanted their name told"
        ),
        sa.Column(
            "receipt",
            sa.String(length=64),
            nullable=True,
            comment="keyed hash of the code that proves who wrote it",
        ),
        sa.Column("public", sa.Boolean(), nullable=False, comment="colleagues see it and can support it"),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "asked",
                "accepted",
                "trial",
                "deferred",
                "declined",
                "done",
                "withdrawn",
                "merged",
                name="suggestionstatus",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="counts changes: a button of an earlier one is stale",
        ),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("answer_due_at", Utc(), nullable=False),
        sa.Column("decide_due_at", Utc(), nullable=False),
        sa.Column("answered_at", Utc(), nullable=True, comment="the committee's first reaction"),
        sa.Column("decided_at", Utc(), nullable=True, comment="the latest decision"),
        sa.Column("look_at", Utc(), nullable=True, comment="when to remind the committee of it; null: never"),
        sa.Column(
            "proposed",
            sa.Enum(
                "new",
                "asked",
                "accepted",
                "trial",
                "deferred",
                "declined",
                "done",
                "withdrawn",
                "merged",
                name="suggestionstatus",
                native_enum=False,
                length=16,
            ),
            nullable=True,
            comment="how one side wants to close it",
        ),
        sa.Column("proposed_by", Identity, nullable=True),
        sa.Column("merged_into", Identity, nullable=True),
        sa.Column("trial", sa.Text(), nullable=True, comment="what is tried out"),
        sa.Column("trial_until", sa.Date(), nullable=True),
        sa.Column("trial_result", sa.Text(), nullable=True),
        sa.Column(
            "result", sa.Text(), nullable=True, comment="what was done, or why it is declined or put off"
        ),
        sa.Column("benefit", sa.BigInteger(), nullable=True, comment="estimated, in rupiah a month"),
        sa.Column("photo_after", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["suggestions.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["named_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["proposed_by"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "number", name="uq_suggestions_enterprise_id_number"),
        sa.UniqueConstraint("receipt"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index("ix_suggestions_decided_at", ["enterprise_id", "decided_at"], unique=False)
        batch_op.create_index(
            "ix_suggestions_list", ["enterprise_id", "status", "sent_at", "id"], unique=False
        )
        batch_op.create_index("ix_suggestions_look_at", ["look_at"], unique=False)
        batch_op.create_index("ix_suggestions_merged_into", ["merged_into"], unique=False)
        batch_op.create_index("ix_suggestions_month", ["enterprise_id", "sent_at"], unique=False)
        batch_op.create_index("ix_suggestions_named_id", ["named_id"], unique=False)
        batch_op.create_index("ix_suggestions_proposed_by", ["proposed_by"], unique=False)
        batch_op.create_index("ix_suggestions_sent_at", ["sent_at"], unique=False)

    op.create_table(
        "suggestion_backers",
        sa.Column("suggestion_id", Identity, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="support, like"),
        sa.Column(
            "mark", sa.String(length=32), nullable=False, comment="keyed hash of person and suggestion"
        ),
        sa.Column(
            "person_sealed",
            sa.Text(),
            nullable=False,
            comment="who, sealed, to tell them what came of it; empty for likes",
        ),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("suggestion_id", "kind", "mark"),
    )
    op.create_table(
        "suggestion_exclusions",
        sa.Column("suggestion_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id"),
    )
    with op.batch_alter_table("suggestion_exclusions", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_exclusions_person_id", ["person_id"], unique=False)

    op.create_table(
        "suggestion_steps",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("suggestion_id", Identity, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person_id", Identity, nullable=True),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("suggestion_steps", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_steps_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_suggestion_steps_suggestion_id", ["suggestion_id", "id"], unique=False)

    with op.batch_alter_table("hazards", table_kwargs=AUTOINCREMENT) as batch_op:
        batch_op.add_column(sa.Column("area_id", Identity, nullable=True, comment="where, as far as said"))
        batch_op.create_index("ix_hazards_area_id", ["area_id"], unique=False)
        batch_op.create_foreign_key("fk_hazards_area_id", "areas", ["area_id"], ["id"], ondelete="SET NULL")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "safety",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="of the committee: told of danger at once",
            )
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("safety")

    with op.batch_alter_table("hazards", table_kwargs=AUTOINCREMENT) as batch_op:
        batch_op.drop_constraint("fk_hazards_area_id", type_="foreignkey")
        batch_op.drop_index("ix_hazards_area_id")
        batch_op.drop_column("area_id")

    with op.batch_alter_table("suggestion_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_steps_suggestion_id")
        batch_op.drop_index("ix_suggestion_steps_person_id")

    op.drop_table("suggestion_steps")
    with op.batch_alter_table("suggestion_exclusions", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_exclusions_person_id")

    op.drop_table("suggestion_exclusions")
    op.drop_table("suggestion_backers")
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestions_sent_at")
        batch_op.drop_index("ix_suggestions_proposed_by")
        batch_op.drop_index("ix_suggestions_named_id")
        batch_op.drop_index("ix_suggestions_month")
        batch_op.drop_index("ix_suggestions_merged_into")
        batch_op.drop_index("ix_suggestions_look_at")
        batch_op.drop_index("ix_suggestions_list")
        batch_op.drop_index("ix_suggestions_decided_at")

    op.drop_table("suggestions")
    op.drop_table("committee_rules")
    op.drop_table("suggestion_shelves")
