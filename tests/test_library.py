"""The starter corpus and the bundled model: what a user asks on the first day."""

import pytest

from index.archive import Archive
from index.search import search

LIBYA = "2021-04-09-putin-erdogan"


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("What did Putin and Erdogan say about Libya?", "en", "Libya"),
        ("پوتین و اردوغان درباره لیبی چه گفتند؟", "fa", "لیبی"),
        ("درباره لیبی چی گفتن پوتین و اردوغان؟", "fa", "لیبی"),
    ],
)
def test_libya_is_found_in_both_languages(
    question: str, language: str, word: str, library: Archive
) -> None:
    answer = library.ask(question)
    first = answer.quotes[0]
    assert first.readout.id.startswith(LIBYA)
    assert first.readout.language == language
    assert word in first.text == first.readout.text[first.start : first.end]
    same_call = [q for q in answer.quotes if q.readout.call == first.readout.call]
    assert {quote.readout.language for quote in same_call} == {"fa", "en"}


@pytest.mark.parametrize(
    "question",
    [
        "What did Putin and Erdogan say about Taiwan?",
        "پوتین و اردوغان درباره تایوان چه گفتند؟",
        "What did Biden and Raisi say to each other?",
        "بایدن و رئیسی به هم چه گفتند؟",
        "how do I bake bread?",
        "😀",
    ],
)
def test_what_no_readout_says_is_refused(question: str, library: Archive) -> None:
    answer = library.ask(question)
    assert (answer.found, answer.quotes) == (False, ())


@pytest.mark.parametrize(
    ("question", "call"),
    [
        ("What did Biden tell Netanyahu about Gaza in April 2024?", "2024-04-04-biden-netanyahu"),
        ("بایدن فروردین ۱۴۰۳ درباره غزه به نتانیاهو چه گفت؟", "2024-04-04-biden-netanyahu"),
        ("What did Macron and Rouhani say about the nuclear deal?", "2019-07-06-macron-rouhani"),
        ("مکرون و روحانی درباره برجام چه گفتند؟", "2019-07-06-macron-rouhani"),
        ("Xi Jinping and Zelenskyy on peace talks", "2023-04-26-xi-zelenskyy"),
    ],
)
def test_a_call_is_found_within_its_language_and_across(
    question: str, call: str, library: Archive
) -> None:
    asked = library.understand(question)
    vectors = library.encoder.questions([asked.text, asked.focus])
    hits = search(asked, vectors, library.snapshot, library.ranking)
    found = [library.snapshot.readouts[hit.readout] for hit in hits]
    for same in (True, False):
        first = next(r for r in found if (r.language == asked.language) is same)
        assert first.id.startswith(call)


def test_every_readout_can_be_quoted(library: Archive) -> None:
    for number, readout in enumerate(library.snapshot.readouts):
        assert library.snapshot.layout.sentences_of(number)
        assert library.find(readout.digest[:16]) == readout


@pytest.mark.parametrize(
    ("question", "subject"),
    [("What was said about Libya?", "Libya"), ("درباره لیبی چه گفتند؟", "لیبی")],
)
def test_further_passages_are_about_what_was_asked(
    question: str, subject: str, library: Archive
) -> None:
    answer = library.ask(question)
    assert subject in answer.quotes[0].text
    assert all(subject in quote.text for quote in answer.further)
