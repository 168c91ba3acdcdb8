"""What each part of the search is worth: the ranking fitted and measured without it."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from index.evaluation import Bench
from index.features import Features, Look
from index.fitting import examples, fit
from index.readout import Readout
from index.scoring import Asked
from index.search import Ranking

Part = tuple[Sequence[Readout], Sequence[Asked]]
DENSE = frozenset({"cosine", "above", "sentence", "focus"})
WORDS = frozenset({"words", "same_language"})
DATES = frozenset({"date_within", "date_outside"})
CONCEPTS = frozenset(Features.names()) - DENSE - WORDS - DATES
# For each row the features that the ranking may use.
ROWS: dict[str, frozenset[str]] = {
    "everything": DENSE | WORDS | CONCEPTS | DATES,
    "vectors only": DENSE,
    "words only": WORDS,
    "concepts only": CONCEPTS,
    "without vectors": WORDS | CONCEPTS | DATES,
    "without words": DENSE | CONCEPTS | DATES,
    "without concepts": DENSE | WORDS | DATES,
    "without dates": DENSE | WORDS | CONCEPTS,
}
NO_HEADING = "without heading"


@dataclass(frozen=True)
class Seen:
    """A question asked of readouts: for each candidate window its readout and features."""

    asked: Asked
    windows: tuple[tuple[str, tuple[float, ...]], ...]


def ablations(
    bench: Bench, tuning: Sequence[Part], test: Sequence[Part]
) -> dict[str, dict[str, float]]:
    """For each row of `ROWS`, and without headings, recall@1 by direction on the test questions.

    Each row's ranking is fitted to the tuning questions with its features alone. Questions about
    calls alone are left out: they are answered by who and when, not by this ranking.
    """
    found = {}
    for heading in (True, False):
        taught, asked = ([_part(part, heading) for part in parts] for parts in (tuning, test))
        known = [example for part in taught for example in examples(bench, *part)]
        seen = [one for part in asked for one in look(bench, *part)]
        for name, used in ROWS.items() if heading else [(NO_HEADING, ROWS["everything"])]:
            kept = [feature in used for feature in Features.names()]
            masked = [(_masked(values, kept), right) for values, right in known]
            found[name] = _recalls(fit(masked), seen, kept)
    return found


def _part(part: Part, heading: bool) -> Part:
    """A part as it is, or with readouts that do not say who took part."""
    readouts, asked = part
    if heading:
        return part
    return [replace(readout, title="", participants=()) for readout in readouts], asked


def look(bench: Bench, readouts: Sequence[Readout], questions: Sequence[Asked]) -> Iterator[Seen]:
    """The candidates of each answerable question that asks for more than calls."""
    with TemporaryDirectory() as folder:
        snapshot = bench.build_snapshot(readouts, Path(folder))
    for asked, question, vectors in bench.understood(questions, snapshot):
        if question.bare or not asked.relevant:
            continue
        seen = Look(question, vectors, snapshot)
        owners = snapshot.layout.owner
        yield Seen(
            asked,
            # In an order of no meaning: of equals the first is taken.
            tuple(
                sorted(
                    (snapshot.readouts[owners[window]].id, astuple(seen.features(window)))
                    for window in seen.candidates()
                )
            ),
        )


def _masked(values: tuple[float, ...], kept: Sequence[bool]) -> tuple[float, ...]:
    return tuple(value if keep else 0.0 for value, keep in zip(values, kept, strict=True))


def _recalls(ranking: Ranking, seen: Sequence[Seen], kept: Sequence[bool]) -> dict[str, float]:
    hits: dict[str, list[bool]] = {}
    for one in seen:
        best = max(
            one.windows,
            key=lambda window: ranking.probability(Features(*_masked(window[1], kept))),
            default=("", ()),
        )
        for way in (one.asked.direction, "all"):
            hits.setdefault(way, []).append(best[0] in one.asked.relevant)
    return {way: sum(found) / len(found) for way, found in sorted(hits.items())}
