"""The student: the teacher's body under an embedding table extended by Persian pieces."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from torch import Tensor, nn
from transformers import PreTrainedModel

NEIGHBOURS = 4


def occurrence(ids: Sequence[Sequence[int]], vocabulary: int) -> csr_matrix:
    """Which piece occurs in which text: a (texts × vocabulary) matrix of ones."""
    rows = np.repeat(np.arange(len(ids)), [len(set(text)) for text in ids])
    columns = np.fromiter((i for text in ids for i in set(text)), dtype=np.int64)
    shape = (len(ids), vocabulary)
    return csr_matrix((np.ones(len(columns), np.float32), (rows, columns)), shape)


def dice(english: csr_matrix, persian: csr_matrix) -> csr_matrix:
    """Dice coefficients 2·|a∩b| / (|a|+|b|) of Persian pieces (rows) and English pieces."""
    both = (persian.T @ english).tocoo()
    persian_count = np.asarray(persian.sum(0)).ravel()
    english_count = np.asarray(english.sum(0)).ravel()
    score = 2 * both.data / (persian_count[both.row] + english_count[both.col])
    return csr_matrix((score, (both.row, both.col)), both.shape)


def initial_embeddings(
    teacher: Tensor, rows: Sequence[int | None], similarity: csr_matrix
) -> Tensor:
    """The new embedding table (len(rows) × dimensions).

    A kept piece has the teacher's vector; a Persian piece starts as the mean of the
    `NEIGHBOURS` English pieces it occurs with most, weighted by squared Dice.

    Args:
        teacher: the teacher's table (English pieces × dimensions).
        rows: for each new row the teacher's row, or None for a Persian piece.
        similarity: Dice coefficients in new rows (Persian × English).
    """
    table = teacher[[row if row is not None else 0 for row in rows]].clone()
    kept = np.array([row is not None for row in rows])
    known = table.clone()
    middle = teacher.mean(0)
    for piece in np.flatnonzero(~kept):
        near, weight = _nearest(similarity, int(piece), kept)
        table[piece] = (
            (known[near] * weight[:, None]).sum(0) / weight.sum() if len(near) else middle
        )
    return table


def _nearest(
    similarity: csr_matrix, piece: int, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], Tensor]:
    start, end = similarity.indptr[piece : piece + 2]
    columns, scores = similarity.indices[start:end], similarity.data[start:end]
    english = kept[columns]
    columns, scores = columns[english], scores[english]
    best = np.argsort(-scores)[:NEIGHBOURS]
    return columns[best], torch.tensor(scores[best] ** 2, dtype=torch.float32)


class Student(nn.Module):
    """A BERT body with mean pooling and unit-length output."""

    def __init__(self, body: PreTrainedModel) -> None:
        super().__init__()
        self.body: PreTrainedModel = body

    def body_parameters(self) -> list[nn.Parameter]:
        """All parameters but the embedding table, which learns at another rate."""
        table = {id(p) for p in self.body.get_input_embeddings().parameters()}
        return [p for p in self.parameters() if id(p) not in table]

    def forward(self, ids: Tensor) -> Tensor:
        """Unit vectors (batch × dimensions) of padded piece ids (batch × length, 0 = padding)."""
        mask = (ids != 0).long()
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weight = mask[..., None].float()
        mean: Tensor = (states * weight).sum(1) / weight.sum(1)
        return nn.functional.normalize(mean, dim=-1)


def pad(texts: Sequence[Sequence[int]]) -> Tensor:
    """Piece ids as one (batch × longest) tensor, filled up with 0."""
    return nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in texts], batch_first=True)
