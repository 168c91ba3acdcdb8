"""Follow-up questions stand on the question before."""

import pytest

from index.archive import Archive
from index.conversation import Turn, made_whole
from index.linking import Linker

LIBYA = Turn("What did Putin and Erdogan say about Libya?", "call-1")
PERSIAN = Turn("پوتین و اردوغان فروردین ۱۴۰۰ درباره لیبی چه گفتند؟", "call-1")


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (LIBYA, "And Syria?", "What did Putin and Erdogan say about Syria"),
        (LIBYA, "what about the vaccine?", "What did Putin and Erdogan say about the vaccine"),
        (PERSIAN, "سوریه چی؟", "پوتین و اردوغان فروردین 1400 درباره سوریه چه گفتند"),
        (PERSIAN, "و اوکراین؟", "پوتین و اردوغان فروردین 1400 درباره اوکراین چه گفتند"),
    ],
)
def test_a_new_subject_takes_the_place_of_the_old(
    before: Turn, text: str, whole: str, linker: Linker
) -> None:
    assert made_whole(text, before, linker).text.rstrip("?؟") == whole


def test_a_new_person_takes_the_place_of_the_old(linker: Linker) -> None:
    before = Turn("What did Putin say about Libya?", "call-1")
    assert made_whole("and Macron?", before, linker).text == "What did Macron say about Libya"


def test_a_new_date_takes_the_place_of_the_old(linker: Linker) -> None:
    before = Turn("What did Putin and Macron say in 2022?", "call-1")
    assert made_whole("and in 2025?", before, linker).text == (
        "What did Putin and Macron say in in 2025"
    )


@pytest.mark.parametrize(
    "text",
    [
        "When was that?",
        "when?",
        "کی بود این؟",
        "کی بود؟",
        "تاریخش کی بود؟",
        "چه روزی بود؟",
        "who called, he or they?",
    ],
)
def test_a_question_that_points_back_asks_about_the_call(text: str, linker: Linker) -> None:
    assert made_whole(text, LIBYA, linker).call == "call-1"


def test_he_is_one_of_those_named_before(linker: Linker) -> None:
    whole = made_whole("What did he say about gas?", LIBYA, linker)
    assert whole.text == "What did he say about gas? Putin Erdogan"


@pytest.mark.parametrize(
    "text",
    [
        "What did Biden tell Netanyahu about Gaza?",
        "درباره غزه چی گفتن؟",
        "And what did the leaders of the European Union say about the price of gas in winter?",
        "hello",
        "آخرین تماس",
        "when in 2021?",
    ],
)
def test_a_question_of_its_own_stays_as_it_is(text: str, linker: Linker) -> None:
    whole = made_whole(text, LIBYA, linker)
    assert (whole.text, whole.call) == (text, "")


def test_the_first_question_has_none_before(linker: Linker) -> None:
    assert made_whole("and Syria?", None, linker).text == "and Syria?"


def test_an_answer_is_gone_on_from(small: Archive) -> None:
    first = small.ask("What did Putin and Erdogan say about Libya?")
    assert first.turn.call == first.quotes[0].readout.call
    then = small.ask("and the vaccine?", first.turn)
    assert "vaccine" in then.quotes[0].text
    when = small.ask("when was that?", first.turn)
    assert when.fact is not None
    assert [call[0].date.isoformat() for call in when.fact.calls] == ["2021-04-09"]
