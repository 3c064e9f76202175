"""The security review (docs/security.md) names tests and code that are there."""

import re

import pytest

from bot.training import ROOT

PAGES = ("security.md", "dependencies.md")
TESTS = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
CODE = re.compile(r"`((?:bot|mitra|actions|nlu|simulator|deploy)/[\w/.]+?)(?:: ([\w, .]+))?`")


def page(name):
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_test_that_is_named_exists(name):
    missing = [
        f"{path}::{test}"
        for path, test in TESTS.findall(page(name))
        if not (ROOT / "tests" / path).exists()
        or f"def {test}(" not in (ROOT / "tests" / path).read_text("utf-8")
    ]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_every_place_in_the_code_that_is_named_exists(name):
    for path, names in CODE.findall(page(name)):
        place = ROOT / path
        assert place.exists(), path
        for one in filter(None, names.split(", ")):
            assert one in place.read_text("utf-8"), f"{path}: {one}"
