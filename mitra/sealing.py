"""
Sealing: what the database keeps without being able to read it, because the key lies outside of it.

AES-256-GCM with a key derived from the secret key for this purpose alone (HKDF, RFC 5869), and a fresh nonce each time: the
same account sealed twice looks different, so that two reports cannot be seen to be one person's.
"""

import base64
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mitra.errors import MitraError

_NONCE = 12
#: Shorter texts are filled up, so that a length tells nothing.
_FILLED_UP = 64


class SealError(MitraError):
    """What was sealed cannot be opened: by another key, or changed."""


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mitra sealing 1").derive(key)
    return AESGCM(derived)


def seal(key: bytes, content: Any, *, about: str) -> str:
    """
    Return `content` (plain values for JSON) sealed, as printable text.

    `about` says what it belongs to, such as hazard:7: sealed for one thing, it does not open for another.
    """
    plain = json.dumps(content, ensure_ascii=False).encode()
    nonce = os.urandom(_NONCE)
    sealed = _cipher(key).encrypt(nonce, plain.ljust(_FILLED_UP), about.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, sealed: str, *, about: str) -> Any:
    """Return what was sealed; raises SealError."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return json.loads(_cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode()))
    except (InvalidTag, ValueError) as error:
        raise SealError("sealed by another key, or changed") from error
