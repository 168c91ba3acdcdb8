"""The commands of recognition: eval-items measures it, fit-recognition weighs its signs anew."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from index.cli import app, output
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.news.judging import bundled_weights, read_item, weights_file
from index.news.labelled import Figures, Judged, figures, judge_all, read_items
from index.resources import data_folder


@app.command("eval-items")
def evaluate_items(
    show: Annotated[bool, typer.Option(help="Show each item that is judged wrongly.")] = False,
    split: Annotated[
        str, typer.Option(help="Of the labelled items: test, tuning or all.")
    ] = "test",
) -> None:
    """Measure how well readouts of calls are told from other news, and what is read from them."""
    labelled = read_items(data_folder() / "eval" / "items.jsonl", split)
    judged = judge_all(labelled, _linker(), bundled_weights())
    if show:
        for one in judged:
            _show(one)
    _print({"all": judged} | {name: _of(judged, code) for name, code in _LANGUAGES.items()})


@app.command("fit-recognition")
def fit_recognition() -> None:
    """Fit the weights of recognition to the tuning items; writes data/recognition/weights.json."""
    from index.news.learning import fit, save

    linker = _linker()
    labelled = read_items(data_folder() / "eval" / "items.jsonl", "tuning")
    weights = fit([(read_item(one.item, linker).signs, one.is_call) for one in labelled])
    save(weights, weights_file())
    output.print(f"{len(labelled)} items; threshold {weights.threshold}; wrote {weights_file()}")


_LANGUAGES = {"English": "en", "Persian": "fa"}


def _linker() -> Linker:
    return Linker(Gazetteer.load(data_folder() / "gazetteer"))


def _of(judged: list[Judged], language: str) -> list[Judged]:
    return [one for one in judged if one.labelled.item.language == language]


def _print(groups: dict[str, list[Judged]]) -> None:
    table = Table(title="Recognition of calls", title_justify="left")
    headings = ("", "items", "calls", "precision", "recall", "who", "when", "who rang up")
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left")
    for name, judged in groups.items():
        table.add_row(name, *_row(figures(judged)))
    Console(width=100).print(table)


def _row(one: Figures) -> list[str]:
    shares = (one.precision, one.recall, one.participants, one.day, one.initiative)
    return [str(one.items), str(one.calls), *(f"{share:.3f}" for share in shares)]


def _show(one: Judged) -> None:
    """What is wrong with the verdict on one item; nothing where all is right."""
    said, label = one.verdict, one.labelled
    found = [] if one.is_right else [f"call: {said.is_call} ({said.confidence:.2f})"]
    if label.is_call:
        names = ", ".join(said.participants)
        found += [] if one.participants_right else [f"who: {names}"]
        found += [] if one.day_right else [f"when: {said.date}"]
        found += [] if one.initiative_right else [f"rang up: {said.initiative}"]
    if found:
        output.print(f"{label.id} {label.item.title}", markup=False, style="bold")
        for line in (*found, *said.reasons):
            output.print(f"  {line}", markup=False)
