"""All answers at hand."""

import pytest

from mitra.content.library import collect_library, read_library
from mitra.errors import ContentError
from tests.unit.mitra.content.writing import write_content, write_topic


def test_topics_are_found_by_module_in_the_order_of_their_titles(tmp_path):
    write_content(tmp_path)
    write_topic(tmp_path, "bahan", id="m5-bahan", title="bahan kimia")
    library = read_library(tmp_path)
    # As people sort: small letters do not go last.
    assert [topic.title for topic in library.topics_of(5)] == ["Alarm", "APAR", "bahan kimia"]
    assert library.topics_of(0) == []
    assert library.topics["m5-apar"].title == "APAR"


def test_modules_are_found_by_number(tmp_path):
    write_content(tmp_path)
    library = read_library(tmp_path)
    assert [module.number for module in library.modules] == [0, 5]
    assert library.module(5).folder == "m5-k3"
    assert library.module(3) is None


def test_related_topics_come_best_first_and_only_those_written(tmp_path):
    """A related topic of a module not written yet is left out until it is there."""
    path = write_content(tmp_path, related=["m1-nanti", "m5-d", "m5-alarm", "m5-b", "m5-c"])
    for name in "bcd":
        write_topic(tmp_path, name, id=f"m5-{name}")
    library = read_library(tmp_path)
    topic = next(topic for topic in library.topics.values() if topic.path == path)
    assert [related.id for related in library.related(topic)] == ["m5-d", "m5-alarm"]
    assert [related.id for related in library.related(topic, most=1)] == ["m5-d"]


def test_a_topic_that_cannot_be_read_is_left_out_and_named(tmp_path):
    path = write_content(tmp_path, title=5)
    library, problems = collect_library(tmp_path)
    assert list(library.topics) == ["m5-alarm"]
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:3: ")


def test_the_bot_does_not_start_on_content_it_cannot_read(tmp_path):
    path = write_content(tmp_path, title=5)
    with pytest.raises(ContentError, match=f"^{path}:3: "):
        read_library(tmp_path)


@pytest.mark.parametrize(
    ("modules", "line"),
    [
        # No YAML, with the line of the fault.
        ("- {number: 0\n- {number: 5", 2),
        # A module that lacks something, or has too much.
        ("- {number: 5, folder: m5-k3, title: K3}", 1),
        ("- {number: 5, folder: m5-k3, icon: x, title: K3, author: Budi}", 1),
        # Not a list, or nothing.
        ("5", 1),
        ("", 1),
    ],
)
def test_a_mistake_in_the_list_of_modules_is_named_with_its_line(tmp_path, modules, line):
    path = tmp_path / "modules.yml"
    path.write_text(modules, "utf-8")
    with pytest.raises(ContentError, match=f"^{path}:{line}: "):
        read_library(tmp_path)


def test_a_missing_list_of_modules_is_named(tmp_path):
    with pytest.raises(ContentError, match=f"^{tmp_path / 'modules.yml'}:1: "):
        read_library(tmp_path)
