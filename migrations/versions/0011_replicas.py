"""
Several processes on one database: which are alive, and which has what in hand.

Why: what a killed process had in hand is taken over within seconds, and no process overtakes another in one chat.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(length=16), nullable=False, comment="drawn anew at each start"),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _comment("its parameters besides chat_id, or the template and values to render when sent")
    op.add_column(
        "outbox_messages",
        sa.Column(
            "leased_by",
            sa.String(length=16),
            nullable=True,
            comment="which process, where there may be several",
        ),
    )


def downgrade() -> None:
    """Change them back."""
    _comment("its parameters besides chat_id")
    op.drop_column("outbox_messages", "leased_by")
    op.drop_table("replicas")


def _comment(words: str) -> None:
    """Say on PostgreSQL what SQLite keeps no word of."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("outbox_messages", "payload", existing_type=sa.JSON(), comment=words)
