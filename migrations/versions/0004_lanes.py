"""
The outbox gets lanes and kinds of notifications; what was handled says how long that is remembered.

Why: urgent before direct before bulk, and a reminder must not be sent twice even weeks later. The new outbox
columns have defaults, so rows of the release before fit in.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    # What was handled is only remembered so that it is not done again: forgetting it all is safe between two polls,
    # but not with an update in flight, so what is there stays for two days from now.
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_until", Utc(), nullable=True))
        batch_op.drop_index("ix_handled_at")
    op.execute(
        sa.text("UPDATE handled SET kept_until = :soon").bindparams(
            sa.bindparam("soon", _in_two_days(), Utc())
        )
    )
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.alter_column("kept_until", existing_type=Utc(), nullable=False)
        batch_op.create_index("ix_handled_kept_until", ["kept_until"], unique=False)

    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "lane",
                sa.SmallInteger(),
                server_default="1",
                nullable=False,
                comment="Lane: 0 urgent, 1 direct, 2 bulk",
            )
        )
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.String(length=24),
                server_default="",
                nullable=False,
                comment="kind of notification, which people can mute; empty for answers",
            )
        )
        batch_op.add_column(
            sa.Column(
                "enterprise_id",
                Identity,
                nullable=True,
                comment="whose time zone and holidays count; null means Jakarta's",
            )
        )
        batch_op.drop_index("ix_outbox_messages_chat")
        batch_op.create_index("ix_outbox_messages_chat", ["chat_id", "lane", "id"], unique=False)
        batch_op.drop_index("ix_outbox_messages_due")
        batch_op.create_index("ix_outbox_messages_due", ["status", "lane", "due_at", "id"], unique=False)
        batch_op.create_index("ix_outbox_messages_leased", ["leased_until"], unique=False)


def downgrade() -> None:
    """Change them back; the release before sends what is left in the order of its numbers."""
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_messages_leased")
        batch_op.drop_index("ix_outbox_messages_due")
        batch_op.create_index("ix_outbox_messages_due", ["status", "due_at"], unique=False)
        batch_op.drop_index("ix_outbox_messages_chat")
        batch_op.create_index("ix_outbox_messages_chat", ["chat_id", "id"], unique=False)
        batch_op.drop_column("enterprise_id")
        batch_op.drop_column("kind")
        batch_op.drop_column("lane")
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.drop_index("ix_handled_kept_until")
        batch_op.drop_column("kept_until")
        batch_op.create_index("ix_handled_at", ["at"], unique=False)


def _in_two_days() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
