"""Which English piece a Persian piece means: IBM Model 1 over the translation pairs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

ROUNDS = 8


def translation_probabilities(
    english: Sequence[Sequence[int]],
    persian: Sequence[Sequence[int]],
    vocabulary: int,
    rounds: int = ROUNDS,
) -> csr_matrix:
    """Probabilities p(English piece | Persian piece), a (vocabulary × vocabulary) matrix.

    Each English piece of a pair is explained by one of its Persian pieces; expectation
    maximisation finds by which (Brown et al. 1993, "The Mathematics of Statistical Machine
    Translation", Model 1, without the empty word). Unlike co-occurrence it explains away: a piece
    that another one accounts for is not counted twice.

    Args:
        english, persian: piece ids of the two sides of each pair.
        vocabulary: number of pieces; both languages share one numbering.
        rounds: rounds of expectation maximisation.
    """
    source, target, explained = _links(english, persian)
    kind, of_link = np.unique(source * vocabulary + target, return_inverse=True)
    source_of, target_of = np.divmod(kind, vocabulary)
    probability = np.ones(len(kind))
    for _ in range(rounds):
        share = probability[of_link]
        share /= np.bincount(explained, share)[explained]
        expected = np.bincount(of_link, share, len(kind))
        probability = expected / np.bincount(source_of, expected, vocabulary)[source_of]
    return csr_matrix((probability, (source_of, target_of)), (vocabulary, vocabulary))


def _links(
    english: Sequence[Sequence[int]], persian: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every Persian piece of a pair with every English one, and which occurrence that one is."""
    source, target, explained = [], [], []
    seen = 0
    for one, other in zip(english, persian, strict=True):
        wanted, given = np.unique(one), np.unique(other)
        source.append(np.repeat(given, len(wanted)))
        target.append(np.tile(wanted, len(given)))
        explained.append(np.tile(np.arange(seen, seen + len(wanted)), len(given)))
        seen += len(wanted)
    return tuple(np.concatenate(part).astype(np.int64) for part in (source, target, explained))  # type: ignore[return-value]
