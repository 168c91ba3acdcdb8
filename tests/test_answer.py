"""Answers: words as they stand in a readout, or an honest no."""

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from index.answer import MOST_QUOTES, NEAREST, Answer
from index.archive import Archive
from index.errors import QuoteError
from index.quoting import LONGEST_QUOTE, MOST_IN_A_ROW, Quote, widened
from index.text import Language
from tests.calls import CALLS, GAZA_EN, GAZA_FA, LIBYA_EN, LIBYA_FA, LIBYA_SUMMARY, PLAIN_RANKING
from tests.conftest import make_readout

WORDS = [
    *["Putin", "Erdogan", "Biden", "Macron", "Libya", "Gaza", "elections", "vaccine", "about"],
    *["پوتین", "نتانیاهو", "لیبی", "غزه", "انتخابات", "درباره", "the Turkish president"],
    *["April", "2021", "فروردین", "۱۴۰۰", "last year", "😀", "؟", "?", "«", "'", "xyzzy"],
]
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join) | st.text()
THRESHOLDS = st.sampled_from([0.0, 0.1, 0.5, 0.9])
ODD = ["", " ", "?", "؟!", "a", "😀", "😀 🏳️‍🌈", "\0", "\n\n", "\u200c", "\u202e", "«", "'" * 50]


def ids(answer: Answer) -> list[str]:
    return [quote.readout.id for quote in answer.quotes]


def ask(small: Archive, question: str, threshold: float) -> Answer:
    ranking = replace(PLAIN_RANKING, threshold=threshold)
    return replace(small, ranking=ranking).ask(question)


@given(question=QUESTIONS, threshold=THRESHOLDS)
@example(question="پوتین درباره لیبی", threshold=0.0)
def test_every_quote_stands_in_its_readout(question: str, threshold: float, small: Archive) -> None:
    answer = ask(small, question, threshold)
    texts = {readout.id: readout.text for readout in CALLS}
    assert len(answer.quotes) <= MOST_QUOTES
    for quote in answer.quotes:
        assert quote.text == texts[quote.readout.id][quote.start : quote.end]
        assert quote.text.strip() == quote.text != ""


@given(question=QUESTIONS, threshold=THRESHOLDS)
def test_an_answer_is_found_or_names_what_is_near(
    question: str, threshold: float, small: Archive
) -> None:
    answer = ask(small, question, threshold)
    assert answer.found == bool(answer.quotes)
    assert not (answer.found and answer.nearest)
    assert answer.found is False or answer.probability >= threshold
    calls = [readout.call for readout in answer.nearest]
    assert len(calls) == len(set(calls)) <= NEAREST


@given(question=QUESTIONS)
def test_a_call_is_told_once_and_in_the_askers_language_first(
    question: str, small: Archive
) -> None:
    answer = ask(small, question, 0.0)
    assert len(set(ids(answer))) == len(ids(answer))
    calls = [call for call, _ in groupby(answer.quotes, lambda quote: quote.readout.call)]
    assert len(set(calls)) == len(calls)
    for _, quotes in groupby(answer.quotes, lambda quote: quote.readout.call):
        foreign = [quote.readout.language != answer.question.language for quote in quotes]
        assert foreign == sorted(foreign)


