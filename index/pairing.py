"""Where a new readout belongs: whose text it repeats, and of which call it tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from rapidfuzz import fuzz

from index.dates import DateRange
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.readout import Readout
from index.store import Store
from index.summary import homes_of, tells_little
from index.text import language_of, normalise, words

if TYPE_CHECKING:
    from datasketch import MinHash

# Texts are compared by their runs of so many words.
_RUN = 3
# 42 bands of 3: of texts that share half of their runs 0.4 % are overlooked, and of those that
# share 5 %, more than readouts of different calls do, 0.5 % are looked at in vain.
_BANDS = (42, 3)
_PERMUTATIONS = _BANDS[0] * _BANDS[1]
# The same text: so much of the shorter one stands in the longer, and so much of all in both.
_WITHIN, _IN_BOTH = 0.8, 0.5
# A short text tells of something else with every sentence more, and may be said again on another
# day: "They spoke of Ukraine." A longer one may be posted again days later.
_SHORT, _SHORT_IN_BOTH = 30, 0.8
_DAYS_LATER = timedelta(days=7)
# Two sides may date a call differently: it is past midnight at one of them.
_NEXT_DAY = timedelta(days=1)
_DAYS_AROUND = (0, -1, 1, -2, 2)
# What two readouts of one call are both about (Dice). In the starter corpus 79 % of the readouts
# of one call reach it, 6 % of those of different calls of the same people. The cosine of their
# sentences adds little (area under the curve .90 → .93) and would need the model to add a text.
_ALIKE, _LEAST_IN_COMMON = 0.5, 2
_NAMES_ALIKE = 80

How: TypeAlias = Literal["new", "same_call", "same_text"]


@dataclass(frozen=True)
class Placed:
    """A readout and where it belongs.

    Attributes:
        readout: with the call that it was tied to.
        how: whether it is of a new call, tells of a known one, or repeats a text.
        id: of the readout that holds its text: its own, or that of the one it repeats.
        beside: a readout of the same call, "" of a new one.
    """

    readout: Readout
    how: How
    id: str
    beside: str = ""

    @property
    def is_new(self) -> bool:
        """Whether its text is not there yet."""
        return self.how != "same_text"


def place(new: Sequence[Readout], store: Store, linker: Linker) -> list[Placed]:
    """Where each of some readouts belongs among those of a store and those before it."""
    if not new:
        return []
    first, last = min(r.date for r in new), max(r.date for r in new)
    known = store.between(_moved(first, -1), _moved(last, 1))
    pairing = Pairing(known, linker)
    return [_held(readout, store) or pairing.place(readout) for readout in new]


def _moved(day: date, way: int) -> date:
    """The first or last day on which the text of a call's readout may be posted again."""
    edge = date.min if way < 0 else date.max
    return edge if abs(edge - day) < _DAYS_LATER else day + way * _DAYS_LATER


def _held(readout: Readout, store: Store) -> Placed | None:
    """A text that is there letter by letter, whenever it was."""
    holder = store.holder(readout.digest)
    return Placed(readout, "same_text", holder, holder) if holder else None


class Pairing:
    """Places readouts among others, and remembers them for the next."""

    def __init__(self, known: Iterable[Readout], linker: Linker) -> None:
        self._linker = linker
        self._texts = Texts()
        self._of_day: dict[int, list[Readout]] = {}
        for readout in known:
            self._remember(readout)

    def place(self, new: Readout) -> Placed:
        """Where a readout belongs."""
        if (same := self._same_text(new)) is not None:
            return Placed(new, "same_text", same.id, same.id)
        beside = self._same_call(new)
        call = beside.call if beside and beside.call != new.call else new.call_id
        placed = replace(new, call_id=call)
        self._remember(placed)
        how: How = "same_call" if beside else "new"
        return Placed(placed, how, new.id, beside.id if beside else "")

    def _remember(self, readout: Readout) -> None:
        self._texts.add(readout)
        self._of_day.setdefault(readout.date.toordinal(), []).append(readout)

    def _same_text(self, new: Readout) -> Readout | None:
        """The likest readout that is the same, with small edits or in another frame."""
        if (held := self._texts.holder(new.digest)) is not None:
            return held
        for other in self._texts.like(new):
            later = abs(other.date - new.date)
            unnamed = not (new.participants and other.participants)
            in_time = later <= (timedelta() if _is_short(new, other) else _DAYS_LATER)
            if in_time and (unnamed or self._fit(new, other)):
                return other
        return None

    def _fit(self, one: Readout, other: Readout) -> bool:
        return same_people(one.participants, other.participants, self._linker.gazetteer)

    def _same_call(self, new: Readout) -> Readout | None:
        """A readout of the call that a new one tells of."""
        days = (new.date.toordinal() + step for step in _DAYS_AROUND)
        near = [readout for day in days for readout in self._of_day.get(day, [])]
        told = [r for r in near if r.call == new.call]
        return next(iter(told), None) or next((r for r in near if self._is_of(r, new, near)), None)

    def _is_of(self, known: Readout, new: Readout, near: Iterable[Readout]) -> bool:
        """Whether a new readout tells of the same call as a known one."""
        if not self._fit(new, known):
            return False
        same_day = known.date == new.date
        if same_day and set(known.participants) == set(new.participants):
            return True
        call = [r for r in near if r.call == known.call]
        return not any(self._tells_of_another(r, new) for r in call) and self.are_alike(known, new)

    def _tells_of_another(self, known: Readout, new: Readout) -> bool:
        """An office tells of one call on one day: on the next it tells of another."""
        offices = {self._office(readout) for readout in (known, new)}
        same = len(offices) == 1 and "" not in offices and known.language == new.language
        return abs(known.date - new.date) > _NEXT_DAY or (same and known.date != new.date)

    def _office(self, readout: Readout) -> str:
        known = self._linker.gazetteer.source_called(readout.source)
        return known.id if known else normalise(readout.source)

    def are_alike(self, one: Readout, other: Readout) -> bool:
        """Whether two readouts are about the same, beyond the countries of those who spoke."""
        gazetteer = self._linker.gazetteer
        homes = homes_of([one, other], gazetteer)
        mine, theirs = (
            {key for key in self._keys(readout) if not tells_little(key, homes, gazetteer)}
            for readout in (one, other)
        )
        both = len(mine & theirs)
        return both >= _LEAST_IN_COMMON and 2 * both >= _ALIKE * (len(mine) + len(theirs))

    def _keys(self, readout: Readout) -> frozenset[str]:
        return self._linker.keys(readout.text, DateRange(readout.date, readout.date))


