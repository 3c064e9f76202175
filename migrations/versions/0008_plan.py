"""
The plan: why, cost, figure, priority, result and history of actions; reminders' clocks, absences; figures (KPIs).

Why: the plan keeps itself alive. New tables, and columns that the release before leaves out; an action it adds has no number
of its own and is called by its id.
"""

import sqlalchemy as sa
from alembic import op

from mitra.store.types import Identity, Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Kept when SQLite has to make the table anew.
AUTOINCREMENT = {"sqlite_autoincrement": True}

_NUMBERED = """
UPDATE action_items SET number = (
    SELECT count(*) FROM action_items AS earlier
    WHERE earlier.enterprise_id = action_items.enterprise_id AND earlier.id <= action_items.id
)
"""


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "absences",
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False, comment="last day away"),
        sa.Column("stand_in_id", Identity, nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stand_in_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("person_id", "enterprise_id"),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index("ix_absences_stand_in", ["stand_in_id", "until_on"], unique=False)

    op.create_table(
        "kpis",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column(
            "code",
            sa.String(length=32),
            nullable=False,
            comment="in content/kpis.yml; own-<number> for its own",
        ),
        sa.Column("name", sa.String(length=60), nullable=False, comment="of one's own; empty for known ones"),
        sa.Column("unit", sa.String(length=20), nullable=False, comment="of one's own; empty for known ones"),
        sa.Column("higher", sa.Boolean(), nullable=False, comment="whether more is better"),
        sa.Column("rhythm", sa.String(length=8), nullable=False, comment="week or month"),
        sa.Column("owner_id", Identity, nullable=True),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column(
            "worth",
            sa.BigInteger(),
            nullable=True,
            comment="rupiah that one unit less (or more) saves, as the enterprise has agreed",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="counts changes: a button of an earlier one is stale",
        ),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enterprise_id", "code", name="uq_kpis_enterprise_id_code"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kpis", schema=None) as batch_op:
        batch_op.create_index("ix_kpis_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "reminder_clocks",
        sa.Column("person_id", Identity, nullable=False),
        sa.Column("enterprise_id", Identity, nullable=False),
        sa.Column("look_at", Utc(), nullable=False),
        sa.Column(
            "looked_on",
            sa.Date(),
            nullable=False,
            comment="local day up to which they have been told everything",
        ),
        sa.Column(
            "looked_before",
            sa.Date(),
            nullable=True,
            comment="the same at the look before, for when the server's clock ran ahead",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "enterprise_id"),
    )
    with op.batch_alter_table("reminder_clocks", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_clocks_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_reminder_clocks_look_at", ["look_at"], unique=False)

    op.create_table(
        "action_steps",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("action_id", Identity, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person_id", Identity, nullable=True),
        sa.Column("act", sa.String(length=16), nullable=False, comment="one of mitra.plan.history.ACTS"),
        sa.Column("text", sa.Text(), nullable=False, comment="what was said, or the new date or owner"),
        sa.ForeignKeyConstraint(["action_id"], ["action_items.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("action_steps", schema=None) as batch_op:
        batch_op.create_index("ix_action_steps_action_id", ["action_id", "id"], unique=False)
        batch_op.create_index("ix_action_steps_person_id", ["person_id"], unique=False)

    op.create_table(
        "kpi_values",
        sa.Column("kpi_id", Identity, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False, comment="first day of its period"),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("part", sa.Float(), nullable=True, comment="such as rejects, where the figure is a share"),
        sa.Column("whole", sa.Float(), nullable=True, comment="of how many"),
        sa.Column("person_id", Identity, nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpis.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("kpi_id", "first_on"),
    )
    with op.batch_alter_table("kpi_values", schema=None) as batch_op:
        batch_op.create_index("ix_kpi_values_person_id", ["person_id"], unique=False)

    with op.batch_alter_table("action_items", table_kwargs=AUTOINCREMENT) as batch_op:
        batch_op.add_column(
            sa.Column(
                "number",
                sa.Integer(),
                nullable=True,
                comment="counts within the enterprise; what people say. Null: from the release before, the id is said",
            )
        )
        batch_op.add_column(
            sa.Column(
                "cause", sa.Text(), server_default="", nullable=False, comment="why the problem is there"
            )
        )
        batch_op.add_column(sa.Column("cost", sa.BigInteger(), nullable=True, comment="expected, in rupiah"))
        batch_op.add_column(
            sa.Column(
                "kpi",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="the figure that shows whether it helped",
            )
        )
        batch_op.add_column(
            sa.Column(
                "priority",
                sa.SmallInteger(),
                server_default="2",
                nullable=False,
                comment="1 first, 2 usual, 3 can wait",
            )
        )
        batch_op.add_column(
            sa.Column(
                "settled_on",
                sa.Date(),
                nullable=True,
                comment="local day on which owner, date or state were last set: who does it need not be told before the next",
            )
        )
        batch_op.add_column(
            sa.Column(
                "postponed",
                sa.SmallInteger(),
                server_default="0",
                nullable=False,
                comment="how often it was put off",
            )
        )
        batch_op.add_column(
            sa.Column("result", sa.Text(), server_default="", nullable=False, comment="what came of it")
        )
        batch_op.add_column(
            sa.Column("saving", sa.BigInteger(), nullable=True, comment="estimated, in rupiah a month")
        )
        batch_op.add_column(
            sa.Column("photo_before", sa.String(length=200), nullable=True, comment="Telegram's name for it")
        )
        batch_op.add_column(
            sa.Column("photo_after", sa.String(length=200), nullable=True, comment="Telegram's name for it")
        )
        batch_op.drop_index("ix_action_items_owner_id")
        batch_op.create_index("ix_action_items_ended", ["enterprise_id", "ended_at"], unique=False)
        batch_op.create_index("ix_action_items_owner", ["owner_id", "status", "due_on"], unique=False)

    op.execute(_NUMBERED)
    with op.batch_alter_table("action_items", table_kwargs=AUTOINCREMENT) as batch_op:
        batch_op.create_unique_constraint("uq_action_items_enterprise_id_number", ["enterprise_id", "number"])

    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "remind_at",
                sa.SmallInteger(),
                nullable=True,
                comment="when to be reminded: minutes after midnight; null means the usual hour",
            )
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_column("remind_at")

    with op.batch_alter_table("action_items", table_kwargs=AUTOINCREMENT) as batch_op:
        batch_op.drop_constraint("uq_action_items_enterprise_id_number", type_="unique")
        batch_op.drop_index("ix_action_items_owner")
        batch_op.drop_index("ix_action_items_ended")
        batch_op.create_index("ix_action_items_owner_id", ["owner_id"], unique=False)
        batch_op.drop_column("photo_after")
        batch_op.drop_column("photo_before")
        batch_op.drop_column("saving")
        batch_op.drop_column("result")
        batch_op.drop_column("postponed")
        batch_op.drop_column("settled_on")
        batch_op.drop_column("priority")
        batch_op.drop_column("kpi")
        batch_op.drop_column("cost")
        batch_op.drop_column("cause")
        batch_op.drop_column("number")

    with op.batch_alter_table("kpi_values", schema=None) as batch_op:
        batch_op.drop_index("ix_kpi_values_person_id")

    op.drop_table("kpi_values")
    with op.batch_alter_table("action_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_action_steps_person_id")
        batch_op.drop_index("ix_action_steps_action_id")

    op.drop_table("action_steps")
    with op.batch_alter_table("reminder_clocks", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_clocks_look_at")
        batch_op.drop_index("ix_reminder_clocks_enterprise_id")

    op.drop_table("reminder_clocks")
    with op.batch_alter_table("kpis", schema=None) as batch_op:
        batch_op.drop_index("ix_kpis_owner_id")

    op.drop_table("kpis")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index("ix_absences_stand_in")

    op.drop_table("absences")
