"""Candidates by vector, word and concept, fused into a calibrated probability of an answer."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.question import Question
from index.snapshot import Snapshot
from index.text import terms

CANDIDATES = 100
DOUBTFUL = 0.5
_BACKGROUND = 50
# The mean background over the questions of data/eval. In a corpus of fewer windows the nearest
# may all be answers, so that nothing would stand out against them.
_TYPICAL = 0.48


@dataclass(frozen=True)
class Features:
    """What speaks for and against a window as the answer. Shares are 0…1.

    Attributes:
        cosine: of question and window (with its heading).
        above: how far that is above the mean of the 50 nearest windows.
        focus: the best cosine of the question's focus and a sentence of the window.
        words: BM25 of the words as a share of what the question could score.
        same_language: 1 when question and readout share a language (words can match).
        people_open: 1 when nobody is asked about.
        people_short: 1 when two or more are asked about and fewer than two of them took part.
        people_nobody: 1 when people are asked about and none of them took part or is named.
        people: share of the people asked about who took part in the call.
        people_named: share who did not, but are named in the window.
        people_absent: share who are in neither.
        subjects_open: 1 when no place and no topic is asked about.
        subjects: share of the places and topics asked about that the window names.
        subjects_near: share that only the rest of the readout, or its heading, names.
        subjects_absent: share that the readout does not name.
        date_within: 1 when dates are asked for and the call falls within.
        date_outside: 1 when it falls outside.
    """

    cosine: float
    above: float
    focus: float
    words: float
    same_language: float
    people_open: float
    people_short: float
    people_nobody: float
    people: float
    people_named: float
    people_absent: float
    subjects_open: float
    subjects: float
    subjects_near: float
    subjects_absent: float
    date_within: float
    date_outside: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the features, in order."""
        return tuple(field.name for field in fields(cls))


@dataclass(frozen=True)
class Ranking:
    """Logistic weights of the features, and the probability below which nothing is said."""

    weights: dict[str, float]
    intercept: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> "Ranking":
        """Read the weights that `leader-calls fit` wrote."""
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(content["weights"], content["intercept"], content["threshold"])

    def enough(self, probability: float, features: Features) -> bool:
        """Whether a hit is sure enough to be quoted.

        A call outside the days asked about, or without two of the people asked about, must be
        more likely right than wrong: «in 2021» of a call of 2024 is rarely meant.
        """
        doubtful = features.date_outside or features.people_short
        return probability >= (max(self.threshold, DOUBTFUL) if doubtful else self.threshold)

    def probability(self, features: Features) -> float:
        """The probability that a window with these features answers the question."""
        total = self.intercept + sum(
            self.weights.get(name, 0.0) * value for name, value in asdict(features).items()
        )
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True)
class Hit:
    """A readout found, by its best window."""

    readout: int
    window: int
    probability: float
    features: Features


def search(question: Question, vectors: Vectors, snapshot: Snapshot, ranking: Ranking) -> list[Hit]:
    """Readouts by the probability of their best window, best first.

    Args:
        vectors: unit vectors (2 × dimensions) of the question and of its focus.
    """
    look = Look(question, vectors, snapshot)
    best: dict[int, Hit] = {}
    for window in look.candidates():
        features = look.features(window)
        probability = ranking.probability(features)
        owner = snapshot.layout.owner[window]
        if owner not in best or probability > best[owner].probability:
            best[owner] = Hit(owner, window, probability, features)
    newest = {hit.readout: snapshot.readouts[hit.readout].date.toordinal() for hit in best.values()}
    return sorted(best.values(), key=lambda h: (-round(h.probability, 4), -newest[h.readout]))


