"""Names of hosts: which machines stand behind them, and whether those are public."""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

from index.errors import FetchError

IPAddress = IPv4Address | IPv6Address
_UNICAST = IPv6Network("2000::/3")
# Inside it, ranges that carry an IPv4 address (Teredo, 6to4) or no machine at all (ORCHID, papers).
_CARRIERS = [
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
]
_RELAYS = IPv4Address("192.88.99.0"), IPv4Address("192.88.99.255")
_PROTOCOLS = IPv4Address("192.0.0.0"), IPv4Address("192.0.0.255")
_MOST_LOOKUPS = 4


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to one machine on the public internet.

    Refused are private, loopback, link-local, carrier-grade NAT, multicast, reserved and
    documentation ranges, and whatever carries an IPv4 address inside IPv6 (mapped, NAT64, 6to4).
    Source: the special-purpose registries of IANA (RFC 6890).
    """
    if isinstance(address, IPv6Address):
        carrier = any(address in network for network in _CARRIERS)
        return address in _UNICAST and not carrier and not address.is_private
    special = any(first <= address <= last for first, last in (_RELAYS, _PROTOCOLS))
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def look_up(host: str) -> list[str]:
    """The addresses of a host, as the system's resolver gives them.

    Raises:
        OSError, UnicodeError: there is no such host.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class Names:
    """Looks names up, and gives out none but permitted addresses."""

    def __init__(
        self, resolve: Callable[[str], Sequence[str]], permits: Callable[[IPAddress], bool]
    ) -> None:
        self._resolve = resolve
        self._permits = permits
        # getaddrinfo knows no time-out: its caller waits in another thread.
        self._threads = ThreadPoolExecutor(_MOST_LOOKUPS, thread_name_prefix="names")

    def addresses(self, host: str, seconds: float) -> list[str]:
        """The addresses of a host. If one of them is not permitted, the host is refused.

        Raises:
            FetchError: no such host, or one in a private network.
            httpcore.ConnectTimeout: no answer within the seconds.
        """
        found = self._looked_up(host, seconds)
        if not found:
            raise FetchError(f"{host}: there is no such host; check the address")
        for address in found:
            if not self._permits(ip_address(address)):
                raise FetchError(f"{host} leads to {address}, no public address: give another link")
        return list(dict.fromkeys(found))

    def _looked_up(self, host: str, seconds: float) -> Sequence[str]:
        try:
            return self._threads.submit(self._resolve, host).result(seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no name server answered for {host}") from error
        except (OSError, UnicodeError) as error:
            raise FetchError(f"{host}: there is no such host; check the address") from error
