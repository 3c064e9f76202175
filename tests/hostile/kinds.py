"""Everything that is tried, by kind: what is made up, and what must hold. Quick tests try a little of each, `make fuzz` very much."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from mitra.content.library import Library
from tests.hostile import arguments, contents, files, harm, road, taps, templates, updates
from tests.hostile.world import EVERYBODY, World, open_world

#: Seconds after which a case counts as hanging.
LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of harm."""

    name: str
    #: Cases of this kind in 100,000.
    share: int
    examples: st.SearchStrategy[Any]
    #: Takes an example, returns how many cases it was; raises when harm was done.
    check: Callable[[Any], int]


@dataclass(frozen=True, kw_only=True)
class RoadKind:
    """A kind of harm that travels the whole road: `check` takes a Mitra and an example."""

    share: int
    examples: st.SearchStrategy[Any]
    check: Callable[[World, Any], Awaitable[int]]


ON_THE_ROAD = {
    "taps and words": RoadKind(
        share=30_000, examples=taps.walks(EVERYBODY), check=lambda world, example: road.walk(world, *example)
    ),
    "updates": RoadKind(
        share=22_000,
        examples=st.lists(
            updates.valid_updates((*EVERYBODY, 2**52 - 1), data=taps.datas), min_size=1, max_size=6
        ),
        check=road.take_valid,
    ),
    "broken updates": RoadKind(
        share=20_000,
        examples=st.lists(updates.broken_updates(EVERYBODY), min_size=1, max_size=6),
        check=road.take_broken,
    ),
    "files sent": RoadKind(
        share=2_000, examples=files.uploads, check=lambda world, example: road.upload(world, *example)
    ),
}
#: Strategies of what needs none.
ALONE: dict[str, tuple[int, st.SearchStrategy[Any], Callable[[Any], int]]] = {
    "spreadsheets": (10_000, files.spreadsheets, harm.read_spreadsheet),
    "photos": (2_000, files.photos, harm.clean_photo),
    "trainers' texts": (8_000, templates.filled, lambda example: harm.fill_prompt(*example)),
    "messages": (6_000, templates.messages, lambda example: harm.render_message(*example)),
    "content files": (4_000, contents.content_files, lambda example: harm.read_content(*example)),
}


def alone() -> list[Kind]:
    """Return the kinds that need no Mitra."""
    return [
        Kind(name=name, share=share, examples=examples, check=check)
        for name, (share, examples, check) in ALONE.items()
    ]


@asynccontextmanager
async def on_the_road(
    folder: Path, library: Library, model: Path
) -> AsyncIterator[dict[str, Callable[[Any], Awaitable[int]]]]:
    """Yield for each kind that travels the road what takes an example of it."""
    async with open_world(folder, library, model) as world:
        yield {name: bound(world, kind.check) for name, kind in ON_THE_ROAD.items()}


def bound(world: World, check: Callable[..., Awaitable[int]]) -> Callable[[Any], Awaitable[int]]:
    """Return `check` for this world; what takes too long hangs."""

    async def run(example: Any) -> int:
        async with asyncio.timeout(LONGEST):
            return await check(world, example)

    return run


def command_line(folder: Path) -> Kind:
    """Return the kind that runs `mitra` in this process."""
    return Kind(
        name="command lines", share=1_000, examples=arguments.lines, check=harm.CommandLine(folder).run
    )


def quick_folder() -> contextlib.AbstractContextManager[str]:
    """Return a folder that is gone afterwards, in memory where that is possible: what is fuzzed is not the disk."""
    return tempfile.TemporaryDirectory(prefix="mitra-hostile-", dir=harm.quick_folder())
