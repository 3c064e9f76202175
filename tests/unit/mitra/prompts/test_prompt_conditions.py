"""What must hold for a prompt of a series; and content/prompts/, checked with file and line for who edits it."""

import itertools
import shutil

import pytest
import sqlalchemy as sa

from mitra import people
from mitra.access import CONSOLE
from mitra.checks import lists
from mitra.content.library import CONTENT_DIR
from mitra.errors import ContentError
from mitra.kpis import indicators
from mitra.plan import actions as plan
from mitra.plan import answers as plan_answers
from mitra.prompts import catalogue, conditions, template
from mitra.prompts.conditions import CONDITIONS
from mitra.store.check_models import Check, ChecklistVersion
from mitra.store.models import Role
from mitra.suggestions import giving
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.prompts.factory import DAY, HOUR, day

WORKSHOP = day("20-11")


async def holds(here, name, place="maju", *, since=WORKSHOP):
    return await conditions.hold(here.connection, here.places[place], (name,), since=since, at=here.now)


async def check(here, name, at):
    """Have a check of Maju be finished at a moment."""
    await lists.publish(here.connection, [make_list()], at=at)
    version = await here.connection.scalar(sa.select(ChecklistVersion.id))
    row = {
        "enterprise_id": here.places["maju"], "checklist_id": version, "list_name": name, "items": [], "short": True,
        "team": False, "opened_at": at, "finished_at": at,
    }  # fmt: skip
    await here.connection.execute(sa.insert(Check).values(row))


async def suggest(here, at):
    draft = giving.Draft(text="usul", module=1)
    await giving.send(here.connection, here.budi, here.places["maju"], draft, key=b"k", at=at)


async def act(here, at, due=None):
    return await plan.add(
        here.connection, here.rina, here.places["maju"], problem="p", action="a", module=1, at=at, more={"due_on": due}
    )  # fmt: skip


#: Condition → what makes it hold, when it is done now, and (False) when it was done before the workshop.
SINCE = {
    "5s_check": (lambda here, at: check(here, "5s", at), False),
    "k3_check": (lambda here, at: check(here, "k3", at), False),
    "suggestion": (suggest, False),
    "has_action": (act, False),
}
OPPOSITE = {"has_action": "no_action"}


@pytest.mark.parametrize("name", SINCE)
async def test_what_was_done_since_the_workshop(here, name):
    opposite = OPPOSITE.get(name, f"no_{name}")
    do, _ = SINCE[name]
    await do(here, here.now - 7 * DAY)  # the day before it
    assert (await holds(here, name), await holds(here, opposite)) == (False, True)
    await do(here, here.now - HOUR)
    assert (await holds(here, name), await holds(here, opposite)) == (True, False)
    assert (await holds(here, name, "jaya"), await holds(here, opposite, "jaya")) == (False, True)


async def test_on_the_very_day_of_the_workshop_counts(here):
    await check(here, "5s", here.now)
    assert await holds(here, "5s_check", since=here.now.date())
    assert not await holds(here, "5s_check", since=here.now.date() + DAY)


async def test_one_list_is_not_the_other(here):
    await check(here, "5s", here.now)
    assert not await holds(here, "k3_check")


async def test_what_is_late_now_whenever_it_was_planned(here):
    made = await act(here, here.now - 30 * DAY, day("25-11"))
    assert (await holds(here, "late_actions"), await holds(here, "no_late_actions")) == (True, False)
    await plan_answers.finish(here.connection, CONSOLE, made.id, at=here.now)
    assert (await holds(here, "late_actions"), await holds(here, "no_late_actions")) == (False, True)
    await act(here, here.now, here.now.date())  # due today is not late
    assert not await holds(here, "late_actions")


async def test_a_figure_that_is_watched(here):
    assert (await holds(here, "kpi"), await holds(here, "no_kpi")) == (False, True)
    kpi = await indicators.add_known(
        here.connection, here.rina, here.places["maju"], "defect_rate", at=here.now
    )
    assert (await holds(here, "kpi"), await holds(here, "no_kpi")) == (True, False)
    await indicators.retire(here.connection, here.rina, kpi, at=here.now)
    assert not await holds(here, "kpi")


async def test_a_committee(here):
    assert (await holds(here, "committee"), await holds(here, "no_committee")) == (True, False)
    assert (await holds(here, "committee", "jaya"), await holds(here, "no_committee", "jaya")) == (
        False,
        True,
    )
    await people.leave(here.connection, here.tono, here.places["maju"], at=here.now)
    assert not await holds(here, "committee")


async def test_all_of_several_have_to_hold(here):
    for names, expected in (((), True), (("committee", "no_kpi"), True), (("committee", "kpi"), False)):
        found = await conditions.hold(
            here.connection, here.places["maju"], names, since=WORKSHOP, at=here.now
        )
        assert found is expected


def test_each_condition_has_its_opposite():
    wanted = {name for name, (_, there) in CONDITIONS.items() if there}
    assert {OPPOSITE.get(name, f"no_{name}") for name in wanted} == set(CONDITIONS) - wanted


# --- content/prompts/

