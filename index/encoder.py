"""Texts to vectors, by a sentence-transformers model: the bundled one or any other."""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.resources import data_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
# More threads than cores took one measured run from 8 to 536 ms.
MOST_THREADS = 4
Progress = Callable[[int, int], None]


class Encoder(Protocol):
    """What turns texts into unit vectors (texts × dimensions)."""

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

    def _encode(self, texts: Sequence[str], task: str) -> Vectors:
        prompts = self._model.prompts or {}
        named = next((n for n in (task, "passage") if prompts.get(n) and _fits(n, task)), None)
        return np.asarray(
            self._model.encode(
                list(texts),
                prompt_name=named,
                batch_size=self.batch,
                normalize_embeddings=True,
                show_progress_bar=False,
            ),
            dtype=np.float32,
        )

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


def _fits(prompt: str, task: str) -> bool:
    return prompt == task or (prompt == "passage" and task == "document")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).split("\n")[0][:160]
