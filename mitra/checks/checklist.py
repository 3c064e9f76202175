"""What a checklist is: pillars with items, and how an item is answered. Plain values; where they come from does not matter."""

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


class Answers(enum.Enum):
    """How the items of a checklist are answered."""

    SCORE = "score"  #: 0 to 4, where 0, 2 and 4 are described
    YES_NO = "yes_no"  #: "ya" is the good answer

    @property
    def most(self) -> int:
        """The points of a perfect answer."""
        return 4 if self is Answers.SCORE else 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to look at. Its id stands for its meaning: another meaning is another item."""

    id: str
    text: str
    #: What to look at.
    hint: str = ""
    why: str = ""
    #: Points → what that looks like; only where answers are scores.
    anchors: Mapping[int, str] = field(default_factory=dict)
    #: What to do about it when it is not well.
    action: str = ""
    #: Topic that says more, or empty.
    topic: str = ""
    #: Part of the short mode.
    short: bool = False
    photo: bool = False
    #: Life and health: when it is not well, the manager learns it at once.
    critical: bool = False
    #: What to do this minute; only for critical ones.
    now: str = ""
    #: Where it applies.
    applies: str = ""
    #: "ga ada mesinnya": things without all of which it does not apply; each may be called by several names ("beban/barang").
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pillar:
    """Items that get a score together."""

    id: str
    title: str
    #: For charts: at most 12 letters.
    short: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Band:
    """What is said of scores from `start` on."""

    start: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """A checklist in one version."""

    #: Its name for good: "5s", "k3", or "own-7-oven".
    id: str
    title: str
    icon: str
    module: int
    answers: Answers
    intro: str
    bands: tuple[Band, ...]
    pillars: tuple[Pillar, ...]

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id, in order."""
        return {item.id: item for pillar in self.pillars for item in pillar.items}

    @cached_property
    def pillar_of(self) -> dict[str, Pillar]:
        """Item id → its pillar."""
        return {item.id: pillar for pillar in self.pillars for item in pillar.items}

    @property
    def short_items(self) -> list[str]:
        """The items of the short mode; empty when there is none."""
        return [item.id for item in self.items.values() if item.short]

    def band(self, percent: int) -> str:
        """Return what is said of a score from 0 to 100."""
        fitting = [band for band in self.bands if band.start <= percent]
        return max(fitting, key=lambda band: band.start).label if fitting else ""

    @cached_property
    def digest(self) -> str:
        """32 letters that change with anything in it: a changed checklist is a new version."""
        plain = json.dumps(as_plain(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:32]


def as_plain(checklist: Checklist) -> dict[str, Any]:
    """Return a checklist as plain values, for JSON."""
    return {
        "id": checklist.id,
        "title": checklist.title,
        "icon": checklist.icon,
        "module": checklist.module,
        "answers": checklist.answers.value,
        "intro": checklist.intro,
        "bands": [{"from": band.start, "label": band.label} for band in checklist.bands],
        "pillars": [_plain_pillar(pillar) for pillar in checklist.pillars],
    }


def _plain_pillar(pillar: Pillar) -> dict[str, Any]:
    items = [{name: value for name, value in vars(item).items() if value} for item in pillar.items]
    return {"id": pillar.id, "title": pillar.title, "short": pillar.short, "items": items}


def from_plain(plain: Mapping[str, Any]) -> Checklist:
    """Return the checklist in plain values (content/checklists, or as stored); raises KeyError or TypeError when it is none."""
    return Checklist(
        id=plain["id"],
        title=plain["title"],
        icon=plain["icon"],
        module=plain["module"],
        answers=Answers(plain["answers"]),
        intro=plain["intro"],
        bands=tuple(Band(start=band["from"], label=band["label"]) for band in plain["bands"]),
        pillars=tuple(_pillar(pillar) for pillar in plain["pillars"]),
    )


def _pillar(plain: Mapping[str, Any]) -> Pillar:
    items = tuple(_item(item) for item in plain["items"])
    return Pillar(id=plain["id"], title=plain["title"], short=plain["short"], items=items)


def _item(plain: Mapping[str, Any]) -> Item:
    # JSON has no numbers as names, and no tuples.
    anchors = {int(points): text for points, text in plain.get("anchors", {}).items()}
    return Item(**{**plain, "anchors": anchors, "absent": tuple(plain.get("absent", ()))})
