"""The words to quote: which sentence of a readout answers, and which beside it belong."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import QuoteError
from index.passages import Passage
from index.question import Question
from index.readout import Readout
from index.snapshot import Snapshot
from index.text import terms

Scores: TypeAlias = NDArray[np.float32]

LONGEST_QUOTE = 700
# A paragraph that is shown whole fits into one message with its heading.
LONGEST_PASSAGE = 3000
MOST_FURTHER = 3
# Sentences that answer less probably than this are about something else.
_LIKELY = 0.02
# A sentence that is as sure as this stands alone; else further ones are quoted with it that make
# the whole so much likelier to answer, each. On our tuning questions one sentence hit .768, two in
# a row .822, these .833 (1.7 sentences, 206 characters on average; test .730, .802, .814).
MOST_IN_A_ROW = 3
_SURE = 0.9
_WORTH = 0.05
_PARAGRAPH = re.compile(r"\n\s*\n")
# What is known of each sentence of a readout, in the order of `sentence_features`.
SENTENCE_FEATURES = (
    "whole",  # cosine of the question and the sentence under its heading
    "focus",  # of the question's focus and the same
    "whole_window",  # of the question and the best window around the sentence
    "focus_window",  # of the focus and that
    "words",  # share of the focus's words (by idf) that stand in it
    "speaker",  # 1 for words of the one asked for, ½ for words of all together
    "opening",  # 1 for the first sentence
    "length",  # logarithm of its characters
)


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


def allowed(quotes: Iterable[Quote], beside: Iterable[Quote] = ()) -> tuple[Quote, ...]:
    """As much of quotations as their publishers allow to be shown in one message.

    Those of which nothing may be shown are left out.

    Args:
        beside: what the message shows already.
    """
    shown: Counter[str] = Counter()
    for quote in beside:
        shown[quote.readout.digest] += len(quote.text)
    kept: list[Quote] = []
    for quote in quotes:
        length = quote.readout.terms.allowed(quote.text, shown[quote.readout.digest])
        shown[quote.readout.digest] += length
        if length:
            kept.append(replace(quote, end=quote.start + length))
    return tuple(kept)


def choose_quote(
    question: Question,
    vectors: Vectors,
    number: int,
    score: float,
    snapshot: Snapshot,
    weights: Mapping[str, float],
) -> Quote:
    """The sentence of a readout that answers best, with those beside it where that is in doubt.

    A question about calls is answered by the sentence that opens the readout: who and when.

    Args:
        vectors: unit vectors (2 × dimensions) of the question and of its focus.
        number: the number of the readout.
        weights: of the sentence features, as `leader-calls fit` found them.
    """
    readout, spans = snapshot.readouts[number], snapshot.layout.pages[number].sentences
    if question.bare:
        return Quote(readout, spans[0].start, spans[0].end, score)
    chances = sentence_chances(question, vectors, number, snapshot, weights)
    longest = readout.terms.longest(LONGEST_QUOTE)
    first, last = likeliest_run(chances, spans, readout.text, longest)
    return Quote(readout, spans[first].start, spans[last].end, score)


def further_quotes(
    question: Question,
    vectors: Vectors,
    quote: Quote,
    snapshot: Snapshot,
    weights: Mapping[str, float],
) -> tuple[Quote, ...]:
    """The sentences of a quotation's readout that may answer too, in the order of the text.

    Args:
        vectors, weights: as for `choose_quote`.
    """
    number = snapshot.numbers[quote.readout.id]
    spans = snapshot.layout.pages[number].sentences
    chances = sentence_chances(question, vectors, number, snapshot, weights)
    left = [
        i
        for i in np.argsort(-chances, kind="stable").tolist()
        if chances[i] >= _LIKELY
        and (spans[i].end <= quote.start or spans[i].start >= quote.end)
        and spans[i].end - spans[i].start <= LONGEST_QUOTE
    ]
    chosen = [spans[i] for i in sorted(left[:MOST_FURTHER])]
    return tuple(Quote(quote.readout, span.start, span.end, quote.score) for span in chosen)


def sentence_chances(
    question: Question,
    vectors: Vectors,
    number: int,
    snapshot: Snapshot,
    weights: Mapping[str, float],
) -> NDArray[np.float64]:
    """For each sentence of a readout the probability that it is the one that answers."""
    features = sentence_features(question, vectors, number, snapshot)
    return softmax(features @ np.array([weights[name] for name in SENTENCE_FEATURES]))


def widened(quote: Quote) -> Quote:
    """The quotation with the rest of the paragraphs it stands in, as long as that is quotable."""
    text = quote.readout.text
    breaks = list(_PARAGRAPH.finditer(text))
    start = max((b.end() for b in breaks if b.end() <= quote.start), default=0)
    end = min((b.start() for b in breaks if b.start() >= quote.end), default=len(text))
    if end - start > LONGEST_PASSAGE:
        return quote
    whole = text[start:end]
    start += len(whole) - len(whole.lstrip())
    return replace(quote, start=start, end=start + len(whole.strip()))


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as probabilities that add up to 1."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), np.float64)


def likeliest_run(
    chances: NDArray[np.float64], spans: Sequence[Passage], text: str, longest: int = LONGEST_QUOTE
) -> tuple[int, int]:
    """The likeliest sentence; when that is in doubt, the sentences in a row that answer likeliest.

    All stand in one paragraph, or are lines of one list, and have no more than `longest` characters
    together.

    Returns:
        the numbers of the first and the last.
    """
    best = int(np.argmax(chances))
    if chances[best] >= _SURE:
        return best, best
    found, likely = (best, best), chances[best]
    for first, last in _runs(spans, text, longest):
        together = chances[first : last + 1].sum()
        if together >= likely * (1 + _WORTH * (last - first)):
            found, likely = (first, last), together
    return found


def _runs(spans: Sequence[Passage], text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Sentences in a row that may be quoted together, as (first, last)."""
    for first, span in enumerate(spans):
        for last in range(first + 1, min(first + MOST_IN_A_ROW, len(spans))):
            broken = _PARAGRAPH.search(text, spans[last - 1].end, spans[last].start)
            if broken or spans[last].end - span.start > longest:
                break
            yield first, last


