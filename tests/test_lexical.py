"""BM25 as a share: what is asked for, and how much of it a passage has."""

import math
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import FastIndex, Lexicon

PASSAGES = [["libya", "vote", "vote"], ["gaza", "aid"], ["aid", "libya", "gaza"], []]
TOKENS = st.text("abcdو", min_size=1, max_size=2)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.build(PASSAGES)


def test_the_passage_with_the_rarer_word_is_first(lexicon: Lexicon) -> None:
    scores = lexicon.scores(["libya", "vote"])
    assert scores.argmax() == 0
    assert scores[2] > scores[1] == scores[3] == 0


def test_a_word_that_stands_nowhere_lowers_the_share(lexicon: Lexicon) -> None:
    assert (lexicon.scores(["gaza", "taiwan"]) < lexicon.scores(["gaza"])).tolist() == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("query", [[], ["taiwan"], ["", "·"], ["taiwan", "tibet"]])
def test_nothing_known_scores_nothing(query: list[str], lexicon: Lexicon) -> None:
    assert lexicon.scores(query).tolist() == [0, 0, 0, 0]


def test_it_knows_its_words(lexicon: Lexicon) -> None:
    assert "libya" in lexicon
    assert "taiwan" not in lexicon


def test_a_word_asked_twice_counts_once(lexicon: Lexicon) -> None:
    once, twice = lexicon.scores(["aid", "vote"]), lexicon.scores(["aid", "vote", "aid"])
    assert np.array_equal(once, twice)


def test_idf_is_lucenes(lexicon: Lexicon) -> None:
    assert lexicon.idf("vote") == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert lexicon.idf("taiwan") == pytest.approx(math.log(1 + 4.5 / 0.5))


@given(st.lists(st.lists(TOKENS, max_size=6), max_size=6), st.lists(TOKENS, max_size=5))
def test_scores_are_shares(passages: list[list[str]], query: list[str]) -> None:
    scores = Lexicon.build(passages).scores(query)
    assert len(scores) == len(passages)
    assert ((scores >= 0) & (scores <= 1)).all()
    for passage, score in zip(passages, scores, strict=True):
        assert bool(score) == bool(set(passage) & set(query))


@given(st.lists(st.lists(TOKENS, max_size=6), max_size=6))
def test_what_is_saved_is_loaded(passages: list[list[str]]) -> None:
    built = Lexicon.build(passages)
    with TemporaryDirectory() as folder:
        built.save(Path(folder))
        loaded = Lexicon.load(Path(folder))
    for query in (["a"], ["ab", "و"], ["z"]):
        assert np.array_equal(loaded.scores(query), built.scores(query))


@given(st.lists(st.lists(TOKENS, min_size=1, max_size=9), min_size=1, max_size=9))
def test_scores_are_those_of_bm25s(passages: list[list[str]]) -> None:
    vocabulary = {token: i for i, token in enumerate(sorted(set(chain(*passages))))}
    ids = [np.array([vocabulary[token] for token in tokens], np.int32) for tokens in passages]
    ours, theirs = FastIndex(method="lucene"), bm25s.BM25(method="lucene")
    ours.index((ids, dict(vocabulary)), show_progress=False)
    theirs.index(([i.tolist() for i in ids], dict(vocabulary)), show_progress=False)
    for token in vocabulary:
        assert np.allclose(ours.get_scores([token]), theirs.get_scores([token]), atol=1e-6)


def test_a_changed_corpus_is_indexed_without_what_was_there() -> None:
    first = Lexicon.build(PASSAGES)
    changed = first.rebuilt([2, ["vote", "putin"], 0])
    expected = Lexicon.build([PASSAGES[2], ["vote", "putin"], PASSAGES[0]])
    for query in (["libya"], ["vote", "putin"], ["aid", "gaza"], ["none"]):
        assert np.allclose(changed.scores(query), expected.scores(query))
    assert "putin" in changed
    assert "putin" not in first
