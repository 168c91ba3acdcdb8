"""People, places and topics under language-free ids, with the names they bear in both languages."""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from index.errors import GazetteerError
from index.text import Language, normalise

OfficeKind: TypeAlias = Literal["head_of_state", "head_of_government", "foreign_minister", "other"]
_Named = TypeVar("_Named", "Person", "Place", "Concept", "Source")
ConceptKind: TypeAlias = Literal["person", "place", "topic"]


@dataclass(frozen=True)
class Office:
    """An office held from `start` to `end`; None is unknown (start) or still in office (end)."""

    office_en: str
    office_fa: str
    country: str
    kind: OfficeKind
    start: date | None
    end: date | None

    def held_on(self, day: date) -> bool:
        """Whether the office was held on a day."""
        return (self.start or date.min) <= day <= (self.end or date.max)


@dataclass(frozen=True)
class Concept:
    """What a text can be about: a name in both languages and further forms of it.

    `ambiguous` forms are ordinary words too («مالی», "Nice") and are not looked for.
    """

    id: str
    en: str
    fa: str
    kind: str
    parent: str | None = None
    forms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """Its name in a language."""
        return self.fa if language == "fa" else self.en


@dataclass(frozen=True)
class Person(Concept):
    """A person with the offices held."""

    offices: tuple[Office, ...] = ()

    def offices_on(self, day: date) -> list[Office]:
        """The offices held on a day."""
        return [office for office in self.offices if office.held_on(day)]


@dataclass(frozen=True)
class Place(Concept):
    """A country, city, region or water; `country` is the ISO 3166 code it lies in."""

    country: str | None = None


@dataclass(frozen=True)
class Source:
    """An office that publishes readouts, and the words that give it away in a text."""

    id: str
    en: str
    fa: str
    url: str
    terms: tuple[str, ...]

    def label(self, language: Language) -> str:
        """Its name in a language."""
        return self.fa if language == "fa" else self.en

    @cached_property
    def names(self) -> frozenset[str]:
        """All its names, normalised."""
        return frozenset(map(normalise, (self.en, self.fa, *self.terms)))

    def named_in(self, plain: str) -> bool:
        """Whether a normalised text names it."""
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) for name in self.names)


@dataclass(frozen=True)
class Gazetteer:
    """All people, places and topics by id, and the words for offices by kind.

    `titles` are offices that need no country beside them ("the Pope"): for a kind of office words
    the country, and what the office's English name begins with.
    """

    people: Mapping[str, Person]
    places: Mapping[str, Place]
    topics: Mapping[str, Concept]
    sources: Mapping[str, Source]
    office_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Gazetteer":
        """Read the gazetteer files of a folder.

        Raises:
            GazetteerError: a file is missing; a line is no JSON, lacks a key, repeats an id, or
            belongs to a concept that is not there.
        """
        offices = _read_json(folder / "offices.json")
        return cls(
            people=_read_lines(folder / "people.jsonl", _person),
            places=_read_lines(folder / "places.jsonl", _place),
            topics=_read_lines(folder / "topics.jsonl", _topic),
            sources=_read_lines(folder / "sources.jsonl", _source),
            office_words={
                kind: tuple(words["en"] + words["fa"]) for kind, words in offices.items()
            },
            titles={
                kind: (words["country"], words["title"])
                for kind, words in offices.items()
                if "title" in words
            },
        )

    def concept(self, key: str) -> Concept:
        """The concept of a key such as `place:libya`."""
        kind, _, name = key.partition(":")
        return self._kinds[kind][name]

    def with_ancestors(self, key: str) -> Iterator[str]:
        """A concept's key and those of all that it belongs to: Idlib, Syria, Middle East."""
        kind, _, name = key.partition(":")
        concepts = self._kinds[kind]
        while name:
            yield f"{kind}:{name}"
            name = concepts[name].parent or ""

    def source_called(self, name: str) -> Source | None:
        """The source of a name, in either language."""
        plain = normalise(name)
        known = self.sources.values()
        return next((source for source in known if plain and plain in source.names), None)

    def titled(self, country: str, title: str) -> list[tuple[Person, Office]]:
        """Everybody who holds or held an office whose English name begins with `title`."""
        kinds = ("head_of_state", "head_of_government", "foreign_minister", "other")
        held = self.holders(country, kinds)
        return [(person, office) for person, office in held if office.office_en.startswith(title)]

    def holders(self, country: str, kinds: Iterable[str]) -> list[tuple[Person, Office]]:
        """Everybody who holds or held an office of one of `kinds` in a country."""
        return [held for kind in kinds for held in self._holders.get((country, kind), [])]

    @cached_property
    def country_of(self) -> dict[str, str]:
        """The place id of each ISO country code."""
        return {
            place.country: place.id
            for place in self.places.values()
            if place.country and place.kind in {"country", "territory"}
        }

    @cached_property
    def _kinds(self) -> dict[str, Mapping[str, Concept]]:
        return {"person": self.people, "place": self.places, "topic": self.topics}

    @cached_property
    def _holders(self) -> dict[tuple[str, str], list[tuple[Person, Office]]]:
        found: dict[tuple[str, str], list[tuple[Person, Office]]] = {}
        for person in self.people.values():
            for office in person.offices:
                found.setdefault((office.country, office.kind), []).append((person, office))
        return found


