"""Colleagues' suggestions: to support while they are open, to look at and like once they are carried out."""

from collections.abc import Awaitable, Callable

from actions.services import services
from actions.suggesting.views import card_view
from actions.who import Call, number
from mitra import enterprises
from mitra.access import Act, RefusedError
from mitra.suggestions import giving
from mitra.suggestions.cards import LIKE, SUPPORT


async def published(call: Call, which: str, page: str = "1", *_: str) -> None:
    """Show a page of open suggestions: `list:12:2`."""
    where = number(which)
    shown, pages = await giving.published(call.connection, call.actor, where, page=number(page))
    call.say(
        "suggestion_list",
        suggestions=[card_view(call, one) for one in shown],
        enterprise={"id": where, "name": await enterprises.name_of(call.connection, where)},
        page=min(max(number(page), 1), pages),
        pages=pages,
        edit=True,
    )


async def look(call: Call, which: str, page: str = "1", *_: str) -> None:
    """Show one of them: `look:34:2`, from page 2."""
    await _look(call, number(which), number(page))


async def _look(call: Call, which: int, page: int) -> None:
    card = await giving.seen_by_colleague(call.connection, call.actor, which)
    own = await giving.is_own(call.connection, call.actor, which, key=services().key)
    backed = await giving.backs(call.connection, call.actor, which, SUPPORT, key=services().key)
    call.say(
        "suggestion_look",
        suggestion=card_view(call, card),
        backed=backed,
        own=own,
        enterprise=card.enterprise_id,
        page=page,
        edit=True,
        private=True,
    )


async def support(call: Call, which: str, page: str = "1", *_: str) -> None:
    """Support one, or no longer: `back:34:2`."""
    await giving.back(call.connection, call.actor, number(which), SUPPORT, key=services().key)
    await _look(call, number(which), number(page))


async def gallery(call: Call, which: str, place: str = "0", *_: str) -> None:
    """Leaf through what was carried out: `gallery:12:3`."""
    await _leaf(call, number(which), number(place))


async def _leaf(call: Call, where: int, place: int) -> None:
    numbers = await giving.gallery(call.connection, call.actor, where)
    if not numbers:
        call.say("suggestion_gallery", suggestion=None, enterprise=where, place=0, count=0, edit=True)
        return
    at = min(max(place, 0), len(numbers) - 1)
    card = await giving.seen_by_colleague(call.connection, call.actor, numbers[at])
    key = services().key
    call.say(
        "suggestion_gallery",
        suggestion=card_view(call, card),
        likes=await giving.likes(call.connection, card.id),
        own=await giving.is_own(call.connection, call.actor, card.id, key=key),
        liked=await giving.backs(call.connection, call.actor, card.id, LIKE, key=key),
        enterprise=where,
        place=at,
        count=len(numbers),
        edit=True,
        private=True,
    )


async def like(call: Call, which: str, place: str = "0", *_: str) -> None:
    """Like one, or no longer: `like:34:3`."""
    card, _on = await giving.back(call.connection, call.actor, number(which), LIKE, key=services().key)
    await _leaf(call, card.enterprise_id, number(place))


async def picture(call: Call, which: str, *_: str) -> None:
    """Send the photos before and after: `picture:34`."""
    card = await giving.seen_by_colleague(call.connection, call.actor, number(which))
    if not (card.photo or card.photo_after):
        raise RefusedError(Act.USE_BUTTON)
    values = {"before": card.photo, "after": card.photo_after}
    file = {"method": "send_photo", "make": "before_after", "values": values}
    call.say("suggestion_picture", suggestion=card_view(call, card), file=file)


PAGES: dict[str, Callable[..., Awaitable[None]]] = {
    "list": published,
    "look": look,
    "back": support,
    "gallery": gallery,
    "like": like,
    "picture": picture,
}