STEP = """
  - id: satu-{n}
    day: {n}
    title: Satu
    to: [manager]
    answer: buttons
    options: [Sudah, Belum]
    text: Halo {{{{ nama }}}}
"""
HEAD = "id: m3\nmodule: 3\ntitle: Produktivitas\nabout: tentang\nsteps:\n"
GOOD = HEAD + "".join(STEP.format(n=n) for n in range(1, 7))


def problems(tmp_path, text, name="m3.yml"):
    folder = tmp_path / "prompts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return [one.removeprefix(f"{folder}/") for one in catalogue.problems_in(tmp_path)]


def test_a_good_one(tmp_path):
    assert problems(tmp_path, GOOD) == []
    found = catalogue.read_catalogue(tmp_path)
    assert [step.day for step in found.of_module(3).steps] == [1, 2, 3, 4, 5, 6]
    assert found.of_module(4) is None
    assert found.step("satu-2").options == ("Sudah", "Belum")
    assert found.step("x") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("module: 3", "module: 7", "m3.yml:1: modul 7: harus 1 sampai 5"),
        ("id: m3", "id: m4", "m3.yml:1: id m4 tidak sama dengan nama berkas"),
        ("id: satu-2", "id: satu-1", "id satu-1 dipakai dua kali"),
        ("id: satu-2", "id: Satu_2", "m3.yml:15: id Satu_2: hanya huruf kecil"),
        ("day: 2", "day: 1", "hari-harinya harus naik"),
        ("day: 6", "day: 91", "hari-harinya harus naik, dari 1 sampai 90"),
        ("title: Satu", "title: " + "x" * 41, "judul 41 huruf"),
        ("to: [manager]", "to: [bos]", "m3.yml:7: satu-1: peran bos tidak dikenal"),
        ("to: [manager]", "to: []", "to kosong"),
        ("answer: buttons", "answer: apa", "Cara menjawab 'apa' tidak dikenal"),
        ("[Sudah, Belum]", "[Sudah]", "Tombolnya 2 sampai 4"),
        ("[Sudah, Belum]", "[Sudah, sudah]", "Ada dua tombol yang sama"),
        ("Halo {{ nama }}", "Halo {{ namaa }}", "m3.yml:7: Baris 1, huruf ke-9: {{ namaa }} belum saya kenal"),
        ("    title: Satu\n", "", "m3.yml:7: satu-1 belum memuat title"),
        ("    title: Satu\n", "    title: Satu\n    warna: biru\n", "memuat yang tidak dikenal: warna"),
        ("    title: Satu\n", "    title: Satu\n    remind: 3\n", "remind 3: harus 0 sampai 2"),
        ("    title: Satu\n", "    title: Satu\n    only_if: [hujan]\n", "syarat hujan tidak dikenal"),
        ("    title: Satu\n", "    title: Satu\n    module: 9\n", "modul 9: harus 1 sampai 5"),
        ("steps:", "steps: [", "m3.yml:"),
        ("steps:\n", "langkah:\n", "susunannya tidak terbaca"),
        (GOOD, "", "susunannya tidak terbaca"),
        (GOOD, "- 1", "susunannya tidak terbaca"),
        (GOOD, HEAD + STEP.format(n=1), "1 pesan: harus 6 sampai 8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, old, new, said):
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(said in one for one in found), found
    with pytest.raises(ContentError):
        catalogue.read_catalogue(tmp_path)


def test_a_quiz_says_of_which_module(tmp_path):
    single = "- {id: kuis, title: Kuis, to: [worker], answer: quiz, text: Ayo}"
    assert "kuis tanpa modul" in problems(tmp_path, single, "templates.yml")[0]
    assert problems(tmp_path, single.replace("answer", "module: 2, answer"), "templates.yml") == []


def test_one_series_a_module(tmp_path):
    problems(tmp_path, GOOD)
    second = GOOD.replace("id: m3", "id: m9").replace("satu-", "dua-")
    assert "modul 3 punya dua seri" in problems(tmp_path, second, "m9.yml")[0]


def test_what_stands_in_content_is_as_asked_for():
    """Six to eight prompts over ninety days for each of the five modules, with words of the module; singles beside."""
    found = catalogue.catalogue()
    assert sorted(one.module for one in found.series.values()) == [1, 2, 3, 4, 5]
    for one in found.series.values():
        assert 6 <= len(one.steps) <= 8
        assert one.steps[-1].day >= 80
        # Holidays and Sundays move a prompt by two days at most: none meets the next one.
        days = [step.day for step in one.steps]
        assert min(later - earlier for earlier, later in itertools.pairwise(days)) > 2
        assert all(step.module == one.module for step in one.steps)
    for step in [*found.singles.values(), *(step for one in found.series.values() for step in one.steps)]:
        template.check(step.text)
        assert len(template.sample(step.text)) < 600


def test_the_catalogue_is_read_from_a_copy_too(tmp_path):
    shutil.copytree(CONTENT_DIR / "prompts", tmp_path / "prompts")
    assert catalogue.read_catalogue(tmp_path) == catalogue.catalogue()


def test_roles_are_those_of_prompts(tmp_path):
    problems(tmp_path, GOOD.replace("[manager]", "[worker, committee]", 1))
    assert catalogue.read_catalogue(tmp_path).step("satu-1").roles == (Role.WORKER, Role.COMMITTEE)
