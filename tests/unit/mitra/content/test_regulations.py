"""Laws change: one line puts a notice on every answer that rests on the law, and asks for a review."""

import pytest

from mitra.content.library import read_library
from mitra.errors import ContentError
from tests.unit.mitra.content.writing import REGULATION, write_content

NOTE = "Undang-undang baru mungkin sudah mengubahnya."
DOUBTFUL = REGULATION.replace("status: berlaku", "status: perlu_dicek").replace("}", f", note: {NOTE}}}")


def with_regulations(folder, text):
    """A small content folder whose regulations are these."""
    write_content(folder)
    (folder / "regulations.yml").write_text(text, "utf-8")
    return folder


def test_a_regulation_in_force_brings_no_notice(tmp_path):
    library = read_library(with_regulations(tmp_path, REGULATION))

    assert library.notices(library.topics["m5-apar"]) == []
    assert library.to_review() == {}


def test_changing_one_line_puts_a_notice_on_all_answers_that_rest_on_it(tmp_path):
    library = read_library(with_regulations(tmp_path, DOUBTFUL))

    assert library.notices(library.topics["m5-apar"]) == [NOTE]
    assert library.notices(library.topics["m5-alarm"]) == [NOTE]
    assert library.to_review() == {"Permenaker 4/1980 (perlu_dicek)": ["m5-alarm", "m5-apar"]}


def test_the_same_notice_is_given_once(tmp_path):
    """Two regulations behind one answer that are in doubt for one reason."""
    both = DOUBTFUL + DOUBTFUL.replace("4-1980", "5-1981").replace("4/1980", "5/1981")
    folder = with_regulations(tmp_path, both)
    write_content(folder, regulations=["permenaker-4-1980", "permenaker-5-1981"])
    (folder / "regulations.yml").write_text(both, "utf-8")
    library = read_library(folder)

    assert library.notices(library.topics["m5-apar"]) == [NOTE]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        # a status nobody knows
        (REGULATION.replace("berlaku", "entah"), "entah"),
        # in doubt, without a word for people
        (REGULATION.replace("berlaku", "perlu_dicek"), "note"),
        # a field too many
        (REGULATION.replace("}", ", warna: biru}"), "warna"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path, line, problem):
    folder = with_regulations(tmp_path, REGULATION.replace("4-1980", "1-1970") + line)

    with pytest.raises(ContentError, match=problem) as error:
        read_library(folder)

    assert str(error.value).startswith(f"{folder / 'regulations.yml'}:2:")
