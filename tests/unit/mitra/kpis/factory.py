"""One factory for the tests: choosing figures, giving them to somebody and reporting them in one line."""

import datetime as dt

import sqlalchemy as sa

from mitra.kpis import indicators, readings
from mitra.kpis.readings import Amount, Reading
from mitra.store.models import Membership
from tests.unit.mitra.make import NOW

day = dt.date.fromisoformat
#: NOW is Thursday 26 November 2026: the week before it, and the two before that.
LAST, BEFORE, EARLIER = day("2026-11-16"), day("2026-11-09"), day("2026-11-02")
OCTOBER, SEPTEMBER = day("2026-10-01"), day("2026-09-01")


class Factory:
    """An enterprise and its people, by name."""

    def __init__(self, connection, enterprise, **people):
        self.connection = connection
        self.enterprise = enterprise
        self.__dict__.update(people)

    async def add(self, code="defect_rate", *, owner=None, at=NOW, **settings) -> indicators.Kpi:
        kpi = await indicators.add_known(self.connection, self.rina, self.enterprise, code, at=at)
        return await self._set(kpi, owner, at, settings)

    async def own(self, name="Keluhan pembeli", *, unit="kali", higher=False, rhythm="month", at=NOW):
        return await indicators.add_own(
            self.connection,
            self.rina,
            self.enterprise,
            name=name,
            unit=unit,
            higher=higher,
            rhythm=rhythm,
            at=at,
        )

    async def _set(self, kpi, owner, at, settings):
        if owner:
            kpi = await indicators.give(self.connection, self.rina, kpi, owner.person_id, at=at)
        if settings:
            kpi = await indicators.change(self.connection, self.rina, kpi, at=at, **settings)
        return kpi

    async def report(self, kpi, first, *numbers, by=None, at=NOW) -> Reading:
        """Report a value, or a part and its whole."""
        kpi = await indicators.one(self.connection, self.rina, kpi.id)
        amount = (
            readings.amount_of(kpi, *numbers) if len(numbers) > 1 else readings.plain_amount(kpi, *numbers)
        )
        there = await readings.reading_of(self.connection, kpi, first)
        seen = there.stamp if there else ""
        return await readings.report(self.connection, by or self.rina, kpi, first, amount, seen=seen, at=at)

    async def line(self, kpi, *, at=NOW):
        return await readings.line_of(self.connection, self.rina, kpi.id, at=at)

    async def again(self, kpi):
        return await indicators.one(self.connection, self.rina, kpi.id)

    async def remove(self, actor):
        """Let somebody be a member no longer."""
        mine = Membership.person_id == actor.person_id
        await self.connection.execute(sa.update(Membership).where(mine).values(ended_at=NOW))


__all__ = ["BEFORE", "EARLIER", "LAST", "OCTOBER", "SEPTEMBER", "Amount", "Factory", "day"]
