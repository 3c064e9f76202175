"""People and their roles."""

import datetime as dt

import pytest
import sqlalchemy as sa

from mitra import enterprises, people
from mitra.access import Act, RefusedError
from mitra.store.models import AuditEntry, OutboxMessage, Person, Role
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SITI, RINA = 41, 42, 43
DAY = dt.timedelta(days=1)


async def test_a_stranger_is_nobody(connection):
    actor = await people.actor_of(connection, BUDI)
    assert (actor.person_id, actor.seats, actor.here) == (None, (), None)


async def test_roles_are_found_again_and_held_once(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"), (here, "committee"))
    assert [(seat.role, seat.enterprise_id) for seat in budi.seats] == [
        (Role.WORKER, here),
        (Role.COMMITTEE, here),
    ]
    assert await people.seat(connection, budi.person_id, here, Role.WORKER, at=NOW) is None
    assert len((await people.actor_of(connection, BUDI)).seats) == 2


async def test_a_programme_role_is_held_once_too(connection):
    """A unique constraint does not see two rows without an enterprise as equal."""
    sari = await make_person(connection, BUDI, (None, "trainer"))
    assert await people.seat(connection, sari.person_id, None, Role.TRAINER, at=NOW) is None


async def test_each_change_of_roles_owes_the_menu_that_fits(connection):
    await make_person(connection, BUDI, (None, "trainer"))
    (payload,) = await connection.scalars(
        sa.select(OutboxMessage.payload).where(OutboxMessage.method == "set_my_commands")
    )
    assert "pelatih" in [command for command, _ in payload["commands"]]


async def test_who_writes_twice_a_day_is_noted_once(connection):
    await make_person(connection, BUDI)
    tomorrow = (NOW + DAY).date()
    await people.seen(connection, BUDI, on=tomorrow)
    await people.seen(connection, BUDI, on=NOW.date())
    assert await connection.scalar(sa.select(Person.seen_on)) == tomorrow


async def test_who_leaves_can_come_back_for_thirty_days(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"), (here, "committee"))
    await people.leave(connection, budi, here, at=NOW)
    left = await people.actor_of(connection, BUDI)
    assert left.seats == ()
    assert not await people.come_back(connection, left, here, at=NOW + 31 * DAY)
    assert await people.come_back(connection, left, here, at=NOW + 29 * DAY)
    assert len((await people.actor_of(connection, BUDI)).seats) == 2


async def test_nobody_leaves_an_enterprise_they_are_not_in(connection):
    here, there = await make_enterprise(connection), await make_enterprise(connection, "UD Lain")
    budi = await make_person(connection, BUDI, (here, "worker"))
    with pytest.raises(RefusedError):
        await people.leave(connection, budi, there, at=NOW)


async def test_who_was_removed_does_not_come_back_alone_but_can_be_taken_back(connection):
    here = await make_enterprise(connection)
    budi = await make_person(connection, BUDI, (here, "worker"))
    rina = await make_person(connection, RINA, (here, "manager"))
    seat = budi.seats[0].id
    await people.remove(connection, rina, seat, at=NOW)
    gone = await people.actor_of(connection, BUDI)
    assert gone.seats == ()
    assert not await people.come_back(connection, gone, here, at=NOW)
    await people.take_back(connection, rina, seat, at=NOW)
    assert len((await people.actor_of(connection, BUDI)).seats) == 1
    acts = await connection.scalars(sa.select(AuditEntry.act).where(AuditEntry.person_id == rina.person_id))
    assert list(acts) == [Act.REMOVE_MEMBER.value] * 2


async def test_a_manager_removes_no_manager_and_nobody_elsewhere_and_not_themselves(connection):
    here, there = await make_enterprise(connection), await make_enterprise(connection, "UD Lain")
    rina = await make_person(connection, RINA, (here, "manager"))
    other = await make_person(connection, SITI, (here, "manager"))
    budi = await make_person(connection, BUDI, (there, "worker"))
    for seat in (other.seats[0].id, budi.seats[0].id, rina.seats[0].id, 999):
        with pytest.raises(RefusedError):
            await people.remove(connection, rina, seat, at=NOW)


async def test_members_come_in_pages_with_their_areas(connection):
    here = await make_enterprise(connection, areas=["jahit"])
    rina = await make_person(connection, RINA, (here, "manager"), name="Bu Rina")
    for number in range(9):
        await make_person(connection, 100 + number, (here, "worker"))
    siti = await people.actor_of(connection, 100)
    ((area, _),) = await enterprises.areas_of(connection, here)
    await people.work_in(connection, siti, area)
    first, pages = await people.members(connection, rina, here)
    rest, _ = await people.members(connection, rina, here, page=99)
    assert (len(first), len(rest), pages) == (8, 2, 2)
    assert [(one.name, one.role) for one in first if one.name] == [("Bu Rina", Role.MANAGER)]
    assert [one.area for one in [*first, *rest] if one.area] == ["Jahit"]


async def test_an_area_of_another_enterprise_cannot_be_chosen(connection):
    here = await make_enterprise(connection)
    there = await make_enterprise(connection, "UD Lain", areas=["oven"])
    budi = await make_person(connection, BUDI, (here, "worker"))
    ((area, _),) = await enterprises.areas_of(connection, there)
    with pytest.raises(RefusedError):
        await people.work_in(connection, budi, area)


async def test_in_two_enterprises_one_is_chosen_until_a_third_makes_it_doubtful_or_it_is_left(connection):
    here, there = await make_enterprise(connection), await make_enterprise(connection, "UD Lain")
    budi = await make_person(connection, BUDI, (here, "worker"), (there, "worker"))
    assert budi.here is None
    await people.choose(connection, budi, there)
    chosen = await people.actor_of(connection, BUDI)
    assert chosen.here == there
    await people.leave(connection, chosen, there, at=NOW)
    assert (await people.actor_of(connection, BUDI)).here == here
    with pytest.raises(RefusedError):
        await people.choose(connection, chosen, 999)


async def test_managers_decide_and_where_there_are_none_trainers(connection):
    here = await make_enterprise(connection)
    await make_person(connection, SITI, (here, "trainer"))
    assert await people.leads_of(connection, here) == [SITI]
    await make_person(connection, RINA, (here, "manager"))
    assert await people.leads_of(connection, here) == [RINA]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siti", "Siti"),
        ("  siti   aminah ", "siti aminah"),
        ("O'Brien", "O'Brien"),
        ("Nur'aini", "Nur'aini"),
        ("王芳", "王芳"),
        ("S", None),
        ("", None),
        ("x" * 41, None),
        ("0812345678", None),
        ("siti99", None),
        ("<b>siti</b>", None),
        ("t.me/siti", None),
        ("@siti", None),
        ("🙏🙏", None),
    ],
)
def test_what_is_a_name(typed, name):
    assert people.read_name(typed) == name


async def test_settings_are_kept(connection):
    budi = await make_person(connection, BUDI)
    await people.set_quiet(connection, budi, (480, 960))
    await people.set_low_data(connection, budi, on=True)
    await people.mute(connection, budi, "requests", on=True)
    await people.mute(connection, budi, "membership", on=True)
    await people.mute(connection, budi, "requests", on=False)
    kept = await people.profile(connection, budi)
    assert (kept.quiet, kept.low_data, kept.muted) == ((480, 960), True, frozenset({"membership"}))
    await people.set_quiet(connection, budi, None)
    assert (await people.profile(connection, budi)).quiet is None
