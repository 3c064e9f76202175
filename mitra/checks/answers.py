"""Answers in words."""

from fractions import Fraction

from mitra.checks.checklist import Answers, Checklist
from mitra.checks.scoring import Mark, half_up


def say_answer(checklist: Checklist, value: Fraction | Mark | None) -> str:
    """Return an answer as people say it: "3 dari 4", "belum", "tidak berlaku", "dilewati"; medians to one decimal."""
    if value is None:
        return "dilewati"
    if isinstance(value, Mark):
        return "tidak berlaku"
    if checklist.answers is Answers.SCORE:
        return f"{_decimal(value)} dari {checklist.answers.most}"
    if value.denominator == 1:
        return "ya" if value else "belum"
    return "sebagian bilang ya, sebagian belum"


def _decimal(value: Fraction) -> str:
    tenths = half_up(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"
