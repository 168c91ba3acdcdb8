"""What speaks for an item being the readout of a call between leaders, and what against."""

import re
from dataclasses import dataclass, fields
from itertools import chain

from index.news.clauses import Clauses, tells
from index.news.line import Line
from index.news.trimming import headline, is_aside, trimmed
from index.news.words import pattern

# So many characters around the words for a call belong to them: "a call is planned for Monday".
_NEAR = 40
# A call of more leaders than this is a conference, or several calls told at once.
_CROWD = 4

# What each sign is believed to count, in log odds, before any item is seen.
BELIEFS = {
    "phone_title": 2.0, "phone_opening": 4.0, "spoke": 1.0, "told": 2.0, "two_sides": 6.0,
    "title_leads": 1.5, "other_speaker": -3.0,
    "crowd": -3.0, "not_in_title": -2.0, "late": -2.0, "officials": -4.0, "meeting": -2.0,
    "written": -2.0, "speech": -4.0, "comment": -4.0, "spokesman": -1.0, "ahead": -4.0,
    "denied": -4.0, "background": -4.0, "afterwards": -3.0, "several": -4.0, "world": -3.0,
}  # fmt: skip


@dataclass(frozen=True)
class Signs:
    """What is weighed, each 0 or 1.

    Attributes:
        phone_title, phone_opening: the title, the opening tells of a call by telephone.
        two_sides: leaders of two countries (or organisations) are named as taking part.
        late: the call is told of only after something else.

    The others are tables of words in data/recognition/words.toml, or fields of `Line`.
    """

    phone_title: float
    phone_opening: float
    spoke: float
    told: float
    two_sides: float
    title_leads: float
    other_speaker: float
    crowd: float
    not_in_title: float
    late: float
    officials: float
    meeting: float
    written: float
    speech: float
    comment: float
    spokesman: float
    ahead: float
    denied: float
    background: float
    afterwards: float
    several: float
    world: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the signs, in order."""
        return tuple(field.name for field in fields(cls))


@dataclass(frozen=True)
class _Texts:
    """The parts of an item that signs are looked for in."""

    title: str
    head: str
    told: str
    telling: str
    core: str
    before: str
    phone_title: bool
    heading: bool

    def named(self, sign: str, *parts: str) -> bool:
        return any(map(pattern(sign).search, parts))

    def near(self, sign: str, *parts: str) -> bool:
        """Whether words stand close to those for a call."""
        return any(
            call.start() - _NEAR < match.end() and match.start() < call.end() + _NEAR
            for part in parts
            for call in chain(*(pattern(w).finditer(part) for w in ("phone", "spoke", "talked")))
            for match in pattern(sign).finditer(part)
        )


def signs_of(clauses: Clauses, line: Line) -> Signs:
    """The signs of an item whose line is known."""
    texts = _texts(clauses, line)
    return Signs(
        phone_title=texts.phone_title,
        phone_opening=_by_phone(clauses, texts),
        spoke=texts.named("spoke", texts.head, trimmed(texts.told)),
        told=texts.named("told", trimmed(texts.told)),
        two_sides=line.sides >= 2,
        title_leads=line.title_leads,
        other_speaker=line.other_speaker,
        crowd=len(line.people) > _CROWD,
        not_in_title=not line.in_title,
        late=_is_late(clauses, texts),
        officials=line.officials,
        meeting=texts.named("meeting", texts.before),
        written=texts.named("written", "" if texts.phone_title else texts.title, texts.core),
        speech=_is_speech(texts),
        comment=_is_comment(texts),
        spokesman=texts.named("spokesman", texts.title, texts.telling),
        ahead=texts.near("ahead", texts.head, texts.core),
        denied=texts.near("denied", texts.head, texts.core),
        background=texts.named("background", texts.core) or texts.near("pluperfect", texts.telling),
        afterwards=_is_afterwards(texts),
        several=texts.named("several", texts.title, texts.core),
        world=texts.named("world", texts.head, texts.core),
    )


def _texts(clauses: Clauses, line: Line) -> _Texts:
    """The parts; under "Phone call between X and Y" only the title can say that it is none."""
    heading = bool(pattern("heading").search(clauses.title))
    phone_title = heading or bool(pattern("phone").search(clauses.title))
    heads = heading and line.both_in_title
    before = () if heading else clauses.opening[: clauses.told_at]
    head = headline(trimmed(clauses.title))
    return _Texts(
        title=clauses.title,
        head=head,
        told=clauses.telling,
        telling=clauses.title if heads else clauses.telling,
        core=trimmed(clauses.title if heads else clauses.telling),
        before="\n".join(("" if phone_title else head, *before)),
        phone_title=phone_title,
        heading=heading,
    )


def _by_phone(clauses: Clauses, texts: _Texts) -> bool:
    if texts.phone_title or texts.named("phone", texts.told):
        return bool(texts.told)
    return texts.named("spoke", texts.told) and texts.named("phone", clauses.after_telling)


def _is_late(clauses: Clauses, texts: _Texts) -> bool:
    return clauses.told_at > 0 and not texts.heading and not any(map(tells, clauses.opening[:1]))


def _is_afterwards(texts: _Texts) -> bool:
    aside = not texts.phone_title and is_aside(texts.telling)
    return aside or texts.named("afterwards", texts.title, texts.telling)


def _is_speech(texts: _Texts) -> bool:
    stated = not texts.phone_title and texts.named("paper", texts.title)
    return stated or texts.named("speech", texts.head, texts.core)


def _is_comment(texts: _Texts) -> bool:
    head = headline(texts.title)
    explained = re.search(r"\bwhat .{0,80}\bmeans?\b", texts.title, re.IGNORECASE)
    return (
        bool(explained)
        or texts.named("comment", head, texts.core)
        or texts.named("comment_title", head)
    )
