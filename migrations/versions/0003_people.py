"""
People, enterprises, memberships, invitations, requests to join; who did what.

Why: Mitra tells people apart. New tables only, so the release before runs on as it did.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "attempts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("ix_attempts_since", ["since"], unique=False)

    op.create_table(
        "enterprises",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "code",
            sa.String(length=8),
            nullable=False,
            comment="typed by who has no link; asks, does not let in",
        ),
        sa.Column(
            "timezone",
            sa.String(length=32),
            nullable=False,
            comment="Asia/Jakarta, Asia/Makassar or Asia/Jayapura",
        ),
        sa.Column("province", sa.String(length=40), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column(
            "size", sa.String(length=16), nullable=True, comment="size class: micro, small, medium, large"
        ),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "areas",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "closed", sa.Boolean(), nullable=False, comment="no longer offered; what was done there stays"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "name", name="uq_areas_enterprise_id_name"),
    )
    op.create_table(
        "persons",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False, comment="of the account and its chat"),
        sa.Column(
            "name", sa.String(length=60), nullable=True, comment="as they want to be called, if they said so"
        ),
        sa.Column("consented_at", Utc(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False, comment="last day they wrote; for retention"),
        sa.Column(
            "enterprise_id",
            Identity,
            nullable=True,
            comment="which one they have open; null when there is no doubt, or not yet",
        ),
        sa.Column(
            "quiet_from",
            sa.SmallInteger(),
            nullable=True,
            comment="own quiet hours: minutes after midnight; null means the usual ones",
        ),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=True),
        sa.Column("muted", sa.JSON(), nullable=False, comment="kinds of notifications they do not want"),
        sa.Column("low_data", sa.Boolean(), nullable=False, comment="no pictures unless asked for"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("telegram_id"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column(
            "person_id", Identity, nullable=True, comment="null: a stranger, the command line, or erased"
        ),
        sa.Column("act", sa.String(length=32), nullable=False, comment="name in mitra.access.Act"),
        sa.Column(
            "subject",
            sa.String(length=40),
            nullable=False,
            comment="such as membership:7; empty when there is none",
        ),
        sa.Column("enterprise_id", Identity, nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entries_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_entries_person_id", ["person_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("enterprise_id", Identity, nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "worker",
                "manager",
                "committee",
                "trainer",
                "operator",
                name="role",
                native_enum=False,
                length=16,
            ),
            nullable=True,
            comment="null: moves a person to another account",
        ),
        sa.Column(
            "side", sa.Enum("workers", "management", name="side", native_enum=False, length=16), nullable=True
        ),
        sa.Column("person_id", Identity, nullable=True, comment="who moves to another account"),
        sa.Column("invited_by", Identity, nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False, comment="good only while there is no operator"),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index("ix_invitations_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "join_requests",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "person_id", name="uq_join_requests_enterprise_id_person_id"),
    )
    with op.batch_alter_table("join_requests", schema=None) as batch_op:
        batch_op.create_index("ix_join_requests_person_id", ["person_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "worker",
                "manager",
                "committee",
                "trainer",
                "operator",
                name="role",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "side", sa.Enum("workers", "management", name="side", native_enum=False, length=16), nullable=True
        ),
        sa.Column("area_id", Identity, nullable=True),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True, comment="left or removed; forgotten after a while"),
        sa.Column(
            "removed", sa.Boolean(), nullable=False, comment="by somebody else: no coming back by oneself"
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "person_id", "enterprise_id", "role", name="uq_memberships_person_enterprise_role"
        ),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index("ix_memberships_ended_at", ["ended_at"], unique=False)
        batch_op.create_index("ix_memberships_enterprise_role", ["enterprise_id", "role"], unique=False)


def downgrade() -> None:
    """Change them back: the release before knew nobody."""
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("ix_memberships_enterprise_role")
        batch_op.drop_index("ix_memberships_ended_at")

    op.drop_table("memberships")
    with op.batch_alter_table("join_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_join_requests_person_id")

    op.drop_table("join_requests")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index("ix_invitations_expires_at")

    op.drop_table("invitations")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entries_person_id")
        batch_op.drop_index("ix_audit_entries_at")

    op.drop_table("audit_entries")
    op.drop_table("persons")
    op.drop_table("areas")
    op.drop_table("enterprises")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_attempts_since")

    op.drop_table("attempts")
