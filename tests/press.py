"""A press office for tests: feeds and articles on a local server, and a source that reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from index.linking import Linker
from index.news import Item, Verdict
from index.recognise import participants_in
from index.sources import Outlet
from tests.website import Reply, Site

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
CALL = (
    "Vladimir Putin had a telephone conversation with Recep Tayyip Erdogan.",
    "The presidents compared notes on deliveries of gas and on the ceasefire in Syria. They agreed "
    "to let their ministers meet in the coming weeks and to stay in touch on all of it.",
)
OTHER_CALL = (
    "Vladimir Putin had a telephone conversation with Emmanuel Macron.",
    "The safety of nuclear power stations in wartime was discussed in detail, as was the work of "
    "the inspectors of the International Atomic Energy Agency and how they travel there.",
)
MEETING = (
    "Vladimir Putin met with members of the Government in Moscow.",
    "They considered the harvest, roads and the budget of the coming year, and heard reports of "
    "three governors on the repair of schools before the winter holidays begin.",
)


@dataclass
class Clock:
    """A time that is set by hand."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Press:
    """The site, and the articles that its feed lists.

    Attributes:
        articles: path, title and moments, the newest first.
    """

    site: Site
    articles: list[dict[str, str]] = field(default_factory=list)

    def post(self, path: str, title: str, *paragraphs: str, **more: str) -> None:
        """Publish an article and list it first."""
        self.site.pages[path] = Reply(html(title, paragraphs), headers=HTML)
        row = {"title": title, "path": path, "published": "2026-11-23T10:00:00Z"} | more
        self.articles = [row, *(a for a in self.articles if a["path"] != path)]

    def serve_atom(self, **headers: str) -> None:
        """Serve an Atom feed of the articles."""
        entries = "".join(
            f"<entry><title>{a['title']}</title><link href='{self.site.url(a['path'])}'/>"
            f"<published>{a['published']}</published>"
            + (f"<updated>{a['updated']}</updated>" if "updated" in a else "")
            + "</entry>"
            for a in self.articles
        )
        feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{entries}</feed>"
        self.site.pages["/feed"] = Reply(feed.encode(), headers=headers)

    def serve_rss(self, encoding: str = "utf-8") -> None:
        """Serve an RSS feed of the articles."""
        items = "".join(
            f"<item><title>{a['title']}</title><link>{a['path']}</link>"
            f"<pubDate>{datetime.fromisoformat(a['published']):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            "</item>"
            for a in self.articles
        )
        feed = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
        declared = f"<?xml version='1.0' encoding='{encoding}'?>"
        self.site.pages["/feed"] = Reply((declared + feed).encode(encoding))

    def serve_listing(self) -> None:
        """Serve a page of links to the articles."""
        links = "".join(f"<li><a href='{a['path']}'>{a['title']}</a></li>" for a in self.articles)
        page = f"<html><body><a href='/about'>About</a><ul>{links}</ul></body></html>"
        self.site.pages["/feed"] = Reply(page.encode(), headers=HTML)


HTML = {"Content-Type": "text/html"}


def html(title: str, paragraphs: Iterable[str], encoding: str = "utf-8") -> bytes:
    """An article as a site shows it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<meta charset='{encoding}'><title>{title}</title>"
    page = f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return page.encode(encoding)


def _plain(title: str, paragraphs: Iterable[str]) -> str:
    return html(title, paragraphs).decode()


def _dated(title: str, paragraphs: Iterable[str]) -> str:
    """A headline, the time and buttons above the text."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title} | Office</title><meta property='og:title' content='{title}'>"
        f"</head><body>{_MENU}<main><h1>{title}</h1><div class='date'>23 November 2026, 10:00</div>"
        f"<div class='share'><a href='#'>Share</a> <a href='#'>Print</a></div><div>{body}</div>"
        f"</main>{_FOOT}</body></html>"
    )


def _crowded(title: str, paragraphs: Iterable[str]) -> str:
    """Paragraphs that are only broken lines, with tags and other news below."""
    body = "<br><br>".join(paragraphs)
    return (
        f"<html><head><title>Office - {title}</title></head><body>{_MENU}<div id='content'>"
        f"<h2>{title}</h2><span class='time'>۲ آذر ۱۴۰۵ - ۱۰:۰۰</span><div>{body}</div>"
        "<ul class='tags'><li><a href='/t'>Foreign policy</a></li></ul><div><h3>Also see</h3><ul>"
        "<li><a href='/a'>Meeting on the budget of the coming year</a></li></ul></div></div>"
        f"{_FOOT}</body></html>"
    )


_MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"
_FOOT = "<footer><p>All rights reserved.</p></footer>"
PAGES = {"plain": _plain, "dated": _dated, "crowded": _crowded}
"""Pages as official sites show them, of a title and paragraphs."""


def outlet_of(site: Site, source: str = "kremlin", **more: object) -> Outlet:
    """A source on the server."""
    fields: dict[str, Any] = {
        "id": source,
        "en": "The Press Office",
        "fa": "دفتر مطبوعاتی",
        "address": site.url("/feed"),
        "form": "feed",
        "language": "en",
        "checked": "2026-11-23, works",
        "publisher": "kremlin",
        "licence": "CC-BY-4.0",
    }
    return Outlet(**(fields | more))


def judge(item: Item, linker: Linker) -> Verdict:
    """A judge who goes by a few words: "telephone" is a call, "perhaps" makes it doubtful."""
    day = item.published.date() if item.published else None
    phone = re.search("telephon|телефон|تلفن", item.text)
    doubtful = "perhaps" in item.text
    people = participants_in(item.text, linker, day or START.date(), item.title)
    return Verdict(
        is_call=bool(phone) and not doubtful,
        confidence=(0.6 if doubtful else 0.97) if phone else 0.02,
        participants=tuple(people),
        date=day - timedelta(days=1) if day and "yesterday" in item.text else day,
        initiative=None,
        language=item.language or "en",
        reasons=("no telephone",) if not phone else (),
    )
