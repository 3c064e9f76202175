"""Which enterprises are shown, in what order."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, RefusedError, demand
from mitra.overview import gather
from mitra.overview.lights import Colour, Light, light_of

#: Up to so many, all lights are worked out and the worst come first; of more (operators have hundreds), only those of the page shown.
MOST_SORTED = 60
#: Enterprises on one page.
PAGE = 8


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the overview."""

    lights: list[Light]
    number: int
    pages: int
    #: How many enterprises there are.
    count: int
    #: How many have which colour; empty when there are too many to look at all.
    colours: Mapping[Colour, int]


async def overview(connection: AsyncConnection, actor: Actor, *, at: dt.datetime) -> list[Light]:
    """
    Return the lights of all enterprises somebody looks after, the ones that need attention first; raises RefusedError.

    Twelve statements for each sixty enterprises.
    """
    demand(actor, Act.ADD_ENTERPRISE)
    mine = [number for number, _ in await enterprises.looked_after(connection, actor)]
    lights: list[Light] = []
    for start in range(0, len(mine), MOST_SORTED):
        lights += await _lights(connection, mine[start : start + MOST_SORTED], at)
    return sorted(lights, key=lambda light: light.rank)


async def page(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Page:
    """
    Return one page of the overview; one outside the range becomes the nearest. Raises RefusedError.

    The worst come first up to MOST_SORTED enterprises; more stand by name, and cost no more than their page.
    """
    demand(actor, Act.ADD_ENTERPRISE)
    mine = [one for one, _ in await enterprises.looked_after(connection, actor)]
    pages = max(1, -(-len(mine) // PAGE))
    number = min(max(number, 1), pages)
    first, last = (number - 1) * PAGE, number * PAGE
    if len(mine) > MOST_SORTED:
        lights = await _lights(connection, mine[first:last], at)
        return Page(lights=lights, number=number, pages=pages, count=len(mine), colours={})
    lights = sorted(await _lights(connection, mine, at), key=lambda light: light.rank)
    return Page(
        lights=lights[first:last],
        number=number,
        pages=pages,
        count=len(mine),
        colours=Counter(light.colour for light in lights),
    )


async def one(connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime) -> Light:
    """Return the light of one enterprise; raises RefusedError."""
    demand(actor, Act.VISIT, enterprise_id, subject=f"enterprise:{enterprise_id}")
    lights = await _lights(connection, [enterprise_id], at)
    if not lights:
        raise RefusedError(Act.VISIT, subject=f"enterprise:{enterprise_id}")
    return lights[0]


async def _lights(connection: AsyncConnection, numbers: Sequence[int], at: dt.datetime) -> list[Light]:
    """Return the lights of these enterprises, in this order."""
    if not numbers:
        return []
    found = {place.id: place for place in await gather.places(connection, numbers, at=at)}
    known = await gather.facts(connection, list(found.values()), at=at)
    return [light_of(number, found[number].name, known[number]) for number in numbers if number in found]
