"""
Calculators for the chat: what to ask next, what a reply means, and the sum with its steps.

Rules and sources stand in wages.py and production.py, words in content/calculators.yml. Answers are strings, for they
live in a Rasa slot; one that cannot be right counts as not given, whoever put it there.
"""

from mitra.calculators.book import CALCULATORS, read_calculators
from mitra.calculators.model import LABEL_LIMIT, TITLE_LIMIT, Calculator, Field, Step, read

__all__ = [
    "CALCULATORS",
    "LABEL_LIMIT",
    "TITLE_LIMIT",
    "Calculator",
    "Field",
    "Step",
    "read",
    "read_calculators",
]
