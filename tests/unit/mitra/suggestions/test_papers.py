"""What the committee prints: all that is open and was decided, nothing that concerns one of them, thanks only where wanted."""

import datetime as dt

import pytest

from mitra.access import CONSOLE, RefusedError
from mitra.suggestions import papers, rules
from mitra.suggestions.figures import figures
from tests.unit.mitra.make import NOW

MODULES = {1: "Kerja sama", 5: "Keselamatan"}
DAY = dt.timedelta(days=1)


async def minutes(here, at=NOW):
    found = await figures(here.connection, CONSOLE, here.enterprise, at=at)
    return await papers.minutes_of(here.connection, here.enterprise, MODULES, found, at=at)


async def test_the_form_holds_what_is_open_what_was_decided_and_what_is_to_do(here):
    await here.give(text="Lampu gudang")
    declined = await here.give(text="Kolam renang")
    declined = await here.desk(here.ani).decline(declined.id, declined.version, "Belum ada biaya.")
    await here.desk(here.tono).agree(declined.id, declined.version)
    await here.accepted(await here.give(text="Kipas"))
    form = await minutes(here, NOW + 3 * DAY)
    assert (form.month, form.members) == (
        "November 2026",
        [("Ani", "wakil pekerja"), ("Tono", "wakil pengusaha")],
    )
    assert [(one.text, one.module, one.waiting, one.status) for one in form.topics] == [
        ("Lampu gudang", "Keselamatan", "3 hari", "baru"),
        ("Kipas", "Keselamatan", "3 hari", "diterima, belum selesai"),
    ]
    assert [(one.text, one.outcome, one.reason, one.by) for one in form.decisions] == [
        ("Kolam renang", "ditolak", "Belum ada biaya.", "Ani, Tono"),
        ("Kipas", "diterima, belum selesai", "", "Ani"),
    ]
    assert [(one.action, one.owner, one.late) for one in form.tasks] == [("Kipas", "Ani", False)]
    assert [one.late for one in (await minutes(here, NOW + 9 * DAY)).tasks] == [True]
    assert dict(form.figures)["Saran dalam 12 bulan"] == "3"


async def test_what_concerns_one_of_them_is_on_no_paper_that_all_read(here):
    card = await here.give(text="Tono pilih kasih", about=(here.tono.person_id,))
    assert (await minutes(here)).topics == []
    await here.accepted(card)
    form = await minutes(here)
    assert (form.topics, form.decisions, form.tasks) == ([], [], [])


async def test_what_is_for_the_committee_only_stands_in_the_plan_without_its_words(here):
    await here.accepted(await here.give(text="Rahasia dapur", public=False))
    assert [one.action for one in (await minutes(here)).tasks] == ["Tindak lanjut saran 1"]


async def test_the_form_is_drawn_both_ways(connection, here):
    await here.give()
    draw = await papers.minutes_file(connection, here.ani, here.enterprise, MODULES, at=NOW)
    assert draw("pdf").startswith(b"%PDF")
    assert draw("docx").startswith(b"PK")
    with pytest.raises(RefusedError):
        await papers.minutes_file(connection, here.budi, here.enterprise, MODULES, at=NOW)


async def test_thanks_only_where_wanted_for_those_named_and_what_was_done(connection, here):
    named = await here.done(await here.give(named=True))
    anonymous = await here.done(await here.give())
    waiting = await here.give(named=True)
    with pytest.raises(RefusedError):  # not switched on
        await papers.certificate_for(connection, here.ani, named.id)
    await rules.change(connection, here.rina, here.enterprise, "thanks", at=NOW)
    values = await papers.certificate_for(connection, here.ani, named.id)
    assert (values["name"], values["month"]) == ("Budi", "November 2026")
    for actor, card in ((here.ani, anonymous), (here.ani, waiting), (here.siti, named)):
        with pytest.raises(RefusedError):
            await papers.certificate_for(connection, actor, card.id)


async def test_the_chart_begins_with_the_first_month_of_which_there_is_something(connection, here):
    await here.give(at=NOW - 150 * DAY)
    months = papers.months_of(await figures(connection, here.ani, here.enterprise, at=NOW))
    assert [(one.label, one.given) for one in months][:2] == [("Jun", 1), ("Jul", 0)]
    assert months[-1].label == "Nov"
