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

    licence: str
    times: int = 1
    most: int | None = None


@dataclass(frozen=True)
class Pairs:
    """The pairs of a run: sentences and words to train on, sentences held out to watch it by."""

    sentences: list[Pair]
    words: list[Pair]
    held_out: list[Pair]
    sources: tuple["Source", ...] = ()


@dataclass(frozen=True)
class Source:
    """Where pairs of a run came from: how many, and how often each was counted."""

    name: str
    pairs: int
    share: Share


# Measured: general text keeps general quality, and the project's own sentences are worth more
# than many times their number of others, hence counted three times.
OWN = Share("CC0-1.0", times=3)
ONCE = Share("CC0-1.0")
SENTENCES = {
    "tico19_en_fa": Share("CC0-1.0"),
    "tatoeba_anki_pes": Share("CC-BY 2.0 FR"),
    "tails_po": Share("GPL-3.0+"),
    "idiom_translation": Share("MIT"),
    "iran_memorial": Share("MIT"),
    "massive_500": Share("CC-BY 4.0"),
    "mozilla_www": Share("MPL-2.0"),
    "worldmonitor_i18n": Share("AGPL-3.0"),
    "tico19_en_prs": Share("CC0-1.0", most=1000),
    "odoo_po": Share("GPL-3.0", most=3000),
}
WORDS = {
    "cldr_names": Share("Unicode-3.0", times=3),
    "country_names": Share("ODbL 1.0, CC-BY-SA 4.0, MIT", times=3),
    "dr5hn_cities": Share("ODbL 1.0", most=8000),
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
    taught, held_out = _split(_clean(_read_folder(own / "sentences")))
    sentences = {"own": (taught, OWN)} | _parallel(parallel, SENTENCES)
    words = {
        "words": (_clean(_read_folder(own / "words")), ONCE),
        "gazetteer": (_clean(gazetteer_pairs(gazetteer)), ONCE),
    } | _parallel(parallel, WORDS)
    left_out = set(without)
    if unknown := left_out - set(sentences) - set(words):
        raise TrainingError(
            f"--without {', '.join(sorted(unknown))}: no such source; "
            f"there are {', '.join([*sentences, *words])}"
        )
    drawn = {
        name: _draw(pairs, share, chance)
        for name, (pairs, share) in (sentences | words).items()
        if name not in left_out
    }
    found = Pairs(
        _shuffled((drawn[n] * s.times for n, (_, s) in sentences.items() if n in drawn), chance),
        _shuffled((drawn[n] * s.times for n, (_, s) in words.items() if n in drawn), chance),
        held_out,
        tuple(
            Source(n, len(drawn[n]), s) for n, (_, s) in (sentences | words).items() if n in drawn
        ),
    )
    if not found.sentences or not found.words:
        raise TrainingError(f"{own}, {parallel}: no pairs to train on are left")
    return found


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


def _parallel(folder: Path, shares: dict[str, Share]) -> dict[str, tuple[list[Pair], Share]]:
    return {
        stem: (_clean(read_pairs(folder / f"{stem}.tsv")), share) for stem, share in shares.items()
    }


def _draw(pairs: list[Pair], share: Share, chance: random.Random) -> list[Pair]:
    if share.most is None or share.most >= len(pairs):
        return pairs
    return chance.sample(pairs, share.most)


def _shuffled(parts: Iterable[list[Pair]], chance: random.Random) -> list[Pair]:
    whole = [pair for part in parts for pair in part]
    chance.shuffle(whole)
    return whole
