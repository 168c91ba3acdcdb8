"""An encoder without a model, for tests of everything around one."""

import hashlib
from collections.abc import Sequence

import numpy as np

from index.encoder import Progress, Vectors
from index.text import words


class WordEncoder:
    """Texts that share words point the same way: each word is a fixed random direction."""

    def __init__(self, dimensions: int = 64, name: str = "words") -> None:
        self.dimensions = dimensions
        self.name = name
        self.fingerprint = f"{name}-{dimensions}"
        self.encoded = 0

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors; counts the texts it was given in `encoded`."""
        self.encoded += len(texts)
        return self.questions(texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors."""
        found = np.stack([self._vector(text) for text in texts])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)

    def _vector(self, text: str) -> Vectors:
        total = np.full(self.dimensions, 1e-3, np.float32)
        for word in words(text):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
            total += np.random.default_rng(seed).standard_normal(self.dimensions, np.float32)
        return total
