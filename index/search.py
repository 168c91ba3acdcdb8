"""Candidates by vector, word and concept, fused into a calibrated probability of an answer."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.encoder import Vectors
from index.facts import matching
from index.features import Features, Look
from index.question import Question
from index.snapshot import Snapshot

DOUBTFUL = 0.5


@dataclass(frozen=True)
class Ranking:
    """Logistic weights of the features, and the probability below which nothing is said.

    `sentences` are the weights by which the sentence to quote is chosen (`index.quoting`).
    """

    weights: dict[str, float]
    intercept: float
    threshold: float
    sentences: dict[str, float]

    @classmethod
    def load(cls, path: Path) -> "Ranking":
        """Read the weights that `leader-calls fit` wrote."""
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(
            content["weights"], content["intercept"], content["threshold"], content["sentences"]
        )

    def enough(self, probability: float, features: Features) -> bool:
        """Whether a hit is sure enough to be quoted.

        A call outside the days asked about, or without two of the people asked about, must be
        more likely right than wrong: «in 2021» of a call of 2024 is rarely meant.
        """
        doubtful = (features.date_outside or features.people_short) and probability < 1
        return probability >= (max(self.threshold, DOUBTFUL) if doubtful else self.threshold)

    def probability(self, features: Features) -> float:
        """The probability that a window with these features answers the question."""
        total = self.intercept + sum(
            weight * getattr(features, name) for name, weight in self.weights.items()
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

    For a question about calls those that fit it by who and when are certain, the newest first.
    Of equals, and of those that answer "the latest", the newest stands first.

    Args:
        vectors: unit vectors (2 × dimensions) of the question and of its focus.
    """
    look = Look(question, vectors, snapshot)
    best = _best_windows(look, ranking)
    fitting = matching(question, snapshot) if question.bare or question.call else []
    if question.call:
        best = {owner: hit for owner, hit in best.items() if owner in set(fitting)}
    if question.bare:
        best |= {owner: _certain(look, owner) for owner in fitting}
        others = (hit for owner, hit in best.items() if owner not in set(fitting))
        # Who took part and when is known: what does not fit is near at most.
        best |= {
            hit.readout: replace(hit, probability=hit.probability * ranking.threshold / 10)
            for hit in others
        }
    newest = {owner: snapshot.readouts[owner].date.toordinal() for owner in best}

    def order(hit: Hit) -> tuple[bool, float, int]:
        sure = ranking.enough(hit.probability, hit.features)
        by_date = question.kind == "latest" and sure
        return not by_date, 0.0 if by_date else -round(hit.probability, 4), -newest[hit.readout]

    return sorted(best.values(), key=order)


def _best_windows(look: Look, ranking: Ranking) -> dict[int, Hit]:
    """For each readout that is a candidate its best window."""
    best: dict[int, Hit] = {}
    for window in look.candidates():
        features = look.features(window)
        probability = ranking.probability(features)
        owner = look.snapshot.layout.owner[window]
        if owner not in best or probability > best[owner].probability:
            best[owner] = Hit(owner, window, probability, features)
    return best


def _certain(look: Look, owner: int) -> Hit:
    """A readout that is certain to be meant, by its first window."""
    window = look.snapshot.layout.windows_of(owner).start
    return Hit(owner, window, 1.0, look.features(window))
