"""All tables of the programme's data, for who runs the programme."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, demand
from mitra.programme import people, results
from mitra.programme.tables import Table, scope_of


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
    makers = (
        people.enterprises,
        people.trainings,
        people.participants,
        results.kpis,
        results.checks,
        results.suggestions,
        results.actions,
        results.visits,
        results.prompts,
    )
    tables = [await make(connection, scope) for make in makers]
    if with_people:
        tables.append(await people.people(connection, scope))
    subject = "people" if with_people else "programme"
    await audit.note(
        connection, actor, Act.EXPORT_PROGRAMME, at=at, subject=subject, enterprise_id=enterprise_id
    )
    return tables
