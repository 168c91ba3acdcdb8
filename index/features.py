"""What speaks for and against a passage as the answer to a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.question import Question
from index.snapshot import Snapshot
from index.text import terms

CANDIDATES = 100
# The mean background over the questions of data/eval. A small corpus may be about nothing else than
# what is asked, so that nothing would stand out against it.
_TYPICAL = 0.06
_SMALL = 300


@dataclass(frozen=True)
class Features:
    """What speaks for and against a window as the answer. Shares are 0…1.

    Attributes:
        cosine: of question and window (with its heading).
        above: how far that is above the mean of all windows.
        sentence: the best cosine of the question and a sentence of the window.
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
        said_by: 1 when the window has words of the one asked for, ½ when only of all together.
        source: 1 when the publisher asked for tells it.
        source_other: 1 when another one does.
    """

    cosine: float
    above: float
    sentence: float
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
    said_by: float
    source: float
    source_other: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the features, in order."""
        return tuple(field.name for field in fields(cls))


class Look:
    """One question's scores over a snapshot."""

    def __init__(self, question: Question, vectors: Vectors, snapshot: Snapshot) -> None:
        self.question = question
        self.vectors = vectors
        self.vector = vectors[0]
        self.snapshot = snapshot
        self._circumstances: dict[int, Circumstances] = {}

    def candidates(self) -> list[int]:
        """Windows worth a closer look: the best by vector, by words and by concepts."""
        found = dict.fromkeys(self.nearest[1].tolist())
        for scores in (self.words, self.concepts):
            found |= dict.fromkeys(_best(scores, CANDIDATES))
        return list(found)

    def features(self, window: int) -> Features:
        """The features of one window."""
        owner = self.snapshot.layout.owner[window]
        if owner not in self._circumstances:
            self._circumstances[owner] = self._look_at(owner)
        call = self._circumstances[owner]
        here = self._named_in(window)
        named = [
            bool(keys & here) and not took
            for keys, took in zip(self.question.people, call.took_part, strict=True)
        ]
        subjects = [
            from_there or not keys.isdisjoint(here)
            for keys, from_there in zip(self.question.subjects, call.countries, strict=True)
        ]
        around = [
            anywhere and not stands
            for anywhere, stands in zip(call.subjects, subjects, strict=True)
        ]
        cosine = float(self.snapshot.window_vectors[window].astype(np.float32) @ self.vector)
        sentence, focus = self.sentence_cosines(window)
        return Features(
            cosine=cosine,
            above=cosine - self.background,
            sentence=sentence,
            focus=focus,
            words=float(self.words[window]) if call.same_language else 0.0,
            same_language=float(call.same_language),
            people_open=float(not self.question.people),
            people_short=float(len(call.took_part) >= 2 and sum(call.took_part) < 2),
            people_nobody=float(_missing(call.took_part, named) == 1),
            people=_share(call.took_part),
            people_named=_share(named),
            people_absent=_missing(call.took_part, named),
            subjects_open=float(not self.question.subjects),
            subjects=_share(subjects),
            subjects_near=_share(around),
            subjects_absent=_missing(subjects, around),
            date_within=float(call.inside is True),
            date_outside=float(call.inside is False),
            said_by=self._said_by(window),
            source=float(call.source is True),
            source_other=float(call.source is False),
        )

    def _said_by(self, window: int) -> float:
        asked = self.question.speakers
        if not asked:
            return 0.0
        first, end = self.snapshot.layout.windows[window]
        speaking = self.snapshot.layout.speakers[first:end]
        return max((1 / min(len(who), 2) for who in speaking if who & asked), default=0.0)

    def _named_in(self, window: int) -> frozenset[str]:
        """Of the concepts asked about those that the window's sentences name."""
        first, end = self.snapshot.layout.windows[window]
        concepts = self.snapshot.layout.concepts
        wanted = self.question.keys
        return frozenset().union(*(concepts[number] & wanted for number in range(first, end)))

    def _look_at(self, owner: int) -> "Circumstances":
        readout, page = self.snapshot.readouts[owner], self.snapshot.layout.pages[owner]
        taking_part = {f"person:{person}" for person in readout.participants}
        countries = {key for key in page.heading if key.startswith("place:")}
        dates = self.question.dates
        return Circumstances(
            took_part=[not keys.isdisjoint(taking_part) for keys in self.question.people],
            countries=[not keys.isdisjoint(countries) for keys in self.question.subjects],
            subjects=[not keys.isdisjoint(page.everything) for keys in self.question.subjects],
            same_language=readout.language == self.question.language,
            inside=None if dates is None else readout.date in dates,
            source=page.source in self.question.sources if self.question.sources else None,
        )

    def sentence_cosines(self, window: int) -> tuple[float, float]:
        """The best cosine of a sentence of a window and the question, and its focus."""
        vectors = self.snapshot.sentence_vectors[slice(*self.snapshot.layout.windows[window])]
        whole, focus = (vectors.astype(np.float32) @ self.vectors.T).max(0)
        return float(whole), float(focus)

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
        """The mean cosine of windows from all over the corpus: how alike anything is."""
        sample = self.snapshot.sample
        if not len(sample):
            return _TYPICAL
        mean = float((sample @ self.vector).mean())
        return mean if len(sample) >= _SMALL else min(mean, _TYPICAL)

    @cached_property
    def words(self) -> NDArray[np.float32]:
        """BM25 of the question's words for each window."""
        return self.snapshot.words.scores(terms(self.question.text, self.question.language))

    @cached_property
    def concepts(self) -> NDArray[np.float32]:
        """BM25 of the question's concepts for each window."""
        return self.snapshot.concepts.scores(sorted(self.question.keys))


@dataclass(frozen=True)
class Circumstances:
    """What a whole readout says to a question.

    Attributes:
        took_part: for each of the people asked about, whether they took part.
        countries: for each subject, whether it is the country of one who took part (whoever
            spoke, spoke for it) or stands in the title.
        subjects: for each subject, whether the readout or its heading names it.
        inside: whether the call falls within the days asked about; None when none are.
        source: whether the publisher asked for tells it; None when none is.
    """

    took_part: list[bool]
    countries: list[bool]
    subjects: list[bool]
    same_language: bool
    inside: bool | None
    source: bool | None


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
