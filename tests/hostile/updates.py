"""
Updates for Hypothesis: `valid_updates()` as Telegram may send them, whoever writes what, and `broken_updates()` as it never would.

Both are plain JSON values, from before python-telegram-bot has seen them.
"""

import copy
import itertools
from typing import Any

from hypothesis import strategies as st

from bot.handlers.commands import COMMANDS
from tests.hostile.junk import deep, junk, numbers, short_texts, texts

Json = dict[str, Any]
#: Accounts: people of every role (tests/hostile/world.py), a stranger, and the largest that Telegram speaks of.
PEOPLE = (1, 2, 3, 4, 5, 50, 101, 2**52 - 1)
#: The bot's own account, in tests.
BOT = {"id": 4242, "is_bot": True, "first_name": "Mitra", "username": "mitra_score_bot"}
GROUP, CHANNEL = -100_123, -1_001_234_567_890
#: Telegram's numbers for updates and messages stay below this.
_LARGEST = 2**31 - 1
_MOMENT = 1_790_000_000
_counter = itertools.count(1)

_ids = st.integers(1, _LARGEST)
_moments = st.integers(_MOMENT - 10**6, _MOMENT + 10**6)
_sizes = st.one_of(st.integers(0, 60_000_000), st.just(50_000_000), st.just(2**31))
_sides = st.integers(0, 20_000)


def fresh() -> int:
    """Return a number for an update that no update had in this process."""
    return next(_counter)


def _some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=optional)


def _person(number: int) -> st.SearchStrategy[Json]:
    rest = _some(
        last_name=short_texts,
        username=st.sampled_from(["budi_01", "Rina", "x" * 32]),
        language_code=st.sampled_from(["id", "en", "xx"]),
    )
    return st.builds(
        lambda name, more: {"id": number, "is_bot": False, "first_name": name or "-"} | more,
        short_texts,
        rest,
    )


def _chats(number: int) -> st.SearchStrategy[Json]:
    private = short_texts.map(lambda name: {"id": number, "type": "private", "first_name": name or "-"})
    groups = st.builds(
        lambda kind, title: {"id": GROUP, "type": kind, "title": title or "-"},
        st.sampled_from(["group", "supergroup"]),
        short_texts,
    )
    return st.one_of(private, private, private, groups)


def _file(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    needed = {
        "file_id": st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True),
        "file_unique_id": st.just("u"),
    }
    return st.fixed_dictionaries(needed | more, optional={"file_size": _sizes})


_names = st.one_of(
    short_texts,
    st.sampled_from(
        [
            "rencana.xlsx",
            "RENCANA.XLSX",
            "x.xlsx.exe",
            ".xlsx",
            "virus.pdf",
            "a/b\\c.xlsx",
            "a" * 300 + ".xlsx",
        ]
    ),
)
_thumbs = _file(width=_sides, height=_sides)
_entities = st.lists(
    st.fixed_dictionaries({
        "type": st.sampled_from(["mention", "bot_command", "bold", "italic", "code", "pre", "url", "text_link", "custom_emoji", "blockquote", "new_one"]),
        "offset": st.integers(0, 5_000),
        "length": st.integers(0, 5_000),
    }),
    max_size=3,
)  # fmt: skip
_commands = st.builds(
    lambda name, at, rest: f"/{name}{at}{rest}"[:4096],
    st.one_of(st.sampled_from([*COMMANDS, "start", "tidak_ada"]), st.from_regex(r"\w{1,32}", fullmatch=True)),
    st.sampled_from(["", "", "@mitra_score_bot", "@orang_lain"]),
    st.one_of(st.just(""), short_texts.map(" {}".format), texts.map(" {}".format)),
)
_typed = st.one_of(_commands, texts, texts).map(lambda text: text or "-")
_captions = _some(caption=texts, caption_entities=_entities)
_places = st.fixed_dictionaries(
    {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)},
    optional={"horizontal_accuracy": st.floats(0, 1500), "live_period": st.integers(1, 86_400)},
)
_options = st.lists(
    st.builds(lambda text: {"text": text or "-", "voter_count": 0, "persistent_id": "0"}, short_texts),
    min_size=2,
    max_size=10,
)
_polls = st.builds(
    lambda question, options, kind: {
        "id": "77", "question": question or "-", "options": options, "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": kind, "allows_multiple_answers": False, "allows_revoting": False,
        "members_only": False,
    },
    short_texts, _options, st.sampled_from(["quiz", "regular"]),
)  # fmt: skip


