"""Connections that go to a checked address, and that end in time."""

import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpcore

from index.web.names import Names


@dataclass(frozen=True)
class Deadline:
    """A moment of a clock, both in seconds, by which all must be done."""

    at: float
    clock: Callable[[], float]

    def within(self, seconds: float | None) -> float:
        """As many of the seconds as are left.

        Raises:
            httpcore.ReadTimeout: none are.
        """
        left = self.at - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("no time is left")
        return left if seconds is None else min(left, seconds)


class GuardedBackend(httpcore.NetworkBackend):
    """Looks a name up once, checks what it finds, and connects to nothing else.

    The name stays what the Host header, SNI and the certificate are about: only the socket is given
    an address. So no name can lead elsewhere between the check and the connection.
    """

    def __init__(self, names: Names, deadline: Deadline) -> None:
        self._names = names
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises:
            FetchError: the host is refused.
            httpcore.ConnectError, httpcore.TimeoutException: none answers.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._names.addresses(host, self._deadline.within(timeout)):
            seconds = self._deadline.within(timeout)
            try:
                stream = self._sockets.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends by the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.within(timeout)
        secure = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _TimedStream(secure, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
