"""A readout: the published text of one call as one side tells it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias, cast, get_args

from index.errors import ReadoutError
from index.terms import Terms
from index.text import Language

Kind: TypeAlias = Literal["readout", "news", "summary"]
LARGEST_BYTES = 2_000_000
EARLIEST_YEAR = 1900
_ID = re.compile(r"[^\s\x00-\x1f][^\x00-\x1f]{0,199}")


@dataclass(frozen=True)
class Readout:
    """The text of a call and what is known of it. The text is never changed.

    Attributes:
        participants: person ids of the gazetteer, or a name as written where it has none.
        kind: `readout` (official), `news`, or `summary` (this project's own words).
        call_id: the call it was tied to; "" when that is the one of its own day and people.
        terms: how much of the text its publisher lets others show. They belong to the publisher,
            not to the readout: an archive knows them from its sources, nothing else stores them.
    """

    id: str
    title: str
    text: str
    date: date
    participants: tuple[str, ...]
    language: Language
    source: str = ""
    source_url: str = ""
    licence: str = ""
    kind: Kind = "readout"
    call_id: str = ""
    terms: Terms = field(default=Terms(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ReadoutError(
                f"id {self.id!r}: write 1 to 200 characters, no line break, no space in front"
            )
        if not any(c.isalnum() for c in self.text):
            raise ReadoutError(f"{self.id}: the text is empty")
        if "\0" in self.text:
            raise ReadoutError(f"{self.id}: the text holds a NUL character: take it out")
        if self.language not in get_args(Language):
            raise ReadoutError(f"{self.id}: language {self.language!r} is not one of: fa, en")
        if self.kind not in get_args(Kind):
            raise ReadoutError(
                f"{self.id}: kind {self.kind!r} is not one of: {', '.join(get_args(Kind))}"
            )
        if self.source_url and not self.source_url.startswith(("https://", "http://")):
            raise ReadoutError(f"{self.id}: source_url {self.source_url!r} is no http(s) address")

    @cached_property
    def call(self) -> str:
        """The id of the call: the one it was tied to, else made of its own day and people."""
        return self.call_id or "_".join((self.date.isoformat(), *sorted(self.participants)))

    @cached_property
    def digest(self) -> str:
        """A hash of the text alone: the same text is the same readout."""
        return digest_of(self.text)


def reading_order(readout: Readout, language: Language) -> tuple[bool, bool, bool]:
    """Sorts the readouts of a call for a reader of a language.

    First what may be quoted, of that what is in the language, of that what is official.
    """
    unquotable = readout.terms.quote == "link-only"
    return unquotable, readout.language != language, readout.kind == "summary"


def digest_of(text: str) -> str:
    """The hash that a text is known by, without white space around it."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def day(value: object) -> date:
    """A day written as 2021-04-09 (or a date from YAML).

    Raises:
        ReadoutError: it is something else, or a day of the Jalali calendar.
    """
    try:
        found = date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ReadoutError(f"date {str(value)!r} is no day: write it as 2021-04-09") from None
    if found.year < EARLIEST_YEAR:
        raise ReadoutError(
            f"date {str(value)!r} is no Gregorian day of a phone call: write it as 2021-04-09"
        )
    return found


def as_language(value: object) -> Language:
    """A language code with its region left out: `fa-IR` is `fa`."""
    return cast(Language, str(value).strip().lower()[:2])
