"""The questions under content/quizzes/: as they are, and what is told of mistakes in them."""

import re
import shutil
from collections import Counter

import pytest
import yaml

from mitra.content.library import CONTENT_DIR, read_library
from mitra.content.lint import problems_in as lint
from mitra.quizzes.questions import FEWEST, pools, problems_in
from tests.unit.mitra.make import NOW

TOPICS = read_library().topics
ALL = [(module, one) for module, pool in pools().items() for one in pool]
IDS = [one.id for _, one in ALL]


def test_each_module_has_enough_for_two_different_tries():
    assert {module: len(pool) >= FEWEST for module, pool in pools().items()} == dict.fromkeys(
        range(1, 6), True
    )


@pytest.mark.parametrize(("module", "one"), ALL, ids=IDS)
def test_a_wrong_answer_leads_to_an_answer_of_the_same_module(module, one):
    assert TOPICS[one.topic].module == module
    assert one.id.startswith(f"m{module}-")


@pytest.mark.parametrize("pool", pools().values(), ids=list(pools()))
def test_the_right_option_stands_in_each_place_alike(pool):
    places = Counter(one.answer for one in pool)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) - min(places.values()) <= 1


def test_the_right_option_is_not_known_by_its_length():
    longest = sum(len(one.options[one.answer]) == max(map(len, one.options)) for _, one in ALL)
    assert longest <= len(ALL) / 2


@pytest.mark.parametrize(("module", "one"), ALL, ids=IDS)
def test_it_is_plain_text_in_the_house_language(module, one):
    words = " ".join([one.question, one.explanation, *one.options])
    assert not re.search(r"[<>*_]|\b(kamu|kalian|the|and|you)\b", words, re.IGNORECASE)
    assert "5S" not in words


@pytest.fixture
def content(tmp_path):
    shutil.copytree(CONTENT_DIR / "quizzes", tmp_path / "quizzes")
    return tmp_path


def change(content, **changes):
    """Change the second question of m2.yml; return the line on which it begins."""
    file = content / "quizzes" / "m2.yml"
    rows = yaml.safe_load(file.read_text("utf-8"))
    rows[1] |= changes
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    file.write_text(text, "utf-8")
    return next(n for n, line in enumerate(text.splitlines(), 1) if line == f"- id: {rows[1]['id']}")


def problems(content):
    return list(problems_in(content, TOPICS))


def test_a_folder_without_a_fault_has_no_problems(content):
    change(content)
    assert problems(content) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": 0}, "1 sampai 4"),
        ({"answer": 5}, "1 sampai 4"),
        ({"answer": True}, "1 sampai 4"),
        ({"answer": "2"}, "1 sampai 4"),
        ({"options": ["ya", "tidak"]}, "harus 3 atau 4"),
        ({"options": ["ya", "tidak", "Ya"]}, "dua pilihan yang sama"),
        ({"options": ["ya", "tidak", 3]}, "harus teks"),
        ({"options": ["ya", "tidak", "x" * 91]}, "91 huruf"),
        ({"question": "x" * 251}, "251 huruf"),
        ({"question": " "}, "question belum diisi"),
        ({"explanation": "x" * 191}, "191 huruf"),
        ({"explanation": "a\nb"}, "satu baris"),
        ({"topic": "m2-hilang"}, "m2-hilang tidak ada"),
        ({"id": "M2 besar"}, "huruf kecil"),
        ({"hint": "x"}, "harus memuat"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(content, changes, words):
    line = change(content, **changes)
    (problem,) = problems(content)
    assert problem.startswith(f"{content / 'quizzes' / 'm2.yml'}:{line}: ")
    assert words in problem


def test_faults_of_a_whole_file_are_told(content):
    folder = content / "quizzes"
    rows = yaml.safe_load((folder / "m1.yml").read_text("utf-8"))
    write = {
        "m3.yml": yaml.safe_dump(rows[:7]),
        "m4.yml": yaml.safe_dump([row | {"answer": 1} for row in rows]),
        "m5.yml": "- [",
        "m9.yml": "[]",
    }
    for name, text in write.items():
        (folder / name).write_text(text, "utf-8")
    told = "\n".join(problems(content))
    for words in (
        "7 soal: tambah sampai paling sedikit 8",
        "10 jawaban benar di pilihan 1",
        "m5.yml:",
        "nama berkas harus",
    ):
        assert words in told


def test_an_id_belongs_to_one_question(content):
    first, second = (content / "quizzes" / f"m{n}.yml" for n in (1, 2))
    name = yaml.safe_load(first.read_text("utf-8"))[0]["id"]
    change(content, id=name)
    assert [problem.count("juga ada di modul lain") for problem in problems(content)] == [1, 1]
    shutil.copy(first, second)
    text = second.read_text("utf-8")
    second.write_text(text.replace("- id: m1-barang-ragu", f"- id: {name}"), "utf-8")
    assert any("dipakai dua kali" in problem for problem in problems(content))


def test_the_questions_are_part_of_what_is_checked(tmp_path):
    shutil.copytree(CONTENT_DIR, tmp_path / "content")
    line = change(tmp_path / "content", topic="m2-hilang")
    (problem,) = lint(tmp_path / "content", today=NOW.date())
    assert f"m2.yml:{line}: topik m2-hilang" in problem
