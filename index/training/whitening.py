"""Whitening, in part: directions in which all vectors differ little count for more."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense

# Directions of less variance than this hold rounding errors alone.
_LEAST = 1e-5


def whiten(folder: Path, texts: Sequence[str], power: float) -> None:
    """Append a linear layer and a normalisation to a model, fitted to its vectors of some texts.

    Each principal direction is divided by its standard deviation to the power of `power`; 1 would
    be the whole whitening of Su et al. (2021), "Whitening Sentence Representations for Better
    Semantics and Faster Retrieval". A few directions else decide what is near to what, and some
    vectors are near to nearly all.
    """
    model = SentenceTransformer(str(folder), device="cpu")
    vectors = model.encode(list(texts), batch_size=128, show_progress_bar=False)
    matrix, middle = evened(vectors.astype(np.float64), power)
    size = len(middle)
    layer = Dense(size, size, bias=True, activation_function=torch.nn.Identity())
    with torch.no_grad():
        layer.linear.weight.copy_(torch.from_numpy(matrix.T))
        layer.linear.bias.copy_(torch.from_numpy(-middle @ matrix))
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    for kind in ("Dense", "Normalize"):
        # The names under which every version of the library finds its modules.
        number = len(modules)
        path, of = f"{number}_{kind}", f"sentence_transformers.models.{kind}"
        modules.append({"idx": number, "name": str(number), "path": path, "type": of})
    dense = folder / modules[-2]["path"]
    dense.mkdir()
    layer.save(str(dense))
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", encoding="utf-8")


def evened(
    vectors: NDArray[np.float64], power: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A symmetric matrix and the mean: `(vectors - mean) @ matrix` varies more evenly."""
    middle = vectors.mean(axis=0)
    centred = vectors - middle
    variance, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    stretch = np.maximum(variance, _LEAST) ** (-power / 2)
    return (axes * (stretch / stretch.mean())) @ axes.T, middle
