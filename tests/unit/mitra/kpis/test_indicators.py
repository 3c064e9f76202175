"""Choosing figures and setting them up: who may, how many, of two at once the first, and who learns of it."""

import datetime as dt
from functools import partial

import pytest
import sqlalchemy as sa

from mitra.access import CONSOLE, Act, Actor, RefusedError
from mitra.errors import MitraError
from mitra.kpis import indicators
from mitra.kpis.catalogue import Kind, catalogue
from mitra.kpis.indicators import MOST, ChangedError, FullError
from mitra.store.kpi_models import Kpi as Row
from mitra.store.models import AuditEntry, OutboxMessage
from mitra.store.plan_models import ReminderClock
from tests.unit.mitra.kpis.factory import LAST, day
from tests.unit.mitra.make import NOW


async def told(connection):
    """Return account and figure of who waits to learn that a figure is theirs."""
    rows = (await connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
    return [
        (row.chat_id, row.payload["values"]["kpi"]["name"])
        for row in rows
        if row.payload.get("template") == "kpi_given"
    ]


async def woken(connection):
    return set(await connection.scalars(sa.select(ReminderClock.person_id)))


async def test_one_tap_is_enough(here):
    kpi = await here.add("defect_rate")
    assert (kpi.name, kpi.unit, kpi.kind, kpi.rhythm, kpi.higher) == (
        "Reject",
        "%",
        Kind.SHARE,
        "week",
        False,
    )
    assert (kpi.owner_id, kpi.baseline, kpi.target, kpi.worth, kpi.version) == (None, None, None, None, 1)
    assert kpi.created_in.first == day("2026-11-23")


async def test_twice_is_once(here):
    first, again = await here.add(), await here.add()
    assert first == again
    assert len(await indicators.watched(here.connection, here.rina, here.enterprise)) == 1


async def test_they_stand_in_the_order_of_the_catalogue_with_ones_own_last(here):
    for code in ("five_s", "defect_rate", "accidents"):
        await here.add(code)
    await here.own("Zzz")
    await here.own("Aaa")
    found = await indicators.watched(here.connection, here.rina, here.enterprise)
    assert [kpi.name for kpi in found] == ["Reject", "Kecelakaan kerja", "Nilai 5R", "Zzz", "Aaa"]


async def test_one_of_ones_own(here):
    kpi = await here.own("  Keluhan \n pembeli ", unit=" kali ", higher=False, rhythm="week")
    assert (kpi.name, kpi.unit, kpi.kind, kpi.code, kpi.rhythm) == (
        "Keluhan pembeli",
        "kali",
        Kind.NUMBER,
        "own-1",
        "week",
    )
    share = await here.own("Retur", unit="persen", higher=False)
    assert (share.kind, share.unit, share.code) == (Kind.SHARE, "%", "own-2")
    assert (await here.own("Penjualan", unit="")).unit == ""


@pytest.mark.parametrize(
    ("name", "unit", "rhythm"),
    [
        ("ab", "", "week"),
        ("x" * 41, "", "week"),
        ("123", "", "week"),
        ("Baik", "x" * 17, "week"),
        ("Baik", "", "year"),
    ],
)
async def test_what_cannot_be_used_is_refused_in_words(here, name, unit, rhythm):
    with pytest.raises(MitraError, match="nama"):
        await here.own(name, unit=unit, rhythm=rhythm)


async def test_twelve_are_enough_and_a_retired_one_makes_room(here):
    kpis = [await here.own(f"Angka {number}") for number in range(MOST)]
    with pytest.raises(FullError, match="12 angka"):
        await here.add("defect_rate")
    with pytest.raises(FullError):
        await here.own("Satu lagi")
    gone = await indicators.retire(here.connection, here.rina, kpis[0], at=NOW)
    await here.add("defect_rate")
    with pytest.raises(FullError):
        await indicators.restore(here.connection, here.rina, gone, at=NOW)
    # One that is watched already is not one too many.
    assert (await here.add("defect_rate")).code == "defect_rate"


async def test_retired_and_back_with_all_that_was_set(here):
    kpi = await here.add(owner=here.siti, target=2.0)
    gone = await indicators.retire(here.connection, here.rina, kpi, at=NOW)
    assert await indicators.watched(here.connection, here.rina, here.enterprise) == []
    (kept,) = await indicators.watched(here.connection, here.rina, here.enterprise, retired=True)
    assert kept == gone
    back = await here.add("defect_rate")
    assert (back.id, back.retired, back.target, back.owner) == (kpi.id, False, 2.0, "Siti")


async def test_who_is_responsible_learns_it_once_and_is_asked_from_now_on(here):
    await here.connection.execute(sa.delete(ReminderClock))
    kpi = await here.add()
    given = await indicators.give(here.connection, here.rina, kpi, here.siti.person_id, at=NOW)
    assert (given.owner, given.version) == ("Siti", 2)
    assert await indicators.give(here.connection, here.rina, given, here.siti.person_id, at=NOW) == given
    assert await told(here.connection) == [(41, "Reject")]
    assert await woken(here.connection) == {here.siti.person_id}
    # Whoever hands it on leaves both looked after; who takes it themselves is not told.
    await indicators.give(here.connection, here.rina, given, here.rina.person_id, at=NOW)
    assert await told(here.connection) == [(41, "Reject")]
    assert await woken(here.connection) == {here.siti.person_id, here.rina.person_id}


async def test_only_to_somebody_of_the_enterprise_and_not_what_mitra_counts(here):
    kpi = await here.add()
    with pytest.raises(RefusedError):
        await indicators.give(here.connection, here.rina, kpi, here.tono.person_id, at=NOW)
    with pytest.raises(RefusedError):
        await indicators.give(
            here.connection, here.rina, await here.add("five_s"), here.siti.person_id, at=NOW
        )
    assert await told(here.connection) == []


async def test_who_has_left_is_no_longer_responsible(here):
    kpi = await here.add(owner=here.siti)
    await here.remove(here.siti)
    assert ((await here.again(kpi)).owner_id, (await here.again(kpi)).owner) == (None, "")


async def test_of_two_who_change_it_at_once_the_second_is_told(here):
    shown = await here.add()
    await indicators.set_target(here.connection, here.rina, shown, 2.0, on=None, at=NOW)
    with pytest.raises(ChangedError):
        await indicators.set_target(here.connection, here.sari, shown, 1.0, on=None, at=NOW)
    with pytest.raises(ChangedError):
        await indicators.to_edit(here.connection, here.sari, shown.id, shown.version)
    assert (await here.again(shown)).target == 2.0


async def test_a_target_has_a_day_ahead_and_goes_with_it(here):
    kpi = await here.add()
    on = day("2027-03-31")
    kpi = await indicators.set_target(here.connection, here.rina, kpi, 2.0, on=on, at=NOW)
    assert (kpi.target, kpi.target_on) == (2.0, on)
    for wrong in ("2026-11-26", "2020-01-01", "2031-01-01"):
        with pytest.raises(MitraError, match="di depan"):
            await indicators.set_target(here.connection, here.rina, kpi, 2.0, on=day(wrong), at=NOW)
    kpi = await indicators.set_target(here.connection, here.rina, kpi, None, on=on, at=NOW)
    assert (kpi.target, kpi.target_on) == (None, None)


@pytest.mark.parametrize("value", [-1, 101])
async def test_no_share_is_below_nought_or_above_a_hundred(here, value):
    kpi = await here.add()
    with pytest.raises(MitraError, match="antara 0 dan 100"):
        await indicators.set_baseline(here.connection, here.rina, kpi, value, at=NOW)


async def test_the_baseline_is_the_first_figure_until_it_is_set(here):
    kpi = await here.add()
    assert kpi.began_at is None
    await here.report(kpi, LAST, 12, 400)
    assert (await here.again(kpi)).began_at == 3
    set_ = await indicators.set_baseline(here.connection, here.rina, await here.again(kpi), 5.0, at=NOW)
    assert set_.began_at == 5
    assert (await indicators.set_baseline(here.connection, here.rina, set_, None, at=NOW)).began_at == 3


async def test_the_rhythm_changes_only_while_nothing_is_reported(here):
    kpi = await here.add()
    kpi = await indicators.set_rhythm(here.connection, here.rina, kpi, "month", at=NOW)
    assert kpi.rhythm == "month"
    assert await indicators.set_rhythm(here.connection, here.rina, kpi, "month", at=NOW) == kpi
    await here.report(kpi, day("2026-10-01"), 12, 400)
    with pytest.raises(MitraError, match="tidak bisa diganti lagi"):
        await indicators.set_rhythm(here.connection, here.rina, await here.again(kpi), "week", at=NOW)
    with pytest.raises(RefusedError):  # nobody counts leavers by the week
        await indicators.set_rhythm(
            here.connection, here.rina, await here.add("turnover_rate"), "week", at=NOW
        )


async def test_money_only_where_it_makes_sense(here):
    kpi = await here.add()
    assert (await indicators.set_worth(here.connection, here.rina, kpi, 15_000, at=NOW)).worth == 15_000
    for code in ("accidents", "lost_days", "five_s"):
        with pytest.raises(RefusedError):
            await indicators.set_worth(here.connection, here.rina, await here.add(code), 1, at=NOW)
    for worth in (0, -1, 10**12 + 1):
        with pytest.raises(RefusedError):
            await indicators.set_worth(here.connection, here.rina, await here.again(kpi), worth, at=NOW)


# --- who may


def changes(here, kpi, actor):
    """Return every change of a figure by somebody, not begun."""
    given = {"connection": here.connection, "actor": actor, "at": NOW}
    where = {"enterprise_id": here.enterprise}
    own = {"name": "Angka", "unit": "", "higher": True, "rhythm": "week"}
    return [
        partial(indicators.add_known, code="rework_rate", **where, **given),
        partial(indicators.add_own, **own, **where, **given),
        partial(indicators.give, kpi=kpi, person_id=here.budi.person_id, **given),
        partial(indicators.set_rhythm, kpi=kpi, rhythm="month", **given),
        partial(indicators.set_baseline, kpi=kpi, value=1.0, **given),
        partial(indicators.set_target, kpi=kpi, value=1.0, on=None, **given),
        partial(indicators.set_worth, kpi=kpi, worth=1, **given),
        partial(indicators.retire, kpi=kpi, **given),
        partial(indicators.to_edit, here.connection, actor, kpi.id),
    ]


@pytest.mark.parametrize("who", ["siti", "budi", "ani", "tono", "nobody"])
async def test_only_who_leads_sets_figures_up(here, who):
    """Not workers, not even who reports it; not the committee; not another enterprise's manager."""
    kpi = await here.add(owner=here.siti)
    actor = Actor(telegram_id=99) if who == "nobody" else getattr(here, who)
    for change in changes(here, kpi, actor):
        with pytest.raises(RefusedError):
            await change()
    assert await here.again(kpi) == kpi


@pytest.mark.parametrize("who", ["rina", "sari", "console"])
async def test_who_leads_may_do_all_of_it(here, who):
    actor = CONSOLE if who == "console" else getattr(here, who)
    kpi = await here.add()
    for place in range(len(changes(here, kpi, actor))):
        assert (await changes(here, kpi, actor)[place]()).enterprise_id == here.enterprise
        kpi = await here.again(kpi)
    assert kpi.retired


async def test_workers_see_what_they_report_and_nothing_else(here):
    mine, other = await here.add(owner=here.siti), await here.add("rework_rate")
    assert [kpi.id for kpi in await indicators.watched(here.connection, here.siti, here.enterprise)] == [
        mine.id
    ]
    assert (await indicators.one(here.connection, here.siti, mine.id)).id == mine.id
    with pytest.raises(RefusedError):
        await indicators.one(here.connection, here.siti, other.id)
    assert await indicators.watched(here.connection, here.budi, here.enterprise) == []
    for actor in (here.ani, here.rina, here.sari):
        assert len(await indicators.watched(here.connection, actor, here.enterprise)) == 2


async def test_another_enterprise_looks_like_none_at_all(here):
    kpi = await here.add()
    for number in (kpi.id, 999):
        with pytest.raises(RefusedError) as refused:
            await indicators.one(here.connection, here.tono, number)
        assert refused.value.act is Act.SEE_KPIS
    with pytest.raises(RefusedError):
        await indicators.watched(here.connection, here.tono, here.enterprise)
    assert await indicators.watched(here.connection, here.tono, here.other) == []


async def test_every_change_is_in_the_audit(here):
    kpi = await here.add(owner=here.siti, target=2.0)
    query = sa.select(AuditEntry.act, AuditEntry.subject).where(AuditEntry.act == Act.EDIT_KPIS.value)
    rows = [tuple(row) for row in (await here.connection.execute(query)).all()]
    assert rows == [("edit_kpis", f"kpi:{kpi.id}")] * 3


async def test_what_is_offered_is_what_is_not_watched(here):
    kpi = await here.add()
    offered = indicators.offered([kpi])
    assert len(offered) == len(catalogue()) - 1
    assert "defect_rate" not in [one.code for one in offered]


async def test_a_number_is_never_used_again(here):
    """A button of a figure that is gone must not open another."""
    kpi = await here.own()
    await here.connection.execute(sa.delete(Row).where(Row.id == kpi.id))
    assert (await here.own("Lain lagi", at=NOW + dt.timedelta(days=1))).id > kpi.id
