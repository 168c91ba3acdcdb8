"""Looks at sources over HTTP: what comes in, what does not, and what goes wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from index.archive import Archive
from index.errors import StoreError
from index.harvest import LOOK_AGAIN, LOOK_AGAIN_DAYS, MOST_ARTICLES, Harvest
from index.linking import Linker
from index.news import Item, Verdict
from index.outbox import Outbox
from index.polls import State
from index.web import Limits, Web
from tests.press import CALL, HTML, MEETING, OTHER_CALL, START, Clock, Press, html, judge, outlet_of
from tests.website import Reply, Site, at_home, is_home, reader, serving

TITLE = "Telephone conversation with President of Türkiye"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


@pytest.fixture
def press(site: Site) -> Press:
    return Press(site)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def harvest(archive: Archive, clock: Clock) -> Harvest:
    return Harvest(archive, reader(), judge, clock)


def hasty() -> Web:
    """A reader with a real clock and no patience."""
    limits = Limits(read=0.3, total=0.3, content=100_000, pause=0)
    return Web(
        limits=limits, robots=False, ports=range(1, 65_536), resolve=at_home, permits=is_home
    )


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_new_call_comes_in(form: str, press: Press, archive: Archive, harvest: Harvest) -> None:
    press.post("/news/2", "Meeting with the Government", *MEETING)
    press.post("/news/1", TITLE, *CALL)
    getattr(press, f"serve_{form}")()
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["new", "no call"]
    (readout,) = archive.store.readouts()
    assert readout.text.endswith("\n".join(CALL))
    assert (readout.title, readout.date) == (TITLE, date(2026, 11, 23))
    assert set(readout.participants) == {"vladimir-putin", "recep-tayyip-erdogan"}
    assert (readout.source, readout.source_url) == ("Kremlin", press.site.url("/news/1"))
    assert (readout.licence, readout.kind, readout.language) == ("CC-BY-4.0", "readout", "en")


def test_a_page_that_does_not_say_when(press: Press, archive: Archive, harvest: Harvest) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_listing()
    outlet = outlet_of(press.site, form="listing", links=re.compile("/news/"))
    (found,) = harvest.look(outlet).those("waiting")
    assert found.reason == "the day of the call is not known"
    assert archive.store.readouts() == []


def test_a_page_that_says_when_it_appeared(
    press: Press, archive: Archive, harvest: Harvest
) -> None:
    press.post("/news/1", TITLE, *CALL)
    dated = "<head><meta property='article:published_time' content='2026-11-22T09:00:00Z'>"
    page = press.site.pages["/news/1"].content.replace(b"<head>", dated.encode())
    press.site.pages["/news/1"] = Reply(page, headers=HTML)
    press.serve_listing()
    harvest.look(outlet_of(press.site, form="listing", links=re.compile("/news/")))
    assert [readout.date for readout in archive.store.readouts()] == [date(2026, 11, 22)]


def test_what_is_known_is_not_fetched_again(press: Press, harvest: Harvest) -> None:
    press.post("/news/2", "Meeting with the Government", *MEETING)
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    harvest.look(outlet_of(press.site))
    press.site.requests.clear()
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["known", "known"]
    assert press.site.paths == ["/feed"]


def test_a_feed_is_asked_for_only_if_it_has_changed(press: Press, harvest: Harvest) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom(ETag='"7"', **{"Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"})
    harvest.look(outlet_of(press.site))
    press.site.pages["/feed"] = Reply(status=304)
    look = harvest.look(outlet_of(press.site))
    asked = press.site.requests[-1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (
        '"7"',
        "Mon, 23 Nov 2026 10:00:00 GMT",
    )
    assert (look.found, look.problem) == ((), "")
    assert harvest.polls.state("kremlin").etag == '"7"'
    harvest.look(outlet_of(press.site), since=date(2026, 11, 1))
    assert press.site.requests[-1][1]["If-None-Match"] is None


def test_only_titles_of_calls_are_followed(press: Press, harvest: Harvest) -> None:
    press.post("/news/2", "Meeting with the Government", *MEETING)
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    look = harvest.look(outlet_of(press.site, title=re.compile("telephone")))
    assert [found.outcome for found in look.found] == ["new", "other title"]
    assert "/news/2" not in press.site.paths


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ((*CALL, "It was perhaps the last."), "a call with a probability of 0.60"),
        (
            ("A leader spoke by telephone with another leader.", CALL[1]),
            "who took part is not known",
        ),
    ],
)
def test_doubts_wait_for_a_person(
    text: tuple[str, ...], reason: str, press: Press, archive: Archive, harvest: Harvest
) -> None:
    press.post("/news/1", "News of the day", *text)
    press.serve_atom(ETag='"1"')
    (found,) = harvest.look(outlet_of(press.site)).found
    assert (found.outcome, found.reason) == ("waiting", reason)
    assert found.part is not None
    assert found.part.head["source_url"] == found.part.name == press.site.url("/news/1")
    assert found.part.head["date"] == "2026-11-23"
    assert archive.store.readouts() == []
    # Nobody was asked yet: it is found again, though the feed has not changed.
    assert harvest.look(outlet_of(press.site)).those("waiting")
    assert press.site.requests[-2][1]["If-None-Match"] is None
    harvest.settle(found, outlet_of(press.site))
    assert [one.outcome for one in harvest.look(outlet_of(press.site)).found] == ["known"]


def test_a_day_that_is_to_come_is_a_doubt(press: Press, harvest: Harvest, clock: Clock) -> None:
    def dreaming(item: Item, linker: Linker) -> Verdict:
        verdict = judge(item, linker)
        return Verdict(**(vars(verdict) | {"date": date(2027, 11, 23)}))

    press.post("/news/1", TITLE, *CALL, published="2031-01-01T00:00:00Z")
    press.serve_atom()
    (found,) = harvest.look(outlet_of(press.site)).found
    assert found.reason == "the day of the call is not known"
    harvest = Harvest(harvest._archive, reader(), dreaming, clock)
    (found,) = harvest.look(outlet_of(press.site)).found
    assert found.reason == "the day of the call would be 2027-11-23"


def test_the_same_text_from_two_sources_is_one_readout(
    press: Press, archive: Archive, harvest: Harvest
) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.post("/news/copy", TITLE, *CALL)
    press.serve_atom()
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["new", "known"]
    (readout,) = archive.store.readouts()
    assert look.found[1].reason == f"the text of {readout.id}"


def test_a_changed_text_becomes_a_new_version(
    press: Press, archive: Archive, harvest: Harvest, clock: Clock
) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    harvest.look(outlet_of(press.site))
    (before,) = archive.store.readouts()
    clock.time += timedelta(hours=2)
    press.post("/news/1", f"{TITLE} (corrected)", *CALL, "Energy was discussed as well.",
               updated="2026-11-23T13:00:00Z")  # fmt: skip
    press.serve_atom()
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["changed"]
    (after,) = archive.store.readouts()
    assert after.id == before.id
    assert after.text.endswith("Energy was discussed as well.")
    archive.refresh()
    earlier = archive.find(before.digest)
    assert earlier is not None
    assert earlier.text == before.text
    assert [found.outcome for found in harvest.look(outlet_of(press.site)).found] == ["known"]


def test_where_no_change_is_announced_a_readout_is_looked_at_again(
    press: Press, archive: Archive, harvest: Harvest, clock: Clock
) -> None:
    def look() -> list[str]:
        press.serve_rss()
        return [found.outcome for found in harvest.look(outlet_of(press.site)).found]

    press.post("/news/1", TITLE, *CALL)
    assert look() == ["new"]
    press.post("/news/1", TITLE, *CALL, "They will meet in May.")
    assert look() == ["known"]
    clock.time += LOOK_AGAIN
    assert look() == ["changed"]
    (readout,) = archive.store.readouts()
    assert readout.text.endswith("They will meet in May.")
    clock.time += LOOK_AGAIN
    press.post("/news/1", "Page not found", "This page has been moved to the archive.")
    assert look() == ["no call"]
    assert archive.store.readouts() == [readout]
    press.post("/news/1", TITLE, *CALL)
    clock.time += LOOK_AGAIN
    assert look() == ["changed"]
    clock.time += timedelta(days=LOOK_AGAIN_DAYS)
    press.post("/news/1", TITLE, *CALL, "Too late.")
    assert look() == ["known"]


def test_calls_of_earlier_days_are_no_news(
    press: Press, archive: Archive, harvest: Harvest, clock: Clock
) -> None:
    press.post("/news/1", TITLE, *CALL, published="2026-11-19T10:00:00Z")
    press.post("/news/2", "Telephone conversation with Emmanuel Macron", *OTHER_CALL)
    press.serve_rss()
    assert len(harvest.look(outlet_of(press.site)).those("new")) == 2
    (announced,) = Outbox(archive.store, clock).unannounced()
    assert announced.startswith("2026-11-23-")


def test_since_a_day(press: Press, harvest: Harvest) -> None:
    press.post("/news/1", TITLE, *CALL, published="2026-11-19T10:00:00Z")
    press.post("/news/2", "Telephone conversation with Emmanuel Macron", *OTHER_CALL)
    press.serve_rss()
    look = harvest.look(outlet_of(press.site), since=date(2026, 11, 20))
    assert [found.outcome for found in look.found] == ["new", "older"]


def test_a_dry_run_stores_nothing(press: Press, archive: Archive, harvest: Harvest) -> None:
    press.post("/news/2", "Meeting with the Government", *MEETING)
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    look = harvest.look(outlet_of(press.site), dry_run=True)
    assert [found.outcome for found in look.found] == ["new", "no call"]
    assert archive.store.readouts() == []
    assert harvest.polls.states() == {}
    assert [one.outcome for one in harvest.look(outlet_of(press.site)).found] == ["new", "no call"]


def test_a_news_agency_in_persian(press: Press, archive: Archive, harvest: Harvest) -> None:
    title = "گفتگوي تلفني پوتين و اردوغان"
    text = (
        "ولاديمير پوتين با رجب طيب اردوغان تلفني گفتگو كرد.",
        "دو طرف درباره صادرات گاز و آتش بس در سوريه رايزني كردند و قرار گذاشتند وزيران خارجه در "
        "هفته هاي آينده ديدار كنند و تماس ها ادامه يابد.",
    )
    arabic = {"encoding": "windows-1256"}
    press.post("/fa/1", title, *(line.replace("ی", "ي") for line in text))
    press.site.pages["/fa/1"] = Reply(html(title, text, **arabic), headers=HTML)
    press.serve_rss("windows-1256")
    outlet = outlet_of(press.site, language="fa", kind="news", publisher="", licence="")
    assert harvest.look(outlet).those("new")
    (readout,) = archive.store.readouts()
    assert (readout.title, readout.source, readout.kind) == (title, "دفتر مطبوعاتی", "news")
    assert text[1] in readout.text


def test_a_feed_in_russian_letters(press: Press, harvest: Harvest) -> None:
    press.post("/ru/1", "Телефонный разговор с Президентом Турции", *CALL)
    press.serve_rss("windows-1251")
    (found,) = harvest.look(outlet_of(press.site, title=re.compile("телефонн"))).found
    assert (found.outcome, found.entry.title) == ("new", press.articles[0]["title"])


# --- what goes wrong -----------------------------------------------------------------------------


def drip(site: Site) -> Reply:
    return Reply(raw=lambda handler: site.drip(handler, b"HTTP/1.1 200 OK\r\n\r\n<rss>"))


def endless(site: Site) -> Reply:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
        while not site.over.is_set():
            handler.wfile.write(b"<item>" * 1000)

    return Reply(raw=write)


def leading_to(address: str) -> Callable[[Site], Reply]:
    return lambda site: Reply(status=302, headers={"Location": address.format(site.port)})


def answering(status: int, content: bytes = b"", **headers: str) -> Callable[[Site], Reply]:
    return lambda _: Reply(content, status, {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("reply", "problem", "retry_after"),
    [
        (answering(404), "answers 404 Not Found; check the address", None),
        (answering(429, Retry_After="120"), "answers 429 Too Many Requests", 120.0),
        (answering(500), "answers 500 Internal Server Error; try again later", None),
        (answering(200, b"<html><body>Are you human?</body></html>"), "is a web page", None),
        (answering(200, b"\x00\x01"), "is no feed", None),
        (answering(200, b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>"), "defines XML entities", None),
        (drip, "took too long to answer", None),
        (endless, "has more than 100,000 bytes", None),
        (leading_to("/feed"), "is redirected in circles", None),
        (leading_to("http://inside.example:{}/"), "10.0.0.1", None),
        (leading_to("http://evil.example:{}/"), "is on another host: expected", None),
    ],
)
def test_a_source_that_fails(
    reply: Callable[[Site], Reply],
    problem: str,
    retry_after: float | None,
    site: Site,
    archive: Archive,
    clock: Clock,
) -> None:
    site.pages["/feed"] = reply(site)
    harvest = Harvest(archive, hasty(), judge, clock)
    look = harvest.look(outlet_of(site, hosts=("inside.example",)))
    assert problem in look.problem
    assert look.retry_after == retry_after
    state = harvest.polls.state("kremlin")
    assert (state.failures, state.problem, state.succeeded_at) == (1, look.problem, None)


def test_a_failure_ends_with_the_next_good_look(press: Press, harvest: Harvest) -> None:
    press.site.pages["/feed"] = Reply(status=500)
    for _ in range(3):
        harvest.look(outlet_of(press.site))
    harvest.polls.tell("kremlin")
    assert (harvest.polls.state("kremlin").failures, harvest.polls.state("kremlin").told) == (
        3,
        True,
    )
    press.serve_rss()
    assert harvest.look(outlet_of(press.site)).told
    state = harvest.polls.state("kremlin")
    assert state == State("kremlin", checked_at=START, succeeded_at=START)


def test_each_failure_doubles_the_wait() -> None:
    def wait(failures: int, every: int = 30) -> timedelta:
        due = State("kremlin", checked_at=START, failures=failures).due_at(every)
        assert due is not None
        return due - START

    assert [wait(n) / timedelta(minutes=30) for n in range(4)] == [1, 2, 4, 8]
    assert wait(50) == timedelta(days=1)
    assert wait(50, every=10_080) == timedelta(days=7)
    assert State("kremlin").due_at(30) is None


def test_an_article_that_fails_is_tried_again(press: Press, harvest: Harvest) -> None:
    press.post("/news/2", "Meeting with the Government", *MEETING)
    press.post("/news/1", TITLE, *CALL)
    article, press.site.pages["/news/1"] = press.site.pages["/news/1"], Reply(status=404)
    press.serve_atom(ETag='"1"')
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["failed", "no call"]
    assert "/news/1 answers 404 Not Found" in look.found[0].reason
    assert look.problem == ""
    press.site.pages["/news/1"] = article
    assert harvest.look(outlet_of(press.site)).those("new")


def test_a_server_that_asks_us_to_wait_is_left_at_once(
    press: Press, archive: Archive, harvest: Harvest
) -> None:
    press.post("/news/3", "Telephone conversation with somebody", *MEETING)
    press.post("/news/2", "Telephone conversation", *MEETING)
    press.site.pages["/news/2"] = Reply(status=429, headers={"Retry-After": "60"})
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    look = harvest.look(outlet_of(press.site))
    assert ("429" in look.problem, look.retry_after) == (True, 60.0)
    assert "/news/3" not in press.site.paths
    assert [found.outcome for found in look.found] == ["new"]
    assert len(archive.store.readouts()) == 1


def test_an_article_on_another_host_is_not_fetched(press: Press, harvest: Harvest) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    feed = press.site.pages["/feed"].content.replace(b"gov.example", b"evil.example")
    press.site.pages["/feed"] = Reply(feed)
    (found,) = harvest.look(outlet_of(press.site)).those("failed")
    assert "is on another host" in found.reason


def test_a_page_without_an_article_is_read_in_the_feed(
    press: Press, archive: Archive, harvest: Harvest
) -> None:
    item = "<item><title>{0}</title><link>/{1}</link><description>{2}</description>{3}</item>"
    posted = "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    items = item.format(TITLE, "app", " ".join(CALL), posted) + item.format(
        "Video", "v", "", posted
    )
    feed = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    empty = Reply(b"<html><body><script>run()</script></body></html>", headers=HTML)
    press.site.pages = {"/feed": Reply(feed.encode()), "/app": empty, "/v": empty}
    look = harvest.look(outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["new", "no call"]
    assert [readout.text for readout in archive.store.readouts()] == [" ".join(CALL)]


def test_what_a_parser_trips_over_is_a_failure_of_the_source(
    press: Press, archive: Archive, clock: Clock
) -> None:
    def tripping(item: Item, linker: Linker) -> Verdict:
        raise RecursionError

    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    look = Harvest(archive, reader(), tripping, clock).look(outlet_of(press.site))
    assert "cannot be parsed (RecursionError)" in look.problem


def test_a_database_that_is_gone_is_not_the_sources_fault(
    press: Press, archive: Archive, harvest: Harvest
) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    with archive.store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE items")
    with pytest.raises(StoreError):
        harvest.look(outlet_of(press.site))
    assert harvest.polls.states() == {}


def test_a_hundred_thousand_items(press: Press, harvest: Harvest) -> None:
    entries = "".join(f"<item><title>C</title><link>/{n}</link></item>" for n in range(100_000))
    feed = f"<rss version='2.0'><channel><title>a</title>{entries}</channel></rss>"
    press.site.pages["/feed"] = Reply(feed.encode())
    look = harvest.look(outlet_of(press.site))
    assert look.problem == ""
    assert len(look.those("failed")) == MOST_ARTICLES
    assert len(look.those("later")) > MOST_ARTICLES
    assert len(press.site.requests) == 1 + MOST_ARTICLES


def test_moments_are_kept_in_utc(press: Press, harvest: Harvest) -> None:
    press.serve_rss()
    harvest.look(outlet_of(press.site))
    checked = harvest.polls.state("kremlin").checked_at
    assert checked == datetime(2026, 11, 23, 12, tzinfo=UTC)
