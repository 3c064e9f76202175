"""What a serving process leaves out (bot/lean.py) may be named, and is never silently called."""

import importlib
import importlib.util
import sys
import typing
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from bot import lean
from bot.lean import LeftOutError

RASA = Path(importlib.util.find_spec("rasa").origin).parent


@pytest.fixture
def left_out(monkeypatch):
    """A module of its own on the list; nothing of it is left after the test."""
    monkeypatch.setitem(lean.LEFT_OUT, "huge", "nothing we do")
    known = set(sys.modules)
    yield importlib.import_module("huge")
    for name in set(sys.modules) - known:
        del sys.modules[name]


def test_whatever_stands_at_the_top_of_a_module_works(left_out):
    deep = importlib.import_module("huge.layers.dense")

    class Layer(left_out.keras.layers.Layer, left_out.Mixin):
        size: left_out.Tensor[int] | None = None

    assert isinstance(left_out.keras.layers.Layer, type)
    assert deep.Dense is deep.Dense
    assert typing.Union[left_out.Tensor, int]  # noqa: UP007 - as Rasa writes it
    assert not isinstance(Layer.size, left_out.Tensor)
    with pytest.raises(ZeroDivisionError):
        _divide(left_out.errors.Timeout)


def _divide(caught):
    try:
        return 1 / 0
    except caught:
        pytest.fail("caught what it is no error of")


@pytest.mark.parametrize(
    "call",
    [
        lambda huge: huge.load("model"),
        lambda huge: huge.keras.layers.Layer(12),
        lambda huge: type("Ours", (huge.Model,), {})(),
        lambda huge: huge.Model.restore(),
        lambda huge: huge.function(print),
    ],
)
def test_calling_what_is_left_out_says_what_and_where(left_out, call):
    with pytest.raises(
        LeftOutError, match=r".+ was called, but a serving process runs without it: .+bot/lean.py"
    ):
        call(left_out)


def test_python_does_not_take_it_for_something_else(left_out):
    """Names with underscores are what Python and its tools ask every object for."""
    assert not hasattr(left_out, "__wrapped__")
    assert not hasattr(left_out.Model, "__iter__")
    with pytest.raises(TypeError):
        iter(left_out.Model)


def test_nothing_else_is_left_out():
    finder = next(one for one in sys.meta_path if isinstance(one, lean._Finder))

    for name in (
        "tensorflow",
        "sklearn",
        "rasa.core.testing",
        "sanic_routing",
        "rasa.utils.tensorflow.constants",
    ):
        assert finder.find_spec(name, None) is None


@pytest.mark.parametrize("name", [*lean.LEFT_OUT, lean._CHANNEL])
def test_everything_on_the_list_is_there_to_be_left_out(name):
    """A newer Rasa that has moved it would bring all of it back, unnoticed."""
    parent = name.rpartition(".")[0]
    where = [str(RASA.parent.joinpath(*parent.split(".")))] if parent else None

    assert PathFinder.find_spec(name, where)


def test_it_is_set_up_once():
    lean.leave_out()
    lean.leave_out()

    assert sum(isinstance(one, lean._Finder) for one in sys.meta_path) == 1
