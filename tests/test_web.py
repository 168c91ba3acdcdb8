"""Pages fetched from a real server: whom we ask, what we say, what we take for an answer."""

import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import pytest
import trustme

from index.errors import FetchError
from index.web import Limits, Web
from index.web.names import is_public, look_up
from tests.website import AGENT, Clock, Reply, Site, StillClock, at_home, reader, serving

DAY = 86_400


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


def test_a_page_is_fetched_and_we_say_who_we_are(site: Site) -> None:
    headers = {"Content-Type": "Text/HTML; charset=utf-8", "ETag": '"1"', "Last-Modified": "Monday"}
    site.pages["/a?b=%D8%B3"] = Reply("سلام".encode(), headers=headers)
    page = reader().get(site.url("/a?b=س#part"))
    assert (page.url, page.status, page.text) == (site.url("/a?b=%D8%B3"), 200, "سلام")
    assert (page.content_type, page.etag, page.modified) == ("text/html", '"1"', "Monday")
    sent = site.requests[0][1]
    assert (sent["User-Agent"], sent["Host"]) == (AGENT, f"gov.example:{site.port}")


def test_a_page_that_has_not_changed(site: Site) -> None:
    site.pages["/"] = Reply(status=304, headers={"ETag": '"2"'})
    page = reader().get(site.url("/"), etag='"1"', modified="Mon, 01 Jan 2024 00:00:00 GMT")
    sent = site.requests[0][1]
    assert (page.status, page.content, page.etag) == (304, b"", '"2"')
    assert page.modified == sent["If-Modified-Since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert sent["If-None-Match"] == '"1"'
    with pytest.raises(FetchError, match="304 Not Modified"):
        reader().get(site.url("/"))


@pytest.mark.parametrize(
    ("status", "headers", "retry_after"),
    [
        (404, {}, None),
        (429, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": "99999999999"}, DAY),
        (503, {"Retry-After": "soon"}, None),
        (503, {"Retry-After": "Wed, 01 May 2024 10:00:30 GMT"}, None),
        (
            503,
            {
                "Retry-After": "Wed, 01 May 2024 10:00:30 GMT",
                "Date": "Wed, 01 May 2024 10:00:00 GMT",
            },
            30,
        ),
    ],
)
def test_a_refusal_says_what_the_server_said(
    status: int, headers: dict[str, str], retry_after: float | None, site: Site
) -> None:
    site.pages["/"] = Reply(status=status, headers=headers)
    with pytest.raises(FetchError, match=f"answers {status}") as caught:
        reader().get(site.url("/"))
    assert (caught.value.status, caught.value.retry_after) == (status, retry_after)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gov.example/news",
        "//gov.example",
        "http:///news",
        "ftp://gov.example/",
        "file:///etc/passwd",
        "http://name:secret@gov.example/",
        "http://gov.example:22/",
        "http://gov%2eexample/",
        "http://gov.example:99999999/",
        "http://gov.example\n/",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        Web(resolve=at_home).get(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),
        *("192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"),
        *("239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "fe80::1%eth0"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808"),
        *("64:ff9b:1::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1"),
        *("2002:7f00:1::1", "100::1", "5f00::1", "2001:20::1"),
    ],
)
def test_no_address_of_a_network_of_its_own_is_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "95.173.136.72", "2a00:1450:4001::1", "2606:4700::"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_no_spelling_of_this_machine_is_asked(host: str, site: Site) -> None:
    web = reader(resolve=look_up, permits=is_public)
    with pytest.raises(FetchError, match=r"no public address|no such host"):
        web.get(site.url("/", host))
    assert site.requests == []


