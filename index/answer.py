"""The answer to a question: sentences as they stand in the readouts, or an honest no."""

from dataclasses import dataclass

from index.conversation import Turn
from index.encoder import Vectors
from index.facts import Fact, fact
from index.question import Question
from index.quoting import Quote, choose_quote, further_quotes
from index.readout import Readout, reading_order
from index.search import Hit, Ranking
from index.snapshot import Snapshot

MOST_QUOTES = 10
NEAREST = 3


@dataclass(frozen=True)
class Answer:
    """What the readouts say to a question.

    Attributes:
        probability: that the first quote answers the question; when nothing is found, of the
            nearest that was refused.
        quotes: the best first, those of one call together.
        nearest: when nothing is found, readouts that come near.
        further: of the first quote's readout the sentences that answer next best.
        fact: what the calls themselves answer, when that was asked; all of them, where `quotes`
            holds the first.
    """

    question: Question
    found: bool
    probability: float
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Readout, ...] = ()
    fact: Fact | None = None
    further: tuple[Quote, ...] = ()

    @property
    def turn(self) -> Turn:
        """What a follow-up question goes on from."""
        return Turn(self.question.text, self.quotes[0].readout.call if self.quotes else "")


def compose(
    question: Question,
    vectors: Vectors,
    hits: list[Hit],
    snapshot: Snapshot,
    ranking: Ranking,
) -> Answer:
    """Quote the hits above the threshold, or say no and name what is near.

    Args:
        hits: as `search` orders them.
    """
    probability = hits[0].probability if hits else 0.0
    enough = _with_other_readouts(hits, snapshot, ranking)
    if not enough:
        nearest = _distinct_calls([snapshot.readouts[hit.readout] for hit in hits])
        return Answer(question, False, probability, nearest=nearest)
    ordered = by_call(enough, question, snapshot)
    found = fact(question, [snapshot.readouts[hit.readout] for hit in ordered])
    quotes = tuple(
        choose_quote(question, vectors, hit.readout, hit.probability, snapshot, ranking.sentences)
        for hit in ordered[:MOST_QUOTES]
    )
    further = further_quotes(question, vectors, quotes[0], snapshot, ranking.sentences)
    return Answer(question, True, probability, quotes, fact=found, further=further)


def by_call(hits: list[Hit], question: Question, snapshot: Snapshot) -> list[Hit]:
    """Hits with those of one call together; each call's in `reading_order`."""
    calls: dict[str, list[Hit]] = {}
    for hit in hits:
        calls.setdefault(snapshot.readouts[hit.readout].call, []).append(hit)

    def order(hit: Hit) -> tuple[bool, ...]:
        return reading_order(snapshot.readouts[hit.readout], question.language)

    return [hit for call in calls.values() for hit in sorted(call, key=order)]


def _with_other_readouts(hits: list[Hit], snapshot: Snapshot, ranking: Ranking) -> list[Hit]:
    """The hits that are sure enough, and of the calls they tell of also those half as sure."""
    sure = [hit for hit in hits if ranking.enough(hit.probability, hit.features)]
    calls = {snapshot.readouts[hit.readout].call for hit in sure}
    return [
        hit
        for hit in hits
        if hit in sure
        or (
            hit.probability >= ranking.threshold / 2
            and snapshot.readouts[hit.readout].call in calls
        )
    ]


def _distinct_calls(readouts: list[Readout]) -> tuple[Readout, ...]:
    calls: dict[str, Readout] = {}
    for readout in readouts:
        calls.setdefault(readout.call, readout)
    return tuple(calls.values())[:NEAREST]
