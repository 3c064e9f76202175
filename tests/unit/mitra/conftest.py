"""An open transaction on a database of its own."""

import pytest
import sqlalchemy as sa


@pytest.fixture
async def connection(database):
    async with database.transaction() as open_one:
        yield open_one


@pytest.fixture
async def statements(connection):
    """Collect the statements run from here on, with their values."""
    engine, found = connection.engine.sync_engine, []

    def note(_connection, _cursor, statement, values, _context, _many):
        found.append((statement, values))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)
