"""What the calls themselves answer: when, who, how many, which, the latest."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.cues import Kind
from index.question import Question
from index.readout import Readout
from index.snapshot import Snapshot
from index.text import normalise

Call: TypeAlias = tuple[Readout, ...]

# «When did they talk about Libya» asks for a day of the calendar of calls; "when will the plant
# open" for one that a readout tells.
_TALKING = re.compile(
    r"\b(?:talk|talks|talked|speak|speaks|spoke|spoken|discuss|discussed|call|calls|called|phone"
    r"|phoned|telephone|telephoned|conversation|conversations|mention|mentions|mentioned)\b"
    r"|تماس|گفت و ?گو|گفتگو|صحبت|حرف|مذاکره|رایزنی|زنگ|تلفن|مکالمه"
)
COUNTED: tuple[Kind, ...] = ("when", "who", "how_many", "latest", "list")


@dataclass(frozen=True)
class Fact:
    """The calls that answer a question about calls.

    Attributes:
        kind: what is asked of them.
        calls: the readouts of each, the newest call first.
        people: ids of the people asked about, who took part in all of them.
    """

    kind: Kind
    calls: tuple[Call, ...]
    people: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The ids of all others who took part, the latest call's first."""
        everyone = (p for call in self.calls for readout in call for p in readout.participants)
        return tuple(p for p in dict.fromkeys(everyone) if p not in self.people)


def matching(question: Question, snapshot: Snapshot) -> list[int]:
    """The numbers of the readouts that fit a question by who took part, when and whose it is.

    The newest first.
    """
    fitting = [
        number
        for number, readout in enumerate(snapshot.readouts)
        if (question.dates is None or readout.date in question.dates)
        and all(
            any(f"person:{person}" in keys for person in readout.participants)
            for keys in question.people
        )
        and (not question.sources or snapshot.layout.pages[number].source in question.sources)
        and (not question.call or readout.call == question.call)
    ]
    return sorted(fitting, key=lambda n: snapshot.readouts[n].date, reverse=True)


def asks_of_calls(question: Question) -> bool:
    """Whether a question is about calls, not about what was said in them."""
    if question.bare:
        return True
    return question.kind in COUNTED and bool(_TALKING.search(normalise(question.text)))


def fact(question: Question, readouts: Sequence[Readout]) -> Fact | None:
    """What the calls of these readouts say to a question; None when it asks for no fact."""
    kind = question.kind
    calls = grouped(readouts)
    if not calls or kind not in COUNTED or not asks_of_calls(question):
        return None
    people = tuple(
        person
        for person in dict.fromkeys(p for call in calls for p in call[0].participants)
        if any(f"person:{person}" in keys for keys in question.people)
    )
    return Fact(kind, tuple(calls[:1] if kind == "latest" else calls), people)


def grouped(readouts: Iterable[Readout]) -> list[Call]:
    """Readouts call by call, the newest call first."""
    calls: dict[str, list[Readout]] = {}
    for readout in readouts:
        calls.setdefault(readout.call, []).append(readout)
    return [tuple(call) for call in sorted(calls.values(), key=lambda c: c[0].date, reverse=True)]
