"""How a prompt looks in a chat, and how it listens there."""

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.kpis.catalogue import catalogue
from mitra.prompts import kinds, writing
from mitra.prompts.writing import KIND, Prompt
from mitra.stack import State
from mitra.store.models import Person

#: A prompt's task in a conversation.
TASK = writing.TASK


def stop_of(module: int | None) -> str:
    """Return what somebody stops: a module's prompts, or all prompts."""
    return KIND if module is None else f"{KIND}-{module}"


def is_stopped(muted: AbstractSet[str], module: int | None) -> bool:
    """Return whether somebody has stopped all prompts, or those of this module."""
    return KIND in muted or (module is not None and stop_of(module) in muted)


async def trainer_name(connection: AsyncConnection, person_id: int | None) -> str:
    """Return what a trainer is called; empty when they are nameless, or gone (primary key)."""
    return await connection.scalar(select(Person.name).where(Person.id == person_id)) or ""


def shown(
    prompt: Prompt, text: str, *, trainer: str, reminder: bool = False, test: bool = False
) -> dict[str, Any]:
    """Return the plain values of content/messages/prompt."""
    return {
        "id": prompt.id,
        "words": text,
        "trainer": trainer,
        "module": prompt.module,
        "answer": prompt.answer,
        "options": list(prompt.options),
        "figure": figure_of(prompt),
        "lead": "reminder" if reminder else "test" if test else "",
    }


def figure_of(prompt: Prompt) -> dict[str, str]:
    """Return name, unit and example of the figure a prompt asks for; empty when it asks for none."""
    return figure_in(prompt.answer, prompt.options)


def figure_in(answer: str, options: Sequence[str]) -> dict[str, str]:
    """Return the same for a kind of answer and its options."""
    known = catalogue().get(options[0]) if answer == kinds.KPI and options else None
    return {"name": known.name, "unit": known.unit, "example": known.example} if known else {}


def task_of(prompt: Prompt, *, until: dt.date, hard: bool = False) -> State:
    """Return the state that listens for an answer to a prompt up to a day; a `hard` one asks until it is answered or passed."""
    values = {
        "answer": prompt.answer,
        "options": list(prompt.options),
        "title": prompt.title,
        "module": prompt.module,
        "until": until.isoformat(),
    }
    state: State = {"name": TASK, "of": str(prompt.id), "values": values}
    return state if hard else state | {"soft": True}
