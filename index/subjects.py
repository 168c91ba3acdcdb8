"""What can be followed: everything, a leader, a country, a topic, or two leaders together.

A subject is written as a key: `all`, `person:…`, `place:…`, `topic:…`, `pair:one+other`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from index.gazetteer import Gazetteer
from index.question import Question
from index.readout import Readout
from index.snapshot import Snapshot

EVERYTHING = "all"
_PAIR = "pair:"


@dataclass(frozen=True)
class Call:
    """A call as its readouts tell it.

    Attributes:
        readouts: in the order of the snapshot.
        keys: the concepts of all of them, with what they belong to; people only as participants.
    """

    id: str
    readouts: tuple[Readout, ...]
    keys: frozenset[str]

    @property
    def participants(self) -> tuple[str, ...]:
        """Ids or names of those who took part."""
        return self.readouts[0].participants

    @property
    def day(self) -> date:
        """The day of the call."""
        return self.readouts[0].date

    def subjects(self) -> Iterator[str]:
        """The keys of all subjects under which it is news."""
        yield EVERYTHING
        yield from sorted(self.keys)
        yield from (pair_key(pair) for pair in combinations(self.participants, 2))


def pair_key(people: Iterable[str]) -> str:
    """The key of two people together, in either order."""
    return _PAIR + "+".join(sorted(people))


def people_of(subject: str) -> tuple[str, ...]:
    """The ids of the people that a subject names; none for a place or a topic."""
    kind, _, name = subject.partition(":")
    return tuple(name.split("+")) if kind in {"person", "pair"} else ()


def is_known(subject: str, gazetteer: Gazetteer) -> bool:
    """Whether a key names something that can be followed."""
    kind, _, name = subject.partition(":")
    if kind == "pair":
        people = name.split("+")
        return len(people) == 2 and all(person in gazetteer.people for person in people)
    kinds = {"person": gazetteer.people, "place": gazetteer.places, "topic": gazetteer.topics}
    return subject == EVERYTHING or name in kinds.get(kind, ())


def calls_of(snapshot: Snapshot, numbers: Iterable[int] | None = None) -> list[Call]:
    """The calls that readouts tell of, the newest first.

    Args:
        numbers: of readouts; of these calls all readouts are taken. All calls by default.
    """
    grouped: dict[str, list[int]] = {}
    for number, readout in enumerate(snapshot.readouts):
        grouped.setdefault(readout.call, []).append(number)
    wanted = grouped if numbers is None else {snapshot.readouts[n].call for n in numbers}
    found = [_call(snapshot, grouped[call]) for call in grouped if call in wanted]
    return sorted(found, key=lambda call: call.day, reverse=True)


def _call(snapshot: Snapshot, numbers: Sequence[int]) -> Call:
    readouts = tuple(snapshot.readouts[number] for number in numbers)
    everything = frozenset().union(*(snapshot.layout.pages[n].everything for n in numbers))
    named = {f"person:{person}" for person in readouts[0].participants}
    keys = {key for key in everything if not key.startswith("person:")} | named
    return Call(readouts[0].call, readouts, frozenset(keys))


def subjects_named(question: Question, gazetteer: Gazetteer, today: date) -> list[str]:
    """What a text names that can be followed; two people are also meant together, and first."""
    people = [_in_office(keys, gazetteer, today) for keys in question.people]
    pairs = [pair_key(people)] if len(set(people)) == 2 else []
    named = [f"person:{person}" for person in people]
    return list(dict.fromkeys([*pairs, *named, *(min(keys) for keys in question.subjects)]))


def _in_office(keys: frozenset[str], gazetteer: Gazetteer, today: date) -> str:
    """Of the people that a name or an office can mean, the one who serves today."""
    people = [gazetteer.people[key.removeprefix("person:")] for key in sorted(keys)]
    serving = [person for person in people if person.offices_on(today)]
    return (serving or people)[0].id
