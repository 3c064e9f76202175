"""The examples for what is no topic: well formed, and nobody else's."""

from collections import defaultdict

import yaml

from mitra.content.library import read_library
from mitra.content.questions import expand
from nlu.importer import EXAMPLES
from nlu.normaliser import normalise

OPERATIONS = yaml.safe_load(EXAMPLES.read_text("utf-8"))


def test_no_wording_means_two_things():
    """What is typed the same, after normalising, belongs to one topic or operation only."""
    meanings = defaultdict(set)
    for topic in read_library().topics.values():
        for wording in topic.wordings():
            meanings[" ".join(normalise(wording))].add(topic.id)
    for operation, lines in OPERATIONS.items():
        for line in lines:
            for wording in expand(line):
                meanings[" ".join(normalise(wording))].add(operation)

    assert {wording: sorted(names) for wording, names in meanings.items() if len(names) > 1} == {}
