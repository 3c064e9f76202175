"""
Reporting a figure as a task: how much, of how many, and whether a surprising number is meant.

The state is named by figure and period, so that a button of another week does nothing; it holds parsed numbers only:
{"name": "kpi", "of": "34-2026-11-16", "values": {"title": "Reject", "kind": "share", "seen": "", "pending": [25.0, 100, 400]}}.
"""

import datetime as dt
import re
from typing import Any

from markupsafe import Markup
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.kpis import reading as typed
from actions.kpis.menu import say
from actions.kpis.views import kpi_view, period_view, watched_view
from actions.turn import Brought
from actions.who import Call, guarded
from mitra.access import Act, RefusedError
from mitra.kpis import indicators, readings
from mitra.kpis.catalogue import Kind
from mitra.kpis.indicators import Kpi, may_report, owns
from mitra.kpis.outliers import surprise
from mitra.kpis.periods import Period
from mitra.kpis.readings import Amount, Reading, TakenError, UnusableError
from mitra.kpis.saying import say_amount, say_value
from mitra.kpis.typed import say_number
from mitra.prompts import answers as prompt_answers
from mitra.prompts.kinds import KPI
from mitra.stack import State, key_of

FIGURE, WHOLE, SURE = "figure", "whole", "sure"
#: Why somebody is asked whether they mean it, besides the reasons of mitra/kpis/outliers.
TAKEN = "taken"
_OF = re.compile(r"(\d{1,15})-(\d{4}-\d{2}-\d{2})", re.ASCII)
_BUTTON = re.compile(r"(yes|no)(\d{1,4})", re.ASCII)


