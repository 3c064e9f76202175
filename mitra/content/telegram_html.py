"""HTML as Telegram takes it: how long it looks, whether it is whole, how to cut it."""

import html
import re
from collections.abc import Iterator

#: Longest text Telegram takes, counted after tags and entities are resolved.
MESSAGE_LIMIT = 4_096
_TAG = re.compile(r"<(/?)([a-z-]+)((?:\s[^<>]*)?)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATOM = re.compile(rf"{_TAG.pattern}|{_ENTITY.pattern}|.", re.DOTALL)
#: Tags our texts use; Telegram knows a few more.
TAGS = {"b", "i", "u", "s", "code", "pre", "blockquote"}


def escape(text: str) -> str:
    """Return what a person typed so that it shows as typed."""
    return html.escape(text, quote=False)


def plain(markup: str) -> str:
    """Return the text that people see of `markup`."""
    return html.unescape(_TAG.sub("", markup))


def visible_length(markup: str) -> int:
    """Return the length Telegram counts: UTF-16 code units without tags."""
    return len(plain(markup).encode("utf-16-le")) // 2


def problems(markup: str) -> Iterator[str]:
    """Yield what Telegram would refuse in `markup`."""
    rest = _ENTITY.sub("", _TAG.sub("", markup))
    if "<" in rest or "&" in rest:
        yield "memuat '<' atau '&' tanpa kode: tulis &lt; atau &amp;"
    stack: list[str] = []
    for match in _TAG.finditer(markup):
        closing, name = match.group(1), match.group(2)
        if name not in TAGS:
            yield f"memakai <{name}>, yang tidak dikenal Telegram"
        elif not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            yield f"menutup <{name}> yang tidak terbuka"
    if stack:
        yield f"membiarkan <{stack[-1]}> terbuka"


def split(markup: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """
    Return `markup` in pieces of at most `limit` visible characters, each whole by itself.

    Cuts between paragraphs where it can, else between lines, words, and at last letters;
    a tag open at the cut is closed there and opened again in the next piece.
    """
    if visible_length(markup) <= limit:
        return [markup]
    pieces: list[str] = []
    rest = markup
    while visible_length(rest) > limit:
        head, rest = _cut(rest, limit)
        pieces.append(head)
    return [piece for piece in [*pieces, rest] if plain(piece).strip()]


def _cut(markup: str, limit: int) -> tuple[str, str]:
    end = _longest_fit(markup, limit)
    at = max(
        (markup.rfind(gap, 0, end) for gap in ("\n\n", "\n", " ")), key=lambda at: _worth(markup, at, end)
    )
    if at <= 0 or visible_length(markup[:at]) == 0:
        at = end
    head, tail = markup[:at], markup[at:].lstrip()
    still_open = _open_tags(head)
    closing = "".join(f"</{name}>" for name, _ in reversed(still_open))
    opening = "".join(tag for _, tag in still_open)
    return head.rstrip() + closing, opening + tail


def _worth(markup: str, at: int, end: int) -> tuple[bool, int]:
    """Return a cut's worth: a paragraph's end beats a later line's, unless half the message stayed empty."""
    if at <= 0 or _inside_tag(markup, at):
        return (False, -1)
    weight = 3 if markup.startswith("\n\n", at) else 2 if markup.startswith("\n", at) else 1
    return (at >= end // 2, weight)


def _inside_tag(markup: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in _TAG.finditer(markup, max(0, at - 200)))


def _longest_fit(markup: str, limit: int) -> int:
    """Return where the first `limit` visible characters of `markup` end."""
    seen = 0
    for match in _ATOM.finditer(markup):
        atom = match.group()
        width = 0 if match.group(2) else len(html.unescape(atom).encode("utf-16-le")) // 2
        if seen + width > limit:
            return match.start()
        seen += width
    return len(markup)


def _open_tags(markup: str) -> list[tuple[str, str]]:
    stack: list[tuple[str, str]] = []
    for match in _TAG.finditer(markup):
        if match.group(1):
            stack.pop()
        else:
            stack.append((match.group(2), match.group()))
    return stack
