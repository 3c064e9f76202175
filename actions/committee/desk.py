"""The desk at which suggestions are decided."""

from actions.services import services
from actions.who import Call
from mitra.suggestions.deciding import Desk


def desk(call: Call) -> Desk:
    """Return the desk of who taps or types."""
    return Desk(call.connection, call.actor, key=services().key, at=call.at)
