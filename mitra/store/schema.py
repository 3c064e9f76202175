"""All tables together, wherever their models stand."""

from sqlalchemy import MetaData, Table

from mitra.store import (  # noqa: F401 - their tables belong to the metadata
    check_models,
    kpi_models,
    plan_models,
    prompt_models,
    suggestion_models,
    trainer_models,
)
from mitra.store.models import Base

METADATA: MetaData = Base.metadata


def tables() -> list[Table]:
    """Return all tables; what others point to comes first."""
    return METADATA.sorted_tables
