"""Candidates and what speaks for them."""

from dataclasses import asdict, replace
from math import exp
from pathlib import Path

import pytest

from index.archive import Archive
from index.features import Features, Look
from index.fitting import save
from index.readout import Readout
from index.resources import data_folder
from index.search import Hit, Ranking, search
from tests.calls import GAZA_EN, GAZA_FA, LIBYA_EN, LIBYA_FA, PLAIN_RANKING, UKRAINE_EN


def hits_of(archive: Archive, text: str) -> list[Hit]:
    question = archive.understand(text)
    vectors = archive.encoder.questions([question.text, question.focus])
    return search(question, vectors, archive.snapshot, archive.ranking)


def best_features(archive: Archive, text: str, readout: Readout) -> Features:
    hits = hits_of(archive, text)
    found = (h for h in hits if archive.snapshot.readouts[h.readout] == readout)
    return next(found).features


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did they say about foreign fighters in Libya?", LIBYA_EN),
        ("پوتین و اردوغان درباره لیبی چه گفتند؟", LIBYA_FA),
        ("aid for Gaza within days", GAZA_EN),
        ("بایدن درباره کمک به مردم غزه چه گفت؟", GAZA_FA),
        ("nuclear power plants and a ceasefire, Macron and Putin in March 2022", UKRAINE_EN),
    ],
)
def test_the_readout_that_answers_is_first(question: str, first: Readout, small: Archive) -> None:
    assert small.snapshot.readouts[hits_of(small, question)[0].readout] == first


def test_each_readout_is_found_once_and_the_best_stand_first(small: Archive) -> None:
    hits = hits_of(small, "What did Putin say about elections in Libya?")
    readouts = [hit.readout for hit in hits]
    chances = [round(hit.probability, 4) for hit in hits]
    assert len(readouts) == len(set(readouts))
    assert chances == sorted(chances, reverse=True)
    for hit in hits:
        assert small.snapshot.layout.owner[hit.window] == hit.readout
        assert 0 <= hit.probability <= 1


def test_of_equals_the_latest_call_is_first(small: Archive) -> None:
    flat = Ranking(dict.fromkeys(Features.names(), 0.0), 0.0, 0.5, PLAIN_RANKING.sentences)
    question = small.understand("the situation")
    vectors = small.encoder.questions([question.text, question.focus])
    hits = search(question, vectors, small.snapshot, flat)
    days = [small.snapshot.readouts[hit.readout].date for hit in hits]
    assert len(days) > 3
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("question", "people", "named", "absent"),
    [
        ("Libya", 0, 0, 0),
        ("Putin and Erdogan on Libya", 1, 0, 0),
        ("Putin and Zelenskyy on Libya", 0.5, 0, 0.5),
        ("Xi and Zelenskyy on Libya", 0, 0, 1),
        ("the Turkish president on Libya in April 2021", 1, 0, 0),
    ],
)
def test_people_took_part_are_named_or_are_absent(
    question: str, people: float, named: float, absent: float, small: Archive
) -> None:
    found = best_features(small, question, LIBYA_EN)
    assert found.people_open == (question == "Libya")
    assert (found.people, found.people_named, found.people_absent) == (people, named, absent)


@pytest.mark.parametrize(
    ("question", "here", "absent"),
    [("Libya", 1, 0), ("Africa", 1, 0), ("Libya and Taiwan", 0.5, 0.5), ("لیبی", 1, 0)],
)
def test_subjects_are_found_in_either_language(
    question: str, here: float, absent: float, small: Archive
) -> None:
    for readout in (LIBYA_EN, LIBYA_FA):
        found = best_features(small, question, readout)
        assert (found.subjects, found.subjects_absent, found.subjects_open) == (here, absent, 0)


@pytest.mark.parametrize(
    ("question", "within", "outside"),
    [
        ("Libya", 0, 0),
        ("Libya in April 2021", 1, 0),
        ("Libya in 2022", 0, 1),
        ("لیبی در فروردین ۱۴۰۰", 1, 0),
    ],
)
def test_a_date_asked_for_counts(
    question: str, within: float, outside: float, small: Archive
) -> None:
    found = best_features(small, question, LIBYA_EN)
    assert (found.date_within, found.date_outside) == (within, outside)


def test_words_count_within_a_language_only(small: Archive) -> None:
    question = "elections in Libya"
    assert best_features(small, question, LIBYA_EN).words > 0
    foreign = best_features(small, question, LIBYA_FA)
    assert (foreign.words, foreign.same_language) == (0, 0)


def test_everything_that_is_counted_has_a_weight() -> None:
    ranking = Ranking.load(data_folder() / "ranking.json")
    assert set(ranking.weights) == set(Features.names())
    assert 0 < ranking.threshold < 1


def test_weights_are_saved_and_loaded(tmp_path: Path) -> None:
    save(PLAIN_RANKING, tmp_path / "ranking.json")
    assert Ranking.load(tmp_path / "ranking.json") == PLAIN_RANKING


def test_a_probability_is_the_logistic_of_the_weighted_sum() -> None:
    nothing = Features(*[0.0] * len(Features.names()))
    even = replace(PLAIN_RANKING, intercept=0.0)
    assert even.probability(nothing) == 0.5
    assert even.probability(replace(nothing, subjects=0.5)) == pytest.approx(1 / (1 + exp(-2)))
    assert even.probability(replace(nothing, date_outside=1.0)) == pytest.approx(1 / (1 + exp(6)))


def test_candidates_are_windows_of_the_snapshot(small: Archive) -> None:
    question = small.understand("Putin, Libya, aid")
    vectors = small.encoder.questions([question.text, question.focus])
    look = Look(question, vectors, small.snapshot)
    assert set(look.candidates()) == set(range(len(small.snapshot.layout.windows)))
    for window in look.candidates():
        shares = asdict(look.features(window))
        assert all(-1 <= value <= 1.001 for value in shares.values()), shares
