"""The linter: a small folder without a fault, then one fault at a time; and the real content."""

import datetime as dt

import pytest

from mitra.content.lint import DETAIL_LIMIT, SHORT_LIMIT, TITLE_LIMIT, problems_in
from tests.unit.mitra.content.writing import line_of, write_content, write_topic

TODAY = dt.date(2026, 11, 24)
_LONG = "Pasang APAR di tempat yang mudah dilihat. "


def test_a_folder_without_a_fault_has_no_problems(tmp_path):
    write_content(tmp_path)
    assert problems_in(tmp_path, today=TODAY) == []


def test_the_real_content_has_no_problems():
    assert problems_in(today=TODAY) == []


@pytest.mark.parametrize(
    ("overrides", "beginning", "named"),
    [
        # Who it is.
        ({"module": 0}, "module:", "0"),
        ({"module": 3}, "module:", "3"),
        ({"id": "m5-alat-pemadam"}, "id:", "m5-apar"),
        ({"title": "A" * (TITLE_LIMIT + 1)}, "title:", "41"),
        ({"audience": "direktur"}, "audience:", "direktur"),
        # How people ask for it.
        ({"questions": ["[tinggi apar"]}, "questions:", "'[tinggi apar'"),
        ({"questions": ["[a|b][c|d][e|f][g|h][i|j][k|l][m|n]"]}, "questions:", "128"),
        ({"questions": ["[a|b][c|d][e|f] apar"]}, "questions:", "8"),
        # What it rests on.
        ({"short": "Pasang APAR.", "sources": []}, "sources:", ""),
        ({"sources": ["Buku pelatihan SCORE"]}, "sources:", ""),
        # a regulation that nobody keeps an eye on
        ({"regulations": ["uu-9-1999"]}, "regulations:", "uu-9-1999"),
        (
            {"short": "Pasang.", "detail": "Lihat UU 1/1970.", "sources": ["Buku SCORE"]},
            "sources:",
            "",
        ),
        ({"checked": "2026-11-25"}, "checked:", "2026-11-25"),
        # Where it leads.
        ({"related": ["m5-apar"]}, "related:", ""),
        ({"related": ["m5-hilang"]}, "related:", "m5-hilang"),
        # What it says.
        ({"short": ""}, "## Selengkapnya", "0"),
        ({"short": "x" * (SHORT_LIMIT + 1)}, "xxx", str(SHORT_LIMIT)),
        ({"short": "Kamu pasang."}, "Kamu", "'Kamu'"),
        ({"short": "Please pasang."}, "Please", "'Please'"),
    ],
)
def test_a_fault_is_found_on_its_line(tmp_path, overrides, beginning, named):
    path = write_content(tmp_path, **overrides)
    line = line_of(path.read_text("utf-8"), beginning)
    if beginning.startswith("##"):
        line -= 2  # the empty answer stands where the body begins
    found = [problem.partition(": ") for problem in problems_in(tmp_path, today=TODAY)]
    assert any(place == f"{path}:{line}" and named in problem for place, _, problem in found)


@pytest.mark.parametrize(
    ("detail", "named"),
    [
        ("", "0"),
        (_LONG * (DETAIL_LIMIT // len(_LONG) + 1), str(DETAIL_LIMIT)),
        ("Cek tekanan, lo.", "'lo'"),
        ("Cek the segel.", "'the'"),
    ],
)
def test_a_fault_of_the_detail_is_found_too(tmp_path, detail, named):
    path = write_content(tmp_path, detail=detail)
    (problem,) = problems_in(tmp_path, today=TODAY)
    assert problem.startswith(f"{path}:")
    assert named in problem


@pytest.mark.parametrize(
    "overrides",
    [
        # The day it was checked may be today, and a source may cover more than the text says.
        {"checked": "2026-11-24"},
        {"short": "Pasang APAR.", "sources": ["Permenaker 4/1980"]},
        # A module not written yet may be pointed at.
        {"related": ["m3-rasio", "m5-alarm"]},
        # Just within the limits.
        {"title": "A" * TITLE_LIMIT, "short": "x" * SHORT_LIMIT},
        # Words that only look English or familiar: "do" is not "lo", "loker" neither.
        {"short": "Taruh APAR di luar loker, dekat PPnya."},
    ],
)
def test_what_is_allowed_is_not_a_fault(tmp_path, overrides):
    write_content(tmp_path, **overrides)
    assert problems_in(tmp_path, today=TODAY) == []


def test_a_topic_that_cannot_be_read_is_a_problem_not_a_crash(tmp_path):
    path = write_content(tmp_path, title=5)
    found = problems_in(tmp_path, today=TODAY)
    assert found[0].startswith(f"{path}:3: ")


def test_a_related_topic_that_looks_like_no_id_is_a_problem_not_a_crash(tmp_path):
    path = write_content(tmp_path, related=["alarm"])
    (problem,) = problems_in(tmp_path, today=TODAY)
    assert problem.startswith(f"{path}:{line_of(path.read_text('utf-8'), 'related:')}: ")


def test_an_id_that_two_files_share_is_found(tmp_path):
    write_content(tmp_path)
    other = write_topic(tmp_path, "pemadam", questions=["pemadam api"])
    found = [problem for problem in problems_in(tmp_path, today=TODAY) if "apar.md" in problem]
    assert [problem.split(": ")[0] for problem in found if "pemadam.md:2" in problem] == [f"{other}:2"]


def test_a_wording_that_leads_to_two_topics_is_found_however_it_is_typed(tmp_path):
    """The ranker could only guess between the two."""
    path = write_content(tmp_path)
    write_content(
        tmp_path,
        questions=[
            "[tinggi|jarak|isi] apar [berapa|brp|apa] (sih)",
            "[a|b|c|d|e|f|g] apar",
            "Alarm  dipasang DI mana?",
        ],
    )
    found = problems_in(tmp_path, today=TODAY)
    assert len(found) == 1
    assert found[0].startswith(f"{path.with_name('alarm.md')}:")
    assert "'alarm dipasang di mana'" in found[0]
    assert "m5-alarm" in found[0]
    assert "m5-apar" in found[0]
