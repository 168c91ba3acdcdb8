"""The queue of updates: long polling, webhook, and the disorder that tests ask for."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import RLock

import aiohttp

from tests.botapi.wire import ApiError, Json

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_ID = 700_000_001
_RETRY_SECONDS = 0.2


@dataclass
class Webhook:
    """Where updates are posted, and how that goes."""

    url: str
    secret: str = ""
    max_connections: int = 40
    has_certificate: bool = False
    error: str = ""
    error_date: int = 0


@dataclass
class _Item:
    """An update that waits; ``left`` is how many more times it is to be delivered."""

    update: Json
    left: int = 1
    served: bool = False

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


@dataclass
class UpdateQueue:
    """Updates that the bot has not yet confirmed.

    Users' threads put updates; the server's event loop takes them. Both hold the lock.
    ``twice``, ``again`` and ``hold`` count the coming updates that are to be delivered twice at
    once, delivered once more after they were confirmed, or held back to be released backwards.
    """

    lock: RLock
    webhook: Webhook | None = None
    allowed: frozenset[str] = frozenset()
    loop: asyncio.AbstractEventLoop | None = None
    twice: int = 0
    again: int = 0
    hold: int = 0
    _next_id: int = _FIRST_ID
    _pending: deque[_Item] = field(default_factory=deque)
    _held: list[Json] = field(default_factory=list)
    _last_served: int = 0
    _waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._pending) + len(self._held)

    def put(self, kind: str, body: Json) -> None:
        """Queue an update of this kind, unless the bot does not want the kind."""
        with self.lock:
            if not self._wanted(kind):
                return
            update = {"update_id": self._next_id, kind: body}
            self._next_id += 1
            for released in self._in_order(update):
                self._admit(released)

    def allow(self, kinds: Sequence[object] | None) -> None:
        """Set the kinds wanted: None keeps what was set, none at all means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(map(str, kinds))

    def drop(self) -> None:
        """Forget everything that waits."""
        with self.lock:
            self._pending.clear()
            self._held.clear()

    def release(self) -> None:
        """Queue what is held back although fewer updates came than were to be reordered."""
        with self.lock:
            self.hold = 0
            for update in reversed(self._held):
                self._admit(update)
            self._held.clear()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _in_order(self, update: Json) -> list[Json]:
        if not self.hold:
            return [update]
        self._held.append(update)
        self.hold -= 1
        if self.hold:
            return []
        released, self._held = self._held[::-1], []
        return released

    def _admit(self, update: Json) -> None:
        item = _Item(update)
        if self.again:
            self.again -= 1
            item.left = 2
        self._pending.append(item)
        if self.twice:
            self.twice -= 1
            self._pending.append(_Item(update))
        if self.loop:
            self.loop.call_soon_threadsafe(self._wake)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - getUpdates has it
        """Confirm updates below ``offset``, then wait up to ``timeout`` seconds for others.

        Raises:
            ApiError: 409 in the poll that is waiting when another one begins.
        """
        self.interrupt("other getUpdates request; make sure that only one bot instance is running")
        deadline = time.monotonic() + timeout
        self._confirm(offset)
        while True:
            batch = self._take(limit)
            left = deadline - time.monotonic()
            if batch or left <= 0 or not await self._arrival(left):
                return batch

    def interrupt(self, by: str) -> None:
        """End the poll that waits, if one does, with a conflict."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ApiError(409, f"Conflict: terminated by {by}"))

    def _confirm(self, offset: int) -> None:
        with self.lock:
            for _ in range(len(self._pending) + offset if offset < 0 else 0):
                self._pending.popleft()
            again: list[_Item] = []
            while self._pending and self._is_confirmed(self._pending[0], offset):
                item = self._pending.popleft()
                if item.served and item.left > 1:
                    again.append(_Item(item.update, item.left - 1))
            self._pending.extendleft(reversed(again))

    def _is_confirmed(self, item: _Item, offset: int) -> bool:
        """An offset confirms smaller ids, and all of a batch whose last id it follows."""
        return item.id < offset or (item.served and offset == self._last_served + 1)

    def _take(self, limit: int) -> list[Json]:
        with self.lock:
            items = [self._pending[i] for i in range(min(limit, len(self._pending)))]
            for item in items:
                item.served = True
                self._last_served = item.id
        return [item.update for item in items]

    async def _arrival(self, seconds: float) -> bool:
        """Wait for an update; return whether one came in time."""
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def deliver(self, hook: Webhook) -> None:
        """Post updates to the webhook, one after another, until another one is set."""
        limit = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=limit) as session:
            while self.webhook is hook:
                if not self._pending:
                    await self._arrival(3600)
                elif await _post(session, hook, self._pending[0].update):
                    self._delivered(self._pending[0])
                else:
                    await asyncio.sleep(_RETRY_SECONDS)

    def _delivered(self, item: _Item) -> None:
        item.left -= 1
        if not item.left:
            self._pending.popleft()


async def _post(session: aiohttp.ClientSession, hook: Webhook, update: Json) -> bool:
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers) as answer:
            if answer.ok:
                return True
            hook.error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, TimeoutError) as error:
        hook.error = f"Connection failed: {error}"
    hook.error_date = int(time.time())
    return False
