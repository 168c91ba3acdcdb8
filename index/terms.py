"""Terms of publishers: how much of a text may be shown."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.quoting import Quote
from index.sentences import sentence_spans

Quoting: TypeAlias = Literal["full", "excerpt", "link-only"]
# Characters; a sentence or two.
EXCERPT = 300


@dataclass(frozen=True)
class Terms:
    """What a publisher allows.

    Attributes:
        quote: `full` for any part of a text, `excerpt` for some characters in a row, `link-only`
            for nothing but a link.
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

    def allowed(self, quote: Quote) -> Quote | None:
        """As much of a quotation as may be shown, from its beginning; None is nothing."""
        if self.allow_all or (self.quote == "excerpt" and quote.end - quote.start <= self.most):
            return quote
        return self._cut(quote) if self.quote == "excerpt" else None

    def _cut(self, quote: Quote) -> Quote:
        """Whole sentences where one fits, else whole words."""
        fitting = [end for _, end in sentence_spans(quote.text) if end <= self.most]
        if fitting:
            end = fitting[-1]
        else:
            head = quote.text[: self.most]
            end = len(head.rsplit(None, 1)[0]) if head.split()[1:] else self.most
        return Quote(quote.readout, quote.start, quote.start + end, quote.score)
