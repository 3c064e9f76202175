"""The figures of content/kpis.yml: as they are, and what is told of mistakes in them."""

import shutil

import pytest

from mitra.calculators.model import TITLE_LIMIT
from mitra.content.library import CONTENT_DIR, read_library
from mitra.content.lint import problems_in as lint
from mitra.errors import ContentError
from mitra.kpis import feeds
from mitra.kpis.catalogue import DIVIDED, FED, FILE, Kind, catalogue, problems_in, read_catalogue
from mitra.kpis.periods import RHYTHMS
from tests.unit.mitra.make import NOW

KNOWN = catalogue()


def test_the_figures_of_score_are_all_there():
    assert set(KNOWN) == {
        *("defect_rate", "rework_rate", "absence_rate", "turnover_rate", "accidents", "lost_days"),
        *("energy_per_unit", "five_s", "suggestions_per_worker", "on_time_delivery", "productivity"),
    }


def test_what_can_be_told_wrong_is_told_right():
    """Which way is better, how it is worked out, and what Mitra counts by itself."""
    assert {code for code, one in KNOWN.items() if one.higher} == {
        *("five_s", "suggestions_per_worker", "on_time_delivery", "productivity"),
    }
    assert (
        {code for code, one in KNOWN.items() if one.kind is Kind.AUTO} == set(FED) == set(feeds.WHILE_RUNNING)
    )
    assert {code for code, one in KNOWN.items() if one.kind is Kind.RATIO} == {
        "energy_per_unit",
        "productivity",
    }
    assert {code for code, one in KNOWN.items() if one.count} == {"accidents", "lost_days"}


def test_accidents_are_worth_no_money():
    """A prize on few accidents is a prize on hiding them."""
    assert [code for code, one in KNOWN.items() if not one.worth] == ["accidents", "lost_days", *FED]


@pytest.mark.parametrize("one", KNOWN.values(), ids=list(KNOWN))
def test_each_can_be_asked_for_and_explained(one):
    assert one.topic in read_library().topics
    assert read_library().topics[one.topic].module in {0, one.module}
    assert set(one.rhythms) <= set(RHYTHMS)
    assert len(one.name) <= TITLE_LIMIT
    assert bool(one.questions) is (one.kind is not Kind.AUTO)
    assert bool(one.whole_question) is (one.kind in DIVIDED)
    for question in one.questions.values():
        assert question.format(period="Minggu 16–22 November").startswith("Minggu 16–22 November: berapa ")


def test_the_catalogue_is_part_of_what_is_checked(tmp_path):
    shutil.copytree(CONTENT_DIR, tmp_path / "content")
    file = tmp_path / "content" / FILE
    file.write_text(file.read_text("utf-8").replace("topic: m2-rework", "topic: m2-hilang"), "utf-8")
    (problem,) = lint(tmp_path / "content", today=NOW.date())
    assert problem.startswith(f"{file}:")
    assert "m2-hilang tidak ada" in problem


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("\n  kind: share", "\n  kind: kadang", "kind harus salah satu"),
        ("\n  kind: share", "\n  kind: auto", "auto hanya untuk"),
        ("kind: auto", "kind: number", "auto hanya untuk"),
        ("\n  better: lower", "\n  better: kecil", "lower atau higher"),
        ("usual: [0, 30]", "usual: [30, 0]", "yang kecil dulu"),
        ("usual: [0, 30]", "usual: 30", "dua angka"),
        ('"{period}: berapa barang reject', '"berapa barang reject', "memuat {period}"),
        ('"{period}: berapa barang reject', '"{bulan}: berapa barang reject', "kurung kurawal"),
        ("    week: ", "    day: ", "tidak dikenal: day"),
        ("  per: tiap reject\n", "", "berdua"),
        ("  whole_question: Dari berapa barang yang diperiksa?\n", "", "belum memuat whole_question"),
        ("  source: ", "  sumber: ", "belum memuat source"),
        ("name: Reject", f"name: {'Reject ' * 9}", "hanya muat"),
        ("defect_rate:", "defect_rate: [", "expected"),
    ],
)
def test_each_mistake_with_its_line(tmp_path, before, after, problem):
    text = (CONTENT_DIR / FILE).read_text("utf-8")
    assert before in text
    (tmp_path / FILE).write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ContentError, match=rf"{FILE}:\d+: ") as wrong:
        read_catalogue(tmp_path)
    assert problem in str(wrong.value)
    assert list(problems_in(tmp_path, read_library().topics)) == [str(wrong.value)]


def test_no_file_is_no_problem(tmp_path):
    assert list(problems_in(tmp_path, ())) == []
