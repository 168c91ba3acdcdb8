"""The parts of an item that can tell of a call."""

from dataclasses import dataclass
from functools import cached_property

from index.news.item import Item
from index.news.words import pattern
from index.sentences import sentence_spans
from index.text import fold, words

# A readout says in its opening that there was a call; later calls are others.
_OPENING = 3
# Lines of fewer words are a time, a place or an agency's name.
_SHORTEST = 4
# What comes after is not read: of a text, of a sentence, of a title. (Some patterns take the square
# of a text's length; whoever writes a feed may be an enemy.)
_TEXT, _SENTENCE, _TITLE = 10_000, 1_000, 300


def tells(text: str) -> bool:
    """Whether a folded text has words for a call or a talk."""
    return any(pattern(sign).search(text) for sign in ("phone", "spoke", "talked"))


@dataclass(frozen=True)
class Clauses:
    """An item's title and the sentences of its text, folded."""

    title: str
    sentences: tuple[str, ...]

    @property
    def opening(self) -> tuple[str, ...]:
        """The first sentences of some length."""
        return self.sentences[:_OPENING]

    @cached_property
    def told_at(self) -> int:
        """The number of the opening's first sentence that tells of a call, or else of a talk.

        The first sentence where only the title tells of a call; the length of the opening where
        nothing does.
        """
        for signs in (("phone", "spoke"), ("talked",)):
            for number, sentence in enumerate(self.opening):
                if any(pattern(sign).search(sentence) for sign in signs):
                    return number
        named = any(pattern(sign).search(self.title) for sign in ("phone", "heading"))
        return 0 if named else len(self.opening)

    @property
    def telling(self) -> str:
        """The sentence that tells of the call; "" none."""
        return next(iter(self.opening[self.told_at :]), "")

    @property
    def after_telling(self) -> str:
        """The next sentence of the opening; "" none."""
        return next(iter(self.opening[self.told_at + 1 :]), "")

    @property
    def everything(self) -> str:
        """The title and all sentences, a line each."""
        return "\n".join((self.title, *self.sentences))


def clauses_of(item: Item) -> Clauses:
    """The title and the sentences; very short lines of the text are left out."""
    text = item.text[:_TEXT]
    sentences = (text[start:end] for start, end in sentence_spans(text))
    long = (fold(s[:_SENTENCE]) for s in sentences if len(words(s)) >= _SHORTEST)
    return Clauses(fold(item.title[:_TITLE]).strip(), tuple(long))
