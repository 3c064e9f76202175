"""A factory with a committee of two sides."""

import pytest

from mitra.store.models import Side
from tests.unit.mitra.make import make_enterprise, make_person
from tests.unit.mitra.suggestions.factory import BUDI, SITI, Factory


@pytest.fixture
async def here(connection) -> Factory:
    """
    CV Maju Bersama: Budi and Siti work there; Ani (workers) and Tono (management) sit on the committee.

    Ibu Rina leads it, Bu Sari looks after it.
    """
    enterprise = await make_enterprise(connection, areas=["Jahit", "Potong"])
    return Factory(
        connection,
        enterprise,
        budi=await make_person(connection, BUDI, (enterprise, "worker"), name="Budi"),
        siti=await make_person(connection, SITI, (enterprise, "worker"), name="Siti"),
        ani=await make_person(connection, 51, (enterprise, "committee"), name="Ani"),
        tono=await make_person(connection, 52, (enterprise, "committee"), name="Tono", side=Side.MANAGEMENT),
        rina=await make_person(connection, 53, (enterprise, "manager"), name="Ibu Rina"),
        sari=await make_person(connection, 54, (enterprise, "trainer"), name="Bu Sari"),
    )