@pytest.mark.parametrize("text", [*ODD, "z" * 100_000, "Libya " * 5000, "لیبی؟ " * 5000])
def test_odd_input_is_answered_calmly(text: str, small: Archive) -> None:
    answer = small.ask(text)
    assert answer.question.is_empty == (text in ODD)
    assert answer.found == ("Libya" in text or "لیبی" in text)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("elections in Libya", [LIBYA_EN.id, LIBYA_SUMMARY.id, LIBYA_FA.id]),
        ("انتخابات لیبی", [LIBYA_FA.id, LIBYA_EN.id, LIBYA_SUMMARY.id]),
        ("aid for the people of Gaza", [GAZA_EN.id, GAZA_FA.id]),
        ("کمک به مردم غزه", [GAZA_FA.id, GAZA_EN.id]),
    ],
)
def test_the_askers_language_then_the_official_text(
    question: str, order: list[str], small: Archive
) -> None:
    answer = small.ask(question)
    assert answer.found
    assert ids(answer) == order


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What did they say about foreign fighters in Libya?", "On Libya, both sides spoke"),
        ("the Sputnik vaccine deliveries, Putin and Erdogan", "The presidents compared notes"),
        ("ظرف چند روز کمک بیشتری به غزه", "رئیس‌جمهور آمریکا گفت باید ظرف"),
    ],
)
def test_the_sentence_that_answers_is_quoted(question: str, quote: str, small: Archive) -> None:
    assert quote in small.ask(question).quotes[0].text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Libya in April 2021", True),
        ("Libya in May 2021", False),
        ("لیبی در فروردین ۱۴۰۰", True),
        ("لیبی در ۱۳۹۹", False),
        ("Libya last year", False),
    ],
)
def test_a_call_outside_the_dates_asked_for_is_no_answer(
    question: str, found: bool, small: Archive
) -> None:
    assert small.ask(question).found is found


@pytest.mark.parametrize(
    "question",
    [
        "What did Biden and Erdogan say about Libya?",
        "What did Xi Jinping and Zelenskyy say?",
        "بایدن و اردوغان درباره لیبی چه گفتند؟",
        "پوتین و نتانیاهو درباره غزه چه گفتند؟",
    ],
)
def test_a_pair_that_never_spoke_is_no_answer(question: str, small: Archive) -> None:
    answer = small.ask(question)
    assert not answer.found
    assert 0 < len(answer.nearest) <= NEAREST


@pytest.fixture
def willing(archive: Archive) -> Archive:
    """An archive that answers with whatever it finds."""
    return replace(archive, ranking=replace(PLAIN_RANKING, threshold=0.0))


def test_at_most_ten_are_quoted(willing: Archive) -> None:
    for n in range(30):
        text = f"On Libya, item {n} was settled."
        willing.add(make_readout(n, participants=(f"leader-{n}",), text=text))
    assert len(willing.ask("Libya").quotes) == MOST_QUOTES


def test_sentences_that_are_quoted_together_are_not_too_long(willing: Archive) -> None:
    short, long = "On Libya. ", "Libya " + "and the question of Libya " * 26
    willing.add(make_readout(1, text=short * 4))
    willing.add(make_readout(2, text=f"{long}. {long}. {long}.", participants=("xi-jinping",)))
    quotes = willing.ask("Libya").quotes
    assert sorted(quote.text.count(".") for quote in quotes) == [1, MOST_IN_A_ROW]
    assert all(len(quote.text) <= LONGEST_QUOTE for quote in quotes)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 10**6), (10**6, 10**6)])
def test_a_quote_outside_the_text_is_refused(start: int, end: int) -> None:
    readout = make_readout()
    with pytest.raises(QuoteError, match=readout.id):
        Quote(readout, start, end, 1.0)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_buttons_find_a_readout_by_its_digest(language: Language, small: Archive) -> None:
    for readout in (r for r in CALLS if r.language == language):
        assert small.find(readout.digest[:16]) == readout
    assert small.find("no digest") is None


@given(st.text("ab .\n", min_size=1, max_size=60), st.data())
def test_a_widened_quote_holds_the_quote(text: str, data: st.DataObject) -> None:
    readout = make_readout(text=f"x{text}x")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start + 1, len(text) + 2))
    quote = Quote(readout, start, end, 1.0)
    assume(quote.text.strip())
    whole = widened(quote)
    assert quote.text.strip() in whole.text
    assert whole.text == whole.text.strip()
    assert widened(whole) == whole


def test_a_paragraph_that_is_too_long_is_not_shown_whole() -> None:
    readout = make_readout(text="Libya. " * 1000)
    quote = Quote(readout, 0, 6, 1.0)
    assert widened(quote) == quote
