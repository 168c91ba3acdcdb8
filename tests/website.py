"""A web server on 127.0.0.1 that answers as a test tells it to, and readers that may ask it."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from index.web import Limits, Web
from index.web.names import IPAddress

AGENT = "LeaderCalls/0.1 (+https://bot.example)"
HOME = "127.0.0.1"


@dataclass(frozen=True)
class Reply:
    """What is served at a path. `raw` takes the place of all else: it writes what it likes."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[BaseHTTPRequestHandler], object] | None = None


@dataclass
class Site:
    """The server's pages by path, what was asked of it, and when the test is over."""

    port: int = 0
    pages: dict[str, Reply] = field(default_factory=dict)
    requests: list[tuple[str, "Message[str, str]"]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def url(self, path: str, host: str = "gov.example", scheme: str = "http") -> str:
        """The address of a path, on a host of any name."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [path for path, _ in self.requests]

    def drip(self, handler: BaseHTTPRequestHandler, start: bytes) -> None:
        """Write the start, then a byte every few milliseconds, for some seconds."""
        handler.wfile.write(start)
        for _ in range(250):
            self.over.wait(0.02)
            handler.wfile.write(b"x")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Readers that go away in the middle are what many tests are about."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site without pages."""
    site = Site()
    server = _Server((HOME, 0), _handler(site))
    site.port = server.server_port
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append((self.path, self.headers))
            reply = site.pages.get(self.path, Reply(status=404))
            if reply.raw:
                reply.raw(self)
            else:
                _send(self, reply)

        def log_message(self, format: str, *args: object) -> None:
            """Not on the tests' own output."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response_only(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if reply.status != 304 and "Content-Length" not in reply.headers:
        handler.send_header("Content-Length", str(len(reply.content)))
    handler.end_headers()
    handler.wfile.write(reply.content)


def at_home(host: str) -> Sequence[str]:
    """A name server that knows every host as this machine, but one as a private network's."""
    return ["10.0.0.1"] if host == "inside.example" else [HOME]


def is_home(address: IPAddress) -> bool:
    """The permission that tests have and users have not."""
    return address.is_loopback


def reader(
    limits: Limits | None = None,
    *,
    robots: bool = False,
    resolve: Callable[[str], Sequence[str]] = at_home,
    permits: Callable[[IPAddress], bool] = is_home,
    tls: ssl.SSLContext | None = None,
    clock: "Clock | None" = None,
) -> Web:
    """A reader that finds every host on this machine, on any port, and waits for no turn."""
    clock = clock or Clock()
    return Web(
        AGENT,
        limits or Limits(pause=0),
        robots=robots,
        ports=range(1, 65_536),
        permits=permits,
        resolve=resolve,
        tls=tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        clock=clock.now,
        sleep=clock.sleep,
    )


@dataclass
class Clock:
    """A clock that stands still but for sleeping, and remembers each sleep."""

    time: float = 0.0
    sleeps: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.sleeps.append(seconds)
        self.time += seconds


class StillClock(Clock):
    """A clock that not even sleeping moves on."""

    def sleep(self, seconds: float) -> None:
        """Remember it."""
        self.sleeps.append(seconds)
