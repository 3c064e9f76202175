"""Enterprises, their areas, where they are."""

import pytest

from mitra import enterprises
from mitra.access import CONSOLE, RefusedError
from mitra.errors import MitraError
from mitra.store.models import Role
from tests.unit.mitra.make import NOW, make_enterprise, make_person

BUDI, SARI, RINA = 41, 42, 43


async def test_a_trainer_looks_after_what_they_add_and_nothing_else(connection):
    await make_enterprise(connection, "UD Lain")
    sari = await make_person(connection, SARI, (None, "trainer"))
    number = await enterprises.add(connection, sari, " CV  Maju\n", timezone="Asia/Makassar", at=NOW)
    sari = await make_person(connection, SARI)
    assert sari.has(Role.TRAINER, number)
    assert await enterprises.looked_after(connection, sari) == [(number, "CV Maju")]
    assert len(await enterprises.looked_after(connection, CONSOLE)) == 2


async def test_details_count_who_is_there_now(connection):
    here = await make_enterprise(connection, areas=["potong", "jahit"])
    rina = await make_person(connection, RINA, (here, "manager"))
    await make_person(connection, BUDI, (here, "worker"))
    page = await enterprises.details(connection, rina, here)
    assert page.people == {Role.MANAGER: 1, Role.WORKER: 1}
    assert [name for _, name in page.areas] == ["Jahit", "Potong"]


@pytest.mark.parametrize("role", ["worker", "committee"])
async def test_an_enterprises_page_is_for_those_who_lead(connection, role):
    here = await make_enterprise(connection)
    actor = await make_person(connection, BUDI, (here, role))
    with pytest.raises(RefusedError):
        await enterprises.details(connection, actor, here)


async def test_nobody_can_tell_an_enterprise_of_others_from_none(connection):
    there = await make_enterprise(connection)
    rina = await make_person(connection, RINA, (await make_enterprise(connection, "UD Lain"), "manager"))
    for number in (there, 999):
        with pytest.raises(RefusedError):
            await enterprises.details(connection, rina, number)


async def test_a_closed_area_is_not_offered_and_opens_again_by_its_name(connection):
    here = await make_enterprise(connection, areas=["Potong"])
    ((area, _),) = await enterprises.areas_of(connection, here)
    assert await enterprises.close_area(connection, CONSOLE, area, at=NOW) == here
    assert await enterprises.areas_of(connection, here) == []
    await enterprises.add_areas(connection, CONSOLE, here, ["Potong"], at=NOW)
    assert await enterprises.areas_of(connection, here) == [(area, "Potong")]


async def test_an_area_that_is_there_is_not_added_twice(connection):
    here = await make_enterprise(connection, areas=["Potong"])
    await enterprises.add_areas(connection, CONSOLE, here, ["potong", "jahit"], at=NOW)
    assert [name for _, name in await enterprises.areas_of(connection, here)] == ["Jahit", "Potong"]


async def test_there_are_only_so_many_areas(connection):
    here = await make_enterprise(connection, areas=[f"Bagian {n}" for n in range(12)])
    with pytest.raises(MitraError, match="12"):
        await enterprises.add_areas(connection, CONSOLE, here, ["satu lagi"], at=NOW)


@pytest.mark.parametrize("name", ["", "ab", "x" * 81, "12345"])
async def test_what_is_no_name_is_refused_in_a_sentence(connection, name):
    with pytest.raises(MitraError, match="Nama perusahaan"):
        await enterprises.add(connection, CONSOLE, name, timezone="Asia/Jakarta", at=NOW)


async def test_another_time_zone_is_refused_in_a_sentence(connection):
    with pytest.raises(MitraError, match="Asia/Jakarta"):
        await enterprises.add(connection, CONSOLE, "CV Maju", timezone="Europe/Berlin", at=NOW)


async def test_a_code_finds_its_enterprise_in_small_letters_too(connection):
    here = await make_enterprise(connection)
    code = (await enterprises.details(connection, CONSOLE, here)).code
    assert await enterprises.by_code(connection, code.lower()) == (here, "CV Maju Bersama")
    assert await enterprises.by_code(connection, "AAAAAA") is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Jawa Barat", ("Jawa Barat", "Asia/Jakarta")),
        ("jabar", ("Jawa Barat", "Asia/Jakarta")),
        ("prov. jawa tengh", ("Jawa Tengah", "Asia/Jakarta")),
        ("d.i. yogyakarta", ("DI Yogyakarta", "Asia/Jakarta")),
        ("NTB", ("Nusa Tenggara Barat", "Asia/Makassar")),
        ("sulsel", ("Sulawesi Selatan", "Asia/Makassar")),
        ("papua barat daya", ("Papua Barat Daya", "Asia/Jayapura")),
        ("jawa", None),
        ("konoha", None),
    ],
)
def test_provinces_as_people_type_them(typed, found):
    assert enterprises.find_province(typed) == found


@pytest.mark.parametrize(
    ("people", "size"),
    [(1, "micro"), (4, "micro"), (5, "small"), (19, "small"), (20, "medium"), (99, "medium"), (100, "large")],
)
def test_size_classes_of_the_statistics_office(people, size):
    assert enterprises.size_of(people) == size


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("potong, jahit,gudang", ["potong", "jahit", "gudang"]),
        ("potong\njahit; Potong", ["Potong", "jahit"]),
        (",,", []),
        ("x" * 31, []),
        (", ".join(f"b{n}" for n in range(13)), []),
    ],
)
def test_areas_typed_with_commas(typed, names):
    assert sorted(enterprises.read_areas(typed)) == sorted(names)
