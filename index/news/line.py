"""Who is on the line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.news.callers import Switchboard
from index.news.clauses import Clauses, tells
from index.news.trimming import trimmed
from index.news.words import pattern
from index.text import words

# "Telephone conversation with President X": whose conversation goes without saying.
_WITH = re.compile(
    r"(?:[\w'’-]+ ){0,3}?(?:call|conversation|talks?|discussion)s? (?:with|from|to) "
    r"|(?:گفت و ?گوی|تماس|مکالمه) تلفنی با ",
    re.IGNORECASE,
)

_HEAD = 4
_CALL_FIRST = re.compile(
    r"\b(?:call|calls|conversation|phone|telephone|talks?|read-?out|discussion|note)\b"
    r"|(?<!\w)(?:گفت ?و ?گو\w*|تماس|مکالمه|رایزنی|تلفن|تلفنی|تبریک|تسلیت)(?!\w)",
    re.IGNORECASE,
)
# Between the second leader and a third who is on the line too: "Macron, Scholz and Biden".
_LISTING = re.compile(r",|،|\band\b|(?<!\w)(?:و|با|همچنین)(?!\w)|\bwith\b", re.IGNORECASE)
_LISTED_WORDS = frozenset(
    words(
        "and the with president presidents prime minister chancellor king federal of as well also "
        "his her majesty highness emir amir sheikh by fellow leaders mr ms dr h e republic "
        "و با همچنین نیز هم رئیس جمهور جمهوری نخست وزیر صدراعظم پادشاه امیر سلطان شیخ ولیعهد"
    )
)


@dataclass(frozen=True)
class Line:
    """Who takes part in a call.

    Attributes:
        people: ids of the leaders (or names as written) in the order in which they are named.
        sides: how many countries (or organisations) they lead.
        both_in_title: whether the title names leaders of two sides.
        title_leads: whether the title begins with one of them, or with the call.
        other_speaker: whether the title quotes somebody else: «بارو: …».
        in_title: whether the title names one of them, or the country of one.
        officials: whether somebody of lower rank speaks before a second leader is named.
    """

    people: tuple[str, ...]
    sides: int
    in_title: bool
    both_in_title: bool
    title_leads: bool
    other_speaker: bool
    officials: bool


def line_of(clauses: Clauses, board: Switchboard) -> Line:
    """Who takes part in the call that the clauses tell of: of the text first, then the title."""
    titled = _on_the_line(trimmed(clauses.title), board)
    both_in_title = board.sides(titled) >= 2
    heads = both_in_title and bool(pattern("heading").search(clauses.title))
    people = _people(clauses, board, titled if heads else [])
    officials = _officials(clauses, board, heads)
    if len(people) == 1 and not officials and _WITH.match(clauses.title):
        people = _with_home(people, board)
    return Line(
        people=tuple(people),
        sides=board.sides(people),
        in_title=board.side(clauses.title, people) is not None,
        both_in_title=both_in_title,
        title_leads=_leads(clauses.title, board),
        other_speaker=_quotes_other(clauses.title, board),
        officials=officials,
    )


def _people(clauses: Clauses, board: Switchboard, heading: Sequence[str]) -> list[str]:
    """The leaders of the sentences that tell of the call, then of the title.

    Those of a `heading` that names both sides are joined only by a sentence that names them too.
    """
    people = list(heading)
    for part in (trimmed(clauses.telling), *_of_talk(clauses), trimmed(clauses.title)):
        named = _on_the_line(part, board)
        if not set(heading) <= set(named):
            break
        people = list(dict.fromkeys([*people, *named]))
        if len(people) >= 2:
            break
    return people


def _officials(clauses: Clauses, board: Switchboard, heads: bool) -> bool:
    """Whether an official stands before the second leader, where the title leaves that open."""
    title = trimmed(clauses.title)
    parts = [] if heads else [trimmed(clauses.telling) or title]
    parts += [title] if pattern("phone").search(clauses.title) else []
    return any(_official_first(part, board) for part in parts)


def _leads(title: str, board: Switchboard) -> bool:
    head = " ".join(title.split()[:_HEAD])
    begins = [c for c in board.callers(title) if c.start < len(head)]
    return bool(begins) or bool(_CALL_FIRST.search(head))


def _quotes_other(title: str, board: Switchboard) -> bool:
    """Whether a title quotes somebody who is no leader, nor the office of one."""
    head, colon, _ = title.partition(": ")
    if not colon or len(head.split()) > _HEAD + 1 or pattern("talked").search(head):
        return False
    speaks = board.names(head) and not pattern("official").search(head)
    return not (speaks or tells(head) or pattern("office").search(head))


def _on_the_line(text: str, board: Switchboard) -> list[str]:
    """The leaders of a clause: the first two, and further ones that are listed with them."""
    people: list[str] = []
    end = 0
    for caller in board.callers(text):
        if board.sides(people) >= 2 and caller.id not in people:
            gap = text[end : caller.start]
            listed = _LISTING.search(gap) and _LISTED_WORDS.issuperset(words(gap))
            if not listed and not tells(gap):
                continue
        if caller.id not in people:
            people.append(caller.id)
        end = max(end, caller.end)
    return people


def _of_talk(clauses: Clauses) -> list[str]:
    """The other sentences of the opening that tell of a talk."""
    others = (sentence for sentence in clauses.opening if sentence != clauses.telling)
    return [trimmed(sentence) for sentence in others if tells(sentence)]


def _with_home(people: Sequence[str], board: Switchboard) -> list[str]:
    """One leader, and the one of the source's own country, who need not be named."""
    mine = board.offices.principal(board.home) if board.home else None
    at_home = board.home in board.offices.countries(people[0])
    return [mine, *people] if mine and not at_home else list(people)


def _official_first(text: str, board: Switchboard) -> bool:
    callers = board.callers(text)
    people = list(dict.fromkeys(caller.id for caller in callers))[:2]
    second = next((c.start for c in callers if len(people) > 1 and c.id == people[1]), len(text))
    offices = (match.start() for match in pattern("official").finditer(text))
    return any(start < second for start in (*offices, *board.lower(text)))
