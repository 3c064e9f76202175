"""`mitra ask`: questions answered in the terminal, through the same brain, rules and messages."""

import json
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from actions.services import Services
from bot.brain import Brain
from bot.channel import Turn
from bot.nlg import MessageGenerator
from mitra.answers import Kind
from mitra.content.library import Library
from mitra.content.telegram_html import plain
from mitra.store.database import Database
from mitra.store.migrate import migrate

#: What was decided about a line that nothing was decided about: it is too long to be a question.
_NOTHING: dict[str, Any] = {"kind": Kind.FALLBACK.value, "topics": [], "operation": None, "confidence": 0.0}


async def answer_all(questions: Iterable[str], library: Library, model: Path, *, as_json: bool) -> None:
    """Print an answer for each question, each in a conversation of its own; nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/ask.sqlite")
        await migrate(database)
        services = Services(library=library, database=database, key=b"ask")
        brain = Brain(model, services=services, generator=MessageGenerator())
        for number, question in enumerate(questions):
            if question.strip():
                answer = await _answer(brain, question, sender_id=str(number))
                line = json.dumps(answer, ensure_ascii=False) if as_json else answer["text"] + "\n"
                print(line, flush=True)  # noqa: T201
        await database.close()


async def _answer(brain: Brain, question: str, *, sender_id: str) -> dict[str, Any]:
    started = time.perf_counter()
    turn = Turn(chat_id=0, person_id=0, sender_id=sender_id)
    decided = _NOTHING | await brain.hear(turn, question)
    sure = decided["kind"] in {Kind.ANSWER.value, Kind.CHOICES.value}
    return {
        "question": question,
        "kind": decided["kind"],
        "topic": decided["topics"][0] if sure else None,
        "choices": decided["topics"],
        "operation": decided["operation"] if decided["kind"] == Kind.OPERATION.value else None,
        "confidence": round(decided["confidence"], 4),
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "text": "\n\n".join(plain(message.payload["text"]) for message in turn.outgoing),
    }
