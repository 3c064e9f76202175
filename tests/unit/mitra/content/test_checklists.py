"""The checklists of content/: as they are, and what is told of mistakes in them."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

from mitra.checks.checklist import Answers, as_plain, from_plain
from mitra.content.checklists import collect_checklists
from mitra.content.library import CONTENT_DIR, read_library
from mitra.content.lint import problems_in

LIBRARY = read_library()
FIVE, SAFETY = LIBRARY.checklists["5s"], LIBRARY.checklists["k3"]


def test_five_pillars_of_five_items_with_three_examples_each():
    assert [len(pillar.items) for pillar in FIVE.pillars] == [5] * 5
    assert all(set(item.anchors) == {0, 2, 4} for item in FIVE.items.values())
    assert FIVE.answers is Answers.SCORE


def test_safety_in_ten_areas_with_what_to_do_now_about_what_endangers_life():
    assert (len(SAFETY.pillars), SAFETY.answers) == (10, Answers.YES_NO)
    assert sum(item.critical for item in SAFETY.items.values()) == 19


@pytest.mark.parametrize("checklist", [FIVE, SAFETY], ids=["5s", "k3"])
def test_every_item_says_where_to_look_why_and_what_to_do(checklist):
    for item in checklist.items.values():
        assert item.hint
        assert item.why
        assert item.action
        assert item.topic in LIBRARY.topics


@pytest.mark.parametrize("checklist", [FIVE, SAFETY], ids=["5s", "k3"])
def test_stored_and_read_again_is_the_same(checklist):
    again = from_plain(yaml.safe_load(yaml.safe_dump(as_plain(checklist))))
    assert again == checklist
    assert again.digest == checklist.digest


@pytest.mark.parametrize(
    ("percent", "says"),
    [(0, "Perlu mulai"), (39, "Perlu mulai"), (40, "Sudah berjalan"), (100, "Sangat baik")],
)
def test_what_is_said_of_a_score(percent, says):
    assert FIVE.band(percent).startswith(says)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("id: 5s", "id: 5x", "tidak sama dengan nama berkas"),
        ("    short: true\n", "", "9 butir bertanda short"),
        ("- {from: 0,", "- {from: 1,", "bands harus mulai dari 0"),
        ("topic: m1-ringkas", "topic: m1-tidak-ada", "topik m1-tidak-ada tidak ada"),
        ("short: Ringkas", "short: Ringkas sekali", "grafik tidak muat"),
        ('4: "Hanya barang terpakai yang ada di area"', '3: "x"', "anchors harus menjelaskan 0, 2, dan 4"),
        ("    photo: true\n", "    critical: true\n", "butir critical perlu now"),
        ("id: 5r-ringkas-alat-rusak", "id: 5r-ringkas-barang-lantai", "dipakai dua kali"),
        ("module: 1", "modul: 1", "belum memuat 'module'"),
        ("answers: score", "answers: kadang", "susunannya tidak terbaca"),
        ("    hint: Lihat", "    hinnt: Lihat", "susunannya tidak terbaca"),
        ("bands:", "bands: [", "expected"),
    ],
)  # fmt: skip
def test_each_mistake_with_its_line(tmp_path, before, after, problem):
    text = (CONTENT_DIR / "checklists" / "5s.yml").read_text("utf-8")
    assert before in text
    path = Path(tmp_path / "5s.yml")
    path.write_text(text.replace(before, after, 1), "utf-8")
    lists, problems = collect_checklists(tmp_path, LIBRARY.topics)
    assert any(problem in one for one in problems), problems
    assert all(one.startswith(f"{path}:") for one in problems)
    assert lists == {}


def test_doctor_tells_of_them(tmp_path):
    copy = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, copy)
    path = copy / "checklists" / "k3.yml"
    path.write_text(path.read_text("utf-8").replace("topic: m5-forklift", "topic: m5-kuda"), "utf-8")
    (problem,) = problems_in(copy, today=dt.date(2027, 1, 1))
    assert problem.startswith(f"{path}:")
    assert "m5-kuda" in problem