def fitted(text: str, entities: list[Json]) -> list[Json]:
    """Return entities within a text, as Telegram counts: in units of UTF-16, and no sign cut in two."""
    ends = [0, *itertools.accumulate(len(letter.encode("utf-16-le")) // 2 for letter in text)]
    found = []
    for entity in entities:
        begin = entity["offset"] % len(ends)
        end = min(len(ends) - 1, begin + 1 + entity["length"])
        if end > begin:
            found.append(entity | {"offset": ends[begin], "length": ends[end] - ends[begin]})
    return found


def _marked(name: str, entities_name: str, content: Json) -> Json:
    """Return a message's content with its entities made to fit."""
    if entities_name not in content:
        return content
    return content | {entities_name: fitted(content.get(name, ""), content[entities_name])}


def _with(name: str, content: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda brought, more: {name: brought} | _marked("caption", "caption_entities", more),
        content,
        _captions,
    )


def _contents(number: int) -> st.SearchStrategy[Json]:
    """Return what a message is about."""
    documents = _file().flatmap(
        lambda file: _some(file_name=_names, mime_type=short_texts, thumbnail=_thumbs).map(
            lambda more: file | more
        )
    )
    sticker = _file(
        width=_sides,
        height=_sides,
        type=st.just("regular"),
        is_animated=st.booleans(),
        is_video=st.booleans(),
    )
    seconds = st.integers(0, 2**31 - 1)
    return st.one_of(
        st.builds(_written, _typed, _some(entities=_entities)),
        st.builds(_written, _typed, _some(entities=_entities)),
        st.builds(_commanded, _commands),
        _with("photo", st.lists(_thumbs, max_size=5)),
        _with("document", documents),
        _with("voice", _file(duration=seconds)),
        _with("audio", _file(duration=seconds)),
        _with("video", _file(duration=seconds, width=_sides, height=_sides)),
        _with("video_note", _file(duration=seconds, length=_sides)),
        _with("animation", _file(duration=seconds, width=_sides, height=_sides)),
        _with("sticker", sticker),
        _with("location", _places),
        _with(
            "venue",
            st.builds(
                lambda place, text: {"location": place, "title": text, "address": text}, _places, short_texts
            ),
        ),
        _with(
            "contact",
            st.builds(
                lambda text, user: {"phone_number": text, "first_name": text, "user_id": user},
                short_texts,
                _ids,
            ),
        ),
        _with("dice", st.builds(lambda value: {"emoji": "🎲", "value": value}, st.integers(1, 64))),
        _with("poll", _polls),
        st.just({"new_chat_members": [BOT]}),
        st.just({"left_chat_member": BOT}),
        st.just({"group_chat_created": True}),
        st.just({"delete_chat_photo": True}),
        st.builds(lambda text: {"new_chat_title": text or "-"}, short_texts),
        st.just({"migrate_to_chat_id": CHANNEL}),
        st.just({"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": number, "type": "private"}}}),
        st.builds(lambda data: {"web_app_data": {"data": data, "button_text": data}}, short_texts),
        st.just({}),
    )


def _written(text: str, more: Json) -> Json:
    return _marked("text", "entities", {"text": text} | more)


def _commanded(text: str) -> Json:
    length = len(text.split(maxsplit=1)[0].encode("utf-16-le")) // 2
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}


_origins = st.one_of(
    st.just({}),
    st.just({}),
    st.builds(
        lambda name, at: {"forward_origin": {"type": "hidden_user", "date": at, "sender_user_name": name or "-"}},
        short_texts, _moments,
    ),
    st.builds(
        lambda at: {"forward_origin": {"type": "channel", "date": at, "message_id": 1, "chat": {"id": CHANNEL, "type": "channel"}}},
        _moments,
    ),
    st.just({"via_bot": BOT}),
    st.just({"media_group_id": "9"}),
    st.builds(lambda text: {"reply_to_message": {"message_id": 7, "date": 0, "chat": {"id": GROUP, "type": "group"}, "from": BOT, "text": text or "-"}}, short_texts),
    st.builds(lambda text: {"quote": {"text": text or "-", "position": 0}}, short_texts),
)  # fmt: skip


def _messages(number: int) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda message_id, at, person, chat, content, origin: (
            {"message_id": message_id, "date": at, "chat": chat, "from": person} | content | origin
        ),
        _ids, _moments, _person(number), _chats(number), _contents(number), _origins,
    )  # fmt: skip


def _members(status: str) -> Json:
    rights = dict.fromkeys(
        (
            *(
                "can_be_edited",
                "is_anonymous",
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
            ),
            *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
            *("can_post_stories", "can_edit_stories", "can_delete_stories"),
        ),
        False,
    )
    kept = {"user": BOT, "status": status}
    return (
        kept
        | (rights if status == "administrator" else {})
        | ({"until_date": 0} if status == "kicked" else {})
    )


def _memberships(number: int) -> st.SearchStrategy[Json]:
    states = st.sampled_from(["member", "left", "kicked", "administrator"]).map(_members)
    return st.builds(
        lambda person, chat, at, old, new: {"from": person, "chat": chat, "date": at, "old_chat_member": old, "new_chat_member": new},
        _person(number), _chats(number), _moments, states, states,
    )  # fmt: skip


