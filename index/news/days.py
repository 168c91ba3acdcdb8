"""When a call took place, told from the day on which its readout was published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from index.dates import PartialDate, find_dates, find_weekday, iterate_years
from index.news.clauses import Clauses
from index.news.words import pattern
from index.text import normalise, words

# A readout that dates its call more days back than this tells of another one.
_LONGEST_AGO = 45
_TOMORROW = timedelta(days=1)
_MORNING = 5
_EVENING = re.compile(r"this (?:afternoon|evening)|tonight|امشب")
_YESTERDAY = (
    r"yesterday|last night|last evening|(?:the )?previous (?:day|evening|night)"
    r"|(?:late )?(?:on )?the (?:day|night|evening) before|overnight"
    r"|دیروز|دیشب|شب گذشته|روز گذشته|شامگاه گذشته|عصر گذشته|شب پیش|روز پیش|عصر دیروز"
)
_TODAY = (
    r"today|tonight|this (?:morning|afternoon|evening|noon)|earlier in the day"
    r"|a short (?:while|time) ago|minutes ago|hours ago|just now"
    r"|امروز|امشب|ساعاتی پیش|ساعتی پیش|دقایقی پیش|لحظاتی پیش|صبح جاری|بامداد جاری"
)
_AGO = r"(?P<ago>two|three|four|دو|سه|چهار) (?:days? ago|روز (?:پیش|قبل))|(?P<before>پریروز|پریشب)"
_WEEKDAY = (
    r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?<!در )(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه)(?! (?:prayers?|اینده|بعد))"
)
_RELATIVE = re.compile(
    rf"(?<!\w)(?:(?P<yesterday>{_YESTERDAY})|(?P<today>{_TODAY})|{_AGO}|{_WEEKDAY})(?!\w)"
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "دو": 2, "سه": 3, "چهار": 4}
# Persian ordinals up to the length of a month: «جمعه پنجم خرداد».
_UP_TO_TWENTY = (
    "یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم سیزدهم چهاردهم پانزدهم شانزدهم "
    "هفدهم هجدهم نوزدهم بیستم"
)
_ORDINALS = {name: number for number, name in enumerate(words(_UP_TO_TWENTY), 1)}
_ORDINALS |= {f"بیست و {name}": 20 + n for name, n in list(_ORDINALS.items())[:9]}
_ORDINALS |= {"اول": 1, "سی ام": 30, "سی و یکم": 31}
_ORDINAL = re.compile(
    r"(?<!\w)(" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + r")(?= (?:ماه )?"
    r"(?:فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|ابان|اذر|دی|بهمن|اسفند|ژانویه|فوریه|مارس"
    r"|اوریل|مه|ژوین|ژوییه|جولای|اوت|اگوست|سپتامبر|اکتبر|نوامبر|دسامبر))"
)
# A day after one of these is that of another event.
_OF_ANOTHER = re.compile(
    r"(?:(?<!\w)(?:since|after|following|before|until|till|by|from|(?<!evening )(?<!morning )"
    r"(?<!night )(?<!noon )of|for|marking|ahead of|next"
    r"|coming|dated|scheduled for|planned for|set for|due on|due|to be held on|will be held on)"
    r"(?: the| this| last| late| early)?"
    r"|(?<!\w)(?:summit|attacks?|meeting|talks in \w+|visit|session|elections?|statement|agreement"
    r"|strikes?|ceasefire|resolution|referendum|vote|conference|earthquake|explosion|crash)"
    r"(?: on| of| in)?(?: the| last)?"
    r"|(?:مورخ|از|تا|توافق|بیانیه|پس از|پیش از|بعد از|قبل از|نشست|حمله|حملات|انتخابات|برای"
    r"|حادثه|زلزله|انفجار|در پی|سالروز|دیدار|اجلاس)(?: روز| تاریخ| شب| شامگاه| بامداد)?) $"
)
_AHEAD_OF = re.compile(
    r"^ (?:اینده|بعد|پیش ?رو|summit|meeting|attacks?|elections?|session|deadline)"
)
# "ANKARA, May 3, 2021 (AA) – ", «تهران - ایرنا - »: when and where it was written.
_DATELINE = re.compile(r"^[^.:]{2,60}? (?:--?|–|—) ")


@dataclass(frozen=True)
class Day:
    """A day and how it was concluded."""

    day: date
    why: str


_SET_OFF = re.compile(r"[:,–—-] *$")


@dataclass(frozen=True)
class _Found:
    day: date
    start: int
    words: str
    full: bool


def day_of(clauses: Clauses, moment: datetime | None) -> Day | None:
    """The day of the call: beside the words that tell of it, else in the opening, else published.

    A whole date that closes the title ("PM call with President Macron: 22 November 2026") is it.
    None when nothing dates it and it is not known when it was published. "This evening" in what is
    published after midnight is the evening before.
    """
    published = moment.date() if moment else None
    at_night = moment is not None and moment.hour < _MORNING
    if found := _closing_date(normalise(clauses.title), published):
        return Day(found.day, f"«{found.words}»")
    about = [clauses.telling, *_about_it(clauses)]
    parts = [*(_DATELINE.sub("", part) for part in about), clauses.title, *about]
    for part in dict.fromkeys(parts):
        if found := _nearest(normalise(part), published, at_night):
            return Day(found.day, f"«{found.words}»")
    return Day(published, "the day of publication") if published else None


def _closing_date(title: str, published: date | None) -> _Found | None:
    """The whole date that a title ends with, after a colon or a comma."""
    for partial in find_dates(title):
        start, end = partial.span
        closes = not title[end:].strip(" .") and _SET_OFF.search(title[:start])
        if closes and partial.exact and _fits(partial.exact, published):
            return _Found(partial.exact, start, title[start:end].strip(" ,."), True)
    return None


def _about_it(clauses: Clauses) -> Iterator[str]:
    """The other sentences that date the call: «این گفت‌وگو امروز انجام شد»."""
    for sentence in clauses.sentences:
        if re.search(
            r"\b(?:the|this|their) (?:\w+ )?(?:phone |telephone )?(?:call|conversation)\b"
            r"|(?<!\w)این (?:گفت ?و ?گو|تماس|مکالمه|رایزنی)|(?<!\w)(?:گفت ?و ?گوی|تماس) تلفنی",
            sentence,
            re.IGNORECASE,
        ):
            yield sentence
    yield from clauses.opening[: clauses.told_at]


def _nearest(plain: str, published: date | None, at_night: bool) -> _Found | None:
    """The day nearest to the words for a call; a full date before a weekday."""
    found = [f for f in _days(plain, published, at_night) if _fits(f.day, published)]
    if not found:
        return None
    calls = (pattern(sign).search(plain) for sign in ("phone", "spoke", "talked"))
    at = next((call.start() for call in calls if call), 0)
    exact = [f for f in found if f.full]
    near = min(found, key=lambda f: abs(f.start - at))
    beside = [f for f in exact if abs(f.start - near.start) < 40]
    return beside[0] if beside else near


def _fits(day: date, published: date | None) -> bool:
    if published is None:
        return True
    return published - timedelta(days=_LONGEST_AGO) <= day <= published + _TOMORROW


def _days(plain: str, published: date | None, at_night: bool) -> Iterator[_Found]:
    text = _ORDINAL.sub(lambda m: f"{_ORDINALS[m[1]]:<{len(m[1])}}", plain)
    text = re.sub(r"(\d) +(?=\S)", r"\1 ", text)
    for partial in find_dates(text):
        start, end = partial.span
        if _is_of_another(text, start, end):
            continue
        if day := _in_year(partial, published):
            yield _Found(day, start, text[start:end].strip(" ,."), True)
    if published:
        yield from _relative(text, published, at_night)


def _relative(text: str, published: date, at_night: bool) -> Iterator[_Found]:
    for match in _RELATIVE.finditer(text):
        start, end = match.span()
        if not _is_of_another(text, start, end):
            evening = at_night and bool(_EVENING.search(match[0]))
            day = _counted(match, published) - timedelta(days=evening)
            yield _Found(day, start, match[0], False)


def _is_of_another(text: str, start: int, end: int) -> bool:
    return bool(_OF_ANOTHER.search(text[:start]) or _AHEAD_OF.search(text[end:]))


def _counted(match: re.Match[str], published: date) -> date:
    if match["today"]:
        return published
    if match["yesterday"]:
        return published - timedelta(days=1)
    if match["ago"] or match["before"]:
        return published - timedelta(days=_NUMBERS.get(match["ago"] or "", 2))
    weekday = find_weekday(match["weekday"])
    return published - timedelta(days=(published.weekday() - (weekday or 0)) % 7)


def _in_year(partial: PartialDate, published: date | None) -> date | None:
    """A date's day; without a year, the latest up to the day after publication."""
    if partial.exact or not partial.day or not published:
        return partial.exact
    days: Iterable[date] = iterate_years(
        partial, published - timedelta(days=366), published + _TOMORROW
    )
    return max(days, default=None)
