"""What publishers allow: no message shows more of a text, whichever way it is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import as_dict
from bot.render import LONGEST_MESSAGE, Draft, quotations, utf16_length
from bot.wording import Wording
from index.archive import Archive
from index.errors import QuoteError
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.quoting import Quote, allowed
from index.readout import Readout
from index.sources import Outlets
from index.subjects import calls_of
from index.summary import summarise
from index.terms import Quoting, Terms
from tests.botapi import User
from tests.bots import opened, with_button
from tests.calls import CALLS, GAZA_EN, GAZA_FA, LIBYA_EN
from tests.conftest import make_readout
from tests.test_browse import ask, press
from tests.test_compare import ANKARA
from tests.test_inline import cards

SENTENCES = "The leaders talked for an hour. They spoke of Libya and of gas. Both were content."
MOST = 110
SOURCES = f"""
[[source]]
id = "kremlin"
en = "Kremlin"
fa = "کرملین"
address = "http://en.kremlin.ru/feed"
form = "feed"
language = "en"
quote = "excerpt"
excerpt = {MOST}
checked = "2026-11-30, works"

[[source]]
id = "white-house"
en = "White House"
fa = "کاخ سفید"
address = "https://www.whitehouse.gov/feed"
form = "feed"
language = "en"
quote = "link-only"
checked = "2026-11-30, works"
"""


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    home = tmp_path_factory.mktemp("terms")
    # Of the call about Gaza only the text that may not be quoted, beside one that was corrected.
    readouts = [r for r in CALLS if r not in (GAZA_FA, LIBYA_EN)]
    before = replace(LIBYA_EN, text=f"{LIBYA_EN.text} They will meet in May.")
    with opened(home, linker, [*readouts, before, ANKARA]) as made:
        made.revise(LIBYA_EN.id, LIBYA_EN.text)
        made.outlets = Outlets.load(_sources(home), ())
        yield made


def under(terms: Terms, text: str = SENTENCES) -> Readout:
    return make_readout(text=text, terms=terms)


# --- how much -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        (Terms("full"), SENTENCES),
        (Terms("excerpt", 500), SENTENCES),
        (Terms("excerpt", 40), "The leaders talked for an hour."),
        (Terms("excerpt", 31), "The leaders talked for an hour."),
        (Terms("excerpt", 30), "The leaders talked for an"),
        (Terms("excerpt", 2), "Th"),
        (Terms("link-only"), ""),
    ],
)
def test_an_excerpt_ends_with_a_sentence_or_a_word(terms: Terms, shown: str) -> None:
    assert SENTENCES[: terms.allowed(SENTENCES)] == shown


def test_quotations_of_a_text_share_what_it_allows() -> None:
    readout = under(Terms("excerpt", 64))
    first = Quote(readout, 0, 31, 0.9)
    second, third = (Quote(readout, SENTENCES.index(w), len(SENTENCES), 0.9) for w in ("They", "B"))
    other = Quote(under(Terms(), "Elsewhere they say so."), 0, 9, 0.9)
    kept = allowed([first, second, third, other])
    assert [quote.text for quote in kept] == [
        first.text,
        "They spoke of Libya and of gas.",
        "Elsewhere",
    ]
    assert allowed([second], beside=[first]) == kept[1:2]
    assert allowed(kept) == kept


@given(
    kind=st.sampled_from(["full", "excerpt", "link-only"]),
    most=st.integers(1, 80),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(41, len(SENTENCES))), max_size=5),
)
def test_no_message_shows_more_than_is_allowed(
    kind: Quoting, most: int, spans: list[tuple[int, int]], gazetteer: Gazetteer
) -> None:
    readout = under(Terms(kind, most))
    quotes = [Quote(readout, start, end, 0.5) for start, end in spans] or [
        Quote(readout, 0, 3, 1.0)
    ]
    shown = quotations(readout, quotes, Wording("en", gazetteer)).quotes
    length = sum(len(quote.text) for quote in shown)
    if kind == "full":
        assert shown == quotes
    else:
        assert length <= (most if kind == "excerpt" else 0)
    assert all(SENTENCES[quote.start : quote.end] == quote.text for quote in shown)


def test_a_quotation_that_is_cut_is_said_to_be_shortened(say: Wording) -> None:
    readout = under(Terms("excerpt", 45))
    first, second = Quote(readout, 0, 31, 0.9), Quote(readout, 0, len(SENTENCES), 0.9)
    assert quotations(readout, [first], say).text.endswith("\nSource: Kremlin")
    assert quotations(readout, [second], say).text.endswith("\nSource: Kremlin (shortened)")


def test_key_sentences_are_such_as_may_be_quoted_whole(linker: Linker, tmp_path: Path) -> None:
    long = f"They spoke of Libya and of the ceasefire in Libya{', of Libya' * 20}."
    short = "Elections in Libya were called for by both of them."
    terms = Outlets.load(_sources(tmp_path), ())
    url = "http://en.kremlin.ru/1"
    with opened(
        tmp_path, linker, [make_readout(text=f"A. {long} {short}", source_url=url)]
    ) as made:
        made.outlets = terms
        (call,) = calls_of(made.snapshot)
        (quote,) = summarise(call, "en", made.snapshot, linker.gazetteer).quotes
        assert quote.text == short


def _sources(folder: Path) -> Path:
    path = folder / "sources.toml"
    path.write_text(SOURCES, "utf-8")
    return path


@pytest.mark.parametrize("terms", [Terms("excerpt", 60), Terms("link-only")])
def test_a_message_that_shows_more_is_not_finished(terms: Terms) -> None:
    quote = Quote(under(terms), 0, len(SENTENCES), 0.9)
    with pytest.raises(QuoteError, match="does not allow so much"):
        Draft().quote(quote).done()


# --- where --------------------------------------------------------------------------------------


def test_an_archive_knows_the_terms_of_its_readouts(archive: Archive) -> None:
    known = {readout.id: readout.terms.quote for readout in archive.snapshot.readouts}
    assert known == {readout.id: "full" for readout in archive.snapshot.readouts} | {
        LIBYA_EN.id: "excerpt",
        GAZA_EN.id: "link-only",
    }
    earlier = replace(LIBYA_EN, text=f"{LIBYA_EN.text} They will meet in May.")
    found = archive.find(earlier.digest)
    assert found is not None
    assert (found.text, found.terms.quote) == (earlier.text, "excerpt")


def test_an_answer_from_a_text_that_may_not_be_quoted_leads_to_it(sara: User, say: Wording) -> None:
    answer = ask(sara, "What did Biden say about aid for Gaza?")
    assert answer.text.splitlines() == [
        "Joe Biden and Benjamin Netanyahu",
        "4 April 2024 (16 Farvardin 1403)",
        say("link-only"),
        "Source: White House",
    ]
    assert not answer.quotes
    (link,) = [entity for entity in answer.entities if entity["type"] == "text_link"]
    assert link["url"] == GAZA_EN.source_url
    assert not [text for text in answer.button_texts if text.startswith(("Full", "The whole"))]


def test_what_may_be_quoted_comes_first(linker: Linker, tmp_path: Path) -> None:
    with opened(tmp_path, linker, [GAZA_EN, GAZA_FA]) as both:
        both.outlets = Outlets.load(_sources(tmp_path), ())
        quotes = both.ask("What did Biden say about aid for Gaza?").quotes
        assert [quote.readout.id for quote in quotes] == [GAZA_FA.id, GAZA_EN.id]
        (call,) = calls_of(both.snapshot)
        summary = summarise(call, "en", both.snapshot, linker.gazetteer)
        assert summary.quotes[0].readout == GAZA_FA


def test_an_excerpt_offers_no_more_of_its_text(sara: User) -> None:
    answer = ask(sara, "What did Putin and Erdogan say about foreign fighters in Libya?")
    (quoted,) = answer.quotes
    assert quoted in LIBYA_EN.text
    assert len(quoted) <= MOST
    offered = " ".join(answer.button_texts)
    assert "Full English text" not in offered
    assert "The whole paragraph" not in offered
    assert "More passages" not in offered


def test_a_card_shows_an_excerpt_and_the_texts_that_may_be_read(sara: User) -> None:
    card = press(sara, ask(sara, "/calls Libya"), "1")
    assert sum(map(len, card.quotes)) <= MOST
    assert all(quote in LIBYA_EN.text for quote in card.quotes)
    whole = [text for text in card.button_texts if text.startswith("Full")]
    assert whole
    assert not [text for text in whole if text.startswith("Full English text · Kremlin")]


@pytest.mark.parametrize(
    ("readout", "message"), [(LIBYA_EN, "excerpt-text"), (GAZA_EN, "link-only-text")]
)
def test_an_old_button_leads_to_the_source(
    readout: Readout, message: str, sara: User, say: Wording
) -> None:
    old = with_button(ask(sara, "/latest"), f"text:en:{readout.digest[:16]}:0")
    told = press(sara, old, "Old")
    assert say(message) in told.text
    assert not told.quotes
    assert told.text.endswith(f"Source: {readout.source}")


def test_an_old_button_quotes_no_more_than_is_allowed(sara: User, say: Wording) -> None:
    latest = ask(sara, "/latest")
    for readout, most in ((LIBYA_EN, MOST), (GAZA_EN, 0)):
        place = f"quote:en:{readout.digest[:16]}:0:{len(readout.text)}"
        told = press(sara, with_button(latest, place), "Old")
        assert sum(map(len, told.quotes)) <= most
        assert (say("link-only") in told.text) == (not most)


def test_cards_to_share_show_no_more(sara: User) -> None:
    (gaza,) = cards(sara, "Gaza aid")
    assert gaza["description"] == "White House"
    assert "aid must reach" not in str(gaza)
    ours = [card for card in cards(sara, "Libya") if card["description"] in LIBYA_EN.text]
    assert ours
    assert all(len(card["description"]) <= MOST for card in ours)


def test_sides_are_compared_within_their_terms(sara: User, say: Wording) -> None:
    card = press(sara, ask(sara, "/calls Libya"), "1")
    compared = press(sara, card, say("compare"))
    ours = [quote for quote in compared.quotes if quote in LIBYA_EN.text]
    assert ours
    assert sum(map(len, ours)) <= MOST
    assert [quote for quote in compared.quotes if quote in ANKARA.text]
    assert utf16_length(compared.text) <= LONGEST_MESSAGE


def test_data_holds_no_more_than_is_allowed(archive: Archive) -> None:
    (gaza,) = as_dict(archive.ask("What did Biden say about aid for Gaza?"))["quotes"]
    assert (gaza["text"], gaza["start"] == gaza["end"], gaza["terms"]) == ("", True, "link-only")
    libya = as_dict(archive.ask("What did Putin say about the Sputnik vaccine?"))["quotes"]
    for quote in libya:
        readout = archive.snapshot.by_id[quote["readout"]]
        assert quote["text"] == readout.text[quote["start"] : quote["end"]]
        assert len(quote["text"]) <= (MOST if readout.id == LIBYA_EN.id else 700)