# --- people -------------------------------------------------------------------------------------


def same_people(one: Iterable[str], other: Iterable[str], gazetteer: Gazetteer) -> bool:
    """Whether two lists of participants may be of one call.

    Of three or more one may be missing in one list. A name that the gazetteer lacks may be written
    otherwise in another script, and be missing too.
    """
    (mine, my_strangers), (theirs, their_strangers) = (_split(p, gazetteer) for p in (one, other))
    less, more = sorted((mine, theirs), key=len)
    if less != more:
        return less < more and len(less) > 1 and len(more - less) == 1
    if len(mine) > 1:
        return abs(len(my_strangers) - len(their_strangers)) <= 1
    if mine and not (my_strangers and their_strangers):
        return True
    as_many = len(my_strangers) == len(their_strangers) > 0
    return as_many and _same_names(my_strangers, their_strangers)


def _split(people: Iterable[str], gazetteer: Gazetteer) -> tuple[set[str], set[str]]:
    """The ids of known people, and the names of strangers."""
    named = set(people)
    known = {person for person in named if person in gazetteer.people}
    return known, {normalise(name) for name in named - known}


def _same_names(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    one, other = (" ".join(sorted(names)) for names in (mine, theirs))
    if language_of(one) != language_of(other):
        return True
    return fuzz.token_sort_ratio(one, other) >= _NAMES_ALIKE


# --- texts --------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def runs_of(text: str) -> frozenset[str]:
    """The runs of three words of a text, as they are compared; of fewer words the one run."""
    found = words(text)
    count = max(1, len(found) - _RUN + 1)
    return frozenset(" ".join(found[start : start + _RUN]) for start in range(count))


@lru_cache(maxsize=1024)
def _sketch(text: str) -> "MinHash":
    from datasketch import MinHash  # imported late, as below

    made = MinHash(num_perm=_PERMUTATIONS)
    made.update_batch([run.encode() for run in runs_of(text)])
    return made


def likeness(one: str, other: str) -> float:
    """The share of two texts' runs that stand in both; 0 when they are not the same text."""
    mine, theirs = runs_of(one), runs_of(other)
    both = len(mine & theirs)
    share = both / len(mine | theirs)
    within = both / min(len(mine), len(theirs))
    enough = _SHORT_IN_BOTH if min(len(mine), len(theirs)) < _SHORT else _IN_BOTH
    return share if within >= _WITHIN and share >= enough else 0.0


def _is_short(one: Readout, other: Readout) -> bool:
    return min(len(runs_of(one.text)), len(runs_of(other.text))) < _SHORT


class Texts:
    """The texts of readouts, to find those that another repeats.

    MinHash and locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of
    Massive Datasets", chapter 3) name candidates; they are then compared run by run.
    """

    def __init__(self) -> None:
        # Imported late: with parts of scipy it takes 0.4 s, and only those who add need it.
        from datasketch import MinHashLSH

        self._candidates = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
        self._readouts: dict[str, Readout] = {}

    def add(self, readout: Readout) -> None:
        """Remember a readout."""
        if readout.digest not in self._readouts:
            self._candidates.insert(readout.digest, _sketch(readout.text))
            self._readouts[readout.digest] = readout

    def holder(self, digest: str) -> Readout | None:
        """The readout whose text has a hash."""
        return self._readouts.get(digest)

    def like(self, readout: Readout) -> list[Readout]:
        """The readouts that have the same text or nearly so, the likest first."""
        named = (self._readouts[d] for d in self._candidates.query(_sketch(readout.text)))
        weighed = [(likeness(readout.text, other.text), other) for other in named]
        same = [(share, other) for share, other in weighed if share]
        return [other for _, other in sorted(same, key=lambda pair: (-pair[0], pair[1].id))]
