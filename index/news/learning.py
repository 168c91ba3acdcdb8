"""The weights of the signs, fitted to labelled items."""

import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from index.news.judging import Weights
from index.news.signs import BELIEFS, Signs

# How far, in log odds, a weight may be expected to lie from what was believed of it. Mean log loss
# of tuning items that were left out: 0.031 (0.037 with 1, 0.042 with 0.5). Beliefs are worth much:
# on the first 149 items it was 0.040 with them, 0.065 with zeros in their place.
SPREAD = 2.0
# An item goes out to subscribers unseen: of the items above the threshold this share are calls.
PRECISION = 0.99
# The words were chosen with the tuning items in sight: what is new deserves more doubt than they.
LOWEST = 0.85
FOLDS = 10

_Values: TypeAlias = NDArray[np.float64]


Seen: TypeAlias = Sequence[tuple[Signs, bool]]


def fit(seen: Seen) -> Weights:
    """Weights, and the lowest threshold that keeps `PRECISION` on items not fitted to."""
    chances = np.array(_chances_unseen(seen))
    right = np.array([is_call for _, is_call in seen])
    steps = np.arange(LOWEST, 1.0, 0.05)
    exact = (t for t in steps if right[chances >= t].mean() >= PRECISION)
    return replace(fit_weights(seen), threshold=round(float(next(exact, steps[-1])), 2))


def _chances_unseen(seen: Seen) -> list[float]:
    """The probability of each item under weights fitted to the others, a tenth at a time."""
    order = np.random.default_rng(1).permutation(len(seen)).tolist()
    place = {item: number % FOLDS for number, item in enumerate(order)}
    folds = [
        fit_weights([one for number, one in enumerate(seen) if place[number] != fold])
        for fold in range(FOLDS)
    ]
    return [folds[place[number]].probability(signs) for number, (signs, _) in enumerate(seen)]


def fit_weights(seen: Seen) -> Weights:
    """Weights by logistic regression, drawn towards `BELIEFS`, none of another sign than believed.

    A sign that few items show keeps the weight that it was believed to have.
    """
    names = Signs.names()
    values = np.array([[*astuple(signs), 1.0] for signs, _ in seen], float)
    right = np.array([is_call for _, is_call in seen], float)
    beliefs = np.array([*(BELIEFS[name] for name in names), 0.0])
    bounds = [(0.0, None) if BELIEFS[name] > 0 else (None, 0.0) for name in names]
    found = minimize(
        _loss,
        beliefs,
        (values, right, beliefs),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
    )
    weights = {name: round(float(w), 3) for name, w in zip(names, found.x[:-1], strict=True)}
    return Weights(round(float(found.x[-1]), 3), 0.5, weights)


def _loss(
    weights: _Values, values: _Values, right: _Values, beliefs: _Values
) -> tuple[float, _Values]:
    """The penalised negative log likelihood and its gradient; the last weight is free."""
    total = values @ weights
    away = np.append((weights - beliefs)[:-1], 0.0) / SPREAD**2
    loss = np.logaddexp(0, total).sum() - right @ total + away @ (weights - beliefs) / 2
    return float(loss), values.T @ (expit(total) - right) + away


def save(weights: Weights, path: Path) -> None:
    """Write the weights where `Weights.load` reads them."""
    content = {
        "intercept": weights.intercept,
        "threshold": weights.threshold,
        "weights": dict(weights.weights),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
