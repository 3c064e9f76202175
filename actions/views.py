"""Topics and modules as the plain values that messages are rendered from."""

from collections.abc import Iterable
from typing import Any

from mitra.calculators import CALCULATORS
from mitra.content.library import Library, Module
from mitra.content.messages import tanggal
from mitra.content.topics import Topic

#: Topics whose answer makes people want to work it out for themselves, and the calculator for it.
CALCULATED = {calculator.topic: name for name, calculator in CALCULATORS.items()} | {
    "m4-lembur-hari-libur": "lembur"
}
PAGE = 8  # topics on one page: with the navigation, all on one small screen


def button_view(topic: Topic) -> dict[str, str]:
    """Return what a button needs."""
    return {"id": topic.id, "title": topic.title}


def topic_view(library: Library, topic: Topic) -> dict[str, Any]:
    """Return what an answer needs."""
    return button_view(topic) | {
        "short": topic.short,
        "detail": topic.detail,
        "sources": list(topic.sources),
        "notices": library.notices(topic),
        "checked": tanggal(topic.checked),
        "calculator": _calculator_view(topic),
        "related": [button_view(related) for related in library.related(topic)],
    }


def _calculator_view(topic: Topic) -> dict[str, str]:
    """Return the calculator that belongs to `topic`, or an empty one."""
    name = CALCULATED.get(topic.id)
    return {"id": name, "title": CALCULATORS[name].title} if name else {}


def module_view(library: Library, module: Module) -> dict[str, Any]:
    """Return what the list of modules needs."""
    topics = len(library.topics_of(module.number))
    return {"number": module.number, "icon": module.icon, "title": module.title, "topics": topics}


def enterprise_views(named: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return what lists of enterprises and areas need, from pairs of number and name."""
    return [{"id": number, "name": name} for number, name in named]


def page_view(library: Library, module: Module, page: int) -> dict[str, Any]:
    """Return one page of a module's topics; a page outside the range becomes the nearest one."""
    topics = library.topics_of(module.number)
    pages = max(1, -(-len(topics) // PAGE))
    page = min(max(page, 1), pages)
    shown = topics[(page - 1) * PAGE : page * PAGE]
    return {
        "module": module_view(library, module),
        "topics": [button_view(topic) for topic in shown],
        "page": page,
        "pages": pages,
    }
