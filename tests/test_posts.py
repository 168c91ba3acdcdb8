"""Operators add readouts in the chat: by a link, or as a channel's post."""

import re
from collections.abc import Iterator

import pytest

from index.linking import Linker
from tests.operators import House, opened, proposed
from tests.website import Reply, Site, serving


@pytest.fixture(scope="module")
def house(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house"), linker) as house, house.running():
        yield house


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


POST = "Vladimir Putin talked with Recep Tayyip Erdogan on 6 May 2023. They spoke of Syria."
PAGE = """<!doctype html><html lang="en"><head><title>Leaders talk</title>
<meta property="og:site_name" content="Daily News"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Leaders talk</h1>
<p>Joe Biden spoke by phone with Benjamin Netanyahu on May 9, 2023 about the crossings to Gaza.</p>
<p>He also told him that aid was to be let in without delay, and both agreed to talk again.</p>
</article><footer>All rights reserved</footer></body></html>"""


def test_the_article_behind_a_link_is_added(house: House, site: Site) -> None:
    site.pages["/leaders"] = Reply(PAGE.encode(), headers={"Content-Type": "text/html"})
    shown = proposed(house, site.url("/leaders", "news.example"))
    assert "Title: Leaders talk\nParticipants: Joe Biden and Benjamin Netanyahu\n" in shown.text
    assert "Day of the call: 9 May 2023" in shown.text
    assert "Source: Daily News" in shown.text
    links = [entity["url"] for entity in shown.entities if entity["type"] == "text_link"]
    assert links == [site.url("/leaders", "news.example")]
    house.ann.press(shown, house.say("quietly"))
    house.ann.press(shown, house.say("add"))
    house.ann.wait_for("Added")
    (added,) = (r for r in house.archive.store.readouts() if r.title == "Leaders talk")
    assert added.source_url == links[0]
    assert "crossings to Gaza" in added.text
    assert not re.search("Sport|rights", added.text)


def test_the_day_on_a_page_tells_which_day_yesterday_was(house: House, site: Site) -> None:
    told = PAGE.replace("on May 9, 2023", "yesterday").replace("</h1>", "</h1><p>10 May 2023</p>")
    site.pages["/leaders"] = Reply(told.encode(), headers={"Content-Type": "text/html"})
    shown = proposed(house, site.url("/leaders", "news.example"))
    assert "Day of the call: 9 May 2023" in shown.text
    house.ann.press(shown, house.say("cancel"))


@pytest.mark.parametrize(
    ("host", "path", "reason"),
    [
        ("inside.example", "/leaders", "inside.example"),
        ("news.example", "/missing", "404 Not Found"),
        ("news.example", "/empty", "no article"),
        ("news.example", "/picture", "image/png"),
    ],
)
def test_a_link_that_cannot_be_used_says_why(
    host: str, path: str, reason: str, house: House, site: Site
) -> None:
    html = {"Content-Type": "text/html"}
    site.pages["/leaders"] = Reply(PAGE.encode(), headers=html)
    site.pages["/empty"] = Reply(b"<html><body></body></html>", headers=html)
    site.pages["/picture"] = Reply(b"PNG", headers={"Content-Type": "image/png"})
    refusal = proposed(house, site.url(path, host)).text
    assert refusal.startswith(house.say("add-refused", reason="").strip())
    assert reason in refusal


def test_a_forwarded_post_is_a_readout_not_a_question(house: House) -> None:
    house.ann.forward_channel_post(POST, channel="Presidential News")
    shown = house.ann.next_message()
    assert shown.text.startswith(house.say("proposal"))
    assert "Source: Presidential News" in shown.text
    house.sara.forward_channel_post("foreign fighters in Libya")
    assert house.sara.next_message().quotes
