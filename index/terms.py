"""Terms of publishers: how much of a text may be shown."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.sentences import sentence_spans

Quoting: TypeAlias = Literal["full", "excerpt", "link-only"]
# Characters; a sentence or two.
EXCERPT = 300


@dataclass(frozen=True)
class Terms:
    """What a publisher allows.

    Attributes:
        quote: `full` for any part of a text, `excerpt` for some characters of it in one message,
            `link-only` for nothing but a link.
        most: how many characters an excerpt may have.
        url: where the terms can be read, or "".
    """

    quote: Quoting = "full"
    most: int = EXCERPT
    url: str = ""

    @property
    def allow_all(self) -> bool:
        """Whether a text may be shown as a whole."""
        return self.quote == "full"

    def longest(self, usual: int) -> int:
        """How long a quotation should be at most, in characters, where `usual` is usual."""
        return min(usual, self.most) if self.quote == "excerpt" else usual

    def allowed(self, quotation: str, shown: int = 0) -> int:
        """How many characters of a quotation may be shown, from its beginning.

        Whole sentences where one fits; else whole words, if nothing of the text is shown yet.

        Args:
            shown: characters of the same text that stand in the same message already.
        """
        if self.allow_all:
            return len(quotation)
        room = self.most - shown if self.quote == "excerpt" else 0
        if len(quotation) <= room:
            return len(quotation)
        fitting = [end for _, end in sentence_spans(quotation) if end <= room]
        if fitting or shown or room <= 0:
            return max(fitting, default=0)
        head = quotation[:room]
        return len(head.rsplit(None, 1)[0]) if head.split()[1:] else room
