"""Invented calls with questions: the text of the last course, where questions find passages."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from index.dates import DateRange
from index.errors import TrainingError
from index.linking import Linker
from index.text import Language
from index.training.pairs import Pair

LANGUAGES: tuple[Language, ...] = get_args(Language)
# Every so many-th call is kept out of training, to watch it by.
HELD_OUT = 10
ALIKE = 5


@dataclass(frozen=True)
class Asked:
    """A question that its passage answers; `names` says whether it names a leader or an office."""

    text: str
    language: Language
    names: bool


@dataclass(frozen=True)
class Passage:
    """A passage under its call's title in each language, and the questions that it answers."""

    call: str
    leaders: tuple[str, ...]
    text: dict[Language, str]
    questions: tuple[Asked, ...]

    def pair(self) -> Pair:
        """The passage as a translation pair."""
        return Pair(self.text["en"], self.text["fa"])


def read_calls(folder: Path, linker: Linker) -> tuple[list[Passage], list[Passage]]:
    """The passages to train on and those of the calls held out, of all `*.jsonl` files.

    Raises:
        TrainingError: a file cannot be read or a line is no call with passages and questions.
    """
    calls = [_read(path, linker) for path in sorted(folder.glob("*.jsonl"))]
    taught: list[Passage] = []
    held_out: list[Passage] = []
    for number, passages in enumerate(call for file in calls for call in file):
        (held_out if number % HELD_OUT == 0 else taught).extend(passages)
    return taught, held_out


def _read(path: Path, linker: Linker) -> list[list[Passage]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    return [
        _call(f"{path.name}:{number}", line, linker)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def _call(name: str, line: str, linker: Linker) -> list[Passage]:
    try:
        call = json.loads(line)
        on = date.fromisoformat(call["date"])
        return [
            Passage(
                call=call["id"],
                leaders=tuple(map(str, call["leaders"])),
                text={lang: f"{call['title'][lang]}\n{passage[lang]}" for lang in LANGUAGES},
                questions=tuple(_asked(passage["questions"], on, linker)),
            )
            for passage in call["passages"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"{name}: a call needs id, leaders, date, title and passages with questions "
            f"({type(error).__name__}: {error})"
        ) from error


def _asked(questions: dict[str, Any], on: date, linker: Linker) -> Iterable[Asked]:
    when = DateRange(on, on)
    for language in LANGUAGES:
        for text in questions[language]:
            keys = linker.keys(text, when)
            yield Asked(text, language, any(key.startswith("person:") for key in keys))


@dataclass(frozen=True)
class Lesson:
    """Questions, the passage that answers each, and which others could answer it as well.

    Attributes:
        passages: in the order of the questions; each is wrong for all other questions …
        open: … but for these (question, passage): a question that names no leader, and a passage
            much like its own between other leaders.
    """

    questions: list[str]
    passages: list[str]
    open: list[tuple[int, int]]


class Lessons:
    """The lessons of the last course: each of a few whole calls in pairs.

    Whole calls, so that the same leaders are there with other topics; in pairs that are alike
    between other leaders, so that the same topic is there with other leaders. The k-th lesson
    depends on the seed alone.

    Args:
        vectors: unit vectors of the passages (passages × dimensions), to tell which are alike.
        pairs: how many pairs of calls make a lesson.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        seed: int = 1,
        pairs: int = 6,
    ) -> None:
        self.passages, self.seed, self.pairs = passages, seed, pairs
        self._of_call: dict[str, list[int]] = {}
        for number, passage in enumerate(passages):
            self._of_call.setdefault(passage.call, []).append(number)
        self._alike = self._neighbours(vectors)

    def __len__(self) -> int:
        """How many pairs of a question and a passage there are: each in each language."""
        return sum(len(p.questions) for p in self.passages) * len(LANGUAGES)

    def __getitem__(self, k: int) -> Lesson:
        calls = list(self._of_call)
        epoch, place = divmod(k, max(1, len(calls) // self.pairs))
        Random(f"{self.seed} {epoch}").shuffle(calls)
        chance = Random(f"{self.seed} {k}")
        chosen = dict.fromkeys(calls[place * self.pairs :][: self.pairs])
        for call in list(chosen):
            alike = self._alike[chance.choice(self._of_call[call])]
            chosen[self.passages[chance.choice(alike)].call] = None
        numbers = [number for call in chosen for number in self._of_call[call]]
        asked = [self._ask(number, epoch) for number in numbers]
        return Lesson(
            questions=[question.text for question in asked],
            passages=[self.passages[n].text[chance.choice(LANGUAGES)] for n in numbers],
            open=[
                (i, j)
                for i, (number, question) in enumerate(zip(numbers, asked, strict=True))
                for j, other in enumerate(numbers)
                if not question.names and other in self._alike[number]
            ],
        )

    def _ask(self, number: int, epoch: int) -> Asked:
        questions = self.passages[number].questions
        return questions[(epoch + number) % len(questions)]

    def _neighbours(self, vectors: NDArray[np.float32]) -> list[list[int]]:
        near = np.argsort(-(vectors @ vectors.T), axis=1, kind="stable")
        return [self._others(number, row) for number, row in enumerate(near)]

    def _others(self, number: int, row: NDArray[np.int64]) -> list[int]:
        """The nearest passages between wholly other leaders, the nearest first."""
        leaders = set(self.passages[number].leaders)
        others = (int(n) for n in row if not leaders & set(self.passages[n].leaders))
        return list(islice(others, ALIKE)) or [number - 1]
