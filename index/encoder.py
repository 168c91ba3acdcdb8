"""Texts to vectors, by a sentence-transformers model: the bundled one or any other."""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.resources import data_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
# What E5 models were trained with; their configurations do not say it.
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
# More threads than cores took one measured run from 8 to 536 ms.
MOST_THREADS = 4
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ModelFacts:
    """What a model is; `max_tokens` is None where it reads texts of any length."""

    dimensions: int
    max_tokens: int | None
    parameters: int
    bytes_on_disk: int


class Encoder(Protocol):
    """What turns texts into unit vectors (texts × dimensions)."""

    @property
    def name(self) -> str:
        """The folder or hub name of the model."""

    @property
    def fingerprint(self) -> str:
        """Names the model exactly: vectors of another fingerprint are never compared."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages; `progress` is told how many of how many are done."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""


class SentenceEncoder:
    """An encoder around a SentenceTransformer folder or hub name, loaded at first use.

    A model's own prompts for queries and documents are used where it has them.

    Raises:
        ModelError: by every method, when the model cannot be loaded.
    """

    def __init__(self, name: str = "", batch: int = 32) -> None:
        self.name = name or str(data_folder() / "model")
        self.batch = batch

    @cached_property
    def fingerprint(self) -> str:
        """The hub name, or for a folder its name and a hash of its files."""
        folder = Path(self.name)
        if not folder.is_dir():
            return self.name
        digest = hashlib.sha256()
        for file in sorted(p for p in folder.rglob("*") if p.suffix != ".md" and p.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
        return f"{folder.name}-{digest.hexdigest()[:16]}"

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, the longest first so that batches hold like lengths."""
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors: Vectors | None = None
        for start in range(0, len(order), self.batch * 8):
            some = order[start : start + self.batch * 8]
            with self._half_precision():
                encoded = self._encode([texts[i] for i in some], "document")
            if vectors is None:
                vectors = np.empty((len(texts), encoded.shape[1]), np.float32)
            vectors[some] = encoded
            if progress:
                progress(start + len(some), len(texts))
        return vectors if vectors is not None else np.empty((0, 0), np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._encode(texts, "query")

    @staticmethod
    def _half_precision() -> AbstractContextManager[object]:
        """bfloat16 on processors that compute in it: several times the passages a second."""
        import torch

        if not torch.cpu._is_avx512_bf16_supported():
            return nullcontext()
        return torch.autocast("cpu", torch.bfloat16)

    @property
    def facts(self) -> "ModelFacts":
        """The model's dimensions and sizes."""
        model = self._model
        longest = model.max_seq_length
        return ModelFacts(
            dimensions=self.questions(["?"]).shape[1],
            max_tokens=int(longest) if longest and isfinite(longest) else None,
            parameters=sum(weight.numel() for weight in model.parameters()),
            bytes_on_disk=_bytes(_local_folder(self.name)),
        )

    def _encode(self, texts: Sequence[str], task: Literal["query", "document"]) -> Vectors:
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        vectors = encode(
            list(texts),
            prompt=E5_PROMPTS[task] if _is_e5(self.name, self._model.prompts) else None,
            batch_size=self.batch,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        try:
            return _load(self.name)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            raise ModelError(
                f"the model {self.name!r} cannot be loaded ({_first_line(error)}): check the "
                "name and the network, or unset LEADER_CALLS_MODEL to use the bundled model"
            ) from error


def _load(name: str) -> "SentenceTransformer":
    """The model of a folder or hub name, on the CPU. The imports take seconds, hence here."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if Path(name).is_dir():
        # Nothing is downloaded for a folder, so nothing should be looked for either.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    elif name.startswith((".", "/", "~")):
        raise FileNotFoundError("no such folder")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # Without a network it logs dozens of retries before the one error that says so.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    torch.set_num_threads(min(MOST_THREADS, os.cpu_count() or 1))
    return SentenceTransformer(name, device="cpu", model_kwargs={"dtype": torch.float32})


def _is_e5(name: str, prompts: Mapping[str, str | None]) -> bool:
    """Whether a model needs the prompts of E5 and its configuration has none of its own."""
    words = re.split(r"[-_/]", name.lower())
    return "e5" in words and "instruct" not in words and not any(prompts.values())


def _local_folder(name: str) -> Path:
    """Where the files of a loaded model lie."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, local_files_only=True))


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).split("\n")[0][:160]
