"""BM25 over tokens, as a share of what a query could score at most."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

_EMPTY = "·"


class Lexicon:
    """A BM25 index (Lucene's variant, Kamphuis et al. 2020) of tokenised passages."""

    def __init__(self, index: bm25s.BM25, frequency: dict[str, int], size: int) -> None:
        self._index = index
        self._frequency = frequency
        self._size = size

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "Lexicon":
        """Index passages given as lists of tokens."""
        index = bm25s.BM25(method="lucene")
        tokenised = [list(tokens) or [_EMPTY] for tokens in passages] or [[_EMPTY]]
        index.index(tokenised, show_progress=False)
        frequency = Counter(token for tokens in passages for token in set(tokens))
        return cls(index, dict(frequency), len(passages))

    def __contains__(self, token: object) -> bool:
        return token in self._frequency

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """A score in 0…1 for each passage: BM25 over the sum of the query tokens' idf.

        A token that stands nowhere counts in that sum: asking for it is asking for something
        the corpus does not have.
        """
        tokens = list(dict.fromkeys(query))
        most = sum(self.idf(token) for token in tokens)
        known = [token for token in tokens if token in self._frequency]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._index.get_scores(known), np.float32) / most

    def idf(self, token: str) -> float:
        """The inverse document frequency, as Lucene computes it."""
        n = self._frequency.get(token, 0)
        return math.log(1 + (self._size - n + 0.5) / (n + 0.5))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._index.save(str(folder), show_progress=False)
        content = {"size": self._size, "frequency": self._frequency}
        (folder / "frequency.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Lexicon":
        """Read an index that `save` wrote."""
        content = json.loads((folder / "frequency.json").read_text("utf-8"))
        index = bm25s.BM25.load(str(folder), show_progress=False)
        return cls(index, content["frequency"], content["size"])
