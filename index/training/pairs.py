"""The translation pairs a training run reads, and how often each file is counted."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from index.errors import TrainingError
from index.gazetteer import Concept, Gazetteer

MAX_CHARACTERS = 1200
# Every so many-th pair of our own is kept out of training, to watch it by.
HELD_OUT = 50
PERSIAN = re.compile(r"[\u0621-\u06cc]")
LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class Pair:
    """One English text and its Persian translation."""

    english: str
    persian: str


@dataclass(frozen=True)
class Share:
    """How a file takes part: counted `times`, or a random `most` of its pairs."""

    times: int = 1
    most: int | None = None


@dataclass(frozen=True)
class Pairs:
    """The pairs of a run: sentences and words to train on, sentences held out to watch it by."""

    sentences: list[Pair]
    words: list[Pair]
    held_out: list[Pair]


# Measured: general text keeps general quality, and the project's own sentences are worth more
# than many times their number of others, hence counted three times.
OWN = Share(times=3)
SENTENCES = {
    "tico19_en_fa": Share(),
    "tatoeba_anki_pes": Share(),
    "tails_po": Share(),
    "idiom_translation": Share(),
    "iran_memorial": Share(),
    "massive_500": Share(),
    "mozilla_www": Share(),
    "worldmonitor_i18n": Share(),
    "tico19_en_prs": Share(most=1000),
    "odoo_po": Share(most=3000),
}
WORDS = {
    "cldr_names": Share(times=3),
    "country_names": Share(times=3),
    "dr5hn_cities": Share(most=8000),
}


def collect(
    own: Path, parallel: Path, gazetteer: Gazetteer, seed: int, without: Iterable[str] = ()
) -> Pairs:
    """The pairs of a run, cleaned, weighted and shuffled for `seed`.

    Args:
        own: the folder `data/training`.
        parallel: a folder of the files named in `SENTENCES` and `WORDS`.
        gazetteer: its people, places and topics are word pairs too.
        without: names of sources to leave out: `own`, `words`, `gazetteer`, or a parallel file.

    Raises:
        TrainingError: a file is missing, or there is nothing to read.
    """
    chance = random.Random(seed)
    left_out = set(without)
    sentences, held_out = _split(_clean(_read_folder(own / "sentences")))
    sentences = [] if "own" in left_out else sentences * OWN.times
    sentences += _weighted(parallel, SENTENCES, left_out, chance)
    words = [] if "words" in left_out else _clean(_read_folder(own / "words"))
    words += [] if "gazetteer" in left_out else _clean(gazetteer_pairs(gazetteer))
    words += _weighted(parallel, WORDS, left_out, chance)
    if not sentences or not words:
        raise TrainingError(f"{own}, {parallel}: no pairs to train on are left")
    chance.shuffle(sentences)
    chance.shuffle(words)
    return Pairs(sentences, words, held_out)


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of a file of `english<TAB>persian` lines; lines without both sides are left out.

    Raises:
        TrainingError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    for line in text.split("\n"):
        english, _, persian = line.partition("\t")
        if english.strip() and persian.strip():
            yield Pair(" ".join(english.split()), " ".join(persian.split()))


def gazetteer_pairs(gazetteer: Gazetteer) -> Iterator[Pair]:
    """The names of people, places and topics, and of people with each of their offices."""
    concepts: Iterable[Concept] = chain(
        gazetteer.people.values(), gazetteer.places.values(), gazetteer.topics.values()
    )
    for concept in concepts:
        yield Pair(concept.en, concept.fa)
    for person in gazetteer.people.values():
        for office in person.offices:
            yield Pair(f"{office.office_en} {person.en}", f"{person.fa}، {office.office_fa}")


def _clean(pairs: Iterable[Pair]) -> list[Pair]:
    """Each pair once, without those that are too long or not in their two scripts."""
    return [
        pair
        for pair in dict.fromkeys(pairs)
        if len(pair.english) + len(pair.persian) <= MAX_CHARACTERS
        and _share_of(LATIN, pair.english) > 0.5
        and _share_of(PERSIAN, pair.persian) > 0.5
    ]


def _share_of(script: re.Pattern[str], text: str) -> float:
    letters = sum(c.isalpha() for c in text)
    return len(script.findall(text)) / letters if letters else 0.0


def _split(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs to train on and pairs held out."""
    held_out = pairs[::HELD_OUT]
    del pairs[::HELD_OUT]
    return pairs, held_out


def _read_folder(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.tsv")):
        yield from read_pairs(path)


def _weighted(
    folder: Path, shares: dict[str, Share], without: set[str], chance: random.Random
) -> list[Pair]:
    return [
        pair
        for stem, share in shares.items()
        if stem not in without
        for pair in _share(folder / f"{stem}.tsv", share, chance)
    ]


def _share(path: Path, share: Share, chance: random.Random) -> list[Pair]:
    pairs = _clean(read_pairs(path))
    if share.most is not None and share.most < len(pairs):
        pairs = chance.sample(pairs, share.most)
    return pairs * share.times
