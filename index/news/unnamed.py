"""Leaders meant by their office alone: "the Prime Minister", «رؤسای جمهور روسیه و ترکیه»."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from index.gazetteer import OfficeKind
from index.news.leaders import Offices
from index.text import Span, words

Head: TypeAlias = Literal["head_of_state", "head_of_government", "crown_prince"]
# A leader's id (or name as written) and where it stands; a country's code and where it stands.
Named: TypeAlias = tuple[str, Span]
Placed: TypeAlias = tuple[str, Span]

_OPEN_OFFICES: tuple[tuple[Head, str], ...] = (
    (
        "head_of_government",
        r"(?:the |our |hon'?ble )?(?<!deputy )(?<!vice )(?:prime minister|pm|premier|chancellor)",
    ),
    (
        "head_of_state",
        r"(?:the |hh the |hm the |h\.?h\.? )?(?<!vice )(?<!vice-)"
        r"(?:president|head of state|amir|emir|king|sultan)(?: of the republic)?",
    ),
    ("crown_prince", r"(?:hrh |h\.?r\.?h\.? )?(?:the )?crown prince"),
    ("head_of_state", r"رییس ?جمهور(?:ی)?(?: (?:کشورمان|ایران|ما))?"),
    ("head_of_government", r"نخست وزیر(?: کشورمان)?"),
)
_OPEN = [(kind, re.compile(rf"(?<!\w){p}(?!\w)", re.IGNORECASE)) for kind, p in _OPEN_OFFICES]
_SEVERAL = re.compile(r"(?:دو|سه|چهار|each|both|two) $", re.IGNORECASE)
_GOES_ON = re.compile(r" (?:of|for)\b|[- ]elect\b| منتخب| این| ان ", re.IGNORECASE)
_CROWN = re.compile(r"(?<!\w)(?:crown prince|ولیعهد)(?!\w)", re.IGNORECASE)
_UNION = (
    (r"european council president|president of the european council|رییس شورای اروپا"
     r"|رییس شورای اتحادیه اروپا", "EU", "President of the European Council"),
    (r"(?:european )?commission president|president of the european commission"
     r"|رییس کمیسیون اروپا", "EU", "President of the European Commission"),
    (r"custodian of the two holy mosques|خادم حرمین شریفین", "SA", "King of Saudi Arabia"),
)  # fmt: skip
_PLURAL = re.compile(
    r"\b(?:presidents|prime ministers|leaders|heads of (?:state|government)|emirs|kings)"
    r"(?: and (?:prime ministers|chancellor))? of (?:the )?"
    r"|(?<!\w)(?:روسای ?جمهور(?:ی)?|رهبران|سران|نخست وزیران)"
    r"(?: (?:سه |چهار |دو )?کشور(?:های)?)? ",
    re.IGNORECASE,
)
_PLURAL_KINDS: dict[str, OfficeKind] = {
    "presidents": "head_of_state", "روسای": "head_of_state", "emirs": "head_of_state",
    "kings": "head_of_state", "prime": "head_of_government", "نخست": "head_of_government",
}  # fmt: skip
_BETWEEN = re.compile(r"(?:,|و|and|the|،|;|\s|همچنین|نیز|as|well|of)*", re.IGNORECASE)


def at_home(text: str, taken: Sequence[Span], offices: Offices, home: str) -> Iterator[Named]:
    """The home country's leader behind an office with neither a name nor a country beside it.

    Args:
        taken: where people and places are named.
    """
    for kind, pattern in _OPEN if home else ():
        for match in pattern.finditer(text):
            if _is_open(text, match.span(), taken) and (holder := _holder(kind, home, offices)):
                yield holder, match.span()


def _holder(kind: Head, country: str, offices: Offices) -> str | None:
    if kind == "crown_prince":
        return offices.crown_prince(country)
    return offices.holder(country, kind)


def _is_open(text: str, span: Span, taken: Sequence[Span]) -> bool:
    start, end = span
    for left, right in taken:
        overlaps = left < end and start < right
        follows = 0 <= left - end <= 3 and not text[end:left].strip(" (")
        precedes = 0 <= start - right <= 2 and text[start].isascii()
        if overlaps or follows or precedes:
            return False
    return not (_SEVERAL.search(text[:start]) or _GOES_ON.match(text[end:]))


def in_lists(text: str, places: Sequence[Placed], offices: Offices) -> Iterator[Named]:
    """Everybody in "the presidents of Russia and Turkey", «رهبران آلمان، فرانسه و بریتانیا»."""
    for match in _PLURAL.finditer(text):
        kind, at = _PLURAL_KINDS.get(words(match[0])[0]), match.end()
        for country, (start, end) in places:
            if start < at:
                continue
            if not _BETWEEN.fullmatch(text[at:start]):
                break
            at = end
            holder = offices.holder(country, kind) if kind else None
            if holder := holder or offices.principal(country):
                yield holder, (start, end)


def princes(text: str, places: Sequence[Placed], offices: Offices) -> Iterator[Named]:
    """The crown prince of a country that stands beside the words."""
    for match in _CROWN.finditer(text):
        for country, (start, end) in places:
            beside = 0 <= start - match.end() <= 4 or 0 <= match.start() - end <= 3
            if beside and (prince := offices.crown_prince(country)):
                yield prince, match.span()


def of_unions(text: str, offices: Offices) -> Iterator[Named]:
    """Who holds an office that needs no country beside it."""
    for pattern, country, title in _UNION:
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            for person, office in offices.gazetteer.titled(country, title):
                if office.held_on(offices.day):
                    yield person.id, match.span()
