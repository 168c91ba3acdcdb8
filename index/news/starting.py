"""On whose initiative a call took place.

«X در تماس با Y» is X's call, as in «تماس X با Y»; «گفت‌وگوی تلفنی X با Y» leaves it open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.news.callers import Caller, Switchboard
from index.news.clauses import Clauses

_STATED = re.compile(
    r"\b(?:at the (?:initiative|request|suggestion) of|on the initiative of|initiated by"
    r"|(?:placed|made|requested) by)(?P<by>[^,.;:\n]{2,80})"
    r"|\b(?:at|on) (?:the )?(?P<of>[\w .'-]{2,60}?)(?:'s?)? (?:side's )?(?:initiative|request)\b"
    r"|(?P<whose>[^,.;:\n]{2,80}), (?:at|on|upon) whose (?:initiative|request)"
    r"|\b(?:was|were) (?:\w+ )?(?:telephoned|phoned|rung)(?: (?!by)\w+){0,3} by"
    r"(?P<passive>[^,.;:\n]{2,80})"
    r"|\binitiative (?:for|of|behind) the (?:call|conversation) (?:was|came from|lay with)"
    r"(?P<whom>[^,.;:\n]{2,60})"
    r"|(?P<asker>[\w '-]{2,40}?) (?:that |who |which |had )?(?:initiated|requested|asked for) the"
    r" (?:call|conversation|talk)\b"
    r"|طرف (?P<offer>\w+) (?:پیشنهاد|درخواست|خواستار) این (?:تماس|گفت)"
    r"|\bthe (?P<side>[\w -]{2,30}?) side (?:initiated|requested|had asked for)"
    r"|(?<!\w)به (?:ابتکار|درخواست|پیشنهاد|تقاضای)(?P<fa> (?:خود|وی|او)(?!\w)|[^.،؛:\n]{2,50})",
    re.IGNORECASE,
)
# «به درخواست خود»: whoever is named before.
_SELF = frozenset({"خود", "خودش", "وی", "او"})
_OF_A_CALL = re.compile(
    r"call|conversation|phone|spoke|talk|تلفن|تماس|گفت|صورت|انجام", re.IGNORECASE
)
_RECEIVED = re.compile(
    r"\b(?:receiv\w+|took|takes|had|answered) (?:\w+ ){0,3}(?:phone |telephone )?call"
    r"(?: [^\s,;]+){0,6}? from\b|\bcall from\b",
    re.IGNORECASE,
)
_RANG = re.compile(
    r"\b(?:call(?:ed|s)(?! (?:for|on|upon|off|with|from|between|to|by)\b)"
    r"|(?:tele)?phon(?:ed|es)|rang|rings|rung"
    r"|(?:placed|made|makes|places) (?:\w+ ){0,2}call(?: \w+){0,3}? to)\b"
    r"|(?:'s?|\bpm|\bpresident|\bin an?|\bin h(?:is|er)) (?:(?:tele)?phone )?call to\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r" (?:him|her|them)\b| to (?:congratulate|thank|offer|express|convey|share)"
    r"| the (?:president|king|prime minister|emir|amir|sultan|chancellor)\b",
    re.IGNORECASE,
)
_RANG_FA = re.compile(
    r"(?<!\w)(?:تماس(?: تلفنی|ی تلفنی|ی)? (?:گرفت|گرفته|گرفتند|برقرار کرد)"
    r"|(?:تلفن|زنگ) ?(?:زد|کرد|زده))(?!\w)"
)
_CALL_FA = re.compile(
    r"(?<!\w)(?:تماس(?P<one>ی)?(?: تلفنی)?|(?:تلفن|زنگ)(?= (?:\w+ ){1,6}به ))(?!\w)"
)
_TO_FA = re.compile(r"(?<!\w)(?:با|به)(?: \w+){0,3} $")
_WITH_FA = re.compile(r"(?<!\w)(?:با|به|میان|بین|از)(?!\w)")
_TOGETHER_FA = re.compile(r"(?<!\w)(?:روسای|رهبران|سران|دو|سه|چهار|نخست وزیران)(?!\w)")
_IN_FA = re.compile(r"(?<!\w)(?:در|طی)(?: یک| این)? $")
_NEAR = 30
_FAR = 60
_AROUND = 150


@dataclass(frozen=True)
class _Clause:
    """A clause with the places of those of its leaders who are on the line."""

    text: str
    callers: Sequence[Caller]
    people: Sequence[str]

    def after(self, at: int, most: int = 1000) -> str | None:
        return next((c.id for c in self.callers if at - 1 <= c.start <= at + most), None)

    def before(self, at: int) -> str | None:
        return next((c.id for c in reversed(self.callers) if c.end <= at + 1), None)


def initiative_of(clauses: Clauses, people: Sequence[str], board: Switchboard) -> str | None:
    """Who of the people on the line rang up; None when it is not said."""
    if stated := _stated(clauses.everything, people, board):
        return stated
    for text in (*clauses.opening, clauses.title):
        named = [caller for caller in board.callers(text) if caller.id in people]
        clause = _Clause(text, named, people)
        for rule in (_received, _rang, _rang_fa, _call_fa):
            if found := rule(clause):
                return found
    return None


def _stated(text: str, people: Sequence[str], board: Switchboard) -> str | None:
    for match in _STATED.finditer(text):
        around = text[max(match.start() - _AROUND, 0) : match.end() + _AROUND]
        said = next(group for group in match.groups() if group)
        if said.strip() in _SELF:
            said = text[: match.start()].rpartition("\n")[2]
        if said.strip() == "latter" and len(people) == 2:
            return people[1]
        if _OF_A_CALL.search(around) and (found := board.side(said, people)):
            return found
    return None


def _received(clause: _Clause) -> str | None:
    match = _RECEIVED.search(clause.text)
    return clause.after(match.end()) if match else None


def _rang(clause: _Clause) -> str | None:
    """ "X called Y", "X's call to Y", "X rang to congratulate"."""
    for match in _RANG.finditer(clause.text):
        caller, called = clause.before(match.start()), clause.after(match.end(), _FAR)
        alone = _ALONE.match(clause.text, match.end())
        if caller and (alone or called not in (None, caller)):
            return caller
    return None


def _rang_fa(clause: _Clause) -> str | None:
    """«X با Y تماس گرفت», «X به Y تلفن زد»: whoever stands there without «با» or «به»."""
    match = _RANG_FA.search(clause.text)
    if not match:
        return None
    named = [c for c in clause.callers if c.end <= match.start()]
    addressed = {c.id for c in named if _TO_FA.search(clause.text[: c.start])}
    plain = {c.id for c in named} - addressed
    if not plain and len(clause.people) == 2 and len(addressed) == 1:
        plain = set(clause.people) - addressed
    return plain.pop() if len(plain) == 1 else None


def _call_fa(clause: _Clause) -> str | None:
    """«تماس X با Y», «Y در تماس X» and «X در تماس با Y» are all X's call."""
    for match in _CALL_FA.finditer(clause.text):
        after = [c for c in clause.callers if c.start >= match.end()]
        before = {c.id for c in clause.callers if c.end <= match.start()}
        told = {c.id for c in clause.callers if _TO_FA.search(clause.text[: c.start])}
        if not after:
            if match["one"] and len(before - told) == 1:
                return (before - told).pop()
            continue
        gap = clause.text[match.end() : after[0].start]
        if _TOGETHER_FA.search(gap):
            continue
        if not match["one"] and not _WITH_FA.search(gap):
            if len(gap) < _NEAR:
                return after[0].id
            continue
        if len(before) == 1 and _IN_FA.search(clause.text[: match.start()]):
            return before.pop()
    return None
