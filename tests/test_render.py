"""Answers as messages: entities that cover exactly what is quoted, never too long."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.answers import MOST_CALLS, MOST_LISTED, render_answer
from bot.render import (
    LONGEST_MESSAGE,
    QUOTATIONS,
    Draft,
    Message,
    render_quote,
    utf16_length,
)
from bot.wording import Wording
from index.answer import Answer
from index.archive import Archive
from index.errors import QuoteError
from index.facts import Fact
from index.gazetteer import Gazetteer
from index.question import Question
from index.quoting import Quote
from index.readout import Readout
from index.text import Language
from tests.botapi.message import utf16_slice
from tests.calls import GAZA_EN, LIBYA_EN, LIBYA_SUMMARY
from tests.conftest import make_readout

QUOTED = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
ANYTHING = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1) | st.text(
    "a😀👩‍👩‍👧\u2068پ\n.", min_size=1, max_size=900
)
LANGUAGES: tuple[Language, ...] = ("fa", "en")


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """A quotation of any part of any readout of one of five calls."""
    text = draw(ANYTHING.filter(lambda t: any(c.isalnum() for c in t)))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    readout = make_readout(
        text=text,
        date=date(2021, 4, draw(st.integers(1, 5))),
        language=draw(st.sampled_from(LANGUAGES)),
        source=draw(st.sampled_from(["Kremlin", "کرملین", "", "😀"])),
        source_url=draw(st.sampled_from(["", "https://kremlin.ru"])),
        kind=draw(st.sampled_from(["readout", "summary"])),
    )
    return Quote(readout, start, end, 0.9)


def whole(readout: Readout) -> Quote:
    return Quote(readout, 0, len(readout.text), 0.9)


def found(*chosen: Quote, language: Language = "en") -> Answer:
    return Answer(Question("Libya?", language), True, 0.9, chosen)


def shown(message: Message, kinds: tuple[str, ...] = QUOTED) -> list[str]:
    return [
        utf16_slice(message.text, entity.offset, entity.length)
        for entity in message.entities
        if entity.type in kinds
    ]


@given(quote=quotes(), language=st.sampled_from(LANGUAGES))
def test_an_entity_covers_exactly_the_quote(
    quote: Quote, language: Language, gazetteer: Gazetteer
) -> None:
    if not quote.text.strip():
        with pytest.raises(QuoteError):
            render_quote(quote, Wording(language, gazetteer))
        return
    message = render_quote(quote, Wording(language, gazetteer))
    assert shown(message) == [quote.readout.text[quote.start : quote.end]]


@given(some=st.lists(quotes().filter(lambda q: q.text.strip()), min_size=1, max_size=10))
def test_an_answer_shows_one_quote_a_call_and_offers_the_others(
    gazetteer: Gazetteer, some: list[Quote]
) -> None:
    some = sorted(some, key=lambda quote: quote.readout.call)
    message = render_answer(found(*some), Wording("fa", gazetteer))
    calls = {quote.readout.call: quote.text for quote in reversed(some)}
    assert 0 < len(shown(message)) <= MOST_CALLS
    assert shown(message) == [calls[call] for call in sorted(calls)][: len(shown(message))]
    assert utf16_length(message.text) <= LONGEST_MESSAGE
    assert all(utf16_length(data) <= 64 for _, data in message.buttons)


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "bold", "italic"]))))
def test_drafts_count_in_utf16_units(runs: list[tuple[str, str]]) -> None:
    first, second = Draft(), Draft()
    for text, kind in runs:
        first.add(text, kind)
        second.add(text, kind)
    first.extend(second)
    marked = [text for text, kind in runs if kind and text]
    assert shown(first.done(), ("bold", "italic")) == marked * 2
    assert first.text == "".join(text for text, _ in runs) * 2


@pytest.mark.parametrize(("text", "units"), [("", 0), ("پ", 1), ("😀", 2), ("👩‍👩‍👧", 8), ("é", 1)])
def test_telegram_counts_utf16_units(text: str, units: int) -> None:
    assert utf16_length(text) == units


@pytest.mark.parametrize("length", [10, 700, 3000, 3800])
@pytest.mark.parametrize("letter", ["a", "پ", "😀"])
def test_long_answers_fit_one_message(length: int, letter: str, gazetteer: Gazetteer) -> None:
    text = "a" + letter * (length // utf16_length(letter))
    some = [whole(make_readout(date=date(2021, 4, n), text=text)) for n in range(1, 10)]
    message = render_answer(found(*some), Wording("en", gazetteer))
    assert utf16_length(message.text) <= LONGEST_MESSAGE
    assert shown(message) == [text] * (3 if length < 1000 else 1)
    assert message.text.endswith("more calls say something about this.")


def test_a_long_quote_can_be_folded(gazetteer: Gazetteer) -> None:
    say = Wording("en", gazetteer)
    long, short = (whole(make_readout(text="a" * n)) for n in (501, 500))
    assert render_quote(long, say).entities[1].type == MessageEntity.EXPANDABLE_BLOCKQUOTE
    assert render_quote(short, say).entities[1].type == MessageEntity.BLOCKQUOTE


def test_a_quote_that_is_not_in_its_readout_is_never_shown(gazetteer: Gazetteer) -> None:
    class Forged(Quote):
        text = "Words never said."

    forged = Forged(LIBYA_EN, 0, 5, 1.0)
    with pytest.raises(QuoteError, match="does not stand in the readout"):
        render_quote(forged, Wording("en", gazetteer))


def test_an_answer_says_who_when_what_and_whence(small: Archive) -> None:
    answer = small.ask("foreign fighters in Libya")
    message = render_answer(answer, Wording("en", small.linker.gazetteer))
    assert message.text.splitlines() == [
        "Vladimir Putin and Recep Tayyip Erdogan",
        "9 April 2021 (20 Farvardin 1400)",
        answer.quotes[0].text,
        "Source: Kremlin",
    ]
    kinds = [(entity.type, entity.url) for entity in message.entities]
    assert kinds == [("bold", None), ("blockquote", None), ("text_link", LIBYA_EN.source_url)]


def test_a_button_offers_the_other_readout(small: Archive) -> None:
    answer = small.ask("aid for the people of Gaza")
    message = render_answer(answer, Wording("en", small.linker.gazetteer))
    (text, data), (passage, _), (whole, _), *follow = message.buttons
    assert text == "The same call in Persian · White House"
    assert passage == "The whole paragraph"
    assert whole == "Full English text · White House"
    assert [label for label, _ in follow] == ["🔔 Follow Gaza"]
    _, language, digest, start, end = data.split(":")
    assert language == "en"
    readout = small.find(digest)
    assert readout
    assert readout.text[int(start) : int(end)] == answer.quotes[1].text
    assert message.keyboard
    assert message.keyboard.inline_keyboard[0][0].callback_data == data


def test_our_own_words_are_called_so(gazetteer: Gazetteer) -> None:
    quote = whole(replace(LIBYA_SUMMARY, source="Kremlin"))
    assert (
        "Summary by this project, based on the readout of: Kremlin"
        in render_quote(quote, Wording("en", gazetteer)).text
    )
    assert "خلاصه این پروژه" in render_quote(quote, Wording("fa", gazetteer)).text


@pytest.mark.parametrize(
    ("question", "looked_for"),
    [("What did Biden and Erdogan say about Libya?", "Biden"), ("بایدن و اردوغان", "بایدن")],
)
def test_nothing_found_names_what_was_sought_and_is_near(
    question: str, looked_for: str, small: Archive
) -> None:
    answer = small.ask(question)
    say = Wording(answer.question.language, small.linker.gazetteer)
    message = render_answer(answer, say)
    first, second, *rest = message.text.splitlines()
    assert first == say("nothing-found")
    assert looked_for in second
    assert len([line for line in rest if line.startswith("•")]) == len(answer.nearest) > 0
    assert message.entities == ()
    assert [data for _, data in message.buttons] == [
        f"call:{say.language}:{readout.digest[:16]}" for readout in answer.nearest
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_question_gets_an_example(language: Language, gazetteer: Gazetteer) -> None:
    say = Wording(language, gazetteer)
    message = render_answer(Answer(Question("?", language), False, 0.0), say)
    assert say("example-1") in message.text
    assert message.keyboard is None


@pytest.mark.parametrize("text", ["xyzzy", "hello", "okay then", "مرسی", "thank you"])
def test_a_few_words_that_ask_nothing_get_an_example(text: str, gazetteer: Gazetteer) -> None:
    say = Wording("en", gazetteer)
    message = render_answer(Answer(Question(text, "en"), False, 0.01), say)
    assert message.text == say("too-short", example=say("example-1"))


def test_words_that_are_like_something_are_no_greeting(gazetteer: Gazetteer) -> None:
    say = Wording("en", gazetteer)
    for text, probability in (("vanilla harvest", 0.3), ("how to bake a bread", 0.01)):
        message = render_answer(Answer(Question(text, "en"), False, probability), say)
        assert message.text.startswith(say("nothing-found"))


def test_persian_headings_have_persian_names(gazetteer: Gazetteer) -> None:
    lines = render_quote(whole(GAZA_EN), Wording("fa", gazetteer)).text.splitlines()
    assert lines[:2] == ["جو بایدن و بنیامین نتانیاهو", "۱۶ فروردین ۱۴۰۳ (۴ آوریل ۲۰۲۴)"]
    assert lines[-1] == "منبع: کاخ سفید"


@pytest.mark.parametrize(("language", "line"), [("en", "Source not named"), ("fa", "منبع نامشخص")])
def test_a_readout_without_a_source_says_so(
    language: Language, line: str, gazetteer: Gazetteer
) -> None:
    message = render_quote(
        whole(make_readout(source="", source_url="")), Wording(language, gazetteer)
    )
    assert message.text.splitlines()[-1] == line


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "When did Putin and Erdogan talk?",
            "Vladimir Putin and Recep Tayyip Erdogan spoke on 9 April 2021 (20 Farvardin 1400).",
        ),
        ("Macron's last call", "The latest call here: Vladimir Putin and Emmanuel Macron, 3 March"),
        ("How many times did Putin and Biden call?", "No readout here answers that."),
        ("How many times did Biden call?", "One call in the readouts here."),
        ("Who did Biden call in April 2024?", "On the other end: Benjamin Netanyahu."),
        ("Which calls did Macron have in 2019?", "One call:\n• Emmanuel Macron"),
        (
            "آخرین تماس مکرون",
            "تازه‌ترین تماس در متن‌های موجود: ولادیمیر پوتین و امانوئل مکرون، ۱۲ اسفند",
        ),
        ("پوتین و اردوغان کی حرف زدن؟", "تماس ولادیمیر پوتین و رجب طیب اردوغان در ۲۰ فروردین"),
        ("مکرون چند بار تلفنی صحبت کرد؟", "در متن‌های موجود ۲ تماس هست.\n• ولادیمیر پوتین"),
        ("بایدن در فروردین ۱۴۰۳ به کی زنگ زد؟", "طرف دیگر تماس: بنیامین نتانیاهو."),
    ],
)
def test_a_fact_is_said_and_proven(question: str, expected: str, small: Archive) -> None:
    answer = small.ask(question)
    message = render_answer(answer, Wording(answer.question.language, small.linker.gazetteer))
    assert message.text.startswith(expected)
    assert bool(answer.fact) == any(e.type in QUOTATIONS for e in message.entities)
    assert sum(e.type in QUOTATIONS for e in message.entities) <= 1


def test_a_long_list_of_calls_is_cut(small: Archive) -> None:
    calls = tuple((make_readout(number),) for number in range(MOST_LISTED + 2))
    question = Question("how many calls", "en", bare=True, kind="how_many")
    quote = Quote(calls[0][0], 0, 20, 1.0)
    answer = Answer(question, True, 1.0, (quote,), fact=Fact("how_many", calls, ()))
    text = render_answer(answer, Wording("en", small.linker.gazetteer)).text
    assert text.startswith("12 calls in the readouts here.\n•")
    assert text.count("•") == MOST_LISTED
    assert "and 2 more." in text


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("What did Macron say about Taiwan in 2023?", "Emmanuel Macron, Taiwan, 2023"),
        ("مکرون در ۱۴۰۱ درباره تایوان چه گفت؟", "امانوئل مکرون، تایوان، ۱۴۰۱"),
        ("بایدن در آوریل ۲۰۲۱ درباره تایوان", "جو بایدن، تایوان، آوریل ۲۰۲۱"),
    ],
)
def test_what_was_sought_has_its_dates(question: str, sought: str, small: Archive) -> None:
    answer = small.ask(question)
    say = Wording(answer.question.language, small.linker.gazetteer)
    assert render_answer(answer, say).text.splitlines()[1].endswith(sought)


def test_a_button_offers_the_paragraph_of_the_quotation(small: Archive) -> None:
    answer = small.ask("foreign fighters in Libya")
    message = render_answer(answer, Wording("en", small.linker.gazetteer))
    data = dict(message.buttons)["The whole paragraph"]
    *_, digest, start, end = data.split(":")
    readout = small.find(digest)
    assert readout == LIBYA_EN
    shown = readout.text[int(start) : int(end)]
    assert shown.startswith("The presidents compared notes")
    assert shown.endswith("was touched upon as well.")
    assert answer.quotes[0].text in shown
