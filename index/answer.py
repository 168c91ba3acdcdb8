"""The answer to a question: sentences as they stand in the readouts, or an honest no."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import QuoteError
from index.passages import Passage
from index.question import Question
from index.readout import Readout
from index.search import Hit, Ranking
from index.snapshot import Snapshot
from index.text import terms

Scores: TypeAlias = NDArray[np.float32]

MOST_QUOTES = 10
NEAREST = 3
LONGEST_QUOTE = 700
# A neighbouring sentence joins a quote when it is nearly as good an answer.
_JOINS = 0.75
# Weights beside the cosine of the question's focus and the sentence. Measured on data/eval, the
# right sentence came first for 45% by the whole question's cosine, 65% by its focus's, 69% so.
_WEIGHT_WINDOW = 1.0
_WEIGHT_WORDS = 0.3
_WEIGHT_PEOPLE = 0.1


@dataclass(frozen=True)
class Quote:
    """`readout.text[start:end]`; the score is the probability that it answers.

    Raises:
        QuoteError: the offsets lie outside the text or hold no words.
    """

    readout: Readout
    start: int
    end: int
    score: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.readout.text):
            raise QuoteError(
                f"{self.readout.id}: no quotation at {self.start}…{self.end} of a text of "
                f"{len(self.readout.text)} characters"
            )

    @property
    def text(self) -> str:
        """The words, as they stand."""
        return self.readout.text[self.start : self.end]


@dataclass(frozen=True)
class Answer:
    """What the readouts say to a question.

    Attributes:
        probability: that the first quote answers the question; when nothing is found, of the
            nearest that was refused.
        quotes: the best first, those of one call together.
        nearest: when nothing is found, readouts that come near.
    """

    question: Question
    found: bool
    probability: float
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Readout, ...] = ()


def compose(
    question: Question,
    vectors: Vectors,
    hits: list[Hit],
    snapshot: Snapshot,
    ranking: Ranking,
) -> Answer:
    """Quote the hits above the threshold, or say no and name what is near."""
    probability = hits[0].probability if hits else 0.0
    enough = _with_other_readouts(hits, snapshot, ranking)
    if not enough:
        nearest = _distinct_calls([snapshot.readouts[hit.readout] for hit in hits])
        return Answer(question, False, probability, nearest=nearest)
    ordered = by_call(enough, question, snapshot)[:MOST_QUOTES]
    quotes = tuple(quote(question, vectors, hit, snapshot) for hit in ordered)
    return Answer(question, True, probability, quotes)


def by_call(hits: list[Hit], question: Question, snapshot: Snapshot) -> list[Hit]:
    """Hits with those of one call together; the asker's language first, then the official text."""
    calls: dict[str, list[Hit]] = {}
    for hit in hits:
        calls.setdefault(snapshot.readouts[hit.readout].call, []).append(hit)

    def order(hit: Hit) -> tuple[bool, bool]:
        readout = snapshot.readouts[hit.readout]
        return readout.language != question.language, readout.kind == "summary"

    return [hit for call in calls.values() for hit in sorted(call, key=order)]


def _with_other_readouts(hits: list[Hit], snapshot: Snapshot, ranking: Ranking) -> list[Hit]:
    """The hits that are sure enough, and of the calls they tell of also those half as sure."""
    sure = [hit for hit in hits if ranking.enough(hit.probability, hit.features)]
    calls = {snapshot.readouts[hit.readout].call for hit in sure}
    return [
        hit
        for hit in hits
        if hit in sure
        or (
            hit.probability >= ranking.threshold / 2
            and snapshot.readouts[hit.readout].call in calls
        )
    ]


def _distinct_calls(readouts: list[Readout]) -> tuple[Readout, ...]:
    calls: dict[str, Readout] = {}
    for readout in readouts:
        calls.setdefault(readout.call, readout)
    return tuple(calls.values())[:NEAREST]


