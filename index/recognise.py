"""What a plain text says of its call: title, language, who, when and whose readout it is."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from index.dates import DateRange, PartialDate, find_dates, find_weekday, iterate_years, jalali
from index.errors import DateUnknown, ReadoutError
from index.gazetteer import Gazetteer, Source
from index.linking import Linker, people_in
from index.readout import Readout
from index.sentences import sentence_spans
from index.text import language_of, normalise, words

# A date after one of these is a deadline, not something that had happened by the call.
_AHEAD = re.compile(r"(?:until|till|by|before|through|deadline|تا|قبل از|پیش از|مهلت)\W*$")
_YEAR = 366
# An earlier day in a readout is history, not the day of the call.
_EARLIEST = date(2000, 1, 1)
# A date after one of these belongs to what is talked about: "the agreements of 12 February".
_OF_ANOTHER = re.compile(
    r"(?<!call )(?<!talk )(?<!conversation )(?<!\w)"
    r"(?:of|from|since|dated|after|before|until|till|by) (?:the )?$"
    r"|(?<!\w)(?:مورخ|از|تا|توافق|بیانیه|پس از|پیش از|بعد از|قبل از)(?: روز| تاریخ)? $"
)
_OPENING = 3
_SENTENCE_WORDS = 5
_LAST_LINE_MOST = 60
_HEADLINE_MOST = 200


@dataclass(frozen=True)
class Recognised:
    """A readout, a line on how each thing was found, and the file (and line) it came from."""

    readout: Readout
    reasons: tuple[str, ...]
    name: str = ""


def recognise(text: str, linker: Linker, today: date, on: date | None = None) -> Recognised:
    """Read a plain text, whose first line is its title.

    Args:
        text: the whole text; it is stored as it is.
        today: no call is later than this day.
        on: the day of the call, when a person says so.

    Raises:
        DateUnknown: the day or its year cannot be concluded from the text.
        ReadoutError: there is no text.
    """
    day, why = conclude_date(text, today, on)
    language = language_of(text)
    people = participants_in(text, linker, day)
    source = source_in(text, linker.gazetteer)
    readout = Readout(
        id=make_id(day, people, language, text),
        title=title_of(text),
        text=text,
        date=day,
        participants=tuple(people),
        language=language,
        source=source.label(language) if source else "",
        source_url=source.url if source else "",
        kind="news",
    )
    return Recognised(readout, (f"date {day.isoformat()}: {why}",))


def title_of(text: str) -> str:
    """The first line of a text or, when that is a whole paragraph, its first sentence.

    Raises:
        ReadoutError: there is no text.
    """
    spans = sentence_spans(text)
    if not spans:
        raise ReadoutError("the text is empty")
    start, end = spans[0]
    line = text[start:].split("\n", 1)[0].strip()
    return (line if len(line) <= _HEADLINE_MOST else text[start:end]).lstrip("# ")[:_HEADLINE_MOST]


def make_id(day: date, people: list[str], language: str, text: str) -> str:
    """An id that says when and who, with a few digits of the text's hash."""
    names = [normalise(person).replace(" ", "-").rpartition("-")[2] for person in people]
    digest = hashlib.sha256(text.strip().encode()).hexdigest()[:6]
    return "-".join([day.isoformat(), *names]) + f".{language}.{digest}"


def participants_in(text: str, linker: Linker, day: date, title: str = "") -> list[str]:
    """The ids of the people named first: those of the title, else those of the first sentences."""
    when = DateRange(day, day)
    people: list[str] = []
    for part in (title or title_of(text), _opening(text)):
        for candidates in people_in(linker.link(part, when)):
            chosen = _in_office(candidates, linker.gazetteer, day)
            if chosen and chosen not in people:
                people.append(chosen)
        if len(people) >= 2:
            break
    return people


def _opening(text: str) -> str:
    """The text up to its third sentence; lines of a few words (a time, a place) do not count."""
    spans = sentence_spans(text)
    long = [end for start, end in spans if len(words(text[start:end])) >= _SENTENCE_WORDS]
    ends = [spans[0][1], *long[:_OPENING]] if spans else [0]
    return text[: max(ends)]


