"""All tables of the programme's data, for who runs the programme."""

import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, demand
from mitra.programme import people, plan, results, suggestions
from mitra.programme.tables import Scope, Table, Value, scope_of

#: What makes one table, or several from the same rows; in the order of the sheets.
_MAKERS: Sequence[Callable[[AsyncConnection, Scope], Awaitable[Table | list[Table]]]] = (
    people.enterprises,
    people.trainings,
    people.participants,
    results.kpis,
    results.checks,
    suggestions.suggestions,
    plan.actions,
    results.visits,
    results.prompts,
)


async def gather(  # noqa: PLR0913 - who, which day, which enterprises, how much, when
    connection: AsyncConnection,
    actor: Actor,
    on: dt.date,
    *,
    enterprise_id: int | None = None,
    with_people: bool = False,
    at: dt.datetime,
) -> list[Table]:
    """
    Return the tables as things stood at the end of `on`; noted in the audit.

    `with_people` adds who holds which role: personal data. Raises RefusedError, or MitraError when there is no such enterprise.
    """
    demand(actor, Act.EXPORT_PROGRAMME, enterprise_id, subject="people" if with_people else "programme")
    scope = await scope_of(connection, on, enterprise_id=enterprise_id)
    makers = [*_MAKERS, people.people] if with_people else _MAKERS
    tables: dict[str, Table] = {}
    rows: dict[str, list[Sequence[Value]]] = defaultdict(list)
    for part in scope.parts():
        for make in makers:
            made = await make(connection, part)
            for table in made if isinstance(made, list) else [made]:
                tables[table.name] = table
                rows[table.name] += table.rows
    subject = "people" if with_people else "programme"
    await audit.note(
        connection, actor, Act.EXPORT_PROGRAMME, at=at, subject=subject, enterprise_id=enterprise_id
    )
    return [replace(table, rows=rows[name]) for name, table in tables.items()]
