"""What the report of a check shows: read from the database here, drawn (mitra/checks/report_pdf.py) in a thread."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.checks import charts, history
from mitra.checks.answers import say_answer
from mitra.checks.charts import Axis
from mitra.checks.history import Evidence, Outcome
from mitra.checks.pictures import area_of, axes_of, day_of, local_day, outcome_of
from mitra.checks.report_pdf import Line, Report, Section, report_pdf
from mitra.content.messages import tanggal
from mitra.plan import actions as plan

#: Photos in a report, so that it can still be sent.
MOST_PHOTOS = 30


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """Everything of a report but its photos, which Telegram keeps."""

    name: str
    #: Telegram's names for the photos.
    photos: list[str]
    outcome: Outcome
    evidence: dict[str, Evidence]
    axes: list[Axis]
    before_label: str
    comparison: str
    by: str
    actions: tuple[tuple[str, str, str], ...]

    def draw(self, photos: dict[str, bytes]) -> bytes:
        """Return the report (PDF) with those photos that were to be had."""
        outcome = self.outcome
        # Without a heading: the page has its own.
        chart = charts.radar_png("", "", self.axes, score=None, before_label=self.before_label)
        report = Report(
            title=outcome.checklist.title,
            enterprise=outcome.enterprise,
            area=area_of(outcome),
            on=day_of(outcome.finished_at, outcome),
            by=self.by,
            score=outcome.percent,
            band=outcome.checklist.band(outcome.percent) if outcome.percent is not None else "",
            comparison=self.comparison,
            chart=chart,
            sections=tuple(self._sections(photos)),
            plan=self.actions,
        )
        return report_pdf(report)

    def _sections(self, photos: dict[str, bytes]) -> list[Section]:
        outcome, pillars, failed = self.outcome, self.outcome.result.pillars, self.outcome.failed
        return [
            Section(
                title=pillar.title,
                percent=pillars[pillar.id].percent,
                lines=tuple(
                    self._line(item_id, failed, photos)
                    for item_id in (item.id for item in pillar.items)
                    if item_id in outcome.items
                ),
            )
            for pillar in outcome.checklist.pillars
            if any(item.id in outcome.items for item in pillar.items)
        ]

    def _line(self, item_id: str, failed: list[str], photos: dict[str, bytes]) -> Line:
        item = self.outcome.checklist.items[item_id]
        there = self.evidence.get(item_id, Evidence())
        named = [("sebelum", name) for name in there.before] + [("sesudah", name) for name in there.after]
        return Line(
            text=item.text,
            answer=say_answer(self.outcome.checklist, self.outcome.points.get(item_id)),
            note="; ".join(there.notes),
            failed=item_id in failed,
            rank=failed.index(item_id) if item_id in failed else 0,
            critical=item.critical,
            action=item.action,
            photos=tuple((kind, photos[name]) for kind, name in named if name in photos),
        )


async def report_content(connection: AsyncConnection, check_id: int) -> ReportContent:
    """Return what a check's report shows; raises MitraError when the check is gone."""
    outcome = await outcome_of(connection, check_id)
    evidence = await history.evidence(connection, check_id)
    axes, before_label = await axes_of(connection, outcome)
    names = [name for one in evidence.values() for name in (*one.before, *one.after)]
    origins = [f"check:{check_id}:{item}" for item in outcome.failed]
    actions = await plan.by_origin(connection, outcome.enterprise_id, origins)
    return ReportContent(
        name=f"{outcome.list_name}-{local_day(outcome.finished_at, outcome)}.pdf",
        photos=names[:MOST_PHOTOS],
        outcome=outcome,
        evidence=evidence,
        axes=axes,
        before_label=before_label,
        comparison=await _comparison(connection, outcome),
        by=", ".join(name for name in await history.checkers(connection, check_id) if name)
        or f"{outcome.people} orang",
        actions=tuple(
            (one.action, one.owner, tanggal(one.due_on) if one.due_on else "") for one in actions.values()
        ),
    )


async def _comparison(connection: AsyncConnection, outcome: Outcome) -> str:
    """Return one sentence about the time before; empty for the first time."""
    earlier = await history.before(connection, outcome)
    if earlier is None:
        return ""
    compared = history.comparison(outcome, earlier)
    if compared.change is None:
        return ""
    words = "sama seperti" if compared.change == 0 else f"{_moved(compared.change)} dari"
    alike = f" (pada {compared.items} butir yang sama)" if compared.partly else ""
    return f"{words[0].upper()}{words[1:]} {day_of(earlier.finished_at, earlier)}{alike}."


def _moved(change: int) -> str:
    return f"{'naik' if change > 0 else 'turun'} {abs(change)}"
