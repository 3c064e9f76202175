"""docs/development.md, its recipes done in a copy of the repository: the bot that results does what the page promises."""

import json

import pytest

from tests.unit.docs.recipes import BY_MACHINE, follow, run, run_mitra, run_pytest

#: One training, on a machine that does other things as well.
pytestmark = pytest.mark.timeout(400)
#: None of these stands in the page.
QUESTIONS = {
    "kmrn regu siang ga bilang mesinnya rusak, oper shift yg bener gmn": "m1-serah-terima-shift",
    "ada berapa bagian sih di perusahaan kita": "own_areas",
    # What was known before is known still.
    "apar dipasang setinggi apa": "m5-apar-pasang",
    "ganti bagian saya jadi packing": "profile",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The repository after all recipes, with a model of its own: trained by the first question, as the page says."""
    root = tmp_path_factory.mktemp("newcomer")
    follow(BY_MACHINE, root)
    return root


@pytest.fixture(scope="module")
def answers(copy):
    """What `mitra ask --jsonl` says to each question."""
    asked = run_mitra(copy, "ask", "--jsonl", said="\n".join(QUESTIONS))
    assert asked.returncode == 0, asked.stderr
    return [json.loads(line) for line in asked.stdout.splitlines()]


def test_the_new_topic_and_the_new_command_are_understood(answers):
    """By words that stand in no recipe; the neighbours are not taken for them."""
    assert {one["question"]: one["topic"] or one["operation"] for one in answers} == QUESTIONS


@pytest.mark.usefixtures("answers")
def test_the_recipes_conversations_are_had(copy):
    """The checklist is offered and alerts the manager, the command answers: three conversations, as the page writes them."""
    played = run_pytest(copy, "tests/acceptance/test_conversations.py", "-k", "own_areas or forklift")
    assert "3 passed" in played.stdout, played.stdout


def test_the_recipes_messages_pass_the_tests_they_are_sent_to(copy):
    """Samples and style sheet."""
    files = [f"tests/unit/mitra/content/test_{name}.py" for name in ("messages", "wording")]
    passed = run_pytest(copy, *files)
    assert passed.returncode == 0, passed.stdout


def test_the_new_prompts_are_there(copy):
    """One more to send by hand; in the series one in the place of another."""
    source = (
        "from mitra.prompts.catalogue import catalogue; known = catalogue();"
        "print(*known.singles, *(step.id for step in known.series['m5'].steps))"
    )
    names = run(copy, "-c", source).stdout.split()
    assert {"umum-satu-bagian", "m5-nyaris-lapor"} <= set(names)
    assert "m5-nyaris" not in names
