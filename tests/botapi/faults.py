"""Trouble on demand: errors, lost answers, cut connections, flood control."""

from __future__ import annotations

import math
import random
import time
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from tests.botapi.wire import ApiError, Call, Json, flood, names

How = Literal["answer", "hang", "cut"]

BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"
_SPARED = names("getMe getUpdates setWebhook deleteWebhook getWebhookInfo logOut close")


@dataclass
class Fault:
    """What goes wrong with the next ``times`` requests of a method or to a chat.

    ``how`` is to ``answer`` with ``error``, to ``hang`` (never answer) or to ``cut`` the
    connection; with ``done`` the request is carried out first, so that only its answer is lost.
    """

    method: str | None = None
    chat: int | None = None
    times: int = 1
    how: How = "answer"
    done: bool = False
    error: ApiError | None = None

    def hits(self, method: str, chat: int | None) -> bool:
        """Return whether this fault is meant for such a request."""
        return self.method in (None, method) and self.chat in (None, chat) and self.times > 0


def error_of(status: int, retry_after: int | None = None, what: str | None = None) -> ApiError:
    """Return the error that Telegram gives with this status."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return flood(retry_after or 1)
    if status == HTTPStatus.FORBIDDEN:
        return ApiError(status, what or "Forbidden: bot was blocked by the user")
    return ApiError(status, what or HTTPStatus(status).phrase)


_RANDOM: Mapping[str, Fault] = {
    **{str(code): Fault(error=error_of(code)) for code in (403, 429, 500, 502)},
    "hang": Fault(how="hang"),
    "cut": Fault(how="cut"),
    "lost": Fault(how="cut", done=True),
}


@dataclass
class _Window:
    """At most ``limit`` requests in any second; then none for ``retry_after`` seconds."""

    limit: int
    retry_after: int
    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def wait(self, now: float) -> int:
        """Return for how many seconds the request has to wait, 0 for not at all."""
        if now < self.closed_until:
            return math.ceil(self.closed_until - now)
        while self.times and self.times[0] <= now - 1:
            self.times.popleft()
        if len(self.times) < self.limit:
            return 0
        self.closed_until = now + self.retry_after
        return self.retry_after


@dataclass
class FloodControl:
    """Telegram's published limits: so many messages a second in all, and in one chat."""

    per_second: int
    per_chat_per_second: int
    retry_after: int
    _all: _Window = field(init=False)
    _chats: dict[int | None, _Window] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = _Window(self.per_second, self.retry_after)

    def admit(self, method: str, chat: int | None) -> None:
        """Count a request.

        Raises:
            ApiError: 429 where it is one too many.
        """
        if method == "sendChatAction" or not method.startswith(("send", "edit")):
            return
        now = time.monotonic()
        fresh = _Window(self.per_chat_per_second, self.retry_after)
        windows = (self._all, self._chats.setdefault(chat, fresh))
        if wait := max(window.wait(now) for window in windows):
            raise flood(wait)
        for window in windows:
            window.times.append(now)


@dataclass
class Faults:
    """All trouble that is planned, and who did not wait as long as told."""

    planned: list[Fault] = field(default_factory=list)
    rates: Mapping[str, float] = field(default_factory=dict)
    methods: Collection[str] = ()
    control: FloodControl | None = None
    impatient: list[Call] = field(default_factory=list)
    _random: random.Random = field(default_factory=random.Random)
    _not_before: dict[int | None, float] = field(default_factory=dict)

    def at_random(self, rates: Mapping[str, float], seed: int, methods: Collection[str]) -> None:
        """Plan faults by chance.

        Raises:
            ValueError: a kind of fault is unknown.
        """
        if unknown := rates.keys() - _RANDOM.keys():
            raise ValueError(f"unknown faults {sorted(unknown)}, known are {sorted(_RANDOM)}")
        self.rates, self.methods, self._random = rates, methods, random.Random(seed)

    def pick(self, method: str, chat: int | None) -> Fault | None:
        """Return what goes wrong with this request, if anything does."""
        for fault in self.planned:
            if fault.hits(method, chat):
                fault.times -= 1
                return fault
        return self._by_chance(method) if self.rates else None

    def _by_chance(self, method: str) -> Fault | None:
        if method not in self.methods if self.methods else method in _SPARED:
            return None
        drawn = self._random.random()
        for kind, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return _RANDOM[kind]
        return None

    def note_arrival(self, method: str, chat: int | None, fields: Json) -> None:
        """Record a request that came before its chat's ``retry_after`` had passed."""
        if time.monotonic() < self._not_before.get(chat, 0.0):
            self.impatient.append(Call(method, fields, time.time()))

    def note_error(self, chat: int | None, error: ApiError) -> None:
        """Remember how long a request was told to wait."""
        if wait := error.parameters.get("retry_after"):
            self._not_before[chat] = time.monotonic() + wait
