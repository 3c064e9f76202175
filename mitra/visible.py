"""What people type without what cannot be seen: marks that hide, turn the letters around them, or pile up above a line."""

import re

#: Control characters but for tab and line breaks, directions, blanks without width, invisible letters and tags. The joiner within an
#: emoji (U+200D) stays.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: From the third on, marks upon one letter serve nobody and cover the lines around it.
_PILED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]{2})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)


def visible(text: str) -> str:
    """Return `text` as it is to be read and shown to others, line breaks kept."""
    return _PILED.sub(r"\1", _HIDDEN.sub("", text))
