"""What came of questions with known answers, as figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

import numpy as np

from index.errors import EvaluationError
from index.text import Language


@dataclass(frozen=True)
class Asked:
    """A question and where its answers stand.

    Attributes:
        relevant: ids of the readouts that answer; none when nothing should be found.
        answers: (readout id, start, end) of the spans that answer.
        direction: language of the question → language of the readouts.
    """

    qid: str
    language: Language
    question: str
    relevant: tuple[str, ...]
    answers: tuple[tuple[str, int, int], ...]
    kind: str
    direction: str
    split: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of one question. `rank` counts readouts from 1; None when not found at all."""

    asked: Asked
    rank: int | None
    bm25_rank: int | None
    quote_hit: bool
    refused: bool
    probability: float
    top: str = ""
    cosine_rank: int | None = None


@dataclass(frozen=True)
class Score:
    """Means over some answerable questions."""

    number: int
    recall_1: float
    recall_3: float
    mrr: float
    quote_hit: float
    refused: float
    bm25_recall_1: float
    bm25_recall_3: float
    bm25_mrr: float
    cosine_recall_1: float
    cosine_recall_3: float
    cosine_mrr: float


# --- calibration --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bin:
    """Questions whose probabilities are alike: their mean, and the share answered rightly."""

    number: int
    probability: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """Whether probabilities mean what they say.

    Attributes:
        brier: mean squared difference of the probability that the first readout answers and
            whether it does (Brier 1950); 0 is perfect, always saying the base rate gives `base`.
        bins: the reliability curve, by tenths of probability.
    """

    brier: float
    base: float
    bins: tuple[Bin, ...]


def calibration(outcomes: Sequence[Outcome], bins: int = 10) -> Calibration:
    """How far the probabilities of first readouts can be believed; a no is right to be doubted."""
    said = np.array([outcome.probability for outcome in outcomes])
    right = np.array([outcome.rank == 1 for outcome in outcomes], float)
    place = np.minimum((said * bins).astype(int), bins - 1)
    return Calibration(
        brier=float(((said - right) ** 2).mean()),
        base=float(right.var()),
        bins=tuple(
            Bin(int(inside.sum()), float(said[inside].mean()), float(right[inside].mean()))
            for inside in (place == number for number in range(bins))
            if inside.any()
        ),
    )


# --- tables -------------------------------------------------------------------------------------


def score(outcomes: Sequence[Outcome]) -> Score:
    """The means over answerable questions."""
    ours = [outcome.rank for outcome in outcomes]
    bm25 = [outcome.bm25_rank for outcome in outcomes]
    cosine = [outcome.cosine_rank for outcome in outcomes]
    return Score(
        len(outcomes),
        *(_recall(ours, 1), _recall(ours, 3), _mrr(ours)),
        mean(outcome.quote_hit for outcome in outcomes),
        mean(outcome.refused for outcome in outcomes),
        *(_recall(bm25, 1), _recall(bm25, 3), _mrr(bm25)),
        *(_recall(cosine, 1), _recall(cosine, 3), _mrr(cosine)),
    )


def _mrr(ranks: Iterable[int | None]) -> float:
    """Mean reciprocal rank; a readout that is not found counts 0."""
    return mean(1 / rank if rank else 0.0 for rank in ranks)


def _recall(ranks: Iterable[int | None], at: int) -> float:
    return mean(rank is not None and rank <= at for rank in ranks)


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Scores of all answerable questions, by direction and by kind; refusals beside them."""
    answerable = [o for o in outcomes if o.asked.relevant]
    hopeless = [o for o in outcomes if not o.asked.relevant]
    if not answerable:
        raise EvaluationError("no question has a relevant readout: nothing can be measured")
    return {
        "all": score(answerable),
        "direction": _grouped(answerable, lambda o: o.asked.direction),
        "kind": _grouped(answerable, lambda o: o.asked.kind),
        "calibration": calibration(outcomes),
        "unanswerable": len(hopeless),
        "unanswerable_refused": mean(o.refused for o in hopeless) if hopeless else None,
        "answerable_refused": mean(o.refused for o in answerable),
    }


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Score]:
    names = sorted({key(outcome) for outcome in outcomes})
    return {name: score([o for o in outcomes if key(o) == name]) for name in names}
