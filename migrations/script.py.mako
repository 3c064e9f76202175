"""
${message}.

Why: (say what changes and why; the release before this one must be able to run on the result.)
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Change them back."""
    ${downgrades if downgrades else "pass"}
