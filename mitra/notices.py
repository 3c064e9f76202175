"""Kinds of notices: each can be stopped without the others, in /profil."""

from collections.abc import Set as AbstractSet

from mitra.store.models import Role

#: Kind → whose profile offers it. What they are called stands in content/messages/profile_kinds.
KINDS: dict[str, frozenset[Role]] = {
    "membership": frozenset(Role),
    "requests": frozenset({Role.MANAGER, Role.TRAINER}),
}


def kinds_for(roles: AbstractSet[Role]) -> list[str]:
    """Return the kinds of notices that somebody with these roles can get."""
    return [kind for kind, whose in KINDS.items() if whose & roles]
