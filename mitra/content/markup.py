"""Markdown as trainers write it, turned into the HTML that Telegram shows."""

import html
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Tables, images and HTML are read in order to be refused: unread, they would show as raw text.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": True})
    .enable("table")
    .disable(["link", "autolink", "code", "reference"])
)
_TAGS = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>"}


class MarkupError(ValueError):
    """Markdown that a phone chat cannot show; `line` counts from 0."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def to_html(markdown: str) -> str:
    """
    Return `markdown` as Telegram HTML: bold, italic, lists, headings (bold) and paragraphs.

    Raises MarkupError for what Telegram has no shape for (tables, images, raw HTML, nested lists).
    """
    return "\n\n".join(_blocks(_MARKDOWN.parse(markdown)))


def _blocks(tokens: list[Token]) -> Iterator[str]:
    stream = iter(tokens)
    for token in stream:
        if token.type == "paragraph_open":
            yield _inline(next(stream))
        elif token.type == "heading_open":
            yield f"<b>{_inline(next(stream))}</b>"
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            yield "\n".join(_items(token, stream))
        elif token.type not in {"paragraph_close", "heading_close"}:
            raise MarkupError(_line(token), f"'{token.tag or token.type}' tidak bisa tampil di chat")


def _items(opening: Token, stream: Iterator[Token]) -> Iterator[str]:
    number = int(opening.attrs.get("start", 1)) if opening.tag == "ol" else None
    texts: list[str] = []
    for token in stream:
        if token.type == "inline":
            texts.append(_inline(token))
        elif token.type == "list_item_close":
            mark = "•" if number is None else f"{number}."
            yield f"{mark} " + "\n".join(texts)
            texts, number = [], None if number is None else number + 1
        elif token.type.endswith("list_open"):
            raise MarkupError(_line(token), "daftar di dalam daftar susah dibaca di HP")
        elif token.type.endswith("list_close"):
            return
        elif token.type not in {"list_item_open", "paragraph_open", "paragraph_close"}:
            raise MarkupError(
                _line(token), f"'{token.tag or token.type}' di dalam daftar tidak bisa tampil di chat"
            )


def _inline(token: Token) -> str:
    return "".join(_pieces(token.children or [], _line(token)))


def _pieces(children: Iterable[Token], line: int) -> Iterator[str]:
    for child in children:
        if child.type in _TAGS:
            yield _TAGS[child.type]
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n" if child.type == "hardbreak" else " "
        elif child.type in {"image", "html_inline"}:
            raise MarkupError(line, f"'{child.content or child.tag}' tidak bisa tampil di chat")
        else:
            yield html.escape(child.content, quote=False)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
