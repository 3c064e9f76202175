"""What each topic has, and what it lacks."""

import datetime as dt

import pytest

from mitra.content.coverage import coverage_of, totals
from mitra.content.library import collect_library
from tests.unit.mitra.content.writing import write_content, write_topic

TODAY = dt.date(2026, 11, 24)


def covered(folder, *, today=TODAY):
    return coverage_of(collect_library(folder)[0], today=today)


def apar(folder, **options):
    return next(row for row in covered(folder, **options)[5] if row.topic.id == "m5-apar")


def test_what_a_topic_has_is_counted(tmp_path):
    write_content(
        tmp_path, short="Pasang **125 cm** &c.", sources=["a", "b"], related=["m5-alarm", "m1-nanti"]
    )
    row = apar(tmp_path)
    assert (row.short, row.lines, row.wordings) == (len("Pasang 125 cm &c."), 3, 28)
    assert (row.sources, row.regulations, row.related) == (2, 1, 1)
    assert row.detail > 0
    assert not row.notice
    assert row.missing == ()


@pytest.mark.parametrize(
    ("overrides", "missing"),
    [
        ({"sources": []}, ("sumber",)),
        # A law is quoted but none is named for the notices.
        ({"short": "Menurut UU 1/1970.", "regulations": []}, ("peraturan",)),
        ({"short": "Pasang.", "detail": "Cek.", "regulations": []}, ()),
        ({"questions": ["apar [a|b]"]}, ("ragam",)),
        # A line that cannot be read counts for none.
        ({"questions": ["[apar", "apar [a|b]"]}, ("ragam",)),
        # Topics that are not written lead nowhere.
        ({"related": ["m1-nanti"]}, ("terkait",)),
        ({"checked": "2025-11-23"}, ("dicek ulang",)),
        ({"checked": "2025-11-24"}, ()),
        ({"sources": [], "related": []}, ("sumber", "terkait")),
    ],
)
def test_what_is_missing_is_named(tmp_path, overrides, missing):
    write_content(tmp_path, **overrides)
    assert apar(tmp_path).missing == missing


def test_a_topic_no_other_leads_to_is_told(tmp_path):
    write_content(tmp_path)
    write_topic(tmp_path, "sendiri", id="m5-sendiri", title="Sendiri")
    missing = {row.topic.id: row.missing for row in covered(tmp_path)[5]}
    assert missing == {"m5-alarm": (), "m5-apar": (), "m5-sendiri": ("ditunjuk topik lain",)}


def test_a_regulation_in_doubt_gives_a_notice(tmp_path):
    write_content(tmp_path)
    path = tmp_path / "regulations.yml"
    doubtful = (
        path.read_text("utf-8").replace("berlaku", "perlu_dicek").replace("}", ", note: Bisa berubah.}")
    )
    path.write_text(doubtful, "utf-8")
    assert apar(tmp_path).notice


def test_totals_add_up_and_an_empty_module_is_all_zeros(tmp_path):
    write_content(tmp_path, sources=[])
    by_module = covered(tmp_path)
    sums = totals(by_module[5])
    assert (sums.topics, sums.lines, sums.wordings, sums.sources) == (2, 6, 56, 1)
    assert (sums.notices, sums.lacking) == (0, 1)
    assert by_module[0] == []
    assert totals([]).topics == 0


def test_the_real_content_is_covered():
    by_module = coverage_of(collect_library()[0], today=TODAY)
    assert all(row.short and row.detail and row.wordings for rows in by_module.values() for row in rows)
