"""
Leaves out of a serving process what Rasa imports but Mitra's model never calls: TensorFlow and scikit-learn, fourteen other
chat channels, a web server, other databases. That is two thirds of its memory, and half of what it imports.

What is left out is a closed list. It is mostly Rasa's own modules, one step before the large library, so that nothing of
TensorFlow is ever imitated: who imports it all the same gets the real one. In their places stand empty modules in which every
name may be imported, subclassed, caught and named in type hints. Calling one raises LeftOutError, so nothing is silently wrong.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, NoReturn, cast

#: Module, and what it would be for. Modules below it are left out too.
LEFT_OUT = {
    "rasa.utils.tensorflow.callback": "training neural networks; brings TensorFlow and keras",
    "rasa.utils.tensorflow.data_generator": "training neural networks; brings TensorFlow and keras",
    "rasa.utils.tensorflow.model_data": "training neural networks; brings scikit-learn",
    "rasa.utils.tensorflow.model_data_utils": "training neural networks",
    "rasa.core.test": "Rasa's evaluation of models; brings matplotlib",
    "boto3": "conversations in DynamoDB",
    "pymongo": "conversations in MongoDB",
    "sanic": "Rasa's own web server",
}
#: A package whose contents are the other chat channels; the module in it that everybody means.
_CHANNELS, _CHANNEL = "rasa.core.channels", "rasa.core.channels.channel"
_USED_OF_CHANNEL = ("CollectingOutputChannel", "InputChannel", "OutputChannel", "UserMessage")


class LeftOutError(RuntimeError):
    """Something was called that a serving process runs without."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was called, but a serving process runs without it: see LEFT_OUT in bot/lean.py, and take it off "
            "that list if config.yml needs it now"
        )


class _Empty(type):
    """The type of every name in a module that is left out."""

    def __call__(cls, *_: Any, **__: Any) -> NoReturn:
        """Raise LeftOutError, for subclasses too."""
        raise LeftOutError(f"{cls.__module__}.{cls.__qualname__}")

    def __getattr__(cls, name: str) -> Any:
        """Return an empty name for what would be an attribute; Python's own are not there."""
        return _empty(cls.__module__, f"{cls.__qualname__}.{name}")


def _empty(module: str, name: str) -> Any:
    """Return a class that may be subclassed, have parameters in type hints and, being an exception, stand behind `except`."""
    last = name.rpartition(".")[2]
    if last.startswith("__"):
        raise AttributeError(f"{module}.{name}")
    own = {"__module__": module, "__qualname__": name, "__class_getitem__": classmethod(lambda cls, _: cls)}
    return _Empty(last, (Exception,), own)


class _EmptyModule(ModuleType):
    """A module in which every name is there, and empty."""

    def __getattr__(self, name: str) -> Any:
        """Return the empty name, the same one each time."""
        found = _empty(self.__name__, name)
        setattr(self, name, found)
        return found


class _Nothing(Loader):
    """Makes empty modules."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an empty module."""
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""


class _OnlyChannel(Loader):
    """Makes Rasa's package of channels without the fourteen that talk to somebody else's service."""

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave that to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Let the package have what the rest of Rasa takes from it."""
        channel = __import__(_CHANNEL, fromlist=_USED_OF_CHANNEL)
        module.__dict__.update({name: getattr(channel, name) for name in _USED_OF_CHANNEL})


class _Finder(MetaPathFinder):
    """Comes before Python's own finders, and answers only for what is left out."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to make a module that is left out, None for all others."""
        if name == _CHANNELS:
            spec = cast("ModuleSpec", PathFinder.find_spec(name, path, target))
            spec.loader = _OnlyChannel()
            return spec
        if any(name == one or name.startswith(f"{one}.") for one in LEFT_OUT):
            return ModuleSpec(name, _Nothing(), is_package=True)
        return None


def leave_out() -> None:
    """Leave out what is on the list from now on; what is imported already stays."""
    if not any(isinstance(one, _Finder) for one in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
