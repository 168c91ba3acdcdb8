"""Labelled items, and how well they are recognised."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from index.errors import EvaluationError
from index.linking import Linker
from index.news.item import Item, Verdict
from index.news.judging import Weights, read_item, weigh
from index.readout import as_language


@dataclass(frozen=True)
class Labelled:
    """An item, and what a person says of it.

    Attributes:
        split: `tuning` (words were chosen and weights fitted with it in sight) or `test`.
        participants, day, initiative: of calls only.
        why: what it is, when it is no call.
    """

    id: str
    split: str
    item: Item
    is_call: bool
    participants: frozenset[str]
    day: date | None
    initiative: str | None
    why: str


@dataclass(frozen=True)
class Judged:
    """A labelled item and the verdict on it."""

    labelled: Labelled
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        """Whether it is known for what it is: a call or none."""
        return self.verdict.is_call == self.labelled.is_call

    @property
    def participants_right(self) -> bool:
        """Whether exactly those who took part are named."""
        return frozenset(self.verdict.participants) == self.labelled.participants

    @property
    def day_right(self) -> bool:
        """Whether the call is dated right."""
        return self.verdict.date == self.labelled.day

    @property
    def initiative_right(self) -> bool:
        """Whether it is known who rang up, or that it is not said."""
        return self.verdict.initiative == self.labelled.initiative


@dataclass(frozen=True)
class Figures:
    """Shares, from 0 to 1.

    Attributes:
        precision: calls among the items that are taken for calls.
        recall: calls that are taken for calls, among all calls.
        participants, day, initiative: right ones among all calls, also those not recognised.
    """

    items: int
    calls: int
    precision: float
    recall: float
    participants: float
    day: float
    initiative: float


def read_items(path: Path, split: str = "all") -> list[Labelled]:
    """The labelled items of a JSON Lines file that belong to a split.

    Raises:
        EvaluationError: the file or a line cannot be used, or no item belongs to the split.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error})") from error
    everything = [_item(f"{path.name}:{n}", line) for n, line in enumerate(lines, 1) if line]
    chosen = [one for one in everything if split in {one.split, "all"}]
    if not chosen:
        raise EvaluationError(f"--split {split!r}: say test, tuning or all")
    return chosen


def _item(name: str, line: str) -> Labelled:
    try:
        fields: dict[str, Any] = json.loads(line)
        return Labelled(
            id=fields["id"],
            split=fields["split"],
            item=Item(
                title=fields["title"],
                text=fields["text"],
                url=fields["url"],
                published=datetime.fromisoformat(fields["published"]),
                source=fields["source"],
                language=as_language(fields["language"]),
            ),
            is_call=fields["call"],
            participants=frozenset(fields["participants"]),
            day=date.fromisoformat(fields["date"]) if fields["date"] else None,
            initiative=fields["initiative"],
            why=fields.get("why", ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(
            f"{name}: cannot be used ({type(error).__name__}: {error}): "
            "see data/eval/README.md for what an item needs"
        ) from error


def judge_all(items: Iterable[Labelled], linker: Linker, weights: Weights) -> list[Judged]:
    """The verdicts on labelled items."""
    return [Judged(one, weigh(read_item(one.item, linker), weights)) for one in items]


def figures(judged: Sequence[Judged]) -> Figures:
    """The shares that were judged rightly.

    Raises:
        EvaluationError: there is no call among them.
    """
    calls = [one for one in judged if one.labelled.is_call]
    taken = [one for one in judged if one.verdict.is_call]
    if not calls:
        raise EvaluationError("no item is labelled a call: nothing can be measured")
    return Figures(
        items=len(judged),
        calls=len(calls),
        precision=_share(taken, lambda one: one.labelled.is_call),
        recall=_share(calls, lambda one: one.verdict.is_call),
        participants=_share(calls, lambda one: one.participants_right),
        day=_share(calls, lambda one: one.day_right),
        initiative=_share(calls, lambda one: one.initiative_right),
    )


def _share(judged: Sequence[Judged], is_right: Callable[[Judged], bool]) -> float:
    return sum(map(is_right, judged)) / len(judged) if judged else 0.0
