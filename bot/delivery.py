"""Delivering the outbox: one message at a time, at a pace, with patience, each once.

A row is marked as being sent before Telegram is asked and as sent after it has answered. A process
killed between the two leaves one message in doubt, at most one, for only one is ever under way; it
is sent again after the restart, so that nobody is left out, and its reader may have it twice.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from telegram import MessageEntity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.announcing import render_digest, render_summary
from bot.pace import LATER
from bot.render import Message
from bot.sending import seconds
from bot.telling import Desk
from bot.wording import Wording
from index.errors import LeaderCallsError, QuoteError
from index.outbox import BROADCAST, Parcel
from index.subjects import calls_of
from index.summary import summarise

log = logging.getLogger(__name__)
_T = TypeVar("_T")

IDLE_SECONDS = 1.0
CHAT_SECONDS = 1.0
BACKOFF_SECONDS, LONGEST_BACKOFF = 2.0, 3600.0
MOST_ATTEMPTS = 24
_OUT_OF_ORDER_SECONDS = 30.0
_REMEMBERED = 1000
# What Telegram says of chats that are no more (Bot API errors have no finer code than 400).
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "not enough rights")
_SETTLED = ("message is not modified", "message to edit not found", "message can't be edited")


class Delivery:
    """Takes messages out of the outbox and sends them."""

    def __init__(self, desk: Desk, bot: ExtBot[Any]) -> None:
        self._desk, self._bot = desk, bot
        self._last: OrderedDict[int, float] = OrderedDict()
        self._asked_to_wait = False
        self._troubles = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Deliver until `stop`; trouble with the database is waited out."""
        if lost := await self._patiently(self._desk.outbox.recover):
            log.warning("%d messages were in doubt and are sent again", lost)
        while not self._stopping.is_set():
            try:
                if not await self.step():
                    await self._rest(IDLE_SECONDS)
            except LeaderCallsError as error:
                log.error("delivery waits: %s", error)
                await self._rest(_OUT_OF_ORDER_SECONDS)

    async def _patiently(self, do: Callable[..., _T], *arguments: object) -> _T:
        """What must not be left undone: tried until the database takes it."""
        while True:
            try:
                return await asyncio.to_thread(do, *arguments)
            except LeaderCallsError as error:
                log.error("delivery waits: %s", error)
                await asyncio.sleep(IDLE_SECONDS)

    def stop(self) -> None:
        """End after the message that is under way."""
        self._stopping.set()
        self._desk.new_calls.set()

    async def step(self) -> bool:
        """Deliver the next message that is due; whether there was one."""
        parcel = await asyncio.to_thread(self._desk.outbox.take)
        if parcel is None:
            return False
        soon = self._last.get(parcel.chat.id, -CHAT_SECONDS) + CHAT_SECONDS - time.monotonic()
        if soon > 0:
            await self._postpone(parcel, soon)
            return True
        try:
            message = await asyncio.to_thread(self._write, parcel)
        except QuoteError as error:
            log.error("a message cannot be written: %s", error)
            message = None
        if message is None:
            await asyncio.to_thread(self._desk.outbox.fail, parcel)
            return True
        await self._deliver(parcel, message)
        return True

    async def _rest(self, longest: float) -> None:
        self._desk.new_calls.clear()
        if not self._stopping.is_set():
            try:
                await asyncio.wait_for(self._desk.new_calls.wait(), longest)
            except TimeoutError:
                return

    # --- writing -----------------------------------------------------------------------------

    def _write(self, parcel: Parcel) -> Message | None:
        """The message of a parcel; None when what it tells of is gone."""
        if parcel.about[0].startswith(BROADCAST):
            found = self._desk.outbox.broadcast_text(parcel.about[0])
            entities = (MessageEntity(**entity) for entity in found[1]) if found else ()
            return Message(found[0], tuple(entities)) if found else None
        archive = self._desk.archive
        language = parcel.chat.language or "en"
        snapshot, gazetteer = archive.snapshot, archive.linker.gazetteer
        numbers = [n for n, r in enumerate(snapshot.readouts) if r.call in parcel.about]
        calls = calls_of(snapshot, numbers)
        summaries = [summarise(call, language, snapshot, gazetteer) for call in calls]
        say = Wording(language, gazetteer)
        if not summaries:
            return None
        return render_digest(summaries, say) if parcel.digest else render_summary(summaries[0], say)

    # --- sending -----------------------------------------------------------------------------

    async def _deliver(self, parcel: Parcel, message: Message) -> None:
        outbox, metrics = self._desk.outbox, self._desk.metrics
        try:
            sent = await self._send(parcel, message)
        except RetryAfter as error:
            await self._wait_as_told(parcel, seconds(error.retry_after))
        except ChatMigrated as error:
            chat = parcel.chat.id
            await asyncio.to_thread(self._desk.people.moved, chat, error.new_chat_id)
            await self._postpone(parcel, 0)
        except Forbidden:
            await self._end(parcel)
        except BadRequest as error:
            await self._refused(parcel, error)
        except NetworkError as error:
            await self._try_again(parcel, error)
        except TelegramError as error:
            log.error("a message cannot be sent: %s", type(error).__name__)
            await self._try_again(parcel, error)
        else:
            await self._patiently(outbox.sent, parcel, sent)
            metrics.delivered("sent" if parcel.message is None else "updated")
            self._asked_to_wait, self._troubles = False, 0
            self._note(parcel.chat.id)

    async def _send(self, parcel: Parcel, message: Message) -> int:
        if parcel.message is not None:
            await self._bot.edit_message_text(
                message.text,
                chat_id=parcel.chat.id,
                message_id=parcel.message,
                entities=message.entities,
                reply_markup=message.keyboard,
                rate_limit_args=LATER,
            )
            return parcel.message
        sent = await self._bot.send_message(
            parcel.chat.id,
            message.text,
            entities=message.entities,
            reply_markup=message.keyboard,
            disable_web_page_preview=True,
            rate_limit_args=LATER,
        )
        return sent.message_id

    def _note(self, chat: int) -> None:
        self._last[chat] = time.monotonic()
        self._last.move_to_end(chat)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    async def _postpone(self, parcel: Parcel, wait: float) -> None:
        await asyncio.to_thread(self._desk.outbox.postpone, parcel, wait)

    async def _wait_as_told(self, parcel: Parcel, wait: float) -> None:
        """A 429: this chat waits for as long as it says; a second in a row is meant for all."""
        self._desk.metrics.delivered("retried")
        await self._postpone(parcel, wait)
        if self._asked_to_wait:
            log.warning("Telegram asks for %.0f s without messages", wait)
            await asyncio.sleep(wait)
        self._asked_to_wait = not self._asked_to_wait

    async def _try_again(self, parcel: Parcel, error: TelegramError) -> None:
        """Later, with doubling pauses; while nothing gets through, the others wait a little too."""
        if parcel.attempts >= MOST_ATTEMPTS:
            await self._fail(parcel, error)
            return
        self._desk.metrics.delivered("retried")
        await self._postpone(parcel, min(BACKOFF_SECONDS * 2**parcel.attempts, LONGEST_BACKOFF))
        self._troubles += 1
        if self._troubles > 1:
            await self._rest(min(0.5 * 2**self._troubles, _OUT_OF_ORDER_SECONDS))

    async def _refused(self, parcel: Parcel, error: BadRequest) -> None:
        reason = error.message.lower()
        if parcel.message is not None and any(words in reason for words in _SETTLED):
            await asyncio.to_thread(self._desk.outbox.sent, parcel, parcel.message)
        elif any(words in reason for words in _GONE):
            await self._end(parcel)
        else:
            await self._fail(parcel, error)

    async def _fail(self, parcel: Parcel, error: TelegramError) -> None:
        log.error("a message is given up on: %s", error.message)
        await asyncio.to_thread(self._desk.outbox.fail, parcel)
        self._desk.metrics.delivered("failed")

    async def _end(self, parcel: Parcel) -> None:
        """The chat is closed to the bot."""
        await asyncio.to_thread(self._desk.outbox.end, parcel.chat.id)
        self._desk.metrics.delivered("blocked")


def announce(desk: Desk) -> int:
    """Put what is new in the snapshot into the outbox; how many messages."""
    waiting = desk.outbox.unannounced()
    snapshot = desk.archive.snapshot
    numbers = [snapshot.numbers[name] for name in waiting if name in snapshot.numbers]
    return desk.outbox.announce(calls_of(snapshot, numbers)) if numbers else 0
