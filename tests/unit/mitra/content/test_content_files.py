"""Whatever stands in a content file, it is read, or refused with file, line and what to do: nobody sees a traceback."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings

from mitra.content.checklists import collect_checklists
from mitra.content.files import read_yaml, shaped
from mitra.content.forms import read_forms
from mitra.content.library import collect_library
from mitra.content.lint import problems_in
from mitra.content.messages import Messages
from mitra.errors import ContentError
from mitra.kpis.catalogue import read_catalogue
from tests.hostile import contents, harm

WRONG = {
    "not utf-8": b"\xff\xfe",
    "a character that YAML has not": b"a: b\nc: \x00",
    "no such date": b"a: 2026-13-45",
    "no such truth": b"!!bool perhaps",
    "no timestamp": b"!!timestamp soon",
    "brackets": b"[" * 1_500,
    "a list for a name": b"? [a]\n: b",
    "a tag of somebody else": b"!!python/object:os.system {}",
    "not closed": b"a: [",
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_yaml_stumbles_over_is_told_with_its_place(tmp_path, data):
    path = tmp_path / "a.yml"
    path.write_bytes(data)
    with pytest.raises(ContentError, match=r"a\.yml:[12]: ."):
        read_yaml(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ContentError, match=r"none\.yml:1: "):
        read_yaml(tmp_path / "none.yml")


@pytest.mark.parametrize("broken", [lambda: {}["a"], lambda: None.a, lambda: int("a"), lambda: {[]}, lambda: 1 / 0, lambda: re.compile("(")])  # fmt: skip
def test_another_shape_than_it_should_have_is_told(tmp_path, broken):
    with pytest.raises(ContentError, match=r"a\.yml:1: susunannya"), shaped(tmp_path / "a.yml"):
        broken()


@pytest.fixture
def content(tmp_path):
    contents.lay_out(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        # each was a traceback once
        ("modules.yml", b"\xff"),
        ("modules.yml", b""),
        ("modules.yml", b"- {number: 1, title: a, folder: [x], icon: a}"),
        ("modules.yml", b"- {number: 1, title: a, folder: " + b"x" * 300 + b", icon: a}"),
        ("modules.yml", b"- {number: 1, title: a, folder: ../.., icon: a}"),
        ("regulations.yml", b"\xff"),
        ("regulations.yml", b"null"),
        ("regulations.yml", b"- 5"),
    ],
)
def test_without_its_modules_and_regulations_nothing_is_read(content, name, data):
    (content / name).write_bytes(data)
    with pytest.raises(ContentError, match=rf"{re.escape(name)}:\d+: ."):
        collect_library(content)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("quizzes/m1.yml", b"\xff"),
        ("quizzes/m1.yml", b"\x00"),
        ("prompts/m3.yml", b"\xff"),
        ("prompts/m3.yml", b"a: \x01"),
        ("checklists/5s.yml", b"\xff"),
        ("modules/m0-program/apa-itu-score.md", b"\xff"),
        ("modules/m0-program/apa-itu-score.md", b"---\nid: !!bool perhaps\n---\n"),
        ("kpis.yml", b"\xff"),
    ],
)
def test_the_doctor_names_the_file_and_goes_on(content, name, data):
    (content / name).parent.mkdir(parents=True, exist_ok=True)
    (content / name).write_bytes(data)
    assert any(
        re.search(rf"{re.escape(name)}:\d+: .", line) for line in problems_in(content, today=contents.TODAY)
    )


def test_a_checklist_whose_ids_are_no_texts_is_told(content):
    path = content / "checklists" / "5s.yml"
    for place in ({"a": 1}, [1], None):
        path.write_bytes(contents.with_node(contents.originals()["checklists/5s.yml"], 1, place))
        assert collect_checklists(content / "checklists", [])[1]


@pytest.mark.parametrize(
    ("field", "value"), [("better", "{a: 1}"), ("topic", "[a]"), ("module", "x"), ("kind", "[1]")]
)
def test_a_figure_with_a_value_of_another_kind_is_told(content, field, value):
    text = contents.originals()["kpis.yml"].decode()
    changed = re.sub(rf"^(  {field}:).*$", rf"\1 {value}", text, count=1, flags=re.MULTILINE)
    assert changed != text
    (content / "kpis.yml").write_text(changed, "utf-8")
    with pytest.raises(ContentError, match=r"kpis\.yml:\d+: "):
        read_catalogue(content)


def test_a_form_whose_names_are_numbers_is_told(content):
    (content / "forms.yml").write_bytes(b"a: {title: A, fields: {1: {question: a, problem: b, 2: c}}}")
    with pytest.raises(ContentError, match=r"forms\.yml:1: a → fields → 1 "):
        read_forms({"a"}, content)


def test_a_message_that_is_no_text_is_told(tmp_path):
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "a.html.j2").write_bytes(b"\xff")
    with pytest.raises(ContentError, match=r"a\.html\.j2:1: "):
        Messages(tmp_path).check()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contents.content_files)
@example(("danger.yml", b""))
@example(("glossary.yml", b"- a"))
@example(("grievance.yml", b"groups: 5"))
@example(("suggestion_words.yml", b"modules: [1]"))
@example(("lexicon.yml", b"a: 5"))
@example(("commands.yml", b"- {command: a}"))
@example(("regions.yml", b"a: [[1]]"))
@example(("calculators.yml", b"{}"))
def test_whatever_a_file_holds_it_is_read_or_refused(file):
    harm.read_content(*file)
