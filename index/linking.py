"""Which people, places and topics a text names, in either language."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from index.dates import DateRange
from index.gazetteer import Concept, Gazetteer, Office, Person
from index.text import WORD, fold, words

# Endings that Persian writes onto a name: plural, indefinite, possessive, colloquial object.
PERSIAN_ENDINGS = ("هایی", "های", "ها", "یان", "شون", "شان", "رو", "یی", "ان", "ی", "ش", "و")
SHORTEST_STEM = 3
# Names that are also ordinary English words: only with the capitals they are listed with.
CASED = frozenset(
    words(
        "us who may moon park start eco cop is it aid new rice hope grand quad li no can so "
        "polish poles nice store pence borne truss waltz tusk"
    )
)
EXECUTIVE = ("head_of_state", "head_of_government")
_OFFICE = "office:"
_UNSURE = "?"
# Words that may stand between an office and its country.
_BETWEEN = frozenset(
    words(
        "of the republic islamic federal federation kingdom united state states people's "
        "جمهوری فدراسیون اسلامی پادشاهی کشور دولت خلق وقت"
    )
)
_MISSPELLED_FROM = 6


@dataclass(frozen=True)
class Mention:
    """Words `start` to `end` of a text name one of the concepts `keys`."""

    keys: frozenset[str]
    start: int
    end: int

    @property
    def kind(self) -> str:
        """office, person, place or topic; the first of them for a name of several."""
        return min(self.keys).partition(":")[0]

    @property
    def is_place(self) -> bool:
        """Whether a place bears the name, alone or with a person or a topic."""
        return any(key.startswith("place:") for key in self.keys)


@dataclass
class _Node:
    after: dict[str, "_Node"] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


class Linker:
    """Finds the gazetteer's names in texts: the longest first, inflected forms included."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._root = _Node()
        for kind, concepts in (
            ("person", gazetteer.people),
            ("place", gazetteer.places),
            ("topic", gazetteer.topics),
        ):
            for concept in concepts.values():
                self._add(concept, f"{kind}:{concept.id}")
        for office, forms in gazetteer.office_words.items():
            for form in forms:
                self._insert(form, _OFFICE + office)

    def link(
        self,
        text: str,
        when: DateRange | None = None,
        *,
        correct: bool = False,
        known: Container[str] = (),
    ) -> list[Mention]:
        """The mentions in a text, in order.

        Offices ("the Turkish president", «همتای روس») become whoever held them in `when`. With
        `correct`, a word that is not in `known` may be a name misspelled by a letter or two.
        """
        surface = WORD.findall(fold(text))
        found, at = [], 0
        while at < len(surface):
            mention = self._widened(surface, self._longest(surface, at))
            if mention is None and correct:
                mention = self._misspelled(surface[at].lower(), at, known)
            found += [mention] if mention else []
            at = mention.end if mention else at + 1
        return self._resolve_offices(found, [word.lower() for word in surface], when)

    def keys(self, text: str, when: DateRange | None = None) -> frozenset[str]:
        """The concepts of a text with all that they belong to."""
        return self.with_ancestors(self.link(text, when))

    def with_ancestors(self, mentions: Iterable[Mention]) -> frozenset[str]:
        """The concepts of mentions with all that they belong to."""
        direct = {key for mention in mentions for key in mention.keys}
        return frozenset(up for key in direct for up in self.gazetteer.with_ancestors(key))

    def _add(self, concept: Concept, key: str) -> None:
        for form in (concept.en, concept.fa, *concept.forms):
            self._insert(form, _UNSURE + key if form in concept.ambiguous else key)

    def _insert(self, form: str, key: str) -> None:
        node = self._root
        for word in WORD.findall(fold(form)):
            node = node.after.setdefault(word.lower(), _Node())
        if node is not self._root:
            node.keys.add(key)
            node.written.add(fold(form))

    def _longest(self, surface: Sequence[str], start: int) -> Mention | None:
        node, best = self._root, None
        for at in range(start, len(surface)):
            word = surface[at].lower()
            last = self._inflected(node, word)
            if last and last.keys and self._capitals_fit(last, surface[start : at + 1]):
                best = Mention(frozenset(last.keys), start, at + 1)
            if word not in node.after:
                break
            node = node.after[word]
        return best

    def _widened(self, surface: Sequence[str], mention: Mention | None) -> Mention | None:
        """A mention with the places named inside it: «بحران لیبی» is also about Libya."""
        if mention is None or mention.kind != "topic":
            return self._with_country(mention) if mention else None
        inside = surface[: mention.end]
        within = (self._longest(inside, at) for at in range(mention.start + 1, mention.end))
        first = self._longest(surface[: mention.end - 1], mention.start)
        places = {
            key
            for found in (first, *within)
            for key in (found.keys if found else ())
            if key.startswith("place:")
        }
        return Mention(mention.keys | places, mention.start, mention.end)

    def _with_country(self, mention: Mention) -> Mention:
        """A capital also stands for its country: "Tehran and Washington"."""
        places = (self.gazetteer.places.get(key.removeprefix("place:")) for key in mention.keys)
        countries = {
            f"place:{self.gazetteer.country_of[place.country]}"
            for place in places
            if place and place.kind == "capital" and place.country in self.gazetteer.country_of
        }
        return Mention(mention.keys | countries, mention.start, mention.end)

    def _inflected(self, node: _Node, word: str) -> _Node | None:
        """The node of a name's last word, with or without an ending."""
        if (exact := node.after.get(word)) and exact.keys:
            return exact
        stems = [word.removesuffix("'s")] + [
            word.removesuffix(ending) for ending in PERSIAN_ENDINGS if word.endswith(ending)
        ]
        known = (node.after.get(stem) for stem in stems if len(stem) >= SHORTEST_STEM)
        return next((found for found in known if found and found.keys), None)

    @staticmethod
    def _capitals_fit(node: _Node, surface: Sequence[str]) -> bool:
        written = surface[0].removesuffix("'s")
        if len(surface) > 1 or written.lower() not in CASED:
            return True
        return written in node.written

    def _misspelled(self, word: str, at: int, known: Container[str]) -> Mention | None:
        if len(word) < _MISSPELLED_FROM or word in known or not word.isalpha():
            return None
        most = 1 if len(word) < 8 else 2
        hit = process.extractOne(
            word, self._single_names, scorer=Levenshtein.distance, score_cutoff=most
        )
        if hit is None or hit[0][0] != word[0]:
            return None
        return Mention(frozenset(self._root.after[hit[0]].keys), at, at + 1)

    @cached_property
    def _single_names(self) -> list[str]:
        return [
            word
            for word, node in self._root.after.items()
            if len(word) >= _MISSPELLED_FROM - 1
            and any(key.startswith(("person:", "place:")) for key in node.keys)
        ]

    # --- offices -----------------------------------------------------------------------------

    def _resolve_offices(
        self, found: list[Mention], surface: Sequence[str], when: DateRange | None
    ) -> list[Mention]:
        found = _settled(found)
        resolved: list[Mention] = []
        used: set[int] = set()
        for i, office in enumerate(found):
            if office.kind != "office":
                continue
            if people := self._titled(found, i, when):
                resolved.append(Mention(people, office.start, office.end))
                continue
            beside = self._country_beside(found, i, surface)
            if beside is not None and (people := self._holders(found[beside], office, when)):
                used |= {beside}
                ends = sorted((office.start, office.end, found[beside].start, found[beside].end))
                resolved.append(Mention(people, ends[0], ends[-1]))
        kept = [m for i, m in enumerate(found) if m.kind != "office" and i not in used]
        return sorted(kept + resolved, key=lambda mention: mention.start)

    def _titled(self, found: Sequence[Mention], i: int, when: DateRange | None) -> frozenset[str]:
        """Who held an office that needs no country: the Pope, the (UN) secretary-general."""
        kinds = [key.removeprefix(_OFFICE) for key in found[i].keys]
        title = next((t for kind in kinds if (t := self.gazetteer.titles.get(kind))), None)
        if title is None:
            return frozenset()
        beside = found[max(i - 1, 0) : i + 2]
        near = [m for m in beside if m.start - found[i].end < 3 and found[i].start - m.end < 3]
        nato = any("topic:nato" in mention.keys for mention in near)
        return _serving(self.gazetteer.titled("NATO" if nato else title[0], title[1]), when)

    def _country_beside(
        self, found: Sequence[Mention], i: int, surface: Sequence[str]
    ) -> int | None:
        """The place that an office belongs to: "Turkish president", «رئیس‌جمهور ترکیه»."""
        office = found[i]
        for beside in (i + 1, i - 1):
            if not 0 <= beside < len(found) or not found[beside].is_place:
                continue
            left, right = sorted((office, found[beside]), key=lambda mention: mention.start)
            gap = surface[left.end : right.start]
            before = beside < i
            if (before and not gap) or (not before and all(word in _BETWEEN for word in gap)):
                english = surface[office.start].isascii()
                if before == english or gap or not english:
                    return beside
        return None

    def _holders(self, place: Mention, office: Mention, when: DateRange | None) -> frozenset[str]:
        kinds = {key.removeprefix(_OFFICE) for key in office.keys}
        if "leader" in kinds:
            kinds = set(EXECUTIVE)
        return _serving(self.gazetteer.holders(self._country(place), sorted(kinds)), when)

    def _country(self, place: Mention) -> str:
        for key in sorted(place.keys):
            name = key.partition(":")[2]
            if key.startswith("place:") and self.gazetteer.places[name].country:
                return self.gazetteer.places[name].country or ""
        return ""


