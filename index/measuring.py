"""The commands that measure: eval, eval-model, bench."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from index.bench import measure
from index.cli import app, progress_bar, today
from index.encoder import Progress as OnProgress
from index.encoder import SentenceEncoder
from index.errors import EvaluationError
from index.evaluation import Bench, one_language_each, read_questions
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.model_evaluation import (
    read_contrasts,
    read_parallel,
    retrieval,
    sensitivity,
    speed,
    translation_accuracy,
)
from index.reading import Failure, Reader
from index.readout import Readout
from index.resources import data_folder
from index.scoring import Asked, summarise
from index.search import Ranking
from index.settings import ArchiveSettings
from index.tables import print_ablations, print_figures, print_model, print_speed

ReadoutsOption = Annotated[
    Path | None, typer.Option(help="JSON Lines file or folder of readouts.", exists=True)
]
QuestionsOption = Annotated[
    Path | None, typer.Option(help="JSON Lines file of questions.", exists=True)
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Also write all figures into this file.")
]
SplitOption = Annotated[
    str, typer.Option(help="Of the project's own questions: test, tuning or all.")
]


@app.command("eval")
def evaluate(
    readouts: ReadoutsOption = None,
    questions: QuestionsOption = None,
    json_file: JsonOption = None,
    split: SplitOption = "test",
    ablate: Annotated[
        bool, typer.Option("--ablations", help="Measure what each part of the search is worth.")
    ] = False,
) -> None:
    """Measure how often the right readout and sentence are found, beside plain BM25.

    Without files: the starter corpus and its test questions, each asked once of the call's
    readout in the question's language and once of the one in the other language.
    """
    if ablate:
        print_ablations(measure_ablations())
        return
    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(ArchiveSettings.read(), report)
        parts = parts_to_ask(bench, readouts, questions, split)
        outcomes = [outcome for part in parts for outcome in bench.run(*part)]
    figures = summarise(outcomes)
    print_figures(figures, bench.encoder.fingerprint)
    if json_file:
        content = {"model": bench.encoder.fingerprint, **figures, "questions": outcomes}
        json_file.write_text(json.dumps(content, default=asdict, ensure_ascii=False, indent=1))


@app.command("eval-model")
def evaluate_model(
    models: Annotated[
        list[str] | None,
        typer.Argument(help="Folders or hub names; the model of the settings when none is given."),
    ] = None,
    ntrex: Annotated[
        Path | None,
        typer.Option(help="Folder of ntrex.en and ntrex.fa, translations line by line."),
    ] = None,
    readouts: ReadoutsOption = None,
    questions: QuestionsOption = None,
    json_file: JsonOption = None,
    split: SplitOption = "all",
) -> None:
    """Measure sentence models by themselves: no words, no concepts, no dates.

    Translations that find each other, questions that find a readout by its best passage (beside
    BM25), small differences that must show, speed and size.
    """
    settings = ArchiveSettings.read()
    everything = {}
    for name in models or [settings.model]:
        with progress_bar("Embedding the readouts") as report:
            encoder = SentenceEncoder(name)
            bench = replace(make_bench(settings, report), encoder=encoder)
            parts = parts_to_ask(bench, readouts, questions, split)
            figures = measure_model(encoder, bench, parts, ntrex)
        print_model(name or "the bundled model", figures)
        everything[name or "bundled"] = figures
    if json_file:
        json_file.write_text(json.dumps(everything, default=asdict, ensure_ascii=False, indent=1))


def measure_model(
    encoder: SentenceEncoder,
    bench: Bench,
    parts: Sequence[tuple[list[Readout], list[Asked]]],
    ntrex: Path | None,
) -> dict[str, Any]:
    """All figures of a model; translations only where a folder of them is given."""
    contrasts = read_contrasts(data_folder() / "eval" / "contrasts.jsonl")
    corpus = [readout for readouts, _ in parts for readout in readouts]
    texts = [line for readout in corpus for line in readout.text.split("\n") if line]
    asked = [question.question for _, questions in parts for question in questions]
    return {
        "retrieval": retrieval(bench, parts),
        "translations": translation_accuracy(encoder, *read_parallel(ntrex)) if ntrex else None,
        "contrasts": sensitivity(encoder, contrasts),
        "speed": speed(encoder, texts, asked),
        "facts": encoder.facts,
    }


def make_bench(settings: ArchiveSettings, report: OnProgress | None = None) -> Bench:
    """The means to measure with: the model of the settings, the project's gazetteer and ranking."""
    data = data_folder()
    return Bench(
        SentenceEncoder(settings.model),
        Linker(Gazetteer.load(data / "gazetteer")),
        Ranking.load(data / "ranking.json"),
        today(),
        report,
    )


def read_all(bench: Bench, path: Path) -> list[Readout]:
    """All readouts of a file or folder.

    Raises:
        EvaluationError: one of them cannot be read.
    """
    found = []
    for result in Reader(bench.linker, bench.today).read([path]):
        if isinstance(result, Failure):
            raise EvaluationError(f"{result.name}: {result.reason}")
        found.append(result.readout)
    return found


def own_questions(split: str) -> list[Asked]:
    """The project's questions of a split (`test`, `tuning`, or `all`)."""
    questions = read_questions(data_folder() / "eval" / "questions.jsonl")
    chosen = [q for q in questions if split in {q.split, "all"}]
    if not chosen:
        raise EvaluationError(f"--split {split!r}: say test, tuning or all")
    return chosen


def parts_to_ask(
    bench: Bench, readouts: Path | None, questions: Path | None, split: str
) -> list[tuple[list[Readout], list[Asked]]]:
    """Corpora with the questions asked of each: of two files, or else the project's own.

    The starter corpus is asked with each call in one language, then in the other.

    Raises:
        EvaluationError: only one of the files is given, or one cannot be used.
    """
    if (readouts is None) != (questions is None):
        raise EvaluationError("--readouts and --questions go together: give both or neither")
    if readouts and questions:
        return [(read_all(bench, readouts), read_questions(questions))]
    everything, asked = read_all(bench, data_folder() / "readouts"), own_questions(split)
    return [one_language_each(everything, asked, swapped=swapped) for swapped in (False, True)]


benches = typer.Typer(invoke_without_command=True)
app.add_typer(benches, name="bench")


@benches.callback()
def bench_search(
    context: typer.Context,
    passages: Annotated[int, typer.Option(min=100, help="How many passages to search.")] = 100_000,
    json_file: JsonOption = None,
) -> None:
    """Measure speed and memory over copies of the starter corpus: build, answer, add."""
    if context.invoked_subcommand:
        return
    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(ArchiveSettings.read(), report)
        corpus = read_all(bench, data_folder() / "readouts")
        asked = [question.question for question in own_questions("test")]
        found = measure(bench, corpus, asked, passages)
    print_speed(found)
    if json_file:
        json_file.write_text(json.dumps(asdict(found), indent=1))


def measure_ablations() -> dict[str, dict[str, float]]:
    """Recall@1 of the project's own test questions with parts of the search left out."""
    from index.ablation import ablations

    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(ArchiveSettings.read(), report)
        tuning, test = (parts_to_ask(bench, None, None, split) for split in ("tuning", "test"))
        return ablations(bench, tuning, test)
