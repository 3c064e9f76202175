"""The enterprise of these tests."""

import pytest

from tests.unit.mitra.plan.factory import Factory, make_factory


@pytest.fixture
async def here(connection) -> Factory:
    return await make_factory(connection)
