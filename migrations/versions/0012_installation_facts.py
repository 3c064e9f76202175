"""
What belongs to the installation as a whole.

Why: which key the data is sealed with is noted, so that a process with another key says so instead of sealing what nobody can open.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "installation_facts",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("installation_facts")
