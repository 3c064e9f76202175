"""What conversations cannot show: menus by role, too much at once, too large files, what the audit holds."""

import json

import pytest
import sqlalchemy as sa

from bot.flood import BURST, Flood
from mitra import people
from mitra.store.models import AuditEntry, Membership
from tests.acceptance.people import add_enterprise, join
from tests.acceptance.test_delivery import eventually


@pytest.fixture
def strict_flood(mitra):
    """The usual limit; the other tests run at a multiple of it."""
    usual, mitra.road._flood = mitra.road._flood, Flood(rate=25)
    yield mitra.road._flood
    mitra.road._flood = usual


async def test_each_role_sees_its_commands(mitra, simulator, budi):
    """Strangers have the default menu, a trainer one with /pelatih, who has left the default again."""

    def menu():
        (bot,) = simulator.world.bots.values()
        mine = {"scope": {"type": "chat", "chat_id": budi.id}, "language": ""}
        return [one["command"] for one in bot.commands.get(json.dumps(mine, sort_keys=True), [])]

    async def shows_trainers():
        return "pelatih" in menu()

    async def hides_trainers():
        return menu() and "pelatih" not in menu()

    assert menu() == []
    await join(budi, mitra, "trainer", None, name="Budi")
    await eventually(shows_trainers)
    await budi.says("/privasi")
    await budi.hears()
    await budi.taps("🗑️ Hapus")
    await budi.hears()
    await budi.taps("🗑️ Ya")
    await budi.hears()
    await eventually(hides_trainers)


async def test_who_sends_too_much_at_once_is_told_once_and_others_are_answered(
    mitra, budi, rina, strict_flood
):
    for _ in range(BURST):
        strict_flood.admits(budi.id)
    await budi.says("halo")
    assert "terlalu cepat" in (await budi.hears()).text
    await budi.says("halo lagi")
    await budi.hears_nothing(0.3)
    await rina.says("apar dipasang setinggi apa")
    assert "1,2 m" in (await rina.hears()).text


async def test_a_file_that_is_too_large_is_turned_down_with_its_limit(mitra, budi):
    await budi.sends_document(b"%PDF" + bytes(10_000_001))
    assert "10 MB" in (await budi.hears()).text


async def test_who_saves_data_gets_a_picture_only_when_asking_for_it(mitra, rina):
    await join(rina, mitra, "manager", await add_enterprise(mitra, "CV Hemat"), name="Rina")
    await rina.says("/profil")
    await rina.hears()
    await rina.taps("📶")
    await rina.hears()
    await rina.taps("🏭 Kelola")
    await rina.hears()
    await rina.taps("➕ Undang")
    await rina.hears()
    await rina.taps("👷")
    assert "t.me/" in (await rina.hears()).text
    await rina.hears_nothing(0.5)
    await rina.taps("🖼")
    assert "Poster" in (await rina.hears()).text


async def test_an_answer_typed_after_ones_role_has_ended_is_refused_and_noted(mitra, rina):
    """A form may be open for days: what counts is what one may do when one answers."""
    await join(rina, mitra, "manager", await add_enterprise(mitra, "CV Lama"), name="Rina")
    await rina.says("/profil")
    await rina.hears()
    await rina.taps("🏭 Kelola")
    await rina.hears()
    await rina.taps("📍")
    await rina.hears()
    await rina.taps("➕ Tambah")
    await rina.hears()
    async with mitra.database.transaction() as connection:
        actor = await people.actor_of(connection, rina.id)
        ended = sa.update(Membership).where(Membership.person_id == actor.person_id)
        await connection.execute(ended.values(ended_at=mitra.clock()))
    await rina.says("gudang, packing")
    assert "belum punya izin" in (await rina.hears()).text
    async with mitra.database.transaction() as connection:
        noted = sa.select(AuditEntry.act).where(AuditEntry.person_id == actor.person_id, AuditEntry.refused)
        assert list(await connection.scalars(noted)) == ["edit_areas"]
