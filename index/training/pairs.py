"""The translation pairs a training run reads, and how often each file is counted."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_CHARACTERS = 1200


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
NAMES = {
    "cldr_names": Share(times=3),
    "country_names": Share(times=3),
    "dr5hn_cities": Share(most=8000),
}


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of a file of `english<TAB>persian` lines; empty and overlong lines are left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        english, _, persian = line.partition("\t")
        if english.strip() and persian.strip() and len(line) <= MAX_CHARACTERS:
            yield Pair(english.strip(), persian.strip())


def collect(own: Path, parallel: Path, seed: int) -> tuple[list[Pair], list[Pair]]:
    """The sentence pairs and the name pairs of a run, weighted and shuffled for `seed`."""
    chance = random.Random(seed)
    sentences = [
        pair for path in sorted(own.glob("*.tsv")) for pair in _share(path, OWN, chance)
    ] + _weighted(parallel, SENTENCES, chance)
    names = _weighted(parallel, NAMES, chance)
    chance.shuffle(sentences)
    chance.shuffle(names)
    return sentences, names


def _weighted(folder: Path, shares: dict[str, Share], chance: random.Random) -> list[Pair]:
    return [
        pair
        for stem, share in shares.items()
        for pair in _share(folder / f"{stem}.tsv", share, chance)
    ]


def _share(path: Path, share: Share, chance: random.Random) -> list[Pair]:
    pairs = list(read_pairs(path))
    if share.most is not None and share.most < len(pairs):
        pairs = chance.sample(pairs, share.most)
    return pairs * share.times
