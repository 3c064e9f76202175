"""The methods of the Bot API, one function each."""

from simulator.methods import about, asking, chats, editing, media, queries, sending, updates
from simulator.methods.registry import METHODS, Call, find

# Importing the modules is what registers their methods.
MODULES = (about, asking, chats, editing, media, queries, sending, updates)

__all__ = ["METHODS", "Call", "find"]
