"""docs/promises.md: every test it names exists, and no promise of the design is without one."""

import re

import pytest
import yaml

from bot.training import ROOT

TEXT = (ROOT / "docs" / "promises.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/.-]+)::([^`]+)`", TEXT)))
#: What the design promises, in as many points.
PROMISES = 10


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_is_named_exists(path, name):
    """Whoever renames or drops it mends the page."""
    text = (ROOT / path).read_text("utf-8")
    if path.endswith(".yml"):
        assert name in yaml.safe_load(text)
    else:
        assert re.search(rf"^(async )?def {re.escape(name)}\(", text, re.MULTILINE)


def test_each_promise_has_tests():
    """All ten of the design, numbered as there; and each further one."""
    numbers = re.findall(r"^(\d+)\. \*\*", TEXT, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, PROMISES + 1)]
    promises = re.split(r"^(?:\d+\.|\*) (?=\*\*)", TEXT, flags=re.MULTILINE)[1:]
    assert len(promises) > PROMISES
    assert [promise.splitlines()[0] for promise in promises if "::" not in promise] == []
