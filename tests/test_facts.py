"""Questions about calls are answered by the calls: when, who, how many, which."""

import pytest

from index.answer import Answer
from index.archive import Archive
from index.facts import matching


def days(answer: Answer) -> list[str]:
    assert answer.fact is not None
    return [call[0].date.isoformat() for call in answer.fact.calls]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("When did Putin and Erdogan talk?", "when", ["2021-04-09"]),
        ("پوتین و اردوغان کی حرف زدن؟", "when", ["2021-04-09"]),
        ("How many times did Putin call?", "how_many", ["2022-03-03", "2021-04-09"]),
        ("مکرون چند بار تلفنی صحبت کرد؟", "how_many", ["2022-03-03", "2019-07-06"]),
        ("Macron's last call", "latest", ["2022-03-03"]),
        ("آخرین تماس پوتین", "latest", ["2022-03-03"]),
        ("Which calls did Macron have in 2019?", "list", ["2019-07-06"]),
        ("Who did Biden call in April 2024?", "who", ["2024-04-04"]),
    ],
)
def test_calls_answer_newest_first(
    text: str, kind: str, expected: list[str], small: Archive
) -> None:
    answer = small.ask(text)
    assert answer.fact is not None
    assert answer.fact.kind == kind
    assert days(answer) == expected
    assert answer.probability == 1
    assert answer.quotes[0].readout.date.isoformat() == expected[0]
    assert answer.quotes[0].start == 0, "the sentence that opens the readout proves it"


def test_who_are_the_others(small: Archive) -> None:
    answer = small.ask("Who did Putin talk to?")
    assert answer.fact is not None
    assert answer.fact.people == ("vladimir-putin",)
    assert answer.fact.others == ("emmanuel-macron", "recep-tayyip-erdogan")


@pytest.mark.parametrize(
    "text",
    [
        "When did Putin and Biden talk?",
        "When did Putin and Erdogan talk in 2019?",
        "ترامپ و پوتین چند بار حرف زدند؟",
        "Who did Zelensky call?",
    ],
)
def test_no_such_call_is_a_no(text: str, small: Archive) -> None:
    answer = small.ask(text)
    assert (answer.found, answer.fact, answer.quotes) == (False, None, ())
    assert answer.nearest


def test_what_was_said_is_no_fact(small: Archive) -> None:
    for text in ("What did Putin and Erdogan say about Libya?", "When will elections be held?"):
        assert small.ask(text).fact is None


def test_a_fact_about_a_subject_counts_the_calls_that_answer(small: Archive) -> None:
    answer = small.ask("How many times did Putin and Erdogan discuss Libya?")
    assert days(answer) == ["2021-04-09"]


def test_only_readouts_of_the_asked_publisher_match(small: Archive) -> None:
    question = small.understand("According to the Kremlin, who did Putin call?")
    found = [small.snapshot.readouts[number] for number in matching(question, small.snapshot)]
    assert {readout.source for readout in found} == {"Kremlin", "کرملین"}
