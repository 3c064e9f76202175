"""What lies before the committee: lists, figures, papers, rules."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from actions.services import services
from actions.suggesting.views import card_view
from actions.views import enterprise_views
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError, demand, may
from mitra.amounts import as_rupiah
from mitra.clock import months_before
from mitra.store.models import Role
from mitra.suggestions import committee, figures, papers, rules
from mitra.suggestions.clocks import hours_left

#: Enterprises offered to who looks after many; the others are in /pelatih.
_MOST = 8
_DAY = 24


def places_of(call: Call) -> list[int]:
    """Return the enterprises whose suggestions somebody may see."""
    seats = [seat.enterprise_id for seat in call.actor.seats if seat.role is not Role.WORKER]
    found = dict.fromkeys(number for number in seats if number is not None)
    return [one for one in found if may(call.actor, Act.SEE_SUGGESTIONS, one)]


async def open_menu(call: Call) -> None:
    """Find the enterprise that is meant, and show what lies before its committee."""
    places = places_of(call)
    if not places:
        call.say("committee_stranger", member=bool(call.actor.enterprises))
    elif call.actor.here in places or len(places) == 1:
        await _say(call, call.actor.here if call.actor.here in places else places[0], edit=False)
    else:
        named = await enterprises.names_of(call.connection, places[:_MOST])
        call.say("committee_enterprises", enterprises=enterprise_views(named.items()))


async def menu(call: Call, which: str, *_: str) -> None:
    """Show what lies before a committee: `menu:12`."""
    await _say(call, number(which), edit=True)


async def _say(call: Call, where: int | None, *, edit: bool) -> None:
    here = where or 0
    counts = await committee.overview(call.connection, call.actor, here)
    oldest = await committee.oldest(call.connection, call.actor, here)
    known = await rules.rules_of(call.connection, here)
    call.say(
        "committee_menu",
        enterprise={"id": here, "name": await enterprises.name_of(call.connection, here)},
        counts=counts,
        oldest=card_view(call, oldest) if oldest else None,
        late=oldest is not None and hours_left(oldest, call.at) < 0,
        rules={
            "answer_hours": known.answer_hours,
            "decide_days": known.decide_days,
            "ranking": known.ranking,
        },
        edits=may(call.actor, Act.EDIT_COMMITTEE_RULES, here),
        edit=edit,
    )


async def bucket(call: Call, which: str, name: str = "", page: str = "1", *_: str) -> None:
    """Show a page of a list: `list:12:new:1`."""
    where = number(which)
    shown, pages = await committee.bucket(call.connection, call.actor, where, name, page=number(page))
    call.say(
        "committee_list",
        bucket=name,
        suggestions=[card_view(call, one) for one in shown],
        enterprise=where,
        page=min(max(number(page), 1), pages),
        pages=pages,
        edit=True,
    )


# --- figures and papers


async def show_figures(call: Call, which: str, *_: str) -> None:
    """Show what suggestions come to: `figures:12`."""
    where = number(which)
    found = await figures.figures(call.connection, call.actor, where, at=call.at)
    call.say(
        "committee_figures",
        enterprise={"id": where, "name": await enterprises.name_of(call.connection, where)},
        figures={
            "given": found.given,
            "answered": found.answered,
            "answer_days": _decimal(found.answer_days),
            "in_time": found.in_time,
            "accepted": found.share(found.accepted),
            "done": found.share(found.done),
            "done_count": found.done,
            "savings": as_rupiah(Decimal(found.savings)) if found.savings else "",
            "people": found.people,
            "per_person": _decimal(found.per_person),
            "modules": _modules(found.modules),
        },
        edit=True,
    )


def _decimal(value: float | None) -> str:
    """Return a number as people write it: 1,5."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")


def _modules(split: dict[int, int] | None) -> list[dict[str, Any]] | None:
    if split is None:
        return None
    named = ((services().library.module(module), count) for module, count in split.items())
    return [
        {"name": module.title if module and module.number else "Lainnya", "count": count}
        for module, count in named
    ]


async def chart(call: Call, which: str, *_: str) -> None:
    """Send the chart of the last months: `chart:12`."""
    where = number(which)
    demand(call.actor, Act.SEE_SUGGESTIONS, where, subject=f"enterprise:{where}")
    values = {"enterprise": where}
    file = {"method": "send_photo", "make": "suggestion_chart", "values": values}
    call.say("committee_chart", enterprise=await enterprises.name_of(call.connection, where), file=file)


async def minutes(call: Call, which: str, form: str = "", *_: str) -> None:
    """Send the agenda and minutes form: `minutes:12:pdf`."""
    where = number(which)
    demand(call.actor, Act.SEE_SUGGESTIONS, where, subject=f"enterprise:{where}")
    if form not in papers.FORMS:
        raise RefusedError(Act.USE_BUTTON)
    file = {"method": "send_document", "make": "minutes", "values": {"enterprise": where, "form": form}}
    call.say("committee_minutes", form=form, file=file)


async def ranking(call: Call, which: str, *_: str) -> None:
    """Show who gave most, of those named, where the enterprise wants it: `ranking:12`."""
    where = number(which)
    demand(call.actor, Act.SEE_SUGGESTIONS, where, subject=f"enterprise:{where}")
    if not (await rules.rules_of(call.connection, where)).ranking:
        raise RefusedError(Act.USE_BUTTON)
    first = months_before(call.at.date(), figures.MONTHS)[0]
    since = call.at.replace(year=first.year, month=first.month, day=1)
    rows = await figures.ranking(call.connection, where, since=since)
    call.say(
        "committee_ranking", ranking=[[name, count] for name, count in rows], enterprise=where, edit=True
    )


async def thanks(call: Call, which: str, *_: str) -> None:
    """Send a certificate of thanks for somebody named: `thanks:34`."""
    values = await papers.certificate_for(call.connection, call.actor, number(which))
    file = {"method": "send_photo", "make": "certificate", "values": values}
    call.say("committee_thanks", name=values["name"], file=file)


# --- rules


async def show_rules(call: Call, which: str, *_: str) -> None:
    """Show how a committee works: `rules:12`."""
    where = number(which)
    demand(call.actor, Act.EDIT_COMMITTEE_RULES, where, subject=f"enterprise:{where}")
    await _say_rules(call, where, await rules.rules_of(call.connection, where))


async def change_rule(call: Call, which: str, what: str = "", *_: str) -> None:
    """Change one of its rules: `rule:12:both_sides`."""
    where = number(which)
    await _say_rules(call, where, await rules.change(call.connection, call.actor, where, what, at=call.at))


async def _say_rules(call: Call, where: int, known: rules.Rules) -> None:
    call.say(
        "committee_rules",
        enterprise={"id": where, "name": await enterprises.name_of(call.connection, where)},
        rules={
            "both_sides": known.both_sides,
            "answer_hours": known.answer_hours,
            "decide_days": known.decide_days,
            "thanks": known.thanks,
            "ranking": known.ranking,
        },
        edit=True,
    )


PAGES: dict[str, Callable[..., Awaitable[None]]] = {
    "menu": menu,
    "list": bucket,
    "figures": show_figures,
    "chart": chart,
    "minutes": minutes,
    "ranking": ranking,
    "thanks": thanks,
    "rules": show_rules,
    "rule": change_rule,
}
