"""docs/development.md: its recipes fit the repository as it is, and the content they add is well."""

import pytest

from tests.unit.docs.recipes import BY_MACHINE, GUIDE, Block, follow, recipes, run, run_mitra, run_pytest

#: What the page shows to be written, by recipe.
FILES = {
    1: {"content/modules/m1-kerja-sama/serah-terima-shift.md"},
    2: {
        "content/checklists/forklift.yml",
        "content/messages/check_menu.html.j2",
        "tests/acceptance/conversations/forklift.yml",
    },
    3: {
        "actions/own_areas.py",
        "bot/handlers/commands.py",
        "content/commands.yml",
        "content/messages/help.html.j2",
        "content/messages/own_areas.html.j2",
        "data/stories/rules.yml",
        "domain.yml",
        "nlu/examples.yml",
        "tests/acceptance/conversations/own_areas.yml",
        "tests/unit/mitra/content/test_messages.py",
    },
    4: {"content/prompts/m5.yml", "content/prompts/templates.yml"},
    5: {"bot/flood.py", "bot/service.py", "mitra/settings.py", "tests/unit/bot/test_pace.py"},
}


def test_no_block_of_a_recipe_is_overlooked():
    """A block whose notation is misspelt would be left out, and what follows it would fail for no visible reason."""
    known = recipes()
    assert {number: {block.file for block in known[number]} for number in BY_MACHINE} == FILES
    announced = [
        line for line in GUIDE.read_text("utf-8").splitlines() if line[:1] == "`" and line[-1] == ":"
    ]
    assert sum(map(len, known.values())) == len(announced)


def test_the_doctor_finds_nothing_wrong_with_what_the_recipes_add(tmp_path):
    """`mitra doctor` as the page says, in a copy."""
    follow(BY_MACHINE, tmp_path)
    said = run_mitra(tmp_path, "doctor").stdout
    assert said.startswith("Isi dalam keadaan baik.\n"), said


def test_what_the_recipes_write_in_python_passes_the_linter(tmp_path):
    """A newcomer's first change should not be sent back for its style."""
    follow(BY_MACHINE, tmp_path)
    files = {file for number in BY_MACHINE for file in FILES[number] if file.endswith(".py")}
    for way in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        linted = run(tmp_path, "-m", "ruff", *way, *sorted(files))
        assert linted.returncode == 0, linted.stdout


def test_the_new_setting_is_read_and_stands_on_its_page(tmp_path):
    """The page is written by the command of the recipe; the tests it names pass."""
    follow(BY_MACHINE, tmp_path)
    page = run_mitra(tmp_path, "settings", "--markdown").stdout
    assert "| `MITRA_MESSAGES_AT_ONCE` | Pesan yang boleh dikirim satu orang sekaligus. | `40` |" in page
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "settings.md").write_text(page, "utf-8")
    files = ["tests/unit/bot/test_pace.py", "tests/unit/bot/test_operation.py"]
    passed = run_pytest(tmp_path, *files, "-k", "test_pace or page_of_settings")
    assert passed.returncode == 0, passed.stdout


def test_the_doctor_looks_at_the_copy(tmp_path):
    """A mistake made there is found there: else the test above could not fail."""
    follow(BY_MACHINE, tmp_path)
    topic = next(block.file for block in recipes()[1])
    path = tmp_path / topic
    path.write_text(path.read_text("utf-8").replace("m5-loto", "m5-lotto"), "utf-8")
    assert f"{path}:" in run_mitra(tmp_path, "doctor").stdout


@pytest.mark.parametrize(
    ("where", "line", "becomes"),
    [
        ("after", "b", "a\nb\nNEW\nc\n"),
        ("before", "b", "a\nNEW\nb\nc\n"),
        ("instead of", "b", "a\nNEW\nc\n"),
        ("at the end", "", "a\nb\nc\nNEW\n"),
    ],
)
def test_a_block_goes_where_the_page_says(tmp_path, where, line, becomes):
    """Each way of saying it."""
    (tmp_path / "x").write_text("a\nb\nc\n", "utf-8")
    Block(file="x", where=where, line=line, text="NEW\n").write(tmp_path)
    assert (tmp_path / "x").read_text("utf-8") == becomes


def test_a_line_that_is_gone_is_told(tmp_path):
    """The code has moved on: whoever moved it mends the page."""
    (tmp_path / "x").write_text("a\n", "utf-8")
    with pytest.raises(AssertionError, match="x has the line 'b' 0 times"):
        Block(file="x", where="after", line="b", text="NEW\n").write(tmp_path)
