"""Questions with known answers, asked of a fresh index: how often the right readout comes first."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import numpy as np

from index.answer import by_call
from index.archive import Archive
from index.asking import read_question
from index.encoder import Encoder, Progress, Vectors
from index.errors import EvaluationError
from index.linking import Linker
from index.question import Question
from index.quoting import Scores, choose_quote
from index.readout import Readout
from index.scoring import Asked, Outcome
from index.search import Hit, Ranking, search
from index.snapshot import Snapshot
from index.store import Store
from index.text import Language, terms


def read_questions(path: Path) -> list[Asked]:
    """Questions of a JSON Lines file.

    Raises:
        EvaluationError: the file or a line cannot be used.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error})") from error
    return [
        _asked(f"{path.name}:{number}", line)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def _asked(name: str, line: str) -> Asked:
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict) or not isinstance(fields["question"], str):
            raise TypeError("no object with a question in it")
        if fields["lang"] not in get_args(Language):
            raise ValueError(f"lang is {fields['lang']!r}, not fa or en")
        return Asked(
            qid=str(fields.get("qid") or name),
            language=fields["lang"],
            question=fields["question"],
            relevant=tuple(map(str, fields["relevant"])),
            answers=tuple((str(r), int(s), int(e)) for r, s, e in fields.get("answers") or ()),
            kind=str(fields.get("kind") or "what"),
            direction=str(fields.get("direction") or "").replace("->", "→"),
            split=str(fields.get("split") or ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(
            f"{name}: a question needs qid, lang, question, relevant, answers, kind, direction "
            f"({type(error).__name__}: {error})"
        ) from error


@dataclass(frozen=True)
class Bench:
    """The means of an evaluation: the model, the linker, the ranking and today's date."""

    encoder: Encoder
    linker: Linker
    ranking: Ranking
    today: date
    progress: Progress | None = None

    def run(self, readouts: Sequence[Readout], questions: Sequence[Asked]) -> list[Outcome]:
        """Ask the questions of a fresh index over `readouts` alone."""
        with TemporaryDirectory() as folder:
            snapshot = self.build_snapshot(readouts, Path(folder))
        stored = {readout.digest: readout.id for readout in snapshot.readouts}
        same = {readout.id: stored[readout.digest] for readout in readouts}
        known = [_renamed(asked, same) for asked in questions]
        return [
            self._outcome(asked, question, vectors, snapshot)
            for asked, question, vectors in self.understood(known, snapshot)
        ]

    def understood(
        self, questions: Sequence[Asked], snapshot: Snapshot
    ) -> Iterator[tuple[Asked, Question, Vectors]]:
        """Each question with what it asks for and the vectors of it and of its focus."""
        asked_for = [
            replace(
                read_question(q.question, snapshot, self.linker, self.today), language=q.language
            )
            for q in questions
        ]
        whole = self.encoder.questions([q.text for q in asked_for])
        focus = self.encoder.questions([q.focus for q in asked_for])
        for asked, question, *vectors in zip(questions, asked_for, whole, focus, strict=True):
            yield asked, question, np.stack(vectors)

    def build_snapshot(self, readouts: Sequence[Readout], folder: Path) -> Snapshot:
        """A snapshot of `readouts` alone, made in an empty folder."""
        store = Store.open(f"sqlite:///{folder}/evaluation.db")
        store.add_all(readouts)
        archive = Archive(
            store,
            self.encoder,
            self.linker,
            self.ranking,
            folder / "snapshots",
            lambda: self.today,
            self.progress,
        )
        snapshot = archive.snapshot
        store.close()
        return snapshot

    def _outcome(
        self, asked: Asked, question: Question, vectors: Vectors, snapshot: Snapshot
    ) -> Outcome:
        hits = search(question, vectors, snapshot, self.ranking)
        ordered = by_call(hits, question, snapshot)
        ids = [snapshot.readouts[hit.readout].id for hit in ordered]
        probability = hits[0].probability if hits else 0.0
        return Outcome(
            asked=asked,
            rank=_rank(ids, asked.relevant),
            bm25_rank=_rank(bm25_order(asked, snapshot), asked.relevant),
            quote_hit=bool(ordered)
            and _quote_hits(asked, question, vectors, ordered[0], snapshot, self.ranking),
            refused=not any(self.ranking.enough(hit.probability, hit.features) for hit in hits),
            probability=probability,
            top=ids[0] if ids else "",
            cosine_rank=_rank(cosine_order(vectors[0], snapshot), asked.relevant),
        )


def _renamed(asked: Asked, same: Mapping[str, str]) -> Asked:
    """The question with its readouts under the ids they are stored by: one text, one id.

    Raises:
        EvaluationError: it names a readout that the corpus does not have.
    """
    try:
        relevant = tuple(same[name] for name in asked.relevant)
        answers = tuple((same[name], start, end) for name, start, end in asked.answers)
    except KeyError as error:
        raise EvaluationError(
            f"question {asked.qid}: the readout {error} is not among the readouts"
        ) from error
    return replace(asked, relevant=relevant, answers=answers)


def _rank(ids: Sequence[str], relevant: Sequence[str]) -> int | None:
    return next((rank for rank, name in enumerate(ids, 1) if name in relevant), None)


def _quote_hits(
    asked: Asked,
    question: Question,
    vectors: Vectors,
    hit: Hit,
    snapshot: Snapshot,
    ranking: Ranking,
) -> bool:
    found = choose_quote(question, vectors, hit.readout, 1.0, snapshot, ranking.sentences)
    return any(
        name == found.readout.id and start < found.end and found.start < end
        for name, start, end in asked.answers
    )


def bm25_order(asked: Asked, snapshot: Snapshot) -> list[str]:
    """Readouts by their best window under BM25 alone, those that share no word left out."""
    return _order(snapshot.words.scores(terms(asked.question, asked.language)), snapshot)


def cosine_order(vector: Scores, snapshot: Snapshot) -> list[str]:
    """Readouts by the cosine of the question and their best window, and nothing else."""
    return _order(snapshot.window_vectors.astype(np.float32) @ vector, snapshot)


def _order(scores: Scores, snapshot: Snapshot) -> list[str]:
    """Readouts by the best score of their windows; those that score nothing are left out."""
    best = np.zeros(len(snapshot.readouts), np.float32)
    np.maximum.at(best, np.array(snapshot.layout.owner), scores)
    order = np.argsort(-best, kind="stable")
    return [snapshot.readouts[owner].id for owner in order if best[owner] > 0]


def one_language_each(
    readouts: Sequence[Readout], questions: Sequence[Asked], *, swapped: bool
) -> tuple[list[Readout], list[Asked]]:
    """A corpus that holds each call in one language only, and the questions fitted to it.

    Calls take turns by date; `swapped` gives each call in its other language. Asked of both, every
    question is put once within its language and once across.
    """
    turn: dict[str, int] = {}
    for readout in readouts:
        turn.setdefault(readout.call, len(turn))
    wanted: list[Language] = ["en", "fa"] if swapped else ["fa", "en"]
    kept = [r for r in readouts if r.language == wanted[turn[r.call] % 2]]
    language = {r.id: r.language for r in kept}
    fitted = []
    for asked in questions:
        relevant = tuple(name for name in asked.relevant if name in language)
        answers = tuple(answer for answer in asked.answers if answer[0] in language)
        to = language[relevant[0]] if relevant else ""
        if relevant or not asked.relevant:
            direction = f"{asked.language}→{to}" if to else ""
            fitted.append(replace(asked, relevant=relevant, answers=answers, direction=direction))
    return kept, fitted