def test_one_private_address_among_several_is_too_many(site: Site) -> None:
    web = reader(resolve=lambda _: ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(FetchError, match=r"gov\.example leads to 10\.0\.0\.1"):
        web.get(site.url("/"))


def test_a_name_is_looked_up_once_a_request(site: Site) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    site.pages["/"] = Reply(b"here")
    web = reader(resolve=lambda _: answers.pop(0))
    assert web.get(site.url("/")).content == b"here"
    assert answers == [["10.0.0.1"]]


def test_the_next_address_is_tried(site: Site) -> None:
    site.pages["/"] = Reply(b"here")
    web = reader(resolve=lambda _: ["::1", "127.0.0.1"])
    assert web.get(site.url("/")).content == b"here"
    with pytest.raises(FetchError, match="cannot be read"):
        reader(resolve=lambda _: ["::1"]).get(site.url("/"))


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(FetchError, match=r"a\.\.b: there is no such host"):
        reader(resolve=look_up).get("http://a..b/")
    with pytest.raises(FetchError, match="there is no such host"):
        reader(resolve=lambda _: []).get("http://gov.example/")


@pytest.mark.parametrize("host", ["gov.example", "www.gov.example", "GOV.example.", "پارس.example"])
def test_hosts_that_were_asked_for_and_their_subdomains(host: str, site: Site) -> None:
    site.pages["/"] = Reply(b"here")
    page = reader().get(site.url("/", host), hosts={"gov.example", "پارس.example"})
    assert page.content == b"here"


@pytest.mark.parametrize("host", ["example", "notgov.example", "gov.example.org", "127.0.0.1"])
def test_no_other_host_is_asked(host: str, site: Site) -> None:
    with pytest.raises(FetchError, match=r"another host: expected gov\.example"):
        reader().get(site.url("/", host), hosts={"gov.example"})
    assert site.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int, site: Site) -> None:
    site.pages["/"] = Reply(status=status, headers={"Location": "/b/../news"})
    site.pages["/news"] = Reply(b"here")
    page = reader().get(site.url("/"))
    assert (page.url, page.content) == (site.url("/news"), b"here")


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        ("http://inside.example/", "no public address"),
        ("http://elsewhere.org/", "another host"),
        ("file:///etc/passwd", "no web address"),
        ("http://name:word@gov.example/", "leave out the name"),
        ("http://gov.example:news/", "redirected to nowhere"),
        ("/", "in circles"),
    ],
)
def test_a_redirect_is_checked_like_an_address(location: str, complaint: str, site: Site) -> None:
    site.pages["/"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(FetchError, match=complaint):
        reader().get(site.url("/"), hosts={"gov.example", "inside.example"})
    assert site.paths == ["/"]


def test_a_redirect_must_lead_somewhere_and_soon(site: Site) -> None:
    site.pages |= {
        f"/{n}": Reply(status=302, headers={"Location": f"/{n + 1}"}) for n in range(9)
    } | {"/x": Reply(status=302)}
    with pytest.raises(FetchError, match="too many redirects"):
        reader().get(site.url("/0"))
    assert site.paths == [f"/{n}" for n in range(6)]
    with pytest.raises(FetchError, match="redirected to nowhere"):
        reader().get(site.url("/x"))


def tls_of(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def test_a_certificate_must_be_the_names_own() -> None:
    authority, names = trustme.CA(), list[str | None]()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    server = tls_of(authority, "gov.example")
    server.sni_callback = lambda _socket, name, _context: names.append(name)
    with serving(server) as site:
        site.pages["/"] = Reply(b"here")
        ours, other = (site.url("/", host, "https") for host in ("gov.example", "other.example"))
        assert reader(tls=trusting).get(ours).content == b"here"
        with pytest.raises(FetchError, match="certificate is not valid for"):
            reader(tls=trusting).get(other)
        with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
            reader().get(ours)
    assert names == ["gov.example", "other.example", "gov.example"]


def test_robots_txt_is_respected_and_remembered_for_a_day(site: Site) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: leadercalls\nDisallow: /private\n")
    site.pages["/"] = Reply(status=302, headers={"Location": "/private"})
    site.pages["/news"] = Reply(b"here")
    clock = Clock()
    web = reader(robots=True, clock=clock)
    for path in ("/private", "/"):
        with pytest.raises(FetchError, match=r"/private: the site's robots\.txt asks us not to"):
            web.get(site.url(path))
    assert web.get(site.url("/news")).content == b"here"
    assert site.paths == ["/robots.txt", "/", "/news"]
    clock.time += DAY
    web.get(site.url("/news"))
    assert site.paths[3:] == ["/robots.txt", "/news"]


def test_a_site_without_rules_may_be_read_and_so_may_one_whose_rules_are_not_ours(
    site: Site,
) -> None:
    site.pages["/"] = Reply(b"here")
    assert reader(robots=True).get(site.url("/"), etag="1").content == b"here"
    assert [headers["If-None-Match"] for _, headers in site.requests] == [None, "1"]
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n")
    assert reader(robots=False).get(site.url("/")).content == b"here"


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (Reply(status=503, headers={"Retry-After": "7"}), "answers 503"),
        (Reply(status=429, headers={"Retry-After": "7"}), "answers 429"),
        (Reply(b"User-agent: *\nDisallow: //[\n"), "makes no sense"),
    ],
)
def test_rules_that_cannot_be_read_forbid_for_now(reply: Reply, complaint: str, site: Site) -> None:
    site.pages |= {"/robots.txt": reply, "/": Reply(b"here")}
    web = reader(robots=True)
    with pytest.raises(FetchError, match=rf"/robots\.txt {complaint}"):
        web.get(site.url("/"))
    del site.pages["/robots.txt"]
    assert web.get(site.url("/")).content == b"here"


def test_requests_to_one_host_are_some_seconds_apart(site: Site) -> None:
    site.pages["/"] = Reply(b"here")
    clock = Clock()
    web = reader(Limits(pause=2), clock=clock)
    for host in ("gov.example", "other.example", "gov.example"):
        web.get(site.url("/", host))
    assert clock.sleeps == [2]
    clock.time += 2
    web.get(site.url("/"))
    assert clock.sleeps == [2]


def test_threads_take_turns(site: Site) -> None:
    site.pages["/"] = Reply(b"here")
    clock = StillClock()
    web = reader(Limits(pause=10, total=25), clock=clock)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(web.get, [site.url("/")] * 3))
    assert sorted(clock.sleeps) == [10, 20]
    with pytest.raises(FetchError, match=r"gov\.example: too many requests wait"):
        web.get(site.url("/"))
