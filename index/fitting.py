"""The ranking's weights, fitted to questions with known answers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from index.evaluation import Bench
from index.features import Features, Look
from index.quoting import SENTENCE_FEATURES, sentence_features, softmax
from index.readout import Readout
from index.scoring import Asked, Outcome
from index.search import Ranking
from index.snapshot import Snapshot

# At most this share of answerable questions may be refused on the tuning questions.
MOST_REFUSED = 0.04
STRENGTH = 1.0
SENTENCE_PENALTY = 0.002

_FOR, _AGAINST = (0.0, None), (None, 0.0)
SIGNS: dict[str, tuple[float | None, float | None]] = {
    "cosine": _FOR,
    "above": _FOR,
    "sentence": _FOR,
    "focus": _FOR,
    "words": _FOR,
    "people_short": _AGAINST,
    "people_nobody": _AGAINST,
    "people": _FOR,
    "people_absent": _AGAINST,
    "subjects": _FOR,
    "subjects_near": _FOR,
    "subjects_absent": _AGAINST,
    "date_within": _FOR,
    "date_outside": _AGAINST,
    "said_by": _FOR,
    "source": _FOR,
    "source_other": _AGAINST,
}

Values: TypeAlias = NDArray[np.float64]
Example: TypeAlias = tuple[tuple[float, ...], bool]
# Features of each sentence of a readout (sentences × features), and which of them answer.
SentenceExample: TypeAlias = tuple[NDArray[np.float64], NDArray[np.bool_]]


def examples(
    bench: Bench, readouts: Sequence[Readout], questions: Sequence[Asked]
) -> Iterator[Example]:
    """One example a question and readout: the features of its best window, and is it right?

    The best window of a right readout is one that overlaps a marked answer.
    """
    with TemporaryDirectory() as folder:
        snapshot = bench.build_snapshot(readouts, Path(folder))
    for asked, question, vectors in bench.understood(questions, snapshot):
        if question.bare:
            continue  # answered by who and when, not by the ranking
        look = Look(question, vectors, snapshot)
        best: dict[int, tuple[float, Features]] = {}
        for window in look.candidates():
            owner = snapshot.layout.owner[window]
            right = snapshot.readouts[owner].id in asked.relevant
            if right and not _overlaps(snapshot, window, asked):
                continue
            features = look.features(window)
            probability = bench.ranking.probability(features)
            if owner not in best or probability > best[owner][0]:
                best[owner] = probability, features
        for owner, (_, features) in best.items():
            yield astuple(features), snapshot.readouts[owner].id in asked.relevant


def _overlaps(snapshot: Snapshot, window: int, asked: Asked) -> bool:
    first, end = snapshot.layout.windows[window]
    start, stop = snapshot.layout.sentences[first].start, snapshot.layout.sentences[end - 1].end
    name = snapshot.layout.sentences[first].readout_id
    return not asked.answers or any(
        name == readout and begin < stop and start < finish
        for readout, begin, finish in asked.answers
    )


def fit(seen: Sequence[Example]) -> Ranking:
    """Weights by logistic regression (L2, features scaled to unit variance), with known signs.

    What speaks for an answer may not count against it, and a subject in the window counts at
    least as much as one elsewhere in the readout: without these bounds, collinear features took
    turns, and a window that names the subject lost to its neighbour that does not.
    """
    names = Features.names()
    values = np.array([features for features, _ in seen])
    near = names.index("subjects_near")
    values[:, near] += values[:, names.index("subjects")]
    right = np.array([is_right for _, is_right in seen], float)
    spread = np.maximum(values.std(0), 1e-6)
    scaled = np.column_stack([values / spread, np.ones(len(values))])
    bounds = [SIGNS.get(name, (None, None)) for name in names] + [(None, None)]
    found = minimize(
        _loss,
        np.zeros(scaled.shape[1]),
        (scaled, right),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
    )
    weights = dict(zip(names, (found.x[:-1] / spread).tolist(), strict=True))
    weights["subjects"] += weights["subjects_near"]
    return Ranking(weights, float(found.x[-1]), 0.5, {})


def _loss(weights: Values, scaled: Values, right: Values) -> tuple[float, Values]:
    """The penalised negative log likelihood and its gradient; the last weight is free."""
    total = scaled @ weights
    wrong = expit(total) - right
    penalty = np.append(weights[:-1], 0.0)
    loss = np.logaddexp(0, total).sum() - right @ total + penalty @ penalty / (2 * STRENGTH)
    return float(loss), scaled.T @ wrong + penalty / STRENGTH


def sentence_examples(
    bench: Bench, readouts: Sequence[Readout], questions: Sequence[Asked]
) -> Iterator[SentenceExample]:
    """One example a question and readout that answers it: its sentences, and which are marked."""
    with TemporaryDirectory() as folder:
        snapshot = bench.build_snapshot(readouts, Path(folder))
    for asked, question, vectors in bench.understood(questions, snapshot):
        for name in () if question.bare else asked.relevant:
            number = snapshot.numbers[name]
            marked = np.array(
                [
                    any(name == r and s < span.end and span.start < e for r, s, e in asked.answers)
                    for span in snapshot.layout.pages[number].sentences
                ]
            )
            if marked.any():
                yield sentence_features(question, vectors, number, snapshot), marked


def fit_sentences(seen: Sequence[SentenceExample]) -> dict[str, float]:
    """Weights under which the marked sentences of a readout are likely beside its others."""
    found = minimize(
        _sentence_loss,
        np.zeros(len(SENTENCE_FEATURES)),
        (seen,),
        jac=True,
        method="L-BFGS-B",
    )
    return dict(zip(SENTENCE_FEATURES, found.x.tolist(), strict=True))


def _sentence_loss(
    weights: Values, seen: Sequence[SentenceExample]
) -> tuple[float, NDArray[np.float64]]:
    """Mean negative log probability (softmax over a readout) of the marked, and its gradient."""
    loss, gradient = 0.0, np.zeros_like(weights)
    for features, marked in seen:
        chances = softmax(features @ weights)
        right = float(chances[marked].sum())
        loss -= float(np.log(right + 1e-12))
        gradient += chances @ features - (chances[marked] / (right + 1e-12)) @ features[marked]
    penalty = SENTENCE_PENALTY * float(weights @ weights) / 2
    return loss / len(seen) + penalty, gradient / len(seen) + SENTENCE_PENALTY * weights


def threshold(outcomes: Sequence[Outcome]) -> float:
    """The highest probability to ask for that refuses at most `MOST_REFUSED` of the answerable."""
    answerable = sorted(o.probability for o in outcomes if o.asked.relevant)
    return round(answerable[int(MOST_REFUSED * len(answerable))] - 0.005, 3)


def save(ranking: Ranking, path: Path) -> None:
    """Write the weights where `Ranking.load` reads them."""
    content = {
        "intercept": round(ranking.intercept, 4),
        "threshold": ranking.threshold,
        "weights": {name: round(value, 4) for name, value in ranking.weights.items()},
        "sentences": {name: round(value, 4) for name, value in ranking.sentences.items()},
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
