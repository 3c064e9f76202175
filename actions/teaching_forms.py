"""What trainers type to answer open questions (words: content/forms.yml)."""

from typing import Any

from actions.filling import Form, PlainForm, Values
from actions.who import Call
from mitra.stack import State
from mitra.teaching import drafts, topic_file
from mitra.teaching.drafts import LONGEST_ANSWER, LONGEST_SOURCE, LONGEST_TITLE, MODULES, Draft

_MOST_LINES = 30


def draft_view(draft: Draft) -> dict[str, Any]:
    """Return what messages need of an answer."""
    return {
        "id": draft.id,
        "status": draft.status.value,
        "title": draft.title,
        "module": draft.module,
        "questions": list(draft.questions),
        "answer": draft.answer,
        "source": draft.source,
        "author": draft.author,
    }


def say_draft(call: Call, draft: Draft, *, edit: bool = False) -> None:
    """Show an answer, with what whoever looks may do with it."""
    call.say(
        "teach_draft",
        draft=draft_view(draft),
        mine=draft.author_id == call.actor.person_id,
        reviews=drafts.may_review(call.actor, draft),
        lacking=topic_file.lacking(draft),
        edit=edit,
    )


class Answer(PlainForm):
    """An answer: title, module, text, source."""

    def read(self, field: str, text: str, /) -> Any | None:
        """Return the value of one field."""
        words = text.strip()
        if field == "module":
            return int(words) if words in {str(one) for one in MODULES} else None
        most = {"title": LONGEST_TITLE, "answer": LONGEST_ANSWER, "source": LONGEST_SOURCE}[field]
        return words if drafts.FEWEST_LETTERS <= len(words) <= most else None

    def attempts(self, field: str, text: str, /) -> bool:  # noqa: ARG002
        """Return whether words were asked for: too many are explained."""
        return field != "module"

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it, and show it before it goes anywhere."""
        draft = await drafts.write(
            call.connection, call.actor, values["id"], title=values["title"], module=values["module"],
            answer=values["answer"], source=values["source"] or "", at=call.at,
        )  # fmt: skip
        say_draft(call, draft)
        return None


class Edit(Answer):
    """An answer anew; what is skipped stays as it is."""

    async def use(self, call: Call, values: Values) -> State | None:
        """Keep it."""
        draft = await drafts.mend(
            call.connection, call.actor, values["id"], title=values["title"] or "", module=values["module"],
            answer=values["answer"] or "", source=values["source"] or "",
        )  # fmt: skip
        say_draft(call, draft)
        return None


class Wordings(PlainForm):
    """More ways in which people may ask, a line each."""

    def read(self, _field: str, text: str, /) -> Any | None:
        """Return the lines."""
        return [line for line in text.splitlines() if line.strip()][:_MOST_LINES] or None

    async def use(self, call: Call, values: Values) -> State | None:
        """Add them."""
        draft = await drafts.add_wordings(call.connection, call.actor, values["id"], values["lines"])
        say_draft(call, draft)
        return None


FORMS: dict[str, Form] = {
    "teach_answer": Answer(),
    "teach_edit": Edit(),
    "teach_wordings": Wordings(),
}
