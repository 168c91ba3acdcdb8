"""Feeds and pages of links: what they list, in every state of disrepair."""

import re
import tracemalloc
from datetime import UTC, datetime

import pytest

from index.errors import FetchError
from index.feeds import MOST_ENTRIES, feed_entries, listed_entries
from index.web import Page

HOME = "https://gov.example/feed"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><link>https://gov.example/</link>
<item><title>Older &amp;amp; wiser</title><link>/news/1?utm_source=rss&amp;id=7#top</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 +0330</pubDate>
<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second &lt;b&gt;one&lt;/b&gt;.</description>
</item>
<item><title><![CDATA[Call with <i>the</i> President]]></title>
<link>https://gov.example/news/2</link><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate>
<description>Short.</description>
<content:encoded>A text that is longer than short.</content:encoded></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Calls</title>
<entry><title>PM call with President Macron</title><id>tag:1</id>
<link rel="alternate" href="https://gov.example/calls/1"/>
<published>2026-11-20T09:00:00Z</published><updated>2026-11-21T09:30:00+01:00</updated>
<summary>They spoke.</summary></entry></feed>"""
ITEM = "<item><title>Item {0}</title><link>/{0}</link><pubDate>{1}</pubDate></item>"
LISTING = """<html><body><a href="/about">About</a>
<a href="/en/news/call-1"><img src="x.png"></a>
<div class="item"><a href="/en/news/call-1#c">Call with <b>the Emir</b></a></div>
<a href='https://www.gov.example/en/news/call-2'>Phone  call\n with the King</a>
<a href="mailto:press@gov.example">Write</a><a href="/en/news/call-3">"""


def page(content: str | bytes, url: str = HOME, **more: str) -> Page:
    body = content.encode() if isinstance(content, str) else content
    return Page(url, 200, body, **more)


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>"


def test_rss() -> None:
    new, old = feed_entries(page(RSS))
    assert (new.title, new.url) == ("Call with the President", "https://gov.example/news/2")
    assert new.summary == "A text that is longer than short."
    assert new.published == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert new.updated is None
    assert (old.title, old.url) == ("Older & wiser", "https://gov.example/news/1?id=7")
    assert old.summary == "First.\nSecond one."
    assert old.published == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_atom() -> None:
    (entry,) = feed_entries(page(ATOM))
    assert (entry.title, entry.summary) == ("PM call with President Macron", "They spoke.")
    assert entry.published == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Телефонный разговор с Президентом Ирана", "windows-1251", "windows-1251"),
        ("Телефонный разговор с Президентом Ирана", "windows-1251", "utf-8"),
        ("گفتگوي تلفني رئيس جمهور با امير قطر", "windows-1256", "windows-1256"),
        ("گفت‌وگوی تلفنی رئیس‌جمهور با امیر قطر", "utf-8", "windows-1256"),
        ("Telephone conversation", "utf-16", "utf-16"),
    ],
)
def test_a_feed_is_read_in_its_own_charset(text: str, encoding: str, declared: str) -> None:
    item = f"<item><title>{text}</title><link>/1</link></item>"
    xml = f"<?xml version='1.0' encoding='{declared}'?>{rss(item)}"
    charset = encoding if declared == "utf-8" else ""
    (entry,) = feed_entries(page(xml.encode(encoding), charset=charset))
    assert entry.title == text


def test_broken_xml_gives_what_can_be_read() -> None:
    broken = rss("<item><title>Talks & calls</title><link>/1</link></item><item><title>Cut o")[:-20]
    entries = feed_entries(page(broken.partition("Cut o")[0]))
    assert [entry.title for entry in entries][:1] == ["Talks calls"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"<!doctype html><html><body><p>Please enable cookies</p></body></html>", "is a web page"),
        (b"", "is no feed"),
        (b'{"items": []}', "is no feed"),
        (
            b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel>&a;</channel></rss>",
            "defines XML entities",
        ),
    ],
)
def test_what_is_no_feed(content: bytes, complaint: str) -> None:
    with pytest.raises(FetchError, match=complaint):
        feed_entries(page(content))


def test_an_empty_feed_is_a_feed() -> None:
    assert feed_entries(page(rss())) == []


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "ftp://gov.example/1", "http://[/"])
def test_links_that_lead_nowhere_are_left_out(link: str) -> None:
    nowhere = f"<item><title>X</title><link>{link}</link></item>"
    (entry,) = feed_entries(page(rss(nowhere, "<item><title>Y</title><link>/1</link></item>")))
    assert entry.title == "Y"


@pytest.mark.parametrize(
    "content", [rss("<item><title>X</title></item>"), "<rss><channel><item><title>x"]
)
def test_a_feed_without_a_single_address_is_broken(content: str) -> None:
    with pytest.raises(FetchError, match="lists nothing that has a title and an address"):
        feed_entries(page(content))


def test_an_entry_is_named_by_its_text_where_it_has_no_title() -> None:
    item = "<item><link>/1</link><description>The Emir called.&lt;br/&gt;More.</description></item>"
    (entry,) = feed_entries(page(rss(item)))
    assert entry.title == "The Emir called."


@pytest.mark.parametrize("date", ["yesterday", "Mon, 99 Foo 2026", "0000-00-00"])
def test_a_date_that_makes_no_sense_is_none(date: str) -> None:
    (entry,) = feed_entries(page(rss(ITEM.format(1, date))))
    assert entry.published is None


def test_the_same_item_twice_is_one() -> None:
    assert len(feed_entries(page(rss(ITEM.format(1, ""), ITEM.format(1, ""))))) == 1


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_a_hundred_thousand_items_the_newest_are_read(newest_first: bool) -> None:
    days = [f"<item><title>t{n}</title><link>/{n}</link></item>" for n in range(100_000)]
    dated = ITEM.format("new", "Mon, 23 Nov 2026 10:00:00 GMT")
    content = rss(*([dated, *days] if newest_first else [*days, dated])).encode()
    tracemalloc.start()
    entries = feed_entries(page(content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(entries) == MOST_ENTRIES
    assert entries[0].title == "Item new"
    assert peak < 12 * len(content)


# Each of these takes a parser minutes that goes back to look for an end at every opening.
@pytest.mark.parametrize("content", ["<item>" * 200_000, "<" * 400_000, "<![CDATA[" * 100_000])
def test_openings_without_an_end(content: str) -> None:
    with pytest.raises(FetchError, match="is no feed"):
        feed_entries(page(content))


@pytest.mark.parametrize("opening", ["&lt;", "<b>", "<![CDATA[", "&"])
def test_a_title_of_openings(opening: str) -> None:
    good = "<item><title>Y</title><link>/2</link></item>"
    content = rss(good, "<item><title>Call", opening * 100_000, "</title><link>/1</link></item>")
    assert 1 <= len(feed_entries(page(content))) <= 2


def test_a_listing() -> None:
    entries = listed_entries(page(LISTING, "https://www.gov.example/"), re.compile("/en/news/"))
    assert [(entry.title, entry.url.rpartition("/")[2]) for entry in entries] == [
        ("Call with the Emir", "call-1"),
        ("Phone call with the King", "call-2"),
        ("", "call-3"),
    ]
    assert entries[0].url == "https://www.gov.example/en/news/call-1"
    assert entries[0].published is None


def test_a_listing_that_has_changed_its_links() -> None:
    with pytest.raises(
        FetchError, match=r"links to nothing like '/fa/news/': the site has changed"
    ):
        listed_entries(page(LISTING), re.compile("/fa/news/"))
