"""Who says what a sentence of a readout reports."""

import re
from collections.abc import Sequence

from index.gazetteer import Gazetteer
from index.linking import Mention
from index.readout import Readout
from index.text import WORD, fold, words

# «به پوتین گفت», "with Macron": whoever stands after one of these does not speak there …
_PREPOSITIONS = frozenset(words("to with from of by for against به با از برای علیه میان"))
# … nor after one of these, "told Macron"; but «به گفته پوتین» does.
_TOLD = frozenset(
    words(
        "tell tells told telling inform informed informs assure assured assures asked ask asks "
        "thanked thank urge urged urges congratulated invited briefed warned reminded promised "
        "called phoned telephoned همتای"
    )
)
_BOTH = re.compile(
    r"\b(?:both|the (?:two|sides|parties|presidents|leaders|ministers|prime ministers)"
    r"|they|it was agreed|views were exchanged|دو طرف|طرفین|دو (?:رییس|رهبر|کشور|وزیر|نخست|مقام)"
    r"|هر دو|رهبران|سران|روسای جمهور|انان|انها|وزیران|وزرای)\b"
)
_HE = re.compile(
    r"^\W*(?:(?:in turn|for (?:his|her) part|also|به گفته|به باور|به نظر|از نظر|از نگاه)\W+)?"
    r"(?:he|she|او|وی|ایشان)\b"
    r"|.*, (?:he|she) (?:said|added|stressed|noted|insisted|complained|explained|argued)\b"
    r"|.*(?:به گفته|به باور|به نظر) (?:او|وی)\b"
)
# Between a preposition and a name: "with the French President Macron".
_TITLES = frozenset(
    words(
        "the his her their president prime minister chancellor king crown prince pope mr mrs dr "
        "secretary general emir sheikh sultan foreign federal outgoing new acting رئیس جمهور دکتر "
        "آقای نخست وزیر پادشاه شخص سید"
    )
)
_SIDE = re.compile(r"\b(?:side|طرف|جانب|سوی)\b")
# «افزود», «تأکید کرد»: a Persian sentence of one speaker who need not be named again.
_GOES_ON = re.compile(
    r"(?:کرد|گفت|افزود|خواند|دانست|خواست|داد|شمرد|نمود|داشت|برشمرد|پرسید|رساند|ساخت|گذاشت)\W*$"
)

Speakers = frozenset[str]


def speakers_of(
    readout: Readout,
    sentences: Sequence[str],
    mentions: Sequence[Sequence[Mention]],
    gazetteer: Gazetteer,
) -> tuple[Speakers, ...]:
    """For each sentence the concept keys of the participants whose words or deeds it reports.

    The first participant of a sentence who is not the object of a preposition or of "told"
    speaks; «او», "he" and an unnamed Persian subject are whoever spoke before; "both sides" are
    all participants. Empty where nothing tells.

    Args:
        sentences, mentions: the sentences and what each of them names, offices resolved.
    """
    everyone = frozenset(f"person:{person}" for person in readout.participants)
    countries = _countries(readout, gazetteer)
    found: list[Speakers] = []
    before: Speakers = frozenset()
    for text, named in zip(sentences, mentions, strict=True):
        plain = fold(text).lower()
        speaker = before if _HE.match(plain) else frozenset()
        if not speaker:
            subject = _named(plain, named, everyone, countries)
            both = _BOTH.search(plain)
            if both and (subject is None or len(WORD.findall(plain[: both.start()])) < subject[0]):
                speaker = everyone
            elif subject:
                speaker = subject[1]
            elif _GOES_ON.search(plain):
                speaker = before
        found.append(speaker)
        before = speaker if len(speaker) == 1 else frozenset()
    return tuple(found)


def _named(
    plain: str, mentions: Sequence[Mention], everyone: Speakers, countries: dict[str, str]
) -> tuple[int, Speakers] | None:
    """Where the first participant named as a subject stands, and who; two of «پوتین و اردوغان»."""
    surface = WORD.findall(plain)
    subjects: list[tuple[Mention, str]] = []
    for mention in mentions:
        key = _participant(mention, everyone, countries, surface)
        if key and not _is_object(surface, mention):
            subjects.append((mention, key))
    if not subjects:
        return None
    first, speaker = subjects[0]
    beside = {
        key
        for mention, key in subjects[1:2]
        if surface[first.end : mention.start] in (["and"], ["و"]) and key != speaker
    }
    return first.start, frozenset({speaker} | beside)


def _participant(
    mention: Mention, everyone: Speakers, countries: dict[str, str], surface: Sequence[str]
) -> str | None:
    taking_part = mention.keys & everyone
    if len(taking_part) == 1:
        return next(iter(taking_part))
    around = " ".join(surface[max(mention.start - 1, 0) : mention.end + 1])
    of = {countries[key] for key in mention.keys if key in countries}
    # «طرف روس», "the Turkish side", and a capital in a country's stead: "Ankara is ready".
    if len(of) == 1 and (_SIDE.search(around) or len(mention.keys) > 1):
        return of.pop()
    return None


def _is_object(surface: Sequence[str], mention: Mention) -> bool:
    before = [word for word in surface[: mention.start][-4:] if word not in _TITLES]
    return bool(before) and (before[-1] in _PREPOSITIONS or before[-1] in _TOLD)


def _countries(readout: Readout, gazetteer: Gazetteer) -> dict[str, str]:
    """For the place key of each participant's country the participant's key."""
    found: dict[str, str] = {}
    for person in readout.participants:
        known = gazetteer.people.get(person)
        for office in known.offices_on(readout.date) if known else ():
            if office.country in gazetteer.country_of:
                found[f"place:{gazetteer.country_of[office.country]}"] = f"person:{person}"
    return found
