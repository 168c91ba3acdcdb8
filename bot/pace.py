"""The pace of what is sent unasked: answers go first and take their share of the rate."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram.error import TelegramError
from telegram.ext import BaseRateLimiter

from bot.metrics import Metrics

# The argument `rate_limit_args` of a request that can wait.
LATER = 1
_LONGEST_PATIENCE = 0.5
# How much faster than the rate lost time is made up for.
_HASTE = 1.2


class Places:
    """Gives out moments, at most `rate` of them in any second, and never in a burst.

    What was lost by waiting is made up for within the second, a little faster than the rate.
    """

    def __init__(self, rate: float) -> None:
        many = max(1, int(rate))
        self._span, self._gap = many / rate, 1 / (rate * _HASTE)
        self._taken: deque[float] = deque(maxlen=many)

    def take(self, now: float) -> float:
        """Take the next moment; how many seconds from now it is."""
        turn = now
        if self._taken:
            turn = max(turn, self._taken[-1] + self._gap)
        if len(self._taken) == self._taken.maxlen:
            turn = max(turn, self._taken[0] + self._span)
        self._taken.append(turn)
        return turn - now


class Pace(BaseRateLimiter[int]):
    """Lets requests that can wait through at a rate, and all others at once.

    Telegram allows a bot about 30 messages a second; answers count, so that both together stay
    below it. Requests that can wait also wait while an answer is under way, half a second at most.

    Args:
        rate: messages a second.
    """

    def __init__(self, rate: float, metrics: Metrics) -> None:
        self._places = Places(rate)
        self._metrics = metrics
        self._answering = 0
        self._idle = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,  # noqa: ANN401 - the library's own signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Send a request in its turn."""
        if rate_limit_args == LATER:
            await self._turn()
        elif endpoint.startswith(("send", "edit")) and endpoint != "sendChatAction":
            self._take_place()
        try:
            return await callback(*args, **kwargs)
        except TelegramError as error:
            self._metrics.telegram_failed(error)
            raise

    def begin_answer(self) -> None:
        """An answer is being made."""
        self._answering += 1
        self._idle.clear()

    def end_answer(self) -> None:
        """It is sent."""
        self._answering -= 1
        if not self._answering:
            self._idle.set()

    def _take_place(self) -> float:
        return self._places.take(time.monotonic())

    async def _turn(self) -> None:
        if self._answering:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), _LONGEST_PATIENCE)
        await asyncio.sleep(self._take_place())
