"""The weights of the signs, fitted to labelled items."""

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from index.news.judging import Weights
from index.news.signs import FOR, Signs

# Standard deviation of the normal prior on a weight: a sign alone never decides everything.
SPREAD = 3.0
THRESHOLD = 0.5

_Values = NDArray[np.float64]


def fit_weights(seen: Sequence[tuple[Signs, bool]]) -> Weights:
    """Weights by logistic regression (L2), with known signs.

    What speaks for a call may not count against one, nor the other way round: with few examples
    a sign that happened to stand beside others would.
    """
    values = np.array([[*astuple(signs), 1.0] for signs, _ in seen], float)
    right = np.array([is_call for _, is_call in seen], float)
    names = Signs.names()
    bounds = [(0.0, None) if name in FOR else (None, 0.0) for name in names]
    found = minimize(
        _loss,
        np.zeros(values.shape[1]),
        (values, right),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
    )
    weights = {name: round(float(w), 3) for name, w in zip(names, found.x[:-1], strict=True)}
    return Weights(round(float(found.x[-1]), 3), THRESHOLD, weights)


def _loss(weights: _Values, values: _Values, right: _Values) -> tuple[float, _Values]:
    """The penalised negative log likelihood and its gradient; the last weight is free."""
    total = values @ weights
    penalty = np.append(weights[:-1], 0.0) / SPREAD**2
    loss = np.logaddexp(0, total).sum() - right @ total + penalty @ weights / 2
    return float(loss), values.T @ (expit(total) - right) + penalty


def save(weights: Weights, path: Path) -> None:
    """Write the weights where `Weights.load` reads them."""
    content = {
        "intercept": weights.intercept,
        "threshold": weights.threshold,
        "weights": dict(weights.weights),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
