"""The tables of the figures an enterprise watches. A change here needs a migration under migrations/versions/."""

import datetime as dt

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from mitra.store.models import Base
from mitra.store.types import identity, utc


class Kpi(Base):
    """A figure that an enterprise watches (key performance indicator): one of content/kpis.yml, or its own."""

    __tablename__ = "kpis"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "code", name="uq_kpis_enterprise_id_code"),
        # What somebody is asked for.
        Index("ix_kpis_owner_id", "owner_id"),
        # Buttons name it by number: one that is gone must not become another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[identity]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    code: Mapped[str] = mapped_column(String(32), comment="in content/kpis.yml; own-<number> for its own")
    name: Mapped[str] = mapped_column(String(60), comment="of one's own; empty for known ones")
    unit: Mapped[str] = mapped_column(String(20), comment="of one's own; empty for known ones")
    higher: Mapped[bool] = mapped_column(comment="whether more is better")
    rhythm: Mapped[str] = mapped_column(String(8), comment="week or month")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    baseline: Mapped[float | None] = mapped_column(Float)
    target: Mapped[float | None] = mapped_column(Float)
    target_on: Mapped[dt.date | None] = mapped_column(Date)
    worth: Mapped[int | None] = mapped_column(
        BigInteger, comment="rupiah that one unit less (or more) saves, as the enterprise has agreed"
    )
    version: Mapped[int] = mapped_column(
        default=1, comment="counts changes: a button of an earlier one is stale"
    )
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[utc]


class KpiValue(Base):
    """A figure of one week or month."""

    __tablename__ = "kpi_values"
    __table_args__ = (Index("ix_kpi_values_person_id", "person_id"),)

    kpi_id: Mapped[int] = mapped_column(ForeignKey("kpis.id", ondelete="CASCADE"), primary_key=True)
    first_on: Mapped[dt.date] = mapped_column(Date, primary_key=True, comment="first day of its period")
    value: Mapped[float] = mapped_column(Float)
    part: Mapped[float | None] = mapped_column(Float, comment="such as rejects, where the figure is a share")
    whole: Mapped[float | None] = mapped_column(Float, comment="of how many")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    at: Mapped[utc]