def sentence_features(
    question: Question, vectors: Vectors, number: int, snapshot: Snapshot
) -> NDArray[np.float64]:
    """What is known of each sentence of a readout (sentences × features).

    Args:
        vectors: unit vectors (2 × dimensions) of the question and of its focus.
    """
    whole, focus = vectors
    numbers = snapshot.layout.sentences_of(number)
    own = snapshot.sentence_vectors[numbers.start : numbers.stop].astype(np.float32)
    spans = snapshot.layout.pages[number].sentences
    columns: list[Scores] = [
        own @ whole,
        own @ focus,
        _window_cosines(whole, number, snapshot),
        _window_cosines(focus, number, snapshot),
        _word_shares(question, number, snapshot),
        _speaking(question, number, snapshot),
        np.eye(1, len(spans), dtype=np.float32)[0],
        np.log([span.end - span.start for span in spans], dtype=np.float32),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _window_cosines(vector: Scores, number: int, snapshot: Snapshot) -> Scores:
    """For each sentence the best cosine of a window that it stands in."""
    page, windows = snapshot.layout.pages[number], snapshot.layout.windows_of(number)
    cosines = snapshot.window_vectors[windows.start : windows.stop].astype(np.float32) @ vector
    found = np.full(len(page.sentences), -1.0, np.float32)
    for (first, end), cosine in zip(page.windows, cosines, strict=True):
        found[first:end] = np.maximum(found[first:end], cosine)
    return found


def _word_shares(question: Question, number: int, snapshot: Snapshot) -> Scores:
    text = snapshot.readouts[number].text
    weights = {t: snapshot.words.idf(t) for t in terms(question.focus, question.language)}
    total = sum(weights.values()) or 1.0
    spans = snapshot.layout.pages[number].sentences
    held = [set(terms(text[s.start : s.end], question.language)) for s in spans]
    return np.array(
        [sum(weight for term, weight in weights.items() if term in words) for words in held],
        np.float32,
    ) / np.float32(total)


def _speaking(question: Question, number: int, snapshot: Snapshot) -> Scores:
    speakers = snapshot.layout.pages[number].speakers
    return np.array(
        [1 / min(len(who), 2) if who & question.speakers else 0.0 for who in speakers], np.float32
    )
