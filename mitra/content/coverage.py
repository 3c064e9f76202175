"""How far the content reaches: what each topic has, and what it lacks. Trainers read this, so it is in Bahasa."""

import contextlib
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from mitra.content import telegram_html
from mitra.content.library import Library
from mitra.content.lint import FEWEST_WORDINGS, LAW
from mitra.content.questions import expand
from mitra.content.topics import Topic

#: Sources looked up longer ago than this should be looked up again.
STALE_AFTER = dt.timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class TopicCoverage:
    """What one topic has."""

    topic: Topic
    #: Visible characters.
    short: int
    detail: int
    #: Question lines as written, and the wordings they stand for.
    lines: int
    wordings: int
    sources: int
    regulations: int
    #: Topics it leads to that are written.
    related: int
    #: Whether the answer warns of a regulation that is not simply in force.
    notice: bool
    #: What it lacks, such as "sumber"; empty when nothing.
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a module's topics have all together."""

    topics: int
    lines: int
    wordings: int
    sources: int
    #: Topics with a notice, and topics that lack something.
    notices: int
    lacking: int


def coverage_of(library: Library, *, today: dt.date) -> dict[int, list[TopicCoverage]]:
    """Return what each topic has, by module; a module without topics has an empty list."""
    pointed_at = {name for topic in library.topics.values() for name in topic.related}
    return {
        module.number: [
            _topic_coverage(topic, library, today=today, pointed_at=topic.id in pointed_at)
            for topic in library.topics_of(module.number)
        ]
        for module in library.modules
    }


def totals(covered: Iterable[TopicCoverage]) -> Totals:
    """Return the sums of `covered`."""
    rows = list(covered)
    return Totals(
        topics=len(rows),
        lines=sum(row.lines for row in rows),
        wordings=sum(row.wordings for row in rows),
        sources=sum(row.sources for row in rows),
        notices=sum(row.notice for row in rows),
        lacking=sum(bool(row.missing) for row in rows),
    )


def _topic_coverage(topic: Topic, library: Library, *, today: dt.date, pointed_at: bool) -> TopicCoverage:
    wordings = _wordings(topic)
    related = len([name for name in topic.related if name in library.topics])
    lacks = {
        "sumber": not topic.sources,
        "peraturan": bool(LAW.search(topic.short + topic.detail)) and not topic.regulations,
        "ragam": wordings < FEWEST_WORDINGS,
        "terkait": not related,
        "ditunjuk topik lain": not pointed_at,
        "dicek ulang": today - topic.checked > STALE_AFTER,
    }
    return TopicCoverage(
        topic=topic,
        short=telegram_html.visible_length(topic.short),
        detail=telegram_html.visible_length(topic.detail),
        lines=len(topic.questions),
        wordings=wordings,
        sources=len(topic.sources),
        regulations=len(topic.regulations),
        related=related,
        notice=bool(library.notices(topic)),
        missing=tuple(name for name, lacking in lacks.items() if lacking),
    )


def _wordings(topic: Topic) -> int:
    """Return how many wordings there are; lines whose brackets do not match count for none (`mitra doctor` tells)."""
    count = 0
    for line in topic.questions:
        with contextlib.suppress(ValueError):
            count += len(expand(line))
    return count
