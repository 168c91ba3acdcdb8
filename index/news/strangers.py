"""Leaders of countries whose leaders the gazetteer lacks: the name beside the office."""

import re
from collections.abc import Iterable, Iterator

from index.news.leaders import Offices
from index.news.unnamed import Named, Placed
from index.text import normalise, words

_HEAD = (
    r"(?:president|prime minister|premier|king|queen|sultan|emir|chancellor"
    r"|رییس ?جمهور(?:ی)?|نخست وزیر|پادشاه|صدراعظم|امیر)"
)
_HEAD_BEFORE = re.compile(
    rf"(?<!vice )(?<!deputy ){_HEAD}(?: of(?: the)?(?: [a-z]+){{0,3}})? $", re.IGNORECASE
)
_HEAD_AFTER = re.compile(rf"[' s]{{0,3}}{_HEAD}(?= )", re.IGNORECASE)
_NAME = re.compile(r" ,?\s?((?:[A-Z][\w'-]+\.?)(?: (?:bin|al|de|da|von|[A-Z][\w'-]+)){1,3})")
_NAME_FA = re.compile(r" ((?:[^\W\d_a-z]+)(?: [^\W\d_a-z]+){0,3})")
# A Persian name has no capitals: it ends before one of these.
_NO_NAME = frozenset(
    words(
        "با در به از و که را روز امروز دیروز شب عصر صبح ظهر شامگاه بامداد گفت تلفنی تماس این آن "
        "بعدازظهر شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه نیز هم ضمن طی برای وی او تا بر "
        "گفت‌وگو است شد کرد دو درباره پس پیش خود"
    )
)


def strangers(text: str, places: Iterable[Placed], offices: Offices) -> Iterator[Named]:
    """The names, as written, of leaders of countries without a known leader."""
    for country, (start, end) in places:
        if not country or offices.principal(country):
            continue
        after = _HEAD_AFTER.match(text, end)
        at = end if _HEAD_BEFORE.search(text[:start]) else after.end() if after else None
        if at is not None and (name := _name_at(text, at)):
            yield name, (start, end)


def _name_at(text: str, at: int) -> str:
    """The name that begins at a place of a text: capitals, or Persian words up to a common one."""
    if match := _NAME.match(text, at):
        return match[1]
    name: list[str] = []
    if match := _NAME_FA.match(text, at):
        for word in match[1].split():
            if normalise(word) in _NO_NAME:
                break
            name.append(word)
    return " ".join(name) if len(name) >= 2 else ""
