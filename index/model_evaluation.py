"""What a sentence model is worth by itself: translations, retrieval, small differences, speed."""

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import numpy as np

from index.encoder import Encoder
from index.errors import EvaluationError
from index.evaluation import Bench, bm25_order, cosine_order
from index.readout import Readout
from index.scoring import Asked

NDCG_AT = 10


@dataclass(frozen=True)
class Retrieval:
    """Means over the questions of one direction. nDCG is cut at 10, relevance is yes or no."""

    number: int
    recall_1: float
    recall_3: float
    mrr: float
    ndcg_10: float


@dataclass(frozen=True)
class Contrast:
    """A sentence, a paraphrase of it, and nearly its own words with another meaning."""

    kind: str
    text: str
    same: str
    changed: str


@dataclass(frozen=True)
class Sensitivity:
    """How a model takes the contrasts of a kind.

    Attributes:
        told_apart: share of sentences that are nearer to their paraphrase than to the changed one.
        lowered: share whose similarity to the changed one is below 0.99.
        same, changed: mean cosine to the paraphrase and to the changed sentence.
    """

    number: int
    told_apart: float
    lowered: float
    same: float
    changed: float


@dataclass(frozen=True)
class Speed:
    """Measured on this machine. `memory` is the peak of the process, in bytes."""

    passages_a_second: float
    question_ms: float
    memory: int


# --- translations -------------------------------------------------------------------------------


def read_parallel(folder: Path, stem: str = "ntrex") -> tuple[list[str], list[str]]:
    """The sentences of `STEM.en` and `STEM.fa`, line by line translations of each other.

    Raises:
        EvaluationError: a file cannot be read, or they have not equally many lines.
    """
    sides = []
    for language in ("en", "fa"):
        path = folder / f"{stem}.{language}"
        try:
            sides.append(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{path}: cannot be read ({error})") from error
    english, persian = sides
    if len(english) != len(persian):
        raise EvaluationError(
            f"{folder}/{stem}: {len(english)} English lines and {len(persian)} Persian ones; "
            "they must stand line by line beside each other"
        )
    return english, persian


def translation_accuracy(
    encoder: Encoder, english: Sequence[str], persian: Sequence[str]
) -> dict[str, float]:
    """Share of sentences whose nearest of the other language is their translation."""
    one, other = encoder.passages(english), encoder.passages(persian)
    similarity = one @ other.T
    right = np.arange(len(english))
    return {
        "fa→en": float((similarity.argmax(0) == right).mean()),
        "en→fa": float((similarity.argmax(1) == right).mean()),
    }


# --- retrieval ----------------------------------------------------------------------------------


def retrieval(
    bench: Bench, parts: Sequence[tuple[Sequence[Readout], Sequence[Asked]]]
) -> dict[str, dict[str, Retrieval]]:
    """By direction: how the model and BM25 alone order the readouts, each by its best window.

    Args:
        parts: corpora with the questions asked of each; unanswerable ones are left out.
    """
    ranked: dict[str, dict[str, list[list[bool]]]] = {}
    relevant: dict[str, list[int]] = {}
    for readouts, questions in parts:
        with TemporaryDirectory() as folder:
            snapshot = bench.build_snapshot(readouts, Path(folder))
        answerable = [asked for asked in questions if asked.relevant]
        vectors = bench.encoder.questions([asked.question for asked in answerable])
        for asked, vector in zip(answerable, vectors, strict=True):
            orders = {
                "model": cosine_order(vector, snapshot),
                "BM25": bm25_order(asked, snapshot),
            }
            rows = ranked.setdefault(asked.direction or "all", {name: [] for name in orders})
            for name, order in orders.items():
                rows[name].append([readout in asked.relevant for readout in order])
            relevant.setdefault(asked.direction or "all", []).append(len(asked.relevant))
    return {
        way: {name: _means(found, relevant[way]) for name, found in ranked[way].items()}
        for way in sorted(ranked)
    }


def _means(found: Sequence[Sequence[bool]], relevant: Sequence[int]) -> Retrieval:
    """Means over questions: for each whether its readouts answer, best first, and how many do."""
    ranks = [next((i for i, hit in enumerate(hits, 1) if hit), None) for hits in found]
    return Retrieval(
        number=len(found),
        recall_1=mean(rank == 1 for rank in ranks),
        recall_3=mean(rank is not None and rank <= 3 for rank in ranks),
        mrr=mean(1 / rank if rank else 0.0 for rank in ranks),
        ndcg_10=mean(map(ndcg, found, relevant)),
    )


def ndcg(hits: Sequence[bool], relevant: int, at: int = NDCG_AT) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) of yes/no relevance."""
    gain = sum(1 / np.log2(rank + 1) for rank, hit in enumerate(hits[:at], 1) if hit)
    best = sum(1 / np.log2(rank + 1) for rank in range(1, min(relevant, at) + 1))
    return float(gain / best)


# --- small differences ----------------------------------------------------------------------------


def read_contrasts(path: Path) -> list[Contrast]:
    """The contrasts of a JSON Lines file.

    Raises:
        EvaluationError: the file or a line cannot be used.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [Contrast(**json.loads(line)) for line in lines if line.strip()]
    except (OSError, TypeError, ValueError) as error:
        raise EvaluationError(
            f"{path}: each line needs kind, text, same and changed ({error})"
        ) from error


def sensitivity(encoder: Encoder, contrasts: Sequence[Contrast]) -> dict[str, Sensitivity]:
    """By kind of contrast, whether a changed meaning lowers the similarity."""
    texts, same, changed = (
        encoder.passages([getattr(contrast, name) for contrast in contrasts])
        for name in ("text", "same", "changed")
    )
    near, far = (texts * same).sum(1), (texts * changed).sum(1)
    kinds = np.array([contrast.kind for contrast in contrasts])
    return {
        str(kind): Sensitivity(
            number=int((kinds == kind).sum()),
            told_apart=float((near > far)[kinds == kind].mean()),
            lowered=float((far < 0.99)[kinds == kind].mean()),
            same=float(near[kinds == kind].mean()),
            changed=float(far[kinds == kind].mean()),
        )
        for kind in dict.fromkeys(kinds)
    }


# --- speed ------------------------------------------------------------------------------------


def speed(encoder: Encoder, passages: Sequence[str], questions: Sequence[str]) -> Speed:
    """How fast texts become vectors: passages all at once, questions one by one (median)."""
    encoder.passages(passages[:8])
    started = time.perf_counter()
    encoder.passages(passages)
    rate = len(passages) / (time.perf_counter() - started)
    encoder.questions(questions[:1])
    times = [_seconds(lambda q=q: encoder.questions([q])) for q in questions[:50]]  # type: ignore[misc]
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return Speed(rate, 1000 * median(times), peak)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def whole(figures: Mapping[str, Retrieval]) -> Retrieval:
    """The means over all questions of several directions."""
    number = sum(part.number for part in figures.values())

    def over(name: str) -> float:
        parts = ((getattr(part, name), part.number) for part in figures.values())
        return float(sum(value * n for value, n in parts) / number)

    return Retrieval(number, *(over(n) for n in ("recall_1", "recall_3", "mrr", "ndcg_10")))
