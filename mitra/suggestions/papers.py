"""What the committee prints: the agenda and minutes form, the chart, certificates of thanks."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, RefusedError, demand
from mitra.amounts import as_rupiah
from mitra.content.messages import tanggal
from mitra.papers.minutes import Decision, Minutes, Task, Topic
from mitra.store.models import Person, Role, Side
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.suggestion_models import Suggestion, SuggestionExclusion, SuggestionStatus, SuggestionStep
from mitra.suggestions.cards import CARD, OPEN, Card, by_ids, cards
from mitra.suggestions.charts import Month
from mitra.suggestions.figures import MONTHS, Figures, figures
from mitra.suggestions.members import committee_of
from mitra.suggestions.rules import rules_of
from mitra.suggestions.telling import short

FORMS = ("pdf", "docx")
#: Days that a meeting looks back on; what is read out at one.
SINCE = dt.timedelta(days=35)
MOST_TOPICS, MOST_TASKS = 60, 40
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
    "November", "Desember",
)  # fmt: skip
_SIDES = {Side.WORKERS: "wakil pekerja", Side.MANAGEMENT: "wakil pengusaha"}
_STATUSES = {
    SuggestionStatus.NEW: "baru",
    SuggestionStatus.ASKED: "menunggu jawaban penulis",
    SuggestionStatus.ACCEPTED: "diterima, belum selesai",
    SuggestionStatus.TRIAL: "sedang dicoba",
    SuggestionStatus.DEFERRED: "ditunda",
    SuggestionStatus.DECLINED: "ditolak",
    SuggestionStatus.DONE: "dilaksanakan",
}


def month_of(day: dt.date) -> str:
    """Return a month as it is printed: November 2026."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


async def minutes_of(
    connection: AsyncConnection,
    enterprise_id: int,
    modules: dict[int, str],
    found: Figures,
    *,
    at: dt.datetime,
) -> Minutes:
    """
    Return what the agenda and minutes form of an enterprise says; `modules` are their titles by number.

    What concerns somebody of the committee is not on it: all of them read it.
    """
    zone = ZoneInfo(await enterprises.zone_of(connection, enterprise_id))
    day = at.astimezone(zone).date()
    committee = await committee_of(connection, enterprise_id)
    return Minutes(
        enterprise=await enterprises.name_of(connection, enterprise_id),
        month=month_of(day),
        made_on=tanggal(day),
        members=[
            (one.name or "(tanpa nama)", _SIDES[one.side])
            for one in committee.members
            if one.role is not Role.MANAGER or one in committee.told
        ],
        topics=[_topic(card, modules, at) for card in await _on_the_table(connection, enterprise_id)],
        decisions=await _decisions(connection, enterprise_id, at - SINCE),
        tasks=await _tasks(connection, enterprise_id, day),
        figures=_lines(found),
        chart=None,
    )


def _for_all() -> Any:
    concerns = select(SuggestionExclusion.suggestion_id).where(
        SuggestionExclusion.suggestion_id == Suggestion.id
    )
    return ~concerns.exists()


async def _on_the_table(connection: AsyncConnection, enterprise_id: int) -> list[Card]:
    """Return what is open, what waits longest first (index ix_suggestions_list)."""
    mine = (Suggestion.enterprise_id == enterprise_id, Suggestion.status.in_(OPEN), _for_all())
    numbers = select(Suggestion.id).where(*mine).order_by(Suggestion.sent_at).limit(MOST_TOPICS)
    found = await by_ids(connection, list(await connection.scalars(numbers)))
    return sorted(found, key=lambda card: (card.sent_at, card.id))


def _topic(card: Card, modules: dict[int, str], at: dt.datetime) -> Topic:
    proposed = f"diusulkan: {_STATUSES[card.proposed]}" if card.proposed else _STATUSES[card.status]
    notes = (card.trial_result and f"Hasil uji coba: {short(card.trial_result)}", short(card.trial))
    return Topic(
        number=card.number,
        text=card.text or "(pesan suara)",
        module=modules.get(card.module, ""),
        waiting=f"{max(0, (at - card.sent_at).days)} hari",
        supports=card.supports,
        status=proposed,
        note=next((note for note in notes if note), ""),
    )


async def _decisions(connection: AsyncConnection, enterprise_id: int, since: dt.datetime) -> list[Decision]:
    """Return what was closed lately, with who decided it (index ix_suggestions_decided_at)."""
    over = (
        SuggestionStatus.DONE,
        SuggestionStatus.DECLINED,
        SuggestionStatus.ACCEPTED,
        SuggestionStatus.DEFERRED,
    )
    mine = (
        Suggestion.enterprise_id == enterprise_id,
        Suggestion.decided_at >= since,
        Suggestion.status.in_(over),
        _for_all(),
    )
    found = await cards(connection, CARD.where(*mine).order_by(Suggestion.decided_at).limit(MOST_TOPICS))
    deciders = await _deciders(connection, [card.id for card in found])
    return [
        Decision(
            number=card.number,
            text=card.text or "(pesan suara)",
            outcome=_STATUSES[card.status],
            reason=card.result,
            by=", ".join(deciders.get(card.id, ())),
        )
        for card in found
    ]


