"""Good manners: not too many requests to a host, and none that its robots.txt forbids."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from urllib.robotparser import RobotFileParser

import httpx

from index.errors import FetchError
from index.web.address import shown
from index.web.connecting import Deadline
from index.web.page import Page

_DAY = 86_400.0


class Turns:
    """Keeps requests to one host some seconds apart, in whichever threads they are made."""

    def __init__(
        self, pause: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str, deadline: Deadline) -> None:
        """Wait until it is the caller's turn to ask the host.

        Raises:
            FetchError: it will not be before the deadline.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            if turn > deadline.at:
                raise FetchError(f"{host}: too many requests wait for this host; try again later")
            waiting = {name: at for name, at in self._next.items() if at > now}
            self._next = waiting | {host: turn + self._pause}
        if turn > now:
            self._sleep(turn - now)


@dataclass(frozen=True)
class _Rules:
    parser: RobotFileParser
    until: float


class Robots:
    """What hosts ask of robots (RFC 9309), remembered for a day."""

    def __init__(self, agent: str, clock: Callable[[], float]) -> None:
        self._agent = agent
        self._clock = clock
        self._known: dict[str, _Rules] = {}
        self._lock = Lock()

    def check(self, address: httpx.URL, fetch: Callable[[str], Page]) -> None:
        """Refuse a page that its host wants no robot to read.

        Raises:
            FetchError: it does; or what it wants cannot be known for now.
        """
        rules = self._rules(str(address.join("/robots.txt")), fetch)
        if not rules.parser.can_fetch(self._agent, str(address)):
            raise FetchError(f"{shown(address)}: the site's robots.txt asks us not to read this")

    def _rules(self, url: str, fetch: Callable[[str], Page]) -> _Rules:
        now = self._clock()
        with self._lock:
            self._known = {name: rules for name, rules in self._known.items() if rules.until > now}
            known = self._known.get(url)
        if known is None:
            known = _Rules(_parsed(url, _robots_text(url, fetch)), now + _DAY)
            with self._lock:
                self._known[url] = known
        return known


def _robots_text(url: str, fetch: Callable[[str], Page]) -> str:
    """Missing rules allow everything; rules that cannot be read now allow nothing."""
    try:
        return fetch(url).text
    except FetchError as error:
        missing = error.status is not None and 400 <= error.status < 500
        if missing and error.status != HTTPStatus.TOO_MANY_REQUESTS:
            return ""
        raise


def _parsed(url: str, text: str) -> RobotFileParser:
    parser = RobotFileParser()
    try:
        parser.parse(text.splitlines())
    except ValueError as error:
        raise FetchError(f"{shown(url)} makes no sense ({error}); tell its owner") from error
    return parser
