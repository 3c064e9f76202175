"""One enterprise for the tests, and going through a check there in one line."""

import sqlalchemy as sa

from mitra.checks import history, runs
from mitra.checks.scoring import Mark
from mitra.store.models import Area, OutboxMessage
from tests.unit.mitra.make import NOW

NA, SKIP = Mark.NOT_APPLICABLE, "skip"


class Workplace:
    """An enterprise and its people, by name."""

    def __init__(self, connection, enterprise, **people):
        self.connection = connection
        self.enterprise = enterprise
        self.__dict__.update(people)

    async def area(self, name="Jahit") -> int:
        mine = (Area.enterprise_id == self.enterprise, Area.name == name)
        return await self.connection.scalar(sa.select(Area.id).where(*mine))

    async def begin(self, actor, *, area="Jahit", at=NOW, name="5s", **more) -> runs.Run:
        number = await self.area(area) if area else None
        return await runs.begin(self.connection, actor, self.enterprise, number, name, at=at, **more)

    async def answer(self, actor, run, *values, at=NOW) -> runs.Run:
        for value in values:
            if value == SKIP:
                run = await runs.go_to(self.connection, run, run.position + 1, at=at)
            else:
                run = (await runs.answer(self.connection, actor, run, value, at=at)).run
        return run

    async def check(self, actor, *values, at=NOW, **more):
        """Go through a check, and return what it came to."""
        run = await self.begin(actor, at=at, **more)
        run = await self.answer(actor, run, *values, at=at)
        await runs.finish(self.connection, run, at=at)
        return await history.outcome(self.connection, actor, run.check_id)

    async def told(self, template) -> list[int]:
        """Return the accounts for which a notification waits."""
        rows = (await self.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
        return sorted(row.chat_id for row in rows if row.payload.get("template") == template)

    async def forget_messages(self):
        await self.connection.execute(sa.delete(OutboxMessage))
