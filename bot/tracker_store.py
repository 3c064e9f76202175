"""Rasa's tracker store: one small row per conversation, overwritten, in the application's database."""

import itertools
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from actions.turn import FORGOTTEN
from mitra import conversations
from mitra.clock import Clock, utc_now
from mitra.store.database import Database

#: Turns whose events are kept; rules look back no further.
TURNS = 3
#: What Mitra itself knows better (the outbox) or Rasa can do without.
_DROPPED = (BotUttered, SlotSet, ActiveLoop, DefinePrevUserUtteredFeaturization)


class ConversationStore(TrackerStore):
    """Keeps slots and the last turns' events; what was typed and what was answered is not kept."""

    def __init__(self, domain: Domain, database: Database, *, clock: Clock = utc_now) -> None:
        super().__init__(domain)
        self._database = database
        self._now = clock

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store where the conversation stands; nothing when who takes part in it was just erased."""
        if tracker.get_slot(FORGOTTEN):
            return
        async with self._database.transaction() as connection:
            await conversations.save(connection, tracker.sender_id, pack(tracker), at=self._now())

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation as it stood, or None."""
        async with self._database.transaction() as connection:
            state = await conversations.load(connection, sender_id)
        return None if state is None else self._unpack(sender_id, state)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        async with self._database.transaction() as connection:
            return await conversations.sender_ids(connection)

    def _unpack(self, sender_id: str, state: dict[str, Any]) -> DialogueStateTracker:
        known = {slot.name for slot in self.domain.slots}
        slots: list[Event] = [SlotSet(name, value) for name, value in state["slots"].items() if name in known]
        loop = [ActiveLoop(state["loop"])] if state.get("loop") else []
        # Slots come last: a session's start among the events would empty them again.
        events = [*deserialise_events(state["events"]), *slots, *loop]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)


def pack(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return what is kept of `tracker`: set slots, the active loop, the last turns' events without texts."""
    initial = {slot.name: slot.initial_value for slot in tracker.slots.values()}
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != initial[name]}
    events = [
        _without_text(event) for event in _last_turns(tracker.events) if not isinstance(event, _DROPPED)
    ]
    return {"slots": slots, "loop": tracker.active_loop_name, "events": events}


def _last_turns(events: Iterable[Event]) -> list[Event]:
    kept = list(events)
    starts = [at for at, event in enumerate(kept) if isinstance(event, UserUttered)]
    return list(itertools.islice(kept, starts[-TURNS] if len(starts) >= TURNS else 0, None))


def _without_text(event: Event) -> dict[str, Any]:
    """Return an event without what was typed, and without its moment, which would point to what was sent then."""
    return {name: value for name, value in _bare(event).items() if name not in {"timestamp", "message_id"}}


def _bare(event: Event) -> dict[str, Any]:
    if isinstance(event, UserUttered):
        intent = {"name": event.intent_name, "confidence": 1.0}
        bare = UserUttered("", intent, [], {"intent": intent, "entities": [], "text": ""}, event.timestamp)
        return dict(bare.as_dict())
    data = dict(event.as_dict())
    if isinstance(event, ActionExecuted):
        return {name: data[name] for name in ("event", "name", "policy", "confidence") if name in data}
    return data
