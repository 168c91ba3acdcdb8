"""What a question asks for: language, people, places and topics, dates."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from index.dates import GREGORIAN_MONTHS, JALALI_MONTHS, DateRange, date_range
from index.linking import Linker, Mention, people_in, subjects_in
from index.text import WORD, Language, fold, language_of, words

LONGEST = 500
MONTHS = frozenset(GREGORIAN_MONTHS | JALALI_MONTHS) - {"may", "march", "می", "مه", "مهر", "تیر"}


@dataclass(frozen=True)
class Question:
    """A question, understood.

    Attributes:
        people: the people asked about; each a set of concept keys, for a name or an office can
            mean several.
        subjects: the places and topics asked about, likewise.
        dates: the days asked about, or None.
        focus: the words of the question without names of people and dates: what is asked, once
            a call is found that fits who and when.
    """

    text: str
    language: Language
    people: tuple[frozenset[str], ...] = ()
    subjects: tuple[frozenset[str], ...] = ()
    dates: DateRange | None = None
    focus: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """All concepts asked about."""
        return frozenset().union(*self.people, *self.subjects)

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in it to search for."""
        return not any(len(word) > 1 for word in words(self.text))


def understand(text: str, linker: Linker, today: date, known: Container[str] = ()) -> Question:
    """Read a question of at most `LONGEST` characters (the rest is left out).

    Args:
        known: words of the corpus; others may be misspelled names.
    """
    text = " ".join(text.split())[:LONGEST]
    language = language_of(text)
    dates = date_range(text, today, language)
    mentions = linker.link(text, dates, correct=True, known=known)
    return Question(
        text,
        language,
        tuple(people_in(mentions)),
        tuple(subjects_in(mentions)),
        dates,
        focus(text, mentions),
    )


def focus(text: str, mentions: Sequence[Mention]) -> str:
    """The words of a question that name neither people nor months, years and days."""
    named = {i for m in mentions if m.kind == "person" for i in range(m.start, m.end)}
    kept = [
        word
        for i, word in enumerate(WORD.findall(fold(text)))
        if i not in named and not word.isdigit() and word.lower() not in MONTHS
    ]
    return " ".join(kept) or text