class Figure:
    """A figure that is being reported."""

    name = "kpi"

    def knows(self, of: str) -> bool:
        """Return whether there may be such a figure and period; whether there is, the database says."""
        return _place(of) is not None

    def title(self, state: State) -> str:
        """Return what it is called."""
        return str(state["values"].get("title", "Angka"))

    def question(self, state: State) -> str:
        """Return which number is open."""
        values = state["values"]
        return SURE if "pending" in values else WHOLE if "part" in values else FIGURE

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is a number, or says that one is meant or not."""
        if self.question(state) == SURE and (typed.says_yes(text) or typed.says_no(text)):
            return True
        return bool(_BUTTON.fullmatch(text)) or typed.read(text, Kind(state["values"]["kind"])) is not None

    def surely(self, _state: State, _text: str) -> bool:
        """Return False: what reads like a question is one."""
        return False

    async def ask(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, *, lead: str = ""
    ) -> bool:
        """Ask the open question; return False when the figure is reported meanwhile, or no longer theirs to report."""

        async def show(call: Call) -> bool:
            kpi, period = await _load(call, state)
            there = await readings.reading_of(call.connection, kpi, period.first)
            if (there.stamp if there else "") != state["values"]["seen"]:
                return False
            await _ask(call, kpi, state, lead=lead)
            return True

        return bool(await guarded(dispatcher, tracker, show))

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """Take a number, ask back or store it; return None at the end."""

        async def take(call: Call) -> State | None:
            kpi, _ = await _load(call, state)
            return await _take(call, kpi, state, text)

        return await guarded(dispatcher, tracker, take)

    def back(self, state: State) -> State | None:
        """Return the state at the first question, or None there."""
        return None if self.question(state) == FIGURE else _fresh(state)

    def may_skip(self, _state: State) -> bool:
        """Return True: a week without work has no figure."""
        return True

    def takes(self, _state: State) -> frozenset[str]:
        """Return nothing: figures are typed."""
        return frozenset()

    async def take(
        self,
        dispatcher: CollectingDispatcher,  # noqa: ARG002
        tracker: Tracker,  # noqa: ARG002
        state: State,
        brought: Brought,  # noqa: ARG002
    ) -> State | None:
        """Change nothing."""
        return state


def _place(of: str) -> tuple[int, dt.date] | None:
    found = _OF.fullmatch(of)
    try:
        return (int(found[1]), dt.date.fromisoformat(found[2])) if found else None
    except ValueError:
        return None


def _where(state: State) -> tuple[int, dt.date]:
    """Return number and first day of what is reported; raises RefusedError for what nobody can report."""
    place = _place(state["of"])
    if place is None:
        raise RefusedError(Act.USE_BUTTON)
    return place


async def _load(call: Call, state: State) -> tuple[Kpi, Period]:
    """Return the figure and the period that are reported, to who may; raises RefusedError."""
    number, first = _where(state)
    kpi = await indicators.one(call.connection, call.actor, number)
    return kpi, _to_report(call, kpi, first)


def _to_report(call: Call, kpi: Kpi, first: dt.date) -> Period:
    if not may_report(call.actor, kpi):
        raise RefusedError(Act.REPORT_KPI, subject=kpi.subject, enterprise_id=kpi.enterprise_id)
    return readings.fillable(kpi, first, at=call.at)


async def begin(call: Call, kpi: Kpi, first: dt.date) -> State:
    """Ask for the figure of a period, or for the right one in place of a wrong one; raises RefusedError."""
    _to_report(call, kpi, first)
    there = await readings.reading_of(call.connection, kpi, first)
    values = {
        "title": f"{kpi.icon} {kpi.name}",
        "kind": kpi.kind.value,
        "seen": there.stamp if there else "",
    }
    state: State = {"name": Figure.name, "of": f"{kpi.id}-{first.isoformat()}", "values": values}
    await _ask(call, kpi, state)
    return state


def _fresh(state: State, **more: Any) -> State:
    """Return the state with nothing typed yet."""
    kept = {
        name: state["values"][name] for name in ("title", "kind", "seen", "tries") if name in state["values"]
    }
    return state | {"values": kept | more}


# --- asking


async def _ask(call: Call, kpi: Kpi, state: State, *, lead: str = "", problem: str = "") -> None:
    _, first = _where(state)
    period = Period(first, kpi.rhythm)
    step = Figure().question(state)
    choices: list[tuple[str, str]] = []
    if step == SURE:
        text, choices = await _doubt(call, kpi, state)
    elif step == WHOLE:
        text, choices = await _of_how_many(call, kpi, state)
    else:
        text = await _how_much(call, kpi, period)
    call.say(
        "question",
        task={"title": state["values"]["title"], "intro": "", "key": key_of(state), "kind": Figure.name},
        question={
            "name": step,
            "text": Markup("{}\n\n{}").format(problem, text) if problem else text,
            "number": 2 if step == WHOLE else 1,
            "count": 1,
            "choices": [{"value": value, "label": label} for value, label in choices],
            "skip": step != SURE,
        },
        lead=lead,
    )


async def _how_much(call: Call, kpi: Kpi, period: Period) -> Markup:
    known = kpi.known
    if known:
        # Written by us in content/, so taken for HTML as messages are.
        text = Markup(known.questions[kpi.rhythm]).format(period=period)  # noqa: S704
    elif kpi.kind is Kind.SHARE:
        text = Markup("{}: {}, berapa dari berapa?").format(period, kpi.name)
    else:
        text = Markup("{}: {}, berapa {}?").format(period, kpi.name, kpi.unit).replace(" ?", "?")
    text = text[:1].upper() + text[1:]
    hints = {
        Kind.SHARE: Markup("Tulis seperti <i>{}</i>, atau persennya saja.").format(
            known.example if known else "12 dari 400"
        ),
        Kind.NUMBER: Markup("Tulis angkanya. Tidak ada? Tulis <i>0</i>."),
    }
    there = await readings.reading_of(call.connection, kpi, period.first)
    now = Markup("Sekarang tercatat <b>{}</b>.").format(say_amount(kpi, there.amount)) if there else ""
    lines = [one for one in (text, now, hints.get(kpi.kind, "Tulis angkanya saja.")) if one]
    return Markup("\n\n").join(lines)


async def _of_how_many(call: Call, kpi: Kpi, state: State) -> tuple[Markup, list[tuple[str, str]]]:
    """Return the question for the second number, with the one given last time as a short cut."""
    _, first = _where(state)
    # Written by us in content/, so taken for HTML as messages are.
    text = Markup((kpi.known.whole_question if kpi.known else "") or "Dari berapa?")  # noqa: S704
    before = await readings.earlier(call.connection, kpi, first)
    latest = next((one.amount.whole for one in reversed(before) if one.amount.whole), None)
    usable = latest is not None and (kpi.kind is Kind.RATIO or latest >= state["values"]["part"])
    given = Markup("<b>{}</b>. ").format(say_number(state["values"]["part"]))
    choices = [(f"{latest:.6g}", f"{say_number(latest)}, seperti yang lalu")] if usable and latest else []
    return given + text, choices


async def _doubt(call: Call, kpi: Kpi, state: State) -> tuple[Markup, list[tuple[str, str]]]:
    """Return the question whether a number is meant, beside the one before it."""
    _, first = _where(state)
    values = state["values"]
    meant, tries = say_amount(kpi, _pending(state)), values["tries"]
    if values["why"] == TAKEN:
        there = await readings.reading_of(call.connection, kpi, first)
        now = say_amount(kpi, there.amount) if there else "kosong"
        text = Markup("Sementara itu angkanya sudah berubah: <b>{}</b>. Ganti dengan <b>{}</b>?")
        return text.format(now, meant), [(f"yes{tries}", "✏️ Ya, ganti"), (f"no{tries}", "Biarkan saja")]
    choices = [(f"yes{tries}", "👍 Ya, benar"), (f"no{tries}", "✏️ Salah ketik")]
    before = await readings.earlier(call.connection, kpi, first)
    if not before:
        return Markup("Saya periksa dulu, angkanya tidak biasa. Benar <b>{}</b>?").format(meant), choices
    when = "Angka sebelumnya"
    if before[-1].first == Period(first, kpi.rhythm).before.first:
        when = "Minggu sebelumnya" if kpi.rhythm == "week" else "Bulan sebelumnya"
    said = Markup("{} <b>{}</b>. Benar <b>{}</b>?")
    return said.format(when, say_value(before[-1].amount.value, kpi.unit), meant), choices


def _pending(state: State) -> Amount:
    value, part, whole = state["values"]["pending"]
    return Amount(value=value, part=part, whole=whole)


# --- one reply


async def _take(call: Call, kpi: Kpi, state: State, text: str) -> State | None:
    step = Figure().question(state)
    if not text:
        return await _skip(call, kpi, state)
    button = _BUTTON.fullmatch(text)
    if step == SURE and (button or typed.says_yes(text) or typed.says_no(text)):
        if button and int(button[2]) != state["values"]["tries"]:
            await _ask(call, kpi, state, lead="out_of_date")
            return state
        return await _decide(call, kpi, state, yes=button[1] == "yes" if button else typed.says_yes(text))
    try:
        return await _number(call, kpi, state, text)
    except UnusableError as error:
        fresh = _fresh(state)
        await _ask(call, kpi, fresh, problem=str(error))
        return fresh


async def _skip(call: Call, kpi: Kpi, state: State) -> State | None:
    """Leave the period empty; where nothing happened, of how many need not be said."""
    if kpi.kind is Kind.SHARE and state["values"].get("part") == 0:
        return await _settle(call, kpi, state, Amount(value=0.0))
    watched = await readings.look(call.connection, call.actor, kpi.id, at=call.at)
    await say(call, watched, edit=True, lead="left")
    return None


async def _decide(call: Call, kpi: Kpi, state: State, *, yes: bool) -> State | None:
    if yes:
        return await _store(call, kpi, state, _pending(state))
    if state["values"]["why"] == TAKEN:
        watched = await readings.look(call.connection, call.actor, kpi.id, at=call.at)
        await say(call, watched, edit=True)
        return None
    fresh = _fresh(state)
    await _ask(call, kpi, fresh, problem="Baik. Berapa yang benar?")
    return fresh


async def _number(call: Call, kpi: Kpi, state: State, text: str) -> State | None:
    """Take what was typed as the figure, or as the second number; raises UnusableError."""
    found = typed.read(text, kpi.kind)
    if found is None:
        await _ask(call, kpi, state, problem=_unclear(kpi, state))
        return state
    amount = _amount(kpi, state, found)
    if amount is not None:
        return await _settle(call, kpi, state, amount)
    following = _fresh(state, part=found.part)
    await _ask(call, kpi, following)
    return following


def _amount(kpi: Kpi, state: State, found: typed.Typed) -> Amount | None:
    """Return what was typed as an amount; None when the second number is still to be asked for."""
    if found.percent is not None:
        return readings.plain_amount(kpi, found.percent)
    part = found.part or 0.0
    if found.whole is not None:
        return readings.amount_of(kpi, part, found.whole)
    if Figure().question(state) == WHOLE:
        return readings.amount_of(kpi, state["values"]["part"], part)
    # Where nothing happened and money does not count, of how many does not matter.
    nothing = kpi.kind is Kind.SHARE and part == 0 and kpi.worth is None
    return readings.plain_amount(kpi, part) if nothing or not readings.divided(kpi) else None


def _unclear(kpi: Kpi, state: State) -> str:
    if Figure().question(state) == WHOLE or not readings.divided(kpi):
        return "Saya belum menangkap angkanya. Tulis satu angka saja, misalnya 400."
    example = kpi.known.example if kpi.known else "12 dari 400"
    return f"Saya belum menangkap angkanya. Tulis seperti ini: {example}."


async def _settle(call: Call, kpi: Kpi, state: State, amount: Amount) -> State | None:
    """Store an amount, unless it surprises: then ask once whether it is meant, as also by typing it again."""
    _, first = _where(state)
    before = [one.amount.value for one in await readings.earlier(call.connection, kpi, first)]
    confirmed = "pending" in state["values"] and _pending(state) == amount
    found = None if confirmed else surprise(amount.value, before, kpi.bounds)
    if found is None:
        return await _store(call, kpi, state, amount)
    return await _doubted(call, kpi, state, amount, why=found.reason)


async def _doubted(call: Call, kpi: Kpi, state: State, amount: Amount, *, why: str) -> State:
    tries = state["values"].get("tries", 0) + 1
    following = _fresh(state, pending=[amount.value, amount.part, amount.whole], why=why, tries=tries)
    await _ask(call, kpi, following)
    return following


async def _store(call: Call, kpi: Kpi, state: State, amount: Amount) -> State | None:
    _, first = _where(state)
    seen = state["values"]["seen"]
    try:
        reading = await readings.report(
            call.connection, call.actor, kpi, first, amount, seen=seen, at=call.at
        )
    except TakenError as taken:
        stamp = taken.reading.stamp if taken.reading else ""
        return await _doubted(call, kpi, _fresh(state, seen=stamp), amount, why=TAKEN)
    await prompt_answers.fulfilled(
        call.connection,
        call.actor,
        KPI,
        option=kpi.code,
        enterprise_id=kpi.enterprise_id,
        number=amount.value,
        at=call.at,
    )
    await _say_reported(call, kpi, reading, fresh=not seen)
    return None


async def _say_reported(call: Call, kpi: Kpi, reading: Reading, *, fresh: bool) -> None:
    """Say what is stored, how it stands, and which figure is next; who wants it gets the picture by a button."""
    board = await readings.board(call.connection, call.actor, kpi.enterprise_id, at=call.at)
    watched = next(one for one in board if one.kpi.id == kpi.id)
    # As it is now: what was just reported may be the first figure.
    kpi, now = watched.kpi, watched.line.now
    following = next((one.kpi for one in board if one.due and owns(call.actor, one.kpi)), None)
    call.say(
        "kpi_reported",
        kpi=watched_view(call, watched),
        amount=say_amount(kpi, reading.amount),
        period=period_view(Period(reading.first, kpi.rhythm)),
        newest=now is not None and now.first == reading.first,
        began=kpi.baseline is None and kpi.first_on == reading.first,
        stamp=reading.stamp,
        fresh=fresh,
        following=kpi_view(call, following) if following else None,
    )
