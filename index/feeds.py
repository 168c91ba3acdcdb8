"""What a feed or a page of links lists. Nothing is fetched here."""

import html
import io
import re
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import feedparser
from lxml import etree

from index.errors import FetchError
from index.web import Page, refuse_entities
from index.web.address import shown

# Of one visit. Official feeds hold 10 to 100, the longest we know 240.
MOST_ENTRIES = 300
_LONGEST_TITLE = 500
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&(\w{2,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
# What feedparser gives: dictionaries all the way down.
_Raw: TypeAlias = dict[str, Any]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One article as a feed or listing names it.

    Attributes:
        url: absolute, without fragment and campaign parameters.
        summary: as much of its text as stands there, a paragraph a line, or "".
        published: when it appeared, if that is said; `updated` when it was changed last.
    """

    title: str
    url: str
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None


def feed_entries(page: Page, most: int = MOST_ENTRIES) -> list[Entry]:
    """The entries of an RSS or Atom feed, the newest first, each address once.

    Of a feed with more than twice `most` only the first and the last are read: feeds run from new
    to old or from old to new.

    Raises:
        FetchError: it is no feed, names no article though it has entries, or defines XML entities.
    """
    refuse_entities(page.content)
    found = _parsed(_mended(page.text, most))
    if not found.get("version"):
        is_html = "html" in page.content_type or "<html" in page.text[:2000].lower()
        what = "a web page" if is_html else "no feed"
        raise FetchError(f"{shown(page.url)} is {what}, not RSS or Atom: correct its address")
    entries = list(_once(_entries(found["entries"], page.url)))
    if found["entries"] and not entries:
        raise FetchError(f"{shown(page.url)} lists nothing that has a title and an address")
    return sorted(entries, key=_newest, reverse=True)[:most]


def listed_entries(page: Page, links: re.Pattern[str], most: int = MOST_ENTRIES) -> list[Entry]:
    """The articles that a page links to, in its order, each address once.

    Args:
        links: what their addresses match.

    Raises:
        FetchError: there is none.
    """
    parser = _Links()
    parser.feed(page.text)
    found: dict[str, str] = {}
    for href, title in parser.found:
        url = _absolute(href, page.url)
        if url and links.search(url):
            words = " ".join(_plain(title).split())[:_LONGEST_TITLE]
            found[url] = max(found.get(url, ""), words, key=len)
    if not found:
        raise FetchError(
            f"{shown(page.url)} links to nothing like {links.pattern!r}: the site has changed, "
            "correct the source's links"
        )
    return [Entry(title, url) for url, title in found.items()][:most]


def _mended(text: str, most: int) -> bytes:
    """A feed as well-formed XML of at most twice `most` entries, the middle ones left out.

    feedparser alone takes quadratic time for elements that are never closed, and 4 kB an entry.
    """
    own = _ENTITY.sub(_letter, _DECLARATION.sub("", text))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(own.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return b""
    if root is None:
        return b""
    for surplus in list(root.iter("{*}item", "{*}entry"))[most:-most]:
        surplus.getparent().remove(surplus)
    mended: bytes = etree.tostring(root, encoding="utf-8")
    return mended


def _letter(entity: re.Match[str]) -> str:
    """What HTML calls by a name that XML does not know."""
    return entity[0] if entity[1] in _XML_ENTITIES else html.unescape(entity[0])


def _parsed(content: bytes) -> _Raw:
    # A file object: a text could be taken for an address and fetched.
    parsed: _Raw = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return parsed


def _entries(found: Iterable[_Raw], base: str) -> Iterator[Entry]:
    for one in found:
        url, text = _absolute(str(one.get("link") or ""), base), _text(one)
        title = " ".join(_plain(str(one.get("title") or "")).split()) or text.partition("\n")[0]
        if url and title:
            moments = _moment(one, "published"), _moment(one, "updated")
            yield Entry(title[:_LONGEST_TITLE], url, text, *moments)


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.url not in seen:
            seen.add(entry.url)
            yield entry


def _newest(entry: Entry) -> datetime:
    return entry.published or entry.updated or _LONG_AGO


def _text(one: _Raw) -> str:
    """The longest of what an entry says: its summary, or the whole text."""
    parts = [one.get("summary") or "", *(c.get("value") or "" for c in one.get("content") or ())]
    return _plain(max(map(str, parts), key=len))


def _moment(one: _Raw, name: str) -> datetime | None:
    # `dict.get`: feedparser's own would give "published" for "updated", with a warning.
    parsed = dict.get(one, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _plain(markup: str) -> str:
    """Text without tags, a paragraph a line; feeds escape once too often or not at all."""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", html.unescape(markup))))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _absolute(link: str, base: str) -> str:
    """An address on the web, or "" where a link leads elsewhere."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
    except ValueError:
        return ""
    if not link.strip() or parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    query = parts.query
    if "utm_" in query:
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not name.startswith("utm_")])
    return urlunsplit(parts._replace(query=query, fragment=""))


class _Links(HTMLParser):
    """Collects the links of a page with the words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append((href, ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        href, title = self.found[-1] if self._open else ("", "")
        if self._open and len(title) < _LONGEST_TITLE:
            self.found[-1] = (href, title + data)
