"""The student: the teacher's body under an embedding table of English and Persian pieces."""

import json
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from scipy.sparse import csr_matrix
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.training.alignment import translation_probabilities
from index.training.tokenizer import ARABIC_SCRIPT

# Untrained, NTREX fa→en was 0.933 with it, 0.927 with 1 and with 2.
SHARPNESS = 1.5
TABLE = "embeddings.word_embeddings.weight"


def initial_embeddings(
    teacher: Tensor, rows: Sequence[int | None], probabilities: csr_matrix
) -> Tensor:
    """The new embedding table (len(rows) × dimensions).

    A kept piece has the teacher's vector; a Persian piece starts as the mean of the English pieces
    it may mean, weighted by their probabilities to the power of `SHARPNESS`; one without any, as
    the mean of all.

    Args:
        teacher: the teacher's table (English pieces × dimensions).
        rows: for each new row the teacher's row, or None for a Persian piece.
        probabilities: p(English | Persian), in new rows (Persian × English).
    """
    kept = np.array([row is not None for row in rows])
    table = teacher[[row if row is not None else 0 for row in rows]].clone()
    table[~kept] = teacher.mean(0)
    weights = probabilities.multiply(kept[None, :]).tocsr()
    weights.data **= SHARPNESS
    total = np.asarray(weights.sum(1)).ravel()
    known = ~kept & (total > 0)
    mean = (weights[known] @ table.numpy()) / total[known, None]
    table[known] = torch.from_numpy(mean.astype(np.float32))
    return table


def write_student(
    teacher: Path,
    tokenizer: str,
    rows: Sequence[int | None],
    pairs: tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]],
    folder: Path,
) -> None:
    """Write the untaught student: the teacher's folder with another tokenizer and table.

    Args:
        teacher: a SentenceTransformer folder.
        tokenizer: the extended tokenizer.json.
        rows: for each of its pieces the teacher's row, or None for a Persian piece.
        pairs: piece ids of the English and of the Persian sides.
    """
    shutil.copytree(teacher, folder, dirs_exist_ok=True)
    for name in ("vocab.txt", "README.md", "data_config.json", ".gitattributes"):
        (folder / name).unlink(missing_ok=True)
    weights = load_file(folder / "model.safetensors")
    weights.pop("embeddings.position_ids", None)  # counted anew by today's transformers
    weights[TABLE] = initial_embeddings(
        weights[TABLE].float(), rows, translation_probabilities(*pairs, len(rows))
    )
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    _update(folder / "config.json", vocab_size=len(rows), dtype="float32")
    _update(folder / "tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


def shrink(folder: Path) -> None:
    """Store the weights of a SentenceTransformer folder as float16.

    The configuration still says float32: there is no fast float16 on a CPU, so loading widens.
    """
    for file in sorted(folder.rglob("*.safetensors")):
        halves = {name: weight.half().contiguous() for name, weight in load_file(file).items()}
        save_file(halves, file, metadata={"format": "pt"})


def _update(path: Path, **values: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


class Student(nn.Module):
    """A SentenceTransformer that is taught on piece ids, in bfloat16 where that is fast.

    Attention is computed step by step ("eager"): for texts this short its backward pass took half
    the time of the fused one on two cores.
    """

    def __init__(self, folder: Path, device: str = "cpu") -> None:
        super().__init__()
        quiet: dict[str, Any] = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
        self.model = SentenceTransformer(
            str(folder),
            device=device,
            model_kwargs={"dtype": torch.float32, "attn_implementation": "eager"},
            config_kwargs=quiet,
        )
        self.tokenizer: Tokenizer = self.model.tokenizer.backend_tokenizer
        self.kind = device.partition(":")[0]
        self.in_half = half_precision(self.kind)
        self.table.register_hook(self._of_new_pieces)  # type: ignore[no-untyped-call]

    def _of_new_pieces(self, gradient: Tensor) -> Tensor:
        """The table's gradient without the teacher's pieces: their vectors stay as they are.

        When they learned too, English retrieval fell below the teacher's (see the model card).
        """
        return gradient.index_fill(0, self._kept, 0.0)

    @cached_property
    def _kept(self) -> Tensor:
        """The rows of the pieces that the teacher has."""
        pieces = self.tokenizer.get_vocab()
        rows = sorted(row for piece, row in pieces.items() if not ARABIC_SCRIPT.search(piece))
        return torch.tensor(rows, device=self.model.device)

    @property
    def table(self) -> nn.Parameter:
        """The embedding table, which learns at another rate than the body."""
        return next(p for name, p in self.named_parameters() if name.endswith(TABLE))

    def body(self) -> list[nn.Parameter]:
        """All parameters but the embedding table."""
        return [p for p in self.parameters() if p is not self.table]

    def forward(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Unit vectors (texts × dimensions) of texts as piece ids."""
        padded = pad(ids).to(self.model.device)
        features = {"input_ids": padded, "attention_mask": (padded != 0).long()}
        with torch.autocast(self.kind, torch.bfloat16, enabled=self.in_half):
            vectors: Tensor = self.model(features)["sentence_embedding"]
        return nn.functional.normalize(vectors.float(), dim=-1)

    def ids(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Piece ids of texts, cut at `most` pieces."""
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(most)
        return [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]

    def save(self, folder: Path) -> None:
        """Write the taught weights into a folder that `write_student` made."""
        weights = load_file(folder / "model.safetensors")
        state: dict[str, Tensor] = self.model.get_submodule("0.model").state_dict()
        taught = {name: state[name].detach().cpu().contiguous() for name in weights}
        save_file(taught, folder / "model.safetensors", metadata={"format": "pt"})


def half_precision(kind: str) -> bool:
    """Whether a device (`cpu`, `cuda`) computes in bfloat16."""
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported())


def pad(texts: Sequence[Sequence[int]]) -> Tensor:
    """Piece ids as one (texts × longest) tensor, filled up with 0."""
    return nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in texts], batch_first=True)
