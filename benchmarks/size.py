"""
`make size`: what a row costs on disk, and what a programme would: PostgreSQL, with all indexes.

Each table is filled with ROWS rows of plausible width (TEXT_LETTERS in a free text, a conversation as it is stored) and measured; the
usage below says how many rows a person or an enterprise makes a year, and how long they are kept. Everything else is arithmetic.
"""

import asyncio
import datetime as dt
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.schema import METADATA
from tests import servers

ROOT = Path(__file__).resolve().parents[1]
ROWS, TEXT_LETTERS, CHUNK = 20_000, 120, 500
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
#: A conversation in the middle of a self-check, as the tracker store keeps it (about 1.5 kB).
STATE = {
    "slots": {"task": "x" * 200},
    "events": [{"event": "user", "parse_data": "x" * 400}] * 3,
    "loop": None,
}


@dataclass(frozen=True)
class Use:
    """How many rows a table gains."""

    table: str
    #: Rows for each worker and for each enterprise in a year (kept ones: once).
    a_worker: float = 0
    an_enterprise: float = 0
    #: Years for which rows stay; 0: one row each that stays.
    years: float = 0


#: Assumed use of a lively enterprise: four self-checks a worker a year with 30 items, three suggestions, a prompt a week; 60 actions,
#: twelve figures a month, an audited act a day. Kept as the settings' defaults say (mitra/settings.py).
USES = (
    Use("persons", a_worker=1),
    Use("memberships", a_worker=1, an_enterprise=8),
    Use("conversations", a_worker=1),
    Use("enterprises", an_enterprise=1),
    Use("areas", an_enterprise=10),
    Use("handled", a_worker=300, years=2 / 365),
    Use("checks", an_enterprise=120, years=10),
    Use("check_runs", a_worker=4, years=10),
    Use("check_answers", a_worker=120, years=10),
    Use("suggestions", a_worker=3, years=2),
    Use("suggestion_steps", a_worker=12, years=2),
    Use("action_items", an_enterprise=60, years=10),
    Use("action_steps", an_enterprise=300, years=10),
    Use("kpis", an_enterprise=12),
    Use("kpi_values", an_enterprise=144, years=10),
    Use("prompts", an_enterprise=20, years=2),
    Use("prompt_receivers", a_worker=52, years=2),
    Use("prompt_answers", a_worker=26, years=2),
    Use("hazards", an_enterprise=12, years=2),
    Use("alerts", an_enterprise=24, years=2),
    Use("topic_ratings", a_worker=5, years=10),
    Use("audit_entries", an_enterprise=365, years=1),
)


def value_of(column: sa.Column[Any], number: int) -> Any:
    """Return a plausible value for a column, another one for each row."""
    if column.table.name == "conversations" and column.name == "state":
        return STATE
    kind = column.type
    if isinstance(kind, sa.Enum):
        values = list(kind.enum_class) if kind.enum_class else kind.enums
        return values[number % len(values)]
    if isinstance(kind, sa.JSON):
        return [f"{number}"] * 10
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, (sa.Text, sa.String)):
        width = min(kind.length or TEXT_LETTERS, TEXT_LETTERS)
        return f"{number}-{'lantai licin dekat mesin ' * 8}"[:width]
    return _number_or_moment(column, kind, number)


def _number_or_moment(column: sa.Column[Any], kind: Any, number: int) -> Any:
    python = kind.python_type if not hasattr(kind, "impl") else None
    if isinstance(kind, sa.Date):
        return NOW.date() - dt.timedelta(days=number % 700)
    if python in {int, float}:
        return number % 30_000 if isinstance(kind, sa.SmallInteger) else number + 1
    if column.name.endswith("module"):
        return number % 5 + 1
    return NOW - dt.timedelta(minutes=number)


async def bytes_a_row(connection: AsyncConnection, name: str) -> float:
    """Return the bytes on disk of a row, with its share of all indexes."""
    table = METADATA.tables[name]
    for start in range(0, ROWS, CHUNK):
        rows = [
            {column.name: value_of(column, number) for column in table.columns}
            for number in range(start, start + CHUNK)
        ]
        await connection.execute(sa.insert(table), rows)
    size = await connection.scalar(sa.text(f"SELECT pg_total_relation_size('{name}')"))
    return float(size) / ROWS


async def measure() -> dict[str, float]:
    """Return the bytes of a row of each table."""
    with servers.postgres() as server:
        database = Database(server.address(await server.create()))
        await migrate(database)
        found = {}
        for use in USES:
            async with database.transaction() as connection:
                # Rows need not fit together here.
                await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                found[use.table] = await bytes_a_row(connection, use.table)
            print(f"{use.table}: {found[use.table]:.0f} bytes", file=sys.stderr)
        await database.close()
    return found


def gigabytes(sizes: dict[str, float], *, enterprises: int, workers: int, years: float) -> dict[str, float]:
    """Return the gigabytes of each table after so many years of use."""
    rows = {
        use.table: (use.a_worker * workers + use.an_enterprise * enterprises)
        * (min(years, use.years) if use.years else 1)
        for use in USES
    }
    return {name: count * sizes[name] / 1e9 for name, count in rows.items()}


def main() -> None:
    """Print the figures and keep them in var/size.json."""
    sizes = asyncio.run(measure())
    told = {
        "date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
        "bytes_a_row": {n: round(b) for n, b in sizes.items()},
    }
    for label, enterprises, workers in (
        ("30 enterprises, 3,000 workers", 30, 3_000),
        ("10,000 enterprises, 1,000,000 workers", 10_000, 1_000_000),
    ):
        for years in (1, 2, 5, 10):
            tables = gigabytes(sizes, enterprises=enterprises, workers=workers, years=years)
            told[f"{label}, after {years} years"] = {
                "GB": round(sum(tables.values()), 2),
                "largest": {n: round(v, 2) for n, v in sorted(tables.items(), key=lambda one: -one[1])[:5]},
            }
    print(json.dumps(told, indent=1))
    (ROOT / "var" / "size.json").write_text(json.dumps(told, indent=1), "utf-8")


if __name__ == "__main__":
    main()
