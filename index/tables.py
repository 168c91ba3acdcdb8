"""What was measured, as tables in the terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from index.bench import Figures
from index.cli import output
from index.model_evaluation import whole
from index.scoring import Calibration, Score


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
    print_calibration(figures["calibration"])


def _add_rows(table: Table, name: str, one: Score) -> None:
    ours = (one.recall_1, one.recall_3, one.mrr, one.quote_hit, one.refused)
    bm25 = (one.bm25_recall_1, one.bm25_recall_3, one.bm25_mrr)
    cosine = (one.cosine_recall_1, one.cosine_recall_3, one.cosine_mrr)
    table.add_row(name, str(one.number), *(f"{value:.3f}" for value in ours))
    table.add_row("  BM25", "", *(f"{value:.3f}" for value in bm25), style="dim")
    table.add_row("  cosine", "", *(f"{value:.3f}" for value in cosine), style="dim")


def print_calibration(found: Calibration) -> None:
    """The reliability curve: what was said and how often it was right."""
    table = Table(title="Reliability of the first readout's probability", title_justify="left")
    for heading in ("said", "right", "questions"):
        table.add_column(heading, justify="right")
    for one in found.bins:
        table.add_row(f"{one.probability:.2f}", f"{one.right:.2f}", str(one.number))
    Console(width=100).print(table)
    output.print(f"Brier score {found.brier:.3f} (always the base rate: {found.base:.3f})")


def print_ablations(rows: Mapping[str, Mapping[str, float]]) -> None:
    """Recall@1 by direction, with parts of the search left out."""
    ways = list(next(iter(rows.values())))
    table = Table(title="recall@1, the ranking fitted anew for each row", title_justify="left")
    for heading in ("", *ways):
        table.add_column(heading, justify="right" if heading else "left")
    for name, recalls in rows.items():
        table.add_row(name, *(f"{recalls[way]:.3f}" for way in ways))
    Console(width=100).print(table)


def print_speed(found: Figures) -> None:
    """The figures of a bench."""
    table = Table(title=f"{found.passages:,} passages of {found.readouts:,} readouts")
    table.title_justify = "left"
    for heading in ("milliseconds a question", "p50", "p99"):
        table.add_column(heading, justify="left" if heading.startswith("m") else "right")
    for stage, times in [*found.stages.items(), ("answer, without encode", found.answer)]:
        table.add_row(stage, *(f"{time:.1f}" for time in times))
    Console(width=100).print(table)
    output.print(
        f"built in {found.build_seconds:.1f} s, opened from the cache in "
        f"{found.open_seconds:.1f} s; {found.memory / 1e6:.0f} MB with the model\n"
        f"one more readout found after {found.added:.1f} s; {found.meanwhile_number} answers "
        f"meanwhile, p50 {found.meanwhile[0]:.0f} ms, p99 {found.meanwhile[1]:.0f} ms"
    )
