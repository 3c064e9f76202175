"""Every conversation under conversations/, as people have them."""

import pytest

from tests.acceptance.script import Stage, read_scripts


@pytest.mark.parametrize("script", read_scripts(), ids=lambda script: script.name)
async def test_conversation(script, mitra, phones):
    """Each step does what a person does, and checks what comes back."""
    await Stage(phones, mitra).play(script.steps)
