"""
The state of a suggestion that is being written: sealed, since conversations are kept beside who has them.

A draft stands nowhere else: in no table, and not readable in the conversation. Its buttons carry a short word of chance that
is sealed with it, so that an earlier draft's buttons do nothing.
"""

import secrets
from typing import Any

from actions.services import services
from mitra.sealing import SealError, seal, unseal
from mitra.stack import State
from mitra.suggestions.giving import Draft

NAME = "suggest"
#: What is written: a new suggestion, a draft to send, its words again, those of one that was sent, an answer, a receipt.
NEW, DRAFT, RETYPE, REWRITE, REPLY, CODE = "new", "draft", "retype", "rewrite", "reply", "code"
KINDS = (NEW, DRAFT, RETYPE, REWRITE, REPLY, CODE)
_ABOUT = "suggesting"


def waiting(kind: str, **content: Any) -> State:
    """Return the state of something that waits for words; `content` is sealed."""
    return {
        "name": NAME,
        "of": kind,
        "values": {"sealed": seal(services().key, content, about=_ABOUT)},
    }


def content_of(state: State) -> dict[str, Any]:
    """Return what was sealed; empty when it cannot be opened."""
    try:
        return dict(unseal(services().key, state["values"].get("sealed", ""), about=_ABOUT))
    except SealError:
        return {}


def drafted(where: int, text: str, module: int, **more: Any) -> dict[str, Any]:
    """Return the content of a new draft for an enterprise."""
    fresh = {
        "nonce": secrets.token_hex(3),
        "where": where,
        "text": text,
        "module": module,
        "photo": "",
        "voice": "",
        "named": False,
        "public": True,
        "about": [],
        "compared": False,
    }
    return fresh | more


def draft_of(content: dict[str, Any]) -> Draft:
    """Return a draft as it is sent."""
    return Draft(
        text=content["text"],
        module=content["module"],
        photo=content["photo"],
        voice=content["voice"],
        named=content["named"],
        public=content["public"],
        about=tuple(content["about"]),
    )
