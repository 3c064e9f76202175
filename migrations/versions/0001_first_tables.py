"""
First tables: what was handled, conversations, the outbox, open questions, ratings.

Why: the first release; nothing came before it.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "conversations",
        sa.Column(
            "sender_id", sa.String(length=64), nullable=False, comment="chat id; in groups chat:person"
        ),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("sender_id"),
    )
    op.create_table(
        "handled",
        sa.Column(
            "key", sa.String(length=160), nullable=False, comment="what was handled, such as update:7:123"
        ),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.create_index("ix_handled_at", ["at"], unique=False)

    op.create_table(
        "open_questions",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="as first typed, numbers and handles blanked"),
        sa.Column("normalised", sa.String(length=300), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("normalised", name="uq_open_questions_normalised"),
    )
    with op.batch_alter_table("open_questions", schema=None) as batch_op:
        batch_op.create_index("ix_open_questions_last_on", ["last_on"], unique=False)

    op.create_table(
        "outbox_messages",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False, comment="Bot API method in snake case"),
        sa.Column("payload", sa.JSON(), nullable=False, comment="its parameters besides chat_id"),
        sa.Column(
            "status",
            sa.Enum("waiting", "refused", name="outboxstatus", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("due_at", Utc(), nullable=False, comment="earliest moment of the next try"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", Utc(), nullable=True, comment="a sender has it in hand until then"),
        sa.Column("reason", sa.String(length=64), nullable=True, comment="why the last try failed"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_messages_chat", ["chat_id", "id"], unique=False)
        batch_op.create_index("ix_outbox_messages_due", ["status", "due_at"], unique=False)

    op.create_table(
        "topic_ratings",
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("rater", sa.String(length=32), nullable=False, comment="keyed hash of chat and topic"),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "rater"),
    )
    op.create_table(
        "unreachable_chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("unreachable_chats")
    op.drop_table("topic_ratings")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_messages_due")
        batch_op.drop_index("ix_outbox_messages_chat")

    op.drop_table("outbox_messages")
    with op.batch_alter_table("open_questions", schema=None) as batch_op:
        batch_op.drop_index("ix_open_questions_last_on")

    op.drop_table("open_questions")
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.drop_index("ix_handled_at")

    op.drop_table("handled")
    op.drop_table("conversations")
