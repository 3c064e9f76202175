"""From what a bot or a person wrote to the text and entities Telegram keeps, and back to HTML."""

import html
import re
from collections.abc import Iterator

from simulator.entities import clean, parse_html, utf16_length
from simulator.errors import bad_request
from simulator.model import Json

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]|(?<![\w@./])(?:[\w-]+\.)+(?:com|org|net|id|io|me)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.]*\w)"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z]\w{2,31}\b)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?\b(?!/))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)
OPEN_CLOSE = {
    "bold": ("<b>", "</b>"), "italic": ("<i>", "</i>"), "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"), "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"), "pre": ("<pre>", "</pre>"), "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}  # fmt: skip
# Of entities on the same words, Telegram names the outer one first.
OUTER_FIRST = (
    "blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold", "italic",
    "underline", "strikethrough", "spoiler",
)  # fmt: skip
OPAQUE = frozenset({"pre", "code", "text_link", "text_mention"})


def formatted(
    text: str, parse_mode: str | None, entities: list[Json] | None = None
) -> tuple[str, list[Json]]:
    """Return the text and the entities a message will have."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as wrong:
        raise bad_request("strings must be encoded in UTF-8") from wrong
    text = clean(text)
    if parse_mode and not entities:
        if parse_mode.lower() != "html":
            # The bot writes HTML only; a silently different result would be worse than a clear no.
            raise bad_request("unsupported parse_mode")
        text, entities = parse_html(text)
    text, kept = _trimmed(text, list(entities or []))
    return text, _sorted([*kept, *_found(text, kept)])


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    left = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    room = utf16_length(text)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - left)
        end = min(room, entity["offset"] - left + entity["length"])
        if end > begin and _utf16(text, begin, end).strip():
            kept.append({**entity, "offset": begin, "length": end - begin})
    return text, kept


def _utf16(text: str, begin: int, end: int) -> str:
    return text.encode("utf-16-le")[begin * 2 : end * 2].decode("utf-16-le", errors="ignore")


def entity_text(text: str, entity: Json) -> str:
    """Return the words an entity covers."""
    return _utf16(text, entity["offset"], entity["offset"] + entity["length"])


def _found(text: str, taken: list[Json]) -> Iterator[Json]:
    for match in FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(_overlap(offset, length, entity) for entity in taken if entity["type"] in OPAQUE):
            yield {"type": str(match.lastgroup), "offset": offset, "length": length}


def _overlap(offset: int, length: int, entity: Json) -> bool:
    return bool(offset < entity["offset"] + entity["length"] and entity["offset"] < offset + length)


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], _rank(entity["type"])))


def _rank(kind: str) -> int:
    return OUTER_FIRST.index(kind) if kind in OUTER_FIRST else len(OUTER_FIRST)


def to_html(text: str, entities: list[Json]) -> str:
    """Return the text with its entities as tags again, nested properly."""
    marks: dict[int, tuple[list[str], list[str]]] = {}
    for entity in _sorted(entities):
        opening, closing = _tags(entity)
        if opening:
            end = entity["offset"] + entity["length"]
            marks.setdefault(entity["offset"], ([], []))[0].append(opening)
            marks.setdefault(end, ([], []))[1].insert(0, closing)
    parts = []
    at = 0
    for character in text:
        parts.extend(_marks_at(marks, at))
        parts.append(html.escape(character, quote=False))
        at += utf16_length(character)
    return "".join([*parts, *_marks_at(marks, at)])


def _marks_at(marks: dict[int, tuple[list[str], list[str]]], at: int) -> list[str]:
    opening, closing = marks.get(at, ([], []))
    return [*closing, *opening]


def _tags(entity: Json) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if entity["type"] == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    return OPEN_CLOSE.get(entity["type"], ("", ""))
