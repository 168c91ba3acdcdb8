"""The text of a web page without all that stands around it."""

from dataclasses import dataclass
from datetime import date

from index.errors import ReadoutError
from index.web import Page

_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})


@dataclass(frozen=True)
class Article:
    """What a page says: its title, its paragraphs a line each, and the name of its site or "".

    `posted` is the day on which it appeared, if the page says so.
    """

    title: str
    text: str
    site: str
    posted: date | None = None


def article_of(page: Page) -> Article:
    """The article of a page.

    Raises:
        ReadoutError: it is no page of text, or no article is found in it.
    """
    if page.content_type not in _PAGES:
        raise ReadoutError(f"{page.url} is {page.content_type}, no page of text: send it as a file")
    if page.content_type == "text/plain":
        return Article("", page.text, "")
    # Imported late: trafilatura takes 0.3 s, and most bots are never sent a link.
    import trafilatura

    found = trafilatura.bare_extraction(
        page.text, url=page.url, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise ReadoutError(f"{page.url} has no article that can be read: send its text instead")
    posted = _day(found.date or "")
    return Article(found.title or "", found.text or "", found.sitename or "", posted)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
