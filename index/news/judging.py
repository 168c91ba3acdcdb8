"""Is an item the readout of a call between leaders, and of which?"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from math import exp
from pathlib import Path

from index.errors import EvaluationError
from index.linking import Linker
from index.news.callers import Switchboard
from index.news.clauses import clauses_of
from index.news.days import Day, day_of
from index.news.item import Item, Verdict
from index.news.leaders import home_of
from index.news.line import Line, line_of
from index.news.signs import Signs, signs_of
from index.news.starting import initiative_of
from index.resources import data_folder
from index.text import fold

_ELECT = re.compile(r"[- ]elect\b|منتخب")
# Offices without an end are held on it: who leads when nothing tells of the day.
_NOW = date(9000, 1, 1)


@dataclass(frozen=True)
class Reading:
    """What is understood of an item before it is weighed."""

    item: Item
    line: Line
    day: Day | None
    initiative: str | None
    signs: Signs


@dataclass(frozen=True)
class Weights:
    """How much each sign counts, in log odds, and the probability from which an item is a call."""

    intercept: float
    threshold: float
    weights: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Read the weights of a JSON file.

        Raises:
            EvaluationError: it cannot be read, or its signs are not the ones that are seen.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            found = cls(content["intercept"], content["threshold"], content["weights"])
            odd = sorted(set(found.weights) ^ set(Signs.names()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path}: cannot be read ({type(error).__name__}: {error}): run fit-recognition"
            ) from error
        if odd:
            raise EvaluationError(
                f"{path}: the signs {', '.join(odd)} are not in both: run fit-recognition"
            )
        return found

    def probability(self, signs: Signs) -> float:
        """The probability that an item with these signs is the readout of a call."""
        total = sum(self.weights[name] * value for name, value in asdict(signs).items())
        return 1 / (1 + exp(-(total + self.intercept)))


def read_item(item: Item, linker: Linker) -> Reading:
    """Understand an item: when, who, on whose initiative, and the signs of what it is."""
    clauses = clauses_of(item)
    day = day_of(clauses, item.published)
    board = Switchboard(
        linker,
        day.day if day else _NOW,
        home_of(item, linker.gazetteer),
        bool(_ELECT.search(clauses.everything)),
    )
    line = line_of(clauses, board)
    initiative = initiative_of(clauses, line.people, board)
    return Reading(item, line, day, initiative, signs_of(clauses, line))


def weights_file() -> Path:
    """Where the weights lie that come with the project."""
    return data_folder() / "recognition" / "weights.json"


@cache
def bundled_weights() -> Weights:
    """The weights that come with the project."""
    return Weights.load(weights_file())


def judge(item: Item, linker: Linker) -> Verdict:
    """Whether an item is the readout of one call between leaders, and what it says of the call."""
    return weigh(read_item(item, linker), bundled_weights())


def weigh(reading: Reading, weights: Weights) -> Verdict:
    """The verdict on what was understood of an item."""
    confidence = weights.probability(reading.signs)
    return Verdict(
        is_call=confidence >= weights.threshold,
        confidence=confidence,
        participants=tuple(_as_written(name, reading.item) for name in reading.line.people),
        date=reading.day.day if reading.day else None,
        initiative=_as_written(reading.initiative, reading.item) if reading.initiative else None,
        language=reading.item.written_in,
        reasons=tuple(_reasons(reading)),
    )


def _as_written(name: str, item: Item) -> str:
    """A name that the gazetteer lacks, with its accents; ids stay as they are."""
    if " " not in name:
        return name
    text = f"{item.title}\n{item.text}".split()
    size = len(name.split())
    parts = (" ".join(text[at : at + size]).strip(".,;:،؛") for at in range(len(text)))
    return next((part for part in parts if fold(part) == name), name)


def _reasons(reading: Reading) -> list[str]:
    signs = [name.replace("_", " ") for name, value in asdict(reading.signs).items() if value]
    day = reading.day
    return [
        f"signs: {', '.join(signs) or 'none'}",
        f"date {day.day.isoformat()}: {day.why}" if day else "date: nothing tells it",
        f"on the line: {', '.join(reading.line.people) or 'no leader'}",
        *([f"rang up: {reading.initiative}"] if reading.initiative else []),
    ]
