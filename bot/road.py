"""The road of an update: one transaction from claim to owed answers, then the sender."""

import asyncio
import datetime as dt
import hashlib
import hmac
from contextvars import ContextVar
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Message, Update
from telegram.error import TelegramError

from bot import metrics
from bot.channel import Turn
from bot.context import BotApplication, Context
from bot.flood import Flood
from bot.handlers.sheets import LARGEST_SHEET, sheet_in
from bot.outage import Outage
from bot.sender import Sender
from mitra import once, outbox, people
from mitra.clock import Clock, utc_now
from mitra.content.messages import Messages
from mitra.log import get_logger
from mitra.notifications import SEALED_MESSAGE
from mitra.sealing import seal
from mitra.store.database import Database, is_passing

log = get_logger()

#: A button tapped twice within this time was tapped once.
DOUBLE_TAP = dt.timedelta(seconds=2)
#: So long may a file that came along take.
DOWNLOAD_SECONDS = 10
_errors: ContextVar[list[Exception]] = ContextVar("errors")


class Road:
    """Handles updates so that each has its effects once, all of them or none."""

    def __init__(  # noqa: PLR0913 - the parts of the road
        self,
        application: BotApplication,
        *,
        database: Database,
        sender: Sender,
        messages: Messages,
        flood: Flood,
        key: bytes,
        holder: str | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._holder = holder
        self._application = application
        self._database = database
        self._sender = sender
        # Rendered now: when things go wrong, as little as possible should still have to work.
        self._apology = messages.render("trouble").html
        self._slowly = messages.render("slowly").html
        self._put_off = messages.render("put_off").html
        self._flood = flood
        self._outage = Outage()
        self._secret = key
        self._now = clock
        application.add_error_handler(_keep_error)

    async def travel(self, update: Update) -> None:
        """
        Handle `update`; when this returns, its effects are stored and it may be acknowledged.

        Raises what `is_passing` holds for while the database is away or full: then nothing is stored, and it must come again.
        """
        with metrics.timed(_kind(update)):
            try:
                turn = turn_of(update)
                if turn and not self._admits(update, turn):
                    return
            except Exception:  # what Telegram would never send: brought again it would be the same
                log.exception("update_unusable", update=update.update_id)
                return
            if turn and not turn.outgoing:
                turn.brought = await self._download(update)
            try:
                toast, owed = await self._store(update, turn)
            except Exception:
                self._console(turn)
                raise
        self._outage.is_over()
        if turn and turn.tap_id:
            acknowledgement = {"callback_query_id": turn.tap_id, "text": toast or None}
            owed = [
                outbox.Message(chat_id=turn.chat_id, method="answer_callback_query", payload=acknowledgement),
                *owed,
            ]
        self._sender.hand_over(owed)

    def _console(self, turn: Turn | None) -> None:
        """Say that the message is not lost, when it has been waiting for a while; not stored, since nothing can be."""
        if turn and self._outage.should_tell(turn.chat_id):
            self._sender.hand_over([_text(turn, self._put_off)])

    def _admits(self, update: Update, turn: Turn) -> bool:
        """Return whether to go on with an update: one too many is not read, and its sender told so once."""
        if self._flood.admits(turn.person_id):
            return True
        log.warning("flood", update=update.update_id)
        if not self._flood.should_tell(turn.person_id):
            return False
        turn.outgoing.append(_text(turn, self._slowly))
        return True

    async def _store(self, update: Update, turn: Turn | None) -> tuple[str, list[outbox.Message]]:
        """Return the acknowledgement's text and what is owed, both stored."""
        try:
            return await self._handle(update, turn)
        except Exception as error:
            if is_passing(error):
                raise
            # Another try would most likely fail alike: it is given up, and whoever wrote is told.
            log.exception("update_failed", update=update.update_id)
        try:
            return "", await self._apologise(update, turn)
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("update_given_up", update=update.update_id)
            return "", []

    async def _download(self, update: Update) -> bytes | None:
        """
        Return the spreadsheet that came along, if one did and can be had.

        Here, and not where it is used: a transaction must not wait for a download, since all others wait for it.
        """
        document = sheet_in(update)
        if document is None:
            return None
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                file = await self._application.bot.get_file(document.file_id)
                data = bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            log.warning("not_downloaded", update=update.update_id, reason=type(error).__name__)
            return None
        return data if len(data) <= LARGEST_SHEET else None

    async def _handle(self, update: Update, turn: Turn | None) -> tuple[str, list[outbox.Message]]:
        """Return what is owed for `update`, stored; nothing when it was handled before."""
        tries = 0

        async def work(connection: AsyncConnection) -> tuple[str, list[outbox.Message]]:
            nonlocal tries
            tries += 1
            if tries > 1:
                metrics.crossed.inc()
            # Another try begins anew: with nothing said yet.
            mine = turn and replace(turn, outgoing=[*turn.outgoing])
            owed = await self._effects(connection, update, mine)
            return mine.toast if mine else "", owed

        toast, owed = await self._database.serialized(work)
        return toast, self._at_hand(owed)

    async def _effects(
        self, connection: AsyncConnection, update: Update, turn: Turn | None
    ) -> list[outbox.Message]:
        now = self._now()
        if not await once.claim(connection, self._key(update), at=now) or turn is None:
            return []
        if (tap := _tap_key(update, self._secret)) and not await once.claim(
            connection, tap, at=now, again_after=DOUBLE_TAP
        ):
            return []
        if not update.my_chat_member:
            await outbox.reachable_again(connection, turn.chat_id)
        if not turn.outgoing:  # else it was not read, and is told so
            await people.seen(connection, turn.person_id, on=now.date())
            await self._let_handlers_work(update, turn)
        owed = [sealed(message, self._secret) for message in turn.outgoing]
        return await outbox.put(connection, owed, at=now, holder=self._holder)

    def _at_hand(self, owed: list[outbox.Message]) -> list[outbox.Message]:
        """Return what we may send ourselves; what waits for another process's hands is looked for soon."""
        ours = [message for message in owed if message.id]
        if len(ours) < len(owed):
            self._sender.look_soon()
        return ours

    async def _let_handlers_work(self, update: Update, turn: Turn) -> None:
        errors: list[Exception] = []
        turn_token, errors_token = Context.begin(turn), _errors.set(errors)
        try:
            await self._application.process_update(update)
        finally:
            Context.end(turn_token)
            _errors.reset(errors_token)
        if errors:
            raise errors[0]

    async def _apologise(self, update: Update, turn: Turn | None) -> list[outbox.Message]:
        """Give the failed update up, and say so."""

        async def work(connection: AsyncConnection) -> list[outbox.Message]:
            now = self._now()
            if not await once.claim(connection, self._key(update), at=now) or turn is None:
                return []
            sorry = [_text(turn, self._apology)]
            return await outbox.put(connection, sorry, at=now, holder=self._holder)

        return self._at_hand(await self._database.serialized(work))

    def _key(self, update: Update) -> str:
        return f"update:{self._application.bot.id}:{update.update_id}"


def _kind(update: Update) -> str:
    """Return how an update is counted."""
    if update.callback_query:
        return "tap"
    return "text" if update.effective_message and update.effective_message.text else "other"


def chat_of(update: Update) -> int:
    """Return the chat whose updates must stay in order; an answer to a poll names none, so it is who answered."""
    if update.poll_answer and update.effective_user:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat else 0


def _text(turn: Turn, text: str) -> outbox.Message:
    return outbox.Message(chat_id=turn.chat_id, method="send_message", payload={"text": text})


def sealed(message: outbox.Message, secret: bytes) -> outbox.Message:
    """Return a private message sealed: while it waits, who reads the database sees that it waits, not what it says."""
    payload = dict(message.payload)
    if not payload.pop("private", False):
        return message
    return replace(message, payload={"sealed": seal(secret, payload, about=SEALED_MESSAGE)})


def turn_of(update: Update) -> Turn | None:
    """Return the turn that `update` opens, or None for what needs no answer (such as a channel's posts)."""
    chat, person, tap = update.effective_chat, update.effective_user, update.callback_query
    if update.poll_answer and person:  # names no chat: our polls are in private ones
        return Turn(chat_id=person.id, person_id=person.id, sender_id=str(person.id))
    if chat is None or person is None:
        return None
    private = chat.type == chat.PRIVATE
    return Turn(
        chat_id=chat.id,
        person_id=person.id,
        sender_id=str(chat.id) if private else f"{chat.id}:{person.id}",
        tapped_message=tap.message.message_id if tap and tap.message else None,
        tap_id=tap.id if tap else None,
    )


def _tap_key(update: Update, secret: bytes) -> str | None:
    """
    Return what a second tap on the same button shares with the first, unless the message changed in between.

    Wholly keyed: it is remembered for days with its moment, and must not say who tapped on what when.
    """
    tap = update.callback_query
    if tap is None or not isinstance(tap.message, Message):
        return None
    place = f"{tap.message.chat.id}:{tap.message.message_id}:{tap.from_user.id}"
    shown = f"{place}{tap.message.text_html or ''}{tap.message.reply_markup}{tap.data}"
    return f"tap:{hmac.new(secret, shown.encode(), hashlib.sha256).hexdigest()[:40]}"


async def _keep_error(_update: object, context: Context) -> None:
    """Keep what a handler raised, so that its transaction fails with it."""
    if isinstance(context.error, Exception):
        _errors.get().append(context.error)
