"""Questions that Mitra could not answer: trainers see them grouped, answer them, and review each other's answers."""

from typing import Any

from actions import turn
from actions.filling import opened
from actions.joining import begin
from actions.services import services
from actions.teaching_forms import draft_view, say_draft
from actions.turn import Events, Page
from actions.who import Call, Personal, number
from mitra.access import Act, RefusedError
from mitra.errors import MitraError
from mitra.open_questions import Group
from mitra.store.trainer_models import DraftStatus
from mitra.teaching import drafts, open_groups
from mitra.teaching.open_groups import SHOWN, GoneError

#: Groups on one page.
_PAGE = 6


class Teach(Personal):
    """The value is a page or a change, such as `list:1`, `see:34` or `send:7`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_teach"

    async def act(self, call: Call) -> Events:
        """Do what the value says; when somebody else was faster, say so and show the list."""
        verb, *rest = call.value()
        page = _PAGES.get(verb or "list")
        if page is None:
            raise RefusedError(Act.USE_BUTTON)
        try:
            return await page(call, *rest) or turn.understood()
        except GoneError:
            return await show(call, lead="gone")
        except MitraError as error:
            if isinstance(error, RefusedError):
                raise
            call.say("cannot", reason=str(error))
            return turn.understood()


async def show(call: Call, page: str = "1", *_: str, lead: str = "") -> Events:
    """Show the groups: `list:2`."""
    found = await open_groups.groups(call.connection, call.actor)
    answers, _pages, waiting = await drafts.to_review(call.connection, call.actor)
    pages = max(1, -(-len(found) // _PAGE))
    shown = min(max(number(page or "1"), 1), pages)
    call.say(
        "teach_list",
        groups=[_view(one) for one in found[(shown - 1) * _PAGE : shown * _PAGE]],
        first=(shown - 1) * _PAGE,
        count=len(found),
        page=shown,
        pages=pages,
        waiting=waiting,
        approved=bool(answers),
        lead=lead,
        edit=True,
    )
    return []


def _view(group: Group) -> dict[str, Any]:
    topic = services().library.topics.get(group.about)
    return {
        "id": group.questions[0].id,
        "title": group.title,
        "times": group.times,
        "count": len(group.questions),
        "questions": [question.text for question in group.questions[:SHOWN]],
        "about": topic.title if topic else "",
        "topic": topic.id if topic else "",
    }


async def see(call: Call, which: str = "", *_: str) -> Events:
    """Show one group: `see:34`."""
    found = await open_groups.group(call.connection, call.actor, number(which))
    call.say("teach_group", group=_view(found), edit=True)
    return []


async def answer(call: Call, which: str = "", *_: str) -> Events:
    """Ask for an answer: `answer:34`."""
    found = await open_groups.group(call.connection, call.actor, number(which))
    return await begin(call, opened("teach_answer", id=found.questions[0].id))


async def drop(call: Call, which: str = "", *_: str) -> Events:
    """Ask whether to take a group off the list: `drop:34`."""
    found = await open_groups.group(call.connection, call.actor, number(which))
    call.say("teach_drop", group=_view(found), edit=True)
    return []


async def dropped(call: Call, which: str = "", *_: str) -> Events:
    """Take it off: `dropped:34`."""
    await open_groups.drop(call.connection, call.actor, number(which), at=call.at)
    return await show(call, lead="dropped")


# --- answers


async def send(call: Call, which: str = "", *_: str) -> Events:
    """Tell an answer to who asked: `send:7`."""
    draft = await drafts.send(call.connection, call.actor, number(which), key=services().key, at=call.at)
    call.say("teach_sent", draft=draft_view(draft), edit=True)
    return []


async def listed(call: Call, page: str = "1", *_: str) -> Events:
    """Show the answers that are no topics yet: `drafts:1`."""
    found, pages, count = await drafts.to_review(call.connection, call.actor, page=number(page or "1"))
    call.say(
        "teach_drafts",
        drafts=[draft_view(one) for one in found],
        count=count,
        page=min(max(number(page or "1"), 1), pages),
        pages=pages,
        edit=True,
    )
    return []


async def draft(call: Call, which: str = "", *_: str) -> Events:
    """Show one answer: `draft:7`."""
    say_draft(call, await drafts.one(call.connection, call.actor, number(which)), edit=True)
    return []


async def approve(call: Call, which: str = "", *_: str) -> Events:
    """Let it become a topic: `ok:7`."""
    return await _decided(call, which, good=True)


async def decline(call: Call, which: str = "", *_: str) -> Events:
    """Let it not become a topic: `no:7`."""
    return await _decided(call, which, good=False)


async def give_up(call: Call, which: str = "", *_: str) -> Events:
    """Let what was approved not become a topic after all: `off:7`."""
    return await _decided(call, which, good=False, of=DraftStatus.APPROVED)


async def _decided(call: Call, which: str, *, good: bool, of: DraftStatus = DraftStatus.SENT) -> Events:
    found = await drafts.decide(call.connection, call.actor, number(which), good=good, at=call.at, of=of)
    say_draft(call, found, edit=True)
    return []


async def edit(call: Call, which: str = "", *_: str) -> Events:
    """Ask for the answer anew: `edit:7`."""
    found = await drafts.one(call.connection, call.actor, number(which))
    return await begin(call, opened("teach_edit", id=found.id))


async def wordings(call: Call, which: str = "", *_: str) -> Events:
    """Ask for more ways in which people may ask: `words:7`."""
    found = await drafts.one(call.connection, call.actor, number(which))
    return await begin(call, opened("teach_wordings", id=found.id))


_PAGES: dict[str, Page] = {
    "list": show,
    "see": see,
    "answer": answer,
    "drop": drop,
    "dropped": dropped,
    "send": send,
    "drafts": listed,
    "draft": draft,
    "ok": approve,
    "no": decline,
    "off": give_up,
    "edit": edit,
    "words": wordings,
}