def _last_line(text: str) -> str:
    """The last sentence when it is short: often where and when a post was published."""
    start, end = sentence_spans(text)[-1]
    return text[start:end] if end - start <= _LAST_LINE_MOST else ""


def _in_office(candidates: frozenset[str], gazetteer: Gazetteer, day: date) -> str | None:
    """Of the people a name can mean, the one in office on the day."""
    people = [gazetteer.people[key.removeprefix("person:")] for key in sorted(candidates)]
    serving = [person for person in people if person.offices_on(day)]
    found = serving if len(serving) == 1 else people
    return found[0].id if len(found) == 1 else None


def source_in(text: str, gazetteer: Gazetteer) -> Source | None:
    """The source named first in the text; an address of its site counts like its name."""
    plain = f" {normalise(text)} "
    places = {
        source: min((p for term in source.terms if (p := _find(plain, term)) >= 0), default=-1)
        for source in gazetteer.sources.values()
    }
    named = {source: place for source, place in places.items() if place >= 0}
    return min(named, key=lambda source: (named[source], -len(source.terms))) if named else None


def _find(text: str, term: str) -> int:
    match = re.search(rf"(?<!\w){re.escape(normalise(term))}(?!\w)", text)
    return match.start() if match else -1


# --- the date -----------------------------------------------------------------------------------


def conclude_date(text: str, today: date, on: date | None = None) -> tuple[date, str]:
    """The day of the call and how it was concluded, from the text's own evidence.

    A day without a year falls on the first such day after the latest full date that the text
    looks back on; a weekday beside it must agree.

    Raises:
        DateUnknown: nothing decides; the message asks for `--date`.
    """
    if on:
        return on, "as you said"
    opening = _opening(text)
    dates = _own_dates(opening)
    if not dates:
        opening = _last_line(text)
        dates = _own_dates(opening)
    if not dates:
        raise DateUnknown("its first sentences do not date it: say when with --date 2021-04-09")
    partial = next((d for d in dates if d.day and not d.year), None)
    for found in dates if partial is None else dates[: dates.index(partial)]:
        if found.exact and _EARLIEST <= found.exact <= today:
            return found.exact, f"written in full as «{_written(opening, found)}»"
    if partial is None:
        raise DateUnknown(
            f"only «{_written(opening, dates[0])}» is known of its date: "
            "say the day with --date 2021-04-09"
        )
    return _conclude_year(text, opening, partial, today)


def _own_dates(text: str) -> list[PartialDate]:
    """The dates of a text that do not belong to something it talks about."""
    plain = normalise(text)
    return [d for d in find_dates(text) if not _OF_ANOTHER.search(plain[: d.span[0]])]


def _conclude_year(text: str, opening: str, partial: PartialDate, today: date) -> tuple[date, str]:
    written = _written(opening, partial)
    since = _latest_event(text, today)
    weekday = find_weekday(opening)
    days = [
        day
        for day in iterate_years(partial, since or _EARLIEST, today)
        if weekday is None or day.weekday() == weekday
    ]
    near = [day for day in days if since and (day - since).days < _YEAR]
    if near or (weekday is not None and len(days) == 1):
        day = (near or days)[0]
        year = jalali(day)[0] if partial.calendar == "jalali" else day.year
        return day, (
            f"«{written}» has no year; {_evidence(since, weekday)}: "
            f"the first such day is in {year} (say --date if that is wrong)"
        )
    raise DateUnknown(
        f"«{written}» has no year and nothing in the text decides it: say --date 2021-04-09"
    )


def _evidence(since: date | None, weekday: int | None) -> str:
    """What a year was concluded from."""
    found = []
    if since:
        found.append(f"the latest event the text dates is {since.isoformat()}, before it")
    if weekday is not None:
        found.append("the weekday fits")
    return " and ".join(found)


def _latest_event(text: str, today: date) -> date | None:
    """The latest full date in the past that the text mentions, deadlines left out."""
    plain = normalise(text)
    return max(
        (
            d.exact
            for d in find_dates(text)
            if d.exact and d.exact <= today and not _AHEAD.search(plain[: d.span[0]].rstrip())
        ),
        default=None,
    )


def _written(text: str, found: PartialDate) -> str:
    plain = normalise(text)
    same = text if len(text) == len(plain) else plain
    return same[slice(*found.span)].strip(" ,.")
