"""A workplace with people in it, and a checklist."""

import pytest

from mitra.checks import lists
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.checks.workplace import Workplace
from tests.unit.mitra.make import NOW, make_enterprise, make_person


@pytest.fixture
async def here(connection) -> Workplace:
    """CV Maju Bersama: Budi and Siti work there, Ibu Rina leads it, Bu Sari looks after it."""
    enterprise = await make_enterprise(connection, areas=["Jahit", "Potong"])
    await lists.publish(connection, [make_list(critical={"rapi-1"}, short={"ringkas-0", "rapi-1"})], at=NOW)
    return Workplace(
        connection,
        enterprise,
        budi=await make_person(connection, 41, (enterprise, "worker"), name="Budi"),
        siti=await make_person(connection, 42, (enterprise, "worker"), name="Siti"),
        rina=await make_person(connection, 43, (enterprise, "manager"), name="Ibu Rina"),
        sari=await make_person(connection, 44, (enterprise, "trainer"), name="Bu Sari"),
    )
