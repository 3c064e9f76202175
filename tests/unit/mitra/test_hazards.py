"""Danger reports: told at once, answered, and nobody learns from the database who reported."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import alerts, chores, hazards, outbox, people, personal_data
from mitra.access import CONSOLE, RefusedError
from mitra.notifications import SEALED_MESSAGE
from mitra.sealing import unseal
from mitra.store.check_models import Alert, Hazard, HazardStatus
from mitra.store.models import Area, Base, Handled, Lane, OutboxMessage
from tests.unit.mitra.checks.workplace import Workplace
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci di luar"
BUDI = 5_000_000_041
NIGHT = dt.datetime.fromisoformat("2026-11-26T02:00:00+07:00")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
async def here(connection) -> Workplace:
    enterprise = await make_enterprise(connection, areas=["Jahit"])
    return Workplace(
        connection,
        enterprise,
        budi=await make_person(connection, BUDI, (enterprise, "worker"), name="Budi"),
        siti=await make_person(connection, 42, (enterprise, "worker"), name="Siti"),
        rina=await make_person(connection, 43, (enterprise, "manager"), name="Ibu Rina"),
        sari=await make_person(connection, 44, (enterprise, "trainer"), name="Bu Sari"),
    )


async def draft(here, actor=None, text="Kabel ngelupas di mesin 3", **more):
    return await hazards.draft(
        here.connection, actor or here.budi, here.enterprise, text, key=KEY, at=more.pop("at", NOW), **more
    )


async def report(here, actor=None, *, severity=2, at=NOW, **more):
    made = await draft(here, actor, at=at, **more)
    await hazards.send(here.connection, actor or here.budi, made, severity, at=at)
    return await hazards.mine(here.connection, actor or here.budi, made.id, key=KEY)


async def opened(here) -> list[dict]:
    """Return what sealed messages say, as the sender would open them."""
    rows = await here.connection.scalars(sa.select(OutboxMessage.payload))
    return [unseal(KEY, row["sealed"], about=SEALED_MESSAGE) for row in rows if "sealed" in row]


async def everything(connection) -> str:
    rows = []
    for table in Base.metadata.sorted_tables:
        if table.name != "persons":
            rows += (await connection.execute(sa.select(table))).all()
    return "\n".join(map(str, rows))


async def test_who_is_in_charge_learns_it_at_once_and_at_night(connection, here):
    await report(here, at=NIGHT)
    (sent,) = await outbox.lease_due(connection, Lane.URGENT, at=NIGHT)
    assert (sent.chat_id, sent.payload["template"]) == (43, "alert_hazard")
    assert sent.payload["values"]["item"] == "Kabel ngelupas di mesin 3"
    assert sent.payload["values"]["name"] == ""


async def test_a_draft_tells_nobody(here):
    await draft(here)
    assert await here.told("alert_hazard") == []


async def test_sent_twice_it_is_sent_once(connection, here):
    made = await report(here)
    await hazards.send(connection, here.budi, made, 3, at=NOW)
    assert await here.told("alert_hazard") == [43]


async def test_unseen_it_climbs(connection, here):
    await report(here)
    await chores.do_due(connection, at=NOW + 15 * MINUTE)
    assert await here.told("alert_hazard") == [43, 44]


async def test_nobody_learns_from_the_database_who_reported(connection, here):
    """Every table but the list of people is searched, while answers are owed."""
    await here.forget_messages()  # their menus, owed since they joined
    made = await report(here)
    await alerts.see(connection, here.rina, await connection.scalar(sa.select(Alert.id)), at=NOW)
    await hazards.tell_author(connection, made.id, "hazard_seen", key=KEY, at=NOW)
    await hazards.handle(connection, here.rina, made.id, key=KEY, at=NOW)
    kept = await everything(connection)
    assert "Kabel ngelupas" in kept
    assert str(BUDI) not in kept
    rows = (await connection.execute(sa.select(Hazard.named_id, Hazard.handled_by))).all()
    assert rows == [(None, here.rina.person_id)]
    assert await connection.scalar(sa.select(Alert.reporter_id)) is None
    for table in Base.metadata.sorted_tables:
        for key in (one for one in table.foreign_keys if one.column.table.name == "persons"):
            if table.name != "memberships":
                theirs = sa.select(key.parent).where(key.parent == here.budi.person_id)
                assert (await connection.execute(theirs)).all() == [], f"{table.name}.{key.parent.name}"
    # With the key, the answer still reaches them.
    assert [(one["chat_id"], one["template"]) for one in await opened(here)] == [
        (BUDI, "hazard_seen"),
        (BUDI, "hazard_handled"),
    ]


async def test_two_answers_to_one_person_do_not_look_alike(connection, here):
    for _ in range(2):
        made = await report(here)
        await hazards.tell_author(connection, made.id, "hazard_seen", key=KEY, at=NOW)
    sealed = [
        (row.chat_id, row.payload["sealed"])
        for row in (await connection.execute(sa.select(OutboxMessage.chat_id, OutboxMessage.payload))).all()
        if "sealed" in row.payload
    ]
    assert len({chat for chat, _ in sealed}) == 2
    assert len({text for _, text in sealed}) == 2


async def test_answers_to_the_author_wait_for_the_morning(connection, here):
    made = await report(here, at=NIGHT)
    await hazards.tell_author(connection, made.id, "hazard_seen", key=KEY, at=NIGHT)
    assert await outbox.lease_due(connection, Lane.BULK, at=NIGHT) == []
    assert len(await outbox.lease_due(connection, Lane.BULK, at=NIGHT + 6 * 60 * MINUTE)) == 1


async def test_with_their_name_only_if_they_choose_so(connection, here):
    made = await hazards.name_it(connection, here.budi, await draft(here))
    assert made.name == "Budi"
    made = await hazards.name_it(connection, here.budi, made)
    assert made.name == ""
    made = await hazards.name_it(connection, here.budi, made)
    await hazards.send(connection, here.budi, made, 3, at=NOW)
    (sent,) = await outbox.lease_due(connection, Lane.URGENT, at=NOW)
    assert sent.payload["values"]["name"] == "Budi"
    with pytest.raises(RefusedError):  # sent is sent
        await hazards.name_it(
            connection, here.budi, await hazards.mine(connection, here.budi, made.id, key=KEY)
        )


@pytest.mark.parametrize("who", ["siti", "rina", "sari"])
async def test_nobody_else_sends_changes_or_withdraws_it(connection, here, who):
    made = await report(here)
    with pytest.raises(RefusedError):
        await hazards.mine(connection, getattr(here, who), made.id, key=KEY)


async def test_another_key_opens_nothing(connection, here):
    made = await report(here)
    with pytest.raises(RefusedError):
        await hazards.mine(connection, here.budi, made.id, key=b"lain")
    await hazards.tell_author(connection, made.id, "hazard_seen", key=b"lain", at=NOW)
    assert await opened(here) == []


async def test_an_injury_reaches_who_was_told_once_with_their_duty(connection, here):
    made = await report(here)
    await hazards.note_injury(connection, made, "hurt", at=NOW)
    again = await hazards.mine(connection, here.budi, made.id, key=KEY)
    await hazards.note_injury(connection, again, "hurt", at=NOW)
    assert await here.told("alert_injury") == [43]
    with pytest.raises(RefusedError):
        await hazards.note_injury(connection, again, "dead", at=NOW)


async def test_withdrawn_who_was_told_is_told(connection, here):
    made = await report(here)
    assert await hazards.take_back(connection, made, at=NOW)
    assert await here.told("alert_withdrawn") == [43]
    with pytest.raises(RefusedError):
        await hazards.take_back(
            connection, await hazards.mine(connection, here.budi, made.id, key=KEY), at=NOW
        )
    assert not await hazards.take_back(connection, await draft(here), at=NOW)  # nobody had been told


async def test_handled_once_by_who_is_in_charge(connection, here):
    made = await report(here)
    for nobody in (here.budi, here.siti):
        with pytest.raises(RefusedError):
            await hazards.handle(connection, nobody, made.id, key=KEY, at=NOW)
    first = await hazards.handle(connection, here.rina, made.id, key=KEY, at=NOW)
    second = await hazards.handle(connection, here.sari, made.id, key=KEY, at=NOW)
    assert (first.status, second.status) == (HazardStatus.OPEN, HazardStatus.HANDLED)
    assert len(await opened(here)) == 1


async def test_others_enterprises(connection, here):
    elsewhere = await make_enterprise(connection, "UD Lain")
    other = await make_person(connection, 90, (elsewhere, "manager"))
    made = await report(here)
    with pytest.raises(RefusedError):
        await draft(here, other)
    with pytest.raises(RefusedError):
        await hazards.handle(connection, other, made.id, key=KEY, at=NOW)


@pytest.mark.parametrize("text", ["<b>x</b> & \u202e👷", "x" * 4_000, "baris\nkedua"])
async def test_whatever_is_typed_is_kept_as_typed_but_not_longer_than_fits(here, text):
    made = await draft(here, text=text)
    assert made.text == " ".join(text.split())[: hazards.LONGEST]


async def test_shown_and_erased_with_the_key(connection, here):
    await report(here)
    named = await hazards.name_it(connection, here.budi, await draft(here, text="Lantai licin"))
    await hazards.send(connection, here.budi, named, 1, at=NOW)
    data = await personal_data.of(connection, BUDI, key=KEY, topics=[])
    assert [one["text"] for one in data["hazards"]] == ["Kabel ngelupas di mesin 3", "Lantai licin"]
    await personal_data.erase(connection, CONSOLE, BUDI, key=KEY, topics=[], at=NOW)
    rows = (await connection.execute(sa.select(Hazard.author_sealed, Hazard.named_id))).all()
    assert rows == [("", None), ("", None)]
    assert "Budi" not in "".join(await connection.scalars(sa.select(Hazard.text)))


async def test_a_photo_comes_after_the_words(connection, here):
    await report(here, photo="FOTO")
    sent = await outbox.lease_due(connection, Lane.URGENT, at=NOW)
    assert [(one.method, one.payload.get("photo")) for one in sent] == [
        ("send_message", None),
        ("send_photo", "FOTO"),
    ]


async def test_the_area_named_in_the_text_is_where_it_is(here):
    area = await here.area()
    assert (await draft(here, text="kabel ngelupas di JAHIT dekat jendela")).area == "Jahit"
    made = await draft(here, text="kabel ngelupas")
    assert made.area == ""
    assert (await hazards.place(here.connection, made, area)).area == "Jahit"


async def test_the_area_is_one_of_their_own_and_only_before_it_is_sent(connection, here):
    elsewhere = await make_enterprise(connection, "CV Lain", areas=["Gudang"])
    theirs = await connection.scalar(sa.select(Area.id).where(Area.enterprise_id == elsewhere))
    made = await draft(here)
    with pytest.raises(RefusedError):
        await hazards.place(connection, made, theirs)
    with pytest.raises(RefusedError):
        await hazards.place(connection, await report(here), await here.area())


async def test_the_area_s_own_manager_is_told_first(connection, here):
    wati = await make_person(connection, 49, (here.enterprise, "manager"), name="Bu Wati")
    await people.work_in(connection, wati, await here.area())
    await report(here, text="Kabel ngelupas di bagian jahit")
    assert await here.told("alert_hazard") == [49]


async def test_the_committees_safety_people_are_told_at_once(connection, here):
    ani = await make_person(connection, 46, (here.enterprise, "committee"), name="Ani")
    tono = await make_person(connection, 47, (here.enterprise, "committee"), name="Tono")
    membership = ani.seats[0].id
    with pytest.raises(RefusedError):
        await people.look_after_safety(connection, tono, membership, at=NOW)
    with pytest.raises(RefusedError):  # only of the committee
        await people.look_after_safety(connection, here.rina, here.budi.seats[0].id, at=NOW)
    assert (await people.look_after_safety(connection, here.rina, membership, at=NOW)).safety
    await report(here)
    assert await here.told("alert_hazard") == [43, 46]
    await alerts.see(connection, ani, await connection.scalar(sa.select(Alert.id)), at=NOW)
    assert not (await people.look_after_safety(connection, here.rina, membership, at=NOW)).safety


async def test_who_sits_on_the_committee_and_reports_does_not_count_as_having_seen_it(connection, here):
    """They may see alerts, but are not in charge: who is in charge must learn of it."""
    ani = await make_person(connection, 46, (here.enterprise, "committee"), name="Ani")
    await report(here, ani)
    assert await here.told("alert_hazard") == [43]


async def test_data_for_the_report_of_an_accident_is_for_who_is_in_charge(connection, here):
    made = await report(here)
    assert (await hazards.in_charge(connection, here.rina, made.id)).text == made.text
    with pytest.raises(RefusedError):
        await hazards.in_charge(connection, here.siti, made.id)
    with pytest.raises(RefusedError):  # a draft is nobody's but its author's
        await hazards.in_charge(connection, here.rina, (await draft(here)).id)


async def test_one_person_cannot_keep_everybody_awake(here):
    """Twenty a day; others are not held up by it, tomorrow is a new day, and no table tells who it was."""
    for _ in range(hazards.MOST_A_DAY):
        assert await hazards.may_send(here.connection, here.budi, key=KEY, at=NOW)
    assert not await hazards.may_send(here.connection, here.budi, key=KEY, at=NOW)
    assert await hazards.may_send(here.connection, here.siti, key=KEY, at=NOW)
    assert await hazards.may_send(here.connection, here.budi, key=KEY, at=NOW + dt.timedelta(days=1))
    claimed = list(await here.connection.scalars(sa.select(Handled.key)))
    assert not [one for one in claimed if str(BUDI) in one or f":{here.budi.person_id}:" in one]
