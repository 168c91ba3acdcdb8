"""Follow-up questions: "and Syria?", «اوکراین چی؟», "when was that?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cues import kind_of
from index.dates import find_dates
from index.linking import Linker, Mention
from index.question import is_bare
from index.text import WORD, fold, normalise

# Longer ones stand on their own.
_MOST_WORDS = 9
_ELLIPSIS = re.compile(
    r"^(?:and|what about|how about|also|but what about|or|then)\b(?! (?:when|who|where|why|how)\b)"
    r"|^(?:و|پس|حالا|خب|خوب)\b"
    r"|\b(?:چی|چه طور|چطور|چی شد)\W*$"
)
_LEADING = re.compile(
    r"^(?:and also|and|but what about|what about|how about|also|or|then|و|پس|حالا|خب|خوب)\b\W*",
    re.I,
)
_TRAILING = re.compile(r"\W*(?:چی شد|چی|چه طور|چطور|too|as well|هم)?\W*$", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:that|this|it|he|she|they|him|her|them|his|their|then|there|the call|the two|both)\b"
    r"|\b(?:این|ان|اون|او|وی|همان|همون|همین|اونا|انها|ایشان|شان|شون|اونجا|انجا|این دو)\b"
)


@dataclass(frozen=True)
class Turn:
    """What was asked last and answered.

    Attributes:
        question: the question, made whole; "" when the reader has only chosen a call to ask about.
        call: the id of the call that was quoted first, or "".
    """

    question: str
    call: str = ""


@dataclass(frozen=True)
class Whole:
    """A question that stands on its own; `call` when it asks about that call alone."""

    text: str
    call: str = ""


def made_whole(text: str, before: Turn | None, linker: Linker) -> Whole:
    """A follow-up with what it leaves out of the last question put in; other questions as they are.

    "And Syria?" after "What did Putin and Erdogan say about Libya?" becomes "What did Putin and
    Erdogan say about Syria". "When was that?" asks about the call that was quoted.
    """
    plain = normalise(text).strip()
    if before is not None and not before.question:
        return Whole(text, before.call)
    if before is None or len(plain.split()) > _MOST_WORDS:
        return Whole(text)
    named = linker.link(text, correct=True)
    people = [m for m in named if m.kind == "person"]
    if _ELLIPSIS.search(plain) and (named or find_dates(text)):
        return Whole(_replaced(before.question, text, linker))
    points_back = _BACK.search(plain) or _asks_only_when(text, named)
    if points_back and not people and before.call:
        if is_bare(text, named):
            return Whole(text, before.call)
        return Whole(f"{text} {_people(before.question, linker)}".strip())
    return Whole(text)


def _asks_only_when(text: str, named: Sequence[Mention]) -> bool:
    """«کی بود؟», "when?": Persian has no word for "it" there."""
    return kind_of(text, 0) == "when" and is_bare(text, named) and not find_dates(text)


def _replaced(question: str, follow_up: str, linker: Linker) -> str:
    """The question with its people, or its subjects, or its date, replaced by the follow-up's."""
    rest = _TRAILING.sub("", _LEADING.sub("", follow_up.strip()))
    new = linker.link(rest, correct=True)
    kinds = {_role(mention) for mention in new}
    surface = WORD.findall(fold(question))
    if find_dates(rest):
        surface = _without_dates(question)
    dropped = {
        i
        for mention in linker.link(question, correct=True)
        if _role(mention) in kinds
        for i in range(mention.start, mention.end)
    }
    place = min(dropped, default=len(surface))
    kept = [word for i, word in enumerate(surface) if i not in dropped or i == place]
    words = [rest if i == place else word for i, word in enumerate(kept)]
    return " ".join(words if dropped and place < len(kept) else [*words, rest])


def _role(mention: Mention) -> str:
    return "person" if mention.kind == "person" else "subject"


def _without_dates(question: str) -> list[str]:
    plain = fold(question)
    spans = [found.span for found in find_dates(question)]
    for start, end in reversed(spans):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return WORD.findall(plain)


def _people(question: str, linker: Linker) -> str:
    surface: Sequence[str] = WORD.findall(fold(question))
    mentions = linker.link(question, correct=True)
    return " ".join(" ".join(surface[m.start : m.end]) for m in mentions if m.kind == "person")
