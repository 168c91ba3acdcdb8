"""What comes in from a source, and what is made of it."""

from dataclasses import dataclass
from datetime import date, datetime

from index.text import Language, language_of


@dataclass(frozen=True)
class Item:
    """One entry of a feed or listing, with its article's text.

    Attributes:
        published: when the source put it out; None when it does not say.
        source: its id in data/sources.toml; "" unknown.
        language: as the source declares it; None when it does not.
    """

    title: str
    text: str
    url: str
    published: datetime | None
    source: str
    language: Language | None = None

    @property
    def written_in(self) -> Language:
        """The declared language, else that of its letters."""
        return self.language or language_of(f"{self.title}\n{self.text}")


@dataclass(frozen=True)
class Verdict:
    """Whether an item is the readout of one call between leaders, and what it says of the call.

    Attributes:
        confidence: the probability that it is one.
        participants: ids of the gazetteer, or a name as written where it has none.
        date: the day of the call, not of its publication; None when nothing tells.
        initiative: who of the participants rang up; None when it is not said.
        reasons: one line a thing that was concluded.
    """

    is_call: bool
    confidence: float
    participants: tuple[str, ...]
    date: date | None
    initiative: str | None
    language: Language
    reasons: tuple[str, ...]
