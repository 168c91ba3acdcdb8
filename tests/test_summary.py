"""A call in a few lines: topics and sentences that matter."""

from pathlib import Path

import pytest

from index.archive import Archive
from index.linking import Linker
from index.subjects import Call, calls_of
from index.summary import LONGEST, MOST_SENTENCES, MOST_TOPICS, Summary, summarise
from index.text import Language
from tests.bots import opened
from tests.calls import GAZA_EN, LIBYA_EN
from tests.conftest import make_readout


def summary(archive: Archive, number: int = 0, language: Language = "en") -> Summary:
    call = calls_of(archive.snapshot)[number]
    return summarise(call, language, archive.snapshot, archive.linker.gazetteer)


def test_key_sentences_are_quoted_without_the_opening(small: Archive) -> None:
    assert [quote.text for quote in summary(small).quotes] == [
        "The President said that more aid must reach the people of Gaza within days.",
    ]
    for quote in summary(small).quotes:
        assert quote.text == GAZA_EN.text[quote.start : quote.end]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("en", ["libya.en", "libya.summary", "libya.fa"]),
        ("fa", ["libya.fa", "libya.en", "libya.summary"]),
    ],
)
def test_the_readers_language_comes_first_then_the_official_text(
    language: Language, order: list[str], small: Archive
) -> None:
    told = summary(small, 2, language)
    assert [readout.id for readout in told.readouts] == order
    assert {quote.readout.id for quote in told.quotes} == {order[0]}


def test_topics_leave_out_the_speakers_countries_and_people(small: Archive) -> None:
    topics = summary(small, 2).topics
    assert len(topics) == MOST_TOPICS
    assert topics[:2] == ("topic:elections", "topic:sputnik-v-vaccines")
    assert "place:libya" in topics
    assert not {"place:russia", "place:turkey"} & set(topics)
    assert not any(topic.startswith("person:") for topic in topics)


def test_all_readouts_of_a_call_give_its_topics(small: Archive) -> None:
    assert summary(small, 2, "fa").topics == summary(small, 2, "en").topics


def test_a_narrow_topic_stands_for_the_wide_one(tmp_path: Path, linker: Linker) -> None:
    text = "They spoke.\n\nThe truce in Idlib, Syria, has to last, both of them stressed on Friday."
    with opened(tmp_path, linker, [make_readout(text=text)]) as archive:
        topics = summary(archive).topics
    assert topics == ("topic:ceasefire", "topic:idlib")


def test_sentences_that_repeat_each_other_are_not_both_chosen(
    tmp_path: Path, linker: Linker
) -> None:
    same = "Both presidents want the grain shipments through Odesa to go on until the winter."
    other = "Prisoners of war are to be exchanged next week, and the wounded among them first."
    text = f"They spoke on Friday.\n\n{same} {same} {same} {other}"
    with opened(tmp_path, linker, [make_readout(text=text)]) as archive:
        told = [quote.text for quote in summary(archive).quotes]
    assert told in ([same, other], [other, same])


def test_a_sentence_that_says_whom_it_is_about_is_better(tmp_path: Path, linker: Linker) -> None:
    pointing = "He spoke of grain, and of winter, and of visas too."
    named = [
        "Putin spoke of grain and of the harvest in the south.",
        "Putin spoke of winter and of cold houses in the north.",
        "Putin spoke of railways and of the visas of drivers.",
    ]
    text = " ".join(["They spoke on Friday.", pointing, *named])
    with opened(tmp_path, linker, [make_readout(text=text)]) as archive:
        assert [quote.text for quote in summary(archive).quotes] == named


def test_a_summary_is_short_and_in_the_order_of_the_text(tmp_path: Path, linker: Linker) -> None:
    words = ("grain", "gas", "trade", "prisoners", "water", "railways", "visas")
    long = [f"On {word} {f'the {word} experts of both ' * 12}will meet." for word in words]
    text = "They spoke on Friday.\n\n" + " ".join(long)
    with opened(tmp_path, linker, [make_readout(text=text)]) as archive:
        quotes = summary(archive).quotes
    assert 1 < len(quotes) <= MOST_SENTENCES
    assert sum(len(quote.text) for quote in quotes) <= LONGEST
    assert [q.start for q in quotes] == sorted(q.start for q in quotes)


def test_a_readout_of_one_sentence_is_quoted_whole(tmp_path: Path, linker: Linker) -> None:
    with opened(tmp_path, linker, [make_readout(text="They agreed to meet.")]) as archive:
        assert [quote.text for quote in summary(archive).quotes] == ["They agreed to meet."]
        assert summary(archive).topics == ()


def test_a_summary_points_into_the_stored_text(small: Archive) -> None:
    calls: list[Call] = calls_of(small.snapshot)
    for number in range(len(calls)):
        for quote in summary(small, number).quotes:
            assert quote.text == quote.readout.text[quote.start : quote.end] != ""
    assert LIBYA_EN in calls[2].readouts