async def _deciders(connection: AsyncConnection, numbers: list[int]) -> dict[int, list[str]]:
    """Return suggestion → names of who proposed or decided (index ix_suggestion_steps_suggestion_id)."""
    query = (
        select(SuggestionStep.suggestion_id, Person.name)
        .join(Person, Person.id == SuggestionStep.person_id)
        .where(SuggestionStep.suggestion_id.in_(numbers), Person.name.is_not(None))
        .order_by(SuggestionStep.id)
    )
    found: dict[int, list[str]] = {}
    for row in (await connection.execute(query)).all():
        names = found.setdefault(row.suggestion_id, [])
        if row.name not in names:
            names.append(row.name)
    return found


async def _tasks(connection: AsyncConnection, enterprise_id: int, day: dt.date) -> list[Task]:
    """Return what is to be done, the first due first (index ix_action_items_open)."""
    query = (
        select(ActionItem.action, ActionItem.due_on, Person.name)
        .outerjoin(Person, Person.id == ActionItem.owner_id)
        .where(ActionItem.enterprise_id == enterprise_id, ActionItem.status == ActionStatus.OPEN)
        .order_by(ActionItem.due_on, ActionItem.id)
        .limit(MOST_TASKS)
    )
    return [
        Task(
            action=row.action,
            owner=row.name or "",
            due=tanggal(row.due_on) if row.due_on else "",
            late=row.due_on is not None and row.due_on < day,
        )
        for row in (await connection.execute(query)).all()
    ]


def _lines(found: Figures) -> list[tuple[str, str]]:
    """Return the figures of the year as label and value."""
    if not found.given:
        return []
    days = "–" if found.answer_days is None else f"{found.answer_days:.1f}".replace(".", ",")
    per_person = found.per_person or 0
    return [
        (f"Saran dalam {MONTHS} bulan", str(found.given)),
        ("Saran per orang", f"{per_person:.1f}".replace(".", ",")),
        ("Sudah dijawab", f"{found.share(found.answered)}%"),
        ("Dijawab dalam (nilai tengah)", f"{days} hari"),
        ("Diterima", f"{found.share(found.accepted)}%"),
        ("Dilaksanakan", f"{found.share(found.done)}%"),
        (
            "Hemat (perkiraan)",
            f"{as_rupiah(Decimal(found.savings))} sebulan" if found.savings else "–",
        ),
    ]


def months_of(found: Figures) -> list[Month]:
    """Return the months as the chart wants them, from the first in which something was given."""
    used = next((at for at, one in enumerate(found.months) if one.given), len(found.months) - 3)
    return [
        Month(label=_MONTHS[one.first.month - 1][:3], given=one.given, answered=one.answered, done=one.done)
        for one in found.months[min(used, len(found.months) - 3) :]
    ]


async def minutes_file(
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    modules: dict[int, str],
    *,
    at: dt.datetime,
) -> Callable[[str], bytes]:
    """Return what draws the form as `pdf` or `docx`, in a thread; raises RefusedError."""
    found = await figures(connection, actor, enterprise_id, at=at)
    content = await minutes_of(connection, enterprise_id, modules, found, at=at)
    months = months_of(found)

    def draw(form: str) -> bytes:
        # Only who prints needs them: half a second, once.
        from mitra.papers.minutes_docx import minutes_docx  # noqa: PLC0415
        from mitra.papers.minutes_pdf import minutes_pdf  # noqa: PLC0415
        from mitra.suggestions.charts import months_png  # noqa: PLC0415

        chart = months_png("Saran", content.enterprise, months) if found.given else None
        whole = replace(content, chart=chart)
        return minutes_docx(whole) if form == "docx" else minutes_pdf(whole)

    return draw


async def certificate_for(connection: AsyncConnection, actor: Actor, number: int) -> dict[str, str]:
    """
    Return what a certificate of thanks says, of somebody named whose suggestion was carried out.

    Raises RefusedError for others, and where the enterprise has not switched them on.
    """
    found = await by_ids(connection, [number])
    card = found[0] if found else None
    demand(actor, Act.SEE_SUGGESTIONS, card.enterprise_id if card else 0, subject=f"suggestion:{number}")
    if card is None or not card.name or card.status is not SuggestionStatus.DONE:
        raise RefusedError(Act.USE_BUTTON)
    if not (await rules_of(connection, card.enterprise_id)).thanks:
        raise RefusedError(Act.USE_BUTTON)
    decided = (card.decided_at or card.sent_at).astimezone(ZoneInfo(card.timezone)).date()
    return {
        "name": card.name,
        "enterprise": card.enterprise,
        "idea": short(card.text),
        "month": month_of(decided),
    }
