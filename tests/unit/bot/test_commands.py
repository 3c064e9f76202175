"""A command that is offered is one that is understood, and the other way round."""

import pytest
import yaml

from bot.handlers.commands import COMMANDS
from bot.training import ROOT

OFFERED = {row["command"] for row in yaml.safe_load((ROOT / "content" / "commands.yml").read_text("utf-8"))}
HELP = (ROOT / "content" / "messages" / "help.html.j2").read_text("utf-8")


def test_the_menu_offers_all_commands_and_no_others():
    assert set(COMMANDS) == OFFERED


@pytest.mark.parametrize("command", sorted(OFFERED - {"start"}))
def test_the_help_names_it(command):
    assert f"/{command}" in HELP
