"""No message makes all others wait: none of our patterns takes long to see that it does not fit."""

import importlib
import pkgutil
import re
import time

import pytest

from bot.handlers import questions

#: Letters of a message that is meant to do harm: four times as many, as Telegram takes, take sixteen times as long where the effort is the square,
#: which is still bearable, and more than a hundred times where it is worse.
LETTERS = 1_000
LONGEST_SECONDS = 0.5
#: What patterns repeat.
PIECES = (
    "a", "1", " ", "\n", "a ", "1.", "1,", "-", "@", "<", "<b ", "{{", "{% ", "rp", "&#1;", "a.a.", "'", "1 ", ". ", "kode ",
    "saran ", "nama ", "rp 1.000.", "(", "%", "/", "http://", "a@a.", "pak ", "jl. ", "0812-", "sampai ", "jam ", "dan ",
    "tidak ", "12:", "PT ", "Aa ", "di", "me", "kan", "nama saya ", "tgl ", "senin ", "A. ", "_x0041_", "- ", "=",
)  # fmt: skip
#: What stands before and behind, so that in the end it does not fit.
AROUND = (("", ""), ("x", "!"), ("kode", "xx"), ("jam", "x"), ("", "\n\0"))


def hostile():
    for piece in PIECES:
        for before, behind in AROUND:
            yield before + (piece * LETTERS)[:LETTERS] + behind


def patterns():
    """Return every pattern of our modules, by where it stands."""
    found = {}
    for package in ("mitra", "bot.handlers", "actions", "nlu"):
        path = importlib.import_module(package).__path__
        for one in pkgutil.walk_packages(path, f"{package}."):
            if not one.name.endswith("__main__"):
                module = importlib.import_module(one.name)
                for name, value in vars(module).items():
                    for pattern in inside(value):
                        found.setdefault(pattern, f"{one.name}.{name}")
    return found


def inside(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from inside(one, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        yield from inside([*value, *value.values()], depth)
    elif depth < 3 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from inside([getattr(value, name, None) for name in value.__dataclass_fields__], depth)


def seconds(pattern, text):
    began = time.process_time()
    pattern.search(text)
    pattern.fullmatch(text)
    pattern.sub("", text)
    return time.process_time() - began


def test_no_pattern_goes_on_for_ever():
    """Blanks after "kode" once took three minutes, in which nobody was answered."""
    texts = list(hostile())
    found = patterns()
    assert len(found) > 150
    slow = [
        (where, text[:12])
        for pattern, where in found.items()
        if isinstance(pattern.pattern, str)
        for text in texts
        if seconds(pattern, text) > LONGEST_SECONDS
    ]
    assert slow == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kode KM7P4X", "KM7P4X"),
        ("Kodenya: km7p4x.", "km7p4x"),
        ("kode  =  KM7P4X", "KM7P4X"),
        ("kodeKM7P4X", "KM7P4X"),
    ],
)
def test_a_code_is_still_read(typed, code):
    assert questions._CODE.fullmatch(typed)[1] == code


@pytest.mark.parametrize(
    "typed", ["KM7P-4X2Q", "kode saran KM7P-4X2Q", "bukti: KM7P - 4X2Q", "saran KM7P-4X2Q!", "resi=km7p-4x2q"]
)
def test_a_receipt_is_still_read(typed):
    assert "".join(questions._RECEIPT.fullmatch(typed).groups()).upper() == "KM7P4X2Q"
