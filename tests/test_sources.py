"""The list of sources: what it may say, what it picks out, and how much may be quoted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.gazetteer import Gazetteer
from index.sources import Outlets, open_outlets
from index.terms import Terms
from tests.calls import LIBYA_EN
from tests.conftest import make_readout

ROW = """
[[source]]
id = "ministry"
en = "Ministry"
fa = "وزارت"
address = "https://www.gov.example/feed"
form = "feed"
language = "en"
checked = "2026-11-30, works"
"""


def load(tmp_path: Path, text: str) -> Outlets:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    return Outlets.load(path, {"kremlin"})


@pytest.fixture(scope="module")
def ours(gazetteer: Gazetteer) -> Outlets:
    return open_outlets(None, gazetteer)


def test_the_list_of_the_project(ours: Outlets) -> None:
    assert len(ours.all) >= 18
    assert {outlet.language for outlet in ours.watched} == {"fa", "en"}
    for outlet in ours.all:
        assert re.match(r"\d{4}-\d\d-\d\d, ", outlet.checked)
        assert outlet.quote == "full" or not outlet.licence
        assert outlet.title.pattern


@pytest.mark.parametrize(
    ("source", "title", "picked"),
    [
        ("kremlin", "Telephone conversation with President of Iran Masoud Pezeshkian", True),
        ("kremlin", "Meeting with permanent members of the Security Council", False),
        ("uk-prime-minister", "PM call with President Macron of France: 3 March 2026", True),
        ("uk-prime-minister", "Prime Minister to visit Paris", False),
        ("white-house", "Readout of President Biden’s Call with Prime Minister Netanyahu", True),
        ("state-department", "Secretary Rubio’s Call with Saudi Foreign Minister", True),
        ("president-of-ukraine", "Volodymyr Zelenskyy Had a Phone Call with Xi Jinping", True),
        ("elysee", "Telephone conversation with the Crown Prince of Saudi Arabia.", True),
        ("irna", "گفت‌وگوی تلفنی روسای جمهور ایران و روسیه", True),
        ("isna", "پزشکیان در تماس تلفنی با اردوغان چه گفت؟", True),
        ("mehr", "دیدار رئیس‌جمهور با وزیر خارجه عمان", False),
        ("japan-foreign-ministry", "Japan-France Summit Telephone Talk", True),
        ("canada-prime-minister", "Prime Minister Carney speaks with President Zelenskyy", True),
        ("kremlin-ru", "Телефонный разговор с Президентом Ирана", True),
    ],
)
def test_titles_of_calls_are_picked_out(
    source: str, title: str, picked: bool, ours: Outlets
) -> None:
    (outlet,) = ours.named([source])
    assert outlet.may_tell_of_calls(title, "") is picked


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("president-of-ukraine", "https://www.president.gov.ua/en/news/prezident-zelenskij-100500"),
        ("presidency-of-turkiye", "https://www.tccb.gov.tr/en/news/542/74924/phone-call"),
        ("president-of-iran", "https://president.ir/fa/155123"),
        ("iran-foreign-ministry", "https://mfa.ir/portal/NewsView/123456"),
        ("qna", "https://qna.org.qa/en/News-Area/News/2025-10/21/amir-holds-phone-call"),
        ("qna", "https://qna.org.qa/en/news/news-details?id=amir-holds-phone-call&date=4/03/2026"),
        ("japan-foreign-ministry", "https://www.mofa.go.jp/press/release/press4e_000152.html"),
        ("japan-foreign-ministry", "https://www.mofa.go.jp/erp/we/fr/pageite_000001_01234.html"),
    ],
)
def test_articles_of_listings_are_known_by_their_addresses(
    source: str, address: str, ours: Outlets
) -> None:
    (outlet,) = ours.named([source])
    assert outlet.links.search(address)


def test_a_summary_can_pick_out_what_a_title_does_not(tmp_path: Path) -> None:
    outlets = load(tmp_path, ROW + "title = '\\bcalls?\\b'\ntext = 'by phone'")
    (outlet,) = outlets.all
    assert outlet.may_tell_of_calls("News", "The two spoke by phone.")
    assert not outlet.may_tell_of_calls("News of the day", "Recalled by mail")
    assert load(tmp_path, ROW).all[0].may_tell_of_calls("Anything", "")


def test_pages_may_come_from_its_own_and_named_hosts(tmp_path: Path) -> None:
    outlets = load(tmp_path, ROW + 'hosts = ["cdn.example"]')
    assert outlets.all[0].sites == {"gov.example", "cdn.example"}


def test_sources_by_name(ours: Outlets) -> None:
    assert [outlet.id for outlet in ours.named(["mehr", "kremlin"])] == ["mehr", "kremlin"]
    assert ours.named([]) == ours.watched
    with pytest.raises(SettingsError, match="source 'pravda' is not known: `leader-calls sources`"):
        ours.named(["pravda"])


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("every = 1", "ministry: every '1': input should be greater than or equal to 5"),
        ('form = "fax"', "no TOML"),
        ("title = 'call('", "ministry: title 'call(': input should be a valid regular expression"),
        ("title = 'Call'", "ministry: title 'Call': must be written like 'call'"),
        ("title = 'گفت‌وگو'", "must be written like 'گفت وگو'"),
        ('quote = "all"', "ministry: quote 'all': input should be 'full', 'excerpt' or"),
        ('quote = "full"', "ministry: quote: full needs a licence"),
        ("links = 'news'", "ministry: links: a listing needs them, a feed has none"),
        ('publisher = "nobody"', "ministry: publisher 'nobody' is not in the gazetteer"),
        ('terms = "ask us"', "ministry: terms 'ask us': ask us is no web address"),
        ("colour = 1", "ministry: colour '1': unexpected keyword argument"),
        (ROW, "ministry: stands there twice"),
        (ROW.replace("ministry", "two").replace('form = "feed"\n', ""), "two: form is missing"),
    ],
)
def test_a_mistake_is_a_line(more: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        load(tmp_path, ROW + more)


def test_all_mistakes_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, ROW.replace("ministry", "a b") + "every = 0")
    assert len(str(caught.value).split("\n")) == 2


@pytest.mark.parametrize("text", ["", "source = 1", "[[source]]\nid=1\n[other]\na=1"])
def test_a_file_of_something_else(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="write each source as"):
        load(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        open_outlets(tmp_path / "none.toml", gazetteer)


# --- terms ---------------------------------------------------------------------------------------


def test_terms_are_those_of_the_site(ours: Outlets) -> None:
    irna = make_readout(source_url="https://www.irna.ir/news/1", kind="news")
    assert ours.terms_of(irna) == Terms("excerpt", 300)
    assert ours.terms_of(replace(irna, source_url="https://www.un.org/sg/1")).quote == "link-only"
    assert ours.terms_of(LIBYA_EN).allow_all
    assert ours.terms_of(replace(irna, source_url="https://elsewhere.example/")).allow_all
    assert ours.terms_of(replace(irna, source_url="")).allow_all


def test_this_projects_own_words_are_its_own(ours: Outlets) -> None:
    own = make_readout(source_url="https://www.irna.ir/news/1", kind="summary")
    assert ours.terms_of(own).allow_all


def test_the_strictest_of_one_site_holds(tmp_path: Path) -> None:
    second = ROW.replace("ministry", "office") + 'quote = "excerpt"\nexcerpt = 80'
    outlets = load(tmp_path, second + ROW)
    assert outlets.terms_of(make_readout(source_url="https://gov.example/1")).quote == "link-only"
