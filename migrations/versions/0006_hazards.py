"""
Danger reports.

Why: who sees danger says so at once, without having to say who they are. A new table only, so the release before runs on
as it did.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "hazards",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(length=200), nullable=True, comment="Telegram's name for it"),
        sa.Column(
            "severity", sa.SmallInteger(), nullable=True, comment="1 put right, 2 can hurt, 3 can kill"
        ),
        sa.Column("injury", sa.String(length=8), nullable=True, comment="none, near, hurt; null: not said"),
        sa.Column(
            "author_sealed",
            sa.Text(),
            nullable=False,
            comment="account, sealed with the key outside the database",
        ),
        sa.Column(
            "named_id", Identity, nullable=True, comment="the author, where they wanted their name told"
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "open", "handled", "withdrawn", name="hazardstatus", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("reported_at", Utc(), nullable=True),
        sa.Column("handled_by", Identity, nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["handled_by"], ["persons.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["named_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hazards", schema=None) as batch_op:
        batch_op.create_index("ix_hazards_created_at", ["created_at"], unique=False)
        batch_op.create_index(
            "ix_hazards_enterprise_id", ["enterprise_id", "status", "reported_at"], unique=False
        )
        batch_op.create_index("ix_hazards_handled_by", ["handled_by"], unique=False)
        batch_op.create_index("ix_hazards_named_id", ["named_id"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("hazards", schema=None) as batch_op:
        batch_op.drop_index("ix_hazards_named_id")
        batch_op.drop_index("ix_hazards_handled_by")
        batch_op.drop_index("ix_hazards_enterprise_id")
        batch_op.drop_index("ix_hazards_created_at")

    op.drop_table("hazards")