class Look:
    """One question's scores over a snapshot."""

    def __init__(self, question: Question, vectors: Vectors, snapshot: Snapshot) -> None:
        self.question = question
        self.vector, self.focus_vector = vectors
        self.snapshot = snapshot

    def candidates(self) -> list[int]:
        """Windows worth a closer look: the best by vector, by words and by concepts."""
        found = dict.fromkeys(self.nearest[1].tolist())
        for scores in (self.words, self.concepts):
            found |= dict.fromkeys(_best(scores, CANDIDATES))
        return list(found)

    def features(self, window: int) -> Features:
        """The features of one window."""
        layout, question = self.snapshot.layout, self.question
        owner = layout.owner[window]
        readout, heading = self.snapshot.readouts[owner], layout.headings[owner]
        here = self.snapshot.window_concepts(window)
        near = self.readout_concepts(owner)
        cosine = float(self.snapshot.window_vectors[window].astype(np.float32) @ self.vector)
        inside = question.dates is not None and readout.date in question.dates
        taking_part = {f"person:{person}" for person in readout.participants}
        people = [bool(keys & taking_part) for keys in question.people]
        named = [
            bool(keys & here) and not took
            for keys, took in zip(question.people, people, strict=True)
        ]
        subjects = [bool(keys & (here | self.countries(heading))) for keys in question.subjects]
        around = [
            bool(keys & near) and not stands
            for keys, stands in zip(question.subjects, subjects, strict=True)
        ]
        same = readout.language == question.language
        return Features(
            cosine=cosine,
            above=cosine - self.background,
            focus=self.focus(window),
            words=float(self.words[window]) if same else 0.0,
            same_language=float(same),
            people_open=float(not question.people),
            people_short=float(len(people) >= 2 and sum(people) < 2),
            people_nobody=float(_missing(people, named) == 1),
            people=_share(people),
            people_named=_share(named),
            people_absent=_missing(people, named),
            subjects_open=float(not question.subjects),
            subjects=_share(subjects),
            subjects_near=_share(around),
            subjects_absent=_missing(subjects, around),
            date_within=float(inside),
            date_outside=float(question.dates is not None and not inside),
        )

    def focus(self, window: int) -> float:
        """The best cosine of the question's focus and a sentence of a window."""
        vectors = self.snapshot.sentence_vectors[slice(*self.snapshot.layout.windows[window])]
        return float((vectors.astype(np.float32) @ self.focus_vector).max())

    @cached_property
    def nearest(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Cosines and numbers of the windows nearest by vector, nearest first."""
        most = min(CANDIDATES, self.snapshot.dense.ntotal)
        if not most:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        cosines, windows = self.snapshot.dense.search(self.vector[None], most)
        return cosines[0], windows[0]

    @cached_property
    def background(self) -> float:
        """The mean cosine of the nearest windows: how alike anything is to this question."""
        cosines = self.nearest[0][:_BACKGROUND]
        mean = float(cosines.mean()) if len(cosines) else 0.0
        return mean if len(cosines) == _BACKGROUND else min(mean, _TYPICAL)

    @cached_property
    def words(self) -> NDArray[np.float32]:
        """BM25 of the question's words for each window."""
        return self.snapshot.words.scores(terms(self.question.text, self.question.language))

    @cached_property
    def concepts(self) -> NDArray[np.float32]:
        """BM25 of the question's concepts for each window."""
        return self.snapshot.concepts.scores(sorted(self.question.keys))

    def readout_concepts(self, owner: int) -> frozenset[str]:
        """The concepts of a whole readout and its heading."""
        layout, inside = self.snapshot.layout, self.snapshot.sentences_of(owner)
        return layout.headings[owner].union(*layout.concepts[inside.start : inside.stop])

    @staticmethod
    def countries(heading: frozenset[str]) -> frozenset[str]:
        """The places of a heading: whoever spoke, spoke for them."""
        return frozenset(key for key in heading if key.startswith("place:"))


def _best(scores: NDArray[np.float32], most: int) -> list[int]:
    """The numbers of the `most` highest scores above zero."""
    if len(scores) > most:
        numbers = np.argpartition(-scores, most)[:most]
    else:
        numbers = np.arange(len(scores))
    return [int(i) for i in numbers if scores[i] > 0]


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _missing(first: Iterable[bool], second: Iterable[bool]) -> float:
    return _share([not (a or b) for a, b in zip(first, second, strict=True)])
