"""One factory for the tests: its people, and giving and deciding in one line."""

import sqlalchemy as sa

from mitra.notifications import SEALED_MESSAGE
from mitra.sealing import unseal
from mitra.store.models import Membership, OutboxMessage
from mitra.suggestions import giving
from mitra.suggestions.cards import Card
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from tests.unit.mitra.make import NOW

KEY = b"kunci di luar"
BUDI, SITI = 5_000_000_041, 5_000_000_042


class Factory:
    """An enterprise and its people, by name."""

    def __init__(self, connection, enterprise, **people):
        self.connection = connection
        self.enterprise = enterprise
        self.__dict__.update(people)

    async def give(self, actor=None, text="Tambah kipas di ruang jahit", *, at=NOW, module=5, **more) -> Card:
        return (await self.sent(actor, text, at=at, module=module, **more)).card

    async def sent(self, actor=None, text="Tambah kipas di ruang jahit", *, at=NOW, module=5, **more):
        draft = Draft(text=text, module=module, **more)
        return await giving.send(self.connection, actor or self.budi, self.enterprise, draft, key=KEY, at=at)

    def desk(self, actor, at=NOW) -> Desk:
        return Desk(self.connection, actor, key=KEY, at=at)

    async def accepted(self, card: Card, at=NOW) -> Card:
        return (await self.desk(self.ani, at).accept(card.id, card.version))[0]

    async def done(self, card: Card, *, at=NOW, benefit=None, photo="") -> Card:
        """Accept, carry out and agree."""
        card = await self.accepted(card, at)
        card = await self.desk(self.ani, at).carry_out(
            card.id, card.version, "Dua kipas dipasang.", benefit=benefit, photo=photo
        )
        return await self.desk(self.tono, at).agree(card.id, card.version)

    async def told(self, template) -> list[tuple[int, str]]:
        """Return account and event of the notifications that wait, sealed ones opened."""
        rows = (await self.connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
        found = []
        for row in rows:
            chat, payload = row.chat_id, row.payload
            if "sealed" in payload:
                payload = unseal(KEY, payload["sealed"], about=SEALED_MESSAGE)
                chat = payload["chat_id"]
            if payload.get("template") == template:
                found.append((chat, payload["values"].get("event", "")))
        return sorted(found)

    async def forget_messages(self):
        await self.connection.execute(sa.delete(OutboxMessage))

    async def remove(self, actor):
        """Let somebody be a member no longer."""
        await self.connection.execute(
            sa.update(Membership).where(Membership.person_id == actor.person_id).values(ended_at=NOW)
        )
