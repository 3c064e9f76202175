"""Telling at a glance that a message is not written in Latin letters."""

import unicodedata


def is_foreign_script(text: str) -> bool:
    """Return whether most letters of `text` are of another script: Arabic, Chinese, Javanese, Cyrillic …"""
    letters = [letter for letter in text[:500] if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN")) for letter in letters)
    return bool(letters) and latin * 2 < len(letters)