def taps(number: int, data: st.SearchStrategy[str]) -> st.SearchStrategy[Json]:
    """Return callback queries of somebody with this data, on a message that is there, inaccessible, missing, or in an inline query's place."""
    chat = {"id": number, "type": "private", "first_name": "x"}
    shown = st.builds(
        lambda message_id, text, entities: {
            "message_id": message_id, "date": _MOMENT, "chat": chat, "from": BOT, "text": text or "-",
            "entities": fitted(text or "-", entities),
        },
        _ids, short_texts, _entities,
    )  # fmt: skip
    places = st.one_of(
        shown.map(lambda message: {"message": message}),
        shown.map(lambda message: {"message": message}),
        _ids.map(lambda message_id: {"message": {"chat": chat, "message_id": message_id, "date": 0}}),
        st.just({}),
        st.just({"inline_message_id": "abc"}),
    )
    carried = st.one_of(
        data.map(lambda text: {"data": text}), st.just({"game_short_name": "catur"}), st.just({})
    )
    return st.builds(
        lambda query, person, place, more: {"id": str(query), "from": person, "chat_instance": "1"} | place | more,
        _ids, _person(number), places, st.one_of(data.map(lambda text: {"data": text}), data.map(lambda text: {"data": text}), carried),
    )  # fmt: skip


def _bodies(number: int, data: st.SearchStrategy[str]) -> st.SearchStrategy[Json]:
    messages = _messages(number)
    answers = st.builds(
        lambda person, options, poll: {"poll_id": poll, "user": person, "option_ids": options, "option_persistent_ids": [str(one) for one in options]},
        _person(number), st.lists(st.integers(0, 9), max_size=3), st.one_of(st.just("77"), short_texts),
    )  # fmt: skip
    posts = messages.map(
        lambda message: (
            {name: value for name, value in message.items() if name != "from"}
            | {"chat": {"id": CHANNEL, "type": "channel", "title": "Kanal"}}
        )
    )
    return st.one_of(
        messages.map(lambda one: {"message": one}),
        messages.map(lambda one: {"message": one}),
        messages.map(lambda one: {"message": one}),
        messages.map(lambda one: {"edited_message": one | {"edit_date": _MOMENT}}),
        posts.map(lambda one: {"channel_post": one}),
        posts.map(lambda one: {"edited_channel_post": one}),
        taps(number, data).map(lambda one: {"callback_query": one}),
        _memberships(number).map(lambda one: {"my_chat_member": one}),
        _memberships(number).map(lambda one: {"chat_member": one}),
        answers.map(lambda one: {"poll_answer": one}),
        _polls.map(lambda one: {"poll": one}),
        st.builds(
            lambda person, text: {"inline_query": {"id": "1", "from": person, "query": text[:256], "offset": ""}},
            _person(number), texts,
        ),
        st.just({}),
    )  # fmt: skip


def valid_updates(
    people: tuple[int, ...] = PEOPLE, *, data: st.SearchStrategy[str] = short_texts
) -> st.SearchStrategy[Json]:
    """Return updates as Telegram may send them, of every kind, from these accounts; `data` is what taps carry."""
    # Made once for each account: a strategy made anew for each example costs ten times what it makes.
    bodies = st.one_of([_bodies(number, data) for number in people])
    return bodies.map(lambda body: {"update_id": fresh()} | body)


def broken_updates(people: tuple[int, ...] = PEOPLE) -> st.SearchStrategy[Any]:
    """Return what is no update: fields missing, of a wrong type, far too large, nested, or no object at all."""
    spoilt = st.builds(
        _spoilt, valid_updates(people), st.lists(st.tuples(_ids, _damage), min_size=1, max_size=3)
    )
    return st.one_of(
        spoilt, spoilt, spoilt, spoilt, junk, st.sampled_from([deep(60), deep(900), {"update_id": 10**40}])
    )


#: How to spoil a field: leave it out, or put this there.
_damage = st.one_of(
    st.just((False, None)),
    st.tuples(st.just(True), st.one_of(junk, numbers, st.sampled_from(["x", [], {}, None, True, 2**63, -(2**70), "\ud800", "\x00"]))),
)  # fmt: skip


def _spoilt(update: Json, damages: list[tuple[int, tuple[bool, Any]]]) -> Json:
    broken = copy.deepcopy(update)
    for pick, (kept, value) in damages:
        places = list(_places_in(broken))
        if not places:
            break
        holder, name = places[pick % len(places)]
        if kept:
            holder[name] = value
        else:
            del holder[name]
    return broken


def _places_in(value: Any) -> Any:
    """Yield container and key of everything inside."""
    names = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield value, name
        yield from _places_in(value[name])