def _read_lines(path: Path, make: Callable[[dict[str, Any]], _Named]) -> dict[str, _Named]:
    """What `make` reads from each line of a JSON Lines file, by id."""
    found: dict[str, _Named] = {}
    for number, line in enumerate(_read(path).split("\n"), 1):
        try:
            concept = make(json.loads(line)) if line.strip() else None
        except KeyError as error:
            raise GazetteerError(f"{path}:{number}: the key {error} is missing") from error
        except (TypeError, ValueError, GazetteerError) as error:
            raise GazetteerError(f"{path}:{number}: cannot be read ({error})") from error
        if concept is None:
            continue
        if concept.id in found:
            raise GazetteerError(f"{path}:{number}: the id {concept.id!r} stands twice")
        found[concept.id] = concept
    _check_parents(path, found)
    return found


def _check_parents(path: Path, concepts: Mapping[str, Any]) -> None:
    for concept in concepts.values():
        seen, parent = {concept.id}, getattr(concept, "parent", None)
        while parent:
            if parent in seen or parent not in concepts:
                problem = "belongs to itself" if parent in seen else "is not there"
                raise GazetteerError(f"{path}: {parent!r}, the parent of {concept.id!r}, {problem}")
            seen.add(parent)
            parent = concepts[parent].parent


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: cannot be read ({error})") from error


def _read_json(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content: dict[str, dict[str, Any]] = json.loads(_read(path))
    except ValueError as error:
        raise GazetteerError(f"{path}: cannot be read ({error})") from error
    return content


def _person(line: dict[str, Any]) -> Person:
    offices = tuple(
        Office(
            office_en=o["office_en"],
            office_fa=o["office_fa"],
            country=o["country"],
            kind=o["kind"],
            start=partial_day(o["from"], last=False),
            end=partial_day(o["to"], last=True),
        )
        for o in line["offices"]
    )
    forms = tuple(line["aliases_en"] + line["aliases_fa"])
    return Person(line["id"], line["en"], line["fa"], "person", None, forms, (), offices)


def _place(line: dict[str, Any]) -> Place:
    lists = ("aliases_en", "aliases_fa", "adjectives_en", "adjectives_fa")
    return Place(
        line["id"],
        line["en"],
        line["fa"],
        line["kind"],
        line["parent"],
        tuple(chain.from_iterable(line[name] for name in lists)),
        tuple(line.get("ambiguous_en", []) + line.get("ambiguous_fa", [])),
        line["country"],
    )


def _topic(line: dict[str, Any]) -> Concept:
    forms = tuple(line["terms_en"] + line["terms_fa"])
    return Concept(line["id"], line["en"], line["fa"], line["kind"], line["parent"], forms)


def _source(line: dict[str, Any]) -> Source:
    terms = tuple(line["terms_en"] + line["terms_fa"])
    return Source(line["id"], line["en"], line["fa"], line["url"], terms)


def partial_day(text: str | None, *, last: bool) -> date | None:
    """The first (or last) day of "2021", "2021-08" or "2021-08-03"; None for None.

    Raises:
        GazetteerError: the text is no such date.
    """
    if text is None:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) < 2:
            parts.append(12 if last else 1)
        if len(parts) < 3:
            parts.append(monthrange(*parts)[1] if last else 1)
        return date(*parts)
    except (TypeError, ValueError) as error:
        raise GazetteerError(f"{text!r} is no date: write 2021-08-03, 2021-08 or 2021") from error
