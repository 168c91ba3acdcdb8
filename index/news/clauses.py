"""The parts of an item that can tell of a call, and the words that do."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.news.item import Item
from index.sentences import sentence_spans
from index.text import fold, words

# A readout says in its opening that there was a call; later calls are others.
_OPENING = 3
# Lines of fewer words are a time, a place or an agency's name.
_SHORTEST = 4

_EN_PHONE = (
    r"(?:tele)?phone[- ](?:call|conversation|talk|discussion|exchange|contact|consultation|communication)s?"
    r"|telephonic(?:ally)?|telephone diplomacy|(?:by|via|over|on)(?: the| secure)? (?:tele)?phone"
    r"|(?:tele)?phon(?:es|ed)\b|phoning|telephones? (?:with|to)\b"
    r"|\brang\b(?! (?:the|in|out|true|hollow))|\bring(?:s|ing)? up\b"
    r"|video[- ]call|secure (?:line|call)|\bhung up\b|down the line|call with\b|calls? between\b"
    r"|(?:held|had|hold|holds|has|receiv\w+|joined|took|takes|on|in|during|place[ds]?|made|makes) "
    r"(?:\w+ ){0,3}call(?:s)?\b|\bcalls? (?:from|to)\b|\btrilateral call|\bjoint call"
    r"|\bpm(?:'s)? call\b|'s calls?\b|\btele-?conversation|\btelephoned\b|\bvideo link\b"
)
# "called President Putin", not "called for", "called on", "called the attack".
_EN_CALLED = (
    r"\bcall(?:ed|s) (?=(?:\w+ ){0,3}(?:president|prime|chancellor|king|sultan|emir|amir))"
    r"|(?-i:\bcalled (?=[A-Z]))"
)
_EN_TALKED = (
    r"\b(?:speaks|spoke|spoken|talked|conversed)\b(?: (?!to the press)[^\s.,]+){0,5}? (?:with|to)\b"
    r"|\btalks? to\b"
)
_FA_PHONE = (
    r"تلفنی|تلفن (?:زد|کرد|زدن|زده|می ?زن)|پای تلفن|\bزنگ (?:زد|زدن|زده)|گوشی تلفن|خط تلفن"
    r"|(?<!خط )\bتماس(?:ی)?(?= (?:با|گرفت|گرفته|گرفتند|داشت|برقرار|تصویری|ویدیویی|ویدئویی))"
    r"|\bدر (?:یک |این )?تماس(?:ی)?\b(?! (?:است|بود|باشند|هست|نزدیک|مداوم|دایم|بوده|باشیم|هستیم))"
    r"|\bتلفن\b(?! همراه)"
)
_FA_TALKED = r"گفت ?و ?گو(?:ی|یی)?\b|\bصحبت\b|رایزنی|\bمکالمه|\bتبادل نظر"

PHONE = re.compile(f"{_EN_PHONE}|{_EN_CALLED}|{_FA_PHONE}", re.IGNORECASE)
SPOKE = re.compile(_EN_TALKED, re.IGNORECASE)
TALKED = re.compile(
    rf"{_EN_TALKED}|\b(?:conversation|exchange) (?:with|between)\b|{_FA_TALKED}", re.IGNORECASE
)


@dataclass(frozen=True)
class Clauses:
    """An item's title and the sentences of its text, folded."""

    title: str
    sentences: tuple[str, ...]

    @property
    def opening(self) -> tuple[str, ...]:
        """The first sentences of some length."""
        return self.sentences[:_OPENING]

    @cached_property
    def telling(self) -> str:
        """The first sentence of the opening that tells of a call, or else of a talk; "" none."""
        for patterns in ((PHONE, SPOKE), (TALKED,)):
            for sentence in self.opening:
                if any(pattern.search(sentence) for pattern in patterns):
                    return sentence
        return ""

    @cached_property
    def after_telling(self) -> str:
        """The sentence of the opening after the telling one; "" none."""
        if self.telling not in self.opening[:-1]:
            return ""
        return self.opening[self.opening.index(self.telling) + 1]

    @property
    def everything(self) -> str:
        """The title and all sentences, a line each."""
        return "\n".join((self.title, *self.sentences))


def clauses_of(item: Item) -> Clauses:
    """The title and the sentences; very short lines of the text are left out."""
    spans = sentence_spans(item.text)
    long = [item.text[start:end] for start, end in spans if _is_long(item.text[start:end])]
    return Clauses(fold(item.title).strip(), tuple(map(fold, long)))


def _is_long(sentence: str) -> bool:
    return len(words(sentence)) >= _SHORTEST