def quote(question: Question, vectors: Vectors, hit: Hit, snapshot: Snapshot) -> Quote:
    """The sentence of the readout that answers best, with a neighbour that is nearly as good."""
    readout = snapshot.readouts[hit.readout]
    around = snapshot.sentences_of(hit.readout)
    spans = snapshot.layout.sentences[around.start : around.stop]
    scores = sentence_scores(question, vectors, hit.readout, snapshot)
    subjects = frozenset().union(*question.subjects)
    about = [bool(snapshot.layout.concepts[number] & subjects) for number in around]
    first, last = _with_neighbour(scores, about, spans, readout.text)
    return Quote(readout, spans[first].start, spans[last].end, hit.probability)


def _with_neighbour(
    scores: Scores, about: Sequence[bool], spans: Sequence[Passage], text: str
) -> tuple[int, int]:
    """The best sentence and, when it answers nearly as well, one beside it in its paragraph.

    What follows often goes on about the subject without naming it; what stands before and does
    not name it (`about`) is about something else.
    """
    best = int(np.argmax(scores))
    for beside in (best + 1, best - 1):
        low, high = min(best, beside), max(best, beside)
        if (
            0 <= beside < len(spans)
            and scores[beside] >= _JOINS * scores[best]
            and (beside > best or about[beside] or not about[best])
            and spans[high].end - spans[low].start <= LONGEST_QUOTE
            and "\n" not in text[spans[low].end : spans[high].start]
        ):
            return low, high
    return best, best


def sentence_scores(
    question: Question, vectors: Vectors, readout: int, snapshot: Snapshot
) -> NDArray[np.float32]:
    """How well each sentence of a readout answers.

    The cosine of the question's focus and the sentence, of the whole question and the best window
    that the sentence stands in, the share of the focus's words (by idf), and the people named.

    Args:
        vectors: unit vectors (2 × dimensions) of the question and of its focus.
    """
    whole, focus = vectors
    numbers = snapshot.sentences_of(readout)
    part = slice(numbers.start, numbers.stop)
    return np.asarray(
        snapshot.sentence_vectors[part].astype(np.float32) @ focus
        + _WEIGHT_WINDOW * _window_cosines(whole, readout, snapshot)
        + _WEIGHT_WORDS * _word_shares(question, readout, snapshot)
        + _WEIGHT_PEOPLE * _people_shares(question, numbers, snapshot),
        np.float32,
    )


def _window_cosines(whole: NDArray[np.float32], readout: int, snapshot: Snapshot) -> Scores:
    numbers = snapshot.sentences_of(readout)
    found = np.full(len(numbers), -1.0, np.float32)
    for window in snapshot.windows_of[readout]:
        cosine = snapshot.window_vectors[window].astype(np.float32) @ whole
        first, end = (edge - numbers.start for edge in snapshot.layout.windows[window])
        found[first:end] = np.maximum(found[first:end], cosine)
    return found


def _word_shares(question: Question, readout: int, snapshot: Snapshot) -> Scores:
    text = snapshot.readouts[readout].text
    weights = {t: snapshot.words.idf(t) for t in terms(question.focus, question.language)}
    total = sum(weights.values()) or 1.0
    spans = (snapshot.layout.sentences[number] for number in snapshot.sentences_of(readout))
    held = [set(terms(text[s.start : s.end], question.language)) for s in spans]
    return np.array(
        [sum(weight for term, weight in weights.items() if term in words) for words in held],
        np.float32,
    ) / np.float32(total)


def _people_shares(question: Question, numbers: range, snapshot: Snapshot) -> Scores:
    if not question.people:
        return np.zeros(len(numbers), np.float32)
    concepts = snapshot.layout.concepts[numbers.start : numbers.stop]
    return np.array(
        [sum(bool(keys & named) for named in question.people) for keys in concepts], np.float32
    ) / np.float32(len(question.people))
