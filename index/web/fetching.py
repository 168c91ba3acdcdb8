"""One request after another: checked, polite, within limits."""

import re
import ssl
import time
from collections.abc import Callable, Container, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus

import httpcore
import httpx

from index.errors import FetchError
from index.web.address import PORTS, checked, shown
from index.web.body import BodyError, read_body
from index.web.connecting import Deadline, GuardedBackend
from index.web.manners import Robots, Turns
from index.web.names import IPAddress, Names, is_public, look_up
from index.web.page import Page

AGENT = "LeaderCalls/0.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_LONGEST_RETRY = 86_400.0


@dataclass(frozen=True)
class Limits:
    """What a `get` may take: seconds, bytes (decompressed) and redirects.

    `total` seconds are for all its requests together, `pause` is between two to one host.
    """

    connect: float = 10.0
    read: float = 10.0
    total: float = 30.0
    content: int = 5_000_000
    redirects: int = 5
    pause: float = 1.0


@dataclass(frozen=True)
class _Errand:
    """One `get`: what holds for each of its requests."""

    hosts: frozenset[str]
    deadline: Deadline
    conditions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Answer:
    url: httpx.URL
    status: int
    headers: httpx.Headers
    content: bytes


class Web:
    """The web as a reader that means no harm and expects some. Its methods may run in any thread.

    `agent` names us to servers and to robots.txt. `ports` may be asked where `get` is given no
    hosts. Nothing is read from the environment but SSL_CERT_FILE and SSL_CERT_DIR: no proxy is
    used, for it would look names up by itself, unchecked.
    """

    def __init__(
        self,
        agent: str = AGENT,
        limits: Limits | None = None,
        *,
        robots: bool = True,
        ports: Container[int] = PORTS,
        permits: Callable[[IPAddress], bool] = is_public,
        resolve: Callable[[str], Sequence[str]] = look_up,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._agent = agent
        self._limits = limits or Limits()
        self._ports = ports
        self._names = Names(resolve, permits)
        self._tls = tls or httpx.create_ssl_context()
        self._clock = clock
        self._turns = Turns(self._limits.pause, clock, sleep)
        self._robots = Robots(agent, clock) if robots else None

    def get(
        self, url: str, *, etag: str = "", modified: str = "", hosts: Set[str] = frozenset()
    ) -> Page:
        """Fetch a page, following redirects; each is checked like the first address.

        Give `etag` and `modified` of the page you have: the answer may be that it has not changed.
        With `hosts`, only these and their subdomains are asked.

        Raises:
            FetchError: the address is refused, or no page came; `status` and `retry_after` tell
                what the server said.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        deadline = Deadline(self._clock() + self._limits.total, self._clock)
        errand = _Errand(frozenset(hosts), deadline, {k: v for k, v in conditions.items() if v})
        return _page(self._follow(url, errand, self._robots), errand)

    def _follow(self, url: str, errand: _Errand, robots: Robots | None) -> _Answer:
        trail: list[httpx.URL] = []
        address = checked(url, errand.hosts, self._ports)
        while address not in trail:
            if len(trail) > self._limits.redirects:
                raise FetchError(f"{shown(url)}: too many redirects; give the page's own address")
            trail.append(address)
            if robots:
                robots.check(address, partial(self._robots_txt, errand))
            answer = self._ask(address, errand)
            if answer.status not in _REDIRECTS:
                return answer
            address = checked(_target(answer), errand.hosts, self._ports)
        raise FetchError(f"{shown(url)} is redirected in circles; give the page's own address")

    def _robots_txt(self, errand: _Errand, url: str) -> Page:
        plain = replace(errand, conditions={})
        return _page(self._follow(url, plain, None), plain)

    def _ask(self, address: httpx.URL, errand: _Errand) -> _Answer:
        self._turns.wait(address.host, errand.deadline)
        try:
            return self._exchange(address, errand)
        except httpcore.TimeoutException as error:
            raise FetchError(
                f"{shown(address)} took too long to answer; try again later"
            ) from error
        except BodyError as error:
            raise FetchError(f"{shown(address)} {error}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            reason = shown(str(error) or type(error).__name__)
            raise FetchError(
                f"{shown(address)} cannot be read ({reason}); try again later"
            ) from error

    def _exchange(self, address: httpx.URL, errand: _Errand) -> _Answer:
        """One request over a connection of its own, so that none outlives its deadline."""
        backend = GuardedBackend(self._names, errand.deadline)
        seconds = {"connect": self._limits.connect, "read": self._limits.read}
        with (
            httpcore.ConnectionPool(self._tls, network_backend=backend) as pool,
            pool.stream(
                "GET",
                _core(address),
                headers=self._headers(address, errand),
                extensions={"timeout": seconds | {"write": self._limits.read}},
            ) as response,
        ):
            headers = httpx.Headers(response.headers)
            content = self._content(response, headers) if response.status == HTTPStatus.OK else b""
            return _Answer(address, response.status, headers, content)

    def _headers(self, address: httpx.URL, errand: _Errand) -> list[tuple[bytes, bytes]]:
        ours = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        named = (ours | dict(errand.conditions)).items()
        return [(b"Host", address.netloc), *((k.encode(), v.encode()) for k, v in named)]

    def _content(self, response: httpcore.Response, headers: httpx.Headers) -> bytes:
        encoding = headers.get("content-encoding", "")
        return read_body(response.iter_stream(), encoding, self._limits.content)


def _core(address: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=address.raw_scheme,
        host=address.raw_host,
        port=address.port,
        target=address.raw_path,
    )


def _target(answer: _Answer) -> str:
    try:
        return str(answer.url.join(answer.headers["location"]))
    except (KeyError, httpx.InvalidURL) as error:
        raise FetchError(f"{shown(answer.url)} is redirected to nowhere; tell its owner") from error


def _page(answer: _Answer, errand: _Errand) -> Page:
    unchanged = answer.status == HTTPStatus.NOT_MODIFIED and errand.conditions
    if answer.status != HTTPStatus.OK and not unchanged:
        raise _refusal(answer)
    kind = answer.headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    return Page(
        str(answer.url),
        answer.status,
        answer.content,
        kind.partition(";")[0].strip().lower(),
        charset[1] if charset else "",
        answer.headers.get("etag", errand.conditions.get("If-None-Match", "")),
        answer.headers.get("last-modified", errand.conditions.get("If-Modified-Since", "")),
    )


def _refusal(answer: _Answer) -> FetchError:
    retry_after = _retry_after(answer.headers)
    later = answer.status >= 500 or answer.status == HTTPStatus.TOO_MANY_REQUESTS
    advice = "try again later" if later else "check the address"
    message = f"{shown(answer.url)} answers {_named(answer.status)}; {advice}"
    return FetchError(message, status=answer.status, retry_after=retry_after)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait, a day at most. A date is compared with the server's own clock."""
    value = headers.get("retry-after", "").strip()
    try:
        if value.isdecimal():
            return min(float(value), _LONGEST_RETRY)
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_RETRY)
