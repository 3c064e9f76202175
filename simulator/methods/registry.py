"""Which function answers which method."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.mailbox import Bot
from simulator.model import Chat
from simulator.params import Params
from simulator.world import World


@dataclass
class Call:
    """One call of one method by one bot."""

    world: World
    bot: Bot
    params: Params

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat that the bot wants to act in."""
        params = Params({"chat_id": self.params.values.get(name)})
        return self.world.chat_for_bot(params.chat_id())


Method = Callable[[Call], Any]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Let a function answer a method; names are not case sensitive, as in the real one."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register


def find(name: str) -> Callable[[Call], Awaitable[Any]] | None:
    """Return what answers a method, always awaitable."""
    function = METHODS.get(name.lower())
    if function is None:
        return None

    async def answer(call: Call) -> Any:
        result = function(call)
        return await result if inspect.isawaitable(result) else result

    return answer
