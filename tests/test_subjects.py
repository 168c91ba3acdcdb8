"""What can be followed, and under which subjects a call is news."""

from datetime import date

import pytest

from index.archive import Archive
from index.gazetteer import Gazetteer
from index.subjects import (
    EVERYTHING,
    Call,
    calls_of,
    is_known,
    pair_key,
    people_of,
    subjects_named,
)
from tests.calls import (
    GAZA_EN,
    GAZA_FA,
    LIBYA_EN,
    LIBYA_FA,
    LIBYA_SUMMARY,
    NUCLEAR_EN,
    TODAY,
    UKRAINE_EN,
)

PUTIN_ERDOGAN = "pair:recep-tayyip-erdogan+vladimir-putin"


@pytest.fixture(scope="module")
def calls(small: Archive) -> list[Call]:
    return calls_of(small.snapshot)


def test_readouts_of_one_call_are_one_call_the_newest_first(calls: list[Call]) -> None:
    assert [{readout.id for readout in call.readouts} for call in calls] == [
        {GAZA_EN.id, GAZA_FA.id},
        {UKRAINE_EN.id},
        {LIBYA_EN.id, LIBYA_FA.id, LIBYA_SUMMARY.id},
        {NUCLEAR_EN.id},
    ]
    assert [call.day for call in calls][::3] == [date(2024, 4, 4), date(2019, 7, 6)]


def test_of_the_calls_asked_for_all_readouts_are_taken(small: Archive) -> None:
    number = small.snapshot.numbers[LIBYA_FA.id]
    (call,) = calls_of(small.snapshot, [number, number])
    assert {readout.id for readout in call.readouts} == {"libya.en", "libya.fa", "libya.summary"}
    assert calls_of(small.snapshot, []) == []


def test_a_call_is_news_under_all_that_it_is_about(calls: list[Call]) -> None:
    libya = set(calls[2].subjects())
    assert {EVERYTHING, "place:libya", "person:vladimir-putin", PUTIN_ERDOGAN} <= libya
    assert "place:france" not in libya
    assert next(iter(calls[2].subjects())) == EVERYTHING


def test_who_is_only_mentioned_is_no_subject(calls: list[Call]) -> None:
    people = {key for key in calls[1].keys if key.startswith("person:")}
    assert people == {"person:vladimir-putin", "person:emmanuel-macron"}


def test_a_pair_has_one_key() -> None:
    one, other = "vladimir-putin", "recep-tayyip-erdogan"
    assert pair_key([one, other]) == pair_key([other, one]) == PUTIN_ERDOGAN
    assert people_of(PUTIN_ERDOGAN) == (other, one)
    assert people_of("person:joe-biden") == ("joe-biden",)
    assert people_of("place:libya") == people_of(EVERYTHING) == ()


@pytest.mark.parametrize(
    ("subject", "known"),
    [
        (EVERYTHING, True),
        ("person:vladimir-putin", True),
        ("place:libya", True),
        ("topic:ceasefire", True),
        (PUTIN_ERDOGAN, True),
        ("person:libya", False),
        ("place:atlantis", False),
        ("pair:vladimir-putin", False),
        ("pair:vladimir-putin+nobody", False),
        ("year:2021", False),
        ("", False),
    ],
)
def test_a_subject_is_known_or_not(subject: str, known: bool, gazetteer: Gazetteer) -> None:
    assert is_known(subject, gazetteer) is known


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Libya", ["place:libya"]),
        ("لیبی", ["place:libya"]),
        ("ceasefire", ["topic:ceasefire"]),
        ("Macron", ["person:emmanuel-macron"]),
        ("مکرون", ["person:emmanuel-macron"]),
        (
            "Putin and Erdogan",
            [PUTIN_ERDOGAN, "person:vladimir-putin", "person:recep-tayyip-erdogan"],
        ),
        ("پوتین لیبی", ["person:vladimir-putin", "place:libya"]),
        ("bread", []),
    ],
)
def test_what_a_text_names(text: str, subjects: list[str], small: Archive) -> None:
    question = small.understand(text)
    assert subjects_named(question, small.linker.gazetteer, TODAY) == subjects


def test_an_office_is_who_holds_it(small: Archive) -> None:
    question = small.understand("President of France")
    named = subjects_named(question, small.linker.gazetteer, date(2021, 1, 1))
    assert named == ["person:emmanuel-macron"]
