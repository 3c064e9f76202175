"""A factory whose manager watches figures, and another one next door."""

import pytest

from tests.unit.mitra.kpis.factory import Factory
from tests.unit.mitra.make import make_enterprise, make_person


@pytest.fixture
async def here(connection) -> Factory:
    """
    CV Maju Bersama: Siti and Budi work there, Ani sits on the committee, Ibu Rina leads it, Bu Sari looks after it.

    Pak Tono leads CV Lain.
    """
    enterprise = await make_enterprise(connection, areas=["Jahit", "Potong"])
    other = await make_enterprise(connection, "CV Lain")
    return Factory(
        connection,
        enterprise,
        siti=await make_person(connection, 41, (enterprise, "worker"), name="Siti"),
        budi=await make_person(connection, 42, (enterprise, "worker"), name="Budi"),
        ani=await make_person(connection, 51, (enterprise, "committee"), name="Ani"),
        rina=await make_person(connection, 53, (enterprise, "manager"), name="Ibu Rina"),
        sari=await make_person(connection, 54, (enterprise, "trainer"), name="Bu Sari"),
        tono=await make_person(connection, 61, (other, "manager"), name="Pak Tono"),
        other=other,
    )
