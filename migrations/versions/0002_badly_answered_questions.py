"""
Open questions say which answer they were badly answered with.

Why: a question answered with 👎 is as much a task for the trainers as one without an answer. One question may
be both, so the topic is part of what makes a row unique. Rows there before had no answer: their topic is empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("open_questions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "about",
                sa.String(length=64),
                server_default="",
                nullable=False,
                comment="topic that was no good answer; empty when there was none",
            )
        )
        batch_op.drop_constraint("uq_open_questions_normalised", type_="unique")
        batch_op.create_unique_constraint("uq_open_questions_normalised_about", ["normalised", "about"])


def downgrade() -> None:
    """Change them back; what was answered badly is forgotten, as the release before did not know it."""
    op.execute("DELETE FROM open_questions WHERE about != ''")
    with op.batch_alter_table("open_questions", schema=None) as batch_op:
        batch_op.drop_constraint("uq_open_questions_normalised_about", type_="unique")
        batch_op.drop_column("about")
        batch_op.create_unique_constraint("uq_open_questions_normalised", ["normalised"])
