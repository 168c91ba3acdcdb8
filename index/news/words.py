"""The words that tell a call from other news, as data/recognition/words.toml lists them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from index.errors import EvaluationError
from index.resources import data_folder
from index.text import fold

_ZWNJ = "\u200c"


@cache
def pattern(sign: str) -> re.Pattern[str]:
    """The pattern of the words of a sign, for folded texts.

    Raises:
        EvaluationError: the file of words cannot be used, or lacks the sign.
    """
    path = data_folder() / "recognition" / "words.toml"
    try:
        return compiled(_read(path)[sign])
    except (KeyError, re.error) as error:
        raise EvaluationError(f"{path}: the words of {sign!r} cannot be used ({error})") from error


def compiled(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """One pattern of English words, Persian words and others (`en`, `fa`, `also`)."""
    parts = [rf"\b(?:{_any(words['en'])})\b"] if words.get("en") else []
    parts += [rf"(?<!\w)(?:{_any(words['fa'])})(?!\w)"] if words.get("fa") else []
    parts += [_any(words["also"])] if words.get("also") else []
    return re.compile("|".join(parts), re.IGNORECASE)


def _any(words: Sequence[str]) -> str:
    return "|".join(fold(word.replace(_ZWNJ, " ?")) for word in words)


@cache
def _read(path: Path) -> Mapping[str, Mapping[str, Sequence[str]]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error})") from error
