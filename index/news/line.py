"""Who is on the line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.news.callers import Switchboard
from index.news.clauses import PHONE, TALKED, Clauses
from index.news.trimming import trimmed

OFFICIAL = re.compile(
    r"\b(?<!and )(?<!prime minister, )(?:foreign (?:minister|secretary|affairs minister)s?"
    r"|ministers? (?:of|for) (?:state|foreign|external|defen[cs]e|the interior|finance|energy|oil)"
    r"|external affairs minister|(?:defen[cs]e|interior|finance|energy|oil|trade|health)"
    r" (?:minister|secretary)s?|secretary(?![- ]?general)|vice[- ]president|deputy|advis[eo]rs?"
    r"|speakers?|ambassadors?|envoys?|chief of (?:staff|defence|the general)"
    r"|head of (?:the )?(?:office|delegation|intelligence)|special representative|nsa"
    r"|high representative|commissioner|top diplomats?|director[- ]general|governor|mayor)\b"
    r"|(?<!نخست )(?<!\w)(?:وزیران|وزرای|وزیر) (?:امور ?)?"
    r"(?:خارجه|دفاع|کشور|نفت|انرژی|اقتصاد|اطلاعات|بهداشت|نیرو|راه|کشاورزی)"
    r"|(?<!\w)(?:معاون|مشاور|سفیر|فرستاده|نماینده|دستیار|مدیرکل|استاندار|استانداران"
    r"|فرمانده|رییس ستاد|رییس کل|رییس پارلمان|رییس مجلس|دبیر شورای|قاضی)(?!\w)",
    re.IGNORECASE,
)

# "Telephone conversation with President X": whose conversation goes without saying.
_WITH = re.compile(
    r"(?:[\w'’-]+ ){0,3}?(?:call|conversation|talks?|discussion)s? (?:with|from|to) "
    r"|(?:گفت و ?گوی|تماس|مکالمه) تلفنی با ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """Who takes part in a call.

    Attributes:
        people: ids of the leaders (or names as written) in the order in which they are named.
        officials: whether somebody of lower rank speaks before a second leader is named.
    """

    people: tuple[str, ...]
    officials: bool


def line_of(clauses: Clauses, board: Switchboard) -> Line:
    """Who takes part in the call that the clauses tell of: of the text first, then the title."""
    title, telling = trimmed(clauses.title), trimmed(clauses.telling)
    people: list[str] = []
    for part in (telling, *_of_talk(clauses), title):
        people = list(dict.fromkeys([*people, *board.names(part)]))
        if len(people) >= 2:
            break
    officials = any(
        _official_first(part, board)
        for part in (telling or title, title if PHONE.search(clauses.title) else "")
    )
    if len(people) == 1 and not officials and _WITH.match(clauses.title):
        people = _with_home(people, board)
    return Line(tuple(people), officials)


def _of_talk(clauses: Clauses) -> list[str]:
    """The other sentences of the opening that tell of a talk."""
    others = (sentence for sentence in clauses.opening if sentence != clauses.telling)
    return [trimmed(sentence) for sentence in others if TALKED.search(sentence)]


def _with_home(people: Sequence[str], board: Switchboard) -> list[str]:
    """One leader, and the one of the source's own country, who need not be named."""
    mine = board.offices.principal(board.home) if board.home else None
    at_home = board.home in board.offices.countries(people[0])
    return [mine, *people] if mine and not at_home else list(people)


def _official_first(text: str, board: Switchboard) -> bool:
    callers = board.callers(text)
    people = list(dict.fromkeys(caller.id for caller in callers))[:2]
    second = next((c.start for c in callers if len(people) > 1 and c.id == people[1]), len(text))
    lower = [match.start() for match in OFFICIAL.finditer(text)] + list(board.lower(text))
    return any(start < second for start in lower)
