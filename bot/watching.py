"""Watching the sources: each is looked at when it is due; operators hear of doubts and failures."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.proposal import proposal
from bot.render import Message
from bot.sending import patiently
from bot.telling import Desk
from bot.wording import Wording
from index.drafts import Drafts
from index.errors import LeaderCallsError
from index.harvest import Harvest, Look
from index.news import judge
from index.reading import Part
from index.sifting import Found
from index.sources import Outlet, Outlets

log = logging.getLogger(__name__)

IDLE_SECONDS = 30.0
_LONGEST_REASON = 500


class Watch:
    """Looks at the sources, one after the other, for as long as the bot runs."""

    def __init__(self, desk: Desk, bot: ExtBot[Any], harvest: Harvest, outlets: Outlets) -> None:
        self._desk, self._bot, self._harvest, self._outlets = desk, bot, harvest, outlets
        # When a server that asked us to stay away may be asked again.
        self._not_before: dict[str, datetime] = {}

    @classmethod
    def of(cls, desk: Desk, bot: ExtBot[Any]) -> Self:
        """A watch over the sources that the archive knows."""
        harvest = Harvest(desk.archive, desk.web, judge, desk.now)
        return cls(desk, bot, harvest, desk.archive.outlets)

    async def run(self) -> None:
        """Look at each source when it is due, until cancelled; trouble is waited out."""
        log.info("watching %d sources", len(self._outlets.watched))
        try:
            while True:
                await self._step_or_wait()
                await asyncio.sleep(IDLE_SECONDS)
        finally:
            self._harvest.stop()

    async def _step_or_wait(self) -> None:
        try:
            await self.step()
        except LeaderCallsError as error:
            log.error("the sources wait: %s", error)

    async def step(self) -> None:
        """Look at every source that is due now."""
        states = await asyncio.to_thread(self._harvest.polls.states)
        for outlet in self._outlets.watched:
            state = states.get(outlet.id)
            due = state.due_at(outlet.every) if state else None
            times = [at for at in (due, self._not_before.get(outlet.id)) if at]
            if max(times, default=self._desk.now()) <= self._desk.now():
                await self._look(outlet)

    async def _look(self, outlet: Outlet) -> None:
        look = await asyncio.to_thread(self._harvest.look, outlet)
        log.info("source %s: %d new, %d in doubt", outlet.id, *_counts(look))
        if look.problem:
            await self._failed(look)
        elif look.told:
            await self._tell_all("source-works", outlet)
        if waiting := look.those("waiting"):
            await self._ask_all(outlet, waiting)

    async def _failed(self, look: Look) -> None:
        """A source could not be read: count it, and say so once until it works again."""
        outlet = look.outlet
        log.warning("source %s: %s", outlet.id, look.problem)
        self._desk.metrics.source_failed(outlet.id)
        if look.retry_after:
            wait = timedelta(seconds=look.retry_after)
            self._not_before[outlet.id] = self._desk.now() + wait
        if not look.told and await self._tell_all("source-fails", outlet, look.problem):
            await asyncio.to_thread(self._harvest.polls.tell, outlet.id)

    # --- operators ---------------------------------------------------------------------------

    async def _tell_all(self, message: str, outlet: Outlet, reason: str = "") -> bool:
        """Tell the operators something of a source; whether one of them got it."""
        told = False
        for chat in sorted(self._desk.settings.admins):
            say = await self._wording(chat)
            name = outlet.label(say.language)
            values = {"reason": reason[:_LONGEST_REASON]} if reason else {}
            told |= await self._send(chat, Message(say(message, source=name, **values))) is not None
        return told

    async def _ask_all(self, outlet: Outlet, waiting: Sequence[Found]) -> None:
        """Let the operators decide on articles. Where nobody can be asked, they are let go."""
        asked = not self._desk.settings.admins
        if asked:
            log.warning("source %s: no operator to decide on %d texts", outlet.id, len(waiting))
        for chat in sorted(self._desk.settings.admins):
            say = await self._wording(chat)
            name = outlet.label(say.language)
            doubts = say("source-doubts", source=name, count=len(waiting))
            if await self._send(chat, Message(doubts)) is None:
                continue
            asked = True
            for found in waiting:
                assert found.part is not None
                await self._propose(chat, found.part, say)
        if asked:
            for found in waiting:
                await asyncio.to_thread(self._harvest.settle, found, outlet)

    async def _propose(self, chat: int, part: Part, say: Wording) -> None:
        drafts = Drafts(self._desk.archive.store, self._desk.now)
        draft = await asyncio.to_thread(drafts.keep, chat, [part])
        try:
            message = await asyncio.to_thread(proposal, draft, self._desk.archive, say)
        except LeaderCallsError as error:
            log.warning("a text cannot be proposed: %s", error)
            await asyncio.to_thread(drafts.take, chat, draft.id)
            return
        if (sent := await self._send(chat, message)) is not None:
            await asyncio.to_thread(drafts.show, draft, sent)

    async def _wording(self, chat: int) -> Wording:
        known = await asyncio.to_thread(self._desk.people.chat, chat)
        return Wording(known.language or "en", self._desk.archive.linker.gazetteer)

    async def _send(self, chat: int, message: Message) -> int | None:
        """The id of a sent message; None when Telegram refused it."""
        try:
            sent = await patiently(
                lambda: self._bot.send_message(
                    chat,
                    message.text,
                    entities=message.entities,
                    reply_markup=message.keyboard,
                    disable_web_page_preview=True,
                )
            )
        except TelegramError as error:
            log.warning("an operator was not reached: %s", type(error).__name__)
            return None
        return sent.message_id


def _counts(look: Look) -> tuple[int, int]:
    return len(look.those("new", "changed")), len(look.those("waiting"))
