"""Addresses of pages: which ones may be asked for."""

from collections.abc import Container, Set

import httpx

from index.errors import FetchError

PORTS = frozenset({80, 443, 8080, 8443})
_USUAL = {"http": 80, "https": 443}
_MOST_SHOWN = 200


def checked(url: str, hosts: Set[str] = frozenset(), ports: Container[int] = PORTS) -> httpx.URL:
    """A page's address, without its fragment, if it may be asked for.

    With `hosts`, only these and their subdomains may be, and on any port.

    Raises:
        FetchError: it is no address of a page, carries a password, or leads elsewhere.
    """
    address = _parsed(url)
    if address.scheme not in _USUAL or not address.host or "%" in address.host:
        raise FetchError(f"{shown(url)} is no web address: give one that starts with https://")
    if address.userinfo:
        raise FetchError(f"{address.host}: leave out the name and password before the host")
    if hosts and not _belongs(address, hosts):
        expected = ", ".join(sorted(hosts))
        raise FetchError(f"{shown(url)} is on another host: expected {expected}")
    if not hosts and port_of(address) not in ports:
        raise FetchError(f"{shown(url)} names port {address.port}: use one of the web's own ports")
    return address


def port_of(address: httpx.URL) -> int:
    """The port it names, or the usual one of its scheme."""
    return _USUAL[address.scheme] if address.port is None else address.port


def shown(url: httpx.URL | str) -> str:
    """An address as messages show it: not longer than a line or two."""
    text = ascii(str(url))[1:-1]
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url.strip()).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        raise FetchError(f"{shown(url)} is no web address: check its spelling") from error


def _belongs(address: httpx.URL, hosts: Set[str]) -> bool:
    host = f".{_plain(address)}"
    return any(host.endswith(f".{_plain(httpx.URL(scheme='https', host=one))}") for one in hosts)


def _plain(address: httpx.URL) -> str:
    """A host as name servers know it: in ASCII, without the root's dot."""
    return address.raw_host.decode("ascii").rstrip(".")
