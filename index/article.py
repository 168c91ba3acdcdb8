"""The text of a web page without all that stands around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from index.dates import date_range
from index.errors import ReadoutError
from index.text import language_of, normalise, words
from index.web import Page

_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
# The half-spaces and joiners of Persian words, as they stand or by their names in HTML.
_JOINERS = {
    "\u200c": re.compile(r"\u200c|&(?:zwnj|#8204|#x0*200c);", re.IGNORECASE),
    "\u200d": re.compile(r"\u200d|&(?:zwj|#8205|#x0*200d);", re.IGNORECASE),
}
# Lines among which the headline is looked for, words that make a sentence, words of a line that
# may be a link or a date.
_TOP, _SENTENCE, _SHORT = 20, 3, 12
# Lines above the headline, and it, that may give the day of publication.
_NEAR = 3
_ENDS = re.compile(r"[.!?؟…:؛;،,][\"'”’»)\]\s\u200c-\u200f]*$")
# Rare signs that can stand for them meanwhile.
_STAND_INS = "⸼⸾⸿⹀⹁⹊⹋⹌"


@dataclass(frozen=True)
class Article:
    """What a page says: its title, its paragraphs a line each, and the name of its site or "".

    The headline is no part of the text. `posted` is the day on which it appeared, if the page says
    so.
    """

    title: str
    text: str
    site: str
    posted: date | None = None


def article_of(page: Page, headline: str = "") -> Article:
    """The article of a page.

    Args:
        headline: under which a feed lists it.

    Raises:
        ReadoutError: it is no page of text, or no article is found in it.
    """
    if page.content_type not in _PAGES:
        raise ReadoutError(f"{page.url} is {page.content_type}, no page of text: send it as a file")
    if page.content_type == "text/plain":
        return Article("", page.text, "")
    # Imported late: trafilatura takes 0.3 s, and most bots are never sent a link.
    import trafilatura

    markup, stand_ins = _without_joiners(page.text)
    found = trafilatura.bare_extraction(
        markup,
        url=page.url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # What the page itself says; a search of the text finds days that are told there.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise ReadoutError(f"{page.url} has no article that can be read: send its text instead")
    title, text, site = (
        (part or "").translate(stand_ins) for part in (found.title, found.text, found.sitename)
    )
    above, body = _parted(text, (title, headline))
    return Article(headline or title, body, site, _dated(above) or _day(found.date or ""))


def _without_joiners(markup: str) -> tuple[str, dict[int, str]]:
    """A page with signs in the place of half-spaces, and what each of these stands for.

    trafilatura takes out all that cannot be printed, half-spaces too: «گفت‌وگو» would be «گفتوگو».
    """
    free = (sign for sign in _STAND_INS if sign not in markup)
    stand_ins: dict[int, str] = {}
    for joiner, written in _JOINERS.items():
        sign = next(free, "")
        markup = written.sub(sign, markup)
        stand_ins |= {ord(sign): joiner} if sign else {}
    return markup, stand_ins


def _parted(text: str, titles: Iterable[str]) -> tuple[list[str], str]:
    """What stands around the headline, and the text without that and what stands below it.

    Left out is all down to the headline, and short lines that are no sentences: date and time,
    names of sections, links to other news.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    names = [normalise(title) for title in titles]
    top = [number for number, line in enumerate(lines[:_TOP]) if _is_headline(line, names)]
    below = top[-1] + 1 if top else 0
    body = lines[below:] or lines
    prose = [number for number, line in enumerate(body) if not _is_furniture(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(body) - 1)
    if body[last].rstrip().endswith(":"):
        last = len(body) - 1  # a list, whose items need no full stop
    around = [*body[:first], *lines[max(0, below - _NEAR) : below]]
    return around, "\n".join(body[first : last + 1])


def _is_headline(line: str, titles: Iterable[str]) -> bool:
    return len(words(line)) >= _SENTENCE and any(normalise(line) in title for title in titles)


def _is_furniture(line: str) -> bool:
    count = len(words(line))
    return count < _SENTENCE or (count <= _SHORT and not _ENDS.search(line))


def _dated(lines: Iterable[str]) -> date | None:
    """The day that one of some lines gives, in either calendar."""
    today = datetime.now(UTC).date()
    days = (date_range(line, today, language_of(line)) for line in lines)
    return next((day.first for day in days if day and day.first == day.last), None)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
