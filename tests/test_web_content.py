"""What servers send: in every alphabet, too slowly, too much of it, or with ill intent."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from index.errors import FetchError
from index.web import Limits, Page, Web, refuse_entities
from index.web.body import BodyError, read_body
from tests.website import Reply, Site, at_home, is_home, reader, serving

RUSSIAN = "Владимир Путин провёл телефонный разговор с Президентом Ирана. Обсуждались вопросы."
PERSIAN = "رئيس جمهور در گفتگوي تلفني با رئيس جمهور روسيه بر گسترش روابط دوجانبه تاکيد کرد."
HASTY = Limits(read=0.3, total=0.3, content=100_000, pause=0)
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2;</lolz>'
FEED = '<?xml version="1.0"?><rss><channel><title>Calls &amp; visits</title></channel></rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


def hasty() -> Web:
    """A reader with a real clock and no patience."""
    return Web(limits=HASTY, robots=False, ports=range(1, 65_536), resolve=at_home, permits=is_home)


@pytest.mark.parametrize(
    ("text", "encoding", "header", "declared"),
    [
        (RUSSIAN, "windows-1251", "windows-1251", "koi8-r"),
        (RUSSIAN, "windows-1251", "", "windows-1251"),
        (RUSSIAN, "windows-1251", "", ""),
        (RUSSIAN, "windows-1251", "utf-8", "utf-8"),
        (RUSSIAN, "koi8-r", "no-such-charset", "koi8-r"),
        (RUSSIAN, "koi8-r", "punycode", "koi8-r"),
        (PERSIAN, "windows-1256", '"Windows-1256"', ""),
        (PERSIAN, "windows-1256", "", "windows-1256"),
        (PERSIAN, "windows-1256", "", ""),
        (PERSIAN, "utf-8", "iso-8859-1", "windows-1256"),
        (PERSIAN, "utf-8-sig", "windows-1251", ""),
        (RUSSIAN, "utf-16", "", ""),
        ("Görüşme “Erdoğan”", "windows-1254", "iso-8859-9", ""),
        ("“Quoted” in Latin 1", "windows-1252", "iso-8859-1", ""),
        ("All in ASCII", "ascii", "windows-1256", "utf-16"),
    ],
)
def test_text_is_read_in_its_own_charset(
    text: str, encoding: str, header: str, declared: str, site: Site
) -> None:
    html = f'<html><head><meta charset="{declared}"></head><body>{text}</body></html>'
    kind = f"text/html; charset={header}" if header else "text/html"
    site.pages["/"] = Reply(html.encode(encoding), headers={"Content-Type": kind})
    assert reader().get(site.url("/")).text == html


def test_xml_declares_its_charset_and_a_broken_letter_does_no_harm() -> None:
    xml = f"<?xml version='1.0' encoding='windows-1251'?><a>{RUSSIAN}</a>"
    assert Page("", 200, xml.encode("windows-1251")).text == xml
    http_equiv = f'<meta http-equiv=x content="text/html; charset=windows-1251">{RUSSIAN}'
    assert Page("", 200, http_equiv.encode("windows-1251")).text == http_equiv
    cut = PERSIAN.encode()[:-2]
    assert Page("", 200, cut, charset="windows-1256").text == f"{PERSIAN[:-2]}\ufffd"


def test_text_of_nothing_in_particular() -> None:
    assert Page("", 304, b"").text == ""
    assert Page("", 200, bytes(range(128, 256))).text


def test_a_compressed_page(site: Site) -> None:
    text = RUSSIAN.encode() * 2000
    site.pages["/"] = Reply(gzip.compress(text), headers={"Content-Encoding": "GZIP"})
    assert reader().get(site.url("/")).content == text
    assert site.requests[0][1]["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("content", "headers", "complaint"),
    [
        (b"x" * 100_001, {}, "has more than 100,000 bytes"),
        (gzip.compress(bytes(50_000_000)), {"Content-Encoding": "gzip"}, "has more than"),
        (gzip.compress(b"news", mtime=0)[:-4], {"Content-Encoding": "gzip"}, "breaks off"),
        (b"", {"Content-Encoding": "gzip"}, "breaks off"),
        (b"news", {"Content-Encoding": "gzip"}, "is compressed wrongly"),
        (
            gzip.compress(b"news", mtime=0),
            {"Content-Encoding": "gzip, gzip"},
            "is compressed by 'gzip, gzip'",
        ),
        (b"news", {"Content-Encoding": "br"}, "is compressed by 'br'"),
        (b"news", {"Content-Length": "many"}, "cannot be read"),
    ],
)
def test_a_body_that_is_not_worth_reading(
    content: bytes, headers: dict[str, str], complaint: str, site: Site
) -> None:
    site.pages["/"] = Reply(content, headers=headers)
    with pytest.raises(FetchError, match=rf"gov\.example:\d+/ {complaint}"):
        reader(HASTY).get(site.url("/"))


def test_a_bomb_is_counted_before_it_has_unfolded() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(BodyError, match="has more than"):
        read_body([bomb], "gzip", 100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_as_much_as_the_limit_is_read(site: Site) -> None:
    site.pages["/"] = Reply(b"x" * HASTY.content)
    assert len(reader(HASTY).get(site.url("/")).content) == HASTY.content


def test_a_body_without_end_ends(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not site.over.is_set():
            handler.wfile.write(b"x" * 10_000)

    site.pages["/"] = Reply(raw=endless)
    with pytest.raises(FetchError, match="has more than 100,000 bytes"):
        reader(HASTY).get(site.url("/"))


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Header: ",
        b"HTTP/1.1 200 O",
    ],
)
def test_a_server_that_drips_is_left(start: bytes, site: Site) -> None:
    site.pages["/"] = Reply(raw=lambda handler: site.drip(handler, start))
    with pytest.raises(FetchError, match="took too long"):
        hasty().get(site.url("/"))


def test_a_server_that_says_nothing_is_left(site: Site) -> None:
    def silent(_: BaseHTTPRequestHandler) -> None:
        site.over.wait()

    site.pages["/"] = Reply(raw=silent)
    with pytest.raises(FetchError, match=r"gov\.example:\d+/ took too long"):
        hasty().get(site.url("/"))


def test_a_name_server_that_says_nothing_is_left(site: Site) -> None:
    over = Event()

    def resolve(_: str) -> list[str]:
        over.wait()
        return []

    web = reader(Limits(connect=0.1, pause=0), resolve=resolve)
    try:
        with pytest.raises(FetchError, match="took too long"):
            web.get(site.url("/"))
    finally:
        over.set()


def test_redirects_do_not_add_to_the_time(site: Site) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(HASTY.total / 2)
        place = len(site.requests)
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\n\r\n" % place)

    site.pages = {path: Reply(raw=slowly) for path in ("/0", "/1", "/2", "/3", "/4")}
    with pytest.raises(FetchError, match="took too long"):
        hasty().get(site.url("/0"))
    assert len(site.requests) <= 3


@pytest.mark.parametrize(
    "answer", [b"", b"\0\0\0", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_server_that_breaks_off(answer: bytes, site: Site) -> None:
    site.pages["/"] = Reply(raw=lambda handler: handler.wfile.write(answer))
    with pytest.raises(FetchError, match="cannot be read"):
        reader().get(site.url("/"))


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b"<?xml version='1.0' encoding='windows-1251'?>" + LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b"\n\n<?xml version='1.0'?>" + LAUGHS,
        f"\n\n<?xml version='1.0'?>{LAUGHS.decode()}".encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://gov.example/"> %x;]><a/>',
    ],
)
def test_entities_of_their_own_are_refused(content: bytes) -> None:
    with pytest.raises(FetchError, match="defines XML entities"):
        refuse_entities(content)


@pytest.mark.parametrize(
    "content",
    [
        FEED.encode(),
        FEED.encode("utf-16"),
        FEED.replace("<rss>", '<!DOCTYPE rss SYSTEM "http://gov.example/rss.dtd"><rss>').encode(),
        b"<rss><title>Calls & visits",
        b"",
    ],
)
def test_ordinary_feeds_pass(content: bytes) -> None:
    refuse_entities(content)
