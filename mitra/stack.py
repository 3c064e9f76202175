"""
What is going on in a conversation over several turns: a stack of tasks, kept in the slot `tasks`.

A soft one was asked by somebody else: it waits for an answer, and does not ask again.

A task's state is small JSON such as {"name": "calculate", "of": "lembur", "values": {"hours": "3"}}; the last one is
on top. The same form about another thing is another task ("about"): a button of the first one must not answer the second. One that rests says so: "paused" was put off, "stopped" can still be undone.
"""

from collections.abc import Iterator
from typing import Any

State = dict[str, Any]
Stack = list[State]

#: Whoever opens more has lost sight of the first.
DEPTH = 3
PAUSED, STOPPED = "paused", "stopped"


def read(slot: object) -> Stack:
    """Return the stack as stored; what is no task's state is left out."""
    return [dict(one) for one in slot if _is_state(one)] if isinstance(slot, list) else []


def key_of(state: State) -> str:
    """Return what buttons name a task by: calculate.lembur; with what it is about, if it says so: fill.action_due-12."""
    about = state.get("about")
    return f"{state['name']}.{state['of']}" + (f"-{about}" if about else "")


def active(stack: Stack) -> State | None:
    """Return the task whose question is open, or None."""
    return stack[-1] if stack and "rest" not in stack[-1] else None


def is_soft(state: State) -> bool:
    """Return whether it only listens: nobody is in the middle of it."""
    return bool(state.get("soft"))


def resting(stack: Stack) -> State | None:
    """Return the task that going on would bring back, or None when one is active or there is none."""
    return stack[-1] if stack and "rest" in stack[-1] else None


def found(stack: Stack, key: str) -> State | None:
    """Return the task with this key, or None."""
    return next((state for state in stack if key_of(state) == key), None)


def with_on_top(stack: Stack, state: State) -> Stack:
    """Return the stack with `state` active on top, in place of an earlier state of the same task."""
    others = [other for other in stack if key_of(other) != key_of(state)]
    return [*others, _awake(state)][-DEPTH:]


def without_top(stack: Stack) -> Stack:
    """Return the stack after the task on top has ended."""
    return stack[:-1]


def with_top_stopped(stack: Stack) -> Stack:
    """Return the stack after the task on top was stopped: at the bottom, where it can be brought back from."""
    *others, top = stack
    return [top | {"rest": STOPPED}, *(state for state in others if state.get("rest") != STOPPED)]


def all_paused(stack: Stack) -> Stack:
    """Return the stack with nothing asking: who wants a pause does not want to be asked something else. What only listens goes on."""
    return [state if "rest" in state or is_soft(state) else state | {"rest": PAUSED} for state in stack]


def continued(stack: Stack, key: str = "") -> Stack | None:
    """Return the stack with the task `key`, or else the one on top, active; None when there is none to go on with."""
    mine = (one for one in reversed(stack) if not is_soft(one))
    state = found(stack, key) if key else next(mine, None)
    if state is None:
        return None
    # What was paused together goes on together.
    return list(_all_awake(with_on_top(stack, state)))


def _all_awake(stack: Stack) -> Iterator[State]:
    yield from (_awake(state) if state.get("rest") == PAUSED else state for state in stack)


def _awake(state: State) -> State:
    return {name: value for name, value in state.items() if name != "rest"}


def _is_state(one: object) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("of"), str)
        and isinstance(one.get("values"), dict)
    )
