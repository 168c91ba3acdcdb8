"""What a person says of a readout, a line each: `date: 2021-04-09`, «تاریخ: ۱۴۰۰/۱/۲۰»."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from index.dates import find_dates
from index.readout import EARLIEST_YEAR
from index.text import normalise


@dataclass(frozen=True)
class Unusable:
    """A line that says nothing that can be used.

    Attributes:
        field: of a readout, that it is about; "" when it names none.
    """

    line: str
    field: str


def read_corrections(text: str, today: date) -> dict[str, str] | Unusable:
    """What lines say, by the names of a readout's fields; or the first that cannot be used.

    A field left empty is to be recognised from the text again.

    Args:
        today: no call is later than this day.
    """
    said: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        field = _FIELDS.get(normalise(name).strip(), "") if colon else ""
        read = _readers(today).get(field, str.strip)
        found = read(value) if value.strip() else ""
        if not field or found is None:
            return Unusable(line, field)
        said[field] = found
    return said or Unusable(text, "")


def _readers(today: date) -> dict[str, Callable[[str], str | None]]:
    """How the values of fields are read that are more than text; None is what makes no sense."""
    return {
        "date": lambda value: _day(value, today),
        "language": lambda value: _LANGUAGES.get(normalise(value).strip()),
        "kind": lambda value: _KINDS.get(normalise(value).strip()),
        "source_url": _address,
    }


def _day(value: str, today: date) -> str | None:
    """A whole date of either calendar, and nothing else."""
    dates = find_dates(value)
    found = dates[0].exact if len(dates) == 1 else None
    if found is None or found.year < EARLIEST_YEAR or found > today:
        return None
    return found.isoformat()


def _address(value: str) -> str | None:
    address = value.strip()
    return address if address.startswith(("https://", "http://")) and " " not in address else None


def _known(names: Mapping[str, str]) -> dict[str, str]:
    return {normalise(name): value for value, some in names.items() for name in some.split("|")}


_FIELDS = _known(
    {
        "date": "date|day|تاریخ",
        "participants": "participants|طرف‌ها|طرفها",
        "source": "source|منبع",
        "title": "title|عنوان",
        "language": "language|زبان",
        "kind": "kind|نوع",
        "source_url": "url|link|source_url|نشانی|پیوند",
        "id": "id|شناسه",
    }
)
_LANGUAGES = _known({"fa": "fa|persian|farsi|فارسی", "en": "en|english|انگلیسی"})
_KINDS = _known(
    {
        "readout": "readout|official|گزارش رسمی|رسمی",
        "news": "news|خبر",
        "summary": "summary|خلاصه",
    }
)
