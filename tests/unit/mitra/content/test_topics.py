"""One answer, read from its file; a mistake is named with file and line."""

import datetime as dt

import pytest

from mitra.content.topics import read_topic
from mitra.errors import ContentError
from tests.unit.mitra.content.writing import line_of, topic_text


@pytest.fixture
def path(tmp_path):
    return tmp_path / "apar.md"


def test_a_topic_is_read_whole(path):
    path.write_text(topic_text(questions=["jarak [antar|antara] apar", "jarak antar apar"]), "utf-8")
    topic = read_topic(path)
    assert (topic.id, topic.title, topic.module, topic.audience) == ("m5-apar", "APAR", 5, "pekerja")
    assert topic.questions == ("jarak [antar|antara] apar", "jarak antar apar")
    assert topic.sources == ("Permenaker 4/1980",)
    assert topic.checked == dt.date(2026, 11, 23)
    assert topic.related == ("m5-alarm",)
    assert topic.short == "Pasang APAR <b>125 cm</b> dari lantai, sesuai Permenaker 4/1980."
    assert topic.detail == "Cek tiap 6 bulan:\n\n• segel\n• tekanan"
    assert topic.path == path


def test_a_topic_knows_its_wordings_without_repeats(path):
    path.write_text(topic_text(questions=["jarak [antar|antara] apar", "jarak antar apar"]), "utf-8")
    assert read_topic(path).wordings() == ["jarak antar apar", "jarak antara apar"]


def test_a_file_written_on_windows_reads_alike(path):
    path.write_bytes(topic_text().replace("\n", "\r\n").encode())
    assert read_topic(path).title == "APAR"


@pytest.mark.parametrize(
    ("overrides", "beginning", "named"),
    [
        # A field has the wrong kind: its line and its name.
        ({"title": 5}, "title:", "title"),
        ({"module": "lima"}, "module:", "module"),
        ({"checked": "kemarin"}, "checked:", "checked"),
        ({"id": "[a]"}, "id:", "id"),
        ({"audience": "{a: b}"}, "audience:", "audience"),
        ({"questions": "apa itu apar"}, "questions:", "questions"),
        ({"sources": ["Permenaker", 4]}, "sources:", "sources"),
        ({"related": "null"}, "related:", "related"),
        # "Pasal: 3" is a mapping unless quoted.
        ({"sources": "\n- Permenaker: pasal 3"}, "sources:", "sources"),
        # YAML that is none: the line of the fault.
        ({"title": "APAR: dan alarm"}, "title:", ""),
        ({"title": "[APAR"}, "module:", ""),
        # A field missing or unknown: the top of the front matter, and its name.
        ({"sources": None}, "id:", "sources"),
        ({"author": "Budi"}, "id:", "author"),
        # The body: what a chat cannot show, on the line where it is.
        ({"short": "Satu.\n\n***"}, "***", ""),
        ({"detail": "Satu.\n\n> kutipan"}, ">", ""),
        ({"detail": "- luar\n  - dalam"}, "- dalam", ""),
    ],
)
def test_a_mistake_is_named_with_its_line(path, overrides, beginning, named):
    text = topic_text(**overrides)
    path.write_text(text, "utf-8")
    assert _mistake(path).startswith(f"{path}:{line_of(text, beginning)}: ")
    assert named in _mistake(path).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # No front matter, or one that never ends.
        ("Pasang APAR 125 cm dari lantai.\n", 1),
        ("---\nid: m5-apar\n", 1),
        ("", 1),
        # Front matter that is no list of fields.
        ("---\n- id\n- title\n---\nSatu.\n", 2),
        ("---\n\n---\nSatu.\n", 2),
        # No detail: the line on which the body begins.
        (topic_text().replace("## Selengkapnya", "## Lanjutan"), line_of(topic_text(), "Pasang")),
    ],
)
def test_a_file_without_its_shape_is_refused(path, text, line):
    path.write_text(text, "utf-8")
    assert _mistake(path).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("raw", "beginning"),
    [
        # A day that no month has.
        (topic_text(checked="2026-11-31").encode(), "checked:"),
        # A moment is no day; the linter could not compare it with today.
        (topic_text(checked="2026-11-23 10:00:00").encode(), "checked:"),
        # A control character pasted from elsewhere.
        (topic_text(title="\x01APAR").encode(), None),
        # A file saved in another encoding.
        (topic_text(short="Caf\u00e9").encode("latin-1"), None),
        # Two fields unknown, one of them a number.
        (topic_text(author="Budi", **{"2026": "x"}).encode(), None),
    ],
    ids=["no such day", "a moment", "a control character", "not UTF-8", "a number as a name"],
)
def test_what_yaml_or_the_file_itself_trips_over_is_named_too(path, raw, beginning):
    path.write_bytes(raw)
    line = line_of(raw.decode(), beginning) if beginning else ""
    assert _mistake(path).startswith(f"{path}:{line}")


def _mistake(path) -> str:
    with pytest.raises(ContentError) as wrong:
        read_topic(path)
    return str(wrong.value)
