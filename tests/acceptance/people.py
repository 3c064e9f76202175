"""Enterprises and invitations for the tests, made as the command line makes them."""

from bot.service import Service
from mitra import enterprises, invitations
from mitra.access import CONSOLE
from mitra.store.models import Role, Side
from simulator.client import Phone


async def add_enterprise(mitra: Service, name: str = "CV Maju Bersama", *areas: str) -> int:
    """Add an enterprise."""
    async with mitra.database.transaction() as connection:
        return await enterprises.add(
            connection, CONSOLE, name, timezone="Asia/Jakarta", at=mitra.clock(), areas=areas
        )


async def invite(mitra: Service, role: str, enterprise: int | None, side: str = "", **more: object) -> str:
    """Return the token of a new invitation."""
    async with mitra.database.transaction() as connection:
        made = await invitations.create(
            connection,
            CONSOLE,
            Role(role),
            at=mitra.clock(),
            enterprise_id=enterprise,
            side=Side(side) if side else None,
            **more,
        )
    return made.token


async def code_of(mitra: Service, number: int) -> str:
    """Return an enterprise's short code."""
    async with mitra.database.transaction() as connection:
        return (await enterprises.details(connection, CONSOLE, number)).code


async def join(  # noqa: PLR0913
    phone: Phone, mitra: Service, role: str, enterprise: int | None, *, side: str = "", name: str = ""
) -> None:
    """Let somebody join by a link, with a name or without."""
    await phone.says(f"/start {await invite(mitra, role, enterprise, side)}")
    await phone.hears()
    await phone.taps("✅")
    await phone.hears()  # joined
    await phone.hears()  # what to call them
    if name:
        await phone.says(name)
    else:
        await phone.taps("⏭️ Lewati")
    if "bagian mana" in (await phone.hears()).text:
        await phone.taps("⏭️ Lewati")
        await phone.hears()
