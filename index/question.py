"""What a question asks for: language, people, places and topics, dates, and what kind of answer."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from index.cues import CUE_WORDS, Kind, asks_a_source, kind_of, speakers_asked_for
from index.dates import GREGORIAN_MONTHS, JALALI_MONTHS, DateRange, date_range
from index.linking import Linker, Mention, people_in, subjects_in
from index.text import STOP_WORDS, WORD, Language, fold, language_of, normalise, words

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
        kind: what kind of answer is wanted.
        speakers: whose words are asked for, as concept keys of one person; empty when nobody's in
            particular.
        sources: ids of the publishers asked for ("according to the Kremlin").
        bare: whether it asks for calls alone, not for anything said in them.
        call: the id of the only call asked about ("when was that?"), or "".
    """

    text: str
    language: Language
    people: tuple[frozenset[str], ...] = ()
    subjects: tuple[frozenset[str], ...] = ()
    dates: DateRange | None = None
    focus: str = ""
    kind: Kind = "what"
    speakers: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    bare: bool = False
    call: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """All concepts asked about."""
        return frozenset().union(*self.people, *self.subjects)

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in it to search for."""
        return not any(len(word) > 1 for word in words(self.text))


def understand(
    text: str, linker: Linker, today: date, known: Container[str] = (), call: str = ""
) -> Question:
    """Read a question of at most `LONGEST` characters (the rest is left out).

    Args:
        known: words of the corpus; others may be misspelled names.
        call: the id of the only call asked about.
    """
    text = " ".join(text.split())[:LONGEST]
    language = language_of(text)
    dates = date_range(text, today, language)
    mentions = linker.link(text, dates, correct=True, known=known)
    people, subjects = tuple(people_in(mentions)), tuple(subjects_in(mentions))
    asked = focus(text, mentions)
    return Question(
        text=text,
        language=language,
        people=people,
        subjects=subjects,
        dates=dates,
        focus=asked,
        kind=kind_of(text, len(people)),
        speakers=speakers_asked_for(text, mentions),
        sources=asks_a_source(text, linker.gazetteer),
        bare=is_bare(text, mentions) and bool(people or dates or call),
        call=call,
    )


def focus(text: str, mentions: Sequence[Mention]) -> str:
    """The words of a question that name neither people nor months, years and days."""
    return " ".join(_unnamed_words(text, mentions)) or text


def _unnamed_words(text: str, mentions: Sequence[Mention]) -> list[str]:
    named = {i for m in mentions if m.kind == "person" for i in range(m.start, m.end)}
    return [
        word
        for i, word in enumerate(WORD.findall(fold(text)))
        if i not in named and not word.isdigit() and word.lower() not in MONTHS
    ]


def is_bare(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether nothing is left to ask beside people, days and the words that ask."""
    if any(mention.kind != "person" for mention in mentions):
        return False
    rest = (normalise(word).removesuffix("'s") for word in _unnamed_words(text, mentions))
    return all(word in STOP_WORDS or word in CUE_WORDS or len(word) == 1 for word in rest)
