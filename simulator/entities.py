"""
Formatted text as Telegram understands it: the HTML parse mode, exactly as strict.

The parser follows the public behaviour of Telegram's own: it works on bytes (errors name byte offsets) and
counts entities in UTF-16 code units.
"""

import re
from dataclasses import dataclass

from simulator.errors import ApiError, bad_request
from simulator.model import Json

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "pre": "pre", "code": "code", "blockquote": "blockquote",
}  # fmt: skip
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = b" \t\r\n\v\0"
REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
ATTRIBUTE_NAME = re.compile(rb"[^\s=>/\"'\0]*")
NAME_TOKEN = re.compile(rb"[0-9a-zA-Z.-]*")
SPACES = re.compile(rb"[ \t\r\n\v]*")
LAST_CODE_POINT = 0x10FFFF
LONGEST_REFERENCE = 10
CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\r"} | {ord("\r"): None}


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)  # noqa: PLR2004


def clean(text: str) -> str:
    """Replace what Telegram never keeps in a text."""
    return text.translate(CONTROL)


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


class HtmlParser:
    """One pass over a text with tags."""

    def __init__(self, text: str) -> None:
        # The zero byte marks the end, so that looking one byte ahead is always safe.
        self._data = text.encode("utf-8") + b"\0"
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        """Return the plain text and its entities, or raise the 400 Telegram answers with."""
        end = len(self._data) - 1
        while self._at < end:
            if self._data[self._at : self._at + 1] == b"<":
                self._tag()
            else:
                self._text()
        if self._open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        for entity in self._entities:
            if entity["type"] == "code":
                # Only a block of code has a language.
                entity.pop("language", None)
        return "".join(self._out), self._entities

    def _text(self) -> None:
        if self._data[self._at : self._at + 1] == b"&":
            decoded = self._reference() or self._literal_ampersand()
            self._add(decoded)
            return
        match = re.compile(rb"[^<&]+").match(self._data, self._at, len(self._data) - 1)
        if match:
            self._at = match.end()
            self._add(match.group().decode("utf-8"))

    def _add(self, text: str) -> None:
        self._out.append(text)
        self._length += utf16_length(text)

    def _literal_ampersand(self) -> str:
        self._at += 1
        return "&"

    def _reference(self) -> str | None:
        match = REFERENCE.match(self._data, self._at)
        decoded = _decode(match) if match else None
        if match and decoded:
            self._at = match.end()
        return decoded

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == b"/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _peek(self) -> bytes:
        return self._data[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self._data, self._at)
        if not match:
            return b""
        self._at = match.end()
        return match.group()

    def _name(self) -> str:
        return self._skip(re.compile(rb"[^ \t\r\n\v\0>]*")).decode("utf-8")

    def _start_tag(self, begin: int) -> None:
        tag = self._name().lower()
        if self._peek() == b"\0":
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        if tag not in TAGS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._peek() != b">":
            argument = self._attribute(tag, begin) or argument
        self._at += 1
        if tag == "span" and argument != "spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(_Open(tag, argument, self._length, len(self._out)))

    def _attribute(self, tag: str, begin: int) -> str:
        self._skip(SPACES)
        if self._peek() == b">":
            return ""
        name = self._skip(ATTRIBUTE_NAME).decode("utf-8")
        if self._peek() == b"\0":
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        if not name:
            raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip(SPACES)
        if self._peek() != b"=":
            return "1" if (tag, name) == ("blockquote", "expandable") else ""
        self._at += 1
        self._skip(SPACES)
        return _argument(tag, name, self._value(begin))

    def _value(self, begin: int) -> str:
        quote = self._peek()
        value = self._quoted(quote) if quote in (b"'", b'"') else self._token()
        if self._peek() == b"\0":
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        return value

    def _token(self) -> str:
        begin = self._at
        value = self._skip(NAME_TOKEN).decode("ascii").lower()
        if self._peek() not in b" \t\r\n\v\0>":
            raise _cannot(f"Unexpected end of name token at byte offset {begin}")
        return value

    def _quoted(self, quote: bytes) -> str:
        self._at += 1
        value = b""
        while self._peek() not in (quote, b"\0"):
            decoded = self._reference()
            if decoded is None:
                value += self._peek()
                self._at += 1
            else:
                value += decoded.encode("utf-8")
        if self._peek() == quote:
            self._at += 1
        return value.decode("utf-8")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise _cannot(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._name()
        self._skip(SPACES)
        if self._peek() != b">":
            raise _cannot(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise _cannot(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self._length - opened.offset,
        }
        if opened.tag == "a":
            entity |= self._link(opened)
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        self._keep(entity)

    def _link(self, opened: _Open) -> Json:
        url = opened.argument or "".join(self._out[opened.begin :])
        if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
            return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
        checked = url if re.match(r"(?i)[a-z][a-z0-9+.-]*://|mailto:|tel:", url) else f"http://{url}"
        plausible = re.fullmatch(
            r"(?i)(tg:|mailto:|tel:)\S+|https?://[^\s/]+\.[^\s]+|https?://\S+:\d+\S*", checked
        )
        # Telegram keeps the words of a link it cannot use, and silently drops the link.
        return {"url": checked} if plausible else {"type": ""}

    def _keep(self, entity: Json) -> None:
        last = self._entities[-1] if self._entities else {}
        together = {entity["type"], last.get("type")} == {"pre", "code"}
        if together and _same_place(entity, last) and (last.get("language") or entity.get("language")):
            last.update(type="pre", language=last.get("language") or entity["language"])
        elif entity["type"]:
            self._entities.append(entity)


def _same_place(one: Json, other: Json) -> bool:
    return (one["offset"], one["length"]) == (other["offset"], other["length"])


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) == ("a", "href"):
        return value
    if (tag, name) == ("code", "class"):
        return value.removeprefix("language-") if value.startswith("language-") else ""
    if (tag, name) == ("span", "class"):
        return value.removeprefix("tg-") if value.startswith("tg-") else ""
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def _decode(match: re.Match[bytes]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # Above 0xFFFF the references to surrogates would not be characters at all.
    surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004
    too_long = len(match.group().rstrip(b";")) >= LONGEST_REFERENCE
    return None if code == 0 or code >= LAST_CODE_POINT or surrogate or too_long else chr(code)


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def parse_html(text: str) -> tuple[str, list[Json]]:
    """Return the plain text and the entities of a text in HTML."""
    return HtmlParser(text).parse()
