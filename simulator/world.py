"""The state of the simulated Telegram, and the few ways in which it changes."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Collection
from itertools import count

from simulator.errors import ApiError, bad_request, forbidden
from simulator.events import Events
from simulator.faults import Faults, RateLimits
from simulator.files import Files
from simulator.mailbox import Bot
from simulator.model import Chat, Fault, Json, Person, Query, Stored
from simulator.presence import Presence
from simulator.view import chat_as_api, message_view

# Numbers of this size do not fit into 32 bits, as today's Telegram has them.
FIRST_PERSON = 5_000_000_001
FIRST_GROUP = 1_000_000_000_001
TOKEN = re.compile(r"\d+:[\w-]{10,}", re.ASCII)
CALLS_REMEMBERED = 5_000


class World:
    """Everybody, everything they wrote, and the bots that listen."""

    def __init__(
        self, *, tokens: Collection[str] | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.tokens = frozenset(tokens) if tokens is not None else None
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.bots: dict[int, Bot] = {}
        self.queries: dict[str, Query] = {}
        #: By its number, the messages that show a poll: where it was sent, and where it was passed on to.
        self.polls: dict[str, list[Stored]] = {}
        self.query_lifetime = 60.0
        self.webhook_pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 5.0)
        self.closing = asyncio.Event()
        self.files = Files()
        self.events = Events()
        self.faults = Faults()
        self.rate_limits = RateLimits()
        self.presence = Presence(self.events)
        self.calls: deque[Json] = deque(maxlen=CALLS_REMEMBERED)
        self._early: list[tuple[str, Json]] = []
        self._numbers = {
            "person": count(FIRST_PERSON),
            "group": count(FIRST_GROUP),
            "message": count(1),
            "query": count(1),
        }

    def now(self) -> int:
        """Return the time as Telegram writes it."""
        return int(self.clock())

    def fail(self, kind: str, **details: object) -> None:
        """Plan a fault: ``world.fail("retry_after", method="sendMessage", seconds=3)``."""
        self.faults.add(Fault(kind, **details))  # type: ignore[arg-type]

    # --- who and where

    def bot(self, token: str) -> Bot:
        """Return the bot behind a token, or raise the 401."""
        if not TOKEN.fullmatch(token) or (self.tokens is not None and token not in self.tokens):
            raise ApiError(401, "Unauthorized")
        bot_id = int(token.partition(":")[0])
        if bot_id not in self.bots:
            self.bots[bot_id] = Bot(bot_id)
            # What people wrote before any bot was there waits for the first one, as in Telegram.
            for kind, payload in self._early:
                self.bots[bot_id].mailbox.put(kind, payload)
            self._early.clear()
        return self.bots[bot_id]

    def add_person(
        self, first_name: str, last_name: str | None = None, username: str | None = None
    ) -> Person:
        """Let somebody join, with a private chat that is still empty."""
        person = Person(next(self._numbers["person"]), first_name, last_name, username)
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, [person.id])
        self.events.emit("person", person=person.as_user(), chat_id=person.id)
        return person

    def add_group(self, title: str, members: Collection[int]) -> Chat:
        """Create a group with these people and every bot in it."""
        chat = Chat(-next(self._numbers["group"]), list(members), title)
        self.chats[chat.id] = chat
        self.events.emit("chat", chat=chat_as_api(chat, self.people), members=chat.members)
        return chat

    def chat_for_bot(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may write to, or raise what Telegram answers."""
        chat = self.chats.get(chat_id) if chat_id is not None else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.is_private:
            person = self.people[chat.id]
            if not person.started:
                raise bad_request("chat not found")
            if person.blocked:
                raise forbidden("bot was blocked by the user")
        return chat

    # --- messages

    def post(self, chat: Chat, message: Json, sender: Json, *, keyboard: Json | None = None) -> Stored:
        """Put a message into a chat."""
        head = {"message_id": next(self._numbers["message"]), "from": sender, "date": self.now()}
        whole = {**head, "chat": chat_as_api(chat, self.people), **message}
        stored = Stored(whole, sender["id"] if sender["is_bot"] else None, keyboard=keyboard)
        stored.remember_buttons()
        chat.messages[stored.id] = stored
        if "poll" in whole:
            shown = self.polls.setdefault(whole["poll"]["id"], [])
            stored.votes = shown[0].votes if shown else stored.votes
            shown.append(stored)
        self.show(stored)
        return stored

    def show(self, stored: Stored, kind: str = "message") -> None:
        """Tell the phones how a message looks now."""
        chat = self.chats[stored.message["chat"]["id"]]
        self.events.emit(kind, chat_id=chat.id, members=chat.members, message=message_view(stored))

    def announce(self, kind: str, payload: Json) -> None:
        """Send an update to every bot, now or once there is one."""
        if not self.bots:
            self._early.append((kind, payload))
        for bot in self.bots.values():
            bot.mailbox.put(kind, payload)

    def ask(self, person: Person) -> Query:
        """Note that a person tapped and waits for the bot's answer."""
        query = Query(f"{person.id}{next(self._numbers['query']):09d}", person.id, self.clock())
        self.queries[query.id] = query
        return query

    def answer(self, query_id: str, toast: Json) -> None:
        """Show a bot's answer to a tap, once and not too late."""
        query = self.queries.get(query_id)
        if query is None or query.answered or self.clock() - query.asked_at > self.query_lifetime:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answered = True
        self.events.emit("answer", person_id=query.person_id, query_id=query_id, **toast)

    def redeliver(self, update_id: int | None = None) -> list[Json]:
        """Deliver an update again, even if it was acknowledged: the last one unless told which."""
        again = (bot.mailbox.redeliver(update_id) for bot in self.bots.values())
        return [update for update in again if update]

    def open(self) -> None:
        """Start, or start again after a while of silence."""
        self.closing.clear()
        self.events.open()

    def close(self) -> None:
        """Let everybody who waits for something go."""
        self.closing.set()
        self.events.close()
        self.presence.close()
        for bot in self.bots.values():
            bot.mailbox.wake()
            if bot.courier:
                bot.courier.cancel()
