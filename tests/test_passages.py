"""Sentences to quote and windows to find: spans into a text that stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages import WINDOW, Passage, sentences, windows
from index.readout import Readout
from tests.calls import CALLS, LIBYA_FA, NUCLEAR_EN
from tests.conftest import make_readout

TEXTS = st.text(st.sampled_from("ab پو.!؟«»\n•- 1😀")).filter(lambda t: any(c.isalnum() for c in t))


def quoted(readout: Readout) -> list[str]:
    return [readout.text[s.start : s.end] for s in sentences(readout)]


def test_a_readout_is_cut_into_its_sentences() -> None:
    assert quoted(LIBYA_FA)[1] == "دو طرف درباره تحویل واکسن اسپوتنیک رایزنی کردند."
    assert len(quoted(LIBYA_FA)) == 3


def test_a_quotation_is_not_cut() -> None:
    assert quoted(NUCLEAR_EN)[-1].startswith("«Every sanction! Every one of them.» was")


@pytest.mark.parametrize(
    "headline", ["Talks about Libya", "TALKS ABOUT LIBYA.", "Talks about  Libya!"]
)
def test_the_title_is_no_sentence_to_quote(headline: str) -> None:
    readout = make_readout(title="Talks about Libya", text=f"{headline}\n\nThey want elections.")
    assert quoted(readout)[-1] == "They want elections."
    assert quoted(readout)[0] == ("They want elections." if headline[-1] != "!" else headline)


def test_a_readout_that_is_only_its_title_can_be_quoted() -> None:
    assert quoted(make_readout(title="A call.", text="A call.")) == ["A call."]


@given(TEXTS)
def test_sentences_stand_in_order_in_the_text(text: str) -> None:
    found = sentences(make_readout(text=text))
    edges = [edge for s in found for edge in (s.start, s.end)]
    assert found
    assert edges == sorted(edges)
    assert 0 <= edges[0] < edges[-1] <= len(text)
    assert all(s.start < s.end for s in found)


@given(TEXTS)
def test_no_word_is_left_out(text: str) -> None:
    found = sentences(make_readout(text=text, title="·"))
    outside = text
    for s in reversed(found):
        outside = outside[: s.start] + " " + outside[s.end :]
    assert not [c for c in outside if c.isalpha()]


@given(st.integers(1, 40), st.integers(1, 6))
def test_windows_cover_all_neighbours(number: int, size: int) -> None:
    of = [Passage("r", i, i + 1) for i in range(number)]
    found = windows(of, size)
    assert {len(window) for window in found} == {min(size, number)}
    assert [window.start for window in found] == list(range(len(found)))
    assert found[-1].stop == number


@pytest.mark.parametrize("readout", CALLS, ids=lambda readout: readout.id)
def test_an_answer_of_two_sentences_is_whole_in_a_window(readout: Readout) -> None:
    of = sentences(readout)
    for first in range(len(of) - 1):
        assert any({first, first + 1} <= set(window) for window in windows(of))
    assert WINDOW >= 2
