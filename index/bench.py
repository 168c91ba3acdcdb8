"""How fast a large corpus is built, asked and added to."""

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from index.answer import compose
from index.archive import Archive
from index.asking import read_question
from index.evaluation import Bench
from index.features import Look
from index.passages import sentences, windows
from index.readout import Readout
from index.search import search
from index.store import Store

_T = TypeVar("_T")
STAGES = ("understand", "encode", "nearest", "words", "concepts", "search", "compose")
_PAGE = 4096


@dataclass
class Stopwatch:
    """Seconds of each stage, run by run."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    def time(self, stage: str, work: Callable[[], _T]) -> _T:
        """What `work` returns; how long it took is noted."""
        started = time.perf_counter()
        done = work()
        self.taken.setdefault(stage, []).append(time.perf_counter() - started)
        return done

    def milliseconds(self, stage: str, share: float) -> float:
        """The quantile `share` of a stage's times."""
        return 1000 * float(np.quantile(self.taken[stage], share))


@dataclass(frozen=True)
class Figures:
    """What a bench measured. Times of stages are in milliseconds (median, 99th percentile).

    Attributes:
        answer: everything but the encoder's own time.
        memory: resident bytes that the archive takes, model included.
        added: seconds until one more readout is found.
        meanwhile: answers during that, encoder included, and how many there were.
    """

    readouts: int
    passages: int
    build_seconds: float
    open_seconds: float
    memory: int
    stages: dict[str, tuple[float, float]]
    answer: tuple[float, float]
    added: float
    meanwhile: tuple[float, float]
    meanwhile_number: int


def copies(corpus: Sequence[Readout], passages: int) -> list[Readout]:
    """The corpus and copies of it, on other days, until there are as many passages."""
    found: list[Readout] = []
    for copy in count():
        for readout in corpus:
            if passages <= 0:
                return found
            one = _copy(readout, copy) if copy else readout
            found.append(one)
            passages -= len(windows(sentences(one)))
    return found


def _copy(readout: Readout, copy: int) -> Readout:
    return replace(
        readout,
        id=f"{readout.id}#{copy}",
        text=f"{readout.text}\n\n№ {copy}",
        date=readout.date - timedelta(days=copy),
    )


def measure(
    bench: Bench, corpus: Sequence[Readout], questions: Sequence[str], passages: int
) -> Figures:
    """Build an archive of so many passages, ask it, and add a readout while it answers."""
    before = _resident()
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/bench.db")
        *readouts, last = copies(corpus, passages)
        store.add_all(readouts)
        watch = Stopwatch()
        archive = _archive(bench, store, Path(folder))
        watch.time("build", lambda: archive.snapshot)
        watch.time("open", lambda: _archive(bench, store, Path(folder)).snapshot)
        gc.collect()
        archive.warm_up()
        _ask(archive, questions, watch)
        memory = _resident() - before
        added, meanwhile = _add(archive, last, questions)
        store.close()
        parts = ("understand", "search", "compose")
        answer = np.sum([watch.taken[part] for part in parts], axis=0)
        return Figures(
            readouts=len(readouts) + 1,
            passages=len(archive.snapshot.layout.windows),
            build_seconds=watch.taken["build"][0],
            open_seconds=watch.taken["open"][0],
            memory=memory,
            stages={stage: _quantiles(watch.taken[stage]) for stage in STAGES},
            answer=_quantiles(answer),
            added=added,
            meanwhile=_quantiles(meanwhile),
            meanwhile_number=len(meanwhile),
        )


def _archive(bench: Bench, store: Store, folder: Path) -> Archive:
    return Archive(
        store,
        bench.encoder,
        bench.linker,
        bench.ranking,
        folder / "snapshots",
        lambda: bench.today,
        bench.progress,
    )


def _ask(archive: Archive, questions: Sequence[str], watch: Stopwatch) -> None:
    """Answer each question, stage by stage."""
    snapshot, ranking = archive.snapshot, archive.ranking
    for text in questions:
        question = watch.time(
            "understand", partial(read_question, text, snapshot, archive.linker, archive.today())
        )
        asked = [question.text, question.focus]
        vectors = watch.time("encode", partial(archive.encoder.questions, asked))
        look = Look(question, vectors, snapshot)
        for stage in ("nearest", "words", "concepts"):
            watch.time(stage, partial(getattr, look, stage))
        hits = watch.time("search", partial(search, question, vectors, snapshot, ranking))
        watch.time("compose", partial(compose, question, vectors, hits, snapshot, ranking))


def _add(archive: Archive, readout: Readout, questions: Sequence[str]) -> tuple[float, list[float]]:
    """Seconds until a readout that is added is found, and of the answers meanwhile."""
    started = time.perf_counter()
    # Not by `archive.add`: it would see that a copy repeats a text.
    archive.store.add(readout)
    refreshing = threading.Thread(target=archive.refresh)
    refreshing.start()
    watch = Stopwatch()
    for text in _again(questions):
        watch.time("answer", partial(archive.ask, text))
        if readout.id in archive.snapshot.numbers:
            break
    taken = time.perf_counter() - started
    refreshing.join()
    return taken, watch.taken["answer"]


def _again(questions: Sequence[str]) -> Iterator[str]:
    return islice((question for _ in count() for question in questions), 100_000)


def _quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    median, worst = np.quantile(seconds, (0.5, 0.99))
    return 1000 * float(median), 1000 * float(worst)


def _resident() -> int:
    """Resident memory of this process in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