def _serving(held: Iterable[tuple[Person, Office]], when: DateRange | None) -> frozenset[str]:
    """The keys of those who held their office at some time in `when`."""
    return frozenset(
        f"person:{person.id}"
        for person, term in held
        if when is None
        or ((term.start or date.min) <= when.last and when.first <= (term.end or date.max))
    )


def _settled(found: Sequence[Mention]) -> list[Mention]:
    """Ambiguous words are names only right beside an office: «همتای ترک», not «ترک کرد»."""
    kept = []
    for i, mention in enumerate(found):
        sure = frozenset(key for key in mention.keys if not key.startswith(_UNSURE))
        if not sure and _beside_office(found, i):
            sure = frozenset(key.removeprefix(_UNSURE) for key in mention.keys)
        if sure:
            kept.append(Mention(sure, mention.start, mention.end))
    return kept


def _beside_office(found: Sequence[Mention], i: int) -> bool:
    return any(
        0 <= beside < len(found)
        and found[beside].kind == "office"
        and (found[beside].end == found[i].start or found[i].end == found[beside].start)
        for beside in (i - 1, i + 1)
    )


def people_in(mentions: Iterable[Mention]) -> list[frozenset[str]]:
    """The people named, each as the set of ids that the name can mean, without repetition."""
    return _of_kind(mentions, "person")


def _of_kind(mentions: Iterable[Mention], kind: str) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for mention in mentions:
        keys = frozenset(key for key in mention.keys if key.startswith(kind + ":"))
        if keys and not any(keys <= earlier or earlier <= keys for earlier in found):
            found.append(keys)
    return found


def subjects_in(mentions: Iterable[Mention]) -> list[frozenset[str]]:
    """The places and topics named; a name that is both («ادلب») is one subject."""
    found: list[frozenset[str]] = []
    for mention in mentions:
        keys = frozenset(key for key in mention.keys if not key.startswith("person:"))
        if keys and keys not in found:
            found.append(keys)
    return found
